"""Adds up months that are over, and again those in which something changed since. Run by the worker; twice at once does no harm."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, func, insert, literal, select, text
from sqlalchemy.orm import Session

from bot.clock.service import today
from bot.oversight.models import Tally, TallyMonth
from bot.oversight.periods import last_of, month_before, next_month
from bot.oversight.tally import Source, counted
from bot.store import Database, utc_now
from bot.tickets.models import Recount, TicketFact

# One worker at a time: a slower one must not write older sums over newer ones.
_LOCK = 7305120


def fold(database: Database, day: dt.date | None = None) -> int:
    """Add up every month before this one that is not, or is marked; how many were. A month is one transaction."""
    done = 0
    while _fold_one(database, day or today()):
        done += 1
    return done


def _fold_one(database: Database, day: dt.date) -> bool:
    with database.read() as session:  # most minutes have nothing: they take no write lock
        if not _wanted(session, day) and session.scalar(select(Recount.id).limit(1)) is None:
            return False
    with database.write() as session:
        if not alone(session, _LOCK):
            return False
        month = next(iter(_wanted(session, day)), None)
        # The marks are read before the month is counted: what commits in between leaves a mark that stays.
        seen = session.execute(select(Recount.id, Recount.month)).all()
        current = day.replace(day=1)
        if month is not None:
            add_up(session, month)
        gone = [mark.id for mark in seen if mark.month == month or mark.month >= current]
        _forget(session, gone)
    return month is not None


def _wanted(session: Session, day: dt.date) -> list[dt.date]:
    """The months that are over and not added up as they are now, oldest first."""
    first = session.scalar(select(func.min(TicketFact.received_on)))
    if first is None:
        return []
    made = set(session.scalars(select(TallyMonth.month)))
    marked = set(session.scalars(select(Recount.month).distinct()))
    month, last = first.replace(day=1), month_before(day)
    wanted = []
    while month <= last:
        if month not in made or month in marked:
            wanted.append(month)
        month = next_month(month)
    return wanted


def alone(session: Session, lock: int) -> bool:
    """Whether no other process holds this lock; it is held until the session's transaction ends."""
    if session.get_bind().dialect.name != "postgresql":
        return True  # SQLite has one writer at a time
    return bool(session.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": lock}))


def add_up(session: Session, month: dt.date) -> None:
    """Write the sums of a month anew, in the caller's transaction."""
    session.execute(delete(Tally).where(Tally.month == month))
    for source in Source:
        rows = counted(source, month, last_of(month)).subquery()
        kind, agency, value, n = rows.c
        chosen = select(literal(str(source)), literal(month), kind, agency, value, n)
        session.execute(insert(Tally).from_select(["source", "month", "kind", "agency", "value", "n"], chosen))
    if session.get(TallyMonth, month) is None:
        session.add(TallyMonth(month=month))
    else:
        session.get_one(TallyMonth, month).made_at = utc_now()


def forget(database: Database) -> None:
    """Take every sum away; until `fold` made them anew all numbers are counted from the facts."""
    with database.write() as session:
        session.execute(delete(TallyMonth))
        session.execute(delete(Tally))


def _forget(session: Session, marks: Sequence[int]) -> None:
    for start in range(0, len(marks), 500):
        session.execute(delete(Recount).where(Recount.id.in_(marks[start : start + 500])))
