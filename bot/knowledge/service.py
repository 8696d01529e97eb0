"""Answers citizens' questions from entries with sources: what other areas call."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import numpy as np
import yaml

from bot.knowledge.computed import compute
from bot.knowledge.confidence import SURE, THRESHOLD, Evidence, confidence
from bot.knowledge.excerpt import excerpt
from bot.knowledge.imported import ImportedClauses
from bot.knowledge.index import EntryIndex, Example, Ranking, best
from bot.knowledge.loader import load_library
from bot.knowledge.models import Answer, Citation, Clause, Entry, Library, Option
from bot.knowledge.text import clean, is_english, matters, normalise

__all__ = ["Answer", "Citation", "Knowledge", "Option"]

_OUTSIDE = Path(__file__).with_name("outside.yml")
_MAX_TEXT = 500  # what a question is said in; a longer text is a statement of facts, read by its first part
_MAX_MATTERS = 6
_CLOSE = 0.03  # two entries nearer than this in score are told apart by asking
_NAMED_PLACE_BONUS = 0.1
_UNNAMED_PLACE_MALUS = 0.06  # a local rule must be clearly meant, or it would be taken for the national one
_CLAUSES_LOOKED_AT = 8  # the best ones may belong to another place or be out of force
_CLAUSE_SHARE = 0.62  # the telling words of a question that a clause must bear to be quoted


@dataclass(frozen=True, slots=True)
class _Found:
    labels: tuple[int, ...]
    confidence: float
    close: bool


class Knowledge:
    """The desk's knowledge: `answer` never guesses; what it is not sure of it leaves to the conversation (None)."""

    def __init__(
        self,
        library: Library,
        place: str | None,
        place_names: Mapping[str, str],
        cache: Path | None = None,
        imports: Path | None = None,
    ) -> None:
        self.library = library
        self._place = place
        self._place_of = {name.lower(): profile for name, profile in place_names.items()}
        self._names = re.compile("|".join(re.escape(name) for name in sorted(self._place_of, key=len, reverse=True)) or r"(?!)")
        self._index = EntryIndex(self.examples(), len(library.entries), cache=cache)
        self._clauses = ImportedClauses(library.clauses, imports)

    @classmethod
    def load(
        cls,
        folder: Path,
        place: str | None,
        place_names: Mapping[str, str],
        cache: Path | None = None,
        imports: Path | None = None,
    ) -> "Knowledge":
        """The knowledge in `folder` as the desk of `place` tells it; unchanged content is indexed once per process.

        With `cache` (a folder that may be written) the solved classifier is kept there for the next process.
        Documents in `imports` are followed: a new one is quoted a few seconds later. `place_names` says which profile a
        name in a text means (枞阳 → zongyang). Raises `KnowledgeError`.
        """
        return _load(folder, place, tuple(sorted(place_names.items())), cache, imports, _fingerprint(folder))

    def answer(self, text: str, *, today: date, language: str = "zh") -> Answer | None:
        """The answer to a question, with its citations; None for small talk, filing, other fields and the unknown.

        Two questions in one message are both answered. Only content valid on `today` is used (Asia/Shanghai date).
        """
        text = text[:_MAX_TEXT]
        if not normalise(text):
            return None
        language = "en" if is_english(text) else language
        whole = self._one(text, today, language)
        said = matters(text)[:_MAX_MATTERS]
        if len(said) < 2:
            return whole
        parts = [answer for part in said if (answer := self._one(part, today, language))]
        sure = [part for part in parts if part.confidence >= SURE and part.outcome != "clarify"]
        distinct = list({part.entry_id: part for part in sure}.values())
        if len(distinct) > 1:
            return _joined(distinct)
        if whole is None or whole.outcome == "clarify":
            return distinct[0] if distinct else whole
        return whole

    def _one(self, text: str, today: date, language: str) -> Answer | None:
        computed = compute(clean(text), today, self.library, self._places(text) or {self._place})
        if computed is not None:
            return computed
        found = self._find(text, today)
        if found is None:
            return self._quoted(text, today)
        entries = [self.library.entries[label] for label in found.labels]
        if found.close:
            return _choice(entries, found.confidence)
        return self._said(entries[0], found.confidence, today, language)

    def _find(self, text: str, today: date) -> _Found | None:
        ranking = self._ranking(text)
        labels = best(ranking.score, self._allowed(text, today), 3)
        if not labels:
            return None
        sure = confidence(evidence(ranking, labels))
        if sure < THRESHOLD:
            return None
        scores = [float(ranking.score[label]) for label in labels]
        near = tuple(label for label, score in zip(labels, scores, strict=True) if scores[0] - score < _CLOSE)
        return _Found(near or (labels[0],), sure, len(near) > 1 and sure < SURE)

    def _ranking(self, text: str) -> Ranking:
        ranking = self._index.rank(self._names.sub(" ", clean(text)))
        named = self._places(text)
        bonus = {None: 0.0} | dict.fromkeys(named, _NAMED_PLACE_BONUS)
        local = [bonus.get(entry.place, -_UNNAMED_PLACE_MALUS) for entry in self.library.entries]
        return replace(ranking, score=ranking.score + np.array(local, np.float32))

    def _places(self, text: str) -> set[str | None]:
        return {self._place_of[name] for name in self._names.findall(clean(text))}

    def _allowed(self, text: str, today: date) -> np.ndarray:
        places = (self._places(text) or {self._place}) | {None}
        return np.array([entry.place in places and entry.valid(today) for entry in self.library.entries], np.bool_)

    @staticmethod
    def form(text: str) -> str:
        """A question form as the index holds it, before place names are taken out."""
        return clean(text)

    def examples(self) -> list[Example]:
        """What the index is built from: question forms and answers by entry, and what lies outside."""
        forms = [
            Example(self._names.sub(" ", self.form(form)), label)
            for label, entry in enumerate(self.library.entries)
            for form in (*entry.questions, f"{entry.answer} {entry.answer_en or ''}")
        ]
        return forms + [Example(str(text), -1) for group in outside_examples().values() for text in group]

    def _said(self, entry: Entry, sure: float, today: date, language: str) -> Answer:
        if language == "en" and entry.answer_en:
            text = entry.answer_en
        else:
            text = "\n".join(part for part in (entry.answer, entry.ask_back) if part)
        following = [self.library.by_id[one] for one in entry.next if one in self.library.by_id]
        options = tuple(_option(one) for one in following if one.valid(today))
        return Answer(text, tuple(map(self._linked, entry.citations)), sure, entry.id, options, entry.outcome)

    def _linked(self, citation: Citation) -> Citation:
        source = self.library.sources.get(citation.source)
        return citation if source is None or citation.url else replace(citation, url=source.url)

    def _quoted(self, text: str, today: date) -> Answer | None:
        """The clause of an imported document that bears nearly all of the question's telling words, word for word."""
        if len(normalise(text)) < 6:
            return None
        index = self._clauses.index()
        places = (self._places(text) or {self._place}) | {None}
        for clause, share in index.find(text, _CLAUSES_LOOKED_AT):
            if share < _CLAUSE_SHARE or clause.place not in places or not self._in_force(clause, today):
                continue
            found = excerpt(clause, text, index)
            citation = Citation(clause.source, found.article, quote=found.text, url=clause.url)
            said = f"《{clause.source}》{found.article}是这样写的：“{found.text}”"
            return Answer(said, (citation,), round(share, 3), f"{clause.source}#{found.article}")
        return None

    def _in_force(self, clause: Clause, today: date) -> bool:
        source = self.library.sources.get(clause.source)
        return clause.valid(today) and (source is None or source.live(today))


