"""The yearly report as a workbook, its tables laid out as the national format prints them."""

from collections.abc import Mapping

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bot.oversight.annual import form
from bot.oversight.annual.report import AnnualReport
from bot.oversight.sheets import BOX, Value, put, saved

_TITLE, _BOLD = Font(bold=True, size=14), Font(bold=True)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(vertical="center", wrap_text=True)
_FIRST_NUMBER = 4  # three columns of words stand before the numbers


def workbook(report: AnnualReport) -> bytes:
    """The whole report; numbers are numbers."""
    book = Workbook()
    _applications(book.worksheets[0], report)
    _cases(book.create_sheet("行政复议、行政诉讼"), report)
    _active(book.create_sheet("主动公开"), report)
    _words(book.create_sheet("文字"), report)
    _checks(book.create_sheet("校验"), report)
    if report.by_agency:
        _agencies(book.create_sheet("各单位"), report)
    return saved(book)


def _applications(sheet: Worksheet, report: AnnualReport) -> None:
    sheet.title = "收到和处理申请"
    _title(sheet, f"{report.body}{report.year}年收到和处理政府信息公开申请情况", 10)
    _cell(sheet, "A2:C4", form.IDENTITY)
    _cell(sheet, "D2:J2", "申请人情况")
    _cell(sheet, "D3:D4", "自然人")
    _cell(sheet, "E3:I3", "法人或其他组织")
    for column, words in enumerate(("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"), start=5):
        _cell(sheet, f"{_letter(column)}4", words)
    _cell(sheet, "J3:J4", form.TOTAL)
    first = 5
    for line, row in enumerate(form.ROWS, start=first):
        _row_words(sheet, line, row)
        for place, n in enumerate(report.applications[row.code].values()):
            put(sheet, line, _FIRST_NUMBER + place, n, BOX).alignment = _MIDDLE
    results = [line for line, row in enumerate(form.ROWS, start=first) if row.code.startswith("3.")]
    _cell(sheet, f"A{results[0]}:A{results[-1]}", form.RESULTS)
    for group in dict.fromkeys(row.group for row in form.ROWS if row.group):
        lines = [line for line, row in enumerate(form.ROWS, start=first) if row.group == group]
        _cell(sheet, f"B{lines[0]}:B{lines[-1]}", group)
    _widths(sheet, {"A": 14, "B": 16, "C": 44} | dict.fromkeys("DEFGHIJ", 11))
    sheet.freeze_panes = "D5"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _row_words(sheet: Worksheet, line: int, row: form.Row) -> None:
    if not row.code.startswith("3."):
        _cell(sheet, f"A{line}:C{line}", row.words, _LEFT)
    elif row.group:
        _cell(sheet, f"C{line}", row.words, _LEFT)
    else:
        _cell(sheet, f"B{line}:C{line}", row.words, _LEFT)


def _cases(sheet: Worksheet, report: AnnualReport) -> None:
    _title(sheet, f"{report.body}{report.year}年政府信息公开行政复议、行政诉讼情况", 15)
    _cell(sheet, "A2:E2", "行政复议")
    _cell(sheet, "F2:O2", "行政诉讼")
    _cell(sheet, "F3:J3", "未经复议直接起诉")
    _cell(sheet, "K3:O3", "复议后起诉")
    for block, words in enumerate(form.ROUTES.values()):
        for place, column in enumerate(form.CASE_COLUMNS):
            at = 5 * block + place + 1
            _cell(sheet, f"{_letter(at)}3:{_letter(at)}4" if block == 0 else f"{_letter(at)}4", column)
            put(sheet, 5, at, report.cases[words][column], BOX).alignment = _MIDDLE
    _widths(sheet, {_letter(at): 10 for at in range(1, 16)})
    sheet.page_setup.orientation = "landscape"


def _active(sheet: Worksheet, report: AnnualReport) -> None:
    _title(sheet, f"{report.body}{report.year}年主动公开政府信息情况（请填写）", 4)
    line = 2
    for item, columns, rows in form.ACTIVE:
        _cell(sheet, f"A{line}:D{line}", item)
        for place, words in enumerate(("信息内容", *columns), start=1):
            _cell(sheet, _span(line + 1, place, len(columns)), words)
        for offset, words in enumerate(rows, start=2):
            for place, value in enumerate((words, *("" for _ in columns)), start=1):
                _cell(sheet, _span(line + offset, place, len(columns)), value)
        line += 2 + len(rows)
    _widths(sheet, {"A": 24, "B": 18, "C": 18, "D": 18})


def _span(line: int, place: int, columns: int) -> str:
    """The cells of the place-th column: a single column of numbers is three wide."""
    return f"B{line}:D{line}" if columns == 1 and place == 2 else f"{_letter(place)}{line}"


def _words(sheet: Worksheet, report: AnnualReport) -> None:
    _title(sheet, f"{report.body}{report.year}年政府信息公开工作年度报告（草稿）", 2)
    for line, one in enumerate(report.paragraphs, start=2):
        _cell(sheet, f"A{line}", f"{one.title}（{one.article}）", _LEFT)
        _cell(sheet, f"B{line}", one.text, _LEFT)
        sheet.row_dimensions[line].height = max(60, 16 * (len(one.text) // 42 + 1))
    _widths(sheet, {"A": 30, "B": 92})


def _checks(sheet: Worksheet, report: AnnualReport) -> None:
    _title(sheet, "数字的校验", 3)
    lines: list[tuple[Value, ...]] = [("规则", "结果", "不符之处")]
    lines += [(check.rule, "相符" if check.ok else "不符", "；".join(check.violations)) for check in report.checks]
    if report.moved:
        lines.append(("说明", "", report.moved))
    for line, row in enumerate(lines, start=2):
        for column, value in enumerate(row, start=1):
            put(sheet, line, column, value, BOX).alignment = _LEFT
    _widths(sheet, {"A": 48, "B": 10, "C": 80})


def _agencies(sheet: Worksheet, report: AnnualReport) -> None:
    _title(sheet, f"{report.year}年各单位", 5)
    codes = (form.NEW, form.CARRIED_IN, form.DONE, form.CARRIED_OUT)
    lines: list[tuple[Value, ...]] = [("单位", "本年新收", "上年结转", "办理结果总计", "结转下年度")]
    lines += [(agency, *(own[code] for code in codes)) for agency, own in report.by_agency.items()]
    for line, row in enumerate(lines, start=2):
        for column, value in enumerate(row, start=1):
            put(sheet, line, column, value, BOX)
    _widths(sheet, {"A": 32} | dict.fromkeys("BCDE", 14))


def _title(sheet: Worksheet, words: str, columns: int) -> None:
    cell = put(sheet, 1, 1, words)
    cell.font, cell.alignment = _TITLE, _MIDDLE
    sheet.merge_cells(f"A1:{_letter(columns)}1")
    sheet.row_dimensions[1].height = 28


def _cell(sheet: Worksheet, cells: str, words: str, alignment: Alignment = _MIDDLE) -> None:
    """Words in one cell, or in several that become one."""
    for row in sheet[cells] if ":" in cells else ((sheet[cells],),):
        for cell in row:
            cell.border = BOX
    first = cells.partition(":")[0]
    cell = put(sheet, sheet[first].row, sheet[first].column, words, BOX)
    cell.alignment = alignment
    if ":" in cells:
        sheet.merge_cells(cells)


def _letter(column: int) -> str:
    return chr(ord("A") + column - 1)


def _widths(sheet: Worksheet, widths: Mapping[str, int]) -> None:
    for letter, width in widths.items():
        sheet.column_dimensions[letter].width = width
