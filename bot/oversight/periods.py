"""Periods that are reported on: a month, a quarter, a year, or any days; and the calendar months they are made of."""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.clock.wording import span_zh

# No ticket is older than the Regulation's first edition (2008-05-01).
FIRST_DAY = dt.date(2008, 1, 1)
_NAMED = re.compile(r"(\d{4})(?:Q([1-4])|-(0[1-9]|1[0-2]))?")


@dataclass(frozen=True)
class Piece:
    """The part of a period that lies in one calendar month; `whole` when it is all of that month."""

    month: dt.date
    first: dt.date
    last: dt.date

    @property
    def whole(self) -> bool:
        """Whether no day of the month is missing."""
        return self.first == self.month and self.last == last_of(self.month)


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both counted. `name` is `2026`, `2026Q3`, `2026-10`, or empty for free days."""

    first: dt.date
    last: dt.date
    name: str = ""

    @property
    def title(self) -> str:
        """How the period is called: 2026年第3季度."""
        found = _NAMED.fullmatch(self.name)
        if found is None:
            return span_zh(self.first, self.last)
        year, quarter, month = found.groups()
        return f"{year}年" + (f"第{quarter}季度" if quarter else f"{int(month)}月" if month else "")

    def pieces(self) -> Iterator[Piece]:
        """Its parts month by month, in order."""
        month = self.first.replace(day=1)
        while month <= self.last:
            yield Piece(month, max(month, self.first), min(last_of(month), self.last))
            month = next_month(month)

    def until(self, day: dt.date) -> "Period | None":
        """The part of it up to a day; None when it begins later."""
        return None if self.first > day else Period(self.first, min(self.last, day), self.name)


def named(name: str) -> Period | None:
    """The period of this name (`2026`, `2026Q3`, `2026-10`); None when it names none."""
    found = _NAMED.fullmatch(name)
    if found is None or not FIRST_DAY.year <= int(found[1]) <= 9000:
        return None
    year, quarter, month = int(found[1]), found[2], found[3]
    first = dt.date(year, int(month) if month else 3 * int(quarter or 1) - 2, 1)
    last = first if month else dt.date(year, 3 * int(quarter) if quarter else 12, 1)
    return Period(first, last_of(last), name)


def between(first: str, last: str) -> Period | None:
    """The free period between two ISO days, in whichever order; None when one of them is no day."""
    try:
        days = sorted((dt.date.fromisoformat(first), dt.date.fromisoformat(last)))
    except ValueError:
        return None
    return Period(max(days[0], FIRST_DAY), days[1]) if days[1] >= FIRST_DAY else None


def year_of(day: dt.date) -> Period:
    """The calendar year of a day."""
    return Period(dt.date(day.year, 1, 1), dt.date(day.year, 12, 31), str(day.year))


def last_of(month: dt.date) -> dt.date:
    """The last day of a day's month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def next_month(month: dt.date) -> dt.date:
    """The first day of the month after."""
    return last_of(month) + dt.timedelta(days=1)


def month_before(month: dt.date) -> dt.date:
    """The first day of the month before."""
    return (month.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
