"""One line of the inbox."""

import datetime as dt
from dataclasses import dataclass

from bot.people.masking import mask_text
from bot.tickets.kinds import WORDS, Kind
from bot.tickets.lifecycle import STATUS_WORDS, Status
from bot.tickets.models import Ticket
from bot.tickets.service import Tickets
from bot.tickets.watching import Watch
from consoles.agency.urgency import Urgency, urgency


@dataclass(frozen=True)
class Row:
    """What the inbox shows of a ticket; `why` are the clock's reasons for the due date."""

    number: str
    title: str
    kind: str
    status: str
    agency: str
    received_on: dt.date
    due_on: dt.date | None
    provisional: bool
    urgency: Urgency
    why: tuple[str, ...]
    urged_until: dt.date | None


def rows(tickets: Tickets, found: list[Ticket], today: dt.date, watch: Watch) -> list[Row]:
    """The lines of one page."""
    return [_row(tickets, ticket, today, watch) for ticket in found]


def _row(tickets: Tickets, ticket: Ticket, today: dt.date, watch: Watch) -> Row:
    return Row(
        number=ticket.number,
        title=mask_text(ticket.title),
        kind=WORDS[Kind(ticket.kind)].short,
        status=STATUS_WORDS[Status(ticket.status)].title,
        agency=ticket.agency,
        received_on=ticket.received_on,
        due_on=ticket.due_on,
        provisional=ticket.provisional,
        urgency=urgency(ticket.status, ticket.due_on, today, watch),
        why=tickets.view(ticket).explanation,
        urged_until=ticket.urged_until,
    )
