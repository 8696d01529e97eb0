"""Tickets of calls on both databases: filed once, from what stood on the screen."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from bot.calls import line
from bot.calls.filing import FilingRefused, Shown, tickets_of
from bot.calls.models import Call
from bot.delivery.staff import StaffNotice
from bot.people.models import AuditEntry
from bot.store import Database
from bot.tickets.kinds import Kind
from bot.tickets.models import Ticket
from tests.support.calls import OPERATOR_LOGIN, OTHER_LOGIN, complain, file, ring, say, shown, telephone
from tests.support.people import ADDRESS, ID_NUMBER, NAME, PHONE


def test_a_complaint_is_filed_from_the_words_alone(database: Database, call_id: str):
    with database.write() as session:
        complain(session, session.get_one(Call, call_id))
    receipt = file(database, call_id)
    assert receipt.number.startswith("T") and len(receipt.query_code) == 8
    with database.read() as session:
        ticket = session.scalars(select(Ticket)).one()
        assert (ticket.channel, ticket.kind, ticket.agency, ticket.status) == ("hotline", "complaint", "县交通运输局", "dispatched")
        assert ticket.applicant == {"applicant_name": NAME, "contact_phone": PHONE}
        assert "拒载" in ticket.matter["description"] and ticket.matter["place"] == "县汽车站门口"
        assert [(row.who, row.what, row.ticket_number) for row in session.scalars(select(AuditEntry))] == [(OPERATOR_LOGIN, "ticket_filed", ticket.number)]


def test_two_keys_at_once_file_once_and_answer_alike(database: Database, call_id: str):
    with database.write() as session:
        complain(session, session.get_one(Call, call_id))
    with database.read() as session:
        form = shown(telephone().screen(session, session.get_one(Call, call_id)))

    def press(_: int):
        with database.write() as session:
            call = line.own(session, call_id, OPERATOR_LOGIN, lock=True)
            return telephone().file(session, call, form)

    with ThreadPoolExecutor(4) as pool:
        receipts = list(pool.map(press, range(4)))
    assert len(set(receipts)) == 1
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Ticket)) == 1


def test_what_was_on_the_screen_is_filed_and_not_what_came_after(database: Database, call_id: str):
    with database.write() as session:
        call = session.get_one(Call, call_id)
        complain(session, call)
        form = shown(telephone().screen(session, call), place="县汽车站北门")
        say(session, call, "还有，司机骂人")
        telephone().file(session, call, form)
        assert session.scalars(select(Ticket)).one().matter["place"] == "县汽车站北门"
        assert "骂人" not in session.scalars(select(Ticket)).one().matter["description"]


def test_a_second_matter_gets_a_form_and_a_ticket_of_its_own(database: Database, call_id: str):
    with database.write() as session:
        call = session.get_one(Call, call_id)
        complain(session, call)
    file(database, call_id)
    with database.write() as session:
        call = session.get_one(Call, call_id)
        say(session, call, "还有一件事，我建议镇文化广场多装几盏路灯，晚上老人看不清路")
    second = file(database, call_id)
    assert second.number.startswith("J")
    with database.read() as session:
        assert [how for how, _ in tickets_of(session, session.get_one(Call, call_id))] == ["filed", "filed"]
        assert "拒载" not in session.scalars(select(Ticket).where(Ticket.kind == "suggestion")).one().matter["description"]


def test_an_application_needs_what_the_law_asks_and_the_difficulty_to_write(database: Database, call_id: str):
    with database.write() as session:
        say(session, session.get_one(Call, call_id), "我想申请公开2025年枞阳镇农村公路养护资金分配方案")
    with pytest.raises(FilingRefused) as refused:
        file(database, call_id)
    assert {"applicant_name", "id_number", "oral_help", "delivery_form", "delivery_way"} <= set(refused.value.faults)
    assert "第二十九条" in refused.value.faults["oral_help"]
    whole = {
        "applicant_type": "citizen", "applicant_name": NAME, "id_number": ID_NUMBER, "contact_address": ADDRESS, "delivery_form": "纸质",
        "delivery_way": "邮寄", "oral_help": "是（书写有困难，代为填写）",
    }  # fmt: skip
    receipt = file(database, call_id, **whole)
    assert receipt.number.startswith("G")
    with database.read() as session:
        applicant = session.scalars(select(Ticket)).one().applicant
        assert applicant["oral_help"] == "是（书写有困难，代为填写）" and applicant["id_type"] == "居民身份证"


def test_who_helps_with_a_complaint_is_not_told_of_an_application(database: Database, call_id: str):
    with database.write() as session:
        call = session.get_one(Call, call_id)
        complain(session, call)
        complaint = shown(telephone().screen(session, call))
        telephone().file(session, call, complaint)
        assert session.scalars(select(Ticket)).one().co_agencies
        complain(session, call)
        values = {
            **complaint.values, "info_description": complaint.values["description"], "applicant_type": "citizen", "id_number": ID_NUMBER,
            "contact_address": ADDRESS, "delivery_form": "纸质", "delivery_way": "邮寄", "oral_help": "是（书写有困难，代为填写）",
        }  # fmt: skip
        sheet = telephone().screen(session, call).sheet.number
        telephone().file(session, call, Shown(sheet, Kind.APPLICATION, values, complaint.agency))
        assert session.scalars(select(Ticket).where(Ticket.kind == Kind.APPLICATION)).one().co_agencies == []


def test_the_masked_number_on_the_screen_means_the_callers(database: Database, call_id: str):
    with database.write() as session:
        complain(session, session.get_one(Call, call_id))
    file(database, call_id, contact_phone="139****0011")
    with database.read() as session:
        assert session.scalars(select(Ticket)).one().applicant["contact_phone"] == PHONE


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"contact_phone": "139****0099"}, "contact_phone"), ({"agency": "县人民法院"}, "agency"), ({"description": ""}, "description"), ({"agency": ""}, "agency")],
)  # fmt: skip
def test_a_form_that_will_not_do_is_refused_field_by_field_and_leaves_nothing(database: Database, call_id: str, changed: dict[str, str], field: str):
    with database.write() as session:
        complain(session, session.get_one(Call, call_id))
    with pytest.raises(FilingRefused) as refused:
        file(database, call_id, **changed)
    assert field in refused.value.faults
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Ticket)) == 0


def test_the_anonymous_leave_neither_name_nor_number(database: Database, call_id: str):
    with database.write() as session:
        call = session.get_one(Call, call_id)
        say(session, call, "我要投诉，汽车站门口的出租车拒载老人，还乱收费，我不想留名字")
    file(database, call_id)
    with database.read() as session:
        ticket = session.scalars(select(Ticket)).one()
        assert ticket.applicant == {"anonymous": "yes"} and ticket.phone_key is None
    with database.write() as session:
        assert telephone().earlier(session, ring(session, PHONE, OTHER_LOGIN)) == []


def test_urgent_tickets_and_those_for_others_say_so(database: Database, call_id: str):
    with database.write() as session:
        say(session, session.get_one(Call, call_id), "我替我妈打电话投诉，自来水管正在漏，一楼全淹了，等不了")
    file(database, call_id, agency="县住房和城乡建设局")
    with database.read() as session:
        ticket = session.scalars(select(Ticket)).one()
        assert ticket.matter["urgent"] == "是" and ticket.applicant["on_behalf_of"] == "妈"
        notice = session.scalars(select(StaffNotice).where(StaffNotice.template == "staff_urgent")).one()
        assert notice.level == "red" and ticket.number in notice.text


def test_two_matters_in_one_breath_become_two_tickets(database: Database, call_id: str):
    with database.write() as session:
        call = session.get_one(Call, call_id)
        say(session, call, "我要投诉，我们村路烂了三年没人修，还有低保也给我停了", f"我叫{NAME}")
        screen = telephone().screen(session, call)
        assert screen.assist.agency == "县交通运输局" and "低保" not in screen.assist.values["description"]
        assert [(one.words, one.decision.agency) for one in screen.assist.others] == [("低保也给我停了", "县民政局")]
    first = file(database, call_id)
    with database.read() as session:
        following = telephone().screen(session, session.get_one(Call, call_id))
        assert following.assist.values["description"] == "低保也给我停了" and not following.assist.others
        assert following.assist.agency == "县民政局" and following.assist.kind == "complaint"
    second = file(database, call_id)
    assert (first.agency, second.agency) == ("县交通运输局", "县民政局")
    with database.read() as session:
        after = telephone().screen(session, session.get_one(Call, call_id))
        assert "description" not in after.assist.values and not after.sheet.waiting
        assert [ticket.agency for _, ticket in tickets_of(session, session.get_one(Call, call_id))] == ["县交通运输局", "县民政局"]


def test_a_second_matter_said_later_waits_for_the_next_form(database: Database, call_id: str):
    with database.write() as session:
        call = session.get_one(Call, call_id)
        say(session, call, "我要投诉，我们村路烂了三年没人修")
        say(session, call, "请问您怎么称呼", speaker="operator")
        say(session, call, f"我叫{NAME}")
        say(session, call, "您还有什么要反映的", speaker="operator")
        say(session, call, "还有低保也给我停了")
        screen = telephone().screen(session, call)
        assert [one.decision.agency for one in screen.assist.others] == ["县民政局"]
