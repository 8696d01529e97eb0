"""Writing tickets into the index of likeness and taking them out, in the transaction of what happens to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from bot.tickets.lifecycle import OPEN, Status
from bot.tickets.likeness.features import Features, features_of
from bot.tickets.likeness.keys import keys_of, pack_terms, unpack_terms
from bot.tickets.likeness.learning import weights_in
from bot.tickets.likeness.models import SimilarDocument, SimilarPosting
from bot.tickets.likeness.scoring import Weights
from bot.tickets.models import Ticket

# What of a matter is its subject; dates, wishes of delivery and the like say nothing about it.
_TELLING = ("description", "info_description", "place")


@dataclass(frozen=True)
class Entry:
    """Everything that one ticket has in the index, as rows."""

    document: dict[str, Any]
    terms: tuple[int, ...]


def text_of(title: str, matter: Mapping[str, Any]) -> str:
    """What a ticket is about, in one text: its words and its place, the title where it says more."""
    words = [str(matter[name]) for name in _TELLING if matter.get(name)]
    return "。".join(words if words and words[0].startswith(title) else [title, *words])


def features_of_ticket(ticket: Ticket) -> Features:
    """The marks of a ticket."""
    return features_of(text_of(ticket.title, ticket.matter))


def entry_of(ticket_id: int, kind: str, agency: str, features: Features, weights: Weights) -> Entry:
    """The rows of one ticket."""
    terms = keys_of(features, weights)
    document = {"ticket_id": ticket_id, "kind": kind, "agency": agency, "marks": features.pack(), "keys": pack_terms(terms)}
    return Entry(document, tuple(terms))


def add(session: Session, ticket: Ticket) -> None:
    """Write a ticket into the index; one that stands there already is written anew."""
    remove(session, ticket.id)
    write(session, [entry_of(ticket.id, ticket.kind, ticket.agency, features_of_ticket(ticket), weights_in(session))])


def write(session: Session, entries: Sequence[Entry]) -> None:
    """Write the rows of tickets that are not in yet."""
    postings = [{"term": term, "ticket_id": entry.document["ticket_id"]} for entry in entries for term in entry.terms]
    if entries:
        session.execute(insert(SimilarDocument), [entry.document for entry in entries])
    if postings:
        session.execute(insert(SimilarPosting), postings)


def remove(session: Session, ticket_id: int) -> None:
    """Take a ticket out; nothing happens where it is not in."""
    found = session.get(SimilarDocument, ticket_id)
    if found is None:
        return
    terms = unpack_terms(found.keys)
    session.execute(delete(SimilarPosting).where(SimilarPosting.term.in_(terms), SimilarPosting.ticket_id == ticket_id))
    session.execute(delete(SimilarDocument).where(SimilarDocument.ticket_id == ticket_id))
    session.expunge(found)


def keep(session: Session, ticket: Ticket, status: str, agency: str) -> None:
    """After something happened to a ticket that was in this status with this agency: in while it is open, out when it is over."""
    was, now = Status(status) in OPEN, Status(ticket.status) in OPEN
    if was and not now:
        remove(session, ticket.id)
    elif now and not was:
        add(session, ticket)
    elif now and agency != ticket.agency:
        session.execute(update(SimilarDocument).where(SimilarDocument.ticket_id == ticket.id).values(agency=ticket.agency))
