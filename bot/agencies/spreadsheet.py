"""A spreadsheet of agencies (xlsx, csv) as rows of named cells; every fault is a Chinese sentence that names its row."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.agencies.models import ProfileError

# What a column may be called. The first word of each is the template's.
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("单位名称", "机构名称", "单位", "机构", "名称", "部门", "部门名称", "单位全称", "全称", "承办单位"),
    "aliases": ("简称", "别名", "又称", "俗称", "单位简称", "其他名称", "简称别名"),
    "former": ("曾用名", "原名", "原名称", "旧名", "历史名称", "原单位名称"),
    "kind": ("类别", "类型", "性质", "单位类别", "单位性质", "机构类别"),
    "parent": ("上级单位", "上级", "主管单位", "主管部门", "隶属", "隶属单位", "上级机构"),
    "duties": ("职责", "主要职责", "工作职责", "单位职责", "职能", "主要职能", "业务范围", "职责范围"),
    "phone": ("电话", "联系电话", "办公电话", "电话号码", "值班电话", "咨询电话", "联系方式"),
    "address": ("地址", "办公地址", "联系地址", "单位地址", "办公地点"),
    "source": ("出处", "来源", "依据", "文件依据"),
    "dated": ("日期", "核对日期", "更新日期", "时间", "更新时间"),
}
_FIELDS = {name: key for key, names in COLUMNS.items() for name in names}
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # .xls, and .xlsx behind a password
_LARGEST, _MOST_ROWS, _LOOK_FOR_HEADER = 20_000_000, 5_000, 20
_NO_HEADER = "找不到表头：前20行里要有一行写着“单位名称”（以及“职责”“电话”“地址”“上级单位”等）"


@dataclass(frozen=True)
class Row:
    """One row of the sheet: its number as Excel counts, and what stands in it by field (`COLUMNS`)."""

    number: int
    cells: dict[str, str]

    def get(self, field_name: str) -> str:
        """What stands in a field; empty when nothing does."""
        return self.cells.get(field_name, "")


@dataclass
class Sheet:
    """The rows of a file, what is wrong with single rows, and what was left out."""

    rows: list[Row] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_sheet(path: Path) -> Sheet:
    """The agencies' rows of a file. Errors: `ProfileError` when the file as a whole cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ProfileError(f"{path.name}：读不了，请确认文件存在") from error
    if not data:
        raise ProfileError(f"{path.name}：文件是空的")
    if len(data) > _LARGEST:
        raise ProfileError(f"{path.name}：文件超过20兆，请只保留机构表")
    if data.startswith(_OLD_EXCEL):
        raise ProfileError(f"{path.name}：是旧的 .xls 格式，或者加了密码。请在表格软件里另存为不加密的 .xlsx，再试一次")
    is_book = data.startswith(b"PK")
    try:
        return _read_xlsx(data) if is_book else _read_csv(data)
    except ProfileError as error:
        told = "" if is_book or path.suffix.lower() != ".xlsx" else "里面不是 .xlsx 表格，只是这样命名的，按文本也没有读成："
        raise ProfileError(f"{path.name}：{told}{error}") from error


