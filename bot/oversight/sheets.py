"""Tables as files: xlsx and CSV that a spreadsheet opens as data, never as formulas."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_THIN = Side(style="thin", color="808080")
BOX = Border(_THIN, _THIN, _THIN, _THIN)
_HEAD = PatternFill("solid", fgColor="E9F1FB")


def csv_bytes(head: Sequence[str], rows: Sequence[Sequence[Value]]) -> bytes:
    """One table as CSV with a byte order mark (a spreadsheet takes it for its local encoding otherwise)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([[_harmless(value) for value in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def _harmless(value: Value) -> Value:
    """Text that would begin a formula, with an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def xlsx_bytes(
    title: str, notes: Sequence[str], head: Sequence[str], rows: Sequence[Sequence[Value]], formats: Mapping[int, str] | None = None
) -> bytes:
    """One table as a workbook: a title, notes under it, the head, the rows. `formats`: a column's number format, by its place."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title[:30]
    put(sheet, 1, 1, title).font = Font(bold=True, size=14)
    for number, note in enumerate(notes, start=2):
        put(sheet, number, 1, note).font = Font(color="566274")
    first = len(notes) + 3
    for column, words in enumerate(head, start=1):
        cell = put(sheet, first, column, words, BOX)
        cell.font, cell.fill, cell.alignment = Font(bold=True), _HEAD, Alignment(horizontal="center", vertical="center", wrap_text=True)
    for line, row in enumerate(rows, start=first + 1):
        for place, value in enumerate(row):
            put(sheet, line, place + 1, value, BOX).number_format = (formats or {}).get(place, "General")
    for column, words in enumerate(head, start=1):
        longest = max([len(words), *(len(str(row[column - 1] or "")) for row in rows)], default=8)
        sheet.column_dimensions[get_column_letter(column)].width = min(max(2 * longest, 10), 46)
    sheet.freeze_panes = f"B{first + 1}"
    return saved(book)


def put(sheet: Worksheet, row: int, column: int, value: Value, border: Border | None = None) -> Any:
    """Write one cell; text stays text whatever it begins with."""
    cell: Any = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    else:
        cell.value = value
    if border is not None:
        cell.border = border
    return cell


def saved(book: Workbook) -> bytes:
    """The workbook as a file's bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
