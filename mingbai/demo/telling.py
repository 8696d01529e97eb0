"""What made-up citizens say: matters and spots joined into reports, each with the key of what it is really about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import yaml

from bot.tickets.kinds import Kind

_KINDS = {"complaints": Kind.COMPLAINT, "consultations": Kind.CONSULTATION, "suggestions": Kind.SUGGESTION, "applications": Kind.APPLICATION}
_NAMED = {"street": "streets", "village": "villages", "estate": "estates", "works": "works"}
_OF_TOWN = {"school": "schools", "park": "parks"}
_WISHING = ("建议", "希望", "能不能", "可以")


@dataclass(frozen=True)
class Matter:
    """One thing that people report in several ways. `months` is when it is commoner."""

    id: str
    kind: Kind
    agency: str
    at: str
    what: tuple[str, ...]
    effect: tuple[str, ...]
    months: frozenset[int]
    private: bool


@dataclass(frozen=True)
class Spot:
    """Where it is: the town, as people call it (empty: nowhere in particular), and the name of the spot in it."""

    town: str = ""
    name: str = ""

    @property
    def text(self) -> str:
        """Both together."""
        return f"{self.town}{self.name}"


@dataclass(frozen=True)
class Report:
    """One made-up report. Two reports of one `about` are of the same matter."""

    about: tuple[str, str]
    matter: Matter
    spot: Spot
    description: str


@cache
def matters() -> tuple[Matter, ...]:
    """Every matter there is (`matters.yml`)."""
    raw = yaml.safe_load((Path(__file__).parent / "matters.yml").read_text(encoding="utf-8"))
    return tuple(_matter(_KINDS[name], row) for name, rows in raw.items() for row in rows)


def _matter(kind: Kind, row: Mapping[str, Any]) -> Matter:
    return Matter(
        row["id"], kind, row["agency"], row.get("at", "none"), tuple(row["what"]), tuple(row.get("effect") or ()),
        frozenset(row.get("months") or ()), bool(row.get("private")),
    )


@cache
def _lists() -> Mapping[str, tuple[str, ...]]:
    """The lists of `places.yml`; names made of parts are joined, in an order that mixes them."""
    raw = yaml.safe_load((Path(__file__).parent / "places.yml").read_text(encoding="utf-8"))
    return {name: _joined(value) if isinstance(value, dict) else tuple(value.split()) for name, value in raw.items()}


def _joined(parts: Mapping[str, str]) -> tuple[str, ...]:
    kinds = parts["kinds"].split() or [""]
    names = sorted({first + last for first, last in product(parts["first"].split(), parts["last"].split())})
    Random(0).shuffle(names)
    return tuple(f"{name}{kinds[index % len(kinds)]}" for index, name in enumerate(names))


def spot_for(random: Random, matter: Matter, towns: Sequence[str]) -> Spot:
    """A spot of the kind that the matter happens at, in one of the towns; a name belongs to one town only."""
    if matter.at in _OF_TOWN:
        return Spot(random.choice(towns), random.choice(_lists()[_OF_TOWN[matter.at]]))
    if matter.at not in _NAMED:
        return Spot()
    names = _lists()[_NAMED[matter.at]]
    index = random.randrange(len(names))
    return Spot(towns[index % len(towns)], names[index])


def tell(random: Random, matter: Matter, spot: Spot) -> Report:
    """One of many ways to tell of this matter at this spot."""
    say = {Kind.APPLICATION: _requested, Kind.CONSULTATION: _asked}.get(matter.kind, _told)
    return Report((matter.id, spot.text), matter, spot, say(random, matter, spot))


def _told(random: Random, matter: Matter, spot: Spot) -> str:
    lists, what = _lists(), random.choice(matter.what)
    complains = matter.kind is Kind.COMPLAINT
    more = [random.choice(matter.effect)] if matter.effect and random.random() < 0.8 else []
    more += [random.choice(lists["since"])] if complains and random.random() < 0.6 else []
    random.shuffle(more)
    opening = random.choice(lists["openings"]) if complains and random.random() < 0.5 else ""
    wish = f"{random.choice(lists['wishes'])}。" if random.random() < 0.6 else ""
    return f"{opening}{'，'.join([_placed(random, matter, spot, what), *more])}。{wish}"


def _placed(random: Random, matter: Matter, spot: Spot, what: str) -> str:
    where = _where(random, matter, spot)
    if not where:
        return what
    if what.startswith(_WISHING):
        return f"{where}，{what}"
    return f"{where}{what}" if random.random() < 0.7 else f"{what}，就在{where}"


def _where(random: Random, matter: Matter, spot: Spot) -> str:
    """The spot as somebody says it: with the town or without, with a mark nearby or without."""
    if not spot.name:
        return ""
    without = spot.town[:-1] + spot.name if matter.at in _OF_TOWN else spot.name
    beside = random.choice(_lists()["beside"]) if matter.at == "street" and random.random() < 0.4 else ""
    return (without if random.random() < 0.35 else spot.text) + beside


def _asked(random: Random, matter: Matter, spot: Spot) -> str:
    opening = random.choice(("请问", "想问一下", "咨询一下", "你好，", ""))
    where = f"我是{spot.text}的，" if spot.name and random.random() < 0.7 else ""
    return f"{where}{opening}{random.choice(matter.what)}？"


def _requested(random: Random, matter: Matter, spot: Spot) -> str:
    year, what = f"{random.choice(('2023', '2024', '2025'))}年", random.choice(matter.what)
    return f"{spot.text}{year}{what}" if random.random() < 0.6 else f"{year}{spot.text}的{what}"
