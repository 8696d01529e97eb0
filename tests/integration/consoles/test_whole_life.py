"""What the desk does beside answering: extensions, fees, co-agencies, merging, calling back, urging."""

import re

import pytest

from bot.clock.service import add_workdays, today
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import Act
from bot.tickets.service import Filing
from tests.integration.consoles.conftest import APPLICANT, OURS, THEIRS, Clerk, Desk, listed


def _offers(clerk: Clerk, number: str) -> set[str]:
    return set(re.findall(r"/acts/(\w+)\"", clerk.page(f"/agency/tickets/{number}").text))


def _answered(desk: Desk, clerk: Clerk, kind: Kind = Kind.COMPLAINT) -> str:
    number = desk.file(kind)
    clerk.act(number, "sign")
    assert clerk.act(number, "answer", step="send", outcome="solved", text="已安排公交车按站点停靠。").status_code == 303
    return number


@pytest.fixture
def signed(desk: Desk, ours: Clerk) -> str:
    number = desk.file()
    assert ours.act(number, "sign").status_code == 303
    return number


def test_a_clerk_asks_for_an_extension_and_the_head_decides(desk, ours, signed):
    head, due = desk.signed_in("ours-head"), desk.ticket(signed).due_on
    assert ours.act(signed, "ask_extension", workdays="10", text="").status_code == 409
    assert ours.act(signed, "ask_extension", workdays="21", text="材料多").status_code == 409
    assert ours.act(signed, "ask_extension", workdays="10", text="要向乡镇调档案").status_code == 303
    assert not {"ask_extension", "extend", "decline_extension"} & _offers(ours, signed)
    assert "提请延长 10 个工作日：要向乡镇调档案" in head.page(f"/agency/tickets/{signed}").text
    assert head.act(signed, "decline_extension", text="请先按期办").status_code == 303
    assert desk.ticket(signed).due_on == due and "请先按期办" in ours.page(f"/agency/tickets/{signed}").text
    ours.act(signed, "ask_extension", workdays="10", text="乡镇还没有送来")
    assert head.act(signed, "extend", text="同意").status_code == 303
    assert desk.ticket(signed).due_on == add_workdays(due, 10)[0]


def test_nobody_decides_what_they_asked_for(desk, signed):
    head = desk.signed_in("ours-head")
    assert head.act(signed, "ask_extension", workdays="5", text="要核实").status_code == 303
    assert not {"extend", "decline_extension"} & _offers(head, signed)
    assert "提请的人不能自己批准" in head.page(f"/agency/tickets/{signed}").text
    for act in ("extend", "decline_extension"):
        assert head.act(signed, act, workdays="5", text="同意").status_code == 409
    assert {"extend", "decline_extension"} <= _offers(desk.signed_in("office"), signed)


def test_a_fee_is_asked_for_once_and_paid(ours, signed):
    for amount in ("", "-1", "十", "0"):
        assert "请写明收费的金额" in ours.act(signed, "ask_fee", amount=amount, text="按件计收").text
    assert ours.act(signed, "ask_fee", amount="100", text="按件计收，超过10件的部分").status_code == 303
    assert "ask_fee" not in _offers(ours, signed) and "100 元，最迟" in ours.page(f"/agency/tickets/{signed}").text
    assert ours.act(signed, "pay_fee").status_code == 303
    assert "pay_fee" not in _offers(ours, signed)


def test_a_correction_may_name_its_last_day_but_not_one_that_has_passed(ours, signed):
    assert ours.act(signed, "ask_correction", answer_by=today().isoformat(), text="请写明年份").status_code == 409
    assert "日期请写成" in ours.act(signed, "ask_correction", answer_by="明天", text="请写明年份").text
    until = add_workdays(today(), 8)[0]
    assert ours.act(signed, "ask_correction", answer_by=until.isoformat(), text="请写明年份").status_code == 303
    assert f"最迟{until.year}年{until.month}月{until.day}日" in ours.page(f"/agency/tickets/{signed}").text


