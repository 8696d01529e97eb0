"""What a caller wants: one of the four kinds of ticket, an answer to a question, or news of an earlier matter."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bot.agencies.onetext import OneText, runs
from bot.conversations import lookup
from bot.filing import demands, remarks
from bot.tickets.kinds import WORDS, Kind

QUESTION, LOOKUP, UNCLEAR = "question", "lookup", "unclear"
TITLES: Mapping[str, str] = {**{kind.value: WORDS[kind].short for kind in Kind}, QUESTION: "问规定", LOOKUP: "查进度", UNCLEAR: "还没听出来"}

_TAUGHT: Mapping[str, str] = {
    "file_application": Kind.APPLICATION, "file_complaint": Kind.COMPLAINT, "file_consultation": Kind.CONSULTATION,
    "file_suggestion": Kind.SUGGESTION, "ask": QUESTION, "lookup": LOOKUP,
}  # fmt: skip
_OTHER = "other"
_LEFT_OUT = frozenset({"fill", "abuse", "manipulate", "others_data"})
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ANNOTATED = re.compile(r"\[([^\]]+)\][({][^)}]*[)}]")
_SHARPNESS = 3.0
_LEAST = 0.33  # of what is shown at all
_SMALL_TALK = 9  # characters: more than a greeting tells of something
_LONGEST = 300
_SAID: tuple[tuple[str, str], ...] = (
    (
        Kind.APPLICATION,
        r"(?:申请|要求|想要?|来)(?:依法)?(?:政府)?(?:信息)?公开|依申请公开|信息公开申请|申请(?:材料|表格?|书)"
        r"|申请(?:获取|查阅|要).{0,20}(?:文件|信息|材料|批复|名单)",
    ),
    (Kind.COMPLAINT, r"(?:我|我们|俺|想|要|来|再)(?:要|想)?(?:实名|匿名)?(?:投诉|举报)|(?:反映|反应)(?:一?下|一?个|个)?(?:问题|情况)?"),
    (Kind.SUGGESTION, r"(?:提|有)(?:个|条|一个|一条|点)?(?:小)?(?:建议|意见)|(?:^|[,，。\s])(?:我)?(?:建议|希望(?:能|可以|政府|你们))"),
    (Kind.CONSULTATION, r"(?:咨询|打听|请教)(?:一?下|一?个)?"),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _SAID)
_TOLD = 0.3  # what is left of a question's likelihood where nothing is asked
_WORTH = 0.6  # what saying it outright is worth beside the model's shares


@dataclass(frozen=True)
class Wants:
    """What is wanted (a kind, `question`, `lookup` or `unclear`), how sure that is (0..1), and the words that say so."""

    what: str
    sure: float
    quote: str = ""

    @property
    def title(self) -> str:
        """The word for it on the screen."""
        return TITLES[self.what]

    @property
    def kind(self) -> Kind | None:
        """The kind of ticket, where one is to be filed."""
        return Kind(self.what) if self.what in set(Kind) else None


class Wishes:
    """Tells kinds apart by the words that name them and by what the conversation's own training examples teach."""

    def __init__(self, talk: Path) -> None:
        """`talk`: the folder of the conversation's training examples (Rasa NLU YAML). Learning takes some tenths of a second."""
        # scikit-learn takes seconds to import: only a desk that takes calls pays for it.
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.svm import LinearSVC

        rows = list(examples(talk))
        vectorizer = TfidfVectorizer(analyzer=runs, sublinear_tf=True, dtype=np.float32)
        model = LinearSVC(C=0.5, random_state=0, class_weight="balanced").fit(vectorizer.fit_transform([text for text, _ in rows]), [label for _, label in rows])
        self._labels = [str(label) for label in model.classes_]
        self._text = OneText.like(vectorizer, runs)
        self._weights = np.ascontiguousarray(model.coef_.T, dtype=np.float32)
        self._bias = model.intercept_

    def shares(self, text: str) -> dict[str, float]:
        """How likely each label is (they add up to 1), by the model alone."""
        margins = self._text.times(plain(text), self._weights) + self._bias
        powers = np.exp(_SHARPNESS * (margins - margins.max()))
        return dict(zip(self._labels, map(float, powers / powers.sum()), strict=True))

    def read(self, told: str, *, answered: bool = False) -> Wants:
        """What these words want. `answered`: the knowledge has an answer to them, which makes a question likelier."""
        text = told[-_LONGEST:]
        if not text.strip():
            return Wants(UNCLEAR, 0.0)
        if lookup.number_in(text) or lookup.asks_progress(text):
            return Wants(LOOKUP, 0.9, text[:40])
        shares = self.shares(text)
        if len(text) > _SMALL_TALK:
            shares.pop(_OTHER, None)
        quotes = {kind: found[0] for kind, pattern in _COMPILED if (found := pattern.search(text))}
        for kind in quotes:
            shares[kind] = shares.get(kind, 0.0) + _WORTH
        _by_form(text, shares, answered)
        _by_law(text, shares)
        best = max(shares, key=lambda name: shares[name])
        sure = shares[best] / sum(shares.values())
        return Wants(best if sure >= _LEAST and best != _OTHER else UNCLEAR, round(sure, 3), quotes.get(best, ""))


def _by_form(text: str, shares: dict[str, float], answered: bool) -> None:
    """Who asks wants to be answered; who tells of something without asking complains of it, or wishes it otherwise."""
    if answered:
        shares[QUESTION] = shares.get(QUESTION, 0.0) + (_WORTH if remarks.is_question(text) else _WORTH / 2)
    elif not remarks.is_question(text):
        for what in (QUESTION, Kind.CONSULTATION):
            shares[what] = shares.get(what, 0.0) * _TOLD
        shares[Kind.COMPLAINT] = shares.get(Kind.COMPLAINT, 0.0) + _WORTH / 2


def _by_law(text: str, shares: dict[str, float]) -> None:
    """What calls itself an application and demands action is a complaint (政府信息公开条例 art. 39); what asks for a record is none."""
    if demands.is_grievance(text):
        shares[Kind.COMPLAINT] = shares.get(Kind.COMPLAINT, 0.0) + shares.pop(Kind.APPLICATION, 0.0) + 0.2
    elif demands.wants_a_record(text) or demands.asks_for_a_record(text):
        shares[Kind.APPLICATION] = shares.get(Kind.APPLICATION, 0.0) + 0.5


def plain(text: str) -> str:
    """Words as the model compares them."""
    return re.sub(r"\s+", "", text).lower()


def examples(talk: Path) -> Iterator[tuple[str, str]]:
    """(words, label) of the conversation's training examples."""
    for path in sorted(talk.glob("*.yml")):
        parsed: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
        for group in parsed.get("nlu") or ():
            intent = group.get("intent")
            if not intent or intent in _LEFT_OUT:
                continue
            lines = (line.strip().removeprefix("-").strip() for line in str(group["examples"]).splitlines())
            yield from ((plain(_ANNOTATED.sub(r"\1", line)), _TAUGHT.get(intent, _OTHER)) for line in lines if line)
