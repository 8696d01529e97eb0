"""Finds the entry a question means: nearest question forms, and a ridge classifier over all of them.

Measured against each alone (`bench/knowledge.py`): the nearest form is sure when the citizen's words are close to a
form; the classifier learns which words tell one entry from its neighbours and what the desk should not answer.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.features import CHANNELS, damped, features
from bot.knowledge.postings import Floats, Postings

CHANNEL_WEIGHT: Mapping[str, float] = {"char": 0.35, "word": 0.25, "sound": 0.25, "concept": 0.15}
RIDGE = 0.3
NEAREST_SHARE = 0.5
_MAX_RIDGE_FORMS = 8000  # a square matrix of this side is solved; beyond it the nearest form decides alone


@dataclass(frozen=True, slots=True)
class Example:
    """A question form and the label it leads to; label -1: not for the knowledge base."""

    text: str
    label: int


@dataclass(frozen=True)
class Ranking:
    """How well each label fits a question: `score` by label, `nearest` form by label, `outside` for 'none of them'."""

    score: Floats
    nearest: Floats
    outside: float
    outside_nearest: float


class Vectors:
    """TF-IDF in channels, each of length 1, weighted and joined to length 1."""

    def __init__(self, bags: Sequence[Mapping[str, Counter[str]]]) -> None:
        self._number: dict[tuple[str, str], int] = {}
        seen: Counter[tuple[str, str]] = Counter((channel, one) for bag in bags for channel in CHANNELS for one in bag[channel])
        self._idf = {key: math.log((1 + len(bags)) / (1 + count)) + 1.0 for key, count in seen.items()}
        self._unknown = math.log(1 + len(bags)) + 1.0
        self._number = {key: number for number, key in enumerate(seen)}

    def __len__(self) -> int:
        return len(self._number)

    def vector(self, bag: Mapping[str, Counter[str]]) -> dict[int, float]:
        """Weights by feature number. Features never seen count for the length, so a strange question is far from all."""
        found: dict[int, float] = {}
        used = sum(CHANNEL_WEIGHT[channel] for channel in CHANNELS if bag[channel])
        for channel in CHANNELS:
            weights = {one: damped(n) * self._idf.get((channel, one), self._unknown) for one, n in bag[channel].items()}
            length = math.sqrt(sum(weight * weight for weight in weights.values()))
            scale = math.sqrt(CHANNEL_WEIGHT[channel] / used) / length if length else 0.0
            for one, weight in weights.items():
                number = self._number.get((channel, one))
                if number is not None:
                    found[number] = weight * scale
        return found


class EntryIndex:
    """Ranks labels for a question. Built in under a second for a few thousand forms; no training step to run."""

    def __init__(self, examples: Sequence[Example], labels: int) -> None:
        """`examples` in any order; labels are 0..labels-1, or -1 for what lies outside."""
        ordered = sorted(examples, key=lambda example: example.label)
        bags = [features(example.text) for example in ordered]
        self._labels = labels
        self._of = np.array([example.label for example in ordered], np.int64)
        self._vectors = Vectors(bags)
        rows = [self._vectors.vector(bag) for bag in bags]
        self._postings = Postings.of(rows, len(self._vectors))
        self._alpha = self._solve(rows) if len(rows) <= _MAX_RIDGE_FORMS else None

    def _solve(self, rows: Sequence[Mapping[int, float]]) -> Floats:
        kernel = np.array([self._postings.scores(row.items()) for row in rows], np.float32)
        wanted = np.zeros((len(rows), self._labels + 1), np.float32)
        wanted[np.arange(len(rows)), self._of] = 1.0  # label -1 is the last column
        kernel[np.diag_indices_from(kernel)] += RIDGE
        return np.asarray(np.linalg.solve(kernel, wanted), np.float32)

    def rank(self, text: str) -> Ranking:
        """How well each label fits."""
        return self.rank_similar(self._postings.scores(self._vectors.vector(features(text)).items()))

    def rank_similar(self, similar: Floats) -> Ranking:
        """The ranking, given the likeness to every form (in the index's own order)."""
        nearest = np.zeros(self._labels + 1, np.float32)
        np.maximum.at(nearest, self._of, similar)
        ridge = similar @ self._alpha if self._alpha is not None else nearest
        score = NEAREST_SHARE * nearest + (1 - NEAREST_SHARE) * ridge
        return Ranking(score[:-1], nearest[:-1], float(score[-1]), float(nearest[-1]))


def best(score: Floats, allowed: NDArray[np.bool_], count: int) -> list[int]:
    """The best allowed labels, best first."""
    masked = np.where(allowed, score, -np.inf)
    order = np.argsort(-masked, kind="stable")[:count]
    return [int(label) for label in order if allowed[label]]
