"""How long a sweep takes that finds the few tickets which became due among very many open ones.

`python -m bench.sweep [--tickets 1000000] [--due 1000] [--databases sqlite postgresql]` prints one JSON line a figure: name, value (ms), unit,
baseline (reading every open ticket and judging it, telling nobody), ratio (value / baseline). `…grown_tenfold` has as its
baseline the sweep over a tenth of the tickets with as many due: far below 10 when the work does not grow with what is open.
"""

import argparse
import datetime as dt
import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from bench.report import report, report_load
from bot.clock.service import count_workdays
from bot.oversight.service import sweep
from bot.store import Database, utc_now, vault
from bot.tickets.lifecycle import OPEN, Status
from bot.tickets.models import Ticket
from bot.tickets.watching import colours
from mingbai.tables import METADATA

DAY = dt.date(2026, 10, 10)
DUE_SOON = dt.date(2026, 10, 16)  # blue begins on DAY: five working days left
LATER = dt.date(2026, 11, 12)
SPREAD = 30
CHUNK = 20_000
AGENCIES = 40
DATABASES = ("sqlite", "postgresql")


def rows(count: int, due: int) -> Iterator[dict[str, Any]]:
    """Open tickets, `due` of them with a warning that begins on DAY, spread evenly among the others."""
    step, now = max(count // max(due, 1), 1), utc_now()
    days = [LATER + dt.timedelta(days=n) for n in range(SPREAD)]
    firsts = {day: colours(day)[0].from_day for day in days}
    for number in range(count):
        soon = number % step == 0 and number // step < due
        due_on = DUE_SOON if soon else days[number % SPREAD]
        yield {
            "number": f"G{number:020d}", "code_fingerprint": "", "kind": "application", "status": Status.SIGNED,
            "agency": f"第{number % AGENCIES}局", "co_agencies": [], "title": "道路改造工程的中标合同", "matter": {}, "applicant": {},
            "applicant_class": "citizen", "channel": "web", "received_on": dt.date(2026, 9, 14), "due_on": due_on,
            "provisional": False, "calendar_version": "", "next_warning_on": DAY if soon else firsts[due_on], "created_at": now,
            "version": 1,
        }


def fill(database: Database, count: int, due: int) -> None:
    """Put the tickets in, in big bites."""
    # One sealed blob serves all: sealing is not what is measured.
    sealed, bite = vault.current().seal({}), []
    table = Ticket.__table__
    for row in rows(count, due):
        bite.append(row | {"applicant": sealed})
        if len(bite) == CHUNK:
            _insert(database, table, bite)
            bite = []
    _insert(database, table, bite)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _insert(database: Database, table: Any, bite: list[dict[str, Any]]) -> None:
    if not bite:
        return
    names = list(bite[0])
    plain = dict.fromkeys(("co_agencies", "matter"), json.dumps)
    with database.write() as session:
        connection = session.connection()
        raw = connection.connection.driver_connection
        postgres = connection.dialect.name == "postgresql"
        values = [tuple(plain.get(name, _as_is)(_plain(row[name], postgres)) for name in names) for row in bite]
        if postgres:
            with raw.cursor() as cursor, cursor.copy(f"COPY ticket ({', '.join(names)}) FROM STDIN") as copy:
                for value in values:
                    copy.write_row(value)
        else:
            raw.executemany(f"INSERT INTO ticket ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", values)


def _as_is(value: Any) -> Any:
    return value


def _plain(value: Any, postgres: bool) -> Any:
    if postgres:
        return str(value) if isinstance(value, Status) else value
    return value.isoformat(" ") if isinstance(value, dt.datetime) else value.isoformat() if isinstance(value, dt.date) else value


def full_scan(database: Database) -> int:
    """What a sweep without an index does: read every open ticket and judge it."""
    with database.read() as session:
        found = session.execute(select(Ticket.id, Ticket.due_on).where(Ticket.status.in_(sorted(OPEN))).execution_options(yield_per=10_000))
        return sum(1 for _, due_on in found if due_on is not None and count_workdays(DAY, due_on) <= 5)


def timed(work: Any) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result


def measure(database: Database, count: int, due: int) -> tuple[float, float, float]:
    """(sweep, empty sweep after it, full scan) in seconds over a freshly filled store."""
    METADATA.drop_all(database.engine)
    METADATA.create_all(database.engine)
    fill(database, count, due)
    scan, found = timed(lambda: full_scan(database))
    spent, swept = timed(lambda: sweep(database, day=DAY))
    again, nothing = timed(lambda: sweep(database, day=DAY))
    if (found, swept.looked, swept.told, nothing.looked) != (due, due, due, 0):
        raise SystemExit(f"the sweep and the scan disagree: {found} {swept} {nothing}")
    return spent, again, scan


@contextmanager
def store(name: str, folder: Path) -> Iterator[Database]:
    """An empty database of its own."""
    if name == "sqlite":
        database = Database(f"sqlite:///{folder / 'bench.db'}")
        yield database
        database.close()
        return
    import pgserver

    server = pgserver.get_server(folder / "postgres", cleanup_mode="stop")
    database = Database(server.get_uri())
    yield database
    database.close()
    server.cleanup()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=1_000)
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=DATABASES)
    chosen = parser.parse_args()
    vault.use(vault.Vault(b"\x07" * 32))
    for name in chosen.databases:
        with tempfile.TemporaryDirectory() as folder, store(name, Path(folder)) as database:
            small, _, _ = measure(database, max(chosen.tickets // 10, chosen.due), chosen.due)
            spent, again, scan = measure(database, chosen.tickets, chosen.due)
        report(f"sweep.{name}.{chosen.due}_due_of_{chosen.tickets}", spent * 1000, "ms", scan * 1000)
        report(f"sweep.{name}.nothing_due_of_{chosen.tickets}", again * 1000, "ms", scan * 1000)
        report(f"sweep.{name}.grown_tenfold", spent * 1000, "ms", small * 1000)
    report_load("sweep")


if __name__ == "__main__":
    main()
