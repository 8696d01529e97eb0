"""After a new calendar: which tickets it touches, counted anew, and what changed of each."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from bot.clock.service import TimelineError
from bot.clock.wording import day_zh
from bot.store import Database
from bot.tickets.lifecycle import OPEN
from bot.tickets.models import Ticket
from bot.tickets.service import Tickets

_BATCH = 200


@dataclass(frozen=True)
class Changed:
    """One ticket that the new calendar touched."""

    number: str
    before: dt.date | None
    after: dt.date | None
    was_provisional: bool
    provisional: bool
    error: str = ""

    def __str__(self) -> str:
        if self.error:
            return f"{self.number} 无法重新计算：{self.error}"
        if self.before != self.after:
            mark = "（暂定）" if self.provisional else ""
            return f"{self.number} {_day(self.before)} → {_day(self.after)}{mark}"
        return f"{self.number} {_day(self.after)}（日期不变，{'仍为暂定' if self.provisional else '已确定'}）"


def recalculate_touched(database: Database, tickets: Tickets, first: dt.date, last: dt.date, why: str) -> Iterator[Changed]:
    """Count anew every open ticket whose period touches `first`…`last`; yields those where date or mark changed.

    Committed batch by batch: an interruption leaves finished tickets finished, and a second run does the rest.
    """
    after = 0
    while True:
        with database.write() as session:
            found = _touched(session, first, last, after)
            changes = [change for ticket in found if (change := _recalculated(session, tickets, ticket, why))]
            after = found[-1].id if found else after
        yield from changes
        if len(found) < _BATCH:
            return


def _touched(session: Session, first: dt.date, last: dt.date, after: int) -> Sequence[Ticket]:
    query = select(Ticket).where(
        Ticket.status.in_(sorted(OPEN)), Ticket.due_on >= first, Ticket.received_on <= last, Ticket.id > after
    )
    whole = query.order_by(Ticket.id).limit(_BATCH).options(defer(Ticket.applicant))
    # Held until the batch is written: a clerk who acts meanwhile waits a moment instead of failing.
    return session.scalars(whole.with_for_update(of=Ticket)).all()


def _recalculated(session: Session, tickets: Tickets, ticket: Ticket, why: str) -> Changed | None:
    before, was = ticket.due_on, ticket.provisional
    try:
        found = tickets.recalculate(session, ticket, why)
    except TimelineError as error:
        return Changed(ticket.number, before, before, was, was, str(error))
    return Changed(ticket.number, before, found.due_on, was, found.provisional) if found else None


def _day(day: dt.date | None) -> str:
    return day_zh(day) if day else "（不计算期限）"
