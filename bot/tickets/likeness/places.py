"""The places that a text names: by how their names end, since no list of a county's streets and villages is ever complete."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import rjieba
import yaml

from bot.tickets.likeness.words import words

_FILE = Path(__file__).with_name("places.yml")
_LONGEST = 4
_WORKS, _ROADS = "厂", frozenset("路街桥")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ADMINISTRATIVE = frozenset("镇乡县")
# Characters that begin no name: whoever wrote them had not come to the name yet.
_BEFORE = frozenset("的了在是有这那哪每我你他们个条到去往从把被就跟与及等着过为让向给都也还又很住经进离由对")
_NO_ENDING = frozenset("马公水铁道家大小上下一两几全本各农修铺走半整中出回旧新老")
# Parts of speech of words that are no part of a name (rjieba's tags): verbs, adverbs, pronouns, numbers, times …
_NO_NAME = frozenset("vdcrmpfsteloyzaiu")
_NAMES = ("nr", "ns", "nz", "nt")
# What is said before a name with a strong ending, which otherwise may be any word (春天花园, 平安小区).
_POINTING = frozenset("rmcpdu")
# After the name of a town another begins; the mark keeps them apart for the words as well.
_TOWN = re.compile(r"(?<=[\u4e00-\u9fff]{2})(镇|乡(?![村镇下亲里民道长])|县|街道)(?=[\u4e00-\u9fff])")
_DOUBLED = re.compile(r"([路村街镇桥河湖塘])(?=\1)")  # 银塘路路灯
_PART = "·"
_PRIMARY = re.compile(r"第?([一二三四五六七八九])小(?:学)?(?=[^区]|$)")
_SECONDARY = re.compile(r"第?([一二三四五六七八九])中(?:学)?(?=[^间央午途心段]|$)")


@dataclass(frozen=True)
class Place:
    """A named place: its name without the ending, and what it is (empty: a town)."""

    name: str
    kind: str

    @property
    def core(self) -> str:
        """The two characters before the ending: what also those write who shorten the name."""
        return self.name[-2:]


@dataclass(frozen=True)
class _Endings:
    pattern: re.Pattern[str]
    kind_of: dict[str, str]
    weak: frozenset[str]
    general: frozenset[str]
    ordinal: frozenset[str]
    position: re.Pattern[str]
    joined: re.Pattern[str]


@cache
def _endings() -> _Endings:
    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    kind_of = dict.fromkeys(raw["towns"].split(), "")
    for line in (*raw["strong"], *raw["weak"]):
        kind_of |= dict.fromkeys(line.split(), line.split()[0])
    weak = frozenset(word for line in raw["weak"] for word in line.split()) | frozenset(raw["towns"].split())
    pattern = re.compile("|".join(sorted(kind_of, key=len, reverse=True)))
    position, joined = (re.compile("|".join(raw[name].split())) for name in ("position", "joined"))
    return _Endings(pattern, kind_of, weak, frozenset(raw["general"].split()), frozenset(raw["ordinal"].split()), position, joined)


def places_in(text: str) -> tuple[Place, ...]:
    """The places named in a plain text, in its order, each once."""
    schools = _SECONDARY.sub(r"第\1中学", _PRIMARY.sub(r"第\1小学", text))
    parted = _endings().joined.sub(_part_from_ending, _endings().position.sub("，", schools))
    return tuple(dict.fromkeys(_Reading(_DOUBLED.sub(rf"\1{_PART}", _TOWN.sub(rf"\1{_PART}", parted))).places()))


def _part_from_ending(found: re.Match[str]) -> str:
    """义东路口 → 义东路，; 枫林村村里 → 枫林村，."""
    ending, before = found[0][0], found.string[: found.start()]
    return "，" if before.endswith(ending) else f"{ending}，"


@dataclass(frozen=True)
class _Token:
    """A word as the dictionary has it, or as it was guessed (not `known`): an unknown word may well be a name."""

    start: int
    end: int
    tag: str
    known: bool

    @property
    def is_no_name(self) -> bool:
        return self.known and self.tag[0] in _NO_NAME and self.tag not in _NAMES

    @property
    def is_common(self) -> bool:
        return self.known and self.tag not in _NAMES


class _Reading:
    """One text with its words: where names may stand in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._token_at: Sequence[_Token] = [token for token in _tokens(text) for _ in range(token.start, token.end)]

    def places(self) -> Iterator[Place]:
        endings = _endings()
        for match in endings.pattern.finditer(self._text):
            ending, start = match[0], match.start()
            if self._token_at[match.end() - 1].end > match.end():
                continue  # 广场舞, 路灯: the beginning of another word
            weak, kind = ending in endings.weak, endings.kind_of[ending]
            name = self._before(start, strict=weak)
            if kind:
                name = self._told_apart(start, name)
            if len(name) >= 2 and not (weak and self._is_common(start, name, kind)):
                yield Place(name, kind)

    def _before(self, end: int, *, strict: bool) -> str:
        """Up to four characters before an ending that can be a name; the town's own ending between (铁铜乡小学) is left out."""
        end = len(self._text[:end].rstrip(_PART))
        if end > 0 and self._text[end - 1] in _ADMINISTRATIVE:
            end -= 1
        start = end - 2 if self._text[:end].endswith(tuple(_endings().ordinal)) else end
        while start > 0 and end - start < _LONGEST and self._may_name(start - 1, strict=strict):
            start -= 1
        while start < end and self._token_at[start].known and self._token_at[start].start < start:
            start += 1  # half a word is no beginning
        name = self._text[start:end]
        return name if name[-2:] in _endings().ordinal else words().plain.split(name)[-1]

    def _may_name(self, at: int, *, strict: bool) -> bool:
        char = self._text[at]
        token = self._token_at[at]
        if (char in _BEFORE and token.end - token.start == 1) or char in _ADMINISTRATIVE or not _HAN.match(char):
            return False
        return not (token.is_no_name and (strict or token.tag[0] in _POINTING))

    def _told_apart(self, end: int, name: str) -> str:
        """The name with what is before it where it alone names nothing (饲料厂), or not which (第二小学)."""
        endings, last = _endings(), name[-2:]
        if last not in endings.general | endings.ordinal:
            return name
        before = self._before(end - 2, strict=False)[-2:]
        return before + last if len(before) == 2 else "" if last in endings.general else last

    def _is_common(self, start: int, name: str, kind: str) -> bool:
        """A common word with such an ending (公交线路, 夜路) is no name; a works is named after what it makes (晓冲茶厂)."""
        if kind in _ROADS and name[-1] in _NO_ENDING:
            return True
        token = self._token_at[start]
        named_before = kind == _WORKS and token.start - (start - len(name)) >= 2
        return token.start < start and token.is_common and not named_before


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    for word, tag in rjieba.tag(text):
        yield _Token(at, at + len(word), tag, len(word) > 1 and rjieba.has_word(word))
        at += len(word)
