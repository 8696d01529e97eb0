"""The yearly report as a page, as files, and as one printable HTML page for the command line."""

import json
from collections.abc import Mapping

from fastapi.responses import Response

from bot.clock.service import today
from bot.oversight import sheets
from bot.oversight.annual import form
from bot.oversight.annual.report import AnnualReport, annual_report
from bot.oversight.annual.workbook import workbook
from bot.oversight.periods import FIRST_DAY
from bot.people.service import SignedIn, assessed_agency
from consoles.console import Console
from consoles.numbers import number_in
from consoles.oversight.assess import attachment
from consoles.oversight.room import agencies, corners
from consoles.pages import not_found, part, render

_FORMS = ("xlsx", "json", "html")


class Annual:
    """`/oversight/annual`."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def page(self, present: SignedIn, query: Mapping[str, str]) -> Response:
        """The report with a link behind every number."""
        year = year_in(query.get("year", ""))
        report = self._report(present, query, year)
        own = assessed_agency(present.staff)
        return render(
            self._console, "oversight/annual.html", present, corners=corners(present.staff), here="/oversight/annual", report=report, form=form,
            classes={words: code for code, words in form.CLASS_COLUMNS.items()}, own=own, agencies=agencies(self._console.profile),
            years=range(today().year, max(today().year - 6, FIRST_DAY.year) - 1, -1),
        )

    def file(self, present: SignedIn, query: Mapping[str, str], kind: str) -> Response:
        """The report as a file."""
        if kind not in _FORMS:
            return not_found(self._console, present)
        report = self._report(present, query, year_in(query.get("year", "")))
        content, media_type = as_file(report, kind)
        return attachment(content, f"{report.body}{report.year}年政府信息公开工作年度报告.{kind}", media_type)

    def _report(self, present: SignedIn, query: Mapping[str, str], year: int) -> AnnualReport:
        own = assessed_agency(present.staff)
        agency = own if own is not None else query.get("agency", "").replace("\0", "")[:80] or None
        with self._console.database.read() as session:
            return annual_report(session, self._console.profile.name, year, agency, today())


def year_in(text: str) -> int:
    """The year an address names; last year's report is due in the first months, this year's grows from then on."""
    day = today()
    usual = day.year - 1 if day.month <= 3 else day.year
    year = number_in(text, 4)
    return year if year is not None and FIRST_DAY.year <= year <= day.year else usual


def as_file(report: AnnualReport, kind: str) -> tuple[bytes, str]:
    """The report's bytes in a form, and their media type."""
    if kind == "xlsx":
        return workbook(report), sheets.XLSX
    if kind == "json":
        return f"{json.dumps(report.as_json(), ensure_ascii=False, indent=1)}\n".encode(), "application/json"
    return part("oversight/annual_file.html", report=report, form=form).encode(), "text/html; charset=utf-8"
