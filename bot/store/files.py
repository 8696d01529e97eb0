"""Files that come from outside: told by what they are, kept under a random name, never run, never shown in place."""

import io
import os
import uuid
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path, PurePath

MAX_BYTES = 10 * 1024 * 1024
NAME_LENGTH = 120
_OFFICE = "application/vnd.openxmlformats-officedocument."
# Where the first bytes stand and what they are tells what a file is; its name only has to agree.
_KINDS: tuple[tuple[tuple[str, ...], int, bytes, str], ...] = (
    ((".jpg", ".jpeg"), 0, b"\xff\xd8\xff", "image/jpeg"),
    ((".png",), 0, b"\x89PNG\r\n\x1a\n", "image/png"),
    ((".pdf",), 0, b"%PDF-", "application/pdf"),
    ((".doc",), 0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
    ((".docx",), 0, b"PK\x03\x04", f"{_OFFICE}wordprocessingml.document"),
    ((".xlsx",), 0, b"PK\x03\x04", f"{_OFFICE}spreadsheetml.sheet"),
    ((".ofd",), 0, b"PK\x03\x04", "application/ofd"),
    ((".mp4",), 4, b"ftyp", "video/mp4"),
)
# What a packed document must hold to be what its name says.
_HEART = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".ofd": "OFD.xml"}
# What citizens send along; staff also give out tables (xlsx) and the state's own format of documents (ofd, GB/T 33190).
FROM_CITIZENS = (".jpg", ".jpeg", ".png", ".pdf", ".doc", ".docx", ".mp4")
FROM_STAFF = (".pdf", ".ofd", ".doc", ".docx", ".xlsx", ".jpg", ".jpeg", ".png")
# What a document may grow to when it is opened, and of how many pieces it may be made.
_UNPACKED_BYTES = 100 * 1024 * 1024
_UNPACKED_PIECES = 2_000
_PROGRAMS = ("vbaProject.bin", ".exe", ".dll", ".js", ".vbs")
_BAD_DOCUMENT = "这个文档打不开或不安全，请另存为 PDF 后再传。"


class FileRefused(ValueError):
    """The file is not taken; one Chinese sentence."""


def kind_of(name: str, data: bytes, taken: Collection[str]) -> str:
    """The media type of a file whose name and bytes agree on one of the endings `taken`; FileRefused otherwise."""
    suffix = PurePath(name).suffix.lower()
    for suffixes, offset, magic, media_type in _KINDS:
        if suffix in suffixes and suffix in taken and data.startswith(magic, offset):
            if suffix in _HEART:
                _check_archive(data, _HEART[suffix])
            return media_type
    endings = [one.removeprefix(".") for one in taken if one != ".jpeg"]
    raise FileRefused(f"只能上传 {'、'.join(endings)} 文件，请换一种格式。")


def _check_archive(data: bytes, heart: str) -> None:
    """A packed document: one that would unpack into gigabytes, that brings a program or that is broken is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            pieces = archive.infolist()
            fine = len(pieces) <= _UNPACKED_PIECES and sum(piece.file_size for piece in pieces) <= _UNPACKED_BYTES
            # Only now unpacked, to find the sizes that lie: a piece that is longer than it says has another checksum.
            fine = fine and archive.testzip() is None
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, RuntimeError, OSError) as error:
        raise FileRefused(_BAD_DOCUMENT) from error
    names = {piece.filename for piece in pieces}
    if not fine or heart not in names or any(name.endswith(_PROGRAMS) for name in names):
        raise FileRefused(_BAD_DOCUMENT)


def suffix_of(data: bytes) -> str:
    """The ending of a name for these bytes, where a channel gives none: `.jpg`; empty for what is not taken anyway."""
    return next((suffixes[0] for suffixes, offset, magic, _ in _KINDS if data.startswith(magic, offset)), "")


def short_name(name: str) -> str:
    """The file's name without its folders; a long one keeps its ending, which tells what it is."""
    path = PurePath(name.replace("\0", "").replace("\\", "/"))
    return path.name if len(path.name) <= NAME_LENGTH else path.stem[: NAME_LENGTH - len(path.suffix)] + path.suffix[:NAME_LENGTH]


def size_words(size: int) -> str:
    """A size as people read it: «350 KB», «1.2 MB»."""
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(size // 1024, 1)} KB"


def keep_bytes(folder: Path, data: bytes) -> str:
    """Write the bytes under a new random name, down to the disk; the name.

    Before any row says so: a crash between leaves a nameless file, never a lost one.
    """
    file_id = uuid.uuid4().hex
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder / file_id, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return file_id
