"""Small repairs that several formats need: blanks, look-alike characters, lines cut in the middle of a sentence."""

import re
import unicodedata
from collections.abc import Sequence

from bot.knowledge.importing.numbering import marker

_UNSEEN = dict.fromkeys(
    [*range(0x00, 0x09), *range(0x0E, 0x20), 0x7F, 0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065)]
)
_BLANKS = re.compile(r"[ \t\r\n\f\v\u00a0\u2002-\u200a\u3000]+")
_CHINESE = r"[\u2018-\u201d\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
_LAID_OUT = re.compile(rf"(?<={_CHINESE}) | (?={_CHINESE})")
# Radicals and compatibility forms stand for ordinary characters in many PDFs; searching would not find them.
_LOOK_ALIKE = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]")
_ARTICLE = re.compile(r"第\s?[^\s第条]{1,9}\s?条(?:之[^\s]{1,3})? ")
_ENDED = tuple("。！？；：!?;:”」』…")
_INDENTS = ("  ", "\u3000", "\t")
_FULL = 0.88  # a line this near to the widest was cut by the margin, not by its writer


def clean(text: str) -> str:
    """One paragraph in one line: no control characters, single blanks, ordinary characters for look-alikes."""
    text = _LOOK_ALIKE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text.translate(_UNSEEN))
    return _BLANKS.sub(" ", text).strip()


def close(text: str) -> str:
    """`clean`, without the blanks that a layout leaves beside Chinese characters; the one behind 第三条 stays."""
    text = clean(text)
    head = _ARTICLE.match(text)
    if head is None:
        return _LAID_OUT.sub("", text)
    return f"{head[0].replace(' ', '')} {_LAID_OUT.sub('', text[head.end() :])}"


def width(text: str) -> int:
    """How wide a line is printed: a Chinese character counts two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def rejoined(lines: Sequence[str]) -> list[str]:
    """Paragraphs from lines as a page prints them: a line that reached the margin without ending goes on in the next."""
    widest = _usual_width(lines)
    indents = sum(line.startswith(_INDENTS) for line in lines) >= len(lines) * 0.05
    paragraphs: list[str] = []
    open_ended = False
    for line in lines:
        text = line.strip()
        if text and open_ended and not _begins(line):
            paragraphs[-1] = _glued(paragraphs[-1], text)
        elif text:
            paragraphs.append(text)
        full = width(line.rstrip()) >= widest * _FULL
        open_ended = bool(text) and full and (indents or not text.endswith(_ENDED))
    return paragraphs


def is_cut(lines: Sequence[str]) -> bool:
    """Whether the lines of a text file were cut at a margin: most are equally long and few end as sentences do."""
    said = [line for line in lines if len(line.strip()) > 1]
    if len(said) < 8:
        return False
    widest = _usual_width(said)
    full = [line for line in said if width(line.rstrip()) >= widest * _FULL]
    open_ended = [line for line in full if not line.rstrip().endswith(_ENDED)]
    return widest <= 120 and len(full) >= len(said) * 0.4 and len(open_ended) >= len(full) * 0.6


def _usual_width(lines: Sequence[str]) -> int:
    widths = sorted(width(line.rstrip()) for line in lines if line.strip())
    return widths[int(len(widths) * 0.9)] if widths else 0


def _begins(line: str) -> bool:
    """A new paragraph shows by its indent or its number."""
    found = marker(line)
    return line.startswith(_INDENTS) or (found is not None and found.spaced)


def _glued(before: str, after: str) -> str:
    latin = before[-1].isascii() and after[0].isascii() and before[-1].isalpha() and after[0].isalpha()
    return f"{before} {after}" if latin else before + after
