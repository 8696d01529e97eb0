"""How near a text comes to each duty, from the words of the duties alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer

from bot.agencies.models import Agency, Duty
from bot.agencies.wording import parts, plain


@dataclass(frozen=True)
class Match:
    """One duty with how near the text comes to it and the words that say so."""

    agency: str
    duty: Duty
    score: float
    words: tuple[str, ...]


class Lexicon:
    """The duties of a place, each phrase weighed by how few agencies use its words."""

    def __init__(self, agencies: Sequence[Agency]) -> None:
        rows = [(agency.id, duty, plain(phrase)) for agency in agencies for duty in agency.duties for phrase in (duty.name, *duty.says)]
        self.duties = [(agency.id, duty) for agency in agencies for duty in agency.duties]
        number = {id(duty): index for index, (_, duty) in enumerate(self.duties)}
        self.phrases = [phrase for _, _, phrase in rows]
        self.owner = np.array([number[id(duty)] for _, duty, _ in rows])
        self._counter = CountVectorizer(analyzer=_parts, binary=True, dtype=np.float32)
        found = self._counter.fit_transform(self.phrases)
        self.weights = self._weights(found)
        self._weighted = csr_matrix(found.multiply(self.weights))
        self._whole = np.asarray(self._weighted.sum(axis=1)).ravel()

    def _weights(self, found: csr_matrix) -> np.ndarray:
        by_duty = csr_matrix((np.ones(len(self.owner)), (self.owner, np.arange(len(self.owner)))), dtype=np.float32) @ found
        spread = np.asarray((by_duty > 0).sum(axis=0)).ravel()
        return np.log((len(self.duties) + 1) / (spread + 0.5)).astype(np.float32)

    def scores(self, text: str) -> np.ndarray:
        """One score a duty, 0 when nothing is shared: matched weight, favouring phrases found whole."""
        query = self._counter.transform([text])
        shared = np.asarray((self._weighted @ query.T).todense()).ravel()
        near = shared * (shared / (self._whole + 4.0))
        result = np.zeros(len(self.duties))
        best = np.zeros(len(self.duties))
        np.maximum.at(best, self.owner, near)
        np.add.at(result, self.owner, near**2)
        return best + 0.5 * np.sqrt(result)

    def words(self, duty: Duty, text: str, most: int = 3) -> tuple[str, ...]:
        """The longest words of a duty that stand in a text."""
        found = {phrase for phrase in (plain(phrase) for phrase in (duty.name, *duty.says)) if phrase in text}
        pieces = {part[1:] for phrase in duty.says for part in parts(plain(phrase)) if part[0] == "=" and part[1:] in text}
        ordered = sorted(found | pieces, key=lambda word: (-len(word), text.find(word)))
        kept: list[str] = []
        for word in ordered:
            if not any(word in longer for longer in kept):
                kept.append(word)
        return tuple(kept[:most])


def _parts(text: str) -> list[str]:
    return list(parts(text))
