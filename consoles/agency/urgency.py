"""How a due date looks in the inbox: a colour that is also said in words, and working days left."""

import datetime as dt
from dataclasses import dataclass

from bot.clock.service import count_workdays
from bot.tickets.lifecycle import OPEN, Status


@dataclass(frozen=True)
class Urgency:
    """`level` is one of `overdue soon fine paused done`; `words` says the same to those who see no colours."""

    level: str
    words: str


def urgency(status: str, due_on: dt.date | None, today: dt.date, soon: int) -> Urgency:
    """Where a ticket stands today; `soon` is the number of working days at which «due soon» begins."""
    if Status(status) not in OPEN:
        return Urgency("done", "已结束")
    if due_on is None:
        return Urgency("paused", "暂停计时")
    if due_on < today:
        late = count_workdays(due_on, today)
        return Urgency("overdue", f"已逾期 {late} 个工作日" if late else "已过期限")
    left = count_workdays(today, due_on)
    level = "soon" if left <= soon else "fine"
    return Urgency(level, f"还剩 {left} 个工作日" if left else "今天到期")
