"""What of a text likeness goes by: places, things, runs of two sounds. Kept as numbers, from which no words can be read back."""

import re
import zlib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.agencies.wording import plain
from bot.knowledge.text import sound
from bot.tickets.likeness.places import Place, places_in
from bot.tickets.likeness.words import words

# Raise it when the same text gives other features than before: the chores then index every open ticket anew.
VERSION = 1
_LONGEST = 500  # characters that are looked at: what a matter is about is said at its beginning
_MOST = 120
_NUMBERS = re.compile(r"[0-9a-z@._-]{5,}")
_NAME = re.compile(r"(?:我叫|名叫|姓名[是:：]?|联系人[是:：]?|本人)[\u4e00-\u9fff]{2,4}")
_RUN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True)
class Features:
    """The marks of one text. A place is (whole name with kind, core with kind, core): two writers may give a name in full and in short."""

    places: frozenset[tuple[int, int, int]]
    towns: frozenset[int]
    things: frozenset[int]
    runs: frozenset[int]

    def pack(self) -> bytes:
        """As kept in the index: four counted lists of 32-bit numbers."""
        lists = ([mark for place in sorted(self.places) for mark in place], sorted(self.towns), sorted(self.things), sorted(self.runs))
        return array("I", [len(one) for one in lists] + [mark for one in lists for mark in one]).tobytes()

    @classmethod
    def unpack(cls, kept: bytes) -> "Features":
        """Read back what `pack` made."""
        numbers = array("I")
        numbers.frombytes(kept)
        places, towns, things, runs = _parts(numbers)
        return cls(frozenset(zip(places[::3], places[1::3], places[2::3], strict=True)), frozenset(towns), frozenset(things), frozenset(runs))

    @property
    def cores(self) -> frozenset[int]:
        """The cores of its places; in the numbers of runs, so that a place finds its name in a text that names no kind."""
        return frozenset(core for _, _, core in self.places)


def _parts(numbers: "array[int]") -> Iterator["array[int]"]:
    at = 4
    for count in numbers[:4]:
        yield numbers[at : at + count]
        at += count


def features_of(text: str) -> Features:
    """The marks of a text, whatever it is; numbers, addresses of mail and introduced names are left out before."""
    about = _impersonal(text)
    found = places_in(about)
    return Features(
        frozenset(map(_place_marks, (place for place in found if place.kind))),
        frozenset(_mark(_sounds(place.core)) for place in found if not place.kind),
        frozenset(map(thing_mark, words().things_in(about))),
        frozenset(_first(_runs(words().telling(about)))),
    )


def _place_marks(place: Place) -> tuple[int, int, int]:
    name, core = _sounds(place.name), _sounds(place.core)
    return _mark(f"{name}/{place.kind}"), _mark(f"{core}/{place.kind}"), _mark(core)


def shared_things() -> frozenset[int]:
    """The marks of the things that concern many people by their nature."""
    return frozenset(map(thing_mark, words().shared))


def own_things() -> frozenset[int]:
    """The marks of the things that are somebody's own affair."""
    return frozenset(map(thing_mark, words().own))


def spot_things() -> frozenset[int]:
    """The marks of the things that rather say where than what."""
    return frozenset(map(thing_mark, words().spots))


def thing_mark(thing: str) -> int:
    """The mark of one thing of `words.yml`."""
    return _mark(f"#{thing}")


def core_mark(place: Place) -> int:
    """The mark of a place's core, which is that of two sounds in a row as well."""
    return _mark(_sounds(place.core))


def pair_mark(first: int, second: int) -> int:
    """One mark for two that stand together."""
    return zlib.crc32(second.to_bytes(4, "big"), first)


def _runs(text: str) -> Iterator[int]:
    for run in _RUN.findall(text):
        for one, other in pairwise(map(sound, run)):
            yield _mark(f"{one} {other}")


def _first(marks: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(marks))[:_MOST]


def _sounds(name: str) -> str:
    """A name as it sounds: written with a wrong character of the same sound it is still the same."""
    return " ".join(map(sound, name))


def _mark(text: str) -> int:
    return zlib.crc32(text.encode())


def names_of(text: str) -> tuple[Place, ...]:
    """The places that a text names, as words."""
    return places_in(_impersonal(text))


def _impersonal(text: str) -> str:
    return _NAME.sub(" ", _NUMBERS.sub(" ", plain(text)))[:_LONGEST]
