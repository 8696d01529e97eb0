"""When many reports become a hot topic, when a burst raises an emergency, and how long an emergency leaves. Pure: settings only."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

WORD, CONFERENCE = "word", "conference"
DUTY_WORDS = {WORD: "发布权威信息", CONFERENCE: "举行新闻发布会"}


@dataclass(frozen=True)
class EmergencyRule:
    """How long after it was raised each duty is due, in hours of the clock; when it is told again; where that stands."""

    hours: Mapping[str, int]
    remind: Mapping[str, dt.timedelta]
    basis: str

    def due(self, duty: str, raised_at: dt.datetime) -> dt.datetime:
        """The instant until which a duty is to be done: real hours, by day and night."""
        return raised_at + dt.timedelta(hours=self.hours[duty])


@dataclass(frozen=True)
class Heat:
    """A place's settings. `emergency` is None where its profile turned the clock off."""

    days: int
    reporters: int
    burst_reporters: int
    burst_minutes: int
    burst_raises: bool
    emergency: EmergencyRule | None

    @property
    def window(self) -> dt.timedelta:
        """How far apart reports of one topic may be."""
        return dt.timedelta(days=self.days)

    @property
    def burst(self) -> dt.timedelta:
        """How near together reports of a burst are."""
        return dt.timedelta(minutes=self.burst_minutes)


def parse_heat(raw: Mapping[str, Any]) -> Heat:
    """A profile's `heat` section laid over the default. ValueError (Chinese) names what is wrong with it."""
    base = _defaults()
    unknown = set(raw) - set(base)
    if unknown or not all(isinstance(value, Mapping) for value in raw.values()):
        raise ValueError(f"热点设置（heat）只能有 {'、'.join(base)} 三部分，每部分是“名称: 值”。")
    if {"word_hours", "conference_hours"} & set(raw.get("emergency") or {}) and not (raw["emergency"].get("source") and raw["emergency"].get("article")):
        raise ValueError("应急回应（heat.emergency）改了小时数的，要写明所依据的文件和条款（source、article）。")
    topic, burst, emergency = ({**base[part], **(raw.get(part) or {})} for part in ("topic", "burst", "emergency"))
    return Heat(
        _number(topic, "days"), _number(topic, "reporters"), _number(burst, "reporters"), _number(burst, "minutes"),
        bool(burst["raises"]), _rule(emergency) if emergency["enabled"] else None,
    )


def _rule(row: Mapping[str, Any]) -> EmergencyRule:
    if not row.get("source") or not row.get("article"):
        raise ValueError("应急回应（heat.emergency）必须写明所依据的文件和条款（source、article）。")
    hours = {WORD: _number(row, "word_hours"), CONFERENCE: _number(row, "conference_hours")}
    remind = {duty: dt.timedelta(minutes=_number(row["remind_minutes"], duty)) for duty in hours}
    if any(remind[duty] >= dt.timedelta(hours=hours[duty]) for duty in hours):
        raise ValueError("应急回应（heat.emergency）的提醒（remind_minutes）要早于期限本身。")
    return EmergencyRule(hours, remind, f"{row['source']}{row['article']}")


def _number(row: Any, name: str) -> int:
    value = row.get(name) if isinstance(row, Mapping) else None
    if type(value) is not int or value < 1:
        raise ValueError(f"热点设置（heat）的“{name}”应是正整数。")
    return value


@lru_cache(maxsize=1)
def _defaults() -> dict[str, Any]:
    raw: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "heat.yml").read_text(encoding="utf-8"))
    return raw


DEFAULT_HEAT = parse_heat({})
