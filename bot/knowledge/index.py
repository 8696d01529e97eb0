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
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import LinearOperator, cg

from bot.knowledge.features import features
from bot.knowledge.kept import Solved, solved
from bot.knowledge.postings import Floats, Postings
from bot.knowledge.vectors import Vectors

_MAX_RIDGE_FORMS = 14000  # a square matrix of this side is solved; beyond it the nearest form decides alone


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
        self._inside_row = np.full(len(self._of), -1, np.int64)
        self._inside_row[self._inside] = np.arange(len(self._inside))
        shared = self.solved.postings.counts() > 1
        self._carried = np.where(shared, np.cumsum(shared) - 1, -1)

    def wanted(self) -> Floats:
        """One row an example inside, 1 in the column of its label."""
        wanted = np.zeros((len(self._inside), self._labels), np.float32)
        wanted[np.arange(len(self._inside)), self._of[self._inside]] = 1.0
        return wanted

    def _solve(self) -> Solved:
        bags = [features(example.text) for example in self.examples]
        vectors = Vectors.of(bags, self.settings.channels)
        postings = Postings.of([vectors.vector(bag) for bag in bags], len(vectors))
        alpha = self._classifier(postings)
        return Solved(vectors, postings, alpha, carried(postings, self._inside, alpha), self._domain(postings))

    def _classifier(self, postings: Postings) -> Floats:
        """Weight of each example inside (row) for each label; empty when there are too many to solve."""
        if len(self._inside) > _MAX_RIDGE_FORMS:
            return np.zeros((0, self._labels), np.float32)
        kernel = postings.kernel(self._inside)
        kernel[np.diag_indices_from(kernel)] += self.settings.ridge
        factor = cho_factor(kernel, lower=True, overwrite_a=True, check_finite=False)
        return np.asarray(cho_solve(factor, self.wanted(), overwrite_b=True, check_finite=False), np.float32)

    def _domain(self, postings: Postings) -> Floats:
        """Weight of each feature for «inside»."""
        return domain_weights(postings.matrix(), self._of >= 0, self.settings.ridge)

    def rank(self, text: str) -> Ranking:
        """How well each label fits."""
        found = self.solved
        vector = found.vectors.vector(features(text), question=True)
        similar = found.postings.scores(vector.items())
        numbers = np.fromiter(vector, np.int64, len(vector))
        values = np.fromiter(vector.values(), np.float32, len(vector))
        return self.ranking(similar, self._ridge(numbers, values), float(values @ found.domain[numbers]))

    def _ridge(self, numbers: NDArray[np.int64], values: Floats) -> Floats | None:
        """The classifier's score of each label; a feature of one example alone speaks with that example's weights."""
        found = self.solved
        if not len(found.alpha):
            return None
        carried_in = self._carried[numbers]
        common = carried_in >= 0
        score: Floats = values[common] @ found.carried[carried_in[common]].astype(np.float32)
        at = found.postings.starts[numbers[~common]]
        rows = self._inside_row[found.postings.rows[at]]
        said = values[~common] * found.postings.weights[at]
        return score + said[rows >= 0] @ found.alpha[rows[rows >= 0]].astype(np.float32)

    def ranking(self, similar: Floats, ridge: Floats | None, domain: float) -> Ranking:
        """The ranking, given the likeness to every example, the classifier's score of every label and the domain's."""
        nearest = np.zeros(self._labels + 1, np.float32)
        np.maximum.at(nearest, self._of, similar)
        share = self.settings.nearest_share if ridge is not None else 1.0
        score = nearest[:-1] * np.float32(share) + (0 if ridge is None else ridge * np.float32(1 - share))
        return Ranking(score, nearest[:-1], float(nearest[-1]), domain)


def best(score: Floats, allowed: NDArray[np.bool_], count: int) -> list[int]:
    """The best allowed labels, best first."""
    masked = np.where(allowed, score, -np.inf)
    order = np.argsort(-masked, kind="stable")[:count]
    return [int(label) for label in order if allowed[label]]


def carried(postings: Postings, inside: NDArray[np.int64], alpha: Floats) -> NDArray[np.float16]:
    """The examples' weights carried over to the features that more than one example has: a row a feature, in order.

    Half precision: they are looked up, not computed with. The other features are most of them, and need no row.
    """
    matrix = postings.matrix()[inside].tocsc()[:, np.flatnonzero(postings.counts() > 1)]
    return np.asarray(matrix.T @ alpha if len(alpha) else np.zeros((matrix.shape[1], 0)), np.float16)


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
