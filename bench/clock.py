"""How fast the clock is, beside walking day by day over the calendar library.

`python -m bench.clock` prints one JSON line a figure: name, value, unit, baseline, ratio (baseline / value).
The baseline is measured in the same run on a sample and scaled to the same number of sums.
"""

import json
import random
import time
from collections.abc import Callable
from datetime import date, timedelta

import chinese_calendar
import numpy as np

from bot.clock.calendar import load_calendar
from bot.clock.models import Event
from bot.clock.service import add_workdays, deadline, due_dates_bulk

SUMS = 1_000_000
SAMPLE = 1_000
TIMELINES = 5_000
ROUNDS = 3
WORKDAYS = 20


def day_by_day(start: date, workdays: int) -> date:
    """The loop one would write over the library."""
    day = start
    while workdays:
        day += timedelta(days=1)
        workdays -= chinese_calendar.is_workday(day)
    return day


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of a few rounds: the one least disturbed."""
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def report(name: str, value: float, baseline: float, unit: str) -> None:
    """One line of JSON."""
    figures = {"value": round(value, 6), "unit": unit, "baseline": round(baseline, 6), "ratio": round(baseline / value, 1)}
    print(json.dumps({"name": name, **figures}))


def main() -> None:
    """Measure and print."""
    rng = random.Random(20260914)
    starts = [date(2024, 1, 1) + timedelta(days=rng.randrange(900)) for _ in range(SUMS)]
    array = np.array(starts, dtype="datetime64[D]")
    sample = starts[:SAMPLE]
    load_calendar()

    _check(sample, array)
    library = best(lambda: [day_by_day(start, WORKDAYS) for start in sample]) * SUMS / SAMPLE
    report("clock.due_dates_bulk_1m", best(lambda: due_dates_bulk(array, WORKDAYS)), library, "s")
    report("clock.add_workdays_1m", best(lambda: [add_workdays(start, WORKDAYS) for start in starts]), library, "s")

    timelines = [_timeline(start) for start in starts[:TIMELINES]]
    explained = best(lambda: [deadline("application", events) for events in timelines]) / TIMELINES
    report("clock.deadline_explained", explained * 1e6, library / SUMS * 1e6, "us")


def _check(sample: list[date], array: np.ndarray) -> None:
    """A fast wrong answer is worth nothing: both ways must agree before they are timed."""
    bulk = due_dates_bulk(array[: len(sample)], WORKDAYS)[0].tolist()
    if bulk != [day_by_day(start, WORKDAYS) for start in sample]:
        raise SystemExit("the table and the library disagree")


def _timeline(start: date) -> list[Event]:
    asked, replied = start + timedelta(days=3), start + timedelta(days=9)
    return [Event("received", start), Event("third_party_consulted", asked), Event("third_party_replied", replied)]


if __name__ == "__main__":
    main()
