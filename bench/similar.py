"""How long it takes to find similar open tickets, against reading every open title and comparing it (rapidfuzz), on the same store.

`python -m bench.similar [--tickets 20000] [--asked 200] [--open N] [--databases sqlite postgresql]` pours made-up tickets (`mingbai demo`)
into a store of its own on each database; `--store URL --home FOLDER` measures one that `mingbai demo` filled. `--open`: so many of
its past complaints are made open ones first. Prints p50 and p95 in ms; how often a report's own ticket is among five; and how often
an earlier report of the same matter, in other words, is (`told_before_among_five`, and `same_matter_among_five` where any such ticket counts).
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from random import Random

from rapidfuzz import fuzz, process
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import defer, lazyload

from bench.report import report, report_load
from bench.sweep import DATABASES, store
from bot.agencies.service import load_profile
from bot.store import Database, vault
from bot.store.bulk import pour
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import OPEN, Status
from bot.tickets.likeness.index import entry_of, features_of_ticket
from bot.tickets.likeness.learning import weights_in
from bot.tickets.likeness.models import SimilarDocument, SimilarPosting
from bot.tickets.models import Ticket
from bot.tickets.service import Tickets
from bot.tickets.similar import similar
from mingbai.demo.place import DemoPlace
from mingbai.demo.pouring import pour_in
from mingbai.demo.removing import holds_real_tickets
from mingbai.demo.reports import filing_about
from mingbai.demo.rows import DOCUMENT, POSTING
from mingbai.demo.telling import Matter, Spot, matters, spot_for
from mingbai.settings import ROOT

_BITE = 5_000


def by_title(database: Database, text: str) -> list[int]:
    """The baseline: every open title read and compared."""
    with database.read() as session:
        rows = session.execute(select(Ticket.id, Ticket.title).where(Ticket.status.in_(sorted(OPEN)))).all()
    return [rows[place][0] for _, _, place in process.extract(text, [title for _, title in rows], scorer=fuzz.token_set_ratio, limit=5)]


def by_index(database: Database, text: str) -> list[int]:
    """Ours."""
    with database.read() as session:
        return [one.ticket_id for one in similar(session, text)]


def timed(way: Callable[[Database, str], list[int]], database: Database, asked: Sequence[tuple[int, str]]) -> tuple[list[float], float]:
    """Milliseconds of each, and the share that found the ticket itself."""
    times, hits = [], 0
    for ticket_id, words in asked:
        begun = time.perf_counter()
        hits += ticket_id in way(database, words)
        times.append((time.perf_counter() - begun) * 1000)
    return times, hits / len(asked)


def measure(database: Database, count: int, place: DemoPlace) -> None:
    """Both ways over the same questions."""
    with database.read() as session:
        rows = session.execute(select(Ticket.id, Ticket.title).where(Ticket.status.in_(sorted(OPEN)), Ticket.kind == "complaint")).all()
        whole = session.scalar(select(func.count()).select_from(Ticket)) or 0
        open_ones = session.scalar(select(func.count()).select_from(SimilarDocument)) or 0
    asked = [(ident, title[:40]) for ident, title in Random(1).sample(rows, min(count, len(rows)))]
    timed(by_index, database, asked[:5])
    ours, found = timed(by_index, database, asked)
    theirs, found_too = timed(by_title, database, asked[: max(5, count // 20)])
    name = f"similar.{database.engine.dialect.name}.{open_ones}_open_of_{whole}"
    for share in (50, 95):
        report(f"{name}.p{share}", statistics.quantiles(ours, n=100)[share - 1], "ms", statistics.quantiles(theirs, n=100)[share - 1])
    report(f"{name}.own_ticket_among_five", found, "share", found_too)
    told_before, same = told_again(database, place, count)
    report(f"{name}.told_before_among_five", told_before, "share")
    report(f"{name}.same_matter_among_five", same, "share")


class _PutBack(Exception):
    """Nothing of this is kept."""


def told_again(database: Database, place: DemoPlace, count: int) -> tuple[float, float]:
    """Somebody reports, somebody else reports the same in other words: the shares in which the first ticket, or one like it, is found."""
    random, hits, same = Random(2), 0, 0
    public = [matter for matter in matters() if matter.kind is Kind.COMPLAINT and matter.at in ("street", "village", "estate", "works")]
    for _ in range(count):
        matter = random.choice(public)
        spot = spot_for(random, matter, tuple(place.towns))
        first, second = (filing_about(random, place, matter, spot) for _ in range(2))
        try:
            with database.write() as session:
                ident = Tickets().file(session, first).ticket_id
                found = [one.ticket_id for one in similar(session, str(second.matter["description"]))]
                hits += ident in found
                same += ident in found or any(_is_of(session.get_one(Ticket, one), matter, spot) for one in found)
                raise _PutBack
        except _PutBack:
            continue
    return hits / count, same / count


def _is_of(ticket: Ticket, matter: Matter, spot: Spot) -> bool:
    told = str(ticket.matter.get("description", ""))
    return spot.name in told and any(what in told for what in matter.what)


def open_up(database: Database, count: int) -> None:
    """Make so many past complaints open ones, past the service: in the index as if they had just been filed."""
    with database.read() as session:
        weights = weights_in(session)
        past = select(Ticket.id).where(Ticket.status == Status.ARCHIVED, Ticket.kind == Kind.COMPLAINT).order_by(Ticket.id.desc()).limit(count)
        waiting = iter(session.scalars(past).all())
    while ids := list(islice(waiting, _BITE)):
        with database.write() as session:
            found = session.scalars(select(Ticket).where(Ticket.id.in_(ids)).options(defer(Ticket.applicant), lazyload(Ticket.events))).all()
            entries = [entry_of(one.id, one.kind, one.agency, features_of_ticket(one), weights) for one in found]
            connection = session.connection()
            connection.execute(update(Ticket.__table__).where(Ticket.__table__.c.id.in_(ids)).values(status=Status.SIGNED))  # type: ignore[arg-type]
            pour(connection, SimilarDocument.__table__, DOCUMENT, [[entry.document[name] for name in DOCUMENT] for entry in entries])
            pour(connection, SimilarPosting.__table__, POSTING, [(term, entry.document["ticket_id"]) for entry in entries for term in entry.terms])
            session.expunge_all()
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if connection.dialect.name == "postgresql" else "ANALYZE"))


@contextmanager
def poured(name: str, count: int, place: DemoPlace) -> Iterator[Database]:
    """A store of its own with so many made-up tickets."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # run by root, PostgreSQL becomes another user
        with store(name, Path(folder)) as database:
            database.migrate()
            for _ in pour_in(database, Tickets(), place, count, Random(1)):
                pass
            yield database


@contextmanager
def given(url: str) -> Iterator[Database]:
    """A store that is there; one with anybody's tickets is left alone."""
    database = Database(url)
    with database.read() as session:
        if holds_real_tickets(session):
            raise SystemExit("there are real tickets in this store: nothing is tried with them")
    yield database
    database.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tickets", type=int, default=20_000)
    parser.add_argument("--asked", type=int, default=200)
    parser.add_argument("--open", type=int, default=0)
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=DATABASES)
    parser.add_argument("--store")
    parser.add_argument("--home", type=Path)
    chosen = parser.parse_args()
    if bool(chosen.store) != bool(chosen.home):
        parser.error("--store and --home belong together")
    vault.use(vault.Vault.at(chosen.home / "keys" / "data.key") if chosen.home else vault.Vault(b"\x07" * 32))
    place = DemoPlace.of(load_profile(ROOT / "profiles" / "zongyang.yml"))
    stores = [given(chosen.store)] if chosen.store else [poured(name, chosen.tickets, place) for name in chosen.databases]
    for one in stores:
        with one as database:
            if chosen.open:
                open_up(database, chosen.open)
            measure(database, chosen.asked, place)
    report_load("similar")


if __name__ == "__main__":
    main()
