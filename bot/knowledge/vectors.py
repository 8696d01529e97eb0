"""Bags of features as weighted vectors: how telling each feature is among all examples."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.knowledge.features import CHANNELS, damped


@dataclass(frozen=True)
class Vectors:
    """TF-IDF in channels, each of length 1, weighted and joined to length 1."""

    weight: Mapping[str, float]
    number: Mapping[tuple[str, str], int]
    idf: Sequence[float]
    unknown: float

    @classmethod
    def of(cls, bags: Sequence[Mapping[str, Counter[str]]], weight: Mapping[str, float]) -> "Vectors":
        """The vectors' space as the examples' bags span it."""
        seen: Counter[tuple[str, str]] = Counter((channel, one) for bag in bags for channel in CHANNELS for one in bag[channel])
        idf = [math.log((1 + len(bags)) / (1 + count)) + 1.0 for count in seen.values()]
        return cls(weight, {key: number for number, key in enumerate(seen)}, idf, math.log(1 + len(bags)) + 1.0)

    def __len__(self) -> int:
        return len(self.idf)

    def vector(self, bag: Mapping[str, Counter[str]], *, question: bool = False) -> dict[int, float]:
        """Weights by feature number. Features never seen count for the length, so a strange question is far from all.

        A question wholly in pinyin has only sounds: it is held against the sounds of the forms alone, and a form in pinyin
        weighs no more than the sounds of the others.
        """
        found: dict[int, float] = {}
        used = [channel for channel in CHANNELS if bag[channel]]
        total = sum(self.weight[channel] for channel in used)
        if used == ["sound"]:
            total = self.weight["sound"] ** 2 if question else 1.0
        for channel in used:
            numbered = [(self.number.get((channel, one)), damped(n)) for one, n in bag[channel].items()]
            weights = [(number, tf * (self.unknown if number is None else self.idf[number])) for number, tf in numbered]
            length = math.sqrt(sum(weight * weight for _, weight in weights))
            scale = math.sqrt(self.weight[channel] / total) / length if length else 0.0
            found.update((number, weight * scale) for number, weight in weights if number is not None)
        return found
