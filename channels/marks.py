"""Small changes of many requests at once, written together: one wait for the disk for all that asked meanwhile."""

import asyncio
from collections.abc import Callable
from typing import Any

import structlog
from anyio.to_thread import run_sync
from sqlalchemy.orm import Session

from bot.store import Database

_log = structlog.get_logger(__name__)
# Other writers wait while a batch is written.
_AT_ONCE = 200
Change = Callable[[Session], Any]


class Marks:
    """Runs changes in common transactions. One that cannot be written fails all that were with it: keep them simple."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[Change, asyncio.Future[Any]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def make(self, change: Change) -> Any:
        """Run `change` in a transaction and wait until that is on the disk; what `change` answered."""
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((change, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await done

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
            try:
                answers = await run_sync(self._together, [change for change, _ in batch])
            except Exception as error:
                _log.exception("marks.failed", count=len(batch))
                for _, done in batch:
                    if not done.done():
                        done.set_exception(error)
                continue
            for (_, done), answer in zip(batch, answers, strict=True):
                if not done.done():
                    done.set_result(answer)

    def _together(self, changes: list[Change]) -> list[Any]:
        with self._database.write() as session:
            return [change(session) for change in changes]
