"""What the desk tells people of its own accord: one template an occasion, plain words, no personal data but the answer itself."""

from collections.abc import Mapping
from string import Formatter

# To the citizen. Every act that moves a date has one (a test holds that).
TO_CITIZENS: Mapping[str, str] = {
    "confirmed": "已确认收到您的{kind}（编号 {number}），办理期限从今天起算。{due}",
    "signed": "您的{kind}（编号 {number}）已由{agency}签收，正在办理。{due}",
    "answered": "{agency}对您的{kind}（编号 {number}）答复如下：\n\n{text}",
    "main_answered": "您的{kind}（编号 {number}）与另一张工单合并办理，{agency}现已答复：\n\n{text}",
    "correction_asked": "您的{kind}（编号 {number}）需要补正：\n\n{text}\n\n请在{until}之前（含当天）补正；等您补正期间不计算答复期限，收到补正后重新起算。"
    "没有正当理由逾期不补正的，视为放弃申请（政府信息公开条例第三十条）。在提交的那个对话里回复“补正：……”就可以补正。",
    "corrected": "已收到您对 {number} 的补正，答复期限自收到补正之日起重新计算。{due}",
    "extended": "您的{kind}（编号 {number}）延长了答复期限：{text}{due}",
    "consulted": "您的{kind}（编号 {number}）需要征求第三方或其他机关的意见，所需时间不计入答复期限。{due}",
    "opinion_received": "您的{kind}（编号 {number}）征求意见的结果已经登记，继续办理。{due}",
    "fee_asked": "您的{kind}（编号 {number}）需要缴纳信息处理费{amount}元：{text}\n"
    "请在{until}之前（含当天）缴纳；逾期不缴的，视为放弃申请（政府信息公开信息处理费管理办法第六条）。",
    "reassigned": "您的{kind}（编号 {number}）改由{agency}办理。{due}",
    "refused": "您的{kind}（编号 {number}）不予受理：{text}",
    "transferred": "您的{kind}（编号 {number}）已转其他渠道办理：{text}",
    "merged": "您的{kind}（编号 {number}）与先前反映的同一事项合并办理，答复时会一并告诉您。{text}",
    "attached": "又有人反映了与您的{kind}（编号 {number}）相同的事项，已并入您的工单一起办理，您的办理期限不变。",
    "resumed": "与您的{kind}（编号 {number}）合并办理的另一张工单已由其申请人撤回，您的继续单独办理。{due}",
    "withdrawn": "您的{kind}（编号 {number}）已按您的要求撤回。",
    "given_up": "您的{kind}（编号 {number}）逾期未补正或未缴费，依法视为放弃申请，不再处理。{text}如需要可以重新申请。",
    "redone": "您对 {number} 的办理结果不满意，已请{agency}重新办理。{due}",
    "recalculated": "您的{kind}（编号 {number}）的答复期限重新计算了：{text}{due}",
}
# To the people of an agency, and to those who look after the whole place.
TO_STAFF: Mapping[str, str] = {
    "staff_dispatched": "新工单 {number}（{kind}）转到{agency}，请签收。{due}",
    "staff_assigned": "工单 {number}（{kind}）分给您办理。{due}",
    "staff_returned": "工单 {number} 被{agency}退回，请确定承办单位：{text}",
    "staff_co": "工单 {number} 由{agency}主办，请协助办理。{due}",
    "staff_co_reported": "工单 {number} 的协办单位已反馈：{text}",
    "staff_corrected": "工单 {number} 已收到补正，请继续办理。{due}",
    "staff_extension_asked": "工单 {number} 提请延长期限{workdays}个工作日，请决定：{text}",
    "staff_extension_declined": "工单 {number} 的延长期限没有获得同意：{text}",
    "staff_withdrawn": "工单 {number} 已由申请人撤回，不用再办理。",
    "staff_attached": "工单 {number} 并入了相同事项的工单（共{count}张），请一并答复。",
    "staff_resumed": "工单 {number} 恢复单独办理，请签收：{text}。{due}",
    "staff_redone": "申请人对工单 {number} 的答复不满意，请重新办理。{due}",
    "staff_urged": "工单 {number} 被{form}，请在{until}之前（含当天）说明办理情况：{text}",
    "staff_urge_answered": "工单 {number} 的催办已有答复：{text}",
    "staff_added": "工单 {number} 的申请人有补充：{text}",
    "staff_asked_after": "工单 {number} 的申请人催问办理进度，请尽快办理。{due}",
    "staff_urgent": "【加急】工单 {number}（{kind}）转到{agency}，来电人说情况紧急，请马上处理。",
    "staff_called_again": "工单 {number} 的来电人又打来电话询问或补充：{text}",
    "staff_recalculated": "工单 {number} 的期限重新计算了：{text}{due}",
    "warning": "【{title}】工单 {number}（{agency}）{left}，{due}",
    "overdue": "【{title}】工单 {number}（{agency}）已经超过期限，应在{until}之前答复，请立即办理。",
    "correction_lapsed": "工单 {number} 的补正期限{until}已满，没有收到补正。请核实有无正当理由，再决定是否按“视为放弃”办理（政府信息公开条例第三十条）。",
    "fee_lapsed": "工单 {number} 的缴费期限{until}已满，没有收到费用。请核实后决定是否按“视为放弃”办理。",
    "opinion_lapsed": "工单 {number} 征求意见的期限{until}已满，没有收到意见，请登记期满并继续办理（政府信息公开条例第三十二条、第三十四条）。",
    "urge_lapsed": "工单 {number} 的催办到{until}没有答复，请立即说明办理情况。",
}
# To those who look after the whole place, about no single ticket.
OF_THE_PLACE: Mapping[str, str] = {
    "hot_topic": "【热点】“{title}”自{since}以来已有{count}人反映，由{agency}办理，请关注。",
    "burst": "【集中反映】“{title}”：{why}。请核实是否需要启动应急回应。",
    "emergency_raised": "【应急】“{title}”已开始计时：最迟{word}发布权威信息，{conference}举行新闻发布会（{basis}）。",
    "emergency_near": "【应急】“{title}”的“{duty}”快到期限，最迟{until}（{basis}），请抓紧。",
    "emergency_passed": "【应急】“{title}”的“{duty}”已超过期限{until}（{basis}），请立即办理并登记。",
}
# Not of the desk's own accord: the other half of a conversation, whose words are made elsewhere. What a person says in it, and
# the desk about him, are whole messages as they stand in the history.
IN_CONVERSATION: Mapping[str, str] = {"reply": "{text}", "operator_said": "【工作人员】{text}", "desk_said": "{text}"}
TEMPLATES: Mapping[str, str] = {**TO_CITIZENS, **TO_STAFF, **OF_THE_PLACE, **IN_CONVERSATION}