def _read_csv(data: bytes) -> Sheet:
    text = _decoded(data)
    first = text.split("\n", 1)[0]
    delimiter = max("\t;，,", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise ProfileError("不是能读的表格，请另存为 .xlsx 或 .csv 再试") from error
    return _sheet({number: [(cell.strip(), "") for cell in line] for number, line in enumerate(lines, 1)})


def _decoded(data: bytes) -> str:
    """Office programs in China write csv as GBK unless told otherwise, and «Unicode text» as UTF-16."""
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ProfileError("不是 .xlsx 也不是 .csv 文本，请另存为其中一种再试")


def _read_xlsx(data: bytes) -> Sheet:
    from openpyxl import load_workbook

    try:
        values, formulas = (load_workbook(io.BytesIO(data), data_only=only) for only in (True, False))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise ProfileError("表格损坏或不是 .xlsx，请重新另存为 .xlsx") from error
    hidden = [sheet.title for sheet in values.worksheets if sheet.sheet_state != "visible"]
    problem: ProfileError | None = None
    for sheet in values.worksheets:
        if sheet.title in hidden:
            continue
        try:
            found = _sheet(_lines(sheet, formulas[sheet.title]), _merged(sheet))
        except ProfileError as error:
            problem = problem or error
            continue
        found.notes += [f"工作表“{title}”是隐藏的，没有读" for title in hidden]
        found.notes += [f"第{row.number}行“{row.get('name')}”在表里是隐藏的，也读了进来：不要的请删掉" for row in found.rows if sheet.row_dimensions[row.number].hidden]
        return found
    raise problem or ProfileError("没有可见的工作表")


def _lines(values: Any, formulas: Any) -> dict[int, list[tuple[str, str]]]:
    """Rows as (text, what is wrong with the cell)."""
    if (values.max_row or 0) > _MOST_ROWS:
        raise ProfileError(f"超过{_MOST_ROWS}行，请删去多余的行")
    rows = zip(values.iter_rows(), formulas.iter_rows(), strict=True)
    return {shown[0].row: [_cell(a.value, b.value) for a, b in zip(shown, behind, strict=True)] for shown, behind in rows if shown}


def _cell(value: Any, behind: Any) -> tuple[str, str]:
    if isinstance(value, str) and value.startswith("#") and value.endswith(("!", "?", "/0", "/A")):
        return "", f"公式出错（{value}）"
    if value is None and isinstance(behind, str) and behind.startswith("="):
        return "", "是公式，没有算出的值，请粘贴为数值"
    return _text(value), ""


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _merged(sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """Cells that were merged into one, each with the (row, column) of the first, counted from 1; the first itself is left out."""
    inside: dict[tuple[int, int], tuple[int, int]] = {}
    for area in sheet.merged_cells.ranges:
        for row in range(area.min_row, area.max_row + 1):
            for column in range(area.min_col, area.max_col + 1):
                if (row, column) != (area.min_row, area.min_col):
                    inside[row, column] = (area.min_row, area.min_col)
    return inside


def _sheet(lines: dict[int, list[tuple[str, str]]], merged: dict[tuple[int, int], tuple[int, int]] | None = None) -> Sheet:
    header, columns = _header(lines)
    sheet = Sheet()
    for number, line in lines.items():
        if number > header:
            _add_row(sheet, lines, merged or {}, columns, number, line)
    if not sheet.rows and not sheet.faults:
        raise ProfileError("表头下面没有一行机构")
    return sheet


def _header(lines: dict[int, list[tuple[str, str]]]) -> tuple[int, dict[str, int]]:
    """The line of titles and which column each stands in: of several lines, as in a head of two, the one that names the most."""
    best: tuple[int, list[tuple[str, int]]] | None = None
    for number, line in list(lines.items())[:_LOOK_FOR_HEADER]:
        found = [(_FIELDS[label], index) for index, (text, _) in enumerate(line) if (label := _label(text)) in _FIELDS]
        if "name" not in dict(found) or (len(found) < 2 and len(line) > 1 and any(text for text, _ in line[1:])):
            continue
        if best is None or len(found) > len(best[1]):
            best = number, found
    if best is None:
        raise ProfileError(_NO_HEADER)
    _refuse_twice(*best, lines[best[0]])
    return best[0], dict(best[1])


def _refuse_twice(number: int, found: list[tuple[str, int]], line: list[tuple[str, str]]) -> None:
    for field_name, index in found:
        if [name for name, _ in found].count(field_name) > 1:
            raise ProfileError(f"第{number}行表头里有两列都是“{COLUMNS[field_name][0]}”（其中一列写着“{line[index][0]}”），请只留一列")


def _label(text: str) -> str:
    return re.sub(r"[（(].*?[)）]|[\s*＊:：/、]", "", text)


def _add_row(sheet: Sheet, lines: Any, merged: Any, columns: dict[str, int], number: int, line: Sequence[tuple[str, str]]) -> None:
    cells: dict[str, str] = {}
    faults: list[str] = []
    for name, index in columns.items():
        text, wrong = line[index] if index < len(line) else ("", "")
        first = merged.get((number, index + 1))
        if first is not None and first[0] != number and first[1] == index + 1 and first[0] in lines:
            if name == "name":
                faults.append(f"第{number}行的“{COLUMNS[name][0]}”和第{first[0]}行合并成一格，请拆开，每个单位一行")
            else:
                text = lines[first[0]][index][0]
        if wrong:
            faults.append(f"第{number}行的“{COLUMNS[name][0]}”{wrong}")
        if text:
            cells[name] = text
    if not any(text or wrong for text, wrong in line):
        return  # an empty row; what a merged cell of another column hangs over it does not make it one
    sheet.faults += faults
    if "name" in cells:
        sheet.rows.append(Row(number, cells))
    elif not faults and cells:
        sheet.faults.append(f"第{number}行没有写单位名称")


def pieces(text: str) -> Iterator[str]:
    """The several names that one cell may hold."""
    return (part.strip() for part in re.split(r"[、，,；;/\n]|\s{2,}", text) if part.strip())
