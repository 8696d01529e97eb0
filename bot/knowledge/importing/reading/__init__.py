"""Reads a file of any format that the desk takes: the format is told by the content, never by the name."""

from pathlib import Path

from bot.knowledge.importing.models import ImportRefused, Paragraph, Reading
from bot.knowledge.importing.reading.detect import Format, detect
from bot.knowledge.importing.reading.docx import read_docx
from bot.knowledge.importing.reading.html import read_html
from bot.knowledge.importing.reading.pdf import read_pdf
from bot.knowledge.importing.reading.plain import decoded, read_markdown, read_text

_LEAST = 8  # characters; a document says more


def read(path: Path) -> Reading:
    """The document's blocks. Raises `ImportRefused` for what cannot be read; nothing above 50 MB is opened."""
    kind = detect(path)
    if kind is Format.PDF:
        reading = read_pdf(path)
    elif kind is Format.DOCX:
        reading = read_docx(path)
    elif kind is Format.HTML:
        reading = read_html(path.read_bytes())
    else:
        text = decoded(path)
        reading = read_markdown(text) if path.suffix.lower() in {".md", ".markdown"} else read_text(text)
    if sum(map(_length, reading.blocks)) < _LEAST:
        raise ImportRefused(f"{path.name}：文件里没有文字，没有导入。")
    return reading


def _length(block: object) -> int:
    return len(block.text.strip()) if isinstance(block, Paragraph) else _LEAST
