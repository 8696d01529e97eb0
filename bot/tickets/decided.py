"""What people decided about tickets: whose matter each was in the end, in words that name nobody."""

import re
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.people.masking import mask_text
from bot.tickets.finding import words_of
from bot.tickets.lifecycle import Act
from bot.tickets.models import Ticket

# An agency that worked on a ticket took it for its own; one that a person moved it to was told so.
_TAKEN = frozenset({Act.ANSWER, Act.ARCHIVE, Act.CALL_BACK})
_NUMBERS = re.compile(r"[\dA-Za-z*@._-]{4,}")
_BATCH = 500


def decided(session: Session) -> Iterator[tuple[str, str, bool]]:
    """The agency, what was said, and whether a person corrected the routing, of each ticket that somebody decided, oldest first.

    Names of who filed, and every number, are left out: what is learned from this holds nobody's data.
    """
    for ticket in session.scalars(select(Ticket).order_by(Ticket.id).execution_options(yield_per=_BATCH)):
        moved = any(event.act == Act.REASSIGN for event in ticket.events)
        if moved or any(event.act in _TAKEN for event in ticket.events):
            yield ticket.agency, _nobodys(ticket), moved


def _nobodys(ticket: Ticket) -> str:
    text = mask_text(words_of(ticket, ticket.events))
    for key, value in ticket.applicant.items():
        if key.endswith(("_name", "address", "_phone", "_number", "_code", "email")) and len(str(value)) > 1:
            text = text.replace(str(value), "")
    return _NUMBERS.sub("", text)
