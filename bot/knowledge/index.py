"""Finds the entry a question means: nearest question forms, and a ridge classifier over all of them.

Measured against each alone (`bench/knowledge.py`): the nearest form is sure when the citizen's words are close to a
form; the classifier learns which words tell one entry from its neighbours and what the desk should not answer.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from bot.knowledge.features import CHANNELS, damped, features
from bot.knowledge.postings import Floats, Postings

_MAX_RIDGE_FORMS = 10000  # a square matrix of this side is solved; beyond it the nearest form decides alone


@dataclass(frozen=True)
class Settings:
    """What `bench/knowledge.py --choose` measures: weight of each channel, ridge, the nearest form's share in the score."""

    channels: Mapping[str, float] = field(default_factory=lambda: {"char": 0.5, "word": 0.2, "sound": 0.1, "concept": 0.2})
    ridge: float = 1.0
    nearest_share: float = 0.1


@dataclass(frozen=True, slots=True)
class Example:
    """A question form and the label it leads to; label -1: not for the knowledge base."""

    text: str
    label: int


@dataclass(frozen=True)
class Ranking:
    """How well each label fits a question: `score` by label, `nearest` form by label, `outside`: score of 'none of them'."""

    score: Floats
    nearest: Floats
    outside: float
    domain: float


class Vectors:
    """TF-IDF in channels, each of length 1, weighted and joined to length 1."""

    def __init__(self, bags: Sequence[Mapping[str, Counter[str]]], weight: Mapping[str, float]) -> None:
        self._weight = weight
        seen: Counter[tuple[str, str]] = Counter((channel, one) for bag in bags for channel in CHANNELS for one in bag[channel])
        self._idf = {key: math.log((1 + len(bags)) / (1 + count)) + 1.0 for key, count in seen.items()}
        self._unknown = math.log(1 + len(bags)) + 1.0
        self._number = {key: number for number, key in enumerate(seen)}

    def __len__(self) -> int:
        return len(self._number)

    def vector(self, bag: Mapping[str, Counter[str]], *, question: bool = False) -> dict[int, float]:
        """Weights by feature number. Features never seen count for the length, so a strange question is far from all.

        A question wholly in pinyin has only sounds: it is held against the sounds of the forms alone.
        """
        found: dict[int, float] = {}
        used = sum(self._weight[channel] for channel in CHANNELS if bag[channel])
        if question and [channel for channel in CHANNELS if bag[channel]] == ["sound"]:
            used *= self._weight["sound"]
        for channel in CHANNELS:
            weights = {one: damped(n) * self._idf.get((channel, one), self._unknown) for one, n in bag[channel].items()}
            length = math.sqrt(sum(weight * weight for weight in weights.values()))
            scale = math.sqrt(self._weight[channel] / used) / length if length else 0.0
            for one, weight in weights.items():
                number = self._number.get((channel, one))
                if number is not None:
                    found[number] = weight * scale
        return found


class EntryIndex:
    """Ranks labels for a question. Built in about a second for a few thousand forms; no training step to run."""

    def __init__(
        self, examples: Sequence[Example], labels: int, settings: Settings | None = None, cache: Path | None = None
    ) -> None:
        """`examples` in any order; labels are 0..labels-1, or -1 for what lies outside.

        `cache`: a folder where the solved classifier is kept by the content of its examples, so that an unchanged
        knowledge base is solved once.
        """
        self.settings = settings or Settings()
        self.examples = tuple(examples)
        bags = [features(example.text) for example in self.examples]
        self._labels = labels
        self._of = np.array([example.label for example in self.examples], np.int64)
        self._vectors = Vectors(bags, self.settings.channels)
        rows = [self._vectors.vector(bag) for bag in bags]
        self._postings = Postings.of(rows, len(self._vectors))
        self._weights = self._classifier(cache) if len(bags) <= _MAX_RIDGE_FORMS else None

    def wanted(self) -> Floats:
        """One row an example, 1 in the column of its label; label -1 is the last column."""
        wanted = np.zeros((len(self._of), self._labels + 1), np.float32)
        wanted[np.arange(len(self._of)), self._of] = 1.0
        return wanted

    def kernel(self) -> Floats:
        """Likeness of every example to every other."""
        return self._postings.kernel()

    def _classifier(self, cache: Path | None) -> NDArray[np.float16]:
        """Weight of each feature (row) for each label. Half precision: it is looked up, not computed with."""
        return self._postings.by_feature(self._alpha(cache)).astype(np.float16)

    def _alpha(self, cache: Path | None) -> Floats:
        if cache is None:
            return self._solve()
        path = cache / f"knowledge-{self._digest()}.npy"
        if path.is_file():
            return np.asarray(np.load(path), np.float32)
        solved = self._solve()
        cache.mkdir(parents=True, exist_ok=True)
        for old in cache.glob("knowledge-*.npy"):
            old.unlink()
        with NamedTemporaryFile(dir=cache, suffix=".tmp", delete=False) as file:
            np.save(file, solved.astype(np.float16))
        Path(file.name).replace(path)
        return solved

    def _digest(self) -> str:
        """Of everything the solution depends on: the vectors, the labels and the settings."""
        digest = sha256(repr((self.settings, self._labels)).encode())
        for array in (self._of, self._postings.starts, self._postings.rows, self._postings.weights):
            digest.update(array.tobytes())
        return digest.hexdigest()[:24]

    def _solve(self) -> Floats:
        kernel = self.kernel()
        kernel[np.diag_indices_from(kernel)] += self.settings.ridge
        factor = cho_factor(kernel, lower=True, overwrite_a=True, check_finite=False)
        return np.asarray(cho_solve(factor, self.wanted(), overwrite_b=True, check_finite=False), np.float32)

    def rank(self, text: str) -> Ranking:
        """How well each label fits."""
        vector = self._vectors.vector(features(text), question=True)
        similar = self._postings.scores(vector.items())
        if self._weights is None:
            return self.ranking(similar, None)
        numbers = np.fromiter(vector, np.int64, len(vector))
        values = np.fromiter(vector.values(), np.float32, len(vector))
        return self.ranking(similar, values @ self._weights[numbers].astype(np.float32))

    def ranking(self, similar: Floats, ridge: Floats | None) -> Ranking:
        """The ranking, given the likeness to every example and the classifier's score of every label."""
        nearest = np.zeros(self._labels + 1, np.float32)
        np.maximum.at(nearest, self._of, similar)
        share = self.settings.nearest_share if ridge is not None else 1.0
        score = nearest * np.float32(share) + (0 if ridge is None else ridge * np.float32(1 - share))
        domain = float(nearest.max() if ridge is None else ridge[:-1].sum())
        return Ranking(score[:-1], nearest[:-1], float(score[-1]), domain)


def best(score: Floats, allowed: NDArray[np.bool_], count: int) -> list[int]:
    """The best allowed labels, best first."""
    masked = np.where(allowed, score, -np.inf)
    order = np.argsort(-masked, kind="stable")[:count]
    return [int(label) for label in order if allowed[label]]
