"""What may happen to a ticket, and when: one table for all four kinds.

What is not in the table cannot happen, over any door. «Overdue» is no status: it is derived from the clock.
Status says where a ticket is; how it ended is its outcome (`bot.tickets.outcomes`).
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.tickets.kinds import Kind


class Status(StrEnum):
    """Where a ticket is."""

    RECEIVED = "received"
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
    DISPATCH = "dispatch"
    SIGN = "sign"
    ASK_CORRECTION = "ask_correction"
    CORRECT = "correct"
    CONSULT = "consult"
    OPINION = "opinion"
    EXTEND = "extend"
    RETURN = "return"
    REASSIGN = "reassign"
    ANSWER = "answer"
    CALL_BACK = "call_back"
    REDO = "redo"
    ARCHIVE = "archive"
    REFUSE = "refuse"
    MERGE = "merge"
    WITHDRAW = "withdraw"
    GIVE_UP = "give_up"
    TRANSFER = "transfer"


@dataclass(frozen=True)
class StatusWords:
    """A status as staff and citizens read it."""

    title: str
    citizen: str


STATUS_WORDS = {
    Status.RECEIVED: StatusWords("已收到", "已收到，正在分派"),
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
    Status.GIVEN_UP: StatusWords("视为放弃", "逾期未补正，视为放弃"),
    Status.TRANSFERRED: StatusWords("已转办", "已转其他法定渠道办理"),
}

ENDED = frozenset(
    {Status.ARCHIVED, Status.REFUSED, Status.MERGED, Status.WITHDRAWN, Status.GIVEN_UP, Status.TRANSFERRED}
)
ANSWERED = frozenset({Status.ANSWERED, Status.CALLED_BACK, Status.ARCHIVED})
OPEN = frozenset(Status) - ENDED - ANSWERED

_ALL = frozenset(Kind)
_DISCLOSURE = frozenset({Kind.APPLICATION})
_WORKING = frozenset({Status.SIGNED, Status.CONSULTING})
_BEFORE_ANSWER = frozenset({Status.RECEIVED, Status.DISPATCHED, Status.SIGNED, Status.CORRECTING, Status.CONSULTING, Status.DISPUTED})


@dataclass(frozen=True)
class Transition:
    """One row: from which statuses an act may be done, where it leads (None: stays), for which kinds."""

    act: Act
    sources: frozenset[Status]
    target: Status | None
    kinds: frozenset[Kind] = _ALL


TABLE: tuple[Transition, ...] = (
    Transition(Act.DISPATCH, frozenset({Status.RECEIVED}), Status.DISPATCHED),
    Transition(Act.SIGN, frozenset({Status.DISPATCHED}), Status.SIGNED),
    Transition(Act.RETURN, frozenset({Status.DISPATCHED, Status.SIGNED}), Status.DISPUTED),
    Transition(Act.REASSIGN, frozenset({Status.DISPATCHED, Status.DISPUTED}), Status.DISPATCHED),
    Transition(Act.ASK_CORRECTION, _WORKING, Status.CORRECTING, _DISCLOSURE),
    Transition(Act.CORRECT, frozenset({Status.CORRECTING}), Status.SIGNED, _DISCLOSURE),
    Transition(Act.GIVE_UP, frozenset({Status.CORRECTING}), Status.GIVEN_UP, _DISCLOSURE),
    Transition(Act.CONSULT, _WORKING, Status.CONSULTING, _DISCLOSURE),
    Transition(Act.OPINION, frozenset({Status.CONSULTING}), Status.SIGNED, _DISCLOSURE),
    Transition(Act.EXTEND, _WORKING, None, frozenset({Kind.APPLICATION, Kind.SUGGESTION})),
    Transition(Act.ANSWER, _WORKING, Status.ANSWERED),
    Transition(Act.CALL_BACK, frozenset({Status.ANSWERED}), Status.CALLED_BACK),
    Transition(Act.REDO, frozenset({Status.ANSWERED, Status.CALLED_BACK}), Status.SIGNED, _ALL - _DISCLOSURE),
    Transition(Act.ARCHIVE, frozenset({Status.ANSWERED, Status.CALLED_BACK}), Status.ARCHIVED),
    Transition(Act.REFUSE, frozenset({Status.RECEIVED, Status.DISPATCHED, Status.SIGNED}), Status.REFUSED, _ALL - _DISCLOSURE),
    Transition(Act.MERGE, frozenset({Status.RECEIVED, Status.DISPATCHED, Status.SIGNED}), Status.MERGED, _ALL - _DISCLOSURE),
    Transition(Act.WITHDRAW, _BEFORE_ANSWER, Status.WITHDRAWN),
    Transition(Act.TRANSFER, frozenset({Status.RECEIVED, Status.DISPATCHED, Status.SIGNED}), Status.TRANSFERRED, _ALL - _DISCLOSURE),
)

_BY_ACT = {row.act: row for row in TABLE}
ACT_WORDS = {
    Act.RECEIVE: "收到",
    Act.DISPATCH: "转交承办单位",
    Act.SIGN: "签收",
    Act.ASK_CORRECTION: "告知补正",
    Act.CORRECT: "收到补正",
    Act.CONSULT: "征求意见",
    Act.OPINION: "收到意见",
    Act.EXTEND: "延长期限",
    Act.RETURN: "退回",
    Act.REASSIGN: "改派",
    Act.ANSWER: "答复",
    Act.CALL_BACK: "回访",
    Act.REDO: "重新办理",
    Act.ARCHIVE: "归档",
    Act.REFUSE: "不予受理",
    Act.MERGE: "合并",
    Act.WITHDRAW: "撤回",
    Act.GIVE_UP: "视为放弃",
    Act.TRANSFER: "转办",
}


class LifecycleError(ValueError):
    """An act that the table does not have; the message is one Chinese sentence for whoever tried."""


def next_status(kind: Kind, status: Status, act: Act) -> Status:
    """Where `act` leads a ticket of this kind and status; LifecycleError when the table says it cannot be."""
    row = _BY_ACT.get(act)
    if row is None or kind not in row.kinds:
        raise LifecycleError(f"这类工单不能“{ACT_WORDS[act]}”。")
    if status not in row.sources:
        raise LifecycleError(f"工单现在是“{STATUS_WORDS[status].title}”，不能“{ACT_WORDS[act]}”。")
    return row.target or status


def possible_acts(kind: Kind, status: Status) -> tuple[Act, ...]:
    """Every act that the table allows now, in the table's order."""
    return tuple(row.act for row in TABLE if kind in row.kinds and status in row.sources)
