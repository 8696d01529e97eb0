"""When a ticket has to be looked at: the warnings' thresholds, and the days they fall on. Pure: no store, no sending."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.clock.service import add_workdays

AGENCY, OVERSIGHT = "agency", "oversight"
OVERDUE = "overdue"
# Occasions beside the colours: a limit inside the handling that passed without anything happening.
CORRECTION_LAPSED, FEE_LAPSED, OPINION_LAPSED, URGE_LAPSED = "correction_lapsed", "fee_lapsed", "opinion_lapsed", "urge_lapsed"
_NAME_LENGTH = 20


@dataclass(frozen=True)
class Level:
    """A colour of warning: it begins when `left` working days are left (None: when the due date has passed)."""

    name: str
    title: str
    left: int | None
    tell: tuple[str, ...]


@dataclass(frozen=True)
class Watch:
    """How a place watches over its tickets. `levels` go from early to late and end with overdue."""

    levels: tuple[Level, ...]
    correction_workdays: int
    urge_workdays: int

    def level(self, name: str) -> Level | None:
        """The colour of this name; None for an occasion that is no colour."""
        return next((level for level in self.levels if level.name == name), None)


@dataclass(frozen=True)
class Occasion:
    """Something to notice about a ticket: which, about which date, and from which day on."""

    name: str
    about: dt.date
    from_day: dt.date
    party: str = ""


def parse_watch(raw: Mapping[str, Any]) -> Watch:
    """A profile's `warnings` section laid over the default. ValueError (Chinese) names what is wrong with it."""
    base = _defaults()
    given = {**base, **raw}
    levels = [_level(row) for row in given["levels"]]
    if len({level.name for level in levels}) < len(levels) or any(level.name == OVERDUE for level in levels):
        raise ValueError("预警（warnings）的各级名称不能重复，也不能叫 overdue。")
    late = {**base["overdue"], **given["overdue"]}
    levels.sort(key=lambda level: -(level.left or 0))
    levels.append(Level(OVERDUE, late["title"], None, _tell(late)))
    return Watch(tuple(levels), _workdays(given, "correction_workdays"), _workdays(given, "urge_workdays"))


def _level(row: Mapping[str, Any]) -> Level:
    name = str(row.get("name", ""))
    if not 0 < len(name) <= _NAME_LENGTH or not row.get("title"):
        raise ValueError(f"预警（warnings）的每一级都要有名称（name，最长 {_NAME_LENGTH} 个字符）和标题（title）。")
    return Level(name, str(row["title"]), _workdays(row, "left"), _tell(row))


def _tell(row: Mapping[str, Any]) -> tuple[str, ...]:
    told = tuple(row.get("tell") or ())
    if not told or not set(told) <= {AGENCY, OVERSIGHT}:
        raise ValueError("预警（warnings）要写明提醒谁（tell）：agency、oversight，至少一个。")
    return told


def _workdays(row: Mapping[str, Any], name: str) -> int:
    days = row.get(name)
    if type(days) is not int or days < 1:
        raise ValueError(f"预警（warnings）的“{name}”应是正整数个工作日。")
    return days


@lru_cache(maxsize=1)
def _defaults() -> dict[str, Any]:
    raw: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "watching.yml").read_text(encoding="utf-8"))
    return raw


DEFAULT = parse_watch({})


def colours(due_on: dt.date | None, watch: Watch = DEFAULT) -> list[Occasion]:
    """The days on which each colour begins for a due date, early to late; none while no period runs."""
    return [] if due_on is None else [Occasion(level.name, due_on, _begins(level, due_on)) for level in watch.levels]


def _begins(level: Level, due_on: dt.date) -> dt.date:
    return due_on + dt.timedelta(days=1) if level.left is None else add_workdays(due_on, -level.left)[0]


def colour(due_on: dt.date | None, day: dt.date, watch: Watch = DEFAULT) -> Level | None:
    """The colour a ticket has on a day; None while there is time enough, or while no period runs."""
    begun = [one for one in colours(due_on, watch) if one.from_day <= day]
    return watch.level(begun[-1].name) if begun else None


def passed(name: str, last_day: dt.date, party: str = "") -> Occasion:
    """The occasion that a limit inside the handling went by: noticed on the day after its last."""
    return Occasion(name, last_day, last_day + dt.timedelta(days=1), party)


def first_look(occasions: Iterable[Occasion]) -> dt.date | None:
    """The earliest day of these occasions."""
    return min((one.from_day for one in occasions), default=None)
