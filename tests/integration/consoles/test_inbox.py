"""The inbox: order, colours, filters in the address, pages by key."""

import re

import pytest
from sqlalchemy import update

from bot.clock.service import add_workdays, today
from bot.tickets.kinds import Kind
from bot.tickets.models import Ticket
from bot.tickets.watching import parse_watch
from consoles.agency import filters, inbox, notices
from consoles.wiring import Console, router
from tests.integration.consoles.conftest import PROFILE, THEIRS, Clerk, hidden, listed


def test_by_due_date_with_days_left_and_why(desk, ours):
    fresh, late, soon = desk.file(), desk.file(days_ago=22), desk.file(days_ago=18)
    desk.file(agency=THEIRS)
    page = ours.page("/agency").text
    assert listed(ours, "/agency") == [late, soon, fresh]
    for words in ("已逾期 2 个工作日", "还剩 2 个工作日", "还剩 20 个工作日"):
        assert words in page
    assert "政府信息公开条例第三十三条" in page
    assert re.findall(r'<li class="row (\w+)">', page) == ["overdue", "yellow", "fine"]
    assert "黄色预警：还剩 2 个工作日" in page


def test_a_ticket_due_today_says_so(desk, ours):
    number = desk.file()
    with desk.database.write() as session:
        session.execute(update(Ticket).values(due_on=today()))
    assert "今天到期" in ours.page("/agency").text and listed(ours, "/agency?due=soon") == [number]


def test_filters_live_in_the_address(desk, ours):
    application, complaint = desk.file(title="水费%收入"), desk.file(Kind.COMPLAINT, title="公交不停站")
    late = desk.file(days_ago=25, title="历年的路灯合同")
    ours.act(complaint, "sign")
    found = {
        "kind=complaint": [complaint],
        "status=signed": [complaint],
        "status=answered": [],
        "due=overdue": [late],
        "due=soon": [],
        "due=urged": [],
        "part=co": [],
        "q=路灯": [late],
        "q=%25": [],
        f"q={application.lower()}": [application],
        f"q={application[:9]}": [application],
        f"q={complaint[:5]}": [complaint],
        "kind=complaint&status=signed&q=公交": [complaint],
        "kind=application&q=公交": [],
        "q=%00": [late, complaint, application],
        "kind=nonsense&status=nonsense&due=nonsense": [late, complaint, application],
    }
    assert {address: listed(ours, f"/agency?{address}") for address in found} == found
    page = ours.page("/agency?kind=complaint&q=公交").text
    assert '<option value="complaint" selected>' in page and 'value="公交"' in page
    assert "请至少写两个字" in ours.page("/agency?q=路").text


def test_words_also_find_what_has_ended(desk, ours):
    number = desk.file(Kind.COMPLAINT, title="公交不停站")
    ours.act(number, "transfer", text="请向公交公司反映。")
    assert listed(ours, "/agency") == [] and listed(ours, "/agency?q=公交") == [number]


@pytest.mark.parametrize("paused", [0, 3, 7])
def test_pages_show_every_ticket_once_in_order(desk, ours, monkeypatch, paused):
    monkeypatch.setattr(filters, "PAGE", 4)
    numbers = [desk.file(days_ago=days) for days in (9, 1, 9, 5, 9, 0, 3)]
    with desk.database.write() as session:
        for place, number in enumerate(numbers):
            status = "correcting" if place < paused else "signed" if place % 2 else "dispatched"
            due = None if place < paused else desk.ticket(number).due_on
            session.execute(update(Ticket).where(Ticket.number == number).values(status=status, due_on=due))
    tickets = [desk.ticket(number) for number in numbers]
    late = add_workdays(today(), 400)[0]
    expected = [ticket.number for ticket in sorted(tickets, key=lambda ticket: (ticket.due_on or late, ticket.id))]
    seen, address = [], "/agency"
    while address:
        seen += listed(ours, address)
        forward = re.search(r'<a href="([^"]+)">下一页', ours.page(address).text)
        address = forward[1].replace("&amp;", "&") if forward else ""
    assert seen == expected


