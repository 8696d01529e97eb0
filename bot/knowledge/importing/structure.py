"""Turns blocks into clauses with their numbers in the project's citation form."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from bot.knowledge.importing.heading import is_front, is_title
from bot.knowledge.importing.models import Block, Piece, Structure, Table
from bot.knowledge.importing.numbering import HEADINGS, Kind, chinese
from bot.knowledge.importing.reading.tables import row_texts
from bot.knowledge.importing.sections import Line, Section, sections_of

PREAMBLE = "序言"
_WHOLE = "全文"
_HEADING = 45  # characters; a numbered line this short without a full stop is a heading of what follows
_ONE_CLAUSE = 800  # characters; an unnumbered text longer than this is cited by paragraph
_RANK = {kind: rank for rank, kind in enumerate(Kind)}
_JOIN = " › "
_QUESTION = re.compile(r"^(?:问|[QＱ])\s*\d*\s*[：:.、]|[？?]$")
_PAGE_OF_QUESTIONS = 2  # so many lines that only ask make a page of questions and answers
_STOPS = ("。", "；", "：", "！", "？", ";", ":")


@dataclass(slots=True)
class _Open:
    """A clause that is being read."""

    article: str
    lines: list[str] = field(default_factory=list)
    heading: bool = False
    under: tuple[str, ...] = ()

    def piece(self) -> Piece:
        return Piece(self.article, "\n".join(self.lines), _path(self.under))


@dataclass(slots=True)
class _Headings:
    """The headings that stand above the line that is being read, the highest first."""

    title: str
    open: list[tuple[Kind, str]] = field(default_factory=list)

    def put(self, kind: Kind, text: str) -> None:
        """A heading of one level ends those of its own and deeper ones."""
        self.open = [one for one in self.open if _RANK[one[0]] < _RANK[kind]]
        if text:
            self.open.append((kind, text))

    def above(self, kind: Kind) -> tuple[str, ...]:
        """Those above a clause that is numbered in this way."""
        return (*filter(None, [self.title]), *(text for other, text in self.open if _RANK[other] < _RANK[kind]))


def structured(blocks: Sequence[Block], title: str | None) -> Structure:
    """The document's clauses in reading order, and warnings about numbers that are missing or doubled."""
    sections = sections_of(blocks, title)
    pieces: list[Piece] = []
    warnings: list[str] = []
    for section in sections:
        pieces += _pieces(section)
        warnings += _gaps(section)
    single, doubled = _distinct([piece for piece in pieces if piece.text.strip()])
    return Structure(tuple(single), tuple(warnings + doubled))


def _pieces(section: Section) -> list[Piece]:
    levels = _levels(section)
    if not levels:
        return _unnumbered(section)
    opened = list(_read(section, levels))
    return [one.piece() for one in opened if one.lines and not one.heading]


def _levels(section: Section) -> tuple[Kind, ...]:
    """The kinds of numbers that make a clause here; deeper ones are lists within a clause."""
    if section.numbers(Kind.ARTICLE):
        return (Kind.ARTICLE,)
    if section.numbers(Kind.ONE):
        return (Kind.ONE, Kind.TWO)
    for kind in (Kind.TWO, Kind.THREE):
        if len(section.numbers(kind)) >= 2:
            return (kind,)
    return ()


def _read(section: Section, levels: tuple[Kind, ...]) -> Iterator[_Open]:
    headings = _Headings(section.title)
    current = _Open(_label(section.name, PREAMBLE) if section.name else PREAMBLE, under=headings.above(Kind.ANNEX))
    parent = ""
    for at, line in enumerate(section.lines):
        found = line.marker
        if found is not None and _is_heading(section.lines, at, levels):
            # What stands counted between articles stands above them.
            headings.put(found.kind if found.kind in HEADINGS else Kind.SECTION, line.text)
            continue
        if found is None or found.kind not in levels:
            if current.article.endswith(PREAMBLE) and not _is_text(line):
                continue
            current.lines += _said(line.block)
            current.heading = False
            continue
        yield current
        under = headings.above(found.kind)
        headings.put(found.kind, _heading_of(line.text) if found.kind is levels[0] and len(levels) > 1 else "")
        if found.kind is levels[0]:
            parent = found.label
        article = parent + found.label if found.kind is not levels[0] else found.label
        current = _Open(_label(section.name, article), [found.rest] if found.rest else [], _leads(section.lines, at, levels), under)
    yield current


def _heading_of(text: str) -> str:
    """What a main clause is about, for those below it: the whole line, or the words before its first full stop, where short."""
    first = text.split("。", 1)[0].rstrip("：:，,；;")
    return first if len(first) <= _HEADING else ""


