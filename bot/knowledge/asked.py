"""Which period somebody asks for, by the words of `asked.yml`. No guess: words that name none, or one without days, choose nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.knowledge.said import SaidDate

_TABLE = Path(__file__).with_name("asked.yml")
Said = tuple[str, str]
"""A sentence in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A row of the table: the words that name a period, and how long it is. `by` names a rule that does more than count."""

    period: str
    all: tuple[str, ...]
    none: tuple[str, ...] = ()
    workdays: int = 0
    days: int = 0
    source: str = ""
    article: str = ""
    first: Said = ("", "")
    rule: Said = ("", "")
    start: str = ""
    by: str = ""
    also: Mapping[str, str] = field(default_factory=dict)

    @property
    def computed(self) -> bool:
        """Whether a last day may be told; where not, no other period's is told either."""
        return bool(self.by or self.workdays or self.days)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows in the order they are read, and the words they are named by."""

    words: Mapping[str, re.Pattern[str]]
    rows: tuple[Asked, ...]

    def meant(self, told: str) -> tuple[Asked, ...]:
        """The first row whose words are all said and whose others are not, and the one asked for beside it; nothing where that is not worked out."""
        said = {group for group, words in self.words.items() if words.search(told)}
        first = next((row for row in self.rows if said.issuperset(row.all) and said.isdisjoint(row.none)), None)
        if first is None or not first.computed:
            return ()
        beside = first.also["period"] if first.also and first.also["said"] in said else None
        return (first, *(row for row in self.rows if row.period == beside))


@cache
def table() -> Table:
    """The table beside this module (read once). A row with a word group or key that there is not is a KeyError or TypeError."""
    raw = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    words = {group: re.compile("|".join(f"(?:{one})" for one in ways)) for group, ways in raw["words"].items()}
    rows = tuple(_row(row) for row in raw["periods"])
    unknown = {group for row in rows for group in (*row.all, *row.none, *filter(None, [row.start, row.also.get("said")]))} - set(words)
    if unknown:
        raise KeyError(f"asked.yml: no words for {sorted(unknown)}")
    return Table(words, rows)


def _row(raw: Mapping[str, Any]) -> Asked:
    told: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
    return Asked(**told)


def masked(text: str, said: Sequence[SaidDate]) -> str:
    """The text with each date as @: what stands beside a date is then the same however long the date is."""
    for one in sorted(said, key=lambda date: -date.start):
        text = f"{text[: one.start]}@{text[one.end :]}"
    return text
