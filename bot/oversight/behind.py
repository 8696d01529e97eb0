"""The tickets behind a number: which of them a count of `assessment`, of the annual report or of today's picture is made of.

Pages by key, newest day first, so that the thousandth page costs what the first does.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import ColumnElement

from bot.oversight.periods import Period
from bot.oversight.tally import EVERYTHING, Scope
from bot.tickets.facts import Verdict
from bot.tickets.models import Ticket, TicketFact, TicketReturn

PAGE = 50
_ID_DIGITS = 18
_FACT = TicketFact


@dataclass(frozen=True)
class Those:
    """A set of tickets: what it is called, by which day it belongs to a period, what else holds of its tickets."""

    title: str
    day: InstrumentedAttribute[Any]
    holds: Callable[[dt.date], list[ColumnElement[bool]]]
    judged: bool = False


def _judged(title: str, *also: ColumnElement[Any]) -> Those:
    def holds(today: dt.date) -> list[ColumnElement[bool]]:
        return [or_(_FACT.judged_on < today, _FACT.verdict != Verdict.WAITING), *also]

    return Those(title, _FACT.judged_on, holds, judged=True)


SETS: Mapping[str, Those] = {
    "received": Those("收到的", _FACT.received_on, lambda _: []),
    "judged": _judged("应办的"),
    "on_time": _judged("按期答复的", _FACT.verdict == Verdict.ON_TIME),
    "late": _judged("逾期答复的", _FACT.verdict == Verdict.LATE),
    "overdue": _judged("逾期未答复的", _FACT.verdict == Verdict.WAITING),
    "prompt": _judged("及时响应的", _FACT.prompt.is_(True)),
    "slow": _judged("没有及时响应的", _FACT.prompt.is_(False)),
    "solved": _judged("回访说已解决的", _FACT.solved.is_(True)),
    "unsolved": _judged("回访说未解决的", _FACT.solved.is_(False)),
    "satisfied": _judged("回访满意的", _FACT.satisfied.is_(True)),
    "unsatisfied": _judged("回访不满意的", _FACT.satisfied.is_(False)),
    "answered": _judged("已答复的", _FACT.workdays.is_not(None)),
    "returned": Those("退回的", TicketReturn.on, lambda _: []),
    "closed": Those("办结的", _FACT.closed_on, lambda _: []),
}


@dataclass(frozen=True)
class Wanted:
    """Which tickets: a set of `SETS` in a period, within a scope; of applications also one class and one outcome."""

    name: str
    period: Period
    scope: Scope = EVERYTHING
    applicant_class: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class Row:
    """One ticket of the list; `on` is the day it is in the period by."""

    number: str
    title: str
    kind: str
    agency: str
    status: str
    on: dt.date
    received_on: dt.date
    due_on: dt.date | None
    closed_on: dt.date | None
    workdays: int | None
    version: int


@dataclass(frozen=True)
class Page:
    """Some rows, and the key that the next page begins after (empty: there is no more)."""

    rows: list[Row]
    after: str


def page(session: Session, wanted: Wanted, today: dt.date, after: str = "") -> Page:
    """One page of the tickets; `after` is the key at the end of the page before."""
    capped = wanted.period.until(today)
    if capped is None:
        return Page([], "")
    those = SETS[wanted.name]
    key = TicketReturn.event_id if wanted.name == "returned" else _FACT.ticket_id
    keys = _keys(wanted, those, key, capped, today)
    if cursor := cursor_of(after):
        keys = keys.where(or_(those.day < cursor[0], and_(those.day == cursor[0], key < cursor[1])), those.day <= cursor[0])
    found = session.execute(keys.order_by(those.day.desc(), key.desc()).limit(PAGE + 1)).all()
    shown = found[:PAGE]
    rows = rows_of(session, [(ticket_id, day) for ticket_id, day, _ in shown])
    more = f"{shown[-1][1].isoformat()}_{shown[-1][2]}" if len(found) > PAGE else ""
    return Page(rows, more)


def _keys(wanted: Wanted, those: Those, key: InstrumentedAttribute[int], period: Period, today: dt.date) -> Select[Any]:
    table = TicketReturn if wanted.name == "returned" else _FACT
    query: Any = select(table.ticket_id, those.day, key).where(those.day.between(period.first, period.last), *those.holds(today))
    query = query.where(*in_scope(wanted.scope, table))
    if wanted.applicant_class and table is _FACT:
        query = query.where(_FACT.applicant_class == wanted.applicant_class)
    if wanted.outcome and table is _FACT:
        query = query.where(_FACT.outcome == wanted.outcome)
    return query


def in_scope(scope: Scope, table: Any) -> list[ColumnElement[bool]]:
    """What holds of a row of facts or returns within a scope."""
    kinds = [table.kind.in_(scope.kinds)] if scope.kinds else []
    return kinds + ([table.agency.in_(scope.agencies)] if scope.agencies else [])


def rows_of(session: Session, keys: list[tuple[int, dt.date]]) -> list[Row]:
    """The rows of these tickets, each with its day, in this order."""
    columns = (
        Ticket.id, Ticket.number, Ticket.title, Ticket.kind, Ticket.agency, Ticket.status, Ticket.received_on, Ticket.due_on,
        _FACT.closed_on, _FACT.workdays, Ticket.version,
    )
    # Who filed is not shown here, so it is not even unsealed.
    found = session.execute(select(*columns).join(_FACT, _FACT.ticket_id == Ticket.id).where(Ticket.id.in_([ident for ident, _ in keys])))
    by_id = {row.id: row for row in found}
    return [_row(by_id[ident], day) for ident, day in keys]


def _row(one: Any, day: dt.date) -> Row:
    return Row(
        one.number, one.title, one.kind, one.agency, one.status, day, one.received_on, one.due_on, one.closed_on, one.workdays, one.version
    )


def cursor_of(text: str) -> tuple[dt.date, int] | None:
    """The key in an address; None for none, and for one that was tampered with."""
    day, _, number = text.partition("_")
    if not (number.isascii() and number.isdigit() and len(number) <= _ID_DIGITS):
        return None
    try:
        return dt.date.fromisoformat(day), int(number)
    except ValueError:
        return None
