"""Reading the audit trail: who did or saw what, when; newest first, page by page with a key."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.people.models import AuditEntry, Staff

_LOCAL = ZoneInfo("Asia/Shanghai")
_BITE = 1_000


@dataclass(frozen=True)
class Wanted:
    """Which lines are wanted: of whom (a login, or a name that an account bears), what, about which ticket, on which days (Asia/Shanghai, both included)."""

    who: str = ""
    what: str = ""
    ticket: str = ""
    first: dt.date | None = None
    last: dt.date | None = None


def entries(session: Session, wanted: Wanted, limit: int, below: int | None = None) -> Sequence[AuditEntry]:
    """The newest lines with an id below `below` (None: the very newest)."""
    query = _query(session, wanted)
    if below is not None:
        query = query.where(AuditEntry.id < below)
    return session.scalars(query.order_by(AuditEntry.id.desc()).limit(limit)).all()


def every_entry(session: Session, wanted: Wanted, most: int) -> Iterator[AuditEntry]:
    """All lines that are wanted, newest first, up to `most`; read a bite at a time."""
    below, left = None, most
    while left > 0 and (bite := entries(session, wanted, min(_BITE, left), below)):
        yield from bite
        below, left = bite[-1].id, left - len(bite)


def _query(session: Session, wanted: Wanted) -> Select[AuditEntry]:
    query = select(AuditEntry)
    if wanted.who:
        named = session.scalars(select(Staff.login).where(Staff.name == wanted.who))
        query = query.where(AuditEntry.who.in_([wanted.who, *named]))
    if wanted.what:
        query = query.where(AuditEntry.what == wanted.what)
    if wanted.ticket:
        query = query.where(AuditEntry.ticket_number == wanted.ticket)
    if wanted.first:
        query = query.where(AuditEntry.at >= _begin(wanted.first))
    if wanted.last:
        query = query.where(AuditEntry.at < _begin(wanted.last + dt.timedelta(days=1)))
    return query


def _begin(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), _LOCAL)
