"""How much each person of an agency has in hand: for its head, who gives the work out."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from bot.clock.service import add_workdays
from bot.people.colleagues import clerks_of, names_of
from bot.tickets.lifecycle import OPEN
from bot.tickets.models import Ticket
from consoles.agency.filters import NOBODYS


@dataclass(frozen=True)
class Load:
    """One person's open tickets. `who` is the login as the list's filter takes it; `works` False: he works here no more."""

    who: str
    name: str
    open: int
    overdue: int
    soon: int
    works: bool = True


def loads(session: Session, agency: str, today: dt.date, soon: int) -> list[Load]:
    """Everybody who can work on a ticket, who is late first; before them what is nobody's, after them what those who left still have."""
    counted = _counted(session, agency, today, add_workdays(today, soon)[0])
    clerks = {clerk.login: clerk.name for clerk in clerks_of(session, agency)}
    gone = names_of(session, (login for login in counted if login and login not in clerks))
    nobodys = [Load(NOBODYS, "未分配", *counted[None])] if None in counted else []
    here = [Load(login, name, *counted.get(login, (0, 0, 0))) for login, name in clerks.items()]
    left = [Load(login, gone.get(login, login), *numbers, works=False) for login, numbers in counted.items() if login and login not in clerks]
    return [*nobodys, *_latest_first(here), *_latest_first(left)]


def _latest_first(found: Sequence[Load]) -> list[Load]:
    return sorted(found, key=lambda one: (-one.overdue, -one.soon, -one.open, one.name))


def _counted(session: Session, agency: str, today: dt.date, until: dt.date) -> Mapping[str | None, tuple[int, int, int]]:
    """Open, overdue and soon due by login; one index (agency, assigned_to, status, due_on) holds all that is read."""
    late = func.sum(case((Ticket.due_on < today, 1), else_=0))
    near = func.sum(case((Ticket.due_on.between(today, until), 1), else_=0))
    query = select(Ticket.assigned_to, func.count(), late, near).where(Ticket.agency == agency, Ticket.status.in_(sorted(OPEN))).group_by(Ticket.assigned_to)
    return {login: (whole, int(overdue), int(soon)) for login, whole, overdue, soon in session.execute(query)}
