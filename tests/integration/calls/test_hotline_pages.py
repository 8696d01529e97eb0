"""The operators' pages: whose they are, what they show and hide, and that they work without any script."""

import re

import pytest
from sqlalchemy import func, select

from bot.calls import callbacks
from bot.calls.models import Call, CallBack
from bot.knowledge.flags import FlaggedAnswer, close_flag, open_flags
from bot.people.models import AuditEntry
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import Act
from bot.tickets.models import Ticket
from bot.tickets.service import Filing
from tests.integration.calls.conftest import Hotline, Operator, Switchboard
from tests.support.calls import OTHER_LOGIN, telephone
from tests.support.people import ID_NUMBER, NAME, OTHER_PHONE, PHONE

COMPLAINT = "我要投诉，汽车站门口的出租车拒载老人，还乱收费，一直没人管"
ACTS = ("sheet", "done", "number", "flag", "file", "join", "end", "back")


@pytest.fixture
def call_id(operator: Operator) -> str:
    return operator.open(PHONE)


def tickets(hotline: Hotline) -> int:
    with hotline.database.read() as session:
        return session.scalar(select(func.count()).select_from(Ticket)) or 0


# — whose —————————————————————————————————————————————————————————————————————


@pytest.mark.parametrize("login", ["oversight", "office", "admin"])
def test_who_takes_no_calls_finds_nothing_there(hotline: Hotline, operator: Operator, call_id: str, login: str):
    stranger = hotline.signed_in(login)
    for address in ("/hotline", f"/hotline/calls/{call_id}", "/hotline/callbacks"):
        assert stranger.page(address).status_code == 404
    assert "/hotline" not in stranger.page("/staff/account").text
    for act in ACTS:
        assert stranger.ask(call_id, act).status_code == 404


def test_another_operators_call_is_answered_like_one_that_is_not_there(hotline: Hotline, call_id: str):
    other = hotline.signed_in(OTHER_LOGIN)
    none = "0" * 32
    assert other.page(f"/hotline/calls/{call_id}").content == other.page(f"/hotline/calls/{none}").content
    for act in ACTS:
        body = {"typed": "x", "what": "answer", "key": "k", "entry": "e", "sheet": 1, "kind": "complaint", "values": {}, "agency": ""}
        theirs, nobodys = other.ask(call_id, act, **body), other.ask(none, act, **body)
        assert theirs.status_code == nobodys.status_code == 404
        assert theirs.content == nobodys.content
    for address in ("", "/close"):
        theirs, nobodys = other.send(f"/hotline/calls/{call_id}{address}", do="file"), other.send(f"/hotline/calls/{none}{address}", do="file")
        assert theirs.status_code == nobodys.status_code == 404 and theirs.content == nobodys.content


def test_nobody_signed_in_is_sent_to_sign_in_and_scripts_are_told(hotline: Hotline, call_id: str):
    nobody = hotline.browser()
    assert nobody.get(f"/hotline/calls/{call_id}").headers["location"].startswith("/staff/sign-in")
    assert nobody.post(f"/hotline/calls/{call_id}/sheet", json={}).status_code == 401
    assert nobody.get("/hotline/stream").status_code == 401


def test_nothing_counts_without_the_sessions_secret(hotline: Hotline, operator: Operator, call_id: str):
    for secret in ("", "x", "秘密".encode()):
        answer = operator.browser.post(f"/hotline/calls/{call_id}/sheet", json={"typed": "x"}, headers={"X-CSRF": secret})
        assert answer.status_code == 403
    for address in ("/hotline/calls", "/hotline/seat", f"/hotline/calls/{call_id}", f"/hotline/calls/{call_id}/close", f"/hotline/calls/{call_id}/take"):
        assert operator.browser.post(address, data={"csrf": "x"}).status_code == 403


def test_operators_come_to_their_calls_first(hotline: Hotline, operator: Operator):
    assert operator.page("/staff").headers["location"] == "/hotline"


# — masked until needed ———————————————————————————————————————————————————————


def test_the_number_is_masked_until_it_is_asked_for_and_that_is_written_down(hotline: Hotline, operator: Operator, call_id: str):
    page = operator.page(f"/hotline/calls/{call_id}").text
    assert PHONE not in page and "139****0011" in page
    assert PHONE not in operator.ask(call_id, "sheet", typed=COMPLAINT).text
    assert operator.ask(call_id, "number").json() == {"number": PHONE}
    with hotline.database.read() as session:
        assert [(row.what, row.detail) for row in session.scalars(select(AuditEntry).where(AuditEntry.what == "personal_seen"))] == [("personal_seen", f"来电号码 {call_id}")]


