"""The list of accounts: who there is, and with which of them something is the matter."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.people.models import SecondFactor, Staff
from bot.store import utc_now

PAGE = 100
STATES = ("open", "closed", "locked", "given", "without")


@dataclass(frozen=True)
class Search:
    """Which accounts: by words in login, name or agency; by role; by state (`given`: password not their own, `without` a second factor)."""

    q: str = ""
    role: str = ""
    state: str = ""
    after: str = ""


@dataclass(frozen=True)
class Listed:
    """One account, and whether it has a second factor."""

    staff: Staff
    factor_on: bool


def everybody(session: Session) -> Iterator[Listed]:
    """Every account there is, by login."""
    search = Search()
    while True:
        found, more = roster(session, search)
        yield from found
        if not more:
            return
        search = Search(after=found[-1].staff.login)


def roster(session: Session, search: Search) -> tuple[list[Listed], bool]:
    """A page of accounts by login, and whether there are more."""
    on = SecondFactor.confirmed_at.is_not(None)
    query = select(Staff, on).outerjoin(SecondFactor, SecondFactor.staff_id == Staff.id).where(Staff.login > search.after)
    if search.role:
        query = query.where(Staff.role == search.role)
    for word in search.q.split():
        query = query.where(or_(*(column.contains(word, autoescape=True) for column in (Staff.login, Staff.name, Staff.agency))))
    match search.state:
        case "open":
            query = query.where(Staff.active)
        case "closed":
            query = query.where(Staff.active.is_(False))
        case "locked":
            query = query.where(Staff.locked_until > utc_now())
        case "given":
            query = query.where(Staff.active, Staff.password_given)
        case "without":
            query = query.where(Staff.active, SecondFactor.confirmed_at.is_(None))
    found = [Listed(staff, bool(factor_on)) for staff, factor_on in session.execute(query.order_by(Staff.login).limit(PAGE + 1))]
    return found[:PAGE], len(found) > PAGE
