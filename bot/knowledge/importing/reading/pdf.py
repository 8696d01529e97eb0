"""PDF: the text layer in paragraphs; page numbers and running heads are dropped, cut lines joined."""

import ctypes
import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from bot.knowledge.importing.models import ImportRefused, Paragraph, Reading
from bot.knowledge.importing.numbering import marker
from bot.knowledge.importing.reading.tidy import clean, close, rejoined

_MAX_PAGES = 2000
_LEAST_A_PAGE = 8  # characters; fewer on the average page is a scan with a stamp or a page number
_PAGE_NUMBER = re.compile(
    r"^[\s—–\-_·.~*|]*(?:第?\s*\d{1,4}\s*页?(?:\s*[/，,]?\s*共?\s*\d{1,4}\s*页?)?|[ivxlc]{1,6})[\s—–\-_·.~*|]*$", re.IGNORECASE
)
_EDGE = 2  # lines at the top and the bottom of a page where running heads stand
_SAME_LINE = 4.0  # points between baselines of one line, as between a word and a raised mark
_INDENT = 12.0  # points from the left edge; a first line stands in by two characters
_COLUMN = 120.0  # points: a second column begins farther to the right than any indent
_OFTEN = 0.1  # of the lines begin at the edge of a column
_DIGITS = re.compile(r"\d+")


def read_pdf(path: Path) -> Reading:
    """The document's paragraphs. Raises `ImportRefused` for a broken or locked file and for pages that are only pictures."""
    pages = _pages(path)
    if sum(len("".join(page).replace(" ", "")) for page in pages) < _LEAST_A_PAGE * len(pages):
        raise ImportRefused(f"{path.name}：这个 PDF 是扫描件，里面没有文字，请先做文字识别（OCR）或者找文字版再导入。")
    lines = [line for page in _without_heads(pages) for line in page]
    blocks = tuple(Paragraph(text) for line in rejoined(lines) if (text := close(clean(line))))
    return Reading(blocks)


def _pages(path: Path) -> list[list[str]]:
    try:
        document = pdfium.PdfDocument(str(path))
    except pdfium.PdfiumError as error:
        raise ImportRefused(f"{path.name}：{_why(error)}") from error
    with document:
        if len(document) > _MAX_PAGES:
            raise ImportRefused(f"{path.name}：有 {len(document)} 页，超过 {_MAX_PAGES} 页，请拆开后再导入。")
        try:
            return _indented([list(_lines(document[at])) for at in range(len(document))])
        except pdfium.PdfiumError as error:
            raise ImportRefused(f"{path.name}：PDF 坏了，有的页读不出来，请重新下载或者重新保存。") from error


def _why(error: pdfium.PdfiumError) -> str:
    if "assword" in str(error) or "ecurity" in str(error):
        return "这个 PDF 加了密码，打不开，请先去掉密码再导入。"
    return "PDF 坏了，打不开，请重新下载或者重新保存。"


@dataclass(slots=True)
class _Printed:
    """A line on the page: where its first character stands (points from the left), how high, and what it says."""

    left: float
    height: float
    text: str = ""


def _lines(page: pdfium.PdfPage) -> Iterator[_Printed]:
    """The page's lines in reading order."""
    text = page.get_textpage()
    try:
        yield from [line for line in _printed(text) if line.text.strip()]
    finally:
        text.close()
        page.close()


def _indented(pages: Sequence[Sequence[_Printed]]) -> list[list[str]]:
    """The lines' text; an indent, from the edge of the line's column, shows as blanks."""
    edges = _edges(Counter(round(line.left) for page in pages for line in page))
    return [[("　　" if line.left - _edge_of(line.left, edges) > _INDENT else "") + line.text for line in page] for page in pages]


def _edges(lefts: Counter[int]) -> list[int]:
    """Where columns begin: what stands there is no running head or stray mark, but many lines; an indent is no column."""
    many = [left for left in sorted(lefts) if lefts[left] >= _OFTEN * lefts.total()] or [min(lefts, default=0)]
    edges = many[:1]
    for left in many[1:]:
        if left - edges[-1] > _COLUMN:
            edges.append(left)
    return edges


def _edge_of(left: float, edges: Sequence[int]) -> int:
    return max((edge for edge in edges if edge <= left + 1), default=edges[0])


def _printed(text: pdfium.PdfTextPage) -> Iterator[_Printed]:
    """Characters on one baseline are one line: their boxes differ in height, and a line may be set in several pieces."""
    x, y = ctypes.c_double(), ctypes.c_double()
    line: _Printed | None = None
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text.raw, at)
        if raw.FPDFText_IsGenerated(text.raw, at):
            if line is not None and code == ord(" "):
                line.text += " "
            continue
        raw.FPDFText_GetCharOrigin(text.raw, at, x, y)
        if line is None or abs(y.value - line.height) > _SAME_LINE:
            if line is not None:
                yield line
            line = _Printed(x.value, y.value)
        line.text += chr(code) if code else ""
    if line is not None:
        yield line


def _without_heads(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Pages without page numbers and without what stands at the edge of most pages."""
    edges = Counter(_same(line) for page in pages for line in {*page[:_EDGE], *page[-_EDGE:]})
    often = {line for line, count in edges.items() if count >= min(max(3, len(pages) * 0.5), max(2, len(pages)))}
    return [[line for at, line in enumerate(page) if not (_is_edge(at, len(page)) and _is_head(line, often))] for page in pages]


def _is_head(line: str, often: Container[str]) -> bool:
    """A page number or a repeated line; a numbered paragraph is text wherever it stands."""
    return bool(_PAGE_NUMBER.match(line.strip())) or (_same(line) in often and marker(line) is None)


def _is_edge(at: int, count: int) -> bool:
    return at < _EDGE or at >= count - _EDGE


def _same(line: str) -> str:
    return _DIGITS.sub("#", clean(line))
