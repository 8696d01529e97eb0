"""The yearly report: its numbers against a straight count of the events, over the turn of years, for each agency."""

import datetime as dt
import io
import itertools
import random
from collections import Counter
from collections.abc import Iterable

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from bot.oversight.annual import form
from bot.oversight.annual.report import annual_report
from bot.oversight.annual.workbook import workbook
from bot.oversight.cases import CaseError, case_counts, cases, keep
from bot.oversight.folding import fold
from bot.people.models import AuditEntry
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import Act
from bot.tickets.models import Ticket, TicketFact
from bot.tickets.outcomes import APPLICATION_OUTCOMES
from tests.support import recount
from tests.support.lives import AGENCIES, begun, step
from tests.support.tickets import AGENCY, OTHER_AGENCY, TICKETS, on

FIRST, DAYS = dt.date(2024, 10, 1), 640  # into July 2026
TODAY = FIRST + dt.timedelta(days=DAYS)
CLERK = "staff:clerk"


@pytest.fixture
def lived(database):
    chance, tickets = random.Random(11), []
    with database.write() as session:
        for number in range(0, DAYS, 3):
            day = FIRST + dt.timedelta(days=number)
            for ticket in tickets[-25:]:
                if chance.random() < 0.25:
                    step(session, chance, ticket, day)
            for _ in range(chance.randint(0, 2)):
                tickets.append(begun(session, chance, day, Kind.APPLICATION))
        begun(session, chance, TODAY, Kind.COMPLAINT)
    fold(database, TODAY)
    return database


def agency_at(ticket: Ticket, day: dt.date) -> str:
    """Which agency had it at the end of a day, by following it from the beginning."""
    moves = [event for event in ticket.events if event.act == "reassign"]
    agency = moves[0].data["from"] if moves else ticket.agency
    for event in moves:
        if event.on <= day:
            agency = event.data["to"]
    return agency


def straight(tickets: Iterable[Ticket], year: int, agency: str | None) -> Counter:
    """The cells of table 3, ticket by ticket."""
    first, last = dt.date(year, 1, 1), min(dt.date(year, 12, 31), TODAY)
    cells: Counter = Counter()
    for ticket in tickets:
        end = recount.end_of(ticket)
        if ticket.kind != "application" or ticket.received_on > last or (end is not None and end.on < first):
            continue
        if agency is not None and agency_at(ticket, last) != agency:
            continue
        column = form.CLASS_COLUMNS[ticket.applicant_class]
        cells["1" if ticket.received_on >= first else "2", column] += 1
        cells[ticket.outcome if end is not None and end.on <= last else "4", column] += 1
    return cells


def test_every_cell_is_what_a_straight_count_finds_for_all_and_for_each_agency(lived):
    with lived.read() as session:
        tickets = list(session.scalars(select(Ticket)))
        for year, agency in itertools.product((2024, 2025, 2026), (None, *AGENCIES)):
            report, expected = annual_report(session, "枞阳县", year, agency, TODAY), straight(tickets, year, agency)
            found = {(code, column): n for code, row in report.applications.items() for column, n in row.items() if n}
            assert {cell: n for cell, n in found.items() if cell[1] != form.TOTAL and cell[0] != form.DONE} == dict(expected), agency
            assert [check.rule for check in report.checks if not check.ok] == []
            assert (year == 2024) == (report.applications["2"]["总计"] == 0) and report.applications["4"]["总计"]


def test_rows_are_the_outcomes_and_columns_the_classes():
    assert set(form.RESULT_CODES) == {outcome.code for outcome in APPLICATION_OUTCOMES}
    assert len(form.ROWS) == 25 and form.COLUMNS[0] == "自然人" and form.COLUMNS[-1] == "总计" and len(form.COLUMNS) == 7


def test_a_ticket_stands_with_the_agency_that_had_it_when_the_year_ended(database):
    """Received in December by one agency, handed on in January: last year's report of the first does not change."""
    december, january = dt.date(2025, 12, 24), dt.date(2026, 1, 8)
    with database.write() as session:
        ticket = begun(session, random.Random(1), december, Kind.APPLICATION)
        session.execute(update(Ticket).values(agency=AGENCY))
        session.execute(update(TicketFact).values(agency=AGENCY))
        session.refresh(ticket)
        with on(january):
            TICKETS.act(session, ticket, Act.SIGN, CLERK)
            TICKETS.act(session, ticket, Act.RETURN, CLERK, "不属于本单位职责")
            TICKETS.act(session, ticket, Act.REASSIGN, CLERK, data={"to": OTHER_AGENCY})
    day = dt.date(2026, 6, 1)
    for folded in (False, True):
        if folded:
            assert fold(database, day) == 6
        with database.read() as session:
            was = {agency: annual_report(session, "枞阳县", 2025, agency, day).applications for agency in (AGENCY, OTHER_AGENCY)}
            now = {agency: annual_report(session, "枞阳县", 2026, agency, day) for agency in (AGENCY, OTHER_AGENCY)}
        assert (was[AGENCY]["1"]["总计"], was[AGENCY]["4"]["总计"], was[OTHER_AGENCY]["1"]["总计"]) == (1, 1, 0)
        assert (now[AGENCY].applications["2"]["总计"], now[OTHER_AGENCY].applications["2"]["总计"]) == (0, 1)
        assert "少 1 件，是本年改派给了其他单位" in now[AGENCY].moved and "多 1 件" in now[OTHER_AGENCY].moved
        assert all(check.ok for report in now.values() for check in report.checks)


