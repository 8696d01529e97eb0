"""Tells a file's format by its first bytes, and refuses what the desk does not read."""

import re
import zipfile
from enum import Enum
from pathlib import Path

from bot.knowledge.importing.models import ImportRefused

MAX_BYTES = 50 * 1024 * 1024
_HEAD = 4096
_TAG = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|div|p|table|article)\b", re.IGNORECASE)
_NOT_READ = (
    (b"\xd0\xcf\x11\xe0", "这是旧版或者加了密码的 Office 文件（如 .doc、.wps），请用 Word 或 WPS 去掉密码、另存为 .docx 再导入"),
    (b"\x89PNG", "这是图片，读不出文字，请找文字版（网页、Word 或带文字的 PDF）"),
    (b"\xff\xd8\xff", "这是图片，读不出文字，请找文字版（网页、Word 或带文字的 PDF）"),
    (b"GIF8", "这是图片，读不出文字，请找文字版（网页、Word 或带文字的 PDF）"),
    (b"BM", "这是图片，读不出文字，请找文字版（网页、Word 或带文字的 PDF）"),
    (b"II*\x00", "这是图片，读不出文字，请找文字版（网页、Word 或带文字的 PDF）"),
    (b"MM\x00*", "这是图片，读不出文字，请找文字版（网页、Word 或带文字的 PDF）"),
    (b"RIFF", "这是图片或者音像文件，读不出文字，请找文字版"),
    (b"Rar!", "这是压缩包，请解开后导入里面的文件"),
    (b"7z\xbc\xaf", "这是压缩包，请解开后导入里面的文件"),
    (b"\x1f\x8b", "这是压缩包，请解开后导入里面的文件"),
    (b"{\\rtf", "这是 RTF 文件，请用 Word 或 WPS 另存为 .docx 再导入"),
)


class Format(Enum):
    """What the desk reads."""

    TEXT = "txt"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"


def detect(path: Path) -> Format:
    """The format of the file. Raises `ImportRefused` for a folder, a missing, empty, too large or foreign file."""
    name = path.name
    head = _head(path)
    at = head.find(b"%PDF-", 0, 1024)
    if at >= 0:
        return Format.PDF
    if head.startswith(b"PK"):
        return _zipped(path)
    for start, told in _NOT_READ:
        if head.startswith(start):
            raise ImportRefused(f"{name}：{told}。")
    if _TAG.search(head.replace(b"\x00", b"")):
        return Format.HTML
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ImportRefused(f"{name}：认不出这是什么文件。可以导入 txt、md、网页（html）、Word（docx）和 PDF。")
    return Format.TEXT


def _head(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise ImportRefused(f"{path.name}：这是文件夹，请写出里面要导入的文件。")
        size = path.stat().st_size
        if size > MAX_BYTES:
            limit = MAX_BYTES // 1024**2
            raise ImportRefused(f"{path.name}：文件有 {size / 1024**2:.0f} MB，超过 {limit} MB，没有读取，请拆开或者换成文字版。")
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        raise ImportRefused(f"{path}：没有这个文件。") from None
    except OSError as error:
        raise ImportRefused(f"{path.name}：文件打不开（{error.strerror or error}）。") from error
    if not head.strip():
        raise ImportRefused(f"{path.name}：文件是空的。")
    return head


def _zipped(path: Path) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        raise ImportRefused(f"{path.name}：文件坏了，打不开，请重新下载或者重新保存。") from None
    if "word/document.xml" in names:
        return Format.DOCX
    if "OFD.xml" in names:
        raise ImportRefused(f"{path.name}：这是 OFD 版式文件，请先用 OFD 阅读器另存为 PDF 再导入。")
    if any(name.startswith(("xl/", "ppt/")) for name in names):
        raise ImportRefused(f"{path.name}：这是表格或者幻灯片，请把文件正文存成 Word（docx）或 PDF 再导入。")
    raise ImportRefused(f"{path.name}：这是压缩包，请解开后导入里面的文件。")