def test_earlier_tickets_come_up_with_their_state(operator: Operator, call_id: str):
    operator.ask(call_id, "sheet", typed=COMPLAINT)
    screen = operator.ask(call_id, "sheet", own={"contact_phone": "139****0011"}).json()
    values = {field["slot"]: field["value"] for field in screen["fields"]}
    number = operator.ask(call_id, "file", sheet=1, kind="complaint", values=values, agency=screen["agency"]).json()["filed"]
    again = operator.page(f"/hotline/calls/{operator.open(PHONE)}").text
    assert number in again and "等待签收" in again
    assert PHONE not in again
    assert number not in operator.page(f"/hotline/calls/{operator.open('13900000099')}").text


# — suggestions ———————————————————————————————————————————————————————————————


def test_typed_words_come_back_as_suggestions_by_key(operator: Operator, call_id: str):
    screen = operator.ask(call_id, "sheet", typed=f"{COMPLAINT}\n姓名：{NAME}\n申请信息公开多久能答复").json()
    assert (screen["kind"], screen["agency"]) == ("complaint", "县交通运输局")
    assert screen["choices"][0]["key"] == "县交通运输局"
    assert {"place", "occurred_at"} <= {question["key"] for question in screen["questions"]}
    fields = {field["slot"]: field for field in screen["fields"]}
    assert fields["applicant_name"]["value"] == NAME and NAME in fields["applicant_name"]["source"]
    assert any("第三十三条" in say["pane"] for say in screen["says"])
    assert "最迟" in screen["headline"] and "<b>县交通运输局</b>" in screen["headline"]


def test_who_deals_with_it_stands_over_everything_also_where_it_is_nobody_here(operator: Operator, call_id: str):
    assert "还没听出来" in operator.ask(call_id, "sheet", typed="喂你好").json()["headline"]
    screen = operator.ask(call_id, "sheet", typed="我要投诉县法院判决不公，法官拖着不立案").json()
    assert screen["agency"] == "" and "该找" in screen["headline"]


def test_words_are_shown_as_words_and_never_as_markup(operator: Operator, call_id: str, switchboard: Switchboard):
    nasty = '<script>alert(1)</script><b onclick="x">煤气漏了</b>'
    switchboard.say(call_id, "u1", nasty)
    screen = operator.ask(call_id, "sheet", typed=nasty).json()
    markup = " ".join(str(part.get(name, "")) for parts in screen.values() if isinstance(parts, list) for part in parts for name in ("html", "pane"))
    markup += screen["headline"] + screen["asked_about"]
    assert "煤气漏了" in markup
    assert "<script>" not in markup and "<b onclick" not in markup
    page = operator.page(f"/hotline/calls/{call_id}").text
    assert "<script>alert" not in page and "<b onclick" not in page


def test_the_operators_own_field_stays_until_it_is_given_back(operator: Operator, call_id: str):
    operator.ask(call_id, "sheet", own={"place": "县汽车站"})
    screen = operator.ask(call_id, "sheet", typed=f"{COMPLAINT}\n【地点】枞阳镇阳光花园").json()
    assert next(field["value"] for field in screen["fields"] if field["slot"] == "place") == "县汽车站"
    screen = operator.ask(call_id, "sheet", own={"place": None}).json()
    assert next(field["value"] for field in screen["fields"] if field["slot"] == "place") == "枞阳镇阳光花园"


@pytest.mark.parametrize(
    "body", [{"typed": "长" * 20_001}, {"own": {"nonsense": "x"}}, {"kind": "petition"}, {"own": {"place": "长" * 5_000}}]
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_with_a_sentence(operator: Operator, call_id: str, body: dict[str, object]):
    answer = operator.ask(call_id, "sheet", **body)
    assert answer.status_code == 422 and answer.json()["error"]["message"]


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"5", b"\xff"])
def test_what_is_no_json_is_refused(operator: Operator, call_id: str, raw: bytes):
    answer = operator.browser.post(f"/hotline/calls/{call_id}/sheet", content=raw, headers={"X-CSRF": operator.csrf})
    assert answer.status_code == 422


