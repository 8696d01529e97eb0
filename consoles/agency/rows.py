"""One line of the inbox."""

import datetime as dt
from collections.abc import Mapping
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
    """What the inbox shows of a ticket; `why` are the clock's reasons for the due date, `helping` that another agency leads."""

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
    assigned_to: str
    helping: bool


def rows(tickets: Tickets, found: list[Ticket], names: Mapping[str, str], own: str | None, today: dt.date, watch: Watch) -> list[Row]:
    """The lines of one page. `names` are those behind logins; `own` is the reader's agency."""
    return [_row(tickets, ticket, names, own, today, watch) for ticket in found]


def _row(tickets: Tickets, ticket: Ticket, names: Mapping[str, str], own: str | None, today: dt.date, watch: Watch) -> Row:
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
        assigned_to=names.get(ticket.assigned_to, ticket.assigned_to) if ticket.assigned_to else "",
        helping=own is not None and ticket.agency != own,
    )
