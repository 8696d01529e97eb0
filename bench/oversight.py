"""How long oversight's pages take over very many tickets, against counting them all for every view.

`python -m bench.oversight [--tickets 1000000] [--views 15] [--databases sqlite postgresql]` prints one JSON line a figure: name,
value (ms, the 95th percentile of the views), unit, baseline (one count by agency over every ticket's facts), ratio. Pages are
asked for within the process, signed in, on the loopback of nothing: routing, session, SQL and templates are measured, no network.
"""

import argparse
import datetime as dt
import random
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from bench.report import report, report_load
from bench.sweep import DATABASES, store, timed
from bot.agencies.service import load_profile
from bot.clock.service import today
from bot.oversight.folding import fold
from bot.oversight.public import public_numbers
from bot.people.service import add_staff
from bot.store import Database, utc_now, vault
from bot.tickets.service import Tickets
from consoles.wiring import Console, router
from mingbai.settings import ROOT

YEARS = 4
CHUNK = 20_000
PASSWORD = "correct-horse-battery"
KINDS = ("application", "complaint", "complaint", "consultation", "suggestion")
ANSWERS = {"application": ("3.1", "3.2", "3.3.6", "3.4.1"), "complaint": ("solved", "explained"), "consultation": ("replied",), "suggestion": ("adopted",)}
PAGES = {
    "today": "/oversight", "assessment_year": "/oversight/assessment?period={year}", "assessment_four_years": "/oversight/assessment?from={first}&to={today}",
    "assessment_free_days": "/oversight/assessment?from={odd}&to={today}", "tickets_behind": "/oversight/tickets?set=late&period={year}",
    "open_tickets": "/oversight/open?set=open", "waiting": "/oversight/waiting", "annual": "/oversight/annual?year={year}",
}  # fmt: skip
NAIVE = text(
    "SELECT agency, count(*), sum(CASE WHEN verdict = 'on_time' THEN 1 ELSE 0 END), avg(workdays) FROM ticket_fact "
    "WHERE judged_on >= :first GROUP BY agency"
)


