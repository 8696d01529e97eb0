"""Finds the tickets that something became due on, and tells whom it concerns: once each, whatever happens to the worker.

The day to look at a ticket stands in the ticket (`next_warning_on`, kept by every change of it), so a sweep reads only
those whose day has come. What was told stands in a ledger (`Noticed`), written in the transaction of the notices.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import and_, bindparam, or_, select, update
from sqlalchemy.orm import Session, defer

from bot.clock.service import PeriodOverrides, TimelineError, count_workdays, today
from bot.clock.wording import day_zh
from bot.delivery.staff import OVERSIGHT, Recipient, StaffDesk, agency
from bot.oversight.models import Noticed
from bot.store import Database
from bot.tickets import clockwork, watching
from bot.tickets.kinds import WORDS, Kind
from bot.tickets.lifecycle import OPEN, Status
from bot.tickets.models import Ticket
from bot.tickets.telling import due_sentence
from bot.tickets.watching import DEFAULT, Level, Occasion, Watch

_log = structlog.get_logger(__name__)
BATCH = 200


@dataclass(frozen=True)
class Swept:
    """What a sweep did: tickets looked at, notices written, tickets that could not be judged (logged; tried again)."""

    looked: int = 0
    told: int = 0
    failed: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(self.looked + other.looked, self.told + other.told, self.failed + other.failed)


@dataclass(frozen=True)
class _Place:
    """Where a sweep is: the day and id of the last ticket it saw."""

    day: dt.date
    id: int


def sweep(
    database: Database, watch: Watch = DEFAULT, overrides: PeriodOverrides | None = None, staff: StaffDesk | None = None,
    day: dt.date | None = None,
) -> Swept:
    """Notice everything that has become due by `day` (today). Run it as often as you like, in as many processes as you like.

    After a pause only the colour a ticket has now is told: the ones it went through meanwhile would no longer be true.
    """
    round_ = _Round(watch, overrides, staff or StaffDesk(), day or today())
    with database.read() as session:  # most minutes have nothing: they take no write lock
        more = session.scalar(select(Ticket.id).where(Ticket.next_warning_on <= round_.day).limit(1)) is not None
    whole, place = Swept(), None
    while more:
        with database.write() as session:
            tickets = _due(session, round_.day, place)
            whole += round_.look(session, tickets)
            place = _place(tickets) or place
            more = len(tickets) == BATCH
    return whole


def _due(session: Session, day: dt.date, after: _Place | None) -> Sequence[Ticket]:
    """The next tickets whose day has come, in the order of their index; those another sweep holds are left to it."""
    query = select(Ticket).where(Ticket.next_warning_on <= day).order_by(Ticket.next_warning_on, Ticket.id).limit(BATCH)
    if after is not None:
        later = or_(Ticket.next_warning_on > after.day, and_(Ticket.next_warning_on == after.day, Ticket.id > after.id))
        query = query.where(Ticket.next_warning_on >= after.day, later)
    # Who filed is not needed to warn, so it is not even unsealed.
    hidden = query.options(defer(Ticket.applicant), defer(Ticket.matter)).with_for_update(of=Ticket, skip_locked=True)
    return session.scalars(hidden).all()


def _place(tickets: Sequence[Ticket]) -> _Place | None:
    last = tickets[-1] if tickets else None
    return _Place(last.next_warning_on, last.id) if last is not None and last.next_warning_on else None


@dataclass(frozen=True)
class _Round:
    watch: Watch
    overrides: PeriodOverrides | None
    staff: StaffDesk
    day: dt.date

    def look(self, session: Session, tickets: Sequence[Ticket]) -> Swept:
        """Tell what has begun about each, and set the day to look again."""
        told_before = _ledger(session, [ticket.id for ticket in tickets])
        told, failed = 0, 0
        looks: list[dict[str, Any]] = []
        for ticket in tickets:
            try:
                occasions = self._occasions(ticket)
            except TimelineError as error:
                _log.error("sweep.cannot_judge", ticket=ticket.number, reason=str(error))
                failed += 1
                continue
            for occasion in self._begun(occasions):
                if (ticket.id, occasion.name, occasion.about, occasion.party) not in told_before:
                    told += self._notice(session, ticket, occasion)
            later = [occasion for occasion in occasions if occasion.from_day > self.day]
            looks.append({"row": ticket.id, "look": watching.first_look(later)})
        _set_looks(session, looks)
        return Swept(len(tickets), told, failed)

    def _occasions(self, ticket: Ticket) -> list[Occasion]:
        return clockwork.occasions(ticket, self.overrides, self.watch) if Status(ticket.status) in OPEN else []

    def _begun(self, occasions: Iterable[Occasion]) -> Iterator[Occasion]:
        """What has begun by today; of the colours, which follow one another, only the one that is on."""
        begun = [occasion for occasion in occasions if occasion.from_day <= self.day]
        colours = [occasion for occasion in begun if self.watch.level(occasion.name)]
        yield from colours[-1:]
        yield from (occasion for occasion in begun if not self.watch.level(occasion.name))

    def _notice(self, session: Session, ticket: Ticket, occasion: Occasion) -> int:
        session.add(Noticed(ticket_id=ticket.id, name=occasion.name, about=occasion.about, party=occasion.party, on=self.day))
        level = self.watch.level(occasion.name)
        template = _template(occasion, level)
        words, recipients = self._words(ticket, occasion, level), _recipients(ticket, occasion, level)
        key = f"noticed/{ticket.number}/{occasion.about}/{occasion.name}" + (f"/{occasion.party}" if occasion.party else "")
        for recipient in recipients:
            self.staff.write(session, key, recipient, template, words, ticket.id, occasion.name)
        return len(recipients)

    def _words(self, ticket: Ticket, occasion: Occasion, level: Level | None) -> dict[str, str]:
        left = max(count_workdays(self.day, occasion.about), 0)
        return {
            "number": ticket.number,
            "kind": WORDS[Kind(ticket.kind)].title,
            "agency": ticket.agency,
            "title": level.title if level else "",
            "left": f"还剩{left}个工作日" if left else "今天到期",
            "due": due_sentence(ticket.due_on, ticket.provisional),
            "until": day_zh(occasion.about),
        }


def _template(occasion: Occasion, level: Level | None) -> str:
    return "warning" if level is not None and level.left is not None else occasion.name


def _recipients(ticket: Ticket, occasion: Occasion, level: Level | None) -> list[Recipient]:
    told = level.tell if level else (watching.AGENCY,)
    if occasion.name == watching.URGE_LAPSED:
        told = (watching.AGENCY, watching.OVERSIGHT)
    agencies = (ticket.agency, *ticket.co_agencies) if level else (ticket.agency,)
    whom = [agency(name) for name in dict.fromkeys(agencies)] if watching.AGENCY in told else []
    return [*whom, *([OVERSIGHT] if watching.OVERSIGHT in told else [])]


def _ledger(session: Session, ids: Sequence[int]) -> set[tuple[int, str, dt.date, str]]:
    rows = select(Noticed.ticket_id, Noticed.name, Noticed.about, Noticed.party).where(Noticed.ticket_id.in_(ids))
    return {(row.ticket_id, row.name, row.about, row.party) for row in session.execute(rows)} if ids else set()


def _set_looks(session: Session, looks: Sequence[dict[str, Any]]) -> None:
    # Past the ORM: looking at a ticket is no change of it, and must not make a clerk's open form stale.
    table = Ticket.__table__
    if looks:
        session.flush()
        statement = update(table).where(table.c.id == bindparam("row")).values(next_warning_on=bindparam("look"))  # type: ignore[arg-type]
        session.connection().execute(statement, list(looks))