# What a letter's subject says: that there is news, never what it is about.
_SUBJECTS: Mapping[str, str] = {
    "answered": "已有答复", "main_answered": "已有答复", "correction_asked": "需要您补正", "fee_asked": "有收费通知", "extended": "延长了答复期限",
    "refused": "不予受理", "transferred": "已转其他渠道", "signed": "已签收", "warning": "快到期", "overdue": "已经超期", "staff_dispatched": "新工单待签收",
    "staff_urged": "被催办", "urge_lapsed": "催办到期未答复", "hot_topic": "有热点事项", "burst": "有集中反映", "emergency_raised": "应急回应开始计时",
    "emergency_near": "应急回应快到期限", "emergency_passed": "应急回应超过期限",
}


def subject_of(template: str, data: Mapping[str, str]) -> str:
    """One line for a letter's subject or a short message: the ticket's number and what kind of news there is."""
    about = f"工单 {data['number']}" if data.get("number") else "服务台" if template in OF_THE_PLACE else "工单"
    return f"{about} {_SUBJECTS.get(template, '有新消息')}"


def fields(template: str) -> frozenset[str]:
    """The names of the values that a template needs."""
    return frozenset(name for _, name, _, _ in Formatter().parse(TEMPLATES[template]) if name)


def text_of(template: str, data: Mapping[str, str]) -> str:
    """The words of a notice; KeyError when the template or one of its values is missing."""
    return TEMPLATES[template].format_map({name: data[name] for name in fields(template)})
