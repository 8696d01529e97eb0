"""The inbox: order, colours, filters in the address, pages by key."""

import re

import pytest
from sqlalchemy import update

from bot.clock.service import add_workdays, today
from bot.tickets.kinds import Kind
from bot.tickets.models import Ticket
from consoles.agency import inbox
from tests.integration.consoles.conftest import THEIRS, Clerk


def _numbers(clerk: Clerk, address: str) -> list[str]:
    return re.findall(r'<a href="/agency/tickets/([A-Z0-9]+)">', clerk.page(address).text)


def test_by_due_date_with_days_left_and_why(desk, ours):
    fresh, late, soon = desk.file(), desk.file(days_ago=22), desk.file(days_ago=18)
    desk.file(agency=THEIRS)
    page = ours.page("/agency").text
    assert _numbers(ours, "/agency") == [late, soon, fresh]
    for words in ("已逾期 2 个工作日", "还剩 2 个工作日", "还剩 20 个工作日"):
        assert words in page
    assert "政府信息公开条例第三十三条" in page
    assert re.findall(r'<li class="row (\w+)">', page) == ["overdue", "soon", "fine"]


def test_a_ticket_due_today_says_so(desk, ours):
    number = desk.file()
    with desk.database.write() as session:
        session.execute(update(Ticket).values(due_on=today()))
    assert "今天到期" in ours.page("/agency").text and _numbers(ours, "/agency?due=soon") == [number]


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
        "q=路灯": [late],
        "q=%25": [application],
        f"number={application.lower()}": [application],
        f"number={application[:9]}": [application],
        "number=T": [complaint],
        "kind=complaint&status=signed&q=公交": [complaint],
        "q=%00&number=%00": [late, complaint, application],
        "kind=nonsense&status=nonsense&due=nonsense": [late, complaint, application],
    }
    assert {address: _numbers(ours, f"/agency?{address}") for address in found} == found
    page = ours.page("/agency?kind=complaint&q=公交").text
    assert '<option value="complaint" selected>' in page and 'value="公交"' in page


def test_words_also_find_what_has_ended(desk, ours):
    number = desk.file(Kind.COMPLAINT, title="公交不停站")
    ours.act(number, "transfer", text="请向公交公司反映。")
    assert _numbers(ours, "/agency") == [] and _numbers(ours, "/agency?q=公交") == [number]


@pytest.mark.parametrize("paused", [0, 3, 7])
def test_pages_show_every_ticket_once_in_order(desk, ours, monkeypatch, paused):
    monkeypatch.setattr(inbox, "PAGE", 4)
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
        seen += _numbers(ours, address)
        forward = re.search(r'<a href="([^"]+)">下一页', ours.page(address).text)
        address = forward[1].replace("&amp;", "&") if forward else ""
    assert seen == expected


@pytest.mark.parametrize(("address", "newest_first"), [("/agency?q=合同", True), ("/agency?number=G", False)])
def test_what_is_looked_for_comes_page_by_page_too(desk, ours, monkeypatch, address, newest_first):
    monkeypatch.setattr(inbox, "PAGE", 3)
    numbers = [desk.file() for _ in range(8)]
    seen = []
    while address:
        seen += _numbers(ours, address)
        forward = re.search(r'<a href="([^"]+)">下一页', ours.page(address).text)
        address = forward[1].replace("&amp;", "&") if forward else ""
    assert seen == (numbers[::-1] if newest_first else numbers)


@pytest.mark.parametrize("after", ["x", "2026-13-01_1", "_", "2026-01-01_x", "_99999999999999999999999", "%00"])
def test_a_tampered_cursor_is_no_cursor_or_an_empty_page(desk, ours, after):
    desk.file()
    for others in ("", "&q=x", "&number=G"):
        assert ours.page(f"/agency?after={after}{others}").status_code == 200


def test_counts_go_no_further_than_they_show(desk, ours, monkeypatch):
    monkeypatch.setattr(inbox, "COUNT_UP_TO", 2)
    for _ in range(4):
        desk.file(days_ago=25)
    assert "<b>2+</b>已逾期" in ours.page("/agency").text
