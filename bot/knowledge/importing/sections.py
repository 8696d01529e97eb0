"""Parts a document into sections that are numbered on their own: the text, its annexes, the documents it encloses."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.knowledge.importing.heading import bare, is_date, is_frame, is_front, is_issuer, is_title
from bot.knowledge.importing.models import Block, Paragraph
from bot.knowledge.importing.numbering import HEADINGS, Kind, Marker, articles_in, marker

_ORGANISATION = re.compile(r"^[\u4e00-\u9fff]{2,8}?[省市州县区旗](?:人民政府)?(?:办公[厅室])?(?:关于)?")
_OWN_NAMES = ("附", "第", "?")  # names that are numbers, or none at all
_NUMBERED = (Kind.ARTICLE, Kind.ONE, Kind.TWO)


@dataclass(frozen=True, slots=True)
class Line:
    """A block with the number that it begins with."""

    block: Block
    marker: Marker | None = None

    @property
    def text(self) -> str:
        """The paragraph's text; empty for a table."""
        return self.block.text if isinstance(self.block, Paragraph) else ""

    def is_kind(self, *kinds: Kind) -> bool:
        """Whether the line is numbered in one of these ways."""
        return self.marker is not None and self.marker.kind in kinds


@dataclass(slots=True)
class Section:
    """A stretch with its own numbering: `name` is empty for the text itself, else `附件2` or an enclosed title.

    `title`: what a part or an annex is called beside its number (第二部分 办理流程).
    """

    name: str = ""
    lines: list[Line] = field(default_factory=list)
    title: str = ""

    def numbers(self, kind: Kind) -> list[int]:
        """The numbers of one level in reading order."""
        return [line.marker.number for line in self.lines if line.marker is not None and line.marker.kind is kind]

    @property
    def numbered(self) -> bool:
        """Whether the section has clauses with numbers."""
        return any(line.is_kind(*_NUMBERED) for line in self.lines)


def lines_of(blocks: Sequence[Block]) -> list[Line]:
    """Blocks with their numbers; a mention of an article at the start of a line is no number."""
    lines: list[Line] = []
    last = 0
    for block in _apart(blocks):
        found = marker(block.text) if isinstance(block, Paragraph) and not block.title else None
        if found is not None and found.kind is Kind.ARTICLE:
            if not found.spaced and found.number not in (1, last + 1):
                found = None
            else:
                last = found.number
        lines.append(Line(block, found))
    return lines


def _apart(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Paragraph) and not block.title and len(pieces := articles_in(block.text)) > 1:
            yield from map(Paragraph, pieces)
        else:
            yield block


def sections_of(blocks: Sequence[Block], title: str | None) -> list[Section]:
    """The sections in reading order, the first being the text itself. Frames and the document's own title are left out."""
    lines = [line for line in lines_of(blocks) if not _is_own_title(line, title)]
    whole = "\n".join(line.text for line in lines)
    sections = [Section()]
    listed = _annex_list(lines)
    for at, line in enumerate(lines):
        if at in listed:
            continue
        opened = _opened(lines, at, sections[-1], whole)
        if opened is None:
            sections[-1].lines.append(line)
        elif opened.lines:
            sections.append(opened)
        else:
            sections.append(_with_title(opened, sections[-1]))
            if not line.is_kind(Kind.ANNEX, Kind.PART) and not (line.marker is None and opened.name.startswith("附")):
                sections[-1].lines.append(line)
    for section in sections:
        section.lines = _unframed(section.lines)
    return _named([part for section in sections if section.lines for part in _parted(section, sections)])


def _is_own_title(line: Line, title: str | None) -> bool:
    if not isinstance(line.block, Paragraph):
        return False
    return line.block.title or (title is not None and len(line.text) >= 4 and bare(line.text) == bare(title))


def _annex_list(lines: Sequence[Line]) -> set[int]:
    """Where annexes are only listed (附件：1.… 2.…) before they come, by line."""
    listed: set[int] = set()
    named = [at for at, line in enumerate(lines) if line.is_kind(Kind.ANNEX)]
    for at in named:
        found = lines[at].marker
        assert found is not None
        later = [lines[other].marker for other in named if other > at]
        repeated = any(one is not None and one.number == found.number for one in later) or (found.number == 0 and found.rest and later)
        if not found.rest or not (repeated or _ends_soon(lines, at)):
            continue
        listed.add(at)
        for number, following in enumerate(lines[at + 1 :], at + 1):
            if not following.is_kind(Kind.THREE) or len(following.text) > 60:
                break
            listed.add(number)
    return listed


