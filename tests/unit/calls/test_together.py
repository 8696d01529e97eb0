"""Many who ask at once are served in one go, and each hears what is his."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from consoles.hotline.together import Together


class Work:
    """Answers ten times the number; remembers its lots. While `gate` is shut it stands still."""

    def __init__(self) -> None:
        self.lots: list[list[int]] = []
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, lot: Sequence[int]) -> list[int | Exception]:
        self.gate.wait(10)
        self.lots.append(list(lot))
        if 13 in lot:
            raise OSError("no disk")
        return [ValueError(str(one)) if one < 0 else one * 10 for one in lot]


async def all_of(together: Together[int, int], *asked: int) -> list[int | BaseException]:
    return await asyncio.gather(*map(together.ask, asked), return_exceptions=True)


def test_what_comes_meanwhile_is_one_lot_and_whoever_comes_alone_does_not_wait():
    work = Work()
    together = Together[int, int](work, most=50)

    async def run() -> list[int]:
        work.gate.clear()
        first = asyncio.create_task(together.ask(1))
        await asyncio.sleep(0.05)
        others = [asyncio.create_task(together.ask(number)) for number in range(2, 6)]
        await asyncio.sleep(0.05)
        work.gate.set()
        return [await first, *[await other for other in others]]

    assert asyncio.run(run()) == [10, 20, 30, 40, 50]
    assert work.lots == [[1], [2, 3, 4, 5]]


def test_a_lot_has_its_size():
    work = Work()
    assert asyncio.run(all_of(Together[int, int](work, most=2), 1, 2, 3, 4, 5)) == [10, 20, 30, 40, 50]
    assert max(map(len, work.lots)) == 2


def test_one_refusal_is_for_one_and_a_failure_for_its_lot():
    together = Together[int, int](Work(), most=2)
    refused, fine, broken, too, after = asyncio.run(all_of(together, -1, 2, 13, 4, 5))
    assert isinstance(refused, ValueError) and fine == 20
    assert isinstance(broken, OSError) and isinstance(too, OSError) and after == 50


def test_who_leaves_holds_up_nobody():
    work = Work()
    together = Together[int, int](work, most=50)

    async def run() -> int:
        work.gate.clear()
        gone = asyncio.create_task(together.ask(1))
        await asyncio.sleep(0.05)
        gone.cancel()
        stays = asyncio.create_task(together.ask(2))
        await asyncio.sleep(0)
        work.gate.set()
        with pytest.raises(asyncio.CancelledError):
            await gone
        return await stays

    assert asyncio.run(run()) == 20


def test_it_serves_one_loop_after_another():
    together = Together[int, int](Work(), most=5, pause=0.001)
    assert [asyncio.run(together.ask(number)) for number in (1, 2)] == [10, 20]
