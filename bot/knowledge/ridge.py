"""Ridge regression from features to labels, its features folded into a fixed number of buckets.

Solved form by form, the classifier would need a square matrix of all question forms: at 20,000 forms 1.6 GB and a minute.
Folded, the matrix has the buckets' side, however many forms there are. What folding costs in answers is in docs/measurements.md.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix

from bot.knowledge.postings import Floats

SIDE = 8192  # buckets; the matrix takes 270 MB while it is solved
_BLOCK = 512  # rows of the matrix made at a time: all at once would need several times the memory
_SEED = 7

Fold = NDArray[np.int16]
"""By feature: its bucket counted from 1, negative where it counts against it; 0 for a feature of one example alone."""


def fold_of(counts: NDArray[np.int64]) -> Fold:
    """Where each feature goes; `counts`: in how many examples it is. Up to `SIDE` shared features have a bucket each.

    Half of the features of a bucket count against it, so that what they say by chance of each other cancels out.
    """
    shared = counts > 1
    if shared.sum() <= SIDE:
        return np.where(shared, np.cumsum(shared), 0).astype(np.int16)
    draw = np.random.default_rng(_SEED)
    bucket, sign = draw.integers(1, SIDE + 1, len(counts)), draw.choice((-1, 1), len(counts))
    return np.where(shared, bucket * sign, 0).astype(np.int16)


def folded(rows: csr_matrix, fold: Fold) -> csr_matrix:
    """The rows in buckets instead of features."""
    kept = np.flatnonzero(fold)
    signs = np.sign(fold[kept]).astype(np.float32)
    to = csr_matrix((signs, (kept, np.abs(fold[kept]) - 1)), shape=(len(fold), _side(fold)))
    return (rows @ to).tocsr()


def factor(rows: csr_matrix, ridge: float) -> tuple[Floats, bool]:
    """The Cholesky factor of rowsᵀ rows + ridge, as `scipy.linalg.cho_solve` takes it."""
    across = rows.T.tocsr()
    gram = np.zeros((rows.shape[1],) * 2, np.float32)
    for at in range(0, len(gram), _BLOCK):
        gram[at : at + _BLOCK] = (across[at : at + _BLOCK] @ rows).toarray()
    gram[np.diag_indices_from(gram)] += ridge
    found: tuple[Floats, bool] = cho_factor(gram, lower=True, overwrite_a=True, check_finite=False)
    return found


def weights(rows: csr_matrix, label: NDArray[np.int64], labels: int, ridge: float) -> Floats:
    """Weight of each bucket (row) for each label: 1 is wanted of an example's own label, 0 of the others."""
    one = np.ones(len(label), np.float32)
    wanted = csr_matrix((one, (np.arange(len(label)), label)), shape=(len(label), labels))
    return np.asarray(cho_solve(factor(rows, ridge), (rows.T @ wanted).toarray(), check_finite=False), np.float32)


def scores(weight: Floats, fold: Fold, numbers: NDArray[np.int64], values: Floats) -> Floats:
    """The score of each label for a question of these features."""
    at = fold[numbers]
    signed = values * np.sign(at)
    found: Floats = signed[at != 0] @ weight[np.abs(at[at != 0]) - 1].astype(np.float32)
    return found


def _side(fold: Fold) -> int:
    return int(np.abs(fold).max(initial=1))