def evidence(ranking: Ranking, labels: Sequence[int]) -> Evidence:
    """How the best of the labels stands out from the next and from what lies outside."""
    first = labels[0]
    second = float(ranking.score[labels[1]]) if len(labels) > 1 else 0.0
    score = float(ranking.score[first])
    return Evidence(float(ranking.nearest[first]), score, score - second, ranking.outside, ranking.domain)


def outside_examples() -> Mapping[str, Sequence[str]]:
    """What the knowledge base must not answer, by kind."""
    groups: Mapping[str, Sequence[str]] = yaml.safe_load(_OUTSIDE.read_text(encoding="utf-8"))
    return groups


def _option(entry: Entry) -> Option:
    return Option(entry.questions[0], entry.questions[0])


def _choice(entries: Sequence[Entry], sure: float) -> Answer:
    said = "您想问的是下面哪一件？请点一个，或者换个说法再说一遍。"
    return Answer(said, (), sure, entries[0].id, tuple(map(_option, entries)), "clarify")


def _joined(answers: Sequence[Answer]) -> Answer:
    """Several questions of one message answered one after another."""
    text = "\n\n".join(f"{number}. {answer.text}" for number, answer in enumerate(answers, 1))
    citations = tuple(dict.fromkeys(citation for answer in answers for citation in answer.citations))
    options = tuple(dict.fromkeys(option for answer in answers for option in answer.options))
    return Answer(text, citations, min(a.confidence for a in answers), "+".join(a.entry_id for a in answers), options)


@lru_cache(maxsize=8)
def _load(
    folder: Path,
    place: str | None,
    place_names: tuple[tuple[str, str], ...],
    cache: Path | None,
    imports: Path | None,
    fingerprint: str,
) -> Knowledge:
    del fingerprint  # part of the key only: changed content is read again
    return Knowledge(load_library(folder), place, dict(place_names), cache, imports)


def _fingerprint(folder: Path) -> str:
    digest = sha256()
    for path in sorted(folder.rglob("*.yml")) if folder.is_dir() else []:
        digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()
