"""What other areas call: due dates that can explain themselves.

All functions use the calendar set with `use_calendar` (the built-in one until then) unless one is passed.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from bot.clock.calendar import WorkingCalendar, load_calendar, today
from bot.clock.explain import bases, explain
from bot.clock.models import (
    BORROWED,
    NOT_KNOWN_HERE,
    Deadline,
    Event,
    LegalBasis,
    Period,
    PeriodOverride,
    PeriodOverrides,
    TimelineError,
    titled,
)
from bot.clock.periods import TICKET_KINDS, parse_overrides, period, periods
from bot.clock.receipt import RECEIPT_CHANNELS, receipt_day, receipt_rule
from bot.clock.timeline import due, walk

__all__ = [
    "BORROWED",
    "NOT_KNOWN_HERE",
    "RECEIPT_CHANNELS",
    "TICKET_KINDS",
    "Deadline",
    "Event",
    "LegalBasis",
    "Period",
    "PeriodOverride",
    "PeriodOverrides",
    "TimelineError",
    "WorkingCalendar",
    "add_workdays",
    "count_workdays",
    "current_calendar",
    "deadline",
    "due_dates_bulk",
    "is_workday",
    "load_calendar",
    "parse_overrides",
    "period",
    "periods",
    "receipt_day",
    "receipt_rule",
    "titled",
    "today",
    "use_calendar",
]


class _Current:
    """The calendar of this process; replaced whole, so a reader never sees half of one."""

    calendar: WorkingCalendar | None = None


def use_calendar(calendar: WorkingCalendar | None) -> None:
    """Make `calendar` the one all sums of this process use; None goes back to the built-in one."""
    _Current.calendar = calendar


def current_calendar() -> WorkingCalendar:
    """The calendar in use."""
    return _Current.calendar or load_calendar()


def deadline(
    kind: str,
    events: Sequence[Event],
    overrides: PeriodOverrides | None = None,
    *,
    today: date | None = None,
    calendar: WorkingCalendar | None = None,
) -> Deadline:
    """The due date of a matter and why.

    `kind` is one of the four kinds of ticket, or a period inside an application (`correction_notice`,
    `third_party_opinion`, `agency_opinion`, `fee_notice`: counted from their `received`). Events come in order,
    `received` first. With `today`, events after it are refused.
    Raises TimelineError with one Chinese sentence naming the rule and its article.
    """
    table = calendar or current_calendar()
    timeline = walk(kind, events, table, overrides, today)
    due_on = due(timeline, table)
    provisional = due_on is not None and table.provisional(timeline.counted_from, due_on)
    return Deadline(
        due_on,
        provisional,
        explain(timeline, due_on, table),
        bases(timeline, due_on, provisional),
        table.version,
    )


def add_workdays(start: date, n: int) -> tuple[date, bool]:
    """The n-th working day after `start`, which does not count (before it, when n is negative); and whether provisional."""
    table = current_calendar()
    day = table.add(start, n)
    return day, table.provisional(start, day) if n > 0 else table.provisional(day, start)


def count_workdays(after: date, until: date) -> int:
    """Working days after `after` up to and including `until`; negative when `until` lies before."""
    return current_calendar().count(after, until)


def is_workday(day: date) -> bool:
    """Whether offices work on that day."""
    return current_calendar().is_workday(day)


def due_dates_bulk(
    starts: NDArray[np.datetime64], workdays: int | NDArray[np.int64]
) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
    """`add_workdays` for a whole array (datetime64[D]): due dates and which are provisional."""
    return current_calendar().add_many(starts, workdays)
