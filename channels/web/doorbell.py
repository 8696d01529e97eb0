"""Wakes open streams when their conversation has something new, whichever process wrote it.

One look at the store for all open streams, twice a second: as simple over several processes as over one.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from anyio.to_thread import run_sync
from sqlalchemy.exc import SQLAlchemyError

from bot.conversations import service
from bot.store import Database

_log = structlog.get_logger(__name__)
_EVERY_SECONDS = 0.5


class Doorbell:
    """Knows which conversations are watched and rings for those whose newest message changed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._watched: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._newest: dict[str, int] = {}

    @asynccontextmanager
    async def watch(self, conversation_id: str) -> AsyncIterator[asyncio.Event]:
        """An event that is set whenever there may be something new."""
        bell = asyncio.Event()
        self._watched[conversation_id].add(bell)
        try:
            yield bell
        finally:
            self._watched[conversation_id].discard(bell)
            if not self._watched[conversation_id]:
                del self._watched[conversation_id]
                self._newest.pop(conversation_id, None)

    async def run(self) -> None:
        """Look and ring until cancelled."""
        while True:
            await asyncio.sleep(_EVERY_SECONDS)
            if self._watched:
                await self._look(list(self._watched))

    async def _look(self, conversations: list[str]) -> None:
        try:
            found = await run_sync(self._read, conversations)
        except SQLAlchemyError as error:
            _log.warning("doorbell.store_unreachable", error=type(error).__name__)
            return
        for conversation, newest in found.items():
            if self._newest.get(conversation) != newest:
                self._newest[conversation] = newest
                for bell in self._watched.get(conversation, ()):
                    bell.set()

    def _read(self, conversations: list[str]) -> dict[str, int]:
        with self._database.read() as session:
            return service.newest_ids(session, conversations)
