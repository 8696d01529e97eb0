"""After the filing: what citizens want of their own ticket in the conversation, on both databases."""

import asyncio

import pytest
from sqlalchemy import select

from bot.conversations import service
from bot.conversations.choices import meant
from bot.delivery.staff import StaffNotice
from bot.tickets.lifecycle import Act, Status
from bot.tickets.models import Ticket
from bot.tickets.phones import phone_key
from bot.tickets.service import due_sentence, find
from tests.integration.test_conversations import APPLICATION, COMPLAINT
from tests.support.desk import Talk, open_talk
from tests.support.people import OTHER_PHONE


@pytest.fixture
def talk(database, tmp_path) -> Talk:
    return open_talk(database, tmp_path)


def filed(talk: Talk, said: tuple[str, ...] = COMPLAINT) -> str:
    return asyncio.run(talk.through(*said, "确认")).ticket.number


def acts(talk: Talk, number: str) -> list[str]:
    with talk.desk.database.read() as session:
        return [event.act for event in find(session, number).events]


def told(talk: Talk, template: str) -> list[str]:
    with talk.desk.database.read() as session:
        return list(session.scalars(select(StaffNotice.text).where(StaffNotice.template == template)))


def staff_does(talk: Talk, number: str, act: Act, text: str, **data: object) -> None:
    with talk.desk.database.write() as session:
        talk.desk.tickets.act(session, find(session, number), act, "staff:clerk", text, data)


def answer(talk: Talk, number: str) -> None:
    staff_does(talk, number, Act.SIGN, "")
    with talk.desk.database.write() as session:
        talk.desk.tickets.answer(session, find(session, number), "staff:clerk", "solved", "已派人查处，今后每晚巡查。")


def test_an_addition_reaches_the_agency(talk: Talk):
    number = filed(talk)
    reply = asyncio.run(talk.through("我还要补充一点 他们还占了消防通道"))
    assert "已补充" in reply.text
    assert acts(talk, number)[-1] == Act.ADD
    assert any("消防通道" in text for text in told(talk, "staff_added"))


def test_the_wish_to_add_asks_for_the_words(talk: Talk):
    number = filed(talk)
    assert asyncio.run(talk.through("我要补充")).outcome == "asked"
    asyncio.run(talk.through("昨天晚上还打架了"))
    with talk.desk.database.read() as session:
        assert find(session, number).events[-1].text == "昨天晚上还打架了"


def test_hurrying_tells_the_agency_once_a_day(talk: Talk):
    number = filed(talk)
    assert "已替您催" in asyncio.run(talk.through("催一下")).text
    assert "已经替您催过" in asyncio.run(talk.through("都两天了 催催他们")).text
    assert acts(talk, number).count(Act.ASK_AFTER) == 1
    assert len(told(talk, "staff_asked_after")) == 1


def test_withdrawing_is_confirmed_first(talk: Talk):
    number = filed(talk)
    assert [option.text for option in asyncio.run(talk.through("我要撤回这个投诉")).options] == ["确认撤回", "不撤了"]
    assert "照常办理" in asyncio.run(talk.through("还是不撤了")).text
    assert Act.WITHDRAW not in acts(talk, number)
    asyncio.run(talk.through("撤回投诉", "确认撤回"))
    with talk.desk.database.read() as session:
        assert find(session, number).status == Status.WITHDRAWN


def test_a_question_in_between_ends_the_withdrawal(talk: Talk):
    number = filed(talk)
    asyncio.run(talk.through("撤回投诉", "申请信息公开多久能答复", "确认"))
    assert Act.WITHDRAW not in acts(talk, number)


def test_a_new_phone_is_kept_and_not_told_in_the_history(talk: Talk):
    number = filed(talk)
    asyncio.run(talk.through(f"能不能改一下电话 换成{OTHER_PHONE}"))
    with talk.desk.database.read() as session:
        ticket = find(session, number)
        assert ticket.applicant["contact_phone"] == OTHER_PHONE
        assert ticket.phone_key == phone_key(OTHER_PHONE)
        assert all(OTHER_PHONE not in event.text for event in ticket.events)


def test_an_answer_is_judged_and_what_was_wrong_reaches_the_agency(talk: Talk):
    number = filed(talk)
    assert "还没有答复" in asyncio.run(talk.through("不满意")).text
    answer(talk, number)
    assert "哪里不满意" in asyncio.run(talk.through("不满意")).text
    asyncio.run(talk.through("晚上照样冒烟，根本没人来过"))
    with talk.desk.database.read() as session:
        ticket = find(session, number)
        assert (ticket.status, ticket.satisfied) == (Status.CALLED_BACK, False)
        assert ticket.events[-1].text == "晚上照样冒烟，根本没人来过"


def test_of_two_answers_the_last_one_is_judged_or_the_one_that_is_named(talk: Talk):
    first, second = filed(talk), filed(talk)
    for number in (second, first):
        answer(talk, number)
    asyncio.run(talk.through("基本满意"))
    assert acts(talk, first)[-1] == Act.CALL_BACK and acts(talk, second)[-1] == Act.ANSWER
    assert "已登记" in asyncio.run(talk.through(f"{second} 满意")).text


