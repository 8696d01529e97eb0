"""How long it takes to find similar open tickets, against reading every open title and comparing it (rapidfuzz), on the same store.

`python -m bench.similar [--tickets N] [--asked N]` pours N made-up tickets (`mingbai demo`) into an SQLite store of its own;
`--store URL --key FILE` measures one that is there. Prints p50 and p95 in ms, and how often a report's own ticket is among five.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from rapidfuzz import fuzz, process
from sqlalchemy import func, select

from bench.report import report, report_load
from bot.agencies.service import load_profile
from bot.store import Database, vault
from bot.tickets.lifecycle import OPEN
from bot.tickets.models import Ticket
from bot.tickets.service import Tickets
from bot.tickets.similar import similar
from mingbai.demo.place import DemoPlace
from mingbai.demo.pouring import pour_in
from mingbai.settings import ROOT


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
    for ticket_id, text in asked:
        begun = time.perf_counter()
        hits += ticket_id in way(database, text)
        times.append((time.perf_counter() - begun) * 1000)
    return times, hits / len(asked)


def measure(database: Database, count: int) -> None:
    """Both ways over the same questions."""
    with database.read() as session:
        rows = session.execute(select(Ticket.id, Ticket.title).where(Ticket.status.in_(sorted(OPEN)), Ticket.kind == "complaint")).all()
        whole = session.scalar(select(func.count()).select_from(Ticket)) or 0
    asked = [(ident, title[:40]) for ident, title in Random(1).sample(rows, min(count, len(rows)))]
    timed(by_index, database, asked[:5])
    ours, found = timed(by_index, database, asked)
    theirs, found_too = timed(by_title, database, asked[: max(5, count // 20)])
    name = f"similar.{database.engine.dialect.name}.{whole}_tickets"
    for share in (50, 95):
        report(f"{name}.p{share}", statistics.quantiles(ours, n=100)[share - 1], "ms", statistics.quantiles(theirs, n=100)[share - 1])
    report(f"{name}.own_ticket_among_five", found, "share", found_too)
    report_load("similar")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--asked", type=int, default=200)
    parser.add_argument("--store")
    parser.add_argument("--key", type=Path)
    chosen = parser.parse_args()
    vault.use(vault.Vault.at(chosen.key) if chosen.key else vault.Vault(b"\x07" * 32))
    if chosen.store:
        measure(Database(chosen.store), chosen.asked)
        return
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/bench.db")
        database.migrate()
        place = DemoPlace.of(load_profile(ROOT / "profiles" / "zongyang.yml"))
        for _ in pour_in(database, Tickets(), place, chosen.tickets, Random(1)):
            pass
        measure(database, chosen.asked)
        database.close()


if __name__ == "__main__":
    main()
