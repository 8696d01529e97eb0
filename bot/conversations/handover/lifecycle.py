"""What may happen to a conversation that a person is wanted in, and when: one table.

`docs/reference/handover.md` draws it. What is not in the table cannot happen, over any door.
"""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a wish for a person is."""

    WAITING = "waiting"
    TAKEN = "taken"
    HANDED_BACK = "handed_back"
    CANCELLED = "cancelled"
    LEFT_TICKET = "left_ticket"
    CLOSED = "closed"


class Act(StrEnum):
    """What somebody does about it; each leaves one event."""

    ASK = "ask"
    TAKE = "take"
    GIVE_BACK = "give_back"
    LAPSE = "lapse"
    HAND_BACK = "hand_back"
    LEAVE = "leave"
    LEAVE_TICKET = "leave_ticket"
    CLOSE = "close"


OPEN = frozenset({State.WAITING, State.TAKEN})
_WAITING, _TAKEN = frozenset({State.WAITING}), frozenset({State.TAKEN})


@dataclass(frozen=True)
class Transition:
    """One row: from which states an act may be done, where it leads, what staff read of it."""

    act: Act
    sources: frozenset[State]
    target: State
    words: str


TABLE: tuple[Transition, ...] = (
    # The citizen, or danger in his words; again while it is open, it adds its reason and changes nothing else.
    Transition(Act.ASK, frozenset(), State.WAITING, "进入队列"),
    Transition(Act.TAKE, _WAITING, State.TAKEN, "接入"),
    Transition(Act.GIVE_BACK, _TAKEN, State.WAITING, "放回队列"),
    # The operator's page is gone.
    Transition(Act.LAPSE, _TAKEN, State.WAITING, "页面断开，自动放回队列"),
    Transition(Act.HAND_BACK, _TAKEN, State.HANDED_BACK, "交回服务台"),
    # 不等了, 转回机器人: the citizen's own choice, at any time.
    Transition(Act.LEAVE, OPEN, State.CANCELLED, "市民不再等人工"),
    # Nobody is there outside working hours: a ticket in place of the wait.
    Transition(Act.LEAVE_TICKET, _WAITING, State.LEFT_TICKET, "市民已改为登记工单"),
    Transition(Act.CLOSE, OPEN, State.CLOSED, "结束"),
)
BY_ACT = {row.act: row for row in TABLE}
STATE_WORDS = {
    State.WAITING: "等待接入",
    State.TAKEN: "人工服务中",
    State.HANDED_BACK: "已交回服务台",
    State.CANCELLED: "市民不再等人工",
    State.LEFT_TICKET: "已登记工单",
    State.CLOSED: "已结束",
}


def next_state(state: State | None, act: Act) -> State | None:
    """Where `act` leads from `state` (None: nobody was wanted yet); None when it cannot be."""
    row = BY_ACT[act]
    allowed = state in row.sources or (state is None and not row.sources)
    return row.target if allowed else None


def possible_acts(state: State) -> tuple[Act, ...]:
    """Every act that the table allows in `state`, in the table's order."""
    return tuple(row.act for row in TABLE if state in row.sources)
