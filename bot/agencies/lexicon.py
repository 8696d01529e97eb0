"""How near a text comes to each duty, from the words of the duties alone."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import rjieba
from scipy.sparse import csc_matrix, csr_matrix

from bot.agencies.models import Agency, Duty
from bot.agencies.wording import parts, plain

_PARTLY = 4.0  # weight that a phrase is short of whole before a hit counts half: short phrases need to be found whole
_TELLING = 2.5  # weight from which a word tells one duty from others well enough to be given as a reason
_MORE = 0.5  # what further phrases of the same duty add to its best one


class Lexicon:
    """The duties of a place, each phrase weighed by how few duties use its words."""

    def __init__(self, agencies: Sequence[Agency]) -> None:
        self.duties: list[tuple[str, Duty]] = [(agency.id, duty) for agency in agencies for duty in agency.duties]
        rows = [(index, plain(phrase)) for index, (_, duty) in enumerate(self.duties) for phrase in (duty.name, *duty.says)]
        self._owner = np.array([index for index, _ in rows])
        self._starts = np.searchsorted(self._owner, np.arange(len(self.duties)))
        # scikit-learn takes seconds to import: only what routes or learns pays for it, not every command and the worker.
        from sklearn.feature_extraction.text import CountVectorizer

        counter = CountVectorizer(analyzer=_parts, binary=True, dtype=np.float32)
        found = csr_matrix(counter.fit_transform([phrase for _, phrase in rows]))
        weights = self._weights(found)
        self._numbers: dict[str, int] = counter.vocabulary_
        # By columns: a text looks up its own parts, and nothing of the others.
        self._weighted = csc_matrix(found.multiply(weights))
        self._common = frozenset(part[1:] for part, column in self._numbers.items() if part[0] == "=" and weights[column] < _TELLING)
        self._whole = np.asarray(self._weighted.sum(axis=1)).ravel()

    def _weights(self, found: csr_matrix) -> np.ndarray:
        owners = csr_matrix((np.ones(len(self._owner)), (self._owner, np.arange(len(self._owner)))), dtype=np.float32)
        spread = np.asarray(((owners @ found) > 0).sum(axis=0)).ravel()
        return np.log((len(self.duties) + 1) / (spread + 0.5)).astype(np.float32)

    def scores(self, text: str) -> np.ndarray:
        """One score a duty, 0 when nothing is shared: the best phrase, and a little for the others."""
        said = sorted({number for part in parts(text) if (number := self._numbers.get(part)) is not None})
        shared = self._weighted[:, said] @ np.ones(len(said), np.float32)
        near = shared * (shared / (self._whole + _PARTLY))
        best = np.maximum.reduceat(near, self._starts)
        return np.asarray(best + _MORE * np.sqrt(np.add.reduceat(near**2, self._starts)))

    def words(self, duty: Duty, text: str, most: int = 3) -> tuple[str, ...]:
        """The longest words of a duty that stand in a text, none inside another; words of everybody's (我们, 没人) only where there are no others."""
        kept: list[str] = []
        for word in sorted((word for word in _vocabulary(duty) if word in text), key=lambda word: (-len(word), text.find(word))):
            if not any(word in longer for longer in kept):
                kept.append(word)
        return tuple([word for word in kept if word not in self._common and _names_something(word)][:most] or kept[:most])


def _names_something(word: str) -> bool:
    """Times, places as such and little words (去年, 县里, 我们) are found in a duty by chance and convince nobody."""
    return rjieba.tag(word)[0][1][0] not in "trfsmdcpuy" or len(word) > 2


def _parts(text: str) -> list[str]:
    return list(parts(text))


@lru_cache(maxsize=4096)
def _vocabulary(duty: Duty) -> frozenset[str]:
    phrases = {plain(phrase) for phrase in (duty.name, *duty.says)}
    return frozenset(phrases | {part[1:] for phrase in phrases for part in parts(phrase) if part.startswith("=")})
