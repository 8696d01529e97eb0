"""Spreadsheets of agencies: what can be read is read, every fault is a sentence that names its row."""

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from bot.agencies.models import ProfileError
from bot.agencies.spreadsheet import Sheet, read_sheet

HEADER = ["单位名称", "职责", "联系电话", "办公地址", "上级"]


def _book(tmp_path: Path, *lines: list, merge: tuple[str, ...] = (), header: list | None = None) -> Path:
    book = Workbook()
    sheet = book.active
    sheet.append(header or HEADER)
    for line in lines:
        sheet.append(line)
    for area in merge:
        sheet.merge_cells(area)
    path = tmp_path / "机构.xlsx"
    book.save(path)
    return path


def _names(sheet: Sheet) -> list[str]:
    return [row.get("name") for row in sheet.rows]


def test_cells_are_named_by_their_headers_and_rows_numbered_as_excel_does(tmp_path):
    sheet = read_sheet(_book(tmp_path, ["某县民政局", "低保", 5551234, "某路1号", "县政府"], [], ["某县水利局"]))
    assert [(row.number, row.get("name")) for row in sheet.rows] == [(2, "某县民政局"), (4, "某县水利局")]
    assert sheet.rows[0].cells == {"name": "某县民政局", "duties": "低保", "phone": "5551234", "address": "某路1号", "parent": "县政府"}


@pytest.mark.parametrize("title", ["机构名称", "单位 名称", "单位名称（全称）", "部门名称", "单位名称*", "承办单位"])
def test_headers_have_many_names(tmp_path, title):
    assert _names(read_sheet(_book(tmp_path, ["民政局", "x"], header=[title, "主要职责"]))) == ["民政局"]


def test_a_title_above_the_header_is_passed_over(tmp_path):
    sheet = read_sheet(_book(tmp_path, HEADER, ["民政局"], header=["某县机构一览表"], merge=("A1:E1",)))
    assert _names(sheet) == ["民政局"]


def test_a_head_of_two_lines_is_read_by_the_one_that_names_the_columns(tmp_path):
    head = ["单位名称", "", "", "隶属", "联系"]
    sheet = read_sheet(_book(tmp_path, ["全称", "简称", "类别", "上级", "电话"], ["民政局", "民政", "部门", "县政府", "5551234"], header=head, merge=("A1:C1",)))
    assert [row.cells for row in sheet.rows] == [{"name": "民政局", "aliases": "民政", "kind": "部门", "parent": "县政府", "phone": "5551234"}]


def test_a_hidden_row_is_read_and_told(tmp_path):
    path = _book(tmp_path, ["民政局", "低保"], ["撤销了的局", "修路"])
    book = load_workbook(path)
    book.active.row_dimensions[3].hidden = True
    book.save(path)
    sheet = read_sheet(path)
    assert _names(sheet) == ["民政局", "撤销了的局"] and [note for note in sheet.notes if "第3行" in note and "隐藏" in note]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_of_any_usual_encoding_is_read(tmp_path, encoding):
    path = tmp_path / "机构.csv"
    path.write_bytes("单位名称\t职责\n民政局\t低保\n".encode(encoding))
    assert _names(read_sheet(path)) == ["民政局"]


def test_a_merged_cell_of_another_column_counts_for_each_row(tmp_path):
    sheet = read_sheet(_book(tmp_path, ["民政局", "", "", "", "县政府"], ["水利局"], ["司法局"], merge=("E2:E4",)))
    assert [row.get("parent") for row in sheet.rows] == ["县政府"] * 3 and not sheet.faults


def test_merged_names_are_named(tmp_path):
    sheet = read_sheet(_book(tmp_path, ["民政局", "低保"], ["", "婚姻登记"], merge=("A2:A3",)))
    assert sheet.faults == ["第3行的“单位名称”和第2行合并成一格，请拆开，每个单位一行"]


def test_a_row_without_a_name_is_named(tmp_path):
    assert read_sheet(_book(tmp_path, ["民政局"], ["", "修路"])).faults == ["第3行没有写单位名称"]


def test_formulas_that_were_never_computed_are_named(tmp_path):
    faults = read_sheet(_book(tmp_path, ["民政局", "低保", '="0562-"&"3210001"'])).faults
    assert faults == ["第2行的“电话”是公式，没有算出的值，请粘贴为数值"]


def test_dates_of_excel_are_written_as_dates(tmp_path):
    sheet = read_sheet(_book(tmp_path, ["民政局", dt.date(2026, 3, 1)], header=["单位名称", "核对日期"]))
    assert sheet.rows[0].get("dated") == "2026-03-01"


def test_hidden_sheets_are_not_read_and_said_to_be(tmp_path):
    path = tmp_path / "h.xlsx"
    book = Workbook()
    hidden = book.active
    hidden.title, hidden.sheet_state = "旧表", "hidden"
    hidden.append(HEADER)
    hidden.append(["撤销局"])
    shown = book.create_sheet("新表")
    shown.append(HEADER)
    shown.append(["民政局"])
    book.save(path)
    sheet = read_sheet(path)
    assert (_names(sheet), sheet.notes) == (["民政局"], ["工作表“旧表”是隐藏的，没有读"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("comma", [",", "，", "\t", ";"])
def test_csv_in_the_encodings_of_office_programs(tmp_path, encoding, comma):
    path = tmp_path / "a.csv"
    path.write_bytes(f"单位名称{comma}电话\r\n民政局{comma}5551234\r\n\r\n".encode(encoding))
    assert read_sheet(path).rows[0].cells == {"name": "民政局", "phone": "5551234"}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "文件是空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, r"旧的 \.xls 格式，或者加了密码"),
        (b"PK\x03\x04 broken", "表格损坏"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "不是 .xlsx 也不是 .csv"),
        ("甲,乙\n1,2".encode(), "找不到表头"),
        ("单位名称,电话,联系电话\n民政局,1,2".encode(), "有两列都是“电话”"),
        ("单位名称,电话\n".encode(), "没有一行机构"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(tmp_path, data, sentence):
    path = tmp_path / "表.xlsx"
    path.write_bytes(data)
    with pytest.raises(ProfileError, match=rf"^表\.xlsx：.*{sentence}"):
        read_sheet(path)


def test_a_missing_file(tmp_path):
    with pytest.raises(ProfileError, match="请确认文件存在"):
        read_sheet(tmp_path / "gone.xlsx")


def test_text_that_is_only_named_xlsx_is_told_so_and_a_csv_under_that_name_is_read(tmp_path):
    file = tmp_path / "表.xlsx"
    file.write_text("各单位请看\n", encoding="utf-8")
    with pytest.raises(ProfileError, match=r"^表\.xlsx：里面不是 \.xlsx 表格，只是这样命名的"):
        read_sheet(file)
    file.write_text("单位名称,职责\n民政局,低保\n", encoding="utf-8")
    assert _names(read_sheet(file)) == ["民政局"]
