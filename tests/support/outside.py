"""A desk with channels outside, served over real HTTP within the test; its engine can be held, its worker is run by hand."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.conversations.inbox import Inbox
from bot.conversations.models import Message
from bot.conversations.replies import Reply
from bot.delivery.models import Notice
from bot.delivery.worker import Worker
from bot.store import Database
from mingbai.app import public_app
from mingbai.postman import Postman
from mingbai.settings import Settings
from mingbai.wiring import Desk, assemble
from mingbai.worker import senders
from tests.support.desk import EngineDouble, knowledge, offices
from tests.support.serving import served, wait_for


@dataclass
class HeldEngine(EngineDouble):
    """Ends no turn while it is `held`: what is to happen before an answer does so however slow the machine is."""

    held: bool = False

    async def turn(self, conversation_id: str, text: str, metadata: Mapping[str, Any]) -> list[Reply]:
        """One turn, once it is let go."""
        while self.held:
            await asyncio.sleep(0.01)
        return await super().turn(conversation_id, text, metadata)


@dataclass
class OutsideDesk:
    """The served desk."""

    url: str
    desk: Desk
    inbox: Inbox
    engine: HeldEngine

    @property
    def database(self) -> Database:
        """Its store."""
        return self.desk.database

    def work(self) -> int:
        """One round of the worker: what nobody brought goes to the outbox, what waits there is sent; how many were tried."""
        Postman(self.database).once()
        return Worker(self.database, senders(self.database, self.desk.settings)).run_once()

    def settled(self) -> None:
        """Wait until every request that was answered is done with: that happens just after its answer is out."""
        wait_for(lambda: all(row.owed is None or not row.answered for row in self.rows(Message)), "the answered requests are done with")

    def deliver(self) -> int:
        """`settled`, then the worker until it finds nothing more; how many notices it tried."""
        self.settled()
        tried = 0
        while done := self.work():
            tried += done
        return tried

    def rows(self, model: type) -> list[Any]:
        """All rows of a table."""
        with self.database.read() as session:
            return list(session.query(model).order_by(model.id))

    def notices(self) -> list[Notice]:
        """The outbox."""
        return self.rows(Notice)


@contextmanager
def outside_desk(database: Database, home: Path, **settings: Any) -> Iterator[OutsideDesk]:
    """A desk on this store with these settings."""
    desk = assemble(Settings(home=home, **settings), database, offices(), knowledge())
    engine = HeldEngine()
    inbox = desk.inbox(engine)
    engine.inbox = lambda: inbox
    with served(public_app(desk, inbox, lambda: "ok")) as url:
        yield OutsideDesk(url, desk, inbox, engine)
