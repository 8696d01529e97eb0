"""One act for many tickets of the list: each by itself, so that one that is refused holds up no other."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.people.colleagues import clerks_of
from bot.people.models import Staff
from bot.people.reach import find_reached
from bot.store import Database
from bot.tickets.lifecycle import Act
from bot.tickets.models import Ticket
from consoles.agency.acts import Desk
from consoles.agency.forms import actor_of
from consoles.agency.reading import ActRefused, Form

ACTS = (Act.SIGN, Act.ASSIGN, Act.ARCHIVE)
AT_ONCE = 100
_NOT_THERE = "没有找到这张工单。"


@dataclass(frozen=True)
class Refusal:
    """A ticket that it was not done to, and why not."""

    number: str
    why: str


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    act: Act
    done: tuple[str, ...]
    refused: tuple[Refusal, ...]


def do_all(database: Database, desk: Desk, staff: Staff, act: Act, numbers: Sequence[str], to: str) -> Outcome:
    """Do `act` to each of these tickets (`to`: the login for ASSIGN). What was done already by the same account counts as done."""
    done, refused = [], []
    for number in dict.fromkeys(numbers):
        why = _do_one(database, desk, staff, act, number, to)
        if why is None:
            done.append(number)
        else:
            refused.append(Refusal(number, why))
    return Outcome(act, tuple(done), tuple(refused))


def _do_one(database: Database, desk: Desk, staff: Staff, act: Act, number: str, to: str) -> str | None:
    try:
        with database.write() as session:
            ticket = find_reached(session, staff, number)
            if ticket is None:
                return _NOT_THERE
            if not _done_before(staff, act, ticket):
                desk.do(session, staff, ticket, Form(act, ticket.version, "", {"to": to}))
    except ActRefused as refusal:
        return str(refusal)
    return None


def _done_before(staff: Staff, act: Act, ticket: Ticket) -> bool:
    """Whether this account did just that last: the same list was sent twice."""
    last = ticket.events[-1]
    return act is not Act.ASSIGN and last.act == act and last.actor == actor_of(staff)


def assignable(database: Database, staff: Staff) -> list[Staff]:
    """The colleagues that tickets of the list can be given to; nobody for accounts without an agency of their own."""
    if staff.agency is None:
        return []
    with database.read() as session:
        return clerks_of(session, staff.agency)
