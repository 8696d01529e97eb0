"""The lists of the operators' desk: calls that wait, one's own, call-backs."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.calls.models import Call, CallState
from bot.store import utc_now
from consoles.hotline.screen import caller, clock

_STATES = {CallState.TALKING: "通话中", CallState.ENDED: "待办结"}


@dataclass(frozen=True)
class CallRow:
    """One call in a list. `mine`: it rings at this operator's telephone."""

    id: str
    caller: str
    since: str
    waits: int
    mine: bool
    state: str


def waiting_rows(calls: Sequence[Call], login: str) -> list[CallRow]:
    """Calls that may be taken, those at one's own telephone first; minutes waited, so that rows do not change every second."""
    now = utc_now()
    rows = [
        CallRow(call.id, caller(call), clock(call.opened_at), int((now - call.opened_at).total_seconds() // 60), call.shown_to == login, "")
        for call in calls
    ]
    return sorted(rows, key=lambda row: not row.mine)


def own_rows(calls: Sequence[Call]) -> list[CallRow]:
    """Calls that this operator has to finish."""
    return [CallRow(call.id, caller(call), clock(call.taken_at), 0, True, _STATES[CallState(call.state)]) for call in calls]