def test_co_agencies_see_the_ticket_and_report_to_the_lead(desk, ours, signed):
    theirs, office = desk.signed_in("theirs"), desk.signed_in("office")
    assert theirs.page(f"/agency/tickets/{signed}").status_code == 404
    assert ours.act(signed, "set_co", co=THEIRS).status_code == 409
    for wrong in (OURS, "没有这个局", "人民法院"):
        assert office.act(signed, "set_co", co=wrong).status_code == 409
    assert office.act(signed, "set_co", co=[THEIRS, "县财政局"]).status_code == 303
    assert desk.ticket(signed).co_agencies == [THEIRS, "县财政局"]
    assert f'value="{THEIRS}" checked' in office.page(f"/agency/tickets/{signed}").text
    assert _offers(theirs, signed) == {"co_report"}
    assert "查看完整信息" not in theirs.page(f"/agency/tickets/{signed}").text
    assert (listed(theirs, "/agency?part=co"), listed(theirs, "/agency")) == ([signed], [])
    assert theirs.act(signed, "answer", step="send", outcome="3.6.3", text="我们来答复这件事").status_code == 409
    assert theirs.act(signed, "co_report", text="").status_code == 409
    assert theirs.act(signed, "co_report", text="学校门前道路由我局提供资料").status_code == 303
    assert office.act(signed, "co_report", agency="县财政局", text="纸质来函：没有相关资料").status_code == 303
    page = ours.page(f"/agency/tickets/{signed}").text
    assert "协办单位反馈（县教育体育局）" in page and "协办单位反馈（县财政局）" in page
    assert office.act(signed, "set_co").status_code == 303
    assert theirs.page(f"/agency/tickets/{signed}").status_code == 404


def test_the_same_matter_is_merged_into_the_earlier_ticket(desk, ours):
    first, foreign = desk.file(Kind.COMPLAINT, title="公交不停站"), desk.file(Kind.COMPLAINT, agency=THEIRS)
    second = desk.file(Kind.COMPLAINT, title="公交车不停")
    unknown = ours.act(second, "merge", main="T20990101001").text.replace("T20990101001", "")
    # Another agency's ticket is answered like one that is not there.
    assert ours.act(second, "merge", main=foreign).text.replace(foreign, "") == unknown
    for main in ("", second):
        assert ours.act(second, "merge", main=main).status_code == 409
    assert ours.act(second, "merge", main=first).status_code == 303
    assert desk.ticket(second).status == "merged"
    assert f"合并（并入 {first}）" in ours.page(f"/agency/tickets/{second}").text


def test_an_operator_calls_back_and_an_unhappy_citizen_is_helped_anew(desk, ours):
    number, operator = _answered(desk, ours), desk.signed_in("operator")
    other = desk.file(Kind.COMPLAINT)
    assert operator.page(f"/agency/tickets/{other}").status_code == 404
    assert listed(operator, "/agency") == listed(operator, "/agency?number=T") == [number]
    assert _offers(operator, number) == {"call_back"} and "redo" not in _offers(ours, number)
    assert operator.act(number, "call_back", satisfied="yes").status_code == 409
    assert operator.act(number, "call_back", satisfied="no", solved="unsaid", text="还是不停站").status_code == 303
    kept = desk.ticket(number)
    assert (kept.status, kept.satisfied, kept.solved) == ("called_back", False, None)
    assert "回访（不满意，是否解决未答）" in ours.page(f"/agency/tickets/{number}").text
    assert ours.act(number, "redo").status_code == 303 and desk.ticket(number).status == "signed"


def test_who_is_content_is_not_asked_by_the_agency_and_the_ticket_is_archived(desk, ours):
    number = _answered(desk, ours)
    assert ours.act(number, "call_back", satisfied="yes", solved="yes").status_code == 409
    assert desk.signed_in("office").act(number, "call_back", satisfied="yes", solved="yes").status_code == 303
    assert "redo" not in _offers(ours, number)
    assert ours.act(number, "archive").status_code == 303 and desk.ticket(number).status == "archived"


