"""Which days are working days: a sorted table of them, searched by halves.

Announced years come from the State Council's notices (`calendars/YEAR.yml`, or imported ones); the years after
them are computed from weekends and the festivals of 全国年节及纪念日放假办法 第二条 and marked provisional.
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from bot.clock.models import TimelineError
from bot.clock.notices import Notice, NoticeError, read_notice

SHANGHAI = ZoneInfo("Asia/Shanghai")
BUILT_IN = Path(__file__).parent / "calendars"
_EPOCH = date(1970, 1, 1).toordinal()
_RULE = "全国年节及纪念日放假办法第七条"


def today() -> date:
    """The date it is now in Asia/Shanghai, wherever this machine stands."""
    return datetime.now(tz=SHANGHAI).date()


class WorkingCalendar:
    """Immutable table of working days. Sums cost O(log n); whole arrays have `add_many`.

    Days outside the table, where there is no calendar at all, raise TimelineError.
    """

    def __init__(self, notices: Iterable[Notice], festivals: Mapping[int, Mapping[date, str]]) -> None:
        announced = {notice.year: notice for notice in sorted(notices, key=lambda one: one.year)}
        self.notices: Mapping[int, Notice] = announced
        self.provisional_years = frozenset(festivals) - frozenset(announced)
        self._off, self._work = _merge(announced, festivals)
        self.first_day, self.last_day = _range(set(announced) | set(festivals))
        self._days = tuple(day for day in _each(self.first_day, self.last_day) if self._works(day))
        self._first_provisional = date(min(self.provisional_years), 1, 1) if self.provisional_years else date.max
        self._numbers = tuple(day.toordinal() for day in self._days)
        self._ordinals = np.array(self._numbers, dtype=np.int64) - _EPOCH
        self._off_days, self._work_days = sorted(self._off), sorted(self._work)
        self.version = self._digest()

    def is_workday(self, day: date) -> bool:
        """Whether offices work on that day."""
        self._check(day)
        return self._works(day)

    def holiday(self, day: date) -> str | None:
        """The festival that day is off for, or None."""
        return self._off.get(day)

    def make_up(self, day: date) -> str | None:
        """The festival that weekend day is worked for, or None."""
        return self._work.get(day)

    def add(self, start: date, workdays: int) -> date:
        """The n-th working day after `start` (before it, when negative); `start` itself never counts.

        Zero has no meaning here and is a ValueError.
        """
        if workdays > 0:
            return self.day_at(self.rank(start) + workdays - 1)
        if workdays == 0:
            raise ValueError("zero working days after a day is no date")
        self._check(start)
        return self.day_at(bisect_left(self._numbers, start.toordinal()) + workdays)

    def count(self, after: date, until: date) -> int:
        """How many working days lie after `after`, up to and including `until`."""
        return self.rank(until) - self.rank(after)

    def rank(self, day: date) -> int:
        """How many working days of the table lie on or before `day`: the index of the next one."""
        self._check(day)
        return bisect_right(self._numbers, day.toordinal())

    def day_at(self, index: int) -> date:
        """The working day with that index in the table."""
        if 0 <= index < len(self._days):
            return self._days[index]
        raise _no_calendar(self.first_day.year - 1 if index < 0 else self.last_day.year + 1)

    def provisional(self, first: date, last: date) -> bool:
        """Whether a sum over these days touches a year that is not announced."""
        if last < self._first_provisional:
            return False
        return any(year in self.provisional_years for year in range(first.year, last.year + 1))

    def days_off(self, after: date, until: date) -> list[tuple[date, date, str]]:
        """Those of `festivals` that take at least one weekday off the count."""
        spans = self.festivals(after, until)
        return [span for span in spans if any(day.weekday() < 5 for day in _each(span[0], span[1]))]

    def festivals(self, after: date, until: date) -> list[tuple[date, date, str]]:
        """Spans off (first, last, name) after `after` up to `until`."""
        spans: list[tuple[date, date, str]] = []
        for day in _between(self._off_days, after, until):
            name = self._off[day]
            if spans and spans[-1][2] == name and (day - spans[-1][1]).days == 1:
                spans[-1] = (spans[-1][0], day, name)
            else:
                spans.append((day, day, name))
        return spans

    def made_up(self, after: date, until: date) -> list[tuple[date, str]]:
        """Weekend days worked after `after` up to `until`, each with its festival."""
        return [(day, self._work[day]) for day in _between(self._work_days, after, until)]

    def add_many(
        self, starts: NDArray[np.datetime64], workdays: int | NDArray[np.int64]
    ) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
        """`add` for a whole array of dates (datetime64[D]) and positive counts: due dates, and which are provisional."""
        days = starts.astype("datetime64[D]").astype(np.int64)
        counts = np.asarray(workdays, dtype=np.int64)
        if not days.size:
            return starts.astype("datetime64[D]"), np.zeros(0, dtype=np.bool_)
        if counts.min() < 1:
            raise ValueError("the number of working days must be positive")
        index = self._next_index(days) + (counts - 1)
        if index.max() >= len(self._ordinals):
            raise _no_calendar(self.last_day.year + 1)
        due = self._ordinals[index]
        return due.astype("datetime64[D]"), self._provisional_many(days, due)

    def _next_index(self, days: NDArray[np.int64]) -> NDArray[np.int64]:
        first, last = (day.toordinal() - _EPOCH for day in (self.first_day, self.last_day))
        if days.min() < first:
            raise _no_calendar(self.first_day.year - 1)
        if days.max() > last:
            raise _no_calendar(self.last_day.year + 1)
        # One answer for each day of the table beats a search for each of a million starts.
        table = np.searchsorted(self._ordinals, np.arange(first, last + 1), side="right")
        return np.asarray(table[days - first], dtype=np.int64)

    def _provisional_many(self, first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.bool_]:
        marks = np.zeros(first.shape, dtype=np.bool_)
        for year in self.provisional_years:
            opens, closes = date(year, 1, 1).toordinal() - _EPOCH, date(year, 12, 31).toordinal() - _EPOCH
            marks |= (first <= closes) & (last >= opens)
        return marks

    def _works(self, day: date) -> bool:
        return day in self._work or (day.weekday() < 5 and day not in self._off)

    def _check(self, day: date) -> None:
        if not self.first_day <= day <= self.last_day:
            raise _no_calendar(day.year)

    def _digest(self) -> str:
        lines = [f"{day}-{name}" for day, name in sorted(self._off.items())]
        lines += [f"{day}+{name}" for day, name in sorted(self._work.items())]
        lines += [notice.citation for notice in self.notices.values()]
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        return f"{min(self.notices)}-{max(self.notices)}.{digest[:8]}"


@lru_cache(maxsize=1)
def _built_in() -> WorkingCalendar:
    return WorkingCalendar(_notices(BUILT_IN), _festivals())


def load_calendar(extra: Path | None = None) -> WorkingCalendar:
    """The built-in calendar, with the notices of the folder `extra` laid over it (a year there replaces ours).

    A folder that does not exist adds nothing; a file in it that cannot be read raises NoticeError.
    """
    imported = _notices(extra) if extra is not None and extra.is_dir() else []
    if not imported:
        return _built_in()
    for notice in imported:
        check_reach(notice)
    years = {notice.year: notice for notice in [*_notices(BUILT_IN), *imported]}
    return WorkingCalendar(years.values(), _festivals())


def check_reach(notice: Notice) -> None:
    """Refuse (NoticeError) a notice for a year that does not join on to the calendar."""
    first, last = _built_in().first_day.year, _built_in().last_day.year
    if not first <= notice.year <= last:
        raise NoticeError(f"日历只能收入{first}年至{last}年的放假通知，这一份是{notice.year}年的，请核对年份。")


def _notices(folder: Path) -> list[Notice]:
    return [read_notice(path) for path in sorted(folder.glob("*.yml"))]


def _festivals() -> dict[int, dict[date, str]]:
    """The statutory festivals of the years to come, from the table of lunar dates."""
    lines = (BUILT_IN / "festivals.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {int(row[0]): _statutory(int(row[0]), *map(date.fromisoformat, row[1:])) for row in rows}


def _statutory(year: int, qingming: date, spring: date, dragon_boat: date, mid_autumn: date) -> dict[date, str]:
    """The thirteen days of 全国年节及纪念日放假办法 第二条 (2024)."""
    days = {date(year, 1, 1): "元旦", qingming: "清明节", dragon_boat: "端午节", mid_autumn: "中秋节"}
    days |= {spring + timedelta(days=n): "春节" for n in range(-1, 3)}
    days |= {date(year, 5, n): "劳动节" for n in (1, 2)}
    return days | {date(year, 10, n): "国庆节" for n in (1, 2, 3)}


def _merge(
    announced: Mapping[int, Notice], festivals: Mapping[int, Mapping[date, str]]
) -> tuple[dict[date, str], dict[date, str]]:
    off = {day: name for year, days in festivals.items() if year not in announced for day, name in days.items()}
    work: dict[date, str] = {}
    for notice in announced.values():
        # A later notice may rearrange the last days of the December before: it has the last word.
        off = {day: name for day, name in off.items() if day not in notice.work} | notice.off
        work = {day: name for day, name in work.items() if day not in notice.off} | notice.work
    return off, work


def _range(years: set[int]) -> tuple[date, date]:
    first = last = min(years)
    while last + 1 in years:
        last += 1
    return date(first, 1, 1), date(last, 12, 31)


def _each(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _between(days: list[date], after: date, until: date) -> list[date]:
    return days[bisect_right(days, after) : bisect_right(days, until)]


def _no_calendar(year: int) -> TimelineError:
    return TimelineError(f"没有{year}年的工作日历，不能推算期限：放假调休要以国务院办公厅当年的通知为准（{_RULE}）。")
