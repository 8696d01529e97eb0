"""Finds the entry a question means: a ridge classifier over all question forms, with a little of the nearest form.

Measured against each alone (`bench/knowledge.py --choose`): the nearest form is sure when the citizen's words are close
to a form; the classifier learns which words tell one entry from its neighbours. Whether a message is for the knowledge
base at all is a second, much smaller question with a classifier of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import LinearOperator, cg

from bot.knowledge.features import features
from bot.knowledge.kept import Solved, solved
from bot.knowledge.postings import Floats, Postings
from bot.knowledge.ridge import Fold, fold_of, folded, scores, weights
from bot.knowledge.vectors import Vectors

_BEYOND = np.float32(1.3)
"""Times its nearest form that a label's score may be: more comes of features that share a bucket by chance, in pinyin above all."""


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
    """How well each label fits a question: `score` and `nearest` form by label.

    `outside` is the nearest example that lies outside, `domain` the classifier's word on whether this is a question for
    the knowledge base (about 1: surely; about -1: surely not).
    """

    score: Floats
    nearest: Floats
    outside: float
    domain: float


class EntryIndex:
    """Ranks labels for a question. Solved in seconds for a few thousand forms, read back in a fraction of one."""

    def __init__(self, examples: Sequence[Example], labels: int, settings: Settings | None = None, cache: Path | None = None) -> None:
        """`examples` in any order; labels are 0..labels-1, or -1 for what lies outside.

        `cache`: a folder where the solution is kept by the content of its examples, so that an unchanged knowledge base
        is solved once.
        """
        self.settings = settings or Settings()
        self.examples = tuple(examples)
        self._labels = labels
        self._of = np.array([example.label for example in self.examples], np.int64)
        self._inside = np.flatnonzero(self._of >= 0)
        self.solved = solved(cache, (self.examples, self._labels, self.settings), self._solve)

    def _solve(self) -> Solved:
        bags = [features(example.text) for example in self.examples]
        vectors = Vectors.of(bags, self.settings.channels)
        postings = Postings.of([vectors.vector(bag) for bag in bags], len(vectors))
        fold = fold_of(postings.counts())
        return Solved(vectors, postings, fold, self._classifier(postings, fold), self._domain(postings))

    def _classifier(self, postings: Postings, fold: Fold) -> Floats:
        """Weight of each bucket for each label."""
        rows = folded(postings.matrix()[self._inside], fold)
        return weights(rows, self._of[self._inside], self._labels, self.settings.ridge)

    def _domain(self, postings: Postings) -> Floats:
        """Weight of each feature for «inside»."""
        return domain_weights(postings.matrix(), self._of >= 0, self.settings.ridge)

    def rank(self, text: str) -> Ranking:
        """How well each label fits."""
        found = self.solved
        vector = found.vectors.vector(features(text), question=True)
        similar = found.postings.scores(vector)
        numbers = np.fromiter(vector, np.int64, len(vector))
        values = np.fromiter(vector.values(), np.float32, len(vector))
        score = scores(found.weight, found.fold, numbers, values)
        return self.ranking(similar, score, float(values @ found.domain[numbers]))

    def ranking(self, similar: Floats, ridge: Floats, domain: float) -> Ranking:
        """The ranking, given the likeness to every example, the classifier's score of every label and the domain's."""
        nearest = np.zeros(self._labels + 1, np.float32)
        np.maximum.at(nearest, self._of, similar)
        share = np.float32(self.settings.nearest_share)
        score = nearest[:-1] * share + np.minimum(ridge, nearest[:-1] * _BEYOND) * (1 - share)
        return Ranking(score, nearest[:-1], float(nearest[-1]), domain)


def best(score: Floats, allowed: NDArray[np.bool_], count: int) -> list[int]:
    """The best allowed labels, best first."""
    masked = np.where(allowed, score, -np.inf)
    order = np.argsort(-masked, kind="stable")[:count]
    return [int(label) for label in order if allowed[label]]


def domain_weights(rows: csr_matrix, inside: NDArray[np.bool_], ridge: float) -> Floats:
    """Ridge regression of +1 (inside) and -1, both sides counting alike however many examples each has.

    One right-hand side, so a few steps of conjugate gradients do.
    """
    wanted = np.where(inside, np.float32(1), np.float32(-1))
    share = np.float32(max(float(inside.mean()), 1 / len(inside)))
    penalty = np.float32(ridge) * 2 * np.where(inside, share, 1 - share).astype(np.float32)
    operator = LinearOperator((len(inside),) * 2, matvec=lambda a: rows @ (rows.T @ a) + penalty * a, dtype=np.float32)
    alpha, _ = cg(operator, wanted, rtol=1e-3, maxiter=100)
    return np.asarray(rows.T @ alpha, np.float32)