def test_sums_that_do_not_hold_are_named(database):
    with database.write() as session:
        begun(session, random.Random(1), dt.date(2026, 3, 2), Kind.APPLICATION)
    fold(database, dt.date(2026, 6, 1))
    with database.write() as session:  # a fact that was tampered with behind the desk's back
        session.execute(update(TicketFact).values(received_on=dt.date(2025, 3, 2)))
    with database.read() as session:
        broken = {check.rule: check.violations for check in annual_report(session, "枞阳县", 2026, None, dt.date(2026, 6, 1)).checks if not check.ok}
    assert list(broken) == ["各列：第一项加第二项等于第三项（七）加第四项"]
    assert broken["各列：第一项加第二项等于第三项（七）加第四项"][-1] == "总计：1 + 1 = 2，0 + 1 = 1"


# --- reconsiderations and lawsuits ---------------------------------------------------------------

GOOD = {"route": "reconsideration", "accepted_on": "2026-02-03", "decided_on": "2026-03-20", "result": "upheld", "case_number": "枞复〔2026〕3号"}


def kept(database, **fields: str):
    with database.write() as session:
        return keep(session, {**GOOD, **fields}, AGENCY, "oversight", dt.date(2026, 11, 26)).id


def test_cases_are_counted_in_the_year_they_were_decided_or_were_open_at_its_end(database):
    kept(database)
    kept(database, accepted_on="2025-11-03", decided_on="2026-01-05", result="corrected")
    kept(database, route="direct", decided_on="", result="")
    kept(database, route="after", accepted_on="2025-01-03", decided_on="2025-05-05", result="other")
    with database.read() as session:
        assert case_counts(session, 2025, None) == {("reconsideration", "尚未审结"): 1, ("after", "其他结果"): 1}
        assert case_counts(session, 2026, AGENCY) == {
            ("reconsideration", "结果维持"): 1, ("reconsideration", "结果纠正"): 1, ("direct", "尚未审结"): 1,
        }  # fmt: skip
        assert case_counts(session, 2024, None) == case_counts(session, 2026, OTHER_AGENCY) == {}
        report = annual_report(session, "枞阳县", 2026, None, dt.date(2026, 11, 26))
        assert report.cases["行政复议"] == {"结果维持": 1, "结果纠正": 1, "其他结果": 0, "尚未审结": 0, "总计": 2}
        assert "行政复议2件（结果维持1件、结果纠正1件），行政诉讼（未经复议直接起诉）1件（尚未审结1件）" in report.paragraphs[2].text
        assert len(session.scalars(select(AuditEntry).where(AuditEntry.what == "case_kept")).all()) == 4


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"route": "x"}, "请选择"), ({"result": "x"}, "请从列表中选择结果"), ({"accepted_on": ""}, "受理"), ({"accepted_on": "昨天"}, "2026-12-01"),
        ({"decided_on": ""}, "一起填写"), ({"result": ""}, "一起填写"), ({"decided_on": "2026-01-01"}, "不能早于受理"),
        ({"accepted_on": "2027-01-01", "decided_on": "2027-01-02"}, "不能晚于今天"), ({"ticket_number": "G1"}, "没有编号为"),
        ({"remark": "340722198304129315"}, "证件号码"), ({"remark": "长" * 501}, "500"),
    ],
)  # fmt: skip
def test_a_case_that_cannot_be_is_refused_in_one_sentence(database, fields, why):
    with pytest.raises(CaseError, match=why) as refusal:
        kept(database, **fields)
    assert str(refusal.value).endswith("。")
    with database.read() as session:
        assert not cases(session, None, None)


def test_of_two_who_change_a_case_at_once_the_second_is_told(database):
    ident = kept(database, decided_on="", result="")
    with database.write() as session:
        case = cases(session, AGENCY, 2026)[0]
        keep(session, {**GOOD, "version": "1"}, AGENCY, "a", dt.date(2026, 11, 26), case)
    with pytest.raises(CaseError, match="刚刚被别人改过"), database.write() as session:
        keep(session, {**GOOD, "version": "1", "result": "corrected"}, AGENCY, "b", dt.date(2026, 11, 26), cases(session, AGENCY, 2026)[0])
    with database.read() as session:
        assert [(case.id, case.result) for case in cases(session, None, None)] == [(ident, "upheld")]


# --- as a workbook ------------------------------------------------------------------------------


def test_the_workbook_is_laid_out_as_the_national_table(lived):
    with lived.read() as session:
        report = annual_report(session, "枞阳县", 2025, None, TODAY)
    book = load_workbook(io.BytesIO(workbook(report)))
    sheet = book["收到和处理申请"]
    merged = {str(cells) for cells in sheet.merged_cells.ranges}
    assert {"A1:J1", "A2:C4", "D2:J2", "D3:D4", "E3:I3", "J3:J4"} <= merged
    lines = {row.code: line for line, row in enumerate(form.ROWS, start=5)}
    for code, line in lines.items():
        values = [sheet.cell(line, column).value for column in range(4, 11)]
        assert values == list(report.applications[code].values()) and all(type(value) is int for value in values)
    assert f"A{lines['3.1']}:A{lines['3.7']}" in merged and f"B{lines['3.3.1']}:B{lines['3.3.8']}" in merged and f"A{lines['4']}:C{lines['4']}" in merged
    assert sheet["A2"].value == form.IDENTITY and sheet.cell(lines["1"], 1).value.startswith("一、")
    assert [cell.value for cell in book["行政复议、行政诉讼"][5]] == [n for row in report.cases.values() for n in row.values()]
    assert book["校验"]["B3"].value == "相符" and {row[0].value for row in book["各单位"].iter_rows(min_row=3)} == set(report.by_agency)
