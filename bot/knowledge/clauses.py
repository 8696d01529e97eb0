"""Finds the clause of an imported document that answers a question; BM25 over words and pairs of characters."""

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import rjieba

from bot.knowledge.features import flat
from bot.knowledge.models import Clause
from bot.knowledge.postings import Postings
from bot.knowledge.text import normalise

_K1, _B = 1.2, 0.75
# Characters of asking, not of what is asked about; a word with one of them tells nothing.
_IDLE = frozenset("的了吗呢啊吧呀嘛么是在我你们就都也把被给那这个还又很要会能可以有和与或及几多少哪什谁怎样如何为时候请问想知道些应当由")
_UNKNOWN = 0.65  # of the weight of the rarest: citizens use other words than documents
_LEAST = 2  # words; a single one does not say what is asked
_QUERY_FEATURES = 24  # the rarest ones of a long question decide; the others only cost time


class ClauseIndex:
    """Clauses by likeness to a question. 100,000 clauses answer within 20 ms (`bench/knowledge.py`)."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self.clauses = tuple(clauses)
        bags = [flat(clause.words) for clause in self.clauses]
        seen: Counter[str] = Counter(feature for bag in bags for feature in bag)
        self._number = {feature: number for number, feature in enumerate(seen)}
        self._idf = {feature: math.log(1 + (len(bags) - n + 0.5) / (n + 0.5)) for feature, n in seen.items()}
        self._unknown = math.log(1 + (len(bags) + 0.5) / 0.5)
        mean = sum(bag.total() for bag in bags) / max(len(bags), 1)
        self._postings = Postings.of([self._weights(bag, mean) for bag in bags], len(self._number))

    def _weights(self, bag: Counter[str], mean: float) -> dict[int, float]:
        length = _K1 * (1 - _B + _B * bag.total() / mean)
        return {self._number[f]: self._idf[f] * n * (_K1 + 1) / (n + length) for f, n in bag.items()}

    def find(self, text: str, count: int = 3) -> list[tuple[Clause, float]]:
        """The best clauses and the share of the question's telling words that each bears (0..1), best first."""
        bag = flat(text)
        wanted = sorted(bag, key=lambda feature: -self._idf.get(feature, self._unknown))[:_QUERY_FEATURES]
        known = {self._number[feature]: 1.0 for feature in wanted if feature in self._number}
        if not known:
            return []
        scores = self._postings.scores(known)
        top = np.argpartition(-scores, min(count, scores.size - 1))[:count]
        ordered = sorted((int(row) for row in top if scores[row] > 0), key=lambda row: -scores[row])
        return [(self.clauses[row], self.share(text, self.clauses[row].words)) for row in ordered]

    def telling(self, text: str) -> dict[str, float]:
        """What a question asks about, by weight: pairs within its words, without the words of asking.

        What no clause says counts nearly as a rare word.
        """
        pairs = (word[at : at + 2] for word in _asked(text) for at in range(len(word) - 1))
        return {pair: self._idf.get(pair, self._unknown * _UNKNOWN) for pair in pairs}

    def share(self, question: str, said: str) -> float:
        """The share (0..1) of a question's telling words that a text bears; 0 for a question too short to tell."""
        telling = self.telling(question)
        if len(_asked(question)) < _LEAST:
            return 0.0
        there = _words(said)
        return sum(weight for feature, weight in telling.items() if feature in there) / sum(telling.values())


@lru_cache(maxsize=256)
def _asked(question: str) -> frozenset[str]:
    return frozenset(word for word in rjieba.cut(normalise(question)) if len(word) > 1 and _IDLE.isdisjoint(word))


@lru_cache(maxsize=2048)
def _words(said: str) -> frozenset[str]:
    return frozenset(flat(said))
