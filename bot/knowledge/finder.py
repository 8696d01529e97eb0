"""Which entry a message means, how sure that is, and what else it could have meant."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.confidence import DOUBTFUL, Evidence, belongs, confidence, right
from bot.knowledge.index import EntryIndex, Example, Ranking, best
from bot.knowledge.models import Entry, Library
from bot.knowledge.outside import other_business, outside_examples
from bot.knowledge.postings import Floats
from bot.knowledge.text import clean

_LOOKED_AT = 8  # the best ones that may all say the same
_NAMED_PLACE_BONUS = 0.1
_UNNAMED_PLACE_MALUS = 0.06  # a local rule must be clearly meant, or it would be taken for the national one
_THE_SAME = 0.97  # likeness to a question form from which on the message is that form
_NEARLY = 0.55  # of the best entry's score: what fits so well may be meant
_FORESEEN = 64  # messages at most whose ranking waits to be asked for
_SAME_WORDS_BONUS = 0.1  # whoever wrote a form into an entry expects just that question to lead there


@dataclass(frozen=True, slots=True)
class Found:
    """The best entry, the chance that it is right, the next ones that say something else, and whether the message belongs here.

    `rival`: where that is in doubt, the entry that fits nearly as well.
    """

    entry: Entry
    confidence: float
    others: tuple[Entry, ...]
    belongs: float
    rival: Entry | None = None


class Finder:
    """Ranks the entries of a library for the desk of one place."""

    def __init__(
        self, library: Library, place: str | None, place_names: Mapping[str, str], cache: Path | None = None, talk: Path | None = None,
        others: Sequence[str] = (),
    ) -> None:
        """What lies outside is taught by `talk`, a folder of the conversation's own training data, and by `others`, the words
        in which people put the matters of agencies.
        """
        self._library = library
        self._place = place
        self._talk = talk
        self._others = other_business(others)
        self._place_of = {name.lower(): profile for name, profile in place_names.items()}
        self._names = re.compile("|".join(re.escape(name) for name in sorted(self._place_of, key=len, reverse=True)) or r"(?!)")
        self._local = lru_cache(maxsize=64)(self._local_to)
        self._usable = lru_cache(maxsize=64)(self._usable_in)
        self._foreseen: dict[str, Ranking] = {}
        self.index = EntryIndex(self.examples(), len(library.entries), cache=cache)

    def places(self, text: str) -> set[str | None]:
        """Whose local rules may be told: the places named in the text, else the desk's own."""
        return self._named(text) or {self._place}

    def find(self, text: str, today: date, asked: float | None = None) -> Found | None:
        """The entry that fits best; None when the library has none for this place and day. `asked`: see `belongs`."""
        ranking = self._ranking(text)
        labels = best(ranking.score, self._allowed(text, today), _LOOKED_AT)
        if not labels:
            return None
        apart = self.apart(labels)
        seen = evidence(ranking, apart)
        first, *others = self._told(text, today, apart[:3])
        near = [label for label in labels[1:2] if ranking.score[label] >= _NEARLY * ranking.score[labels[0]]]
        rival = self._told(text, today, near)[0] if near and right(seen) < DOUBTFUL else None
        return Found(first, confidence(seen, asked), tuple(others), belongs(seen, asked), rival)

    def nearest(self, text: str, today: date, count: int) -> list[Entry]:
        """The entries nearest in meaning, best first, however sure or unsure."""
        return self._told(text, today, best(self._ranking(text).score, self._allowed(text, today), count))

    def _told(self, text: str, today: date, labels: Sequence[int]) -> list[Entry]:
        places = self.places(text)
        return [self._library.told_at(self._library.entries[label], places, today) for label in labels]

    def apart(self, labels: Sequence[int]) -> list[int]:
        """The best label, then those whose entries rest on another main clause: neighbours under one clause say the same."""
        entries = self._library.entries
        main = entries[labels[0]].citations[:1]
        return [labels[0], *(label for label in labels[1:] if not main or entries[label].citations[:1] != main)]

    def examples(self) -> list[Example]:
        """What the index is built from: question forms and answers by entry (a stand-in's lead to what it stands for), and what lies outside."""
        labels = {entry.id: label for label, entry in enumerate(self._library.entries)}
        forms = [
            Example(self._names.sub(" ", clean(form)), labels.get(entry.stands_for or entry.id, labels[entry.id]))
            for entry in self._library.entries
            for form in (*entry.questions, entry.answer, *filter(None, [entry.answer_en]))
        ]
        return forms + [Example(clean(text), -1) for text in (*outside_examples(self._talk), *self._others)]

    def foresee(self, text: str) -> None:
        """Rank the entries for a message that will be asked for once: nearly all that answering costs."""
        if len(self._foreseen) >= _FORESEEN:  # what was never asked for
            self._foreseen.clear()
        self._foreseen[text] = self._rank(text)

    def _ranking(self, text: str) -> Ranking:
        return self._foreseen.pop(text, None) or self._rank(text)

    def _rank(self, text: str) -> Ranking:
        ranking = self.index.rank(self._names.sub(" ", clean(text)))
        local = self._local(frozenset(self._named(text)))
        same = ranking.nearest >= _THE_SAME
        return replace(ranking, score=ranking.score + np.where(same, np.maximum(local, 0) + np.float32(_SAME_WORDS_BONUS), local))

    def _named(self, text: str) -> set[str | None]:
        return {self._place_of[name] for name in self._names.findall(clean(text))}

    def _allowed(self, text: str, today: date) -> NDArray[np.bool_]:
        return self._usable(frozenset(self.places(text) | {None}), today)

    def _local_to(self, named: frozenset[str | None]) -> Floats:
        bonus = {None: 0.0} | dict.fromkeys(named, _NAMED_PLACE_BONUS)
        return np.array([bonus.get(entry.place, -_UNNAMED_PLACE_MALUS) for entry in self._library.entries], np.float32)

    def _usable_in(self, places: frozenset[str | None], today: date) -> NDArray[np.bool_]:
        return np.array(
            [entry.place in places and entry.valid(today) and entry.stands_for is None for entry in self._library.entries], np.bool_
        )


def evidence(ranking: Ranking, apart: Sequence[int]) -> Evidence:
    """How the first of the labels stands out from the next that says something else, and from what lies outside."""
    first = apart[0]
    second = float(ranking.score[apart[1]]) if len(apart) > 1 else 0.0
    score = float(ranking.score[first])
    return Evidence(float(ranking.nearest[first]), score, score - second, ranking.outside, ranking.domain)
