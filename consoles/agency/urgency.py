"""How a due date looks in the inbox: a colour that is also said in words, and working days left."""

import datetime as dt
from dataclasses import dataclass

from bot.clock.service import count_workdays
from bot.tickets.lifecycle import OPEN, Status
from bot.tickets.watching import OVERDUE, Level, Watch, colour

# Colours that the pages know how to draw; a place may name others, which all look alike.
_DRAWN = frozenset({"blue", "yellow", "orange", "red", OVERDUE})


@dataclass(frozen=True)
class Urgency:
    """`level` is what it is drawn as: a colour of warning, `warned`, `fine`, `paused` or `done`; `words` says the same."""

    level: str
    words: str


def urgency(status: str, due_on: dt.date | None, today: dt.date, watch: Watch) -> Urgency:
    """Where a ticket stands today, by the thresholds of its place."""
    if Status(status) not in OPEN:
        return Urgency("done", "已结束")
    if due_on is None:
        return Urgency("paused", "暂停计时")
    level = colour(due_on, today, watch)
    return Urgency(_drawn(level), _words(due_on, today, level))


def soon_workdays(watch: Watch) -> int:
    """How many working days before the due date the first warning comes; 0 where a place warns of nothing but overdue."""
    return max((level.left for level in watch.levels if level.left is not None), default=0)


def _drawn(level: Level | None) -> str:
    if level is None:
        return "fine"
    return level.name if level.name in _DRAWN else "warned"


def _words(due_on: dt.date, today: dt.date, level: Level | None) -> str:
    if due_on < today:
        late = count_workdays(due_on, today)
        return f"已逾期 {late} 个工作日" if late else "已过期限"
    left = count_workdays(today, due_on)
    words = f"还剩 {left} 个工作日" if left else "今天到期"
    return f"{level.title}：{words}" if level else words