def test_danger_is_told_until_it_is_passed_on(operator: Operator, call_id: str):
    screen = operator.ask(call_id, "sheet", typed="家里煤气漏了").json()
    assert "119" in screen["alarms"][0]["html"] and screen["alarms"][0]["key"] == "gas"
    assert operator.ask(call_id, "done", what="danger", key="gas", title="119").json()["alarms"] == []
    assert operator.ask(call_id, "done", what="nonsense", key="x").status_code == 422


def test_a_wrong_answer_is_flagged_with_masked_words(hotline: Hotline, operator: Operator, call_id: str):
    screen = operator.ask(call_id, "sheet", typed=f"申请信息公开多久能答复，我电话{PHONE}").json()
    entry = screen["says"][0]["key"]
    assert operator.ask(call_id, "flag", entry=entry, remark=f"过时了，问 {PHONE}").status_code == 200
    assert operator.ask(call_id, "flag", entry=entry, remark="过时了").status_code == 200
    assert operator.ask(call_id, "flag", entry="not-there").status_code == 422
    with hotline.database.write() as session:
        (row,) = session.scalars(select(FlaggedAnswer)).all()
        assert (row.entry_id, row.who) == (entry, "operator") and PHONE not in row.asked + row.remark
        assert [one.id for one in open_flags(session)] == [row.id]
        assert close_flag(session, row.id, "editor") and not close_flag(session, row.id, "editor")
        assert open_flags(session) == []


# — filing ————————————————————————————————————————————————————————————————————


def test_filing_twice_answers_one_receipt(hotline: Hotline, operator: Operator, call_id: str):
    screen = operator.ask(call_id, "sheet", typed=COMPLAINT).json()
    body = {"sheet": screen["sheet"], "kind": "complaint", "values": {field["slot"]: field["value"] for field in screen["fields"]}, "agency": screen["agency"]}
    first, again = operator.ask(call_id, "file", **body).json(), operator.ask(call_id, "file", **body).json()
    assert first["filed"] == again["filed"] and first["receipts"] == again["receipts"]
    assert tickets(hotline) == 1
    assert re.search(r"\d{4} \d{4}", first["receipts"][0]["html"])


def test_what_is_missing_is_told_by_field(hotline: Hotline, operator: Operator, call_id: str):
    answer = operator.ask(call_id, "file", sheet=1, kind="application", values={"info_description": "2025年预算"}, agency="县财政局")
    assert answer.status_code == 422
    assert {"applicant_name", "id_number", "oral_help"} <= set(answer.json()["faults"])
    assert tickets(hotline) == 0


@pytest.mark.parametrize("body", [{}, {"sheet": "1", "kind": "complaint", "values": {}}, {"sheet": 1, "kind": "x", "values": {}}, {"sheet": 1, "kind": "complaint", "values": []}])
def test_what_is_no_form_is_refused(operator: Operator, call_id: str, body: dict[str, object]):
    assert operator.ask(call_id, "file", **body).status_code == 422


def test_joining_what_cannot_be_joined_is_refused(hotline: Hotline, operator: Operator, call_id: str):
    screen = operator.ask(call_id, "sheet", typed=COMPLAINT).json()
    body = {"sheet": 1, "kind": "complaint", "values": {field["slot"]: field["value"] for field in screen["fields"]}, "agency": screen["agency"]}
    assert operator.ask(call_id, "join", number="T20990101001", **body).json()["faults"]["join"]
    assert tickets(hotline) == 0


# — without script ————————————————————————————————————————————————————————————


def test_a_complaint_is_filed_without_any_script(hotline: Hotline, operator: Operator, call_id: str):
    fields = {**operator.shown(call_id), "typed": f"{COMPLAINT}\n姓名：{NAME}"}
    assert operator.browser.post(f"/hotline/calls/{call_id}", data={**fields, "do": "update"}).status_code == 303
    fields = operator.shown(call_id)
    assert (fields["kind"], fields["f.applicant_name"], fields["agency"]) == ("complaint", NAME, "县交通运输局")
    assert operator.browser.post(f"/hotline/calls/{call_id}", data={**fields, "f.place": "县汽车站", "do": "file"}).status_code == 303
    with hotline.database.read() as session:
        ticket = session.scalars(select(Ticket)).one()
        assert (ticket.matter["place"], ticket.applicant["contact_phone"]) == ("县汽车站", PHONE)
    page = operator.page(f"/hotline/calls/{call_id}").text
    assert ticket.number in page and "查询码" in page


