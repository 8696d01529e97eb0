"""The audit trail: who did or saw what."""

from sqlalchemy.orm import Session

from bot.people.models import AuditEntry, Staff

SIGNED_IN, SIGNED_OUT, SIGN_IN_FAILED, LOCKED = "signed_in", "signed_out", "sign_in_failed", "locked"
CODE_WRONG, RECOVERY_USED, CODES_RENEWED = "code_wrong", "recovery_used", "codes_renewed"
FACTOR_ON, FACTOR_OFF, FACTOR_RESET = "factor_on", "factor_off", "factor_reset"
STAFF_ADDED, ACCOUNT_CHANGED, ACCOUNT_CLOSED, ACCOUNT_OPENED = "staff_added", "account_changed", "account_closed", "account_opened"
PASSWORD_CHANGED, PASSWORD_RESET, UNLOCKED, SESSIONS_ENDED = "password_changed", "password_reset", "unlocked", "sessions_ended"
AUDIT_EXPORTED = "audit_exported"
SENT_AGAIN, CASE_KEPT, CHECK_DECIDED = "sent_again", "case_kept", "check_decided"
TICKET_SEEN, PERSONAL_SEEN, FILE_OPENED, FILE_ENCLOSED = "ticket_seen", "personal_seen", "file_opened", "file_enclosed"
TICKET_FILED, CALLED_BACK = "ticket_filed", "called_back"
CHAT_OPENED, CHAT_ACT, CANNED_CHANGED = "chat_opened", "chat_act", "canned_changed"
KNOWLEDGE_PUBLISHED, KNOWLEDGE_WITHDRAWN, KNOWLEDGE_UNDONE = "knowledge_published", "knowledge_withdrawn", "knowledge_undone"
QUESTIONS_PUT_ASIDE, FLAG_CLOSED, SOURCE_CHANGED = "questions_put_aside", "flag_closed", "source_changed"
DOCUMENT_IMPORTED, DOCUMENT_REMOVED = "document_imported", "document_removed"
TOPIC_CLOSED = "topic_closed"
EMERGENCY_RAISED, EMERGENCY_DONE, EMERGENCY_CLOSED = "emergency_raised", "emergency_done", "emergency_closed"
WHAT_WORDS = {
    SIGNED_IN: "登录",
    SIGNED_OUT: "退出登录",
    SIGN_IN_FAILED: "登录失败",
    LOCKED: "密码多次错误，账号锁定",
    CODE_WRONG: "验证码错误",
    RECOVERY_USED: "用恢复码登录",
    CODES_RENEWED: "重新生成恢复码",
    FACTOR_ON: "开启两步验证",
    FACTOR_OFF: "关闭两步验证",
    FACTOR_RESET: "替人关闭两步验证",
    STAFF_ADDED: "新建账号",
    ACCOUNT_CHANGED: "修改账号",
    ACCOUNT_CLOSED: "停用账号",
    ACCOUNT_OPENED: "启用账号",
    PASSWORD_CHANGED: "修改密码",
    PASSWORD_RESET: "重置密码",
    UNLOCKED: "解除锁定",
    SESSIONS_ENDED: "退出登录（其他地方）",
    AUDIT_EXPORTED: "导出审计记录",
    TICKET_SEEN: "打开工单",
    PERSONAL_SEEN: "查看完整信息",
    FILE_OPENED: "打开附件",
    FILE_ENCLOSED: "给答复加附件",
    SENT_AGAIN: "重新发送通知",
    CASE_KEPT: "登记复议诉讼",
    CHECK_DECIDED: "公开自查决定",
    TICKET_FILED: "代来电人登记工单",
    CALLED_BACK: "登记回访",
    CHAT_OPENED: "查看人工对话",
    CHAT_ACT: "处理人工对话",
    CANNED_CHANGED: "修改常用语",
    KNOWLEDGE_PUBLISHED: "发布知识答案",
    KNOWLEDGE_WITHDRAWN: "停用知识答案",
    KNOWLEDGE_UNDONE: "撤销知识改动",
    QUESTIONS_PUT_ASIDE: "放下没答上的问题",
    FLAG_CLOSED: "核对被指出的答案",
    SOURCE_CHANGED: "登记依据的变化",
    DOCUMENT_IMPORTED: "导入文件",
    DOCUMENT_REMOVED: "移除导入的文件",
    TOPIC_CLOSED: "关闭热点",
    EMERGENCY_RAISED: "启动应急回应",
    EMERGENCY_DONE: "登记应急回应",
    EMERGENCY_CLOSED: "结束应急回应",
}


def audit(session: Session, staff: Staff | str, what: str, ticket_number: str | None = None, detail: str = "") -> AuditEntry:
    """Write one line in the caller's transaction. `detail` must hold no personal data."""
    who = staff if isinstance(staff, str) else staff.login
    entry = AuditEntry(who=who, what=what, ticket_number=ticket_number, detail=detail[:200])
    session.add(entry)
    return entry