def _path(headings: Iterable[str]) -> str:
    return _JOIN.join(dict.fromkeys(" ".join(heading.split()) for heading in headings))


def _leads(lines: Sequence[Line], at: int, levels: tuple[Kind, ...]) -> bool:
    """A heading whose text is all in its sub-clauses is not a clause of its own."""
    text = lines[at].text
    following = lines[at + 1].marker if at + 1 < len(lines) else None
    deeper = following is not None and following.kind in levels[1:]
    return lines[at].is_kind(levels[0]) and deeper and len(text) <= _HEADING and not text.endswith("。")


def _is_heading(lines: Sequence[Line], at: int, levels: tuple[Kind, ...]) -> bool:
    """Chapters, and in a law headings that are counted 一、 between its articles."""
    line = lines[at]
    if line.is_kind(*HEADINGS):
        return len(line.text) <= _HEADING and not line.text.endswith(_STOPS)
    following = next((other for other in lines[at + 1 :] if other.text), None)
    counted = line.is_kind(Kind.ONE, Kind.TWO) and Kind.ARTICLE in levels and not line.text.endswith((*_STOPS, "，"))
    return counted and len(line.text) <= 30 and following is not None and following.is_kind(Kind.ARTICLE, Kind.TWO, *HEADINGS)


def _is_text(line: Line) -> bool:
    """Before the first number only sentences and tables are text; the rest is title, address and contents."""
    if isinstance(line.block, Table):
        return True
    return not is_front(line.text) and not is_title(line.text) and any(mark in line.text for mark in "。；，")


def _said(block: Block) -> list[str]:
    return row_texts(block) if isinstance(block, Table) else [block.text]


def _unnumbered(section: Section) -> list[Piece]:
    """An annex is one clause; a text without numbers is cited whole when short, else by paragraph."""
    said = [text for line in section.lines for text in _said(line.block)]
    if section.name:
        return [Piece(section.name, "\n".join(said), _path(filter(None, [section.title])))]
    if sum(map(_asks, said)) >= _PAGE_OF_QUESTIONS:
        return _answers(said)
    said = [text for line in section.lines if _is_text(line) for text in _said(line.block)] or said
    if sum(map(len, said)) <= _ONE_CLAUSE:
        return [Piece(_WHOLE, "\n".join(said))] if said else []
    return [Piece(f"第{number}段", text) for number, text in enumerate(said, 1)]


def _asks(text: str) -> bool:
    return _QUESTION.search(text) is not None and len(text) <= _HEADING


def _answers(said: Sequence[str]) -> list[Piece]:
    """A page of questions and answers is cited by question, which stands above its answer."""
    begun = [at for at, text in enumerate(said) if _asks(text)]
    pieces = [Piece(PREAMBLE, "\n".join(text for text in said[: begun[0]] if any(mark in text for mark in "。；，")))]
    for number, (at, end) in enumerate(zip(begun, [*begun[1:], len(said)], strict=True), 1):
        pieces.append(Piece(f"第{number}问", "\n".join(said[at + 1 : end]), said[at]))
    return pieces


def _label(name: str, article: str) -> str:
    return f"{name}{article}" if name else article


def _distinct(pieces: Iterable[Piece]) -> tuple[list[Piece], list[str]]:
    """A label that comes again is told apart by its place, and reported."""
    seen: Counter[str] = Counter()
    single: list[Piece] = []
    doubled: list[str] = []
    for piece in pieces:
        seen[piece.article] += 1
        times = seen[piece.article]
        single.append(piece if times == 1 else replace(piece, article=f"{piece.article}（第{times}处）"))
        if times == 2:
            doubled.append(f"编号“{piece.article}”出现了不止一次，请核对。")
    return single, doubled


def _gaps(section: Section) -> list[str]:
    """Numbers left out; items may go on counting under the next heading or begin again."""
    warnings: list[str] = []
    top = _levels(section)[:1]
    for kind in top:
        numbers = section.numbers(kind)
        if numbers and numbers[0] != 1:
            warnings.append(f"{section.name}编号从{_shape(kind, numbers[0])}开始，前面可能缺了内容，请核对。")
        for before, after in pairwise(numbers):
            if after not in (before, before + 1):
                warnings.append(f"{section.name}{_shape(kind, before)}后面是{_shape(kind, after)}，编号不连续，请核对。")
    return warnings


def _shape(kind: Kind, number: int) -> str:
    said = str(number) if kind is Kind.THREE else chinese(number)
    return {Kind.ARTICLE: f"第{said}条", Kind.ONE: f"“{said}、”", Kind.TWO: f"“（{said}）”"}.get(kind, f"“{said}.”")