def test_an_answer_is_judged_while_a_form_is_open_and_the_form_goes_on(talk: Talk):
    number = filed(talk)
    answer(talk, number)
    asyncio.run(talk.through("我要投诉", "村口的路灯坏了半年没人修，晚上看不见路"))
    replies = asyncio.run(talk.say("不满意"))
    assert "评价已登记" in replies[0].text and f"补充 {number}" in replies[1].text
    assert replies[-1].asks == "place"
    assert asyncio.run(talk.through("枞阳镇莲花小区门口")).asks == "occurred_at"
    with talk.desk.database.read() as session:
        assert find(session, number).satisfied is False


def test_an_answer_is_judged_while_the_engine_is_down(talk: Talk):
    number = filed(talk)
    answer(talk, number)
    talk.engine.fails = "before"
    assert "评价已登记" in asyncio.run(talk.through("满意")).text
    assert acts(talk, number)[-1] == Act.CALL_BACK


def test_an_answer_is_judged_where_its_ticket_was_linked_to(talk: Talk):
    receipt = asyncio.run(talk.through(*COMPLAINT, "确认")).ticket
    other = open_talk(talk.desk.database, talk.desk.settings.home)
    asyncio.run(other.through(f"关联 {receipt.number} {receipt.query_code}"))
    answer(talk, receipt.number)
    assert "评价已登记" in asyncio.run(other.through("满意")).text


def test_a_notice_without_a_question_leaves_the_numbers_to_what_was_offered(talk: Talk):
    asyncio.run(talk.through("你好"))
    with talk.desk.database.write() as session:
        assert (before := meant(session, talk.conversation_id, "2")) == "我要申请信息公开"
        service.add_notice(session, talk.conversation_id, service.AGENCY, {"text": "已由承办单位签收"}, "ticket/1")
        session.flush()
        assert meant(session, talk.conversation_id, "2") == before


def test_a_correction_is_given_in_the_conversation(talk: Talk):
    number = filed(talk, APPLICATION)
    staff_does(talk, number, Act.SIGN, "")
    staff_does(talk, number, Act.ASK_CORRECTION, "请写明是哪个乡镇的方案")
    reply = asyncio.run(talk.through("补正：要的是会宫镇的方案"))
    assert "补正" in reply.text
    with talk.desk.database.read() as session:
        ticket = find(session, number)
        assert (ticket.status, ticket.events[-1].act, ticket.events[-1].text) == (Status.SIGNED, Act.CORRECT, "要的是会宫镇的方案")
        assert due_sentence(ticket.due_on, ticket.provisional) in reply.text  # what the notice would have told


@pytest.mark.parametrize("words", ["催一下", "我要补充一点情况", "撤回投诉", "不满意", "编号多少来着", "电话改成13900000012"])
def test_nobody_elses_ticket_is_touched(talk: Talk, words: str):
    number = filed(talk)
    before = acts(talk, number)
    stranger = open_talk(talk.desk.database, talk.desk.settings.home)
    asyncio.run(stranger.through(words))
    assert acts(talk, number) == before


def test_the_number_is_told_again(talk: Talk):
    number = filed(talk)
    assert number in asyncio.run(talk.through("编号多少来着")).text


def test_rules_are_still_told(talk: Talk):
    filed(talk)
    for question in ("怎么催办", "申请交了以后能撤回吗", "补正要怎么补"):
        reply = asyncio.run(talk.through(question))
        assert reply.citations
    with talk.desk.database.read() as session:
        assert {event.act for ticket in session.scalars(select(Ticket)) for event in ticket.events} <= {Act.RECEIVE, Act.CONFIRM, Act.DISPATCH}


def test_with_several_open_it_is_asked_which(talk: Talk):
    first, second = filed(talk), filed(talk, APPLICATION)
    asked = asyncio.run(talk.through("催一下"))
    assert [option.text for option in asked.options] == [f"{second} 催一下", f"{first} 催一下"]
    asyncio.run(talk.through(asked.options[1].text))
    assert (acts(talk, first)[-1], acts(talk, second)[-1]) == (Act.ASK_AFTER, Act.DISPATCH)


def test_a_question_without_a_subject_is_read_with_what_was_said_before(talk: Talk):
    reply = asyncio.run(talk.through("我替我妈申请信息公开，她不识字", "需要什么手续"))
    assert "委托" in reply.text
    assert reply.citations


@pytest.mark.parametrize("said", ["什么时候给我答复", "多久能有结果？", "那啥时候能办好啊", "还要多久答复"])
def test_when_is_asked_of_the_own_ticket_and_not_of_the_rule(talk: Talk, said: str):
    number = filed(talk)
    reply = asyncio.run(talk.through(said))
    assert reply.outcome == "looked_up"
    assert number in reply.text and "最迟" in reply.text
    assert [option.label for option in reply.options] == ["查进度", "催一下"]


def test_without_a_ticket_the_rule_is_told(talk: Talk):
    assert asyncio.run(talk.through("申请信息公开什么时候给我答复")).outcome == "answered"
