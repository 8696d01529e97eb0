"""What others ask of oversight: urge an agency, and see what was urged and not answered."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from bot.oversight.folding import fold
from bot.oversight.housekeeping import delete_abandoned_drafts
from bot.oversight.sweep import Swept, sweep
from bot.tickets.lifecycle import ENDED, Act
from bot.tickets.models import Ticket
from bot.tickets.service import Tickets

__all__ = ["Swept", "answer_urging", "delete_abandoned_drafts", "fold", "sweep", "urge", "urged"]


def urge(
    session: Session, tickets: Tickets, ticket: Ticket, actor: str, text: str, *, form: str = "daily", answer_by: dt.date | None = None
) -> None:
    """Urge the agency that has the ticket; it is told at once and has until `answer_by` (default: the profile's) to answer.

    Urging moves no date of the ticket. Errors as of `Tickets.act`.
    """
    data = {"form": form} | ({"answer_by": answer_by.isoformat()} if answer_by else {})
    tickets.act(session, ticket, Act.URGE, actor, text, data)


def answer_urging(session: Session, tickets: Tickets, ticket: Ticket, actor: str, text: str) -> None:
    """The agency says how things stand; that answers every urging of the ticket so far, and oversight is told."""
    tickets.act(session, ticket, Act.ANSWER_URGE, actor, text)


def urged(session: Session, agency: str | None = None, limit: int = 100) -> Sequence[Ticket]:
    """Tickets with an urging that is not answered but still can be, the most pressing first; of one agency where it is named."""
    query = select(Ticket).where(Ticket.urged_until.is_not(None), Ticket.status.not_in(sorted(ENDED))).order_by(Ticket.urged_until, Ticket.id).limit(limit)
    if agency is not None:
        query = query.where(Ticket.agency == agency)
    return session.scalars(query.options(defer(Ticket.applicant))).all()
