"""Bringing tickets into the index that were filed before there was one, or before its features changed: the newest first."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, defer, lazyload

from bot.store import Database
from bot.tickets.lifecycle import OPEN
from bot.tickets.likeness.features import VERSION
from bot.tickets.likeness.index import entry_of, features_of_ticket, write
from bot.tickets.likeness.keys import unpack_terms
from bot.tickets.likeness.learning import weights_in
from bot.tickets.likeness.models import SimilarDocument, SimilarPosting, SimilarState, held_state
from bot.tickets.models import Ticket

_NAME = f"indexed/{VERSION}"
_BATCH = 300


@dataclass(frozen=True)
class Filled:
    """What one call did: tickets brought in, and the number of the last ticket it came to (0: all is done)."""

    tickets: int
    left_from: int


def fill(database: Database, seconds: float) -> Filled:
    """Index open tickets, batch by batch, for about so long; the next call goes on. Safe to run in several processes.

    New tickets are indexed when they are filed; this goes from the newest that there was back to the first.
    """
    ends, tickets = time.monotonic() + seconds, 0
    while True:
        with database.read() as session:  # most minutes have nothing: they take no write lock
            if _left_from(session) == 0:
                return Filled(tickets, 0)
        with database.write() as session:
            done, left = _batch(session)
        tickets += done
        if time.monotonic() >= ends:
            return Filled(tickets, left)


def _left_from(session: Session) -> int | None:
    return session.scalar(select(SimilarState.number).where(SimilarState.name == _NAME))


def _batch(session: Session) -> tuple[int, int]:
    row = held_state(session, _NAME, lambda: (session.scalar(select(func.max(Ticket.id))) or 0) + 1)
    found = _open_before(session, row.number)
    _forget(session, [ticket.id for ticket in found])
    weights = weights_in(session)
    write(session, [entry_of(one.id, one.kind, one.agency, features_of_ticket(one), weights) for one in found])
    row.number = found[-1].id if len(found) == _BATCH else 0
    return len(found), row.number


def _open_before(session: Session, ticket_id: int) -> Sequence[Ticket]:
    """The next tickets, held until they are written: whoever closes one meanwhile waits, and then takes it out again."""
    query = select(Ticket).where(Ticket.id < ticket_id, Ticket.status.in_(sorted(OPEN))).order_by(Ticket.id.desc()).limit(_BATCH)
    return session.scalars(query.options(defer(Ticket.applicant), lazyload(Ticket.events)).with_for_update(of=Ticket)).all()


def _forget(session: Session, ids: Sequence[int]) -> None:
    """Take out what an earlier version wrote."""
    for ticket_id, keys in session.execute(select(SimilarDocument.ticket_id, SimilarDocument.keys).where(SimilarDocument.ticket_id.in_(ids))):
        terms = unpack_terms(keys)
        session.execute(delete(SimilarPosting).where(SimilarPosting.term.in_(terms), SimilarPosting.ticket_id == ticket_id))
    session.execute(delete(SimilarDocument).where(SimilarDocument.ticket_id.in_(ids)))
