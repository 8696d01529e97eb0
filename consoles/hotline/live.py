"""Wakes the screens whose call has moved: at once within this process, by one look at the store for what others wrote."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from anyio.to_thread import run_sync
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.calls import line
from bot.calls.models import Call, CallState
from bot.store import Database

_log = structlog.get_logger(__name__)
# The list of calls that wait, watched like a call.
DESK = "desk"
_EVERY_SECONDS = 0.2


class Bell:
    """What has moved since one last looked."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._rung: set[str] = set()

    def ring(self, topic: str) -> None:
        """This has moved."""
        self._rung.add(topic)
        self._event.set()

    async def wait(self, seconds: float) -> set[str]:
        """The topics that moved, as soon as there are any; empty after so many seconds without one."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return set()
        rung, self._rung = self._rung, set()
        self._event.clear()
        return rung


class Live:
    """Rings for calls that are watched. While nobody watches, nothing runs."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._watched: dict[str, set[Bell]] = defaultdict(set)
        self._seen: dict[str, object] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._looking: asyncio.Task[None] | None = None
        self._lock = threading.Lock()

    @asynccontextmanager
    async def watch(self, *topics: str) -> AsyncIterator[Bell]:
        """A bell that rings whenever one of these may have moved."""
        bell = Bell()
        self._loop = asyncio.get_running_loop()
        for topic in topics:
            self._watched[topic].add(bell)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_on())
        try:
            yield bell
        finally:
            for topic in topics:
                self._watched[topic].discard(bell)
                if not self._watched[topic]:
                    del self._watched[topic]
                    self._seen.pop(topic, None)

    def ring(self, topic: str) -> None:
        """Something moved; may be called from any thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._set, topic)

    def _set(self, topic: str) -> None:
        for bell in self._watched.get(topic, ()):
            bell.ring(topic)

    async def _look_on(self) -> None:
        while self._watched:
            await asyncio.sleep(_EVERY_SECONDS)
            topics = list(self._watched)
            try:
                found = await run_sync(self._read, topics)
            except SQLAlchemyError as error:
                _log.warning("hotline.store_unreachable", error=type(error).__name__)
                continue
            for topic, state in found.items():
                if topic in self._seen and self._seen[topic] != state:
                    self._set(topic)
                self._seen[topic] = state

    def _read(self, topics: list[str]) -> dict[str, object]:
        with self._database.read() as session:
            found: dict[str, object] = dict(line.revisions(session, [topic for topic in topics if topic != DESK]))
            if DESK in topics:
                waiting = select(func.count(), func.max(Call.opened_at)).where(Call.state == CallState.WAITING)
                found[DESK] = tuple(session.execute(waiting).one())
            return found
