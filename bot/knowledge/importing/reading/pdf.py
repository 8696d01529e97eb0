"""PDF: the text layer in paragraphs; page numbers and running heads are dropped, cut lines joined."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2 as pdfium

from bot.knowledge.importing.models import ImportRefused, Paragraph, Reading
from bot.knowledge.importing.reading.tidy import clean, close, rejoined

_MAX_PAGES = 2000
_LEAST_A_PAGE = 8  # characters; fewer on the average page is a scan with a stamp or a page number
_PAGE_NUMBER = re.compile(
    r"^[\s—–\-_·.~*|]*(?:第?\s*\d{1,4}\s*页?(?:\s*[/，,]?\s*共?\s*\d{1,4}\s*页?)?|[ivxlc]{1,6})[\s—–\-_·.~*|]*$", re.IGNORECASE
)
_EDGE = 2  # lines at the top and the bottom of a page where running heads stand
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
            return [list(_lines(document[at])) for at in range(len(document))]
        except pdfium.PdfiumError as error:
            raise ImportRefused(f"{path.name}：PDF 坏了，有的页读不出来，请重新下载或者重新保存。") from error


def _why(error: pdfium.PdfiumError) -> str:
    if "assword" in str(error) or "ecurity" in str(error):
        return "这个 PDF 加了密码，打不开，请先去掉密码再导入。"
    return "PDF 坏了，打不开，请重新下载或者重新保存。"


def _lines(page: pdfium.PdfPage) -> Iterator[str]:
    """The page's lines as printed, top to bottom; an indent shows as blanks."""
    text = page.get_textpage()
    try:
        boxes = [text.get_rect(at) for at in range(text.count_rects())]
        rows: list[tuple[float, float, float, str]] = []
        for left, bottom, right, top in boxes:
            said = text.get_text_bounded(left, bottom, right, top).replace("\r", "").replace("\n", "")
            rows.append((left, (bottom + top) / 2, right, said))
    finally:
        text.close()
        page.close()
    yield from _printed(rows)


def _printed(rows: Sequence[tuple[float, float, float, str]]) -> Iterator[str]:
    left = min((row[0] for row in rows if row[3].strip()), default=0.0)
    for start, said in _merged(rows):
        yield ("　　" if start - left > 12 else "") + said


def _merged(rows: Sequence[tuple[float, float, float, str]]) -> Iterator[tuple[float, str]]:
    """Runs on one height are one line; pdfium gives them in reading order."""
    start, middle, end, line = 0.0, None, 0.0, ""
    for left, height, right, said in rows:
        if middle is not None and abs(height - middle) < 5 and left >= end - 3:
            line += (" " if left - end > 6 else "") + said
        else:
            if line.strip():
                yield start, line
            start, middle, line = left, height, said
        end = right
    if line.strip():
        yield start, line


def _without_heads(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Pages without page numbers and without what stands at the edge of most pages."""
    edges = Counter(_same(line) for page in pages for line in {*page[:_EDGE], *page[-_EDGE:]})
    often = {line for line, count in edges.items() if count >= max(3, len(pages) * 0.5)}
    return [
        [line for at, line in enumerate(page) if not _is_edge(at, len(page)) or not (_PAGE_NUMBER.match(line.strip()) or _same(line) in often)]
        for page in pages
    ]


def _is_edge(at: int, count: int) -> bool:
    return at < _EDGE or at >= count - _EDGE


def _same(line: str) -> str:
    return _DIGITS.sub("#", clean(line))
