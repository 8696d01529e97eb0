"""Text files: UTF-8, GB18030 or UTF-16, Markdown, and the tables that such files carry."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from bot.knowledge.importing.models import Block, ImportRefused, Paragraph, Reading
from bot.knowledge.importing.reading.tables import grid
from bot.knowledge.importing.reading.tidy import clean, is_cut, rejoined

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_EMPHASIS = re.compile(r"(\*\*|__|`)(?=\S)(.+?)(?<=\S)\1")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_RULE = re.compile(r"\s*\|?[\s:|-]*-{2,}[\s:|-]*$")
_LEAST_CELLS = 4  # lines that begin with a tab make a table from here on


def decoded(path: Path) -> str:
    """The file's text. Raises `ImportRefused` when it is in none of the usual encodings."""
    return decode(path.read_bytes(), path.name)


def decode(data: bytes, name: str) -> str:
    """Bytes as text, told by the byte order mark, else UTF-8, else GB18030."""
    for start, encoding in _BOMS:
        if data.startswith(start):
            return _decoded(data, encoding, name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "gb18030", name)


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise ImportRefused(f"{name}：文字编码认不出来，请另存为 UTF-8 再导入。") from None
    if sum(char.isprintable() or char.isspace() for char in text) < len(text) * 0.9:
        raise ImportRefused(f"{name}：里面不是文字，认不出这是什么文件。可以导入 txt、md、网页（html）、Word（docx）和 PDF。")
    return text


def read_text(text: str) -> Reading:
    """Paragraphs and tables of a text file; lines cut at a margin are joined again."""
    lines = [line.rstrip("\r") for line in text.replace("\r\n", "\n").replace("\x0c", "\n").split("\n")]
    return Reading(tuple(_blocks(lines)))


def read_markdown(text: str) -> Reading:
    """The same for Markdown: heading marks, emphasis, links and comments are taken away."""
    lines = [_unmarked(line) for line in _COMMENT.sub("", text).replace("\r\n", "\n").split("\n")]
    title = next((line.lstrip("# ").strip() for line in text.split("\n") if line.startswith("# ")), None)
    blocks = [
        Paragraph(block.text, title=True) if isinstance(block, Paragraph) and block.text == clean(title or "") else block
        for block in _blocks(lines)
    ]
    return Reading(tuple(blocks))


def _unmarked(line: str) -> str:
    bare = re.sub(r"^\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+(?=\S))", "", line)
    return _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", bare)).replace("\\", "")


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    for kind, group in groupby(_marked(lines), key=lambda row: row[0]):
        run = [line for _kind, line in group]
        if kind == "cells":
            yield from _from_cells(run)
        elif kind == "bars":
            yield from grid([[cell.strip() for cell in row.strip().strip("|").split("|")] for row in run if not _RULE.match(row)])
        elif kind == "tabs":
            yield from grid([row.strip("\n").split("\t") for row in run])
        else:
            joined = rejoined(run) if is_cut(run) else run
            yield from (Paragraph(clean(line)) for line in joined if clean(line))


def _marked(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Each line with what it belongs to: `cells` (a cell a line), `bars` (Markdown), `tabs` (cells a tab apart), `text`."""
    kinds = [_kind(line) for line in lines]
    for at, kind in enumerate(kinds):
        if kind == "blank":
            before = kinds[at - 1] if at else "text"
            after = next((later for later in kinds[at:] if later != "blank"), "text")
            kinds[at] = "cells" if before == "cells" == after else "text"
    for kind, least in (("cells", _LEAST_CELLS), ("bars", 2), ("tabs", 2)):
        _demote(kinds, kind, least)
    return list(zip(kinds, lines, strict=True))


def _kind(line: str) -> str:
    if not line.strip():
        return "cells" if line.startswith("\t") else "blank"
    if line.startswith("\t") and "\t" not in line[1:].rstrip("\t"):
        return "cells"
    if line.strip().startswith("|") and line.count("|") >= 2:
        return "bars"
    return "tabs" if "\t" in line.strip() else "text"


def _demote(kinds: list[str], kind: str, least: int) -> None:
    """A single such line is no table."""
    at = 0
    for found, group in groupby(list(kinds)):
        size = len(list(group))
        if found == kind and size < least:
            kinds[at : at + size] = ["text"] * size
        at += size


def _from_cells(lines: Sequence[str]) -> Iterator[Block]:
    """Cells as word processors paste them: one a line behind a tab, an empty line after each row."""
    rows: list[list[str]] = [[]]
    for line in lines:
        if line.startswith("\t"):
            rows[-1].append(line[1:])
        elif rows[-1]:
            rows.append([])
    yield from grid([row for row in rows if row])


