"""When the people of a place are at work: its hours (`WorkingHours`), read against the working-day calendar."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.agencies.models import ProfileError, WorkingHours
from bot.clock.calendar import SHANGHAI
from bot.clock.service import current_calendar

_WEEKDAYS = "一二三四五六日"
_DAY = r"(?:周|星期|礼拜)([一二三四五六日天])"
_TO = r"\s*[至到\-—–~～－]+\s*"
_RANGE = re.compile(rf"{_DAY}{_TO}{_DAY}")
_EVERY_DAY = re.compile(r"每天|每日|全年")
_SPAN = re.compile(rf"(\d{{1,2}})[:：](\d{{2}}){_TO}(\d{{1,2}})[:：](\d{{2}})")
# Longer than any holiday.
_LOOK_AHEAD_DAYS = 40


@dataclass(frozen=True)
class OpenHours:
    """On which weekdays (0 is Monday) and between which times, Asia/Shanghai. Holidays are off, make-up days are worked."""

    weekdays: frozenset[int]
    spans: tuple[tuple[dt.time, dt.time], ...]
    works_holidays: bool = False

    def open_at(self, at: dt.datetime) -> bool:
        """Whether somebody is at work at this instant."""
        there = at.astimezone(SHANGHAI)
        return self._works(there.date()) and any(opens <= there.time() < closes for opens, closes in self.spans)

    def next_opening(self, at: dt.datetime) -> dt.datetime:
        """The first opening after this instant (Asia/Shanghai)."""
        return next(opening for opening in self._openings(at.astimezone(SHANGHAI).date()) if opening > at)

    def _openings(self, day: dt.date) -> Iterator[dt.datetime]:
        for one in (day + dt.timedelta(days=n) for n in range(_LOOK_AHEAD_DAYS)):
            if self._works(one):
                yield from (dt.datetime.combine(one, opens, SHANGHAI) for opens, _ in self.spans)

    def _works(self, day: dt.date) -> bool:
        calendar = current_calendar()
        if self.works_holidays:
            return day.weekday() in self.weekdays
        return calendar.make_up(day) is not None or (day.weekday() in self.weekdays and calendar.holiday(day) is None)


def read_hours(hours: WorkingHours) -> OpenHours:
    """The hours as times; ProfileError says how they have to be written."""
    days = _days(hours.days)
    spans = tuple(_span(match) for text in (hours.morning, hours.afternoon) for match in _SPAN.finditer(text or ""))
    if not days or not spans or any(opens >= closes for opens, closes in spans):
        raise ProfileError("办公时间（hours）请写成：days: 周一至周五（法定节假日除外），morning: 8:30—12:00，afternoon: 14:30—17:30。")
    return OpenHours(days, tuple(sorted(spans)), works_holidays="节假日" not in hours.days and len(days) == len(_WEEKDAYS))


def _days(text: str) -> frozenset[int]:
    if _EVERY_DAY.search(text):
        return frozenset(range(7))
    named = {_number(day) for day in re.findall(_DAY, text)}
    for first, last in _RANGE.findall(text):
        named |= set(range(_number(first), _number(last) + 1))
    return frozenset(named)


def _number(day: str) -> int:
    return _WEEKDAYS.index(day.replace("天", "日"))


def _span(match: re.Match[str]) -> tuple[dt.time, dt.time]:
    first_hour, first_minute, last_hour, last_minute = map(int, match.groups())
    try:
        closes = dt.time.max if last_hour == 24 else dt.time(last_hour, last_minute)
        return dt.time(first_hour, first_minute), closes
    except ValueError as error:
        raise ProfileError(f"办公时间（hours）里的“{match[0]}”不是钟点。") from error
