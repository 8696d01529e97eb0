"""What a file has to be to be kept."""

import io
import struct
import zipfile
import zlib

import pytest

from bot.store.files import suffix_of
from channels.problems import Problem
from channels.uploads import _kind_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def docx(**pieces: bytes) -> bytes:
    """An archive that looks like a Word document, with further pieces."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", b"<w:document/>")
        for name, data in pieces.items():
            archive.writestr(name, data)
    return file.getvalue()


def lying(size: int) -> bytes:
    """A document whose one piece unpacks into `size` bytes and says that it is small."""
    data = bytearray(docx(**{"word/media/a.bin": bytes(size)}))
    crc = zlib.crc32(bytes(size))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = 0
        while (at := data.find(signature, at)) >= 0:
            if struct.unpack_from("<I", data, at + offset - 8)[0] == crc:
                struct.pack_into("<I", data, at + offset, 100)
            at += 4
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.jpg", b"\xff\xd8\xff\xe0", "image/jpeg"), ("A.JPEG", b"\xff\xd8\xff", "image/jpeg"), ("a.png", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("a.pdf", b"%PDF-1.7", "application/pdf"), ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"), ("a.docx", docx(), DOCX),
        ("a.mp4", b"\x00\x00\x00\x18ftypmp42", "video/mp4"), ("a.docx", docx(**{"word/media/image1.jpg": b"\xff\xd8\xff" * 1000}), DOCX),
    ],
)  # fmt: skip
def test_a_file_is_known_by_its_bytes_and_its_name(name: str, data: bytes, kind: str):
    assert _kind_of(name, data) == kind


BAD_DOCUMENTS = {
    "no archive": b"PK\x03\x04nothing", "cut off": docx()[:-30], "no document": docx()[:4] + docx()[4:].replace(b"document.xml", b"d0cument.xml"),
    "bomb": docx(**{"word/a.xml": bytes(150 * 1024 * 1024)}), "lying bomb": lying(40 * 1024 * 1024),
    "many pieces": docx(**{f"word/{number}.xml": b"" for number in range(2_100)}),
    "macros": docx(**{"word/vbaProject.bin": b"\xd0\xcf"}), "program": docx(**{"word/embeddings/a.exe": b"MZ"}),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_DOCUMENTS)
def test_a_document_that_is_a_bomb_or_brings_a_program_is_refused(name: str):
    data = BAD_DOCUMENTS[name]
    assert len(data) < 10 * 1024 * 1024, "small enough to be sent"
    with pytest.raises(Problem) as refused:
        _kind_of("申请.docx", data)
    assert refused.value.status == 415 and "PDF" in refused.value.message


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.exe", b"MZ\x90\x00"), ("a.jpg", b"MZ\x90\x00"), ("a.jpg.exe", b"\xff\xd8\xff"), ("a.html", b"<script>"), ("a.svg", b"<svg/>"),
        ("a.zip", docx()), ("a.pdf", docx()), ("a.sh", b"#!/bin/sh"), ("a.jpg", b"#!/bin/sh"), ("", b"\xff\xd8\xff"), ("a.mp4", b"ftypmp42"), ("a", b""),
        ("a.elf", b"\x7fELF"), ("a.png", b"\x7fELF"),
    ],
)  # fmt: skip
def test_programs_and_what_pretends_are_refused(name: str, data: bytes):
    with pytest.raises(Problem) as refused:
        _kind_of(name, data)
    assert refused.value.status == 415


def test_a_name_is_made_from_the_bytes_where_there_is_none():
    assert suffix_of(b"\xff\xd8\xff") == ".jpg"
    assert suffix_of(b"MZ") == ""
