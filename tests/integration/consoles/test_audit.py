"""The audit trail: everything that was shown or done is in it, nothing personal is, and those who may read it find it."""

import csv
import datetime as dt
import io
import re

import pytest

from bot.people.models import AuditEntry
from bot.people.service import audit
from bot.store import utc_now
from consoles.people import audit as page_of
from tests.integration.consoles.conftest import ID_NUMBER, PHONE, SECOND_PHONE, Clerk, Desk, hidden


@pytest.fixture
def admin(desk: Desk) -> Clerk:
    return desk.signed_in("admin")


def _lines(clerk: Clerk, query: str = "") -> list[tuple[str, str, str]]:
    rows = re.findall(r"<tr><td.*?</tr>", clerk.page(f"/staff/audit{query}").text, re.DOTALL)
    return [tuple(re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)[1:4]) for row in rows]


def _export(clerk: Clerk, **fields: str):
    csrf = hidden(clerk.page("/staff/account").text, "csrf")
    return clerk.browser.post("/staff/audit/export", data={"csrf": csrf, **fields})


def test_a_clerks_day_is_in_it(desk, ours, admin):
    number = desk.file()
    ours.act(number, "sign")
    csrf = hidden(ours.page("/agency").text, "csrf")
    ours.browser.post(f"/agency/tickets/{number}/personal", data={"csrf": csrf})
    ours.act(number, "ask_correction", text=f"请写明年份，电话{PHONE}")
    ours.browser.post("/staff/sign-out", data={"csrf": csrf})
    whats = [what for who, what, _ in _lines(admin, "?who=ours")]
    assert whats == ["退出登录", "告知补正", "查看完整信息", "签收", "打开工单", "登录"]
    whole = admin.page("/staff/audit").text + _export(admin).text
    assert not any(secret in whole for secret in (ID_NUMBER, PHONE, SECOND_PHONE, "李小明"))


def test_it_is_found_by_who_what_ticket_and_day(desk, ours, admin):
    first, second = desk.file(), desk.file()
    for number in (first, second):
        ours.act(number, "sign")
    today, yesterday = (dt.datetime.now(dt.UTC) + dt.timedelta(hours=8)).date(), dt.date.today() - dt.timedelta(days=2)  # noqa: DTZ011
    assert {ticket for _, _, ticket in _lines(admin, f"?ticket={first.lower()}")} == {first}
    assert [what for _, what, _ in _lines(admin, "?what=sign&who=ours")] == ["签收", "签收"]
    assert _lines(admin, f"?first={today}") and not _lines(admin, f"?last={yesterday}")
    assert _lines(admin, f"?first={today}&last={today}&what=sign")
    assert _lines(admin, "?who=王办事&what=sign") == _lines(admin, "?who=ours&what=sign")
    assert _lines(admin, "?who=nobody") == [] and "没有符合条件的记录" in admin.page("/staff/audit?who=nobody").text
    for odd in ("?first=2026-13-40", "?what=%00", "?below=x", "?below=" + "9" * 40, "?ticket=%F0%9F%98%80"):
        assert admin.page(f"/staff/audit{odd}").status_code == 200


def test_pages_go_back_in_time_and_miss_nothing(desk, admin, monkeypatch):
    monkeypatch.setattr(page_of, "PAGE", 4)
    with desk.database.write() as session:
        for place in range(11):
            audit(session, "made-up", f"what-{place:02}")
    seen, address = [], "/staff/audit?who=made-up"
    while address:
        page = admin.page(address).text
        seen += re.findall(r">(what-\d+)</td>", page)
        back = re.search(r'<a href="([^"]+)">更早的', page)
        address = back[1].replace("&amp;", "&") if back else ""
    assert seen == [f"what-{place:02}" for place in range(10, -1, -1)]


def test_the_export_is_a_table_that_spreadsheets_take_for_text_and_is_itself_audited(desk, admin):
    with desk.database.write() as session:
        audit(session, "made-up", "signed_in", detail="=HYPERLINK(1)")
        audit(session, "made-up", "sign", "G20261123001", 'mit "Zeichen", und Komma')
    answer = _export(admin, who="made-up")
    assert answer.headers["content-type"].startswith("text/csv") and "attachment" in answer.headers["content-disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["时间", "账号", "姓名", "事项", "工单", "说明"]
    assert [row[3:] for row in rows[1:]] == [["签收", "G20261123001", 'mit "Zeichen", und Komma'], ["登录", "", "'=HYPERLINK(1)"]]
    with desk.database.read() as session:
        exported = session.query(AuditEntry).filter_by(what="audit_exported").one()
    assert (exported.who, exported.detail) == ("admin", "who=made-up")


def test_a_large_export_is_read_a_bite_at_a_time(desk, admin, monkeypatch):
    monkeypatch.setattr("bot.people.trail._BITE", 3)
    monkeypatch.setattr(page_of, "EXPORTED", 7)
    with desk.database.write() as session:
        for place in range(10):
            audit(session, "made-up", f"what-{place}")
    assert _export(admin, who="made-up").text.count("made-up") == 7


def test_days_are_those_of_shanghai(desk, admin):
    with desk.database.write() as session:
        entry = audit(session, "made-up", "sign")
        entry.at = dt.datetime(2026, 5, 1, 16, 30, tzinfo=dt.UTC)  # half past midnight of 2 May in Shanghai
    assert _lines(admin, "?who=made-up&first=2026-05-02&last=2026-05-02") and not _lines(admin, "?who=made-up&last=2026-05-01")
    assert "2026年5月2日 00:30:00" in admin.page("/staff/audit?who=made-up").text


@pytest.mark.parametrize(("login", "there"), [("admin", True), ("oversight", True), ("ours", False), ("ours-head", False), ("office", False), ("operator", False)])
def test_it_is_there_for_administrators_and_oversight_alone(desk, login, there):
    clerk = desk.signed_in(login)
    assert (clerk.page("/staff/audit").status_code, _export(clerk).status_code) == ((200, 200) if there else (404, 404))
    assert ('href="/staff/audit"' in clerk.page("/staff/account").text) is there
    assert utc_now().tzinfo is not None
