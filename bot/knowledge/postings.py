"""An inverted index on flat arrays: which rows share features with a query, and how strongly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix

Floats = NDArray[np.float32]
_BLOCK = 512  # rows multiplied at a time: the sparse product of all at once would need twice the memory


@dataclass(frozen=True)
class Postings:
    """Column-compressed weights: feature `f` is in rows `rows[starts[f]:starts[f+1]]` with those `weights`."""

    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: Floats
    size: int

    @classmethod
    def of(cls, documents: Sequence[Mapping[int, float]], features: int) -> "Postings":
        """Postings of documents given as {feature number: weight}."""
        counts = [len(document) for document in documents]
        total = sum(counts)
        columns = np.fromiter((feature for document in documents for feature in document), np.int64, total)
        values = np.fromiter((value for document in documents for value in document.values()), np.float32, total)
        rows = np.repeat(np.arange(len(documents), dtype=np.int32), counts)
        order = np.argsort(columns, kind="stable")
        starts = np.zeros(features + 1, np.int64)
        np.cumsum(np.bincount(columns, minlength=features), out=starts[1:])
        return cls(starts, rows[order], values[order], len(documents))

    def kernel(self, rows: NDArray[np.int64] | None = None) -> Floats:
        """The inner product of every row with every row (of those named)."""
        matrix = self.matrix() if rows is None else self.matrix()[rows]
        size = matrix.shape[0]
        blocks = [(matrix[at : at + _BLOCK] @ matrix.T).toarray() for at in range(0, size, _BLOCK)]
        return np.concatenate(blocks) if blocks else np.zeros((0, 0), np.float32)

    def matrix(self) -> csr_matrix:
        """One sparse row a document."""
        return self._by_feature.tocsr()

    def counts(self) -> NDArray[np.int64]:
        """In how many rows each feature is."""
        return np.diff(self.starts)

    def scores(self, query: Mapping[int, float]) -> Floats:
        """The inner product of the query with every row."""
        numbers = np.fromiter(query, np.int64, len(query))
        values = np.fromiter(query.values(), np.float32, len(query))
        return np.asarray(self._by_feature[:, numbers] @ values, np.float32)

    @cached_property
    def _by_feature(self) -> csc_matrix:
        return csc_matrix((self.weights, self.rows, self.starts), shape=(self.size, len(self.starts) - 1))
