"""Very many made-up tickets at once: rows made in several processes, poured in past the service, indexes made at the end."""

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from random import Random
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select
from sqlalchemy.orm import Session

from bot.store import Base, Database
from bot.store.bulk import continue_numbering, indexes_afterwards, pour
from bot.tickets.likeness import learning
from bot.tickets.likeness.features import features_of
from bot.tickets.likeness.index import text_of
from bot.tickets.likeness.models import SimilarDocument, SimilarPosting
from bot.tickets.models import WORDS_INDEX, CoAgency, NumberSeries, Recount, Ticket, TicketEvent, TicketFact, TicketReturn
from bot.tickets.service import Tickets
from mingbai.demo import rows
from mingbai.demo.place import DemoPlace
from mingbai.demo.reports import filing
from mingbai.demo.rows import EVENTS_A_TICKET, Bite, Maker, Rows
from mingbai.demo.season import days

_SAMPLE = 20_000
_AHEAD = 3  # bites that are made while one is poured
_INDEXED = ("ticket", "ticket_event", "ticket_fact", "ticket_return", "co_agency", WORDS_INDEX.name)


@dataclass(frozen=True)
class Poured:
    """How far it is: tickets so far, or what else is being done."""

    tickets: int
    doing: str = ""


def pour_in(database: Database, tickets: Tickets, place: DemoPlace, count: int, random: Random) -> Iterator[Poured]:
    """Put `count` made-up tickets in, newest last; yields how far it is. Nobody else may be at work in the store."""
    yield Poured(0, "学习用词")
    weights = learning.weigh(features_of(text_of(one.title, one.matter)) for one in _sample(place, random, min(count, _SAMPLE)))
    with database.write() as session:
        learning.keep(session, weights)
        bites = list(_bites(session, count, random))
    done = 0
    with indexes_afterwards(database, _INDEXED):
        for made, columns in _made(Maker(tickets, place, weights), bites):
            with database.write() as session:
                _pour(session.connection(), made, columns)
            done += len(made.ticket)
            yield Poured(done)
        yield Poured(done, "建立索引")
    with database.write() as session:
        _finish(session, bites)
    yield Poured(done, "完成")


def _sample(place: DemoPlace, random: Random, count: int) -> Iterator[Any]:
    for day, share in days(count):
        for _ in range(share):
            yield filing(random, place, day)


def _bites(session: Session, count: int, random: Random) -> Iterator[Bite]:
    after_ticket, after_event = (session.scalar(select(func.max(table.id))) or 0 for table in (Ticket, TicketEvent))
    given_out: dict[dt.date, dict[str, int]] = {}
    for letter, on, last in session.execute(select(NumberSeries.letter, NumberSeries.on, NumberSeries.last)):
        given_out.setdefault(on, {})[letter] = last
    for day, share in (one for one in days(count) if one[1]):
        yield Bite(day, share, after_ticket, after_event, given_out.get(day, {}), random.randrange(2**62))
        after_ticket, after_event = after_ticket + share, after_event + share * EVENTS_A_TICKET


_maker: Maker | None = None


def _begin(maker: Maker) -> None:
    global _maker
    _maker = maker


def _make(bite: Bite) -> tuple[Rows, tuple[str, ...]]:
    assert _maker is not None
    made = _maker.rows(bite)
    return made, _maker.fact_columns


def _made(maker: Maker, bites: Iterable[Bite]) -> Iterator[tuple[Rows, tuple[str, ...]]]:
    """The bites made into rows, in order; several at a time, but never many lying about."""
    _begin(maker)
    with _workers() as pool:
        left = iter(bites)
        waiting = [pool.submit(_make, bite) for bite in islice(left, _AHEAD)]
        while waiting:
            made = waiting.pop(0).result()
            waiting += [pool.submit(_make, bite) for bite in islice(left, 1)]
            yield made


@contextmanager
def _workers() -> Iterator[ProcessPoolExecutor]:
    # Forked, so that key, calendar and words are there already; the store is touched by this process alone.
    with ProcessPoolExecutor(max_workers=min(4, os.cpu_count() or 1), mp_context=get_context("fork")) as pool:
        yield pool


def _pour(connection: Connection, made: Rows, fact_columns: tuple[str, ...]) -> None:
    for model, columns, values in (
        (Ticket, rows.TICKET, made.ticket), (TicketEvent, rows.EVENT, made.event), (TicketFact, fact_columns, made.fact),
        (TicketReturn, rows.RETURN, made.returned), (CoAgency, rows.CO_AGENCY, made.co_agency),
        (SimilarDocument, rows.DOCUMENT, made.document), (SimilarPosting, rows.POSTING, sorted(made.posting)),
    ):
        if values:
            pour(connection, _table(model), columns, values)
    WORDS_INDEX.add(connection, made.words)
    _count_on(connection, made.numbers)


def _table(model: type[Base]) -> Table:
    assert isinstance(model.__table__, Table)
    return model.__table__


def _count_on(connection: Connection, numbers: Mapping[tuple[str, dt.date], int]) -> None:
    """The next real number of these days is one that nobody has."""
    table = _table(NumberSeries)
    for (letter, on), more in numbers.items():
        fits = (table.c.letter == letter, table.c.on_date == on)
        last = connection.scalar(select(table.c.last).where(*fits))
        statement = table.update().where(*fits) if last is not None else insert(table)
        values = {"last": (last or 0) + more} | ({} if last is not None else {"letter": letter, "on_date": on})
        connection.execute(statement.values(values))


def _finish(session: Session, bites: Iterable[Bite]) -> None:
    """What follows every change of a ticket follows this one too: months to be added up, numbers that go on."""
    months = {bite.day.replace(day=1) for bite in bites}
    session.add_all(Recount(month=month) for month in sorted(months))
    session.flush()
    for model in (Ticket, TicketEvent, NumberSeries):
        continue_numbering(session.connection(), _table(model))

