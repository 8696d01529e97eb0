"""Recognises how a paragraph is numbered: 第三条, 一、, （二）, 3., (4), ⑤, 附件6, full and half width alike."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache, partial

import cn2an

_CN = r"[零〇○一二三四五六七八九十百千两]{1,9}"
_ANY = rf"(?:{_CN}|[0-9０-９]{{1,4}})"
_ZERO = str.maketrans("〇○", "零零")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_REFERS = "的之和或及与至到、，,。；;规所第款项）)》”至"  # what follows a mention of an article, never its own number


class Kind(Enum):
    """The levels of numbering, highest first."""

    ANNEX = "附件"
    PART = "部分"
    BOOK = "编"
    CHAPTER = "章"
    SECTION = "节"
    ARTICLE = "条"
    ONE = "一、"
    TWO = "（一）"
    THREE = "1."
    FOUR = "(1)"
    FIVE = "①"


HEADINGS = (Kind.BOOK, Kind.CHAPTER, Kind.SECTION)


@dataclass(frozen=True, slots=True)
class Marker:
    """How a paragraph begins: `label` is the number in the citation form, `rest` the paragraph without it."""

    kind: Kind
    number: int
    label: str
    rest: str
    spaced: bool = True  # 第三条 with a blank after it: surely a number, not a mention


@lru_cache(maxsize=4096)
def value_of(numeral: str) -> int:
    """12 for 十二, １２ or 12; 0 when it is no number."""
    plain = numeral.translate(_WIDE)
    if plain.isdigit():
        return int(plain)
    try:
        return int(cn2an.cn2an(plain.translate(_ZERO), "normal"))
    except ValueError:
        return 0


@lru_cache(maxsize=4096)
def chinese(number: int) -> str:
    """十二 for 12, as articles are counted."""
    return str(cn2an.an2cn(number)).removeprefix("一") if 10 <= number < 20 else str(cn2an.an2cn(number))


_PLACES = "项目款至、和及与的或"  # (二)项: a mention of an item
_Maker = Callable[[re.Match[str], str], Marker | None]


def _plain(kind: Kind, shape: Callable[[int], str]) -> _Maker:
    def make(found: re.Match[str], text: str) -> Marker | None:
        number, rest = value_of(found["n"]), text[found.end() :].strip()
        mentioned = kind is Kind.TWO and rest[:1] != "" and rest[0] in _PLACES
        return Marker(kind, number, shape(number), rest) if number and not mentioned else None

    return make


def _article(found: re.Match[str], text: str) -> Marker | None:
    number, rest = value_of(found["n"]), text[found.end() :]
    spaced = not rest or rest[0].isspace() or rest[0] in "【〔[（("
    if not number or (rest[:1] and rest[0] in _REFERS):
        return None
    label = f"第{chinese(number)}条" + (f"之{chinese(value_of(found['sub']))}" if found["sub"] else "")
    return Marker(Kind.ARTICLE, number, label, rest.strip().lstrip("：:").strip(), spaced)


def _annex(found: re.Match[str], text: str) -> Marker | None:
    number = value_of(found["n"]) if found["n"] else 0
    name = "附件" if found["word"] == "附" else found["word"]
    return Marker(Kind.ANNEX, number, f"{name}{number or ''}", text[found.end() :].strip())


def _enclosed(first: str, kind: Kind, shape: Callable[[int], str]) -> _Maker:
    def make(found: re.Match[str], text: str) -> Marker | None:
        number = ord(found[0]) - ord(first) + 1
        return Marker(kind, number, shape(number), text[found.end() :].lstrip(" 　.．、"))

    return make


def _four(found: re.Match[str], text: str) -> Marker | None:
    number = value_of(found["n"] or found["m"])
    return Marker(Kind.FOUR, number, f"({number})", text[found.end() :].strip()) if number else None


def _counted(kind: Kind, number: int) -> str:
    return f"第{chinese(number)}{kind.value}"


_HIGH = (Kind.PART, Kind.BOOK, Kind.CHAPTER, Kind.SECTION)
_ALONE = r"(?=[\s　：:]|$|[\u4e00-\u9fff]{1,30}$)"
_PATTERNS: tuple[tuple[re.Pattern[str], _Maker], ...] = (
    (re.compile(rf"第\s*(?P<n>{_ANY})\s*条(?:之(?P<sub>{_CN}))?"), _article),
    *((re.compile(rf"第\s*(?P<n>{_ANY})\s*{kind.value}{_ALONE}"), _plain(kind, partial(_counted, kind))) for kind in _HIGH),
    (re.compile(rf"(?P<word>附件|附表|附录|附)\s*(?P<n>{_ANY})?\s*(?:[：:．.、]|(?=[\s　]|$))"), _annex),
    (re.compile(rf"(?P<n>{_CN})\s*[、．.](?!\d)"), _plain(Kind.ONE, chinese)),
    (re.compile(rf"[(（]\s*(?P<n>{_CN})\s*[)）]、?"), _plain(Kind.TWO, lambda n: f"({chinese(n)})")),
    (re.compile(r"[㈠-㈩]"), _enclosed("㈠", Kind.TWO, lambda n: f"({chinese(n)})")),
    (re.compile(r"(?P<n>[0-9０-９]{1,2})\s*[.．、](?![0-9０-９])"), _plain(Kind.THREE, str)),
    (re.compile(r"[⒈-⒛]"), _enclosed("⒈", Kind.THREE, str)),
    (re.compile(r"[(（]\s*(?P<n>[0-9０-９]{1,2})\s*[)）]|(?P<m>[0-9０-９]{1,2})[)）]"), _four),
    (re.compile(r"[⑴-⒇]"), _enclosed("⑴", Kind.FOUR, lambda n: f"({n})")),
    (re.compile(r"[①-⑳]"), _enclosed("①", Kind.FIVE, str)),
)


_NEXT = re.compile(rf"(?<=[。；！？])\s*(?=第\s*{_ANY}\s*条(?:之{_CN})?\s)")


def articles_in(text: str) -> list[str]:
    """A paragraph that several articles were run together in, «第一条 …。第二条 …。», as one piece an article; else the paragraph.

    Only the article that follows in the count begins a piece: any other is a mention.
    """
    pieces = [""]
    for part in _NEXT.split(text):
        before, found = marker(pieces[-1]), marker(part)
        follows = before is not None and found is not None and before.kind is found.kind is Kind.ARTICLE and found.number == before.number + 1
        if follows:
            pieces.append(part)
        else:
            pieces[-1] += part
    return pieces


def marker(text: str) -> Marker | None:
    """The number that a paragraph begins with, or None."""
    text = text.strip()
    for pattern, make in _PATTERNS:
        if found := pattern.match(text):
            return make(found, text)
    return None
