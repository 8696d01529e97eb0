"""Which tickets the inbox shows: filters from the address, pages by key.

By due date, every status is read by itself in the order of its index and the few rows of one page are merged here, so
that a page costs the same with a thousand tickets and with a million. Looking for words reads the newest first and has to
look at every title when nothing fits; so have the tickets of co-agencies to be looked for.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from sqlalchemy import Select, String, and_, cast, func, or_, select
from sqlalchemy.orm import Session, aliased, defer
from sqlalchemy.sql.elements import ColumnElement

from bot.clock.service import add_workdays
from bot.people.models import Staff
from bot.people.service import CALLED_ABOUT, Role, sees_every_agency
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import ENDED, OPEN, Status
from bot.tickets.models import Ticket

PAGE = 30
COUNT_UP_TO = 99
_ID_DIGITS = 18  # an id never has more; a longer number would not fit into the column it is compared with
_FOREVER = dt.date.max
_KEYS = ("kind", "status", "due", "part", "q", "number")

# A ticket's id, and the key that the next page begins after.
_Found = tuple[int, str]


@dataclass(frozen=True)
class Filters:
    """What the clerk wants to see; lives in the page's address, so that it can be kept and sent on."""

    kind: str = ""
    status: str = ""
    due: str = ""
    part: str = ""
    q: str = ""
    number: str = ""
    after: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        """The filters of an address; a value that means nothing is no filter."""
        kind, status, due = query.get("kind", ""), query.get("status", ""), query.get("due", "")
        return cls(
            kind=kind if kind in set(Kind) else "",
            status=status if status in set(Status) else "",
            due=due if due in ("overdue", "soon", "urged") else "",
            part="co" if query.get("part") == "co" else "",
            q=query.get("q", "").replace("\0", "").strip()[:50],
            number="".join(filter(str.isalnum, query.get("number", ""))).upper()[:24],
            after=query.get("after", "").replace("\0", "")[:40],
        )

    def address(self, **changes: str) -> str:
        """The inbox's address with these filters."""
        changed = replace(self, **{"after": "", **changes})
        given = {name: value for name in (*_KEYS, "after") if (value := getattr(changed, name))}
        return f"/agency?{urlencode(given)}" if given else "/agency"


@dataclass(frozen=True)
class Page:
    """One page of tickets, and the key of the next one, if there is more."""

    tickets: list[Ticket]
    next_after: str | None


@dataclass(frozen=True)
class Cursor:
    """The last row of the page before: its due date (None: no period runs) and its id."""

    due_on: dt.date | None
    id: int

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """The cursor in an address; None for none, and for one that was tampered with."""
        day, _, number = text.partition("_")
        if not (number.isascii() and number.isdigit() and len(number) <= _ID_DIGITS):
            return None
        try:
            return cls(dt.date.fromisoformat(day) if day else None, int(number))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.due_on.isoformat() if self.due_on else ''}_{self.id}"


def page(session: Session, staff: Staff, filters: Filters, today: dt.date, soon: int) -> Page:
    """The page that these filters ask for: by due date, those without a running period last; found words newest first."""
    where = [*_within(staff, filters), *_wanted(filters, today, soon)]
    if filters.number:
        found = _by_number(session, where, filters)
    elif filters.q:
        found = _by_words(session, where, filters)
    else:
        found = _by_due(session, where, staff, filters)
    shown = found[:PAGE]
    return Page(_load(session, [ident for ident, _ in shown]), shown[-1][1] if len(found) > PAGE else None)


def count(session: Session, staff: Staff, filters: Filters, today: dt.date, soon: int) -> int:
    """How many tickets the filters find, counted no further than one beyond `COUNT_UP_TO`."""
    where = [*_within(staff, filters), *_wanted(filters, today, soon), _status(filters).in_(_statuses(staff, filters))]
    found = select(Ticket.id).where(*where).limit(COUNT_UP_TO + 1).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def _within(staff: Staff, filters: Filters) -> list[ColumnElement[bool]]:
    """What this account may see at all."""
    if staff.role == Role.OPERATOR:
        return [Ticket.status.in_(sorted(CALLED_ABOUT))]
    if sees_every_agency(staff):
        return []
    agency = staff.agency or ""
    # The list is kept as JSON text: the quotes make sure that a whole name is meant.
    return [cast(Ticket.co_agencies, String).contains(f'"{agency}"', autoescape=True) if filters.part else Ticket.agency == agency]


