"""Many tickets at once: each by itself, and of each it is said what came of it."""

import re

import pytest

from bot.people.models import AuditEntry
from tests.integration.consoles.conftest import THEIRS, Clerk, Desk, hidden


def _bulk(clerk: Clerk, act: str, numbers: list[str], **fields: str):
    csrf = hidden(clerk.page("/staff/account").text, "csrf")
    return clerk.browser.post("/agency/bulk", data={"csrf": csrf, "act": act, "ticket": numbers, **fields})


def _why(answer) -> dict[str, str]:
    found = re.findall(r'<li><a class="number" href="[^"]+">([^<]+)</a><span>([^<]+)</span></li>', answer.text)
    return dict(found)


def test_signing_for_many(desk, ours):
    numbers = [desk.file() for _ in range(3)]
    answer = _bulk(ours, "sign", numbers)
    assert answer.status_code == 200 and "完成 3 张。" in answer.text
    assert {desk.ticket(number).status for number in numbers} == {"signed"}
    assert {desk.ticket(number).assigned_to for number in numbers} == {"ours"}
    with desk.database.read() as session:
        assert session.query(AuditEntry).filter_by(what="sign", who="ours").count() == 3


def test_one_that_is_refused_holds_up_no_other_and_says_why(desk, ours):
    signed, fresh, ended = desk.file(), desk.file(), desk.file()
    desk.signed_in("ours-head").act(signed, "sign")
    desk.signed_in("office").act(ended, "sign")
    desk.signed_in("office").act(ended, "withdraw")
    answer = _bulk(ours, "sign", [signed, ended, fresh])
    assert "完成 1 张，没有完成 2 张" in answer.text
    assert "工单现在是“办理中”" in _why(answer)[signed] and "工单现在是“已撤回”" in _why(answer)[ended]
    assert desk.ticket(fresh).status == "signed"


def test_the_same_list_twice_is_done_once(desk, ours):
    numbers = [desk.file(), desk.file()]
    first, second = _bulk(ours, "sign", numbers), _bulk(ours, "sign", [*numbers, *numbers])
    assert "完成 2 张。" in first.text and "完成 2 张。" in second.text
    assert [event.act for event in desk.ticket(numbers[0]).events].count("sign") == 1


def test_giving_and_archiving_many(desk, ours):
    numbers, head = [desk.file(), desk.file()], desk.signed_in("ours-head")
    _bulk(ours, "sign", numbers)
    assert "完成 2 张" in _bulk(head, "assign", numbers, to="ours-head").text
    assert {desk.ticket(number).assigned_to for number in numbers} == {"ours-head"}
    assert set(_why(_bulk(head, "assign", numbers, to="theirs")).values()) == {"请从列表中选择本单位的一位同事。"}
    ours.act(numbers[0], "answer", step="send", outcome="3.6.3", text="申请人已在现场查阅了全部材料。")
    answer = _bulk(ours, "archive", numbers)
    assert desk.ticket(numbers[0]).status == "archived" and list(_why(answer)) == [numbers[1]]


def test_another_agencys_ticket_is_answered_like_none(desk, ours):
    foreign, none = desk.file(agency=THEIRS), "G20990101001"
    why = _why(_bulk(ours, "sign", [foreign, none, "", "乱写的", "x" * 500]))
    assert len(why) == 4 and set(why.values()) == {"没有找到这张工单。"}
    assert desk.ticket(foreign).status == "dispatched"


@pytest.mark.parametrize("login", ["oversight", "operator", "theirs"])
def test_who_may_not_do_it_to_one_may_not_do_it_to_many(desk, login):
    number = desk.file()
    assert list(_why(_bulk(desk.signed_in(login), "sign", [number]))) == [number]
    assert desk.ticket(number).status == "dispatched"


def test_nothing_ticked_too_much_ticked_and_what_is_no_bulk_act(desk, ours):
    number = desk.file()
    assert "没有勾选" in _bulk(ours, "sign", []).text
    too_many = _bulk(ours, "sign", [f"G{place}" for place in range(101)])
    assert too_many.status_code == 409 and "一次最多 100 张" in too_many.text
    for act in ("withdraw", "answer", "", "nonsense"):
        assert _bulk(ours, act, [number]).status_code == 404
    assert ours.browser.post("/agency/bulk", data={"act": "sign", "ticket": [number]}).status_code == 403
    assert ours.page("/agency/bulk").headers["location"] == "/agency"


@pytest.mark.parametrize(("back", "shown"), [("/agency?due=soon", "/agency?due=soon"), ("//elsewhere.example", "/agency"), ("javascript:alert(1)", "/agency")])
def test_the_way_back_leads_to_the_list_and_nowhere_else(desk: Desk, ours, back, shown):
    answer = _bulk(ours, "sign", [desk.file()], back=back)
    assert f'<a class="button" href="{shown}">' in answer.text
