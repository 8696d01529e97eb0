"""When made-up reports come: fewer at weekends and holidays, and each matter in its months."""

import datetime as dt
from bisect import bisect
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from random import Random

from bot.clock.service import is_workday, today
from bot.tickets.kinds import Kind
from mingbai.demo.telling import Matter, matters

MONTHS = 14
_KINDS = {Kind.COMPLAINT: 68, Kind.CONSULTATION: 19, Kind.SUGGESTION: 7, Kind.APPLICATION: 6}
_IN_SEASON, _WEEKDAY, _DAY_OFF = 4, (1.25, 1.1, 1.0, 1.0, 0.95, 0.5, 0.45), 0.45


def days(count: int) -> list[tuple[dt.date, int]]:
    """The last fourteen months up to today with how many of `count` reports come on each day."""
    last = today()
    first = last - dt.timedelta(days=MONTHS * 30 + 5)
    all_days = [first + dt.timedelta(days=place) for place in range((last - first).days + 1)]
    shares = list(accumulate(_share(day) for day in all_days))
    upto = [round(count * share / shares[-1]) for share in shares]
    return [(day, now - before) for day, before, now in zip(all_days, (0, *upto[:-1]), upto, strict=True)]


def _share(day: dt.date) -> float:
    return _WEEKDAY[day.weekday()] if is_workday(day) else min(_DAY_OFF, _WEEKDAY[day.weekday()])


def matter_of(random: Random, day: dt.date) -> Matter:
    """What is reported on such a day."""
    choices, shares = _of_month(day.month)
    return choices[bisect(shares, random.random() * shares[-1])]


@cache
def _of_month(month: int) -> tuple[Sequence[Matter], Sequence[float]]:
    chosen = matters()
    counts = {kind: sum(matter.kind is kind for matter in chosen) for kind in _KINDS}
    weights = [_KINDS[matter.kind] / counts[matter.kind] * (_IN_SEASON if month in matter.months else 1) for matter in chosen]
    return chosen, list(accumulate(weights))
