"""Danger by likeness to how others told of it, for words that no rule of `safety` foresaw."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bot.agencies.onetext import OneText, runs
from bot.agencies.wording import plain
from bot.knowledge.outside import outside_examples

_EXAMPLES = Path(__file__).with_name("dangers.yml")
_TALK = Path(__file__).resolve().parents[2] / "data" / "nlu"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NONE = "none"
# A long letter tells a story: likeness to a cry for help says nothing of it.
_SHORTEST, _LONGEST = 3, 60
# How far on the side of danger a text has to be. What it costs and gains is measured in docs/reference/handover.md.
_SURE = 0.2


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

    def kind_of(self, text: str) -> str | None:
        """The kind of danger that the words are like, or None."""
        said = plain(text)
        if not _SHORTEST <= len(said) <= _LONGEST:
            return None
        alarm, *kinds = self._text.times(said, self._weights) + self._bias
        name = self._names[int(np.argmax(kinds))]
        needed = self._needs.get(name)
        return name if alarm >= _SURE and (needed is None or needed.search(said)) else None

    def _pieces(self, text: str) -> list[str]:
        spoken_of = [f"<{name}>" for name, pattern in self._concepts.items() if pattern.search(text)]
        return [*runs(f"^{text}$"), *spoken_of, *(one + other for one, other in combinations(spoken_of, 2))]


@lru_cache(maxsize=1)
def alarming() -> Alarming:
    """The one of this process."""
    return Alarming(yaml.load(_EXAMPLES.read_text("utf-8"), Loader=_LOADER), outside_examples(_TALK))
