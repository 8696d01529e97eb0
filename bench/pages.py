"""How long somebody waits for every page of the desk among very many tickets, and how that grows with their number.

`python -m bench.pages [--tickets 20000] [--views 20] [--databases sqlite postgresql] [--only NAME …]` makes two stores on each
database with `mingbai demo`'s made-up tickets, one of so many and one of a few, puts beside them what a desk of that size has
(`bench._office`), and looks at each page through the whole application, signed in as whoever works with it. One JSON line a page:
the 95th percentile in ms, baseline (the same page in the small store), ratio: 1 where a page does not grow at all.

`--store URL --home FOLDER` measures a store that `mingbai demo` filled (FOLDER holds its key); its first measurement puts beside
its tickets what is missing. `public_numbers` are counted once in five minutes and kept; a visitor gets the kept ones.
"""

import argparse
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

from fastapi.testclient import TestClient

from bench import _office
from bench._visits import Visit, visits
from bench.report import report, report_load
from bench.sweep import DATABASES, store, timed
from bot.agencies.service import load_profile
from bot.clock.service import today
from bot.conversations.engine import RasaEngine
from bot.filing.offices import Offices
from bot.knowledge.editing.following import EditedKnowledge
from bot.oversight import hot_topics, self_check
from bot.oversight.public import public_numbers
from bot.oversight.service import fold
from bot.store import Database, vault
from mingbai.app import public_app
from mingbai.demo.bursts import burst
from mingbai.demo.place import DemoPlace
from mingbai.demo.pouring import pour_in
from mingbai.demo.removing import holds_real_tickets
from mingbai.places import heat_of
from mingbai.settings import Settings
from mingbai.wiring import Desk, assemble, load_knowledge

SMALL = 2_000


class Desks:
    """Desks of the same place over different stores; the knowledge is read once."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings(home=home)
        self.profile = load_profile(self.settings.profile_path)
        self._knowledge = load_knowledge(self.profile, home / "cache", home)

    def on(self, database: Database) -> Desk:
        """A desk on this store."""
        return assemble(self.settings, database, Offices.of(self.profile), EditedKnowledge(self._knowledge, database))

    def fill(self, database: Database, count: int) -> None:
        """Made-up tickets, as `mingbai demo` makes them."""
        database.migrate()
        desk, place, chance = self.on(database), DemoPlace.of(self.profile), Random(1)
        for _ in pour_in(database, desk.tickets, place, count, chance):
            pass
        burst(database, desk.tickets, place, count, chance)

    def make_ready(self, database: Database, name: str) -> None:
        """What lies beside the tickets, and what the worker does by itself; only what is not done yet."""
        if not _office.is_there(database):
            _office.fill(database)
        spent, months = timed(lambda: fold(database))
        if months:
            report(f"{name}.adding_up_{months}_months", spent * 1000, "ms")
        hot_topics.gather(database, heat_of(self.settings.profile_path))
        with database.write() as session:
            if self_check.latest(session) is None:
                self_check.ask(session, today(), self_check.DESK)
        spent, read = timed(lambda: self_check.make(database))
        if read:
            report(f"{name}.self_check_of_{read}", spent * 1000, "ms")
        _office.settle(database)


def measure(desks: Desks, database: Database, views: int, only: Sequence[str]) -> dict[str, float]:
    """The 95th percentile of each page, in ms."""
    desk = desks.on(database)
    app = public_app(desk, desk.inbox(RasaEngine("http://127.0.0.1:9")), lambda: "ok")
    library = desk.knowledge.library
    with database.read() as session:
        found = list(visits(session, _office.look(database), library.entries[0].id, next(iter(library.sources))))
    browsers = {role: _signed_in(app, role) for role in {visit.role for visit in found}}
    spent = {
        visit.name: p95(_look(browsers[visit.role], visit), views)
        for visit in found if not only or any(part in visit.name for part in only)
    }  # fmt: skip
    if not only or "public.public_numbers" in only:
        spent["public.public_numbers"] = p95(lambda: _counted(database), views)
    return spent


def _counted(database: Database) -> None:
    with database.read() as session:
        public_numbers(session, today())


def _signed_in(app: Any, role: str) -> TestClient:
    browser = TestClient(app, base_url="http://desk.test", follow_redirects=False)
    if role and browser.post("/staff/sign-in", data={"login": _office.login_of(role), "password": _office.PASSWORD}).status_code != 303:
        raise SystemExit(f"{role} is not let in")
    return browser


def _look(browser: TestClient, visit: Visit) -> Callable[[], None]:
    addresses = cycle(visit.addresses)

    def look() -> None:
        address = next(addresses)
        answer = browser.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{visit.name} {address}: {answer.status_code}")

    return look


def p95(work: Callable[[], Any], views: int) -> float:
    """The 95th percentile of so many views, in ms; one before does not count: it warms what the process keeps."""
    work()
    return 1000 * statistics.quantiles([timed(work)[0] for _ in range(views)], n=20, method="inclusive")[-1]


@contextmanager
def filled(desks: Desks, name: str, count: int) -> Iterator[Database]:
    """A store of its own, with so many tickets."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # run by root, PostgreSQL becomes another user
        with store(name, Path(folder)) as database:
            desks.fill(database, count)
            desks.make_ready(database, f"pages.{name}.{count}")
            yield database


def tell(name: str, count: int, large: Mapping[str, float], small: Mapping[str, float]) -> None:
    """One line a page, the slowest first."""
    for page in sorted(large, key=lambda page: -large[page]):
        report(f"pages.{name}.{page}_of_{count}", large[page], "ms", small.get(page))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tickets", type=int, default=20_000)
    parser.add_argument("--views", type=int, default=20)
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=DATABASES)
    parser.add_argument("--only", nargs="*", default=[], help="parts of pages' names")
    parser.add_argument("--store")
    parser.add_argument("--home", type=Path)
    chosen = parser.parse_args()
    if bool(chosen.store) != bool(chosen.home):
        parser.error("--store and --home belong together")
    with tempfile.TemporaryDirectory() as folder:
        home = chosen.home or Path(folder)
        vault.use(vault.Vault.at(home / "keys" / "data.key"))
        desks = Desks(home)
        if chosen.store:
            _measure_given(desks, Database(chosen.store), chosen)
        for name in () if chosen.store else chosen.databases:
            with filled(desks, name, SMALL) as database:
                small = measure(desks, database, chosen.views, chosen.only)
            with filled(desks, name, chosen.tickets) as database:
                tell(name, chosen.tickets, measure(desks, database, chosen.views, chosen.only), small)
    report_load("pages")


def _measure_given(desks: Desks, database: Database, chosen: argparse.Namespace) -> None:
    database.migrate()
    with database.read() as session:
        if holds_real_tickets(session):
            raise SystemExit("there are real tickets in this store: nothing made up is put beside them")
    name = database.engine.dialect.name
    desks.make_ready(database, f"pages.{name}.given")
    with filled(desks, name, SMALL) as few:
        small = measure(desks, few, chosen.views, chosen.only)
    tell(name, _office.size(database), measure(desks, database, chosen.views, chosen.only), small)
    database.close()


if __name__ == "__main__":
    main()
