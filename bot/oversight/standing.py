"""Open tickets as they stand today, by due date: the tickets behind today's picture, and those that wait for a decision."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, defer
from sqlalchemy.sql.elements import ColumnElement

from bot.oversight import behind
from bot.oversight.behind import Page, cursor_of, in_scope, rows_of
from bot.oversight.tally import Scope
from bot.tickets.lifecycle import ENDED, Status
from bot.tickets.models import Ticket, TicketFact

_FACT = TicketFact
SETS: Mapping[str, str] = {"open": "未办结的", "past_due": "已逾期的", "soon": "快到期的", "later": "还早的", "paused": "暂停计时的"}
# Stands in a key for «no due date»: after every day there is.
_UNDATED = dt.date.max


def page(session: Session, name: str, scope: Scope, today: dt.date, soon_until: dt.date, after: str = "") -> Page:
    """One page of open tickets (a set of `SETS`), those without a due date last; due soon means up to `soon_until`."""
    cursor, found = cursor_of(after), list[tuple[int, dt.date]]()
    where = [_FACT.closed_on.is_(None), *in_scope(scope, _FACT)]
    dated = {
        "open": _FACT.due_on.is_not(None), "past_due": _FACT.due_on < today, "soon": _FACT.due_on.between(today, soon_until),
        "later": _FACT.due_on > soon_until,
    }.get(name)  # fmt: skip
    at_undated = cursor is not None and cursor[0] == _UNDATED
    if dated is not None and not at_undated:
        found = _dated(session, [*where, dated], cursor)
    if name in ("open", "paused") and len(found) <= behind.PAGE:
        found += _undated(session, where, cursor if at_undated else None)
    shown = found[: behind.PAGE]
    more = f"{shown[-1][1].isoformat()}_{shown[-1][0]}" if len(found) > behind.PAGE else ""
    return Page(rows_of(session, shown), more)


def _dated(session: Session, where: list[ColumnElement[bool]], cursor: tuple[dt.date, int] | None) -> list[tuple[int, dt.date]]:
    query: Any = select(_FACT.ticket_id, _FACT.due_on).where(*where).order_by(_FACT.due_on, _FACT.ticket_id).limit(behind.PAGE + 1)
    if cursor:
        query = query.where(_FACT.due_on >= cursor[0], or_(_FACT.due_on > cursor[0], _FACT.ticket_id > cursor[1]))
    return [(ident, day) for ident, day in session.execute(query)]


def _undated(session: Session, where: list[ColumnElement[bool]], cursor: tuple[dt.date, int] | None) -> list[tuple[int, dt.date]]:
    query = select(_FACT.ticket_id).where(*where, _FACT.due_on.is_(None)).order_by(_FACT.ticket_id).limit(behind.PAGE + 1)
    if cursor:
        query = query.where(_FACT.ticket_id > cursor[1])
    return [(ident, _UNDATED) for ident in session.scalars(query)]


def disputed(session: Session, limit: int) -> Sequence[Ticket]:
    """Tickets whose agency is in dispute, the most pressing first."""
    query = select(Ticket).where(Ticket.status == Status.DISPUTED).order_by(Ticket.due_on, Ticket.id).limit(limit)
    return session.scalars(query.options(defer(Ticket.applicant))).all()


def extensions(session: Session, limit: int) -> Sequence[Ticket]:
    """Tickets with an extension that waits to be decided, the longest waiting first."""
    asked = _FACT.extension_asked_on
    query = select(Ticket).join(_FACT, _FACT.ticket_id == Ticket.id).where(asked.is_not(None)).order_by(asked, _FACT.ticket_id)
    return session.scalars(query.limit(limit).options(defer(Ticket.applicant))).all()


def waiting(session: Session) -> dict[str, int]:
    """How many disputes, extensions and urgings wait."""
    return {
        "disputes": session.scalar(select(func.count()).where(Ticket.status == Status.DISPUTED)) or 0,
        "extensions": session.scalar(select(func.count()).where(_FACT.extension_asked_on.is_not(None))) or 0,
        "urgings": session.scalar(select(func.count()).where(Ticket.urged_until.is_not(None), Ticket.status.not_in(sorted(ENDED)))) or 0,
    }
