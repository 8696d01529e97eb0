"""The yearly report and the register of cases as pages, and the command line's report."""

import io
import json
import re

import pytest
from openpyxl import load_workbook

from bot.clock.service import today
from tests.integration.consoles.conftest import OURS, THEIRS, Clerk, Desk, hidden
from tests.integration.consoles.test_oversight import numbers_of
from tests.support.command_line import CommandLine

YEAR = today().year
CASE = {
    "route": "direct", "agency": OURS, "accepted_on": str(today()), "decided_on": "", "result": "", "case_number": "（2026）皖0722行初3号",
    "ticket_number": "", "remark": "",
}  # fmt: skip


@pytest.fixture
def answered(desk: Desk) -> str:
    """One application of ours answered with 3.4.1, one of theirs and one of ours still open."""
    number = desk.file()
    desk.file(), desk.file(agency=THEIRS)
    ours = desk.signed_in("ours")
    ours.act(number, "sign")
    text = "经检索档案室和业务系统，未制作也未保存该合同，该信息不存在。"
    assert ours.act(number, "answer", step="send", outcome="3.4.1/not_found", text=text).status_code == 303
    return number


@pytest.fixture
def overseer(desk: Desk) -> Clerk:
    return desk.signed_in("oversight")


def cells(page: str, words: str) -> list[str]:
    """The numbers of a row of the table of applications."""
    row = re.search(rf"<th[^>]*>{re.escape(words)}</th>(.*?)</tr>", page, re.DOTALL)[1]
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td>(.*?)</td>", row, re.DOTALL)]


def test_the_report_with_the_applications_behind_its_numbers(overseer, answered):
    page = overseer.page(f"/oversight/annual?year={YEAR}").text
    assert cells(page, "一、本年新收政府信息公开申请数量") == ["3", "0", "0", "0", "0", "0", "3"]
    assert cells(page, "1.本机关不掌握相关政府信息")[-1] == "1" and cells(page, "四、结转下年度继续办理")[0] == "2"
    assert "条规则全部相符" in page and "无法提供1件" in page and "【请填写" in page and "结转下年度继续办理2件" in page
    behind = [address.replace("&amp;", "&") for address in re.findall(r'<a href="(/oversight/tickets\?[^"]+)">1</a>', page)]
    assert len(behind) == 4 and {tuple(numbers_of(overseer.page(address).text)) for address in behind} == {(answered,)}
    own = overseer.page(f"/oversight/annual?year={YEAR}&agency={THEIRS}").text
    assert cells(own, "一、本年新收政府信息公开申请数量")[-1] == "1" and f"{THEIRS}{YEAR}年" in own


def test_a_head_reports_its_own_agency_only(desk, answered):
    head = desk.signed_in("ours-head")
    for query in (f"year={YEAR}", f"year={YEAR}&agency={THEIRS}"):
        assert cells(head.page(f"/oversight/annual?{query}").text, "一、本年新收政府信息公开申请数量")[-1] == "2"
        assert head.page(f"/oversight/annual.json?{query}").json()["agency"] == OURS
    assert desk.signed_in("ours").page("/oversight/annual").status_code == 404


def test_the_report_as_files(overseer, answered):
    told = overseer.page(f"/oversight/annual.json?year={YEAR}").json()
    assert told["table3"]["3.4.1"] == {**dict.fromkeys(told["columns"], 0), "自然人": 1, "总计": 1}
    assert all(check["ok"] for check in told["checks"]) and [one["article"] for one in told["paragraphs"]] == [f"第五十条第{n}项" for n in "一二三四五"]
    book = load_workbook(io.BytesIO(overseer.page(f"/oversight/annual.xlsx?year={YEAR}").content))
    assert book.sheetnames == ["收到和处理申请", "行政复议、行政诉讼", "主动公开", "文字", "校验", "各单位"]
    html = overseer.page(f"/oversight/annual.html?year={YEAR}")
    assert "<script" not in html.text and "href=" not in html.text and "四、结转下年度继续办理" in html.text
    assert "attachment" in html.headers["content-disposition"]
    assert overseer.page("/oversight/annual.exe").status_code == 404


@pytest.mark.parametrize("year", ["", "1999", "9999", "x", "99999999999", str(YEAR - 1)])
def test_any_year_is_answered(overseer, year):
    assert overseer.page(f"/oversight/annual?year={year}").status_code == 200