def test_oversight_urges_and_the_agency_answers(desk, ours, signed):
    oversight, due = desk.signed_in("oversight"), desk.ticket(signed).due_on
    until = add_workdays(today(), 2)[0].isoformat()
    assert "answer_urge" not in _offers(ours, signed)
    assert oversight.act(signed, "urge", urge_form="daily", text="").status_code == 409
    assert oversight.act(signed, "urge", urge_form="shout", text="请尽快").status_code == 409
    assert oversight.act(signed, "urge", urge_form="listed", answer_by=until, text="请说明进展").status_code == 303
    assert "催办（挂牌督办，最迟" in ours.page(f"/agency/tickets/{signed}").text
    assert desk.ticket(signed).urged_until.isoformat() == until
    assert listed(ours, "/agency?due=urged") == [signed] and "催办：" in ours.page("/agency").text
    assert ours.act(signed, "answer_urge", text="正在调档，周五答复").status_code == 303
    assert desk.ticket(signed).urged_until is None and desk.ticket(signed).due_on == due
    assert listed(ours, "/agency?due=urged") == []


def test_a_letter_is_confirmed_then_sent_to_its_agency(desk, ours):
    letter = Filing(
        Kind.APPLICATION, APPLICANT, "citizen", {"info_description": "路灯合同"}, "路灯合同", OURS, "letter", confirmed=False
    )
    with desk.database.write() as session:
        number = desk.tickets.file(session, letter).number
    assert ours.act(number, "confirm", text="电话确认").status_code == 303
    assert desk.signed_in("office").act(number, "dispatch").status_code == 303
    assert "sign" in _offers(ours, number)


def test_an_agency_that_returned_a_ticket_may_get_it_back(desk, ours, signed):
    office = desk.signed_in("office")
    assert office.act(signed, "reassign", agency=OURS).status_code == 409
    ours.act(signed, "return", text="不属于本局职责")
    assert office.act(signed, "reassign", agency=OURS).status_code == 303
    assert (desk.ticket(signed).agency, desk.ticket(signed).status) == (OURS, "dispatched")
    assert "return" not in _offers(ours, signed)


@pytest.mark.parametrize("variant", ["not_found", "not_ours"])
def test_each_case_of_an_outcome_has_its_own_draft_and_clause(desk, ours, signed, variant):
    clause = {"not_found": "第三十六条第四项", "not_ours": "第三十六条第五项"}[variant]
    page = ours.page(f"/agency/tickets/{signed}/answer?outcome=3.4.1/{variant}").text
    assert clause in page and ("负责公开的机关" in page) is (variant == "not_ours")
    sent = ours.act(signed, "answer", step="send", outcome=f"3.4.1/{variant}", text="经检索，没有找到；请向县档案馆申请。")
    assert sent.status_code == 303
    answer = desk.ticket(signed).events[-1]
    assert answer.act == Act.ANSWER and answer.data["variant"] == variant and clause in answer.text


def test_every_field_of_every_form_is_labelled(desk, signed):
    desk.signed_in("office").act(signed, "set_co", co=[THEIRS])
    pages = [desk.signed_in(who).page(f"/agency/tickets/{signed}").text for who in ("office", "oversight", "ours")]
    pages += [desk.signed_in("operator").page(f"/agency/tickets/{_answered(desk, desk.signed_in('ours'))}").text]
    for page in pages:
        named = set(re.findall(r'<label for="([^"]+)"', page))
        fields = re.findall(r"<(?:select|textarea|input)[^>]*>", page)
        loose = [field for field in fields if not re.search(r'type="(?:hidden|radio|checkbox)"', field)]
        assert loose and all(re.search(r'id="([^"]+)"', field)[1] in named for field in loose)
        assert len(re.findall(r'<label><input type="(?:radio|checkbox)"', page)) == len(re.findall(r'type="(?:radio|checkbox)"', page))
        assert page.count("<fieldset") == page.count("<legend>")
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
