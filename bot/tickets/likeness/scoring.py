"""How alike two texts are, 0..1: the same thing at the same place. Pure: no store.

`likeness = place x topic`. The topic is what they share of things and of telling words, each weighed by how rare it is; the place
is 1 where a name is the same, small where both name places and none is the same.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.tickets.likeness.features import Features, spot_things

_UNKNOWN = 8.0  # how telling a mark is that the learned weights do not know: rare
_SPOT = 0.3  # what a thing is worth that rather says where than what
_LEAST_RUNS = 24.0  # few words in common say little, even when a text has few words
# What the place is worth where it is not simply the same.
_NO_PLACE, _TOWN_ONLY, _TOWN_AND_MORE, _ONE_SIDED, _OTHER_PLACE, _OTHER_TOWN = 0.8, 0.75, 0.5, 0.35, 0.12, 0.4


@dataclass(frozen=True)
class Weights:
    """How telling each mark is (its idf), as far as it is common enough to be known."""

    known: Mapping[int, float] = field(default_factory=dict)

    def of(self, mark: int) -> float:
        """The weight of a mark."""
        return self.known.get(mark, _UNKNOWN) * (_SPOT if mark in _spots() else 1.0)

    def total(self, marks: Iterable[int]) -> float:
        """The weight of several."""
        return sum(map(self.of, marks))


_SPOTS: list[frozenset[int]] = []


def _spots() -> frozenset[int]:
    if not _SPOTS:
        _SPOTS.append(spot_things())
    return _SPOTS[0]


def likeness(one: Features, other: Features, weights: Weights) -> float:
    """How alike two texts are."""
    place, matched = _place(one, other, weights)
    return round(place * _topic(one, other, matched, weights), 4) if place else 0.0


def _topic(one: Features, other: Features, matched: frozenset[int], weights: Weights) -> float:
    both = weights.total(one.things & other.things)
    mine, theirs = weights.total(one.things), weights.total(other.things)
    things = (0.6 * both / min(mine, theirs) + 0.4 * both / (mine + theirs - both)) if both else 0.0
    my_runs, their_runs = one.runs - matched, other.runs - matched
    least = max(_LEAST_RUNS, min(weights.total(my_runs), weights.total(their_runs)))
    runs = min(1.0, 1.3 * weights.total(my_runs & their_runs) / least)
    return 1 - (1 - 0.8 * things) * (1 - 0.8 * runs)


def _place(one: Features, other: Features, weights: Weights) -> tuple[float, frozenset[int]]:
    """What the places say, and the marks of the names that matched (they tell where, not what)."""
    loose = _in_the_other(one.cores, one, other) | _in_the_other(other.cores, other, one)
    towns = (one.towns & (other.towns | other.runs)) | (other.towns & one.runs)
    found = _named(one, other, loose, weights)
    if found is None:
        if one.places and other.places:
            found = _OTHER_PLACE
        elif towns:
            found = _TOWN_AND_MORE if one.places or other.places else _TOWN_ONLY
        else:
            found = _ONE_SIDED if one.places or other.places or one.towns or other.towns else _NO_PLACE
    if one.towns and other.towns and not towns:
        found *= _OTHER_TOWN
    return found, loose | towns


def _named(one: Features, other: Features, loose: frozenset[int], weights: Weights) -> float | None:
    """The same name: whole; cut short by one of the two (worth less); or its core only, in other words or of another kind."""
    mine, theirs = {whole for whole, _, _ in one.places}, {whole for whole, _, _ in other.places}
    if mine & theirs:
        return 0.3 + 0.7 * max(_special(name, weights) for name in mine & theirs)
    short = (mine & {short for _, short, _ in other.places}) | (theirs & {short for _, short, _ in one.places})
    if short:
        return 0.3 + 0.6 * max(_special(name, weights) for name in short)
    if loose:
        worth = 0.25 + 0.55 * max(_special(core, weights) for core in loose)
        return worth * 0.6 if one.places and other.places else worth
    return None


def _in_the_other(cores: frozenset[int], mine: Features, theirs: Features) -> frozenset[int]:
    return cores & (theirs.cores | theirs.runs | theirs.towns)


def _special(mark: int, weights: Weights) -> float:
    """0.2..1: a name that everybody writes says little."""
    return min(1.0, max(0.2, (weights.of(mark) - 2) / 4))


def rarity(count: float, documents: float) -> float:
    """The weight of a mark that `count` of so many texts have."""
    return math.log((documents + 1) / (count + 0.5))