def entered(clerk: Clerk, address: str = "/oversight/cases", **fields: str):
    return clerk.browser.post(address, data={"csrf": hidden(clerk.page("/oversight/cases").text, "csrf"), **CASE, **fields})


def test_a_case_is_entered_changed_and_counted(desk, overseer, answered):
    assert entered(overseer).headers["location"] == "/oversight/cases?done=1"
    page = overseer.page("/oversight/cases").text
    assert "（2026）皖0722行初3号" in page and "尚未审结" in page
    address = re.search(r'action="(/oversight/cases/\d+)"', page)[1]
    assert entered(overseer, address, version="1", decided_on=str(today()), result="upheld", ticket_number=answered).status_code == 303
    assert f'href="/agency/tickets/{answered}"' in overseer.page("/oversight/cases").text
    stale = entered(overseer, address, version="1", result="corrected", decided_on=str(today()), remark="改过的备注")
    assert stale.status_code == 409 and "刚刚被别人改过" in stale.text and "改过的备注" in stale.text
    told = overseer.page(f"/oversight/annual.json?year={YEAR}").json()["table4"]["行政诉讼-未经复议直接起诉"]
    assert told == {"结果维持": 1, "结果纠正": 0, "其他结果": 0, "尚未审结": 0, "总计": 1}


def test_a_case_that_cannot_be_comes_back_with_what_was_written(overseer):
    refused = entered(overseer, accepted_on="", remark="写了一半")
    assert refused.status_code == 409 and "受理（立案）的日期" in refused.text and "写了一半" in refused.text
    assert entered(overseer, agency="火星局").status_code == 409
    assert entered(overseer, "/oversight/cases/7").status_code == entered(overseer, "/oversight/cases/x").status_code == 404


def test_a_head_enters_and_sees_its_own_agencys_cases_only(desk, overseer):
    entered(overseer, agency=THEIRS, case_number="别家的案子")
    head = desk.signed_in("ours-head")
    assert entered(head, agency=THEIRS, case_number="自家的案子").status_code == 303
    page = head.page("/oversight/cases").text
    assert "自家的案子" in page and "别家的案子" not in page and OURS in page
    theirs = re.search(r'id="case-(\d+)">(?:(?!id="case-).)*?别家的案子', overseer.page("/oversight/cases").text, re.DOTALL)[1]
    assert entered(head, f"/oversight/cases/{theirs}", version="1").status_code == 404


def test_the_command_line_reports_for_all_for_one_agency_and_to_a_file(monkeypatch, capsys, tmp_path):
    line = CommandLine(monkeypatch, capsys)
    done = line.run(tmp_path, "report", "annual", "--year", str(YEAR), "--format", "json")
    assert done.code == 0 and json.loads(done.out)["table3"]["1"]["总计"] == 0 and json.loads(done.out)["agency"] is None
    short = line.run(tmp_path, "report", "annual", "--year", str(YEAR), "--agency", "交通局", "--json")
    assert json.loads(short.out)["agency"] == OURS
    target = tmp_path / "report.xlsx"
    assert line.run(tmp_path, "report", "annual", "--year", str(YEAR), "--format", "xlsx", "--out", str(target)).code == 0
    assert load_workbook(target).sheetnames[0] == "收到和处理申请"
    html = line.run(tmp_path, "report", "annual", "--year", str(YEAR), "--format", "html")
    assert html.code == 0 and html.out.strip().endswith("</html>")
    for words, code in (
        (("--year", "1999"), 1), (("--year", str(YEAR), "--agency", "火星局"), 1), (("--year", "x"), 2), ((), 2),
        (("--year", str(YEAR), "--format", "doc"), 2), (("--year", str(YEAR), "--out", str(tmp_path / "no" / "where")), 1),
    ):  # fmt: skip
        assert line.run(tmp_path, "report", "annual", *words).code == code, words


def test_counting_everything_anew_puts_right_what_is_wrong(monkeypatch, capsys, tmp_path):
    line = CommandLine(monkeypatch, capsys)
    done = line.run(tmp_path, "report", "recount", "--json")
    assert json.loads(done.out) == {"read": 0, "changed": 0, "added": 0, "months": 0}
