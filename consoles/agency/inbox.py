"""Which tickets the inbox shows, page by page with a key, so that a page costs the same with a thousand tickets and with a million.

By due date, every status is read by itself in the order of its index and the few rows of one page are merged here. Where a
few tickets are known beforehand (urged ones, those of a co-agency), they lead the way instead and are sorted afterwards.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased, defer
from sqlalchemy.sql.elements import ColumnElement

from bot.clock.service import add_workdays
from bot.people.models import Staff
from bot.people.reach import helped_by, led_by, reached_by
from bot.people.service import Role, sees_every_agency
from bot.tickets.lifecycle import ENDED, OPEN, Status
from bot.tickets.models import Ticket, TicketFact
from consoles.agency import searching
from consoles.agency.filters import MINE, NOBODYS, Filters, Sought
from consoles.agency.searching import Part
from consoles.numbers import number_in

COUNT_UP_TO = 99
_FOREVER = dt.date.max
Conditions = list[ColumnElement[bool]]


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
        ident = number_in(number)
        if ident is None:
            return None
        try:
            return cls(dt.date.fromisoformat(day) if day else None, ident)
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.due_on.isoformat() if self.due_on else ''}_{self.id}"


def page(session: Session, staff: Staff, filters: Filters, today: dt.date, soon: int) -> Page:
    """The page that these filters ask for: by due date, those without a running period last; what is looked for newest first."""
    wanted, limit = _wanted(staff, filters, today, soon), filters.page_size + 1
    if filters.sought is Sought.NOTHING:
        found: Sequence[Cursor | searching.Found] = _by_due(session, wanted, staff, filters, limit)
    else:
        ended_too = [Ticket.status == filters.status] if filters.status else []
        found = searching.find(session, filters, parts(staff, filters), [*wanted, *ended_too], limit)
    shown = found[: filters.page_size]
    return Page(_load(session, [key.id for key in shown]), str(shown[-1]) if len(found) > filters.page_size else None)


def following(session: Session, staff: Staff, ticket: Ticket) -> Ticket | None:
    """The ticket that comes after this one in the plain list; None after the last."""
    after = Cursor(ticket.due_on, ticket.id)
    keys = _by_due(session, [], staff, Filters(after=str(after)), 1)
    return next(iter(_load(session, [keys[0].id])), None) if keys else None


def count(session: Session, staff: Staff, filters: Filters, today: dt.date, soon: int) -> int:
    """How many tickets the filters find, counted no further than one beyond `COUNT_UP_TO`."""
    where = [*_within(staff, filters), *_wanted(staff, filters, today, soon), _status(filters).in_(_statuses(staff, filters))]
    found = select(Ticket.id).where(*where).limit(COUNT_UP_TO + 1).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def parts(staff: Staff, filters: Filters) -> list[Part]:
    """What an account reaches, in parts that each have an index of their own: what its agency leads, and where it helps."""
    if not _has_agency(staff):
        return [Part(reached_by(staff))]
    agency = staff.agency or ""
    helped = Part([helped_by(agency)])
    return [helped] if filters.part else [Part([led_by(agency)], agency), helped]


def _has_agency(staff: Staff) -> bool:
    return Role(staff.role) is not Role.OPERATOR and not sees_every_agency(staff)


def _within(staff: Staff, filters: Filters) -> Conditions:
    return list(parts(staff, filters)[0].where)


def _statuses(staff: Staff, filters: Filters) -> list[str]:
    if filters.status:
        return [filters.status]
    if filters.due == "urged":  # an urging may be open when the answer is out already
        return sorted(set(Status) - ENDED)
    return [Status.ANSWERED] if Role(staff.role) is Role.OPERATOR else sorted(OPEN)


def _few_lead(staff: Staff, filters: Filters) -> bool:
    return filters.due in ("urged", "extension") or bool(filters.part and _has_agency(staff))


def _status(filters: Filters) -> ColumnElement[str]:
    """The status to compare with; hidden from the indexes where a few tickets that are known must lead the way."""
    return func.coalesce(Ticket.status, "") if filters.due in ("urged", "extension") or filters.part else Ticket.status.expression


def _wanted(staff: Staff, filters: Filters, today: dt.date, soon: int) -> Conditions:
    wanted: Conditions = [Ticket.kind == filters.kind] if filters.kind else []
    match filters.due:
        case "overdue":
            wanted += [Ticket.due_on < today, Ticket.status.in_(sorted(OPEN))]
        case "soon":
            wanted += [Ticket.due_on.between(today, add_workdays(today, soon)[0]), Ticket.status.in_(sorted(OPEN))]
        case "urged":
            # Few tickets are urged: their own index is read, whatever else is asked for.
            urged = aliased(Ticket)
            wanted.append(Ticket.id.in_(select(urged.id).where(urged.urged_until > dt.date.min)))
        case "extension":
            wanted.append(Ticket.id.in_(select(TicketFact.ticket_id).where(TicketFact.extension_asked_on.is_not(None))))
    if filters.who and _has_agency(staff):
        wanted.append(_whose(staff, filters.who))
    return wanted


def _whose(staff: Staff, who: str) -> ColumnElement[bool]:
    if who == NOBODYS:
        return Ticket.assigned_to.is_(None)
    return Ticket.assigned_to == (staff.login if who == MINE else who)


def _by_due(session: Session, wanted: Conditions, staff: Staff, filters: Filters, limit: int) -> list[Cursor]:
    cursor, where, statuses = Cursor.read(filters.after), [*_within(staff, filters), *wanted], _statuses(staff, filters)
    groups = [statuses] if _few_lead(staff, filters) else [[status] for status in statuses]
    keys = [key for group in groups for key in _keys(session, [*where, _among(_status(filters), group)], cursor, limit)]
    return sorted(keys, key=lambda key: (key.due_on or _FOREVER, key.id))


def _among(column: ColumnElement[str], statuses: Sequence[str]) -> ColumnElement[bool]:
    return column == statuses[0] if len(statuses) == 1 else column.in_(statuses)


def _keys(session: Session, where: Conditions, cursor: Cursor | None, limit: int) -> list[Cursor]:
    """The first keys of one group after the cursor: dated ones, then those without a date."""
    dated = _select(where, limit).where(Ticket.due_on.is_not(None)).order_by(Ticket.due_on, Ticket.id)
    undated = _select(where, limit).where(Ticket.due_on.is_(None)).order_by(Ticket.id)
    if cursor and cursor.due_on:
        later = or_(Ticket.due_on > cursor.due_on, and_(Ticket.due_on == cursor.due_on, Ticket.id > cursor.id))
        # The first condition says the same less exactly: it lets the index start at the right day.
        dated = dated.where(Ticket.due_on >= cursor.due_on, later)
    elif cursor:
        undated = undated.where(Ticket.id > cursor.id)
    found = [] if cursor and not cursor.due_on else _read(session, dated)
    return found if len(found) >= limit else found + _read(session, undated)


def _select(where: Conditions, limit: int) -> Select[dt.date | None, int]:
    return select(Ticket.due_on, Ticket.id).where(*where).limit(limit)


def _read(session: Session, query: Select[dt.date | None, int]) -> list[Cursor]:
    return [Cursor(due_on, ident) for due_on, ident in session.execute(query)]


def _load(session: Session, wanted: Iterable[int]) -> list[Ticket]:
    # Who filed is not shown in the inbox, so it is not even unsealed.
    ids = list(wanted)
    rows = session.scalars(select(Ticket).where(Ticket.id.in_(ids)).options(defer(Ticket.applicant)))
    by_id = {ticket.id: ticket for ticket in rows}
    return [by_id[ident] for ident in ids]