def _ends_soon(lines: Sequence[Line], at: int) -> bool:
    """Only more of the list and a signature follow, up to a date or the end."""
    for line in lines[at + 1 : at + 8]:
        if is_date(line.text):
            return True
        if not (line.is_kind(Kind.THREE, Kind.ANNEX) or is_issuer(line.text)):
            return False
    return False


def _opened(lines: Sequence[Line], at: int, current: Section, whole: str) -> Section | None:
    """The section that begins at this line, or None."""
    line, found = lines[at], lines[at].marker
    if found is None:
        return _referred_annex(line, whole)
    if found.kind is Kind.ANNEX and len(found.rest) <= 60 and not found.rest.endswith("。"):
        return Section(found.label, [Line(Paragraph(found.rest))] if found.rest else [], found.rest)
    if found.kind is Kind.PART and len(found.rest) <= 40:
        return Section(found.label, title=line.text)
    if found.number != 1:
        return None
    if found.kind is Kind.ARTICLE and (current.numbers(Kind.ARTICLE) or (current.numbers(Kind.ONE) and _titled(current))):
        return Section("?")
    if found.kind is Kind.ONE and (_restarts(current) or (current.numbered and _titled(current))):
        return Section("?")
    return None


def _restarts(current: Section) -> bool:
    return max(current.numbers(Kind.ONE), default=0) >= 2 and not current.numbers(Kind.ARTICLE)


def _referred_annex(line: Line, whole: str) -> Section | None:
    """A title by which the text names an annex (…安排表（见附件2）) opens that annex, though its number is missing."""
    if not is_title(line.text) or len(line.text) < 5:
        return None
    found = re.search(re.escape(line.text) + r"》?\s*[（(]\s*(?:[详具]?见|参见)?\s*(附[件表])\s*(\S{0,2}?)\s*[）)]", whole)
    opened = marker(f"{found[1]}{found[2]}") if found else None
    return Section(opened.label, [line]) if opened is not None else None


def _titled(current: Section) -> bool:
    """Whether the section's last lines are a title for what comes."""
    return bool(_title_lines(current))


def _title_lines(current: Section) -> list[Line]:
    """The lines at the end of a section that belong to the next one: its title, chapter heading and notes."""
    taken: list[Line] = []
    for line in reversed(current.lines):
        front = line.is_kind(*HEADINGS) or (line.text and is_front(line.text)) or (line.marker is None and line.text.startswith(("（", "(")))
        if is_title(line.text):
            return [line, *taken]
        if not front or len(taken) > 6:
            return []
        taken.insert(0, line)
    return []


def _with_title(opened: Section, before: Section) -> Section:
    """A section whose title stands at the end of the one before takes it along."""
    if opened.name != "?":
        return opened
    taken = _title_lines(before)
    if taken:
        del before.lines[len(before.lines) - len(taken) :]
        opened.name = taken[0].text
    return opened


def _unframed(lines: list[Line]) -> list[Line]:
    """Without signatures, dates, letterheads and copies."""
    kept: list[Line] = []
    for at, line in enumerate(lines):
        following = next((other.text for other in lines[at + 1 : at + 3] if other.text), "")
        signature = is_issuer(line.text) and (is_date(following) or at == len(lines) - 1)
        if line.text and line.marker is None and (is_frame(line.text) or signature):
            continue
        kept.append(line)
    return kept


def _parted(section: Section, sections: Sequence[Section]) -> list[Section]:
    """The text before the first of several enclosed documents is a section of its own."""
    if section is not sections[0] or not any(other.name and not other.name.startswith(_OWN_NAMES) for other in sections):
        return [section]
    first = next((at for at, line in enumerate(section.lines) if line.is_kind(*_NUMBERED)), 0)
    wrapper = Section("", section.lines[:first])
    taken = _title_lines(wrapper)
    if not taken:
        return [section]
    wrapper.lines = wrapper.lines[: first - len(taken)]
    return [wrapper, Section(taken[0].text, section.lines[first - len(taken) :])]


def _named(sections: list[Section]) -> list[Section]:
    """Names only where they are needed: one numbered text in a wrapper is cited without its name."""
    numbered = [section for section in sections if section.numbered]
    if len(numbered) == 1 and not any(line.is_kind(Kind.ANNEX) for line in numbered[0].lines):
        numbered[0].name = ""
    for section in sections:
        if section.name == "?":
            section.name = ""
        elif not section.name.startswith(_OWN_NAMES):
            section.name = _ORGANISATION.sub("", re.sub(r"[\s《》]", "", section.name)) or section.name
    return sections