def rows(count: int, agencies: list[str], day: dt.date) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Tickets in the order they came, over four years, most of them answered in time; each with its facts."""
    chance, now, sealed = random.Random(7), utc_now(), vault.current().seal({})
    for number in range(1, count + 1):
        received = day - dt.timedelta(days=int(YEARS * 365 * (count - number) / count))
        kind, agency = chance.choice(KINDS), chance.choice(agencies)
        due, took = received + dt.timedelta(days=21), min(int(chance.expovariate(1 / 9)), 60)
        closed = received + dt.timedelta(days=took)
        done = closed <= day
        late = closed > due
        said = chance.choice((True, True, False, None, None))
        ticket = {
            "id": number, "number": f"{kind[0].upper()}{number:012d}", "code_fingerprint": "", "kind": kind, "status": "archived" if done else "signed",
            "outcome": chance.choice(ANSWERS[kind]) if done else None, "agency": agency, "co_agencies": "[]", "title": "道路改造工程的中标合同",
            "matter": "{}", "applicant": sealed, "applicant_class": "citizen", "channel": "web", "received_on": received, "due_on": due,
            "provisional": False, "calendar_version": "", "answered_on": closed if done else None, "created_at": now, "version": 1,
        }  # fmt: skip
        fact = {
            "ticket_id": number, "kind": kind, "agency": agency, "applicant_class": "citizen", "received_on": received, "due_on": due,
            "closed_on": closed if done else None, "outcome": ticket["outcome"], "judged_on": min(closed, due) if done else due,
            "verdict": ("late" if late else "on_time") if done else "waiting", "workdays": 5 * took // 7 if done else None,
            "prompt": chance.random() < 0.8, "solved": said if done else None, "satisfied": said if done else None, "paid": 0,
        }  # fmt: skip
        yield ticket, fact


def fill(database: Database, count: int, agencies: list[str], day: dt.date) -> None:
    """Put them in, in big bites, and let the database look at what it has."""
    bites: dict[str, list[dict[str, Any]]] = {"ticket": [], "ticket_fact": []}
    for ticket, fact in rows(count, agencies, day):
        bites["ticket"].append(ticket)
        bites["ticket_fact"].append(fact)
        if len(bites["ticket"]) == CHUNK:
            _pour(database, bites)
    _pour(database, bites)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if database.engine.dialect.name == "postgresql" else "ANALYZE"))


def _pour(database: Database, bites: dict[str, list[dict[str, Any]]]) -> None:
    postgres = database.engine.dialect.name == "postgresql"
    for table, bite in bites.items():
        if not bite:
            continue
        names = list(bite[0])
        with database.write() as session:
            raw: Any = session.connection().connection.driver_connection
            if postgres:
                with raw.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
                    for row in bite:
                        copy.write_row([row[name] for name in names])
            else:
                plain = [[_plain(row[name]) for name in names] for row in bite]
                raw.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", plain)
        bite.clear()


def _plain(value: Any) -> Any:
    return value.isoformat(" ") if isinstance(value, dt.datetime) else value.isoformat() if isinstance(value, dt.date) else value


def signed_in(database: Database) -> TestClient:
    """An oversight officer's browser."""
    with database.write() as session:
        add_staff(session, "oversight", "oversight", password=PASSWORD)
    app = FastAPI()
    app.include_router(router(Console(database, Tickets(), load_profile(ROOT / "profiles" / "zongyang.yml"), Path("/nowhere"))))
    browser = TestClient(app, base_url="http://desk.test", follow_redirects=False)
    entered = browser.post("/staff/sign-in", data={"login": "oversight", "password": PASSWORD})
    if entered.status_code != 303:
        raise SystemExit(f"nobody was signed in: {entered.status_code}")
    return browser


def p95(work: Callable[[], Any], views: int) -> float:
    """The 95th percentile of so many views, in ms; one before does not count."""
    work()
    spent = sorted(timed(work)[0] for _ in range(views))
    return 1000 * spent[min(len(spent) - 1, int(0.95 * len(spent)))]


def measure(name: str, database: Database, count: int, views: int) -> None:
    """Fill, add up, view."""
    day = today()
    profile = load_profile(ROOT / "profiles" / "zongyang.yml")
    fill(database, count, [agency.name for agency in profile.agencies.values() if not agency.is_elsewhere], day)
    folding, months = timed(lambda: fold(database))
    report(f"oversight.{name}.adding_up_{months}_months", folding * 1000, "ms")
    browser = signed_in(database)
    dates = {"year": day.year, "first": day - dt.timedelta(days=365 * YEARS), "odd": day - dt.timedelta(days=200), "today": day}

    def naive() -> None:
        with database.read() as session:
            session.execute(NAIVE, {"first": dates["first"]}).all()

    baseline = p95(naive, 3)
    for page, address in PAGES.items():
        def view(address: str = address.format(**dates)) -> None:
            answer = browser.get(address)
            if answer.status_code != 200:
                raise SystemExit(f"{address}: {answer.status_code}")

        report(f"oversight.{name}.{page}_of_{count}", p95(view, views), "ms", baseline)

    def public() -> None:
        with database.read() as session:
            public_numbers(session, day)

    report(f"oversight.{name}.public_numbers_of_{count}", p95(public, views), "ms", baseline)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--views", type=int, default=15)
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=DATABASES)
    chosen = parser.parse_args()
    vault.use(vault.Vault(b"\x07" * 32))
    for name in chosen.databases:
        with tempfile.TemporaryDirectory() as folder, store(name, Path(folder)) as database:
            database.migrate()
            measure(name, database, chosen.tickets, chosen.views)
    report_load("oversight")


if __name__ == "__main__":
    main()
