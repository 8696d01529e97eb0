"""Doing for many in one go what each of them asks for: fifty callers' words are one transaction, not fifty."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

_Asked = TypeVar("_Asked")
_Answer = TypeVar("_Answer")


class Together(Generic[_Asked, _Answer]):
    """Gathers what is asked while one lot is being done, and does it in the next.

    Whoever asks while nothing is done waits for nobody. `work` runs in a thread, one lot at a time, and answers in the order
    of what it was given; an exception among its answers is raised to the one who asked, one that it raises, to the whole lot.
    """

    def __init__(self, work: Callable[[Sequence[_Asked]], Sequence[_Answer | Exception]], *, most: int, pause: float = 0.0) -> None:
        """`most`: so many are done in one lot. `pause`: at least so many seconds lie between the beginnings of two lots."""
        self._work = work
        self._most = most
        self._pause = pause
        self._gathering: _Gathering[_Asked, _Answer] | None = None

    async def ask(self, one: _Asked) -> _Answer:
        """Have this done with the next lot."""
        loop = asyncio.get_running_loop()
        if self._gathering is None or self._gathering.loop is not loop:
            self._gathering = _Gathering(loop)
        gathering = self._gathering
        answer: asyncio.Future[_Answer] = loop.create_future()
        gathering.asked.append((one, answer))
        if gathering.doing is None or gathering.doing.done():
            gathering.doing = loop.create_task(self._do(gathering))
        return await answer

    async def _do(self, gathering: "_Gathering[_Asked, _Answer]") -> None:
        while gathering.asked:
            lot, gathering.asked = gathering.asked[: self._most], gathering.asked[self._most :]
            rests = gathering.loop.time() + self._pause
            for (_, answer), found in zip(lot, await self._done([one for one, _ in lot], gathering.turn), strict=True):
                if answer.done():  # whoever asked has left
                    continue
                if isinstance(found, Exception):
                    answer.set_exception(found)
                else:
                    answer.set_result(found)
            await asyncio.sleep(max(0.0, rests - gathering.loop.time()))

    async def _done(self, lot: Sequence[_Asked], turn: CapacityLimiter) -> Sequence[_Answer | Exception]:
        try:
            return await run_sync(self._work, lot, limiter=turn)
        except Exception as error:  # raised to everybody who waits for this lot
            return [error] * len(lot)


class _Gathering(Generic[_Asked, _Answer]):
    """What waits in one event loop. Its thread is its own: whatever fills the others does not hold it up."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.asked: list[tuple[_Asked, asyncio.Future[_Answer]]] = []
        self.doing: asyncio.Task[None] | None = None
        self.turn = CapacityLimiter(1)
