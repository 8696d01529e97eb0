"""Danger by likeness to how others told of it, for words that no rule of `safety` foresaw."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bot.agencies.onetext import OneText, runs
from bot.agencies.wording import plain
from bot.knowledge.outside import outside_examples

_EXAMPLES = Path(__file__).with_name("dangers.yml")
_ROOT = Path(__file__).resolve().parents[2]
_TALK, _ENTRIES = _ROOT / "data" / "nlu", _ROOT / "knowledge" / "entries"
# Every so many of the questions that the knowledge answers teaches how people ask of law while they speak of danger; all of them would outweigh the cries.
_EVERY = 3
_EMERGENCY = re.compile(r"(?<!\d)(?:110|119|120|122|12356)(?!\d)")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NONE = "none"
# A long letter tells a story: likeness to a cry for help says nothing of the whole, and little of its parts.
_SHORTEST, _LONGEST, _LONGEST_STORY = 3, 60, 120
_A_CRY = 16
_CLAUSES = re.compile(r"[,，。.!！?？;；\s]+")


@dataclass(frozen=True)
class Demand:
    """How far on the side of danger a text has to be: `whole`, and `longer` more for each character beyond those that a cry has.

    `part`: two clauses that follow one another, in a story of three and more. What it costs and gains is measured in docs/reference/handover.md.
    """

    whole: float
    longer: float
    part: float
    longest: float = 9.0

    def of(self, length: int) -> float:
        """What is demanded of a text of so many characters."""
        return min(self.whole + self.longer * max(0, length - _A_CRY), self.longest)


# A cry is short and a grievance tells its story, so more is demanded of the longer; what was loud enough once is still in doubt.
SURE, DOUBTED = Demand(0.12, 0.03, 0.7), Demand(0.0, 0.01, 0.4, longest=0.2)



class Alarming:
    """Tells a cry for help from talk, and then which help; learns in under a second from examples of both."""

    def __init__(self, examples: Mapping[str, Any], everyday: Iterable[str] = ()) -> None:
        """`examples`: `concepts` (patterns by name), `dangers` (sentences by kind), `no_danger`, `needs` (a pattern by kind without which it is none).

        `everyday`: what else citizens write.
        """
        # scikit-learn takes seconds to import: only what hears citizens pays for it.
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.svm import LinearSVC

        self._needs = {name: re.compile(pattern) for name, pattern in (examples.get("needs") or {}).items()}
        self._concepts = {name: re.compile(pattern) for name, pattern in examples["concepts"].items()}
        told = [(plain(text), name) for name, texts in examples["dangers"].items() for text in texts]
        others = [(text, _NONE) for text in map(plain, [*examples["no_danger"], *everyday]) if len(text) <= _LONGEST]
        vectorizer = TfidfVectorizer(analyzer=self._pieces, sublinear_tf=True, dtype=np.float32)
        found = vectorizer.fit_transform([text for text, _ in told + others])
        self._text = OneText.like(vectorizer, self._pieces)
        danger = np.array([name != _NONE for _, name in told + others])
        alarm = LinearSVC(C=1.0, random_state=0, class_weight="balanced").fit(found, danger)
        kinds = LinearSVC(C=1.0, random_state=0, class_weight="balanced").fit(found[: len(told)], [name for _, name in told])
        self._names = [str(name) for name in kinds.classes_]
        self._weights = np.ascontiguousarray(np.vstack([alarm.coef_, kinds.coef_]).T, dtype=np.float32)
        self._bias = np.concatenate([alarm.intercept_, kinds.intercept_])

    def kind_of(self, text: str, least: Demand = SURE) -> str | None:
        """The kind of danger that the words are like, or two of their clauses in a story; None where they are not so far on its side as is demanded."""
        said = plain(text)
        if not _SHORTEST <= len(said) <= _LONGEST_STORY:
            return None
        if len(said) <= _LONGEST and (name := self._like(said, least.of(len(said)))):
            return name
        clauses = [clause for clause in _CLAUSES.split(text) if clause]
        pairs = [plain(one + other) for one, other in pairwise(clauses)] if len(clauses) > 2 else []
        beyond = 0.01 * max(0, len(said) - _LONGEST)
        return next((name for pair in pairs if (name := self._like(pair, least.part + beyond + SURE.longer * max(0, len(pair) - _A_CRY)))), None)

    def _like(self, said: str, least: float) -> str | None:
        alarm, *kinds = self._text.times(said, self._weights) + self._bias
        name = self._names[int(np.argmax(kinds))]
        needed = self._needs.get(name)
        return name if alarm >= least and (needed is None or needed.search(said)) else None

    def _pieces(self, text: str) -> list[str]:
        spoken_of = [f"<{name}>" for name, pattern in self._concepts.items() if pattern.search(text)]
        return [*runs(f"^{text}$"), *spoken_of, *(one + other for one, other in combinations(spoken_of, 2))]


@lru_cache(maxsize=1)
def alarming() -> Alarming:
    """The one of this process."""
    return Alarming(yaml.load(_EXAMPLES.read_text("utf-8"), Loader=_LOADER), everyday())


def everyday() -> list[str]:
    """What citizens write where there is no danger: the conversation's own examples, and some of what the knowledge is asked."""
    return [*outside_examples(_TALK), *questions()[::_EVERY]]


def questions() -> list[str]:
    """Every question that the knowledge answers, except where the answer is an emergency number."""
    entries = [entry for path in sorted(_ENTRIES.glob("*.yml")) for entry in yaml.load(path.read_text("utf-8"), Loader=_LOADER) or ()]
    return [str(question) for entry in entries if not _EMERGENCY.search(str(entry["answer"])) for question in entry["questions"]]
