"""The few keys under which a ticket lies in the index, and those a text is looked for by.

A place and a thing that stand together make one key: rare, and shared by nearly all reports of one matter. Single marks are keys as
well, for reports that say less; what is common is read only so far back (`depth`).
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.tickets.likeness.features import Features, pair_mark
from bot.tickets.likeness.scoring import Weights

_MOST_NAMES, _MOST_THINGS, _MOST_RUNS, _LOOSE_NAMES = 4, 4, 6, 4
_DEEP, _SHALLOW = 300, 150
_WHOLE, _SHORT, _PAIR, _THING = 8.0, 6.0, 4.0, 0.7


@dataclass(frozen=True)
class Key:
    """A key with what it is worth as a hint, and how many tickets are read under it."""

    term: int
    worth: float
    depth: int = _DEEP


def keys_of(features: Features, weights: Weights) -> dict[int, Key]:
    """The keys of a ticket's own text."""
    return _by_term(_keys(features, weights, ()))


def asked_keys(features: Features, weights: Weights) -> dict[int, Key]:
    """The keys to look for: those of a ticket, and a rare word taken for a name («坐横埠的班车») with each thing."""
    return _by_term(_keys(features, weights, _rarest(features.runs, weights, _LOOSE_NAMES)))


def pack_terms(terms: Iterable[int]) -> bytes:
    """Terms as kept beside the ticket, so that it can be taken out again."""
    return array("i", sorted(terms)).tobytes()


def unpack_terms(kept: bytes) -> list[int]:
    """Read back what `pack_terms` made."""
    terms = array("i")
    terms.frombytes(kept)
    return terms.tolist()


def _keys(features: Features, weights: Weights, loose: Iterable[int]) -> Iterator[Key]:
    for whole, short, _ in features.places:
        yield Key(whole, _WHOLE)
        yield Key(short, _SHORT)
    things = _rarest(features.things, weights, _MOST_THINGS)
    runs = _rarest(features.runs, weights, _MOST_RUNS)
    names = [*_rarest(features.cores, weights, _MOST_NAMES), *_rarest(features.towns, weights, 2)]
    for mark in {*features.cores, *runs}:
        yield Key(mark, weights.of(mark))
    for thing in things:
        yield Key(thing, _THING * weights.of(thing), _SHALLOW)
        for name in dict.fromkeys((*names, *loose) if names or loose else runs[:_LOOSE_NAMES]):
            yield Key(pair_mark(name, thing), _PAIR + weights.of(name))


def _rarest(marks: Iterable[int], weights: Weights, most: int) -> list[int]:
    return sorted(marks, key=lambda mark: (-weights.of(mark), mark))[:most]


def _by_term(keys: Iterable[Key]) -> dict[int, Key]:
    best: dict[int, Key] = {}
    for key in keys:
        term = key.term - 2**31  # the columns are signed
        if term not in best or best[term].worth < key.worth:
            best[term] = Key(term, key.worth, key.depth)
    return best
