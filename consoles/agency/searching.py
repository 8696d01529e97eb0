"""What the search box finds: numbers by how they begin, phones by their last four digits, words wherever the citizen wrote them.

An account's tickets are looked for part by part, because each part has an index of its own; the few found are merged here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from bot.store.words import Hits
from bot.tickets.models import WORDS_INDEX, Ticket
from bot.tickets.phones import tail_key
from consoles.agency.filters import Filters, Sought
from consoles.numbers import number_in

# How many of the newest ids are looked at first, then next: what stands in every third ticket is found in the first few.
_WINDOWS = (20_000, 400_000)
_ABOVE_ALL = "~"  # sorts behind every letter and digit
Conditions = Sequence[ColumnElement[bool]]


@dataclass(frozen=True)
class Part:
    """A part of what an account reaches, with an index of its own; `leads`: the agency that leads all of it, if one does."""

    where: Conditions
    leads: str = ""


@dataclass(frozen=True)
class Found:
    """One ticket, and the key that the next page begins after."""

    id: int
    key: str

    def __str__(self) -> str:
        return self.key


def find(session: Session, filters: Filters, parts: Sequence[Part], where: Conditions, limit: int) -> list[Found]:
    """The first `limit` tickets after the filters' key: numbers in their order, all else newest first."""
    match filters.sought:
        case Sought.NUMBER:
            return _by_number(session, filters, parts, where, limit)
        case Sought.PHONE:
            same = Ticket.phone_tail_key == tail_key("".join(filters.q.split()))
            return _newest(session, [_tickets([*part.where, *where, same]) for part in parts], _below(filters), limit)
        case _:
            return _by_words(session, filters, parts, where, limit)


def _by_number(session: Session, filters: Filters, parts: Sequence[Part], where: Conditions, limit: int) -> list[Found]:
    begins = "".join(filters.q.split()).upper()
    wanted = [*where, Ticket.number >= begins, Ticket.number < begins + _ABOVE_ALL, Ticket.number > filters.after]
    queries = [select(Ticket.id, Ticket.number).where(*part.where, *wanted).order_by(Ticket.number).limit(limit) for part in parts]
    found = {ident: number for query in queries for ident, number in session.execute(query)}
    return sorted((Found(ident, number) for ident, number in found.items()), key=lambda one: one.key)[:limit]


def _by_words(session: Session, filters: Filters, parts: Sequence[Part], where: Conditions, limit: int) -> list[Found]:
    hits = [(part, there) for part in parts if (there := WORDS_INDEX.hits(session, filters.q, part.leads))]
    if not hits:
        return []
    below = _below(filters) or 1 + (session.scalar(select(func.max(Ticket.id))) or 0)
    found: list[Found] = []
    for place, floor in enumerate(_floors(below)):
        queries = [_matching(there, [*part.where, *where], floor, few=floor == 0 or (place > 0 and bool(part.leads))) for part, there in hits]
        found = _newest(session, queries, below, limit)
        if len(found) == limit:
            return found
    return found


def _floors(below: int) -> Iterator[int]:
    """Down to which id to look: not far at first, to the end at last."""
    yield from (below - window for window in _WINDOWS if below > window)
    yield 0


def _matching(hits: Hits, where: Conditions, floor: int, *, few: bool) -> Select[int]:
    """Those that hold the words, newest first. `few`: there are not many, so they are to be found first and sorted then.

    PostgreSQL takes words and agency for independent of one another; where it expects many it would walk back through all ids instead.
    """
    found = select(hits.id).select_from(hits.rows).join(Ticket, Ticket.id == hits.id).where(hits.fits, hits.id >= floor, *where)
    return found.order_by((hits.id + 0 if few else hits.id).desc())


def _tickets(where: Conditions) -> Select[int]:
    return select(Ticket.id).where(*where).order_by(Ticket.id.desc())


def _newest(session: Session, queries: Sequence[Select[int]], below: int | None, limit: int) -> list[Found]:
    """The newest of what these find; each gives its newest first."""
    ids: set[int] = set()
    for query in queries:
        older = query.where(query.selected_columns[0] < below) if below is not None else query
        ids.update(session.scalars(older.limit(limit)))
    return [Found(ident, f"_{ident}") for ident in sorted(ids, reverse=True)[:limit]]


def _below(filters: Filters) -> int | None:
    """The id of the last row of the page before; None for none, and for a key that was tampered with."""
    return number_in(filters.after.removeprefix("_"))
