"""Wakes open streams when their conversation has something new, whichever process wrote it.

One look at the store for all open streams, twice a second: as simple over several processes as over one.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import structlog
from anyio.to_thread import run_sync
from sqlalchemy.exc import SQLAlchemyError

from bot.conversations import service
from bot.conversations.handover import queue
from bot.conversations.handover.queue import Entry
from bot.store import Database

_log = structlog.get_logger(__name__)
_EVERY_SECONDS = 0.5
# What staff watch: every conversation that a person is wanted in. No conversation has this id.
QUEUE = ""


class Doorbell:
    """Knows what is watched, and rings where the newest message, the place in the queue or somebody's typing changed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._watched: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._seen: dict[str, object] = {}
        self._standings: dict[str, Entry] = {}

    @asynccontextmanager
    async def watch(self, *names: str) -> AsyncIterator[asyncio.Event]:
        """An event that is set whenever there may be something new in one of these conversations (or in `QUEUE`)."""
        bell = asyncio.Event()
        for name in names:
            self._watched[name].add(bell)
            self._seen.pop(name, None)  # whoever comes hears how things stand
        try:
            yield bell
        finally:
            for name in names:
                self._leave(name, bell)

    def _leave(self, name: str, bell: asyncio.Event) -> None:
        self._watched[name].discard(bell)
        if not self._watched[name]:
            del self._watched[name]
            self._seen.pop(name, None)

    def standing(self, conversation_id: str) -> Entry | None:
        """Where the conversation was in the queue at the last look; None: no person is wanted."""
        return self._standings.get(conversation_id)

    async def run(self) -> None:
        """Look and ring until cancelled."""
        while True:
            await asyncio.sleep(_EVERY_SECONDS)
            if self._watched:
                await self._look(list(self._watched))
            else:
                self._standings = {}  # nobody looks: what was seen last grows old

    async def _look(self, names: list[str]) -> None:
        try:
            newest, self._standings = await run_sync(self._read, names)
        except SQLAlchemyError as error:
            _log.warning("doorbell.store_unreachable", error=type(error).__name__)
            return
        for name in names:
            self._ring_if_new(name, self._queue(newest) if name == QUEUE else (newest.get(name), self._standings.get(name)))

    def _queue(self, newest: dict[str, int]) -> object:
        return [(standing, newest.get(conversation)) for conversation, standing in self._standings.items()]

    def _ring_if_new(self, name: str, now: object) -> None:
        if name in self._seen and self._seen[name] == now:
            return
        self._seen[name] = now
        for bell in self._watched.get(name, ()):
            bell.set()

    def _read(self, names: Iterable[str]) -> tuple[dict[str, int], dict[str, Entry]]:
        with self._database.read() as session:
            standings = queue.standings(session)
            return service.newest_ids(session, {*names, *standings} - {QUEUE}), standings
