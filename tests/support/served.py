"""A desk on a real port in this process: real pages, real streams, and an engine double, so that it is there at once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from bot.conversations.inbox import Inbox
from bot.people.service import add_staff
from bot.store import Database
from mingbai import app
from mingbai.wiring import Desk
from tests.support.desk import EngineDouble, make_desk
from tests.support.running import free_port, until

PASSWORD = "correct-horse-battery"
OPERATORS = {"operator": "王话务", "second": "李话务"}


@dataclass(frozen=True)
class ServedDesk:
    """A desk that is listening."""

    url: str
    desk: Desk
    inbox: Inbox
    engine: EngineDouble

    @property
    def database(self) -> Database:
        """Its store."""
        return self.desk.database


@contextmanager
def served(database: Database, home: Path) -> Iterator[ServedDesk]:
    """A desk on this store with two operators, until the block ends."""
    desk = make_desk(database, home)
    engine = EngineDouble()
    inbox = desk.inbox(engine)
    engine.inbox = lambda: inbox
    with database.write() as session:
        for login, name in OPERATORS.items():
            add_staff(session, login, "operator", name=name, password=PASSWORD)
    application = app.open_to_all_sites(app.public_app(desk, inbox, lambda: "ok"))
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(application, port=port, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started, 30, "the served desk listens", every=0.02)
    try:
        yield ServedDesk(f"http://127.0.0.1:{port}", desk, inbox, engine)
    finally:
        server.should_exit = True
        thread.join(10)