@pytest.mark.parametrize(("address", "newest_first"), [("/agency?q=合同", True), ("/agency?q=G202", False)])
def test_what_is_looked_for_comes_page_by_page_too(desk, ours, monkeypatch, address, newest_first):
    monkeypatch.setattr(filters, "PAGE", 3)
    numbers = [desk.file() for _ in range(8)]
    seen = []
    while address:
        seen += listed(ours, address)
        forward = re.search(r'<a href="([^"]+)">下一页', ours.page(address).text)
        address = forward[1].replace("&amp;", "&") if forward else ""
    assert seen == (numbers[::-1] if newest_first else numbers)


@pytest.mark.parametrize("after", ["x", "2026-13-01_1", "_", "2026-01-01_x", "_99999999999999999999999", "%00"])
def test_a_tampered_cursor_is_no_cursor_or_an_empty_page(desk, ours, after):
    desk.file()
    for others in ("", "&q=合同", "&q=G202", "&q=0011", "&part=co"):
        assert ours.page(f"/agency?after={after}{others}").status_code == 200


def test_counts_go_no_further_than_they_show(desk, ours, monkeypatch):
    monkeypatch.setattr(inbox, "COUNT_UP_TO", 2)
    for _ in range(4):
        desk.file(days_ago=25)
    assert '已逾期 <b class="overdue">2+</b>' in ours.page("/agency").text


def test_colours_begin_where_the_place_says(desk, ours, database):
    watch = parse_watch({"levels": [{"name": "early", "title": "提前提醒", "left": 12, "tell": ["agency"]}]})
    desk.app.router.routes.clear()
    desk.app.include_router(router(Console(database, desk.tickets, PROFILE, desk.files, watch=watch)))
    near, far = desk.file(days_ago=10), desk.file(days_ago=5)
    page = ours.page("/agency").text
    assert re.findall(r'<li class="row (\w+)">', page) == ["warned", "fine"]
    assert "提前提醒：还剩 10 个工作日" in page
    assert listed(ours, "/agency?due=soon") == [near] and far in listed(ours, "/agency")


def _unread(clerk: Clerk) -> list[str]:
    return re.findall(r'name="notice" value="(\d+)"><button class="quiet"', clerk.page("/agency").text)


def test_what_staff_were_told_stands_on_top_until_somebody_has_read_it(desk, ours):
    number, _ = desk.file(), desk.file(agency=THEIRS)
    theirs = desk.signed_in("theirs")
    page = ours.page("/agency").text
    assert "知道了" in page and f"看工单 {number}" in page and "县教育体育局" not in page
    (own,), (foreign,) = _unread(ours), _unread(theirs)
    csrf = hidden(page, "csrf")
    assert ours.browser.post("/agency/notices/read", data={"notice": own}).status_code == 403
    for ident in (foreign, "x", "9" * 30, "\0"):
        assert ours.browser.post("/agency/notices/read", data={"csrf": csrf, "notice": ident}).status_code == 303
    assert (_unread(ours), _unread(theirs)) == ([own], [foreign])
    assert ours.browser.post("/agency/notices/read", data={"csrf": csrf, "notice": own}).headers["location"] == "/agency"
    assert (_unread(ours), _unread(theirs)) == ([], [foreign])
    assert "知道了" not in ours.page("/agency").text


def test_only_the_newest_notices_are_shown_and_all_of_them_can_be_read_at_once(desk, ours):
    for _ in range(notices.SHOWN + 2):
        desk.file()
    first = _unread(ours)
    assert len(first) == notices.SHOWN and "还有更多" in ours.page("/agency").text
    ours.browser.post("/agency/notices/read", data={"csrf": hidden(ours.page("/agency").text, "csrf"), "notice": first})
    rest = _unread(ours)
    assert len(rest) == 2 and not set(rest) & set(first)


def test_the_office_and_oversight_are_told_of_what_is_theirs_to_decide(desk, ours):
    number = desk.file()
    ours.act(number, "return", text="不属于本局职责")
    for login in ("office", "oversight"):
        assert f"工单 {number} 被县交通运输局退回" in desk.signed_in(login).page("/agency").text
    assert _unread(desk.signed_in("operator")) == []
