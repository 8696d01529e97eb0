"""Word documents: paragraphs with the numbers that Word shows, and tables."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from bot.knowledge.importing.models import Block, ImportRefused, Paragraph, Reading
from bot.knowledge.importing.numbering import chinese
from bot.knowledge.importing.reading.tables import grid
from bot.knowledge.importing.reading.tidy import clean

_MAX_UNPACKED = 200 * 1024 * 1024
_MAX_PARTS = 5000
_TITLES = {"title", "标题", "文档标题"}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_CHINESE_FORMS = frozenset(
    ("chineseCounting", "chineseCountingThousand", "chineseLegalSimplified", "ideographDigital", "japaneseCounting", "taiwaneseCounting",
     "taiwaneseCountingThousand", "ideographTraditional")
)  # fmt: skip


def read_docx(path: Path) -> Reading:
    """The document's body; what was deleted under change tracking is left out.

    Raises `ImportRefused` for a broken file, one locked with a password, and one that unpacks to more than 200 MB.
    """
    _guard(path)
    try:
        document = docx.Document(str(path))
        blocks = tuple(_blocks(document))
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, SyntaxError, AttributeError) as error:
        raise ImportRefused(f"{path.name}：Word 文件坏了，打不开，请用 Word 或 WPS 重新保存后再导入。") from error
    return Reading(blocks)


def _guard(path: Path) -> None:
    """Refuse what would fill the memory before anything is unpacked."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
    if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
        raise ImportRefused(f"{path.name}：文件解开后大得不正常，没有读取；请用 Word 或 WPS 重新保存后再导入。")


def _blocks(document: Any) -> Iterator[Block]:
    numbers = _Numbers(document)
    for item in document.element.body.iter(qn("w:p"), qn("w:tbl")):
        if _inside_table(item):
            continue
        if item.tag == qn("w:tbl"):
            yield from grid(_rows(item), filled=True)
            continue
        number = numbers.of(item)
        for at, line in enumerate(_text(item).split("\n")):
            if text := clean((number if at == 0 else "") + line):
                yield Paragraph(text, title=_style_name(document, item) in _TITLES)


def _inside_table(item: Any) -> bool:
    return any(parent.tag in {qn("w:tc"), qn("w:txbxContent")} for parent in item.iterancestors())


def _text(paragraph: Any) -> str:
    """Text as shown: insertions counted, deletions and text boxes not."""
    said = []
    for node in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:noBreakHyphen")):
        parents = {parent.tag for parent in node.iterancestors()}
        if qn("w:del") in parents or qn("w:txbxContent") in parents or qn("w:tabs") in parents:
            continue
        said.append(_SAID.get(node.tag, "") or (node.text or ""))
    return "".join(said)


_SAID = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


def _rows(table: Any) -> list[list[str]]:
    """Cells with merged ones repeated."""
    rows: list[list[str]] = []
    for row in table.findall(qn("w:tr")):
        cells: list[str] = []
        for cell in row.iter(qn("w:tc")):
            if cell.getparent() is not row and cell.getparent().tag != qn("w:sdtContent"):
                continue
            text = " ".join(_text(paragraph) for paragraph in cell.iter(qn("w:p")))
            merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            if merged is not None and merged.get(qn("w:val")) != "restart" and rows and len(cells) < len(rows[-1]):
                text = rows[-1][len(cells)]
            span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            cells.extend([text] * (int(span.get(qn("w:val"))) if span is not None else 1))
        rows.append(cells)
    return rows


def _style_name(document: Any, paragraph: Any) -> str:
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    if found is None:
        return ""
    name = document.styles.element.xpath(f"w:style[@w:styleId='{found.get(qn('w:val'))}']/w:name/@w:val")
    return str(name[0]).lower() if name else ""


class _Numbers:
    """Counts as Word does: one counter for each level of each list; a deeper one starts again when a higher one moves."""

    def __init__(self, document: Any) -> None:
        self._styles = document.styles.element
        try:
            numbering = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            numbering = None
        self._abstract = {} if numbering is None else {n.get(qn("w:abstractNumId")): n for n in numbering.findall(qn("w:abstractNum"))}
        self._list_of = {} if numbering is None else {n.get(qn("w:numId")): n for n in numbering.findall(qn("w:num"))}
        self._counters: dict[str, dict[int, int]] = {}

    def of(self, paragraph: Any) -> str:
        """The number that Word prints before the paragraph; empty for none and for bullets."""
        list_id, level = self._asked(paragraph)
        entry = self._list_of.get(list_id)
        if entry is None:
            return ""
        abstract_id = entry.find(qn("w:abstractNumId")).get(qn("w:val"))
        levels = {int(n.get(qn("w:ilvl"))): n for n in self._abstract.get(abstract_id, ())if n.tag == qn("w:lvl")}
        if level not in levels or not _text(paragraph).strip():
            return ""
        restarted = list_id if entry.find(qn("w:lvlOverride")) is not None else abstract_id
        counters = self._counters.setdefault(restarted, {})
        counters[level] = counters.get(level, _value(levels[level], "w:start", 1) - 1) + 1
        for deeper in [one for one in counters if one > level]:
            del counters[deeper]
        return _shown(levels, level, counters)

    def _asked(self, paragraph: Any) -> tuple[str, int]:
        found = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if found is None:
            style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            said = [] if style is None else self._styles.xpath(f"w:style[@w:styleId='{style.get(qn('w:val'))}']/w:pPr/w:numPr")
            found = said[0] if said else None
        if found is None or found.find(qn("w:numId")) is None:
            return "", 0
        return str(found.find(qn("w:numId")).get(qn("w:val"))), _value(found, "w:ilvl", 0)


def _value(node: Any, name: str, default: int) -> int:
    found = node.find(qn(name))
    return default if found is None else int(found.get(qn("w:val")))


def _shown(levels: dict[int, Any], level: int, counters: dict[int, int]) -> str:
    pattern = levels[level].find(qn("w:lvlText"))
    text = "" if pattern is None else pattern.get(qn("w:val")) or ""
    if "%" not in text:
        return ""
    for one in range(level + 1):
        if one in levels:
            text = text.replace(f"%{one + 1}", _numeral(levels[one], counters.get(one, 1)))
    return f"{text} " if text.endswith("条") else text


def _numeral(level: Any, number: int) -> str:
    form = level.find(qn("w:numFmt"))
    name = "decimal" if form is None else form.get(qn("w:val"))
    if name in _CHINESE_FORMS:
        return chinese(number)
    if name in {"lowerLetter", "upperLetter"}:
        letter = _LETTERS[(number - 1) % 26]
        return letter.upper() if name == "upperLetter" else letter
    if name == "decimalEnclosedCircle" and number <= 20:
        return chr(ord("①") + number - 1)
    return str(number)
