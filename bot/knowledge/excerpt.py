"""Shows of a long clause the sentences that answer: whole sentences, word for word, left-out ones marked with ……."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.knowledge.clauses import ClauseIndex
from bot.knowledge.features import flat
from bot.knowledge.models import Clause

_SHORT = 260  # characters that a citizen reads at one go; a clause up to this long is quoted whole
_MOST = 420  # characters of an excerpt
_SENTENCE = re.compile(r"[^。；\n]*(?:[。；]|\n|$)")
_ITEM = re.compile(r"^[（(]([一二三四五六七八九十]{1,3})[)）]")
_ROW = re.compile(r"[^：；]{1,12}：[^；]*；[^：；]{1,12}：")  # a table row: 列名：值；列名：值
_ENOUGH = 0.25  # a further sentence has to add this share of the question's weight


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is quoted and where it stands: `第二十条(十四)` when it is one item of an article's list."""

    article: str
    text: str


@dataclass(frozen=True, slots=True)
class _Unit:
    text: str
    item: str | None
    lead: int | None  # the sentence that opens the list this item belongs to


def excerpt(clause: Clause, question: str, index: ClauseIndex) -> Excerpt:
    """The clause itself when short, else its sentences that bear the question's telling words."""
    if len(clause.text) <= _SHORT:
        return Excerpt(clause.article, clause.text)
    units = _units(clause.text)
    chosen = _chosen([unit.text for unit in units], index.telling(question))
    chosen = _with_items(units, chosen)
    items = {units[at].item for at in chosen}
    leads = {lead for at in chosen if (lead := units[at].lead) is not None}
    article = clause.article
    if len(items) == 1 and (item := items.pop()) and "第" in article and article.endswith("条"):
        article = f"{article}({item})"
    return Excerpt(article, _joined(units, sorted({*chosen, *leads})))


def _units(text: str) -> list[_Unit]:
    """Sentences; a list item and a table row keep theirs together."""
    units: list[_Unit] = []
    lead: int | None = None
    for line in text.split("\n"):
        item = _ITEM.match(line)
        if item or _ROW.match(line):
            units.append(_Unit(line, item[1] if item else None, lead if item else None))
            continue
        units += [_Unit(found, None, None) for found in _SENTENCE.findall(line) if found.strip()]
        lead = len(units) - 1 if line.rstrip().endswith(("：", ":")) else None
    return units


def _chosen(texts: Sequence[str], telling: Mapping[str, float]) -> list[int]:
    """The sentence that bears most, then those that add to it, as long as there is room."""
    there = [set(flat(text)) & telling.keys() for text in texts]
    total, open_features, room = sum(telling.values()) or 1.0, set(telling), _MOST
    taken: list[int] = []
    while True:
        gains = {at: sum(telling[f] for f in there[at] & open_features) for at in range(len(texts)) if at not in taken}
        fitting = {at: gain for at, gain in gains.items() if len(texts[at]) <= room or not taken}
        best = max(fitting, key=lambda at: (fitting[at], -len(texts[at]) if fitting[at] else 0, -at), default=None)
        if best is None or (taken and fitting[best] < total * _ENOUGH):
            return sorted(taken)
        taken.append(best)
        open_features -= there[best]
        room -= len(texts[best])


def _with_items(units: Sequence[_Unit], chosen: Sequence[int]) -> list[int]:
    """Where only the opening of a list answers, the list is the answer: its items follow as far as there is room."""
    opened = {unit.lead for unit in units} & set(chosen)
    if not opened or any(units[at].item for at in chosen):
        return list(chosen)
    shown, room = list(chosen), _MOST - sum(len(units[at].text) for at in chosen)
    for at, unit in enumerate(units):
        if unit.lead in opened and len(unit.text) <= room:
            shown.append(at)
            room -= len(unit.text)
    return sorted(shown)


def _joined(units: Sequence[_Unit], shown: Sequence[int]) -> str:
    parts: list[str] = []
    for before, at in zip([-1, *shown], shown, strict=False):
        gap = "……" if at - before > 1 else ""
        parts.append(gap + units[at].text)
    tail = "……" if shown and shown[-1] < len(units) - 1 else ""
    return "\n".join(parts).replace("\n……", "……") + tail
