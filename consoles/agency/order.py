"""Which of the acts that are open is the next sensible one, and in which groups the others are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.tickets import history
from bot.tickets.lifecycle import Act, Status
from bot.tickets.models import Ticket
from consoles.agency.forms import ActForm

# What a status waits for, the likelier first.
_NEXT: Mapping[Status, tuple[Act, ...]] = {
    Status.RECEIVED: (Act.CONFIRM,),
    Status.CONFIRMED: (Act.DISPATCH,),
    Status.DISPATCHED: (Act.SIGN,),
    Status.DISPUTED: (Act.REASSIGN,),
    Status.SIGNED: (Act.ANSWER,),
    Status.CONSULTING: (Act.OPINION, Act.ANSWER),
    Status.CORRECTING: (Act.CORRECT, Act.GIVE_UP),
    Status.ANSWERED: (Act.CALL_BACK, Act.ARCHIVE),
    Status.CALLED_BACK: (Act.ARCHIVE,),
}
# Acts in groups, in the order they are shown in; what is in none comes last.
_GROUPS: tuple[tuple[str, tuple[Act, ...]], ...] = (
    ("办理", (Act.SIGN, Act.ANSWER, Act.CONFIRM, Act.DISPATCH, Act.CO_REPORT, Act.ANSWER_URGE, Act.CALL_BACK, Act.REDO)),
    ("与申请人往来", (Act.ASK_CORRECTION, Act.CORRECT, Act.ASK_FEE, Act.PAY_FEE)),
    ("征求意见", (Act.CONSULT, Act.OPINION)),
    ("期限", (Act.ASK_EXTENSION, Act.EXTEND, Act.DECLINE_EXTENSION, Act.URGE)),
    ("换单位", (Act.RETURN, Act.REASSIGN, Act.SET_CO)),
    ("结束", (Act.ARCHIVE, Act.MERGE, Act.REFUSE, Act.TRANSFER, Act.WITHDRAW, Act.GIVE_UP)),
)


@dataclass(frozen=True)
class Ordered:
    """The forms of a ticket's page: what to do next (up to two), and the rest by group."""

    next: tuple[ActForm, ...]
    rest: tuple[tuple[str, tuple[ActForm, ...]], ...]


def ordered(forms: Sequence[ActForm], ticket: Ticket) -> Ordered:
    """The same forms in the order in which they make sense now."""
    by_act = {form.act: form for form in forms}
    first = tuple(by_act[act] for act in _wanted(ticket) if act in by_act)[:2]
    left = {act: form for act, form in by_act.items() if form not in first}
    groups = ((title, tuple(left[act] for act in acts if act in left)) for title, acts in _GROUPS)
    return Ordered(first, tuple((title, found) for title, found in groups if found))


def _wanted(ticket: Ticket) -> list[Act]:
    """What the ticket waits for: a decision and an urging before the status's own next step."""
    wanted: list[Act] = []
    if history.asked_extension(ticket.events) is not None:
        wanted += [Act.EXTEND, Act.DECLINE_EXTENSION]
    if any(history.open_urgings(ticket.events)):
        wanted.append(Act.ANSWER_URGE)
    if history.unsatisfied(ticket.events):
        wanted.append(Act.REDO)
    return [*wanted, *_NEXT.get(Status(ticket.status), ()), Act.CO_REPORT]