def test_what_is_missing_is_told_without_script_and_nothing_written_is_lost(operator: Operator, call_id: str):
    fields = {**operator.shown(call_id), "typed": "我想申请公开2025年预算", "f.place": "", "do": "file"}
    answer = operator.browser.post(f"/hotline/calls/{call_id}", data=fields)
    assert answer.status_code == 422
    assert "我想申请公开2025年预算" in answer.text and 'role="alert"' in answer.text


def test_a_box_that_is_unticked_stays_so(operator: Operator, call_id: str):
    operator.ask(call_id, "sheet", typed="水管正在漏，等不了，你们快来")
    fields = operator.shown(call_id)
    assert fields["f.urgent"]
    del fields["f.urgent"]
    operator.browser.post(f"/hotline/calls/{call_id}", data={**fields, "do": "update"})
    assert "f.urgent" not in operator.shown(call_id)


# — the end ———————————————————————————————————————————————————————————————————


def test_a_call_ends_with_a_summary_and_a_promise(hotline: Hotline, operator: Operator, call_id: str):
    operator.ask(call_id, "sheet", typed=f"{COMPLAINT}\n身份证{ID_NUMBER}")
    assert operator.ask(call_id, "end").json()["next"] == f"/hotline/calls/{call_id}"
    page = operator.page(f"/hotline/calls/{call_id}").text
    assert "通话小结" in page and "出租车" in page and ID_NUMBER not in page
    assert operator.send(f"/hotline/calls/{call_id}/close", summary="已解释", call_back_on="2020-01-01").status_code == 422
    assert operator.send(f"/hotline/calls/{call_id}/close", summary="已解释", call_back_on="gestern").status_code == 422
    assert operator.send(f"/hotline/calls/{call_id}/close", summary="已解释", call_back_on="2099-01-04", call_back_note="告诉进展").status_code == 303
    with hotline.database.read() as session:
        assert session.get_one(Call, call_id).summary == "已解释"
        assert session.scalars(select(CallBack)).one().note == "告诉进展"
    assert "已解释" in operator.page(f"/hotline/calls/{call_id}").text


def test_who_hangs_up_in_the_middle_gets_a_ticket_all_the_same(hotline: Hotline, operator: Operator, switchboard: Switchboard):
    call_id = switchboard.call(PHONE)
    operator.send(f"/hotline/calls/{call_id}/take")
    operator.ask(call_id, "sheet", typed=f"{COMPLAINT}\n姓名：{NAME}\n【地点】县汽车站门口")
    switchboard.send(f"/calls/{call_id}/end")
    with hotline.database.read() as session:
        ended = session.get_one(Call, call_id).ended_at
    assert "还要登记工单" in operator.page(f"/hotline/calls/{call_id}").text
    assert operator.send(f"/hotline/calls/{call_id}/close", do="resume").headers["location"] == f"/hotline/calls/{call_id}"
    fields = operator.shown(call_id)
    assert operator.browser.post(f"/hotline/calls/{call_id}", data={**fields, "do": "file"}).status_code == 303
    assert tickets(hotline) == 1
    operator.ask(call_id, "end")
    assert operator.send(f"/hotline/calls/{call_id}/close", summary="已登记").status_code == 303
    with hotline.database.read() as session:
        assert session.get_one(Call, call_id).ended_at == ended
    operator.send(f"/hotline/calls/{call_id}/close", do="resume")  # what is closed stays so
    assert "通话小结" in operator.page(f"/hotline/calls/{call_id}").text


def promised(hotline: Hotline) -> list[str]:
    with hotline.database.read() as session:
        return [str(task.phone) for task in session.scalars(select(CallBack))]


def test_a_caller_without_a_number_is_rung_back_on_the_one_that_was_told(hotline: Hotline, operator: Operator):
    call_id = operator.open("")
    operator.ask(call_id, "sheet", typed=f"我想问问低保怎么办\n你们查好了给我回个电话，打这个号{OTHER_PHONE}")
    operator.ask(call_id, "end")
    page = operator.page(f"/hotline/calls/{call_id}").text
    assert "来电人要求回电" in page and "不填就打 139****" in page and OTHER_PHONE not in page
    assert operator.send(f"/hotline/calls/{call_id}/close", summary="查", call_back_on="2099-01-04").status_code == 303
    assert promised(hotline) == [OTHER_PHONE]


