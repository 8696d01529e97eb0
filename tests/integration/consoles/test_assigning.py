"""Whose work a ticket is: taken, given, passed on, found again in the list; within the agency and no further."""

import re

from bot.tickets.models import Ticket
from tests.integration.consoles.conftest import THEIRS, hidden, listed


def test_who_signs_goes_on_with_it(desk, ours):
    number = desk.file()
    assert "未分配" in ours.page("/agency").text and listed(ours, "/agency?who=none") == [number]
    ours.act(number, "sign")
    assert desk.ticket(number).assigned_to == "ours"
    assert listed(ours, "/agency?who=me") == [number] and listed(ours, "/agency?who=none") == []
    assert listed(desk.signed_in("ours-head"), "/agency?who=ours") == [number]


def test_the_office_that_signs_for_an_agency_leaves_the_choice_to_it(desk):
    number = desk.file()
    desk.signed_in("office").act(number, "sign")
    assert desk.ticket(number).assigned_to is None


def test_a_ticket_is_taken_passed_on_and_given_back(desk, ours):
    number, head = desk.file(), desk.signed_in("ours-head")
    assert "我来办" in ours.page(f"/agency/tickets/{number}").text
    assert ours.act(number, "assign", to="ours").status_code == 303
    assert "我来办" not in ours.page(f"/agency/tickets/{number}").text
    assert ours.act(number, "assign", to="ours").status_code == 303, "sent twice it is done once"
    assert head.act(number, "assign", to="ours-head").status_code == 303
    assert desk.ticket(number).assigned_to == "ours-head"
    assert head.act(number, "assign", to="nobody").status_code == 303
    assert desk.ticket(number).assigned_to is None
    assert [event.data["to"] for event in desk.ticket(number).events if event.act == "assign"] == ["ours", "ours-head", None]
    page = ours.page(f"/agency/tickets/{number}").text
    assert "分给经办人（王办事）" in page and "收回，暂不分配" in page


def test_only_the_agencys_own_people_can_be_given_it(desk, ours):
    number = desk.file()
    for to in ("", "theirs", "office", "oversight", "none", "王办事"):
        refused = ours.act(number, "assign", to=to)
        assert refused.status_code == 409 and "本单位的一位同事" in refused.text, to
    assert desk.signed_in("oversight").act(number, "assign", to="ours").status_code == 409
    assert desk.signed_in("office").act(number, "assign", to="ours").status_code == 303


def test_whoever_is_given_a_ticket_is_told(desk, ours):
    number = desk.file()
    desk.signed_in("ours-head").act(number, "assign", to="ours")
    assert f"工单 {number}（政府信息公开申请）分给您办理" in ours.page("/agency").text
    assert "分给您办理" not in desk.signed_in("ours-head").page("/agency").text


def test_giving_it_to_somebody_disturbs_nobody_at_work(desk, ours):
    number, head = desk.file(), desk.signed_in("ours-head")
    page = ours.page(f"/agency/tickets/{number}").text
    head.act(number, "assign", to="ours")
    assert ours.send(number, "sign", csrf=hidden(page, "csrf"), version=hidden(page, "version")).status_code == 303


def test_another_agency_begins_anew(desk, ours):
    number = desk.file()
    ours.act(number, "assign", to="ours")
    desk.signed_in("office").act(number, "reassign", agency=THEIRS)
    assert desk.ticket(number).assigned_to is None
    assert listed(desk.signed_in("theirs"), "/agency?who=none") == [number]


def test_the_citizen_hears_nothing_of_it(desk, ours):
    number = desk.file()
    ours.act(number, "assign", to="ours")
    with desk.database.read() as session:
        view = desk.tickets.view(session.query(Ticket).filter_by(number=number).one())
    assert not any("分给" in step.what for step in view.timeline)


def test_after_an_act_the_next_ticket_is_offered(desk, ours):
    first, second = desk.file(days_ago=5, title="先到期的"), desk.file(title="后到期的")
    answer = ours.act(first, "sign")
    assert re.search(rf'/agency/tickets/{second}">办下一张：后到期的', ours.page(answer.headers["location"]).text)
    assert "办下一张" not in ours.page(ours.act(second, "sign").headers["location"]).text
