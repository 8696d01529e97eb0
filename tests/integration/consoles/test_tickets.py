"""A clerk's work on tickets: seeing one's own, signing, answering, refusing what the law or another clerk forbids."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.conversations.models import Attachment, Conversation
from bot.delivery.models import Notice
from bot.people.models import AuditEntry
from bot.tickets.kinds import Kind
from bot.tickets.service import find
from tests.integration.consoles.conftest import ID_NUMBER, PHONE, SECOND_PHONE, THEIRS, Clerk, Desk, hidden

REASONED = "经检索，本机关未制作也未保存您申请的信息。"


def _audited(desk: Desk, what: str) -> list[tuple[str, str | None]]:
    with desk.database.read() as session:
        return [(row.who, row.ticket_number) for row in session.query(AuditEntry).filter_by(what=what)]


def _answer_fields(clerk: Clerk, number: str) -> dict[str, str]:
    page = clerk.page(f"/agency/tickets/{number}").text
    return {"csrf": hidden(page, "csrf"), "version": hidden(page, "version"), "outcome": "3.4.1/not_found", "text": REASONED}


@pytest.fixture
def number(desk: Desk) -> str:
    return desk.file()


def test_another_agencys_ticket_is_answered_like_none(desk, ours):
    foreign = desk.file(agency=THEIRS)
    for path in ("", "/answer", f"/files/{'0' * 32}"):
        one, none = (ours.page(f"/agency/tickets/{name}{path}") for name in (foreign, "G20990101001"))
        assert one.status_code == none.status_code == 404
        assert one.content == none.content
    csrf = hidden(ours.page("/agency").text, "csrf")
    for path in ("acts/sign", "acts/answer", "personal"):
        one, none = (
            ours.browser.post(f"/agency/tickets/{name}/{path}", data={"csrf": csrf, "version": "2", "text": "x", "outcome": "3.1"})
            for name in (foreign, "G20990101001")
        )
        assert one.status_code == none.status_code == 404
        assert one.content == none.content
    assert desk.ticket(foreign).status == "dispatched"


def test_the_office_and_oversight_see_every_agency(desk):
    foreign = desk.file(agency=THEIRS)
    for login in ("office", "oversight"):
        assert foreign in desk.signed_in(login).page("/agency").text


def test_no_form_counts_without_the_sessions_secret(desk, ours, number):
    version = str(desk.ticket(number).version)
    other = hidden(desk.signed_in("office").page("/agency").text, "csrf")
    for given in ({}, {"csrf": ""}, {"csrf": other}, {"csrf": "秘密"}):
        assert ours.send(number, "sign", version=version, **given).status_code == 403
    assert ours.browser.post(f"/agency/tickets/{number}/personal").status_code == 403
    assert ours.browser.post("/staff/sign-out").status_code == 403
    assert desk.ticket(number).status == "dispatched"


def test_signing_is_recorded_and_told(desk, ours, number):
    answer = ours.act(number, "sign")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/agency/tickets/{number}?done=sign")
    page = ours.page(answer.headers["location"]).text
    assert "“签收”已完成" in page and "王办事" in page and "办理中" in page
    with desk.database.read() as session:
        assert [notice.template for notice in session.query(Notice)] == ["signed"]


def test_personal_numbers_are_hidden_until_asked_for_and_the_asking_is_audited(desk, ours, number):
    page = ours.page(f"/agency/tickets/{number}").text
    inbox = ours.page("/agency").text
    assert "340722********9315" in page and "139****0011" in page
    assert not any(secret in page + inbox for secret in (ID_NUMBER, PHONE, SECOND_PHONE))
    assert _audited(desk, "personal_seen") == []
    full = ours.browser.post(f"/agency/tickets/{number}/personal", data={"csrf": hidden(page, "csrf")}).text
    assert all(secret in full for secret in (ID_NUMBER, PHONE, SECOND_PHONE))
    assert _audited(desk, "personal_seen") == [("ours", number)]
    assert ID_NUMBER not in ours.page(f"/agency/tickets/{number}").text


def test_oversight_may_look_but_not_at_personal_numbers_nor_act(desk, number):
    oversight = desk.signed_in("oversight")
    page = oversight.page(f"/agency/tickets/{number}").text
    assert "查看完整信息" not in page and "/acts/sign" not in page
    csrf, version = hidden(page, "csrf"), str(desk.ticket(number).version)
    shown = oversight.browser.post(f"/agency/tickets/{number}/personal", data={"csrf": csrf})
    assert shown.status_code == 403 and ID_NUMBER not in shown.text
    refused = oversight.send(number, "sign", csrf=csrf, version=version)
    assert refused.status_code == 409 and "您的账号不能“签收”" in refused.text
    assert _audited(desk, "personal_seen") == []


def test_an_answer_is_previewed_as_the_citizen_reads_it_then_sent(desk, ours, number):
    ours.act(number, "sign")
    draft = ours.page(f"/agency/tickets/{number}/answer?outcome=3.4.1/not_found").text
    assert "您申请公开的信息，本机关无法提供。" in draft and "行政诉讼法第四十六条" in draft
    fields = _answer_fields(ours, number)
    preview = ours.send(number, "answer", step="preview", **fields)
    assert preview.status_code == 200 and desk.ticket(number).status == "signed"
    back = ours.send(number, "answer", step="edit", **fields)
    assert back.status_code == 200 and REASONED in back.text
    assert ours.send(number, "answer", step="send", **fields).status_code == 303
    answered = desk.ticket(number)
    assert (answered.status, answered.outcome) == ("answered", "3.4.1")
    with desk.database.read() as session:
        told = session.query(Notice).filter_by(template="answered").one().data["text"]
    assert told.startswith(REASONED) and "《政府信息公开条例》第三十六条第四项" in told
    assert all(line in preview.text for line in told.splitlines())


def test_an_answer_without_reasons_is_not_sent(desk, ours, number):
    ours.act(number, "sign")
    fields = _answer_fields(ours, number)
    for text in ("", "您申请公开的信息，本机关无法提供。\n理由：（请写明检索情况或具体理由）"):
        for step in ("preview", "send"):
            refused = ours.send(number, "answer", step=step, **(fields | {"text": text}))
            assert refused.status_code == 409 and "请把答复内容和理由填写完整" in refused.text
    unknown = ours.send(number, "answer", step="send", **(fields | {"outcome": "9.9"}))
    assert unknown.status_code == 409 and "请选择答复类型" in unknown.text
    assert desk.ticket(number).status == "signed"


@pytest.mark.parametrize("act", ["sign", "answer", "extend", "consult"])
def test_the_same_form_twice_acts_once(desk, act):
    number, head = desk.file(), desk.signed_in("ours-head")
    if act != "sign":
        head.act(number, "sign")
    fields = _answer_fields(head, number) | {"step": "send", "workdays": "10", "whom": "third_party", "party": "某公司"}
    before = len(desk.ticket(number).events)
    first, second = head.send(number, act, **fields), head.send(number, act, **fields)
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    assert len(desk.ticket(number).events) == before + 1


def test_a_second_clerk_is_told_that_the_ticket_changed_and_keeps_the_words(desk, ours, number):
    ours.act(number, "sign")
    colleague = desk.signed_in("ours-head")
    stale = _answer_fields(colleague, number)
    assert ours.act(number, "ask_correction", text="请补正合同的年份，十五日内寄回。").status_code == 303
    for step in ("preview", "send"):
        refused = colleague.send(number, "answer", step=step, **stale)
        assert refused.status_code == 409
        assert "工单刚刚被别人改动" in refused.text and REASONED in refused.text
    assert desk.ticket(number).status == "correcting"


def test_what_was_written_differently_is_not_taken_for_a_repeat(desk, ours, number):
    ours.act(number, "sign")
    page = ours.page(f"/agency/tickets/{number}").text
    fields = {"csrf": hidden(page, "csrf"), "version": hidden(page, "version"), "whom": "third_party", "party": "甲公司"}
    assert ours.send(number, "consult", text="第一封", **fields).status_code == 303
    other = ours.send(number, "consult", text="第二封", **fields)
    assert other.status_code == 409 and "工单刚刚被别人改动" in other.text and "第二封" in other.text


def test_an_extension_needs_the_head_and_the_law(desk, number):
    clerk, head = desk.signed_in("ours"), desk.signed_in("ours-head")
    clerk.act(number, "sign")
    refused = clerk.act(number, "extend", workdays="5", text="材料多")
    assert refused.status_code == 409 and "您的账号不能“延长期限”" in refused.text
    too_long = head.act(number, "extend", workdays="21", text="需要向多个单位核实")
    assert too_long.status_code == 409
    assert "政府信息公开条例第三十三条" in too_long.text and "这里是21个" in too_long.text
    assert "需要向多个单位核实" in too_long.text
    for workdays in ("", "-3", "二十", "1.5"):
        assert "请写明延长几个工作日" in head.act(number, "extend", workdays=workdays, text="x").text
    due = desk.ticket(number).due_on
    assert head.act(number, "extend", workdays="20", text="需要向多个单位核实").status_code == 303
    assert desk.ticket(number).due_on > due
    again = head.act(number, "extend", workdays="1", text="再延长")
    assert again.status_code == 409


def test_a_consultation_stops_the_clock_until_the_opinion_comes(desk, ours, number):
    ours.act(number, "sign")
    assert ours.act(number, "consult", whom="third_party", party="").status_code == 409
    assert ours.act(number, "consult", whom="everybody", party="某公司").status_code == 409
    assert ours.act(number, "consult", whom="third_party", party="某公司").status_code == 303
    assert "征求意见（第三方：某公司）" in ours.page(f"/agency/tickets/{number}").text
    assert ours.act(number, "opinion", whom="third_party", party="某公司", text="同意公开").status_code == 303
    assert desk.ticket(number).status == "signed"


def test_a_returned_ticket_goes_where_the_office_sends_it(desk, ours, number):
    assert ours.act(number, "return", text="").status_code == 409
    assert ours.act(number, "return", text="不属于本局职责").status_code == 303
    assert "/acts/reassign" not in ours.page(f"/agency/tickets/{number}").text
    office = desk.signed_in("office")
    for agency in ("", "人民法院", "没有这个局"):
        assert office.act(number, "reassign", agency=agency).status_code == 409
    assert office.act(number, "reassign", agency=THEIRS).status_code == 303
    moved = desk.ticket(number)
    assert (moved.agency, moved.status) == (THEIRS, "dispatched")
    assert ours.page(f"/agency/tickets/{number}").status_code == 404
    assert "改派（县交通运输局 → 县教育体育局）" in desk.signed_in("theirs").page(f"/agency/tickets/{number}").text


def test_a_refused_complaint_names_the_reason(desk, ours):
    number = desk.file(Kind.COMPLAINT)
    assert ours.act(number, "refuse", text=" ").status_code == 409
    assert ours.act(number, "refuse", text="属于法院受理的纠纷。", channel="moon").status_code == 409
    assert ours.act(number, "refuse", text="属于法院受理的纠纷。", channel="court").status_code == 303
    page = ours.page(f"/agency/tickets/{number}").text
    assert "不予受理" in page and "可以依法向人民法院提起诉讼。" in page and "现在没有需要您做的事" in page


@pytest.mark.parametrize("act", ["receive", "attach", "dispatch", "call_back", "urge", "extend"])
def test_acts_that_no_form_offers_are_refused(ours, number, act):
    refused = ours.act(number, act, text="x")
    assert refused.status_code == 409 and "您的账号不能" in refused.text


def test_bad_input_ends_in_a_page(desk, ours, number):
    csrf = hidden(ours.page("/agency").text, "csrf")
    assert ours.send(number, "no-such-act", csrf=csrf).status_code == 404
    for version in ("", "-1", "x", "９", "9" * 40):
        assert ours.send(number, "sign", csrf=csrf, version=version).status_code == 409
    assert ours.act(number, "return", text="长" * 20_001).status_code == 409
    script = ours.act(number, "return", text="<script>alert(1)</script>")
    assert script.status_code == 303
    assert "<script>alert" not in ours.page(f"/agency/tickets/{number}").text
    assert ours.act(number, "ask_correction", text="不在\0表中").status_code == 409
    for path in ("G%00", f"{number}/files/%00", "%F0%9F%98%80"):
        assert ours.page(f"/agency/tickets/{path}").status_code == 404
    assert ours.page(f"/agency/tickets/{number}/acts/answer").headers["location"] == f"/agency/tickets/{number}"


def test_attachments_are_saved_not_shown_and_the_opening_is_audited(desk, ours, number):
    file_id = "a" * 32
    (desk.files / file_id).write_bytes(b"%PDF-1.4 made up")
    with desk.database.write() as session:
        session.add(Conversation(id="0" * 32, channel="web"))
        session.flush()
        session.add(
            Attachment(
                id=file_id, conversation_id="0" * 32, ticket_id=desk.ticket(number).id, name="合同.pdf",
                media_type="application/pdf", size=16,
            )
        )
    assert "合同.pdf" in ours.page(f"/agency/tickets/{number}").text
    got = ours.page(f"/agency/tickets/{number}/files/{file_id}")
    assert got.content == b"%PDF-1.4 made up" and got.headers["content-disposition"].startswith("attachment")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert _audited(desk, "file_opened") == [("ours", number)]
    other = desk.file()
    assert ours.page(f"/agency/tickets/{other}/files/{file_id}").status_code == 404
    assert desk.signed_in("oversight").page(f"/agency/tickets/{number}/files/{file_id}").status_code == 404


def test_of_many_clicks_at_once_one_counts(desk, ours, number):
    page = ours.page(f"/agency/tickets/{number}").text
    fields = {"csrf": hidden(page, "csrf"), "version": hidden(page, "version")}
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: ours.send(number, "sign", **fields).status_code, range(8)))
    # Where two really meet, the later one is told so; where it comes after, it is the same form again.
    assert set(answers) <= {303, 409} and 303 in answers
    assert [event.act for event in desk.ticket(number).events].count("sign") == 1


def test_similar_tickets_are_shown_as_far_as_one_may_see_them(desk, ours):
    first = desk.file(Kind.COMPLAINT, title="莲花小区南门的公交3路不停站")
    second = desk.file(Kind.COMPLAINT, title="公交3路在莲花小区南门总是不停站")
    foreign = desk.file(Kind.COMPLAINT, agency=THEIRS, title="莲花小区南门的公交3路不停站")
    page = ours.page(f"/agency/tickets/{second}").text
    assert "相似的工单" in page and first in page and foreign not in page
    assert foreign in desk.signed_in("office").page(f"/agency/tickets/{second}").text


def test_an_operator_is_shown_no_like_ticket_that_is_not_to_be_called_back_about(desk, ours):
    still_open = desk.file(Kind.COMPLAINT, title="枞阳镇银塘路的路灯不亮")
    answered = desk.file(Kind.COMPLAINT, title="枞阳镇银塘路的路灯不亮")
    ours.act(answered, "sign")
    with desk.database.write() as session:
        desk.tickets.answer(session, find(session, answered), "staff:ours", "solved", "已安排维修，路灯恢复照明，今后每周巡查一次。")
    assert still_open in ours.page(f"/agency/tickets/{answered}").text
    page = desk.signed_in("operator").page(f"/agency/tickets/{answered}")
    assert page.status_code == 200 and still_open not in page.text
    assert desk.signed_in("operator").page(f"/agency/tickets/{still_open}").status_code == 404
