"""Made-up tickets through the real service, one by one: for a desk to be shown with."""

import datetime as dt
from collections.abc import Iterator
from random import Random

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.clock.calendar import SHANGHAI
from bot.clock.service import TimelineError, today
from bot.delivery.models import Notice, NoticeState
from bot.delivery.staff import StaffNotice
from bot.store import Database, utc_now
from bot.tickets import numbers
from bot.tickets.lifecycle import OPEN, LifecycleError, Status
from bot.tickets.models import Ticket
from bot.tickets.service import Filing, TicketError, Tickets
from mingbai.demo.lives import AGENCY, OTHER, Step, plan
from mingbai.demo.place import DemoPlace
from mingbai.demo.reports import filing
from mingbai.demo.season import days
from mingbai.demo.sender import CHANNEL, QUERY_CODE

REFUSALS = (LifecycleError, TicketError, TimelineError)
_BATCH, _NEWS = 20, dt.timedelta(days=7)


def make(database: Database, tickets: Tickets, place: DemoPlace, count: int, random: Random) -> Iterator[int]:
    """Make `count` tickets with all that became of them; yields how many there are so far."""
    waiting = [day for day, share in days(count) for _ in range(share)]
    for start in range(0, len(waiting), _BATCH):
        with database.write() as session:
            for day in waiting[start : start + _BATCH]:
                live(session, tickets, place, filing(random, place, day), day, random)
        yield min(start + _BATCH, len(waiting))


def live(session: Session, tickets: Tickets, place: DemoPlace, given: Filing, day: dt.date, random: Random) -> Ticket:
    """File it on that day and let become of it what does."""
    made = tickets.file(session, given, on=day)
    ticket = session.get_one(Ticket, made.ticket_id)
    ticket.code_fingerprint = numbers.fingerprint(ticket.number, QUERY_CODE)
    other = place.other_than(random, given.agency)
    for step in plan(random, given.kind, day):
        try:
            tickets.act(session, ticket, step.act, step.actor, step.text, named(step, given.agency, other), step.on)
        except REFUSALS:
            continue  # a plan only tries; what the law does not allow does not happen
    date_back(ticket, random)
    session.flush()
    silence(session, ticket)
    return ticket


def named(step: Step, agency: str, other: str) -> dict[str, object]:
    """The step's data with agencies for the words that stand for them."""
    names = {AGENCY: agency, OTHER: other}
    return {name: [names.get(one, one) for one in value] if isinstance(value, list) else names.get(value, value) for name, value in step.data.items()}


def date_back(ticket: Ticket, random: Random) -> None:
    """Give every event an instant of its own day."""
    for event, at in zip(ticket.events, instants([event.on for event in ticket.events], random), strict=True):
        event.at = at
    ticket.created_at = ticket.events[0].at


def instants(on: list[dt.date], random: Random) -> list[dt.datetime]:
    """An instant of each day, one after the other, none later than now."""
    found: list[dt.datetime] = []
    for day in on:
        begins = dt.datetime.combine(day, dt.time(8), tzinfo=SHANGHAI)
        at = begins + dt.timedelta(seconds=random.randrange(9 * 3600))
        if found and at <= found[-1]:
            at = found[-1] + dt.timedelta(seconds=random.randrange(1, 90))
        found.append(min(at, utc_now()).astimezone(dt.UTC))
    return found


def silence(session: Session, ticket: Ticket) -> None:
    """What happened long ago is told nobody now: citizens never, staff only of what is still to be done."""
    waiting = update(Notice).where(Notice.ticket_id == ticket.id, Notice.channel == CHANNEL, Notice.state == NoticeState.WAITING)
    session.execute(waiting.values(state=NoticeState.SENT, sent_at=utc_now()))
    if Status(ticket.status) not in OPEN or ticket.received_on < today() - _NEWS:
        session.execute(update(StaffNotice).where(StaffNotice.ticket_id == ticket.id).values(read_at=utc_now(), read_by="demo"))
