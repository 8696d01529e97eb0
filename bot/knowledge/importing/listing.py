"""Tells a mere list of documents (a folder's content, a web page of links) from a document."""

import re
from collections.abc import Iterable, Sequence

from bot.knowledge.importing.heading import is_title
from bot.knowledge.importing.models import Block, Paragraph

_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|txt|md|rtf|html?|zip|rar|7z|jpe?g|png|tiff?)(?![a-z0-9])", re.IGNORECASE)
_FRAME = re.compile(  # what stands around a name in a list: its number, its date, its size
    r"^\s*(?:[-*•·●■◆▪>]+|[（(]?[\d一二三四五六七八九十]{1,4}[.、．)）:：]?(?=\D))\s*"
    r"|[\[(（【]?\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?[\])）】]?"
    r"|\b\d+(?:\.\d+)?\s*(?:[KMG]?B|字节)\b", re.IGNORECASE,
)  # fmt: skip
_SENTENCE = re.compile(r"[。；！？]|[^\s]{6,}，")
_LEAST = 3  # names: a document of two lines is looked at as one
_SHARE = 0.8  # of the lines: a heading and a line of menu may stand among the names


def names_only(blocks: Sequence[Block]) -> int:
    """How many documents are named by a text that is nothing but their list; 0 for a text that says something itself."""
    lines = [line for block in blocks for line in _lines(block) if line.strip()]
    named = sum(map(_is_name, lines))
    says = any(_SENTENCE.search(line) and not _is_name(line) for line in lines)
    return named if not says and named >= _LEAST and named >= _SHARE * len(lines) else 0


def _lines(block: Block) -> Iterable[str]:
    return [block.text] if isinstance(block, Paragraph) else [" ".join(row) for row in block.rows]


def _is_name(line: str) -> bool:
    """A file's name, or a document's title with nothing but its number, date and size around it."""
    bare = _FRAME.sub(" ", line).strip(" 　\t|-—《》")
    return (bool(_FILE.search(line)) and not _SENTENCE.search(line)) or is_title(bare.replace("》", "").replace("《", ""))
