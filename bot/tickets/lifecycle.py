"""What may happen to a ticket, and when: one table for all four kinds.

What is not in the table cannot happen, over any door. «Overdue» is no status: it is derived from the clock.
Status says where a ticket is; how it ended is its outcome (`bot.tickets.outcomes`). What an act needs beside the
right status (a second return, a call-back before a redo …) is in `bot.tickets.conditions`.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.clock.service import LegalBasis, period
from bot.tickets.kinds import Kind


class Status(StrEnum):
    """Where a ticket is."""

    RECEIVED = "received"
    CONFIRMED = "confirmed"
    DISPATCHED = "dispatched"
    SIGNED = "signed"
    CORRECTING = "correcting"
    CONSULTING = "consulting"
    DISPUTED = "disputed"
    ANSWERED = "answered"
    CALLED_BACK = "called_back"
    ARCHIVED = "archived"
    REFUSED = "refused"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    GIVEN_UP = "given_up"
    TRANSFERRED = "transferred"


class Act(StrEnum):
    """What somebody does to a ticket; each act leaves one event."""

    RECEIVE = "receive"
    CONFIRM = "confirm"
    DISPATCH = "dispatch"
    SIGN = "sign"
    ASSIGN = "assign"
    ASK_CORRECTION = "ask_correction"
    CORRECT = "correct"
    CONSULT = "consult"
    OPINION = "opinion"
    ASK_EXTENSION = "ask_extension"
    EXTEND = "extend"
    DECLINE_EXTENSION = "decline_extension"
    ASK_FEE = "ask_fee"
    PAY_FEE = "pay_fee"
    RETURN = "return"
    REASSIGN = "reassign"
    SET_CO = "set_co"
    CO_REPORT = "co_report"
    ANSWER = "answer"
    CALL_BACK = "call_back"
    REDO = "redo"
    ARCHIVE = "archive"
    REFUSE = "refuse"
    MERGE = "merge"
    ATTACH = "attach"
    RESUME = "resume"
    WITHDRAW = "withdraw"
    GIVE_UP = "give_up"
    TRANSFER = "transfer"
    URGE = "urge"
    ANSWER_URGE = "answer_urge"
    ADD = "add"
    ASK_AFTER = "ask_after"
    RECALCULATE = "recalculate"


@dataclass(frozen=True)
class StatusWords:
    """A status as staff and citizens read it."""

    title: str
    citizen: str


STATUS_WORDS = {
    Status.RECEIVED: StatusWords("已收到", "已收到，正在与您确认"),
    Status.CONFIRMED: StatusWords("已确认", "已确认收到，正在分派"),
    Status.DISPATCHED: StatusWords("待签收", "已转交承办单位，等待签收"),
    Status.SIGNED: StatusWords("办理中", "承办单位已签收，正在办理"),
    Status.CORRECTING: StatusWords("待补正", "请您补正申请内容"),
    Status.CONSULTING: StatusWords("征求意见中", "正在征求第三方或其他机关意见"),
    Status.DISPUTED: StatusWords("职责争议", "正在确定承办单位"),
    Status.ANSWERED: StatusWords("已答复", "已答复"),
    Status.CALLED_BACK: StatusWords("已回访", "已回访"),
    Status.ARCHIVED: StatusWords("已归档", "已办结归档"),
    Status.REFUSED: StatusWords("不予受理", "不予受理"),
    Status.MERGED: StatusWords("已合并", "已与先前的工单合并办理"),
    Status.WITHDRAWN: StatusWords("已撤回", "您已撤回"),
    Status.GIVEN_UP: StatusWords("视为放弃", "逾期未补正或未缴费，视为放弃"),
    Status.TRANSFERRED: StatusWords("已转办", "已转其他法定渠道办理"),
}

ENDED = frozenset(
    {Status.ARCHIVED, Status.REFUSED, Status.MERGED, Status.WITHDRAWN, Status.GIVEN_UP, Status.TRANSFERRED}
)
ANSWERED = frozenset({Status.ANSWERED, Status.CALLED_BACK, Status.ARCHIVED})
OPEN = frozenset(Status) - ENDED - ANSWERED

_ALL = frozenset(Kind)
_DISCLOSURE = frozenset({Kind.APPLICATION})
_HOTLINE = _ALL - _DISCLOSURE
_WORKING = frozenset({Status.SIGNED, Status.CONSULTING})
_SOMEWHERE = OPEN - {Status.RECEIVED, Status.CONFIRMED}
# Before anybody has begun to ask third parties about it.
_EARLY = frozenset({Status.RECEIVED, Status.CONFIRMED, Status.DISPATCHED, Status.SIGNED, Status.DISPUTED})


@dataclass(frozen=True)
class Transition:
    """One row: from which statuses an act may be done, where it leads (None: stays), for which kinds.

    `while_asking` is where it leads instead while another opinion is still awaited.
    """

    act: Act
    sources: frozenset[Status]
    target: Status | None
    kinds: frozenset[Kind] = _ALL
    while_asking: Status | None = None


TABLE: tuple[Transition, ...] = (
    Transition(Act.CONFIRM, frozenset({Status.RECEIVED}), Status.CONFIRMED),
    Transition(Act.DISPATCH, frozenset({Status.CONFIRMED}), Status.DISPATCHED),
    Transition(Act.SIGN, frozenset({Status.DISPATCHED}), Status.SIGNED),
    Transition(Act.RETURN, frozenset({Status.DISPATCHED, Status.SIGNED}), Status.DISPUTED),
    Transition(Act.REASSIGN, frozenset({Status.DISPATCHED, Status.DISPUTED}), Status.DISPATCHED),
    Transition(Act.SET_CO, _SOMEWHERE, None),
    Transition(Act.CO_REPORT, _SOMEWHERE, None),
    Transition(Act.ASK_CORRECTION, _WORKING, Status.CORRECTING, _DISCLOSURE),
    Transition(Act.CORRECT, frozenset({Status.CORRECTING}), Status.SIGNED, _DISCLOSURE, Status.CONSULTING),
    Transition(Act.CONSULT, _WORKING, Status.CONSULTING, _DISCLOSURE),
    Transition(Act.OPINION, frozenset({Status.CONSULTING}), Status.SIGNED, _DISCLOSURE, Status.CONSULTING),
    Transition(Act.OPINION, frozenset({Status.CORRECTING}), None, _DISCLOSURE),
    Transition(Act.ASK_EXTENSION, _WORKING, None, frozenset({Kind.APPLICATION, Kind.SUGGESTION})),
    Transition(Act.EXTEND, _WORKING, None, frozenset({Kind.APPLICATION, Kind.SUGGESTION})),
    Transition(Act.DECLINE_EXTENSION, _WORKING, None, frozenset({Kind.APPLICATION, Kind.SUGGESTION})),
    Transition(Act.ASK_FEE, _WORKING, None, _DISCLOSURE),
    Transition(Act.PAY_FEE, _WORKING, None, _DISCLOSURE),
    Transition(Act.GIVE_UP, _WORKING | {Status.CORRECTING}, Status.GIVEN_UP, _DISCLOSURE),
    Transition(Act.ANSWER, _WORKING, Status.ANSWERED),
    Transition(Act.CALL_BACK, frozenset({Status.ANSWERED}), Status.CALLED_BACK),
    Transition(Act.REDO, frozenset({Status.CALLED_BACK}), Status.SIGNED, _HOTLINE),
    Transition(Act.ARCHIVE, frozenset({Status.ANSWERED, Status.CALLED_BACK}), Status.ARCHIVED),
    Transition(Act.REFUSE, _EARLY, Status.REFUSED, _HOTLINE),
    Transition(Act.TRANSFER, _EARLY, Status.TRANSFERRED, _HOTLINE),
    Transition(Act.MERGE, _EARLY, Status.MERGED, _HOTLINE),
    Transition(Act.ATTACH, OPEN | {Status.ANSWERED, Status.CALLED_BACK}, None, _HOTLINE),
    Transition(Act.RESUME, frozenset({Status.MERGED}), Status.DISPATCHED, _HOTLINE),
    Transition(Act.WITHDRAW, OPEN, Status.WITHDRAWN),
    Transition(Act.URGE, _SOMEWHERE, None),
    Transition(Act.ASSIGN, _SOMEWHERE | {Status.ANSWERED, Status.CALLED_BACK}, None),
    Transition(Act.ANSWER_URGE, _SOMEWHERE | {Status.ANSWERED, Status.CALLED_BACK}, None),
    Transition(Act.ADD, OPEN | {Status.ANSWERED, Status.CALLED_BACK}, None),
    Transition(Act.ASK_AFTER, OPEN, None),
    Transition(Act.RECALCULATE, OPEN, None),
)
# Done by the desk itself as a part of something else, or by the citizen in his conversation: no form, no button.
BY_THE_DESK = frozenset({Act.RECEIVE, Act.ATTACH, Act.RESUME, Act.RECALCULATE, Act.ADD, Act.ASK_AFTER})

ACT_WORDS = {
    Act.RECEIVE: "收到",
    Act.CONFIRM: "确认收到",
    Act.DISPATCH: "转交承办单位",
    Act.SIGN: "签收",
    Act.ASSIGN: "分给经办人",
    Act.ASK_CORRECTION: "告知补正",
    Act.CORRECT: "收到补正",
    Act.CONSULT: "征求意见",
    Act.OPINION: "收到意见",
    Act.ASK_EXTENSION: "提请延长期限",
    Act.EXTEND: "延长期限",
    Act.DECLINE_EXTENSION: "不同意延长期限",
    Act.ASK_FEE: "发出收费通知",
    Act.PAY_FEE: "收到费用",
    Act.RETURN: "退回",
    Act.REASSIGN: "改派",
    Act.SET_CO: "确定协办单位",
    Act.CO_REPORT: "协办单位反馈",
    Act.ANSWER: "答复",
    Act.CALL_BACK: "回访",
    Act.REDO: "重新办理",
    Act.ARCHIVE: "归档",
    Act.REFUSE: "不予受理",
    Act.MERGE: "合并",
    Act.ATTACH: "并入另一工单",
    Act.RESUME: "恢复办理",
    Act.WITHDRAW: "撤回",
    Act.GIVE_UP: "视为放弃",
    Act.TRANSFER: "转办",
    Act.URGE: "催办",
    Act.ANSWER_URGE: "答复催办",
    Act.ADD: "申请人补充",
    Act.ASK_AFTER: "申请人催问",
    Act.RECALCULATE: "重新计算期限",
}
_CASEWORK = LegalBasis("政府信息公开条例", "第四十五条")


class LifecycleError(ValueError):
    """An act that the table does not have; the message is one Chinese sentence for whoever tried, with its rule."""


def rule_of(kind: Kind) -> LegalBasis:
    """The rule that handling a ticket of this kind follows: what a refusal names.

    Applications: registration, review, handling, answer, archive (art. 45); others: the notice that sets their period.
    """
    return _CASEWORK if kind is Kind.APPLICATION else period(kind).basis


def next_status(kind: Kind, status: Status, act: Act, *, asking: bool = False, rule: LegalBasis | None = None) -> Status:
    """Where `act` leads a ticket of this kind and status; LifecycleError when the table says it cannot be.

    `asking`: whether an opinion will still be awaited after the act. `rule` is what a refusal names.
    """
    named = rule or rule_of(kind)
    rows = [row for row in TABLE if row.act is act and kind in row.kinds]
    if not rows:
        raise LifecycleError(f"这类工单不能“{ACT_WORDS[act]}”（{named}）。")
    row = next((row for row in rows if status in row.sources), None)
    if row is None:
        raise LifecycleError(f"工单现在是“{STATUS_WORDS[status].title}”，不能“{ACT_WORDS[act]}”（{named}）。")
    return (row.while_asking if asking else None) or row.target or status


def possible_acts(kind: Kind, status: Status) -> tuple[Act, ...]:
    """Every act that the table allows now, in the table's order."""
    return tuple(row.act for row in TABLE if kind in row.kinds and status in row.sources)