def test_a_number_written_for_ringing_back_counts_and_has_to_be_one(hotline: Hotline, operator: Operator, call_id: str):
    operator.ask(call_id, "end")
    close = f"/hotline/calls/{call_id}/close"
    refused = operator.send(close, summary="查", call_back_on="2099-01-04", call_back_phone="12")
    assert refused.status_code == 422 and "回电号码不像电话号码" in refused.text and promised(hotline) == []
    assert operator.send(close, summary="查", call_back_on="2099-01-04", call_back_phone=OTHER_PHONE).status_code == 303
    assert promised(hotline) == [OTHER_PHONE]


def test_nobody_is_promised_a_call_without_any_number(operator: Operator):
    call_id = operator.open("")
    operator.ask(call_id, "end")
    refused = operator.send(f"/hotline/calls/{call_id}/close", summary="查", call_back_on="2099-01-04")
    assert refused.status_code == 422 and "请写上回电号码" in refused.text


def test_a_call_given_back_waits_for_another(hotline: Hotline, operator: Operator, call_id: str):
    assert operator.ask(call_id, "back").json() == {"next": "/hotline"}
    other = hotline.signed_in(OTHER_LOGIN)
    assert other.send(f"/hotline/calls/{call_id}/take").headers["location"] == f"/hotline/calls/{call_id}"
    assert operator.page(f"/hotline/calls/{call_id}").status_code == 404


# — call-backs ————————————————————————————————————————————————————————————————


@pytest.fixture
def missed(switchboard: Switchboard, hotline: Hotline) -> int:
    switchboard.send(f"/calls/{switchboard.call(PHONE)}/end")
    with hotline.database.read() as session:
        return session.scalars(select(CallBack.id)).one()


def test_a_call_back_shows_its_number_once_it_is_asked_for(hotline: Hotline, operator: Operator, missed: int):
    page = operator.send(f"/hotline/callbacks/{missed}").text
    assert PHONE not in page and "139****0011" in page
    assert PHONE in operator.send(f"/hotline/callbacks/{missed}", do="number").text
    with hotline.database.read() as session:
        assert session.scalars(select(AuditEntry.what).where(AuditEntry.detail == "回访")).all() == ["personal_seen"]


def test_two_operators_do_not_ring_the_same_citizen(hotline: Hotline, operator: Operator, missed: int):
    other = hotline.signed_in(OTHER_LOGIN)
    assert operator.send(f"/hotline/callbacks/{missed}").status_code == 200
    assert other.send(f"/hotline/callbacks/{missed}").headers["location"] == "/hotline/callbacks?done=gone"
    assert "别的话务员正在办" in other.page("/hotline/callbacks").text


def test_what_came_of_ringing_is_registered(operator: Operator, missed: int):
    assert operator.send(f"/hotline/callbacks/{missed}", do="missed").headers["location"].endswith("again")
    assert operator.send(f"/hotline/callbacks/{missed}", do="reached", note="已说明").headers["location"].endswith("done")
    assert operator.send(f"/hotline/callbacks/{missed}").headers["location"].endswith("gone")
    assert operator.send("/hotline/callbacks/999999").headers["location"].endswith("gone")


def test_what_was_written_about_a_call_back_stays_when_something_is_missing(hotline: Hotline, operator: Operator):
    filing = Filing(Kind.COMPLAINT, {"applicant_name": NAME, "contact_phone": PHONE}, "citizen", {"description": "路灯不亮"}, "路灯不亮", "县住房和城乡建设局", "hotline")
    with hotline.database.write() as session:
        ticket = session.get_one(Ticket, telephone().tickets.file(session, filing).ticket_id)
        telephone().tickets.act(session, ticket, Act.SIGN, "staff:clerk")
        telephone().tickets.answer(session, ticket, "staff:clerk", "solved", "已更换灯泡，今后每周巡查一次。")
        callbacks.tell(session, ticket, "k", "answered", "已更换灯泡")
        task = session.scalars(select(CallBack.id)).one()
    refused = operator.send(f"/hotline/callbacks/{task}", do="reached", note="说路灯又灭了", satisfied="no")
    assert refused.status_code == 422 and "说路灯又灭了" in refused.text
    assert 'name="satisfied" value="no" checked' in refused.text
    done = operator.send(f"/hotline/callbacks/{task}", do="reached", note="说路灯又灭了", satisfied="no", solved="no")
    assert done.headers["location"].endswith("done")
