"""What words mean for likeness: many ways of saying one thing, words that tell nothing (`words.yml`)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("words.yml")


@dataclass(frozen=True)
class Words:
    """The word lists as patterns. `shared` things concern many people, `own` ones somebody alone, `spots` rather say where."""

    things: re.Pattern[str]
    thing_of: Mapping[str, tuple[str, ...]]
    plain: re.Pattern[str]
    shared: frozenset[str]
    spots: frozenset[str]
    own: frozenset[str]

    def things_in(self, text: str) -> frozenset[str]:
        """The things that a text speaks of."""
        return frozenset(thing for word in self.things.findall(text) for thing in self.thing_of[word])

    def telling(self, text: str) -> str:
        """The text with blanks for the words that tell nothing."""
        return self.plain.sub(" ", text)


@cache
def words() -> Words:
    """The lists shipped beside this module (read once)."""
    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    thing_of: dict[str, tuple[str, ...]] = {}
    for section in ("shared", "spots", "own"):
        for thing, ways in raw[section].items():
            for way in str(ways).split():
                thing_of[way] = (*thing_of.get(way, ()), thing)
    shared, spots, own = (frozenset(raw[section]) for section in ("shared", "spots", "own"))
    return Words(_any_of(thing_of), thing_of, _any_of(raw["plain"].split()), shared, spots, own)


def _any_of(alternatives: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(alternatives, key=len, reverse=True))))
