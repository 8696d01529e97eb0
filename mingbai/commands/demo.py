"""`mingbai demo`: made-up tickets, to try the desk, to show it, to measure it; and their removal."""

import time
from random import Random
from typing import TYPE_CHECKING, Annotated

import typer

from mingbai.console import say
from mingbai.errors import CannotStart

if TYPE_CHECKING:
    from bot.store import Database
    from bot.tickets.service import Tickets
    from mingbai.demo.place import DemoPlace

# From here on they are poured in past the service: much faster, and the same to look at.
_ONE_BY_ONE = 2_000
_EVERY_SECONDS = 2.0


def demo(
    tickets: Annotated[int, typer.Option(min=1, max=5_000_000, help="生成多少件")] = 300,
    seed: Annotated[int, typer.Option(help="同一个数生成同样的数据")] = 1,
    yes_mix: Annotated[bool, typer.Option("--yes-mix", help="已有真实工单时也照样生成（不建议）")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="删除全部演示工单")] = False,
) -> None:
    """生成演示工单（全部是编造的），或用 --remove 删除。演示工单的查询码都是 88888888。"""
    from bot.agencies.service import load_profile
    from bot.clock.service import load_calendar, use_calendar
    from bot.tickets.service import Tickets
    from mingbai.demo import removing
    from mingbai.demo.place import DemoPlace
    from mingbai.places import overrides_of, watch_of
    from mingbai.settings import settings
    from mingbai.wiring import open_database

    chosen = settings()
    use_calendar(load_calendar(chosen.home / "calendars"))
    profile = load_profile(chosen.profile_path)
    service = Tickets(overrides_of(profile), watch_of(chosen.profile_path))
    database = open_database(chosen)
    if remove:
        for done in removing.remove(database, service):
            say(done)
        say("演示工单已全部删除。")
        return
    with database.read() as session:
        if removing.holds_real_tickets(session) and not yes_mix:
            raise CannotStart("这个服务台里已有真实工单，没有生成演示数据；请换一个 MINGBAI_HOME，确实要混在一起请加 --yes-mix。")
    _fill(database, service, DemoPlace.of(profile), tickets, Random(seed))


def _fill(database: "Database", service: "Tickets", place: "DemoPlace", count: int, random: Random) -> None:
    from mingbai.demo.bursts import burst
    from mingbai.demo.making import make
    from mingbai.demo.pouring import pour_in

    progress = _Progress(count)
    if count <= _ONE_BY_ONE:
        for made in make(database, service, place, count, random):
            progress.show(made)
    else:
        for poured in pour_in(database, service, place, count, random):
            progress.show(poured.tickets, poured.doing)
    together = burst(database, service, place, count, random)
    say(f"已生成 {count + together} 件演示工单，用时 {progress.seconds:.0f} 秒；其中 {together} 件是近几天多人同时反映的。查询码都是 88888888。")


class _Progress:
    """Tells how far it is, not more often than every other second."""

    def __init__(self, whole: int) -> None:
        self._whole, self._began, self._told = whole, time.monotonic(), 0.0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def show(self, done: int, doing: str = "") -> None:
        if doing or self.seconds - self._told >= _EVERY_SECONDS:
            self._told = self.seconds
            say(f"已生成 {done:,} / {self._whole:,}（{self.seconds:.0f} 秒）" + (f"，{doing} ……" if doing else ""))
