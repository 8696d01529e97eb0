"""What many made-up citizens report at once: some matters of the last days, and one that all report within the hour."""

import datetime as dt
from collections.abc import Sequence
from random import Random

from sqlalchemy.orm import Session

from bot.clock.calendar import SHANGHAI
from bot.clock.service import today
from bot.store import Database, utc_now
from bot.tickets.joining import join
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import OPEN, Status
from bot.tickets.models import Ticket
from bot.tickets.service import Tickets
from mingbai.demo.making import live, silence
from mingbai.demo.place import DemoPlace
from mingbai.demo.reports import filing_about
from mingbai.demo.telling import Matter, Spot, matters, spot_for

_SHARE, _LEAST, _MOST = 0.02, 8, 120
_MATTERS = 4
_WITHIN = dt.timedelta(minutes=50)


def burst(database: Database, tickets: Tickets, place: DemoPlace, count: int, random: Random) -> int:
    """File some tickets that are of few matters, beside `count` others; how many."""
    together = min(_MOST, max(_LEAST, round(count * _SHARE)))
    public = [matter for matter in matters() if matter.kind is Kind.COMPLAINT and not matter.private and matter.at in ("street", "estate", "village")]
    chosen = [(matter, spot_for(random, matter, tuple(place.towns))) for matter in random.sample(public, _MATTERS)]
    made = 0
    for number, (matter, spot) in enumerate(chosen):
        now = number == 0
        share = together // 2 if now else together // 2 // (_MATTERS - 1)
        with database.write() as session:
            made += _together(session, tickets, place, matter, spot, _instants(random, max(share, 2), within_the_hour=now), random)
    return made


def _instants(random: Random, count: int, *, within_the_hour: bool) -> Sequence[dt.datetime]:
    now = utc_now()
    begin, span = (now - _WITHIN, _WITHIN) if within_the_hour else (now - dt.timedelta(days=4), dt.timedelta(days=4))
    return sorted(begin + random.random() * span for _ in range(count))


def _together(
    session: Session, tickets: Tickets, place: DemoPlace, matter: Matter, spot: Spot, at: Sequence[dt.datetime], random: Random
) -> int:
    """All report the same; of those who do today some join the first one."""
    first: Ticket | None = None
    for instant in at:
        given, day = filing_about(random, place, matter, spot), instant.astimezone(SHANGHAI).date()
        if first is not None and first.received_on == day == today() and random.random() < 0.3 and Status(first.status) in OPEN:
            ticket = session.get_one(Ticket, join(session, tickets, given, first.number).filed.ticket_id)
        else:
            ticket = live(session, tickets, place, given, day, random)
        first = first or ticket
        ticket.created_at = instant
        session.flush()
        silence(session, ticket)
    return len(at)