def _statuses(staff: Staff, filters: Filters) -> list[str]:
    if filters.status:
        return [filters.status]
    if filters.due == "urged":  # an urging may be open when the answer is out already
        return sorted(set(Status) - ENDED)
    return [Status.ANSWERED] if staff.role == Role.OPERATOR else sorted(OPEN)


def _status(filters: Filters) -> ColumnElement[str]:
    """The status to compare with; hidden from the indexes where the few urged tickets must lead the way."""
    return func.coalesce(Ticket.status, "") if filters.due == "urged" else Ticket.status.expression


def _of_status(filters: Filters) -> list[ColumnElement[bool]]:
    """Who looks for a number or for words means ended tickets too."""
    return [Ticket.status == filters.status] if filters.status else []


def _wanted(filters: Filters, today: dt.date, soon: int) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.kind:
        wanted.append(Ticket.kind == filters.kind)
    if filters.number:
        wanted.append(and_(Ticket.number >= filters.number, Ticket.number < filters.number + "~"))
    if filters.q:
        wanted.append(Ticket.title.contains(filters.q, autoescape=True))
    if filters.due == "overdue":
        wanted.append(Ticket.due_on < today)
    elif filters.due == "soon":
        wanted.append(Ticket.due_on.between(today, add_workdays(today, soon)[0]))
    elif filters.due == "urged":
        # Few tickets are urged: their own index is read, whatever else is asked for.
        urged = aliased(Ticket)
        wanted.append(Ticket.id.in_(select(urged.id).where(urged.urged_until > dt.date.min)))
    if filters.due in ("overdue", "soon"):
        wanted.append(Ticket.status.in_(sorted(OPEN)))
    return wanted


def _by_number(session: Session, where: list[ColumnElement[bool]], filters: Filters) -> list[_Found]:
    query = select(Ticket.id, Ticket.number).where(*where, *_of_status(filters), Ticket.number > filters.after)
    return [(ident, number) for ident, number in session.execute(query.order_by(Ticket.number).limit(PAGE + 1))]


def _by_words(session: Session, where: list[ColumnElement[bool]], filters: Filters) -> list[_Found]:
    cursor = Cursor.read(filters.after)
    older = [Ticket.id < cursor.id] if cursor else []
    query = select(Ticket.id).where(*where, *_of_status(filters), *older).order_by(Ticket.id.desc()).limit(PAGE + 1)
    return [(ident, str(Cursor(None, ident))) for ident in session.scalars(query)]


def _by_due(session: Session, where: list[ColumnElement[bool]], staff: Staff, filters: Filters) -> list[_Found]:
    cursor = Cursor.read(filters.after)
    keys = [key for status in _statuses(staff, filters) for key in _keys(session, [*where, _status(filters) == status], cursor)]
    keys.sort(key=lambda key: (key.due_on or _FOREVER, key.id))
    return [(key.id, str(key)) for key in keys]


def _keys(session: Session, where: list[ColumnElement[bool]], cursor: Cursor | None) -> list[Cursor]:
    """The first keys of one status after the cursor: dated ones, then those without a date."""
    dated = _select(where).where(Ticket.due_on.is_not(None)).order_by(Ticket.due_on, Ticket.id)
    undated = _select(where).where(Ticket.due_on.is_(None)).order_by(Ticket.id)
    if cursor and cursor.due_on:
        later = or_(Ticket.due_on > cursor.due_on, and_(Ticket.due_on == cursor.due_on, Ticket.id > cursor.id))
        # The first condition says the same less exactly: it lets the index start at the right day.
        dated = dated.where(Ticket.due_on >= cursor.due_on, later)
    elif cursor:
        undated = undated.where(Ticket.id > cursor.id)
    found = [] if cursor and not cursor.due_on else _read(session, dated)
    return found if len(found) > PAGE else found + _read(session, undated)


def _select(where: list[ColumnElement[bool]]) -> Select[dt.date | None, int]:
    return select(Ticket.due_on, Ticket.id).where(*where).limit(PAGE + 1)


def _read(session: Session, query: Select[dt.date | None, int]) -> list[Cursor]:
    return [Cursor(due_on, ident) for due_on, ident in session.execute(query)]


def _load(session: Session, wanted: list[int]) -> list[Ticket]:
    # Who filed is not shown in the inbox, so it is not even unsealed.
    rows = session.scalars(select(Ticket).where(Ticket.id.in_(wanted)).options(defer(Ticket.applicant)))
    by_id = {ticket.id: ticket for ticket in rows}
    return [by_id[ident] for ident in wanted]
