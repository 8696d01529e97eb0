"""One text as a fitted vectorizer sees it: its checks cost ten times as much as the sums, and one text comes after the other."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer


def runs(text: str) -> list[str]:
    """Runs of one, two and three characters."""
    return [text[at : at + size] for size in (1, 2, 3) for at in range(len(text) - size + 1)]


@dataclass(frozen=True)
class OneText:
    """The weights of one text by TF-IDF with damped counts, of length 1."""

    pieces: Callable[[str], Iterable[str]]
    numbers: Mapping[str, int]
    idf: np.ndarray

    @classmethod
    def like(cls, fitted: "TfidfVectorizer", pieces: Callable[[str], Iterable[str]]) -> "OneText":
        """As this vectorizer, fitted with `sublinear_tf` on what `pieces` makes of a text, would have it."""
        return cls(pieces, dict(fitted.vocabulary_), np.asarray(fitted.idf_, dtype=np.float32))

    def times(self, text: str, weights: np.ndarray) -> np.ndarray:
        """The text's weights times the rows of a matrix; 0 where no piece of the text is known."""
        counts = Counter(number for piece in self.pieces(text) if (number := self.numbers.get(piece)) is not None)
        if not counts:
            return np.zeros(weights.shape[1], np.float32)
        rows = np.fromiter(counts, dtype=np.int64, count=len(counts))
        worth = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))) * self.idf[rows]
        return np.asarray((worth / np.linalg.norm(worth)) @ weights[rows])
