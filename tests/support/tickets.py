"""Made-up tickets, and days to do things on."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock.service import Deadline
from bot.delivery.models import Notice
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import Act
from bot.tickets.models import Ticket
from bot.tickets.service import Filing, Tickets
from tests.support.people import ID_NUMBER, NAME, PHONE

AGENCY, OTHER_AGENCY = "县交通运输局", "县教育体育局"
# A Monday far from any holiday but the National Day week: 20 working days end on 2026-10-16.
RECEIVED = dt.date(2026, 9, 14)
_NOON = dt.time(4, 0, tzinfo=dt.UTC)  # noon in Shanghai
TICKETS = Tickets()
CLERK, HEAD = "staff:clerk", "staff:head"
REASONS = "经检索档案室和业务系统，未制作也未保存该合同。"


@contextmanager
def on(day: dt.date) -> Iterator[None]:
    """Inside, it is noon of that day in Shanghai."""
    with time_machine.travel(dt.datetime.combine(day, _NOON), tick=False):
        yield


def filing(kind: Kind = Kind.APPLICATION, agency: str = AGENCY, conversation: str = "0" * 32, **more: object) -> Filing:
    """A confirmed draft of somebody made up."""
    applicant = {"applicant_type": "citizen", "applicant_name": NAME, "id_number": ID_NUMBER, "contact_phone": PHONE}
    return Filing(kind, applicant, "citizen", {"description": "道路改造"}, "道路改造工程的中标合同", agency, "web", conversation_id=conversation, **more)


def filed(session: Session, tickets: Tickets, kind: Kind = Kind.APPLICATION, day: dt.date = RECEIVED, **more: object) -> Ticket:
    """A new ticket, received on `day`."""
    with on(day):
        made = tickets.file(session, filing(kind, **more))
    return session.get_one(Ticket, made.ticket_id)


def signed(session: Session, tickets: Tickets, kind: Kind = Kind.APPLICATION, day: dt.date = RECEIVED, **more: object) -> Ticket:
    """A ticket that its agency has signed for, on the day of receipt."""
    ticket = filed(session, tickets, kind, day, **more)
    with on(day):
        tickets.act(session, ticket, Act.SIGN, "staff:clerk")
    return ticket


def act(session: Session, ticket: Ticket, name: Act, text: str = "", day: dt.date = RECEIVED, actor: str = CLERK, **data: object) -> Deadline:
    """Do something to a ticket on a day."""
    with on(max(day, RECEIVED)):
        return TICKETS.act(session, ticket, name, actor, text, data, on=day)


def acts(ticket: Ticket) -> list[str]:
    """What happened to it, in order."""
    return [event.act for event in ticket.events]


def told(session: Session, ticket: Ticket) -> list[str]:
    """What its citizen was told, in order."""
    return list(session.scalars(select(Notice.template).where(Notice.ticket_id == ticket.id).order_by(Notice.id)))


def days(number: int) -> dt.date:
    """So many days after the receipt."""
    return RECEIVED + dt.timedelta(days=number)
