"""What an application asks for, put so that two that ask for the same can be found; and groups of such applications.

Pure: no store. Runs of two characters, without the words of asking and without years, weighed by how rare they are among the
applications that are compared; a group is led by its first application, and takes those that are like it.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.agencies.wording import matter, plain

# How like its group's first application a further one has to be; measured in `tests/unit/oversight/test_asking.py`.
ALIKE = 0.3
_LOOKED_AT = 120  # characters: what is wanted is said at the beginning
_COMPARED, _RECENT = 12, 400
_TELLS_NOTHING = re.compile(
    r"关于|有关|相关|涉及|以及|及其|的|和|与|等|请|贵局|贵单位|本人|我们?|了解|知道|提供|公开|复印件?|全部|所有|具体|详细|情况|资料|材料|信息|文件|内容"
    r"|纸质|电子版?|近[一二三四五两]年|[去今本]年|\d{2,4}年度?|年度|[\d〔〕\[\]()（）]+号?"
)
_HAN = re.compile(r"[\u4e00-\u9fff]+")


def marks_of(text: str) -> frozenset[str]:
    """The runs of two characters of what is asked for."""
    said = _TELLS_NOTHING.sub(" ", matter(plain(text[: 4 * _LOOKED_AT])))[:_LOOKED_AT]
    return frozenset(run[at : at + 2] for run in _HAN.findall(said) for at in range(max(len(run) - 1, 1)))


@dataclass(frozen=True)
class Weights:
    """How rare each mark is among the texts that are compared."""

    rarity: Mapping[str, float]

    @classmethod
    def among(cls, texts: Iterable[frozenset[str]]) -> "Weights":
        """The weights that these texts give."""
        counts, documents = Counter[str](), 0
        for marks in texts:
            counts.update(marks)
            documents += 1
        # Even what everybody asks for says something: otherwise an office that is asked for one thing only finds nothing alike.
        return cls({mark: 0.3 + math.log((documents + 1) / (n + 0.5)) for mark, n in counts.items()})

    def of(self, marks: Iterable[str]) -> float:
        """The weight of several marks."""
        return sum(self.rarity[mark] for mark in marks)


def alike(one: frozenset[str], other: frozenset[str], weights: Weights) -> float:
    """How much of what the two ask for is the same, 0..1 (shared weight by the mean of both)."""
    both = weights.of(one) + weights.of(other)
    return 2 * weights.of(one & other) / both if both else 0.0


@dataclass
class Group:
    """Applications that ask for much the same: places in the list that was grouped, the first of them leads."""

    marks: frozenset[str]
    members: list[int] = field(default_factory=list)


def grouped(texts: Sequence[frozenset[str]]) -> list[Group]:
    """The texts in groups, each in exactly one, in the order of the groups' first members."""
    weights = Weights.among(texts)
    groups: list[Group] = []
    led_by: defaultdict[str, list[int]] = defaultdict(list)
    for place, marks in enumerate(texts):
        best = _best(marks, groups, led_by, weights)
        if best is None:
            best = Group(marks)
            groups.append(best)
            for mark in marks:
                led_by[mark].append(len(groups) - 1)
        best.members.append(place)
    return groups


def _best(marks: frozenset[str], groups: Sequence[Group], led_by: Mapping[str, list[int]], weights: Weights) -> Group | None:
    """The group whose leader the text is most like, if it is like enough; only those that share its rarest marks are compared."""
    shared: defaultdict[int, float] = defaultdict(float)
    for mark in sorted(marks, key=lambda mark: -weights.rarity[mark]):
        for number in led_by.get(mark, [])[-_RECENT:]:
            shared[number] += weights.rarity[mark]
    near = [groups[number] for number in sorted(shared, key=lambda number: -shared[number])[:_COMPARED]]
    best = max(near, key=lambda group: alike(marks, group.marks, weights), default=None)
    return best if best is not None and alike(marks, best.marks, weights) >= ALIKE else None
