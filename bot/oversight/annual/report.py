"""The yearly report of one agency or of the whole place: its tables, their checks, its paragraphs."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.oversight.annual import form
from bot.oversight.annual.applications import Cells, carried_out, cells
from bot.oversight.annual.checks import Check, check_applications, check_carried, check_cases
from bot.oversight.annual.paragraphs import Paragraph, write
from bot.oversight.assessment import Rates, rates_together
from bot.oversight.cases import case_counts
from bot.oversight.periods import Period
from bot.oversight.tally import Scope
from bot.tickets.applicants import ApplicantClass
from bot.tickets.kinds import Kind
from bot.tickets.models import TicketFact

Table = dict[str, dict[str, int]]


@dataclass(frozen=True)
class AnnualReport:
    """A report as it stands on a day. `agency` None: the whole place. `by_agency`: the main rows' totals, for the whole place."""

    year: int
    place: str
    agency: str | None
    as_of: dt.date
    applications: Table
    cases: Table
    by_agency: Mapping[str, Mapping[str, int]]
    moved: str
    rates: Rates
    fees: int
    checks: tuple[Check, ...]
    paragraphs: tuple[Paragraph, ...]

    @property
    def complete(self) -> bool:
        """Whether the year is over."""
        return self.as_of > dt.date(self.year, 12, 31)

    @property
    def body(self) -> str:
        """Whose report it is."""
        return self.agency or self.place

    def as_json(self) -> dict[str, Any]:
        """The report as plain values; `table3` is row code → column → number."""
        return {
            "year": self.year, "place": self.place, "agency": self.agency, "as_of": self.as_of.isoformat(), "complete": self.complete,
            "columns": list(form.COLUMNS), "rows": {row.code: row.words for row in form.ROWS}, "table3": self.applications, "table4": self.cases,
            "fees_yuan": self.fees, "agencies": self.by_agency,
            "checks": [{"rule": check.rule, "ok": check.ok, "violations": list(check.violations)} for check in self.checks],
            "paragraphs": [{"article": one.article, "title": one.title, "text": one.text} for one in self.paragraphs],
        }  # fmt: skip


def annual_report(session: Session, place: str, year: int, agency: str | None, today: dt.date) -> AnnualReport:
    """The report of a year that has begun, up to today."""
    every = cells(session, year, today)
    own = every.get(agency, Counter()) if agency is not None else _together(every)
    table, foreign = applications_table(own)
    case_table = cases_table(session, year, agency)
    before = carried_out(session, year - 1)
    rates = _rates(session, year, agency, today)
    checks = [*check_applications(table, foreign), check_cases(case_table)]
    if agency is None:
        checks.append(check_carried(year, table[form.CARRIED_IN][form.TOTAL], sum(before.values())))
        checks.append(Check("各单位之和等于全部", _parts_differ(every, table)))
    fees = _fees(session, year, agency)
    return AnnualReport(
        year, place, agency, today, table, case_table, _by_agency(every) if agency is None else {},
        _moved(year, agency, table, before), rates, fees, tuple(checks), write(agency or place, year, table, case_table, rates, fees, agency is None),
    )  # fmt: skip


def _together(every: Mapping[str, Cells]) -> Cells:
    whole: Cells = Counter()
    for own in every.values():
        whole.update(own)
    return whole


def applications_table(own: Cells) -> tuple[Table, dict[str, int]]:
    """The table of applications, and results that have no row in it."""
    table: Table = {row.code: dict.fromkeys(form.COLUMNS, 0) for row in form.ROWS}
    foreign: dict[str, int] = {}
    for (code, applicant_class), n in own.items():
        if code not in table or code == form.DONE:
            foreign[code] = foreign.get(code, 0) + n
            continue
        column = form.CLASS_COLUMNS[ApplicantClass(applicant_class)]
        for code_, column_ in ((code, column), (code, form.TOTAL)):
            table[code_][column_] += n
    for column in form.COLUMNS:
        table[form.DONE][column] = sum(table[code][column] for code in form.RESULT_CODES)
    return table, foreign


def cases_table(session: Session, year: int, agency: str | None) -> Table:
    """The table of reconsiderations and lawsuits: route → result → number."""
    found = case_counts(session, year, agency)
    table: Table = {}
    for route, words in form.ROUTES.items():
        row = {column: found[route, column] for column in (*form.CASE_RESULTS.values(), form.PENDING)}
        table[words] = row | {form.CASE_COLUMNS[-1]: sum(row.values())}
    return table


def _by_agency(every: Mapping[str, Cells]) -> dict[str, dict[str, int]]:
    rows = {}
    for agency in sorted(every):
        table, _ = applications_table(every[agency])
        rows[agency] = {code: table[code][form.TOTAL] for code in (form.NEW, form.CARRIED_IN, form.DONE, form.CARRIED_OUT)}
    return rows


def _parts_differ(every: Mapping[str, Cells], table: Table) -> tuple[str, ...]:
    parts = _by_agency(every)
    sums = {code: sum(row[code] for row in parts.values()) for code in (form.NEW, form.CARRIED_IN, form.DONE, form.CARRIED_OUT)}
    words = {row.code: row.words for row in form.ROWS}
    return tuple(f"{words[code]}：各单位之和 {n}，全部 {table[code][form.TOTAL]}" for code, n in sums.items() if n != table[code][form.TOTAL])


def _moved(year: int, agency: str | None, table: Table, before: Mapping[str, int]) -> str:
    """Why what an agency carried in is not what it carried out a year ago: tickets went to another agency meanwhile."""
    if agency is None or (more := table[form.CARRIED_IN][form.TOTAL] - before.get(agency, 0)) == 0:
        return ""
    way = f"多 {more} 件，是本年由其他单位改派来的" if more > 0 else f"少 {-more} 件，是本年改派给了其他单位"
    return f"上年结转比 {year - 1} 年的结转下年度{way}。"


def _rates(session: Session, year: int, agency: str | None, today: dt.date) -> Rates:
    period = Period(dt.date(year, 1, 1), dt.date(year, 12, 31), str(year))
    return rates_together(session, period, today, Scope((Kind.APPLICATION,), (agency,) if agency is not None else ()))


def _fees(session: Session, year: int, agency: str | None) -> int:
    query = select(func.sum(TicketFact.paid)).where(TicketFact.paid_on.between(dt.date(year, 1, 1), dt.date(year, 12, 31)))
    return int(session.scalar(query.where(TicketFact.agency == agency) if agency is not None else query) or 0)
