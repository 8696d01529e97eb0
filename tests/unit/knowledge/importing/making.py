"""Makes small documents in every format, so that no binary file lies in the tests."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

_LEFT, _TOP, _LEADING, _SIZE = 90, 760, 28, 16


def pdf(path: Path, pages: Sequence[Sequence[str]], *, locked: bool = False) -> Path:
    """A PDF whose lines stand where they are put; a line that begins with blanks is set in by them, one that begins with < stands far out."""
    text = "".join(sorted({char for page in pages for line in page for char in line}))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", _FONT, _DESCENDANT, _stream(_to_unicode(text))]
    kids = []
    for page in pages:
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects) + 2} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(_stream("\n".join(_shown(at, line) for at, line in enumerate(page)).encode()))
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()
    path.write_bytes(_file(objects, locked))
    return path


_FONT = b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
_DESCENDANT = (
    b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
    b"/DW 1000 /FontDescriptor << /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 880 "
    b"/Descent -120 /CapHeight 700 /StemV 80 >> >>"
)


def _shown(at: int, line: str) -> str:
    out = line.startswith("<")
    line = line.removeprefix("<")
    codes = "".join(f"{ord(char):04x}" for char in line.lstrip("\u3000"))
    left = (_LEFT - 60 if out else _LEFT) + _SIZE * (len(line) - len(line.lstrip("\u3000")))
    return f"BT /F1 {_SIZE} Tf {left} {_TOP - at * _LEADING} Td <{codes}> Tj ET" if codes else ""


def _to_unicode(text: str) -> bytes:
    rows = "\n".join(f"<{ord(char):04x}> <{ord(char):04x}>" for char in text)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
        f"1 begincodespacerange <0000> <ffff> endcodespacerange {len(text)} beginbfchar\n{rows}\nendbfchar endcmap end end"
    ).encode()


def _stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def _file(objects: Sequence[bytes], locked: bool) -> bytes:
    out, offsets = bytearray(b"%PDF-1.5\n"), []
    lock = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"ab" * 32 + b"> /U <" + b"cd" * 32 + b"> >>"
    for number, body in enumerate([*objects, *([lock] if locked else [])], 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    more = b" /Encrypt %d 0 R /ID [<00> <00>]" % len(offsets) if locked else b""
    return bytes(out + b"trailer << /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF" % (len(offsets) + 1, more, start))


def word(path: Path, paragraphs: Sequence[str | tuple[int, str] | list[list[str]]]) -> Path:
    """A Word file: strings are paragraphs, (level, text) are numbered by Word as 第一条 and （一）, lists of rows are tables."""
    document = docx.Document()
    number = _numbering(document)
    for item in paragraphs:
        if isinstance(item, list):
            table = document.add_table(len(item), len(item[0]))
            for row, cells in enumerate(item):
                for column, text in enumerate(cells):
                    table.cell(row, column).text = text
        elif isinstance(item, tuple):
            _numbered(document.add_paragraph(item[1]), number, item[0])
        else:
            document.add_paragraph(item)
    document.save(str(path))
    return path


def _numbering(document: Any) -> str:
    root = document.part.numbering_part.element
    abstract = _element("w:abstractNum", {"w:abstractNumId": "90"})
    for level, shape in enumerate(("第%1条", "（%2）")):
        row = _element("w:lvl", {"w:ilvl": str(level)})
        for name, value in (("w:start", "1"), ("w:numFmt", "chineseCountingThousand"), ("w:lvlText", shape)):
            row.append(_element(name, {"w:val": value}))
        abstract.append(row)
    root.insert(0, abstract)
    number = _element("w:num", {"w:numId": "90"})
    number.append(_element("w:abstractNumId", {"w:val": "90"}))
    root.append(number)
    return "90"


def _numbered(paragraph: Any, number: str, level: int) -> None:
    asked = _element("w:numPr", {})
    asked.append(_element("w:ilvl", {"w:val": str(level)}))
    asked.append(_element("w:numId", {"w:val": number}))
    paragraph._p.get_or_add_pPr().append(asked)


def _element(name: str, attributes: dict[str, str]) -> Any:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(key), value)
    return made


def bomb(path: Path) -> Path:
    """A Word file that unpacks to more than 200 MB."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (201 * 1024 * 1024))
    return path
