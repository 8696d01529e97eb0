"""Open tickets of the same matter, found while somebody is still writing."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from bot.tickets.lifecycle import OPEN
from bot.tickets.likeness.features import Features, features_of
from bot.tickets.likeness.keys import Key, asked_keys
from bot.tickets.likeness.learning import weights_in
from bot.tickets.likeness.scoring import likeness
from bot.tickets.models import Ticket

# From here on two reports are probably of the same matter; below the other number they are not worth showing.
LIKELY, WORTH_SHOWING = 0.55, 0.3
_HINTED, _COMPARED = 600, 250


@dataclass(frozen=True)
class SimilarTicket:
    """An open ticket that a text is like. `likeness` is 0..1; from `LIKELY` on it is probably the same matter."""

    ticket_id: int
    number: str
    kind: str
    title: str
    agency: str
    status: str
    received_on: dt.date
    likeness: float


def similar(
    session: Session, text: str, *, kind: str | None = None, agency: str | None = None, exclude: int | None = None, limit: int = 5
) -> list[SimilarTicket]:
    """Open tickets whose matter is like `text` (its words and its place), best first; of one kind, of one lead agency, where named.

    `exclude` is the id of a ticket that is not to be found (the one that is being looked at). A text that says nothing finds nothing.
    Titles are citizens' words: for staff only, other citizens get `bot.tickets.joining`.
    """
    found = like(session, features_of(text), kind=kind, agency=agency, exclude=exclude, limit=limit)
    return _shown(session, found)


def like(
    session: Session, asked: Features, *, kind: str | None = None, agency: str | None = None, exclude: int | None = None, limit: int = 5
) -> dict[int, float]:
    """Ticket ids with their likeness, best first: what `similar` shows."""
    weights = weights_in(session)
    candidates = _candidates(session, asked_keys(asked, weights), kind, agency)
    scored = ((ticket_id, likeness(asked, Features.unpack(marks), weights)) for ticket_id, marks in candidates.items() if ticket_id != exclude)
    worth = [(ticket_id, score) for ticket_id, score in scored if score >= WORTH_SHOWING]
    return dict(sorted(worth, key=lambda pair: (-pair[1], -pair[0]))[:limit])


def _candidates(session: Session, keys: Mapping[int, Key], kind: str | None, agency: str | None) -> dict[int, bytes]:
    """The marks of the tickets that share the most telling keys, the newest of them where very many do."""
    if not keys:
        return {}
    filters = "".join(f" AND d.{name} = :{name}" for name, value in (("kind", kind), ("agency", agency)) if value is not None)
    statement = text(
        f"SELECT d.ticket_id, d.marks FROM (SELECT ticket_id, SUM(worth) AS worth FROM ({_lists(keys.values())}) AS hits"
        f" GROUP BY ticket_id ORDER BY worth DESC, ticket_id DESC LIMIT {_HINTED}) AS hints"
        f" JOIN similar_document AS d ON d.ticket_id = hints.ticket_id{filters} ORDER BY hints.worth DESC, d.ticket_id DESC LIMIT {_COMPARED}"
    )
    given = {name: value for name, value in (("kind", kind), ("agency", agency)) if value is not None}
    return {row.ticket_id: bytes(row.marks) for row in session.execute(statement.bindparams(*map(bindparam, given)), given)}


def _lists(keys: Iterable[Key]) -> str:
    """One short list a key, each read from its newest ticket back: numbers of our own only, so that nothing needs quoting."""
    return " UNION ALL ".join(
        f"SELECT ticket_id, {key.worth:.3f} AS worth FROM"
        f" (SELECT ticket_id FROM similar_posting WHERE term = {key.term} ORDER BY ticket_id DESC LIMIT {key.depth}) AS k{number}"
        for number, key in enumerate(keys)
    )


def _shown(session: Session, found: Mapping[int, float]) -> list[SimilarTicket]:
    columns = (Ticket.id, Ticket.number, Ticket.kind, Ticket.title, Ticket.agency, Ticket.status, Ticket.received_on)
    query = select(*columns).where(Ticket.id.in_(found), Ticket.status.in_(sorted(OPEN)))
    rows = {row[0]: row for row in session.execute(query)} if found else {}
    return [SimilarTicket(*rows[ticket_id], likeness) for ticket_id, likeness in found.items() if ticket_id in rows]
