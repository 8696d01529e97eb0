"""The head of a bureau sees who has how much in hand, and who is late."""

import re

import pytest

from bot.people.service import add_staff
from bot.tickets.models import Ticket
from tests.integration.consoles.conftest import OURS, PASSWORD, THEIRS, listed


@pytest.fixture
def two_clerks(desk, ours) -> dict[str, str]:
    """A late ticket and a fresh one of each of two clerks, and one that is nobody's."""
    with desk.database.write() as session:
        add_staff(session, "zhang", "clerk", agency=OURS, name="张三", password=PASSWORD)
    zhang = desk.signed_in("zhang")
    found = {"late": desk.file(days_ago=25), "fresh": desk.file(), "his": desk.file(), "nobodys": desk.file(), "theirs": desk.file(agency=THEIRS)}
    for name, clerk in (("late", ours), ("fresh", ours), ("his", zhang)):
        clerk.act(found[name], "sign")
    return found


def rows(page: str) -> dict[str, list[str]]:
    """Name → open, overdue, soon due."""
    found = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', page, re.DOTALL)
    return {re.sub(r"<.*?>", "", name).strip(): re.findall(r"(?:>|^)(\d+)(?:</a>)?</td>", cells) for name, cells in found}


def test_who_has_how_much_and_who_is_late_stands_first(desk, two_clerks):
    head = desk.signed_in("ours-head")
    assert 'href="/agency/loads"' in head.page("/agency").text
    page = head.page("/agency/loads").text
    assert rows(page) == {"未分配": ["1", "0", "0"], "王办事": ["2", "1", "0"], "张三": ["1", "0", "0"], "ours-head": ["0", "0", "0"]}
    assert page.index("王办事") < page.index("张三")
    assert listed(head, "/agency?who=ours&due=overdue") == [two_clerks["late"]]
    assert listed(head, "/agency?who=none") == [two_clerks["nobodys"]]


def test_what_somebody_who_left_still_has_is_not_forgotten(desk, two_clerks):
    with desk.database.write() as session:
        session.get_one(Ticket, desk.ticket(two_clerks["his"]).id).assigned_to = "gone-away"
    page = desk.signed_in("ours-head").page("/agency/loads").text
    assert rows(page)["gone-away 已停用或调走"] == ["1", "0", "0"]


def test_it_is_the_heads_of_one_bureau(desk, ours):
    for login in ("ours", "office", "oversight", "operator", "admin"):
        assert desk.signed_in(login).page("/agency/loads").status_code == 404, login
