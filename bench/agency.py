"""How long a clerk waits for a page of the agency console among very many tickets.

`python -m bench.agency [--tickets 1000000] [--requests 20] [--databases sqlite postgresql]` prints one JSON line a page: name, value (95th
percentile, ms), unit, baseline (the same page among a hundredth as many tickets), ratio. Every page is asked for through the
whole application of the staff pages, signed in as the clerk of one of forty agencies. The store holds tickets, their first
event, their words, co-agencies and phone digits; similar tickets have a measurement of their own.
"""

import argparse
import datetime as dt
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import insert, text

from bench.report import report, report_load
from bench.sweep import DATABASES, _insert, store
from bot.agencies.service import load_profile
from bot.clock.service import today
from bot.people.service import add_staff
from bot.store import Database, utc_now, vault
from bot.tickets.lifecycle import Status
from bot.tickets.models import WORDS_INDEX, CoAgency, Ticket, TicketEvent
from bot.tickets.phones import tail_key
from bot.tickets.service import Tickets
from consoles.wiring import Console, router
from mingbai.settings import ROOT
from mingbai.tables import METADATA

PASSWORD = "a-password-for-measuring"
CHUNK = 20_000
_AGENCIES = [f"第{place}局" for place in range(40)]
_PLACES = [f"{name}镇{street}路{house}号" for name in "枞横钱汤周项" for street in "东西南北" for house in range(1, 60)]
_MATTERS = (
    "道路改造工程的中标合同", "公交车不停站", "路灯坏了没有人修", "小区门口的下水道堵了", "拆迁补偿的分配方案", "学校门口堵车", "医保怎么报销", "噪音扰民",
)  # fmt: skip
_STATUSES = (Status.ARCHIVED,) * 88 + (Status.ANSWERED,) * 4 + (Status.SIGNED,) * 5 + (Status.DISPATCHED,) * 2 + (Status.CONSULTING,)


def rows(count: int) -> Iterator[dict[str, Any]]:
    """Made-up tickets: most of them over, the open ones due within weeks; the rare word stands in one of a hundred thousand."""
    chance, now, day = random.Random(1), utc_now(), today()
    tails = [tail_key(f"{number:04}") for number in range(10_000)]
    for number in range(1, count + 1):
        status, title = chance.choice(_STATUSES), f"{chance.choice(_PLACES)}{chance.choice(_MATTERS)}"
        rare = "，靠近鹳雀楼" if number % 100_000 == 7 else ""
        yield {
            "id": number, "number": f"G2026{number:09d}", "code_fingerprint": "", "kind": "application", "status": status,
            "agency": chance.choice(_AGENCIES), "co_agencies": [], "title": title, "matter": {"info_description": f"{title}{rare}。请尽快答复"},
            "applicant": {}, "applicant_class": "citizen", "channel": "web", "received_on": dt.date(2026, 9, 14),
            "due_on": day + dt.timedelta(days=chance.randrange(-20, 30)), "provisional": False, "calendar_version": "", "created_at": now,
            "phone_tail_key": chance.choice(tails), "assigned_to": "clerk" if chance.random() < 0.3 else None, "version": 1,
        }  # fmt: skip


def fill(database: Database, count: int) -> None:
    """Put them in with everything they are found by."""
    METADATA.drop_all(database.engine)
    METADATA.create_all(database.engine)
    sealed, bite = vault.current().seal({}), []
    for row in rows(count):
        bite.append(row | {"applicant": sealed})
        if len(bite) == CHUNK or row["id"] == count:
            _insert(database, Ticket.__table__, bite)
            _beside(database, bite)
            bite = []
    with database.write() as session:
        add_staff(session, "clerk", "clerk", agency=_AGENCIES[7], password=PASSWORD)
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("SELECT setval(pg_get_serial_sequence('ticket', 'id'), :last)"), {"last": count})
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _beside(database: Database, bite: list[dict[str, Any]]) -> None:
    now = utc_now()
    with database.write() as session:
        connection = session.connection()
        WORDS_INDEX.add(connection, [(row["id"], f"{row['title']}\n{row['matter']['info_description']}") for row in bite])
        event = {"act": "receive", "on": dt.date(2026, 9, 14), "at": now, "actor": "citizen", "text": "", "data": {}}
        session.execute(insert(TicketEvent), [event | {"ticket_id": row["id"]} for row in bite])
        helped = [{"ticket_id": row["id"], "agency": _AGENCIES[row["id"] // 20 % 40]} for row in bite if row["id"] % 20 == 0]
        session.execute(insert(CoAgency), helped)


def pages(count: int) -> dict[str, str]:
    """What is asked for, by a name."""
    return {
        "inbox": "/agency", "mine": "/agency?who=me", "overdue": "/agency?due=overdue", "helping": "/agency?part=co",
        "archived": "/agency?status=archived", "number": f"/agency?q=G2026{count // 2:09d}"[:28], "number_start": "/agency?q=G2026",
        "phone": "/agency?q=0011&by=", "common_word": "/agency?q=道路改造", "rare_word": "/agency?q=鹳雀楼", "no_such_word": "/agency?q=龘靐",
        "ticket": "",
    }  # fmt: skip


def measure(database: Database, count: int, requests: int) -> dict[str, float]:
    """The 95th percentile of each page, in seconds."""
    fill(database, count)
    app = FastAPI()
    app.include_router(router(Console(database, Tickets(), load_profile(ROOT / "profiles" / "zongyang.yml"), Path("files"))))
    browser = TestClient(app, base_url="http://desk.test", follow_redirects=False)
    if browser.post("/staff/sign-in", data={"login": "clerk", "password": PASSWORD}).status_code != 303:
        raise SystemExit("the clerk is not let in")
    with database.read() as session:
        own = session.query(Ticket.number).filter_by(agency=_AGENCIES[7], status="signed").first()
    addresses = pages(count) | {"ticket": f"/agency/tickets/{own[0]}" if own else "/agency"}
    return {name: _percentile(browser, address, requests) for name, address in addresses.items()}


def _percentile(browser: TestClient, address: str, requests: int) -> float:
    browser.get(address)  # the first one also warms what the process keeps
    spent = []
    for _ in range(requests):
        begun = time.perf_counter()
        answer = browser.get(address)
        spent.append(time.perf_counter() - begun)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
    return statistics.quantiles(spent, n=20, method="inclusive")[-1]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=20)
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=DATABASES)
    chosen = parser.parse_args()
    vault.use(vault.Vault(b"\x07" * 32))
    for name in chosen.databases:
        with tempfile.TemporaryDirectory() as folder, store(name, Path(folder)) as database:
            small = measure(database, max(chosen.tickets // 100, 100), chosen.requests)
            large = measure(database, chosen.tickets, chosen.requests)
        for page, spent in large.items():
            report(f"agency.{name}.{page}_of_{chosen.tickets}", spent * 1000, "ms", small[page] * 1000)
    report_load("agency")


if __name__ == "__main__":
    main()
