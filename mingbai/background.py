"""Tasks that live as long as the application: started with it, ended with it, their failures seen."""

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Any

import structlog

_log = structlog.get_logger(__name__)


class Background:
    """A set of tasks; leaving the block cancels what still runs."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, name: str, work: Coroutine[Any, Any, Any]) -> None:
        """Run `work` beside the application."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("background.failed", task=task.get_name(), error=repr(error))

    async def __aenter__(self) -> "Background":
        return self

    async def __aexit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
