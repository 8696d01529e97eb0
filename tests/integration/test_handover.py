"""A person in the chat, on both databases: the queue, the silence of the desk, the way back."""

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select

from bot.conversations.handover import words
from bot.conversations.handover.figures import figures
from bot.conversations.handover.keeper import Keeper
from bot.conversations.handover.lifecycle import State
from bot.conversations.handover.service import LIVE, PLAIN, HandoverError
from bot.conversations.models import Conversation, Message
from bot.delivery.models import Notice
from bot.delivery.service import claim
from bot.people.models import Staff
from bot.store import Database
from tests.support.desk import Talk, open_talk
from tests.support.handover import EVENING, MORNING, NONSENSE, at, do, entry_of, history, number_of
from tests.support.people import ID_NUMBER, NAME, PHONE

COMPLAINT = ("我要投诉", "楼下烧烤摊每天半夜冒黑烟，熏得没法睡觉")


@pytest.fixture
def talk(database: Database, tmp_path) -> Talk:
    with database.write() as session:
        session.add_all(Staff(login=login, name=name, role="operator", password_hash="x") for login, name in (("op-a", "王话务"), ("op-b", "李话务")))
    return open_talk(database, tmp_path)


@pytest.fixture
def other(talk: Talk, tmp_path) -> Talk:
    return open_talk(talk.desk.database, tmp_path)


def say(talk: Talk, *texts: str) -> list:
    """Send message after message; the replies to the last one."""
    replies: list = []
    for text in texts:
        replies = asyncio.run(talk.say(text))
    return replies


def keep(talk: Talk) -> None:
    """What the desk sees to every few seconds."""
    Keeper(talk.desk.database, talk.desk.switchboard).once()


# — the way in —


def test_who_asks_for_a_person_hears_the_place_and_the_number(talk: Talk, other: Talk):
    talk.engine.fails = other.engine.fails = "before"
    with at(MORNING) as clock:
        first = say(talk, "转人工")
        clock.shift(60)
        second = say(other, "我要找人工")
    assert [reply.outcome for reply in first] == [reply.outcome for reply in second] == ["handed_over"]
    assert "您排在第一位" in first[0].text and "您前面还有 1 位" in second[0].text
    assert all("12345" in reply[0].text and words.STOP_WAITING in reply[0].text for reply in (first, second))
    assert [entry_of(one).ahead for one in (talk, other)] == [0, 1]


def test_asking_again_changes_no_place_and_makes_no_second_wish(talk: Talk):
    talk.engine.fails = "before"
    with at(MORNING):
        say(talk, "转人工")
        number = number_of(talk)
        again = say(talk, "转人工")
    assert "还在为您排人工的队" in again[0].text
    assert number_of(talk) == number


def test_who_waits_is_still_answered_by_the_desk(talk: Talk):
    talk.engine.fails = "before"
    with at(MORNING):
        say(talk, "转人工")
        answer = say(talk, "申请信息公开多久能答复")
    assert answer[0].outcome == "answered"
    assert entry_of(talk).state is State.WAITING


def test_after_hours_the_citizen_hears_when_and_may_leave_a_ticket(talk: Talk):
    talk.engine.fails = "before"
    with at(EVENING):
        reply = say(talk, "转人工")[0]
    assert "2026年9月15日（星期二）8:30" in reply.text
    assert [option.label for option in reply.options] == ["登记成咨询", "登记成投诉", "不等了"]
    assert entry_of(talk).state is State.WAITING


def test_a_ticket_filed_after_hours_replaces_the_wait(talk: Talk):
    talk.engine.fails = "before"
    with at(EVENING):
        say(talk, "转人工")
        said = say(talk, *COMPLAINT, "枞阳镇莲花小区门口", "每天晚上", NAME, PHONE, "确认")
    assert [reply.outcome for reply in said] == ["handed_over", "filed"]
    assert entry_of(talk) is None


def test_a_ticket_filed_while_somebody_is_at_work_does_not_end_the_wait(talk: Talk):
    talk.engine.fails = "before"
    with at(MORNING):
        say(talk, "转人工")
        said = say(talk, *COMPLAINT, "枞阳镇莲花小区门口", "每天晚上", NAME, PHONE, "确认")
    assert said[-1].outcome == "filed"
    assert entry_of(talk).state is State.WAITING


def test_unsure_twice_in_a_row_calls_a_person(talk: Talk):
    with at(MORNING):
        once = say(talk, NONSENSE[0])
        twice = say(talk, NONSENSE[1])
    assert [reply.outcome for reply in once] == ["clarify"]
    assert [reply.outcome for reply in twice] == ["clarify", "handed_over"]
    assert entry_of(talk).reasons == ("unsure",)


def test_unsure_with_a_good_answer_between_calls_nobody(talk: Talk):
    with at(MORNING):
        say(talk, NONSENSE[0], "申请信息公开多久能答复")
        last = say(talk, NONSENSE[1])
    assert [reply.outcome for reply in last] == ["clarify"]
    assert entry_of(talk) is None


def test_after_hours_the_question_nobody_could_answer_can_be_filed_as_it_was_asked(talk: Talk):
    with at(EVENING):
        said = say(talk, NONSENSE[0], f"{NONSENSE[1]} {PHONE}")
    option = said[-1].options[0]
    assert option.text.startswith(f"咨询：{NONSENSE[1]}") and PHONE not in option.text


def test_danger_goes_before_those_who_waited_longer_and_says_nothing_of_a_queue(talk: Talk, other: Talk):
    other.engine.fails = "before"
    with at(MORNING) as clock:
        say(other, "转人工")
        clock.shift(600)
        said = say(talk, "厨房着火了，快来人")
    assert [reply.outcome for reply in said] == ["safety"]
    assert (entry_of(talk).ahead, entry_of(other).ahead) == (0, 1)
    assert entry_of(talk).urgent


def test_a_second_danger_is_added_to_the_first(talk: Talk):
    with at(MORNING):
        say(talk, "厨房着火了，快来人", "再不处理就同归于尽", "厨房着火了，快来人")
    assert entry_of(talk).reasons == ("fire", "threat")


# — stop waiting —


def test_who_stops_waiting_leaves_the_queue_and_goes_on_with_his_form(talk: Talk):
    with at(MORNING):
        say(talk, *COMPLAINT)
        say(talk, "转人工")
        said = say(talk, "不等了")
    assert (said[0].outcome, said[-1].asks) == ("cancelled", "place")
    assert entry_of(talk) is None


def test_the_same_words_mean_nothing_to_whoever_waits_for_nobody(talk: Talk):
    assert all(reply.outcome != "cancelled" for reply in say(talk, "不等了"))


def test_a_citizen_is_never_held_by_a_silent_operator(talk: Talk):
    talk.engine.fails = "before"
    with at(MORNING):
        say(talk, "转人工")
        do(talk, "take")
        said = say(talk, "转回服务台")
        assert said[0].text == words.LEFT_PERSON
        assert say(talk, "申请信息公开多久能答复")[0].outcome == "answered"
    with pytest.raises(HandoverError, match="不在您手里"):
        do(talk, "say", "op-a", "您好", "k1")


# — a person has it —


def test_while_a_person_has_it_the_engine_is_not_asked_and_nothing_is_lost(talk: Talk):
    talk.engine.fails = "before"
    with at(MORNING):
        say(talk, "转人工")
        do(talk, "take")
        talk.engine.seen.clear()
        first, second = say(talk, "申请信息公开多久能答复"), say(talk, "在吗")
    assert [reply.text for reply in first] == [words.PASSED_ON]
    assert second == []
    assert talk.engine.seen == []
    assert [item["text"] for item in history(talk) if item["from"] == "citizen"][-2:] == ["申请信息公开多久能答复", "在吗"]
    with talk.desk.database.read() as session:
        assert set(session.scalars(select(Message.answered))) == {True}
        assert set(session.scalars(select(Message.raw))) == {None}


def test_after_the_operators_first_word_the_desk_says_nothing_at_all(talk: Talk):
    talk.engine.fails = "before"
    with at(MORNING):
        say(talk, "转人工")
        do(talk, "take")
        do(talk, "say", "op-a", "您好，请说", "k1")
        assert say(talk, "我想问补贴的事") == []


def test_the_same_message_again_is_kept_once_and_answers_the_same(talk: Talk):
    talk.engine.fails = "before"
    with at(MORNING):
        say(talk, "转人工")
        do(talk, "take")
        first = asyncio.run(talk.say("在吗", "m-1"))
        again = asyncio.run(talk.say("在吗", "m-1"))
    assert [reply.as_json() for reply in first] == [reply.as_json() for reply in again]
    assert [item["text"] for item in history(talk)].count("在吗") == 1


def test_personal_numbers_are_masked_on_both_sides(talk: Talk):
    talk.engine.fails = "before"
    with at(MORNING):
        say(talk, "转人工")
        do(talk, "take")
        say(talk, f"我叫{NAME}，身份证{ID_NUMBER}，电话{PHONE}")
        do(talk, "say", "op-a", f"是{PHONE}这个号码吗", "k1")
    texts = " ".join(item["text"] for item in history(talk))
    assert ID_NUMBER not in texts and PHONE not in texts
    assert history(talk)[-1] == history(talk)[-1] | {"from": "operator", "text": "是139****0011这个号码吗"}


def test_danger_while_a_person_has_it_is_met_at_once_and_shown_to_him(talk: Talk):
    with at(MORNING):
        say(talk, *COMPLAINT)
        say(talk, "转人工")
        do(talk, "take")
        said = say(talk, "屋里一股煤气味，头晕")
    assert [reply.outcome for reply in said] == ["safety"]
    assert entry_of(talk).state is State.TAKEN
    assert entry_of(talk).urgent and "gas" in entry_of(talk).reasons


def test_a_code_said_to_an_operator_is_no_look_up(talk: Talk):
    talk.engine.fails = "before"
    with at(MORNING):
        say(talk, "查进度 T20260914001", "转人工")
        do(talk, "take")
        do(talk, "say", "op-a", "请报查询码", "k1")
        assert say(talk, "12345678") == []


def test_a_message_that_was_on_its_way_when_the_conversation_was_taken_gets_no_answer_from_the_desk(talk: Talk):
    """The engine is asked, an operator takes the conversation, then the engine's action comes."""
    with at(MORNING):
        say(talk, NONSENSE[0], NONSENSE[1])
        engine_turn = talk.engine.turn

        async def taken_meanwhile(conversation_id: str, text: str, metadata: dict) -> list:
            do(talk, "take")
            return await engine_turn(conversation_id, text, metadata)

        talk.engine.turn = taken_meanwhile
        said = say(talk, "申请信息公开多久能答复")
    assert [reply.text for reply in said] == [words.PASSED_ON]


def test_a_message_left_by_a_dead_process_goes_to_the_person_who_has_the_conversation(talk: Talk):
    talk.engine.fails = "before"
    with at(MORNING) as clock:
        say(talk, "转人工")
        do(talk, "take")
        do(talk, "say", "op-a", "您好", "k1")
        talk.inbox._receive(talk.conversation_id, "申请信息公开多久能答复", None, None)  # and the process ends here
        clock.shift(1)
        assert asyncio.run(talk.inbox.finish_left_over()) == 1
    assert history(talk)[-1]["from"] == "citizen"


# — the way back —


def test_handed_back_the_desk_says_so_and_asks_again_what_was_open(talk: Talk):
    with at(MORNING):
        say(talk, *COMPLAINT)
        say(talk, "转人工")
        do(talk, "take")
        do(talk, "say", "op-a", "您按提示填就行", "k1")
        do(talk, "hand_back")
        told = history(talk)[-2:]
        assert told[0]["text"] == words.HANDED_BACK
        assert (told[1]["from"], told[1]["asks"]) == ("desk", "place")
        assert say(talk, "枞阳镇莲花小区门口")[-1].asks not in ("place", None)


def test_given_back_it_waits_at_the_place_it_had(talk: Talk, other: Talk):
    talk.engine.fails = other.engine.fails = "before"
    with at(MORNING) as clock:
        say(talk, "转人工")
        clock.shift(60)
        say(other, "转人工")
        do(talk, "take")
        clock.shift(600)
        do(talk, "give_back")
    assert (entry_of(talk).ahead, entry_of(other).ahead) == (0, 1)
    assert "位置没有往后退" in history(talk)[-1]["text"]
    do(talk, "take", "op-b")
    assert entry_of(talk).name == "李话务"


def test_closed_the_citizen_is_told_and_may_ask_for_a_person_anew(talk: Talk):
    talk.engine.fails = "before"
    with at(MORNING):
        say(talk, "转人工")
        do(talk, "take")
        do(talk, "close", "op-a", f"已电话联系 {PHONE}")
        assert history(talk)[-1]["text"] == words.CLOSED
        first = number_of(talk)
        say(talk, "转人工")
    assert number_of(talk) != first


def test_a_danger_that_was_looked_after_elsewhere_is_closed_in_silence(talk: Talk):
    with at(MORNING):
        say(talk, "厨房着火了，快来人")
        before = history(talk)
        do(talk, "close", "op-a", "消防已到")
    assert history(talk) == before
    assert entry_of(talk) is None


@pytest.mark.parametrize("act", ["hand_back", "give_back", "close", "say"])
def test_nobody_but_the_operator_who_has_it_can_do_anything_with_it(talk: Talk, act: str):
    talk.engine.fails = "before"
    with at(MORNING):
        say(talk, "转人工")
        do(talk, "take")
        before = history(talk)
        with pytest.raises(HandoverError):
            do(talk, act, "op-b", *(("您好", "k1") if act == "say" else ()))
    assert history(talk) == before
    assert entry_of(talk).taken_by == "op-a"


# — pages that are gone, hours that end —


def test_a_page_that_is_gone_gives_the_conversation_back_and_the_citizen_is_told_once(talk: Talk):
    talk.engine.fails = "before"
    with at(MORNING) as clock:
        say(talk, "转人工")
        do(talk, "take")
        with talk.desk.database.write() as session:
            talk.desk.switchboard.hold(session, "op-a", live=True)
        clock.shift(LIVE - dt.timedelta(seconds=1))
        keep(talk)
        assert entry_of(talk).state is State.TAKEN
        clock.shift(dt.timedelta(seconds=2))
        for _ in range(3):
            keep(talk)
    assert (entry_of(talk).state, entry_of(talk).taken_by) == (State.WAITING, None)
    assert [item["text"] for item in history(talk)].count(words.lapsed(0)) == 1


def test_a_page_that_gives_signs_of_life_keeps_the_conversation(talk: Talk):
    talk.engine.fails = "before"
    with at(MORNING) as clock:
        say(talk, "转人工")
        do(talk, "take")
        for _ in range(20):
            with talk.desk.database.write() as session:
                talk.desk.switchboard.hold(session, "op-a", live=True)
            clock.shift(12)
            keep(talk)
    assert entry_of(talk).taken_by == "op-a"


def test_a_page_without_script_holds_it_for_ten_minutes(talk: Talk):
    talk.engine.fails = "before"
    with at(MORNING) as clock:
        say(talk, "转人工")
        do(talk, "take")
        clock.shift(PLAIN - dt.timedelta(seconds=1))
        keep(talk)
        assert entry_of(talk).taken_by == "op-a"
        clock.shift(2)
        keep(talk)
    assert entry_of(talk).state is State.WAITING


def test_another_operators_page_holds_nothing(talk: Talk):
    talk.engine.fails = "before"
    with at(MORNING) as clock:
        say(talk, "转人工")
        do(talk, "take")
        clock.shift(PLAIN)
        with talk.desk.database.write() as session:
            talk.desk.switchboard.hold(session, "op-b", live=True)
        clock.shift(1)
        keep(talk)
    assert entry_of(talk).state is State.WAITING


def test_when_the_hours_end_those_who_wait_are_told_once_when_somebody_is_there_again(talk: Talk, other: Talk):
    talk.engine.fails = other.engine.fails = "before"
    with at(MORNING) as clock:
        say(talk, "转人工")
        say(other, "厨房着火了，快来人")
        danger = history(other)
        keep(talk)
        assert "工作人员已下班" not in history(talk)[-1]["text"]
        clock.move_to(EVENING)
        for _ in range(3):
            keep(talk)
        assert sum("工作人员已下班，2026年9月15日（星期二）8:30" in item["text"] for item in history(talk)) == 1
        clock.move_to(MORNING + dt.timedelta(days=1))  # they are there again: nothing has to be said, he sees it
        keep(talk)
        assert entry_of(talk).told_open
        clock.move_to(EVENING + dt.timedelta(days=1))
        keep(talk)
    assert sum("工作人员已下班" in item["text"] for item in history(talk)) == 2
    assert history(other) == danger


# — outside channels —


def test_over_an_outside_channel_what_people_and_desk_say_goes_through_the_outbox(talk: Talk):
    talk.engine.fails = "before"
    with talk.desk.database.write() as session:
        conversation = session.get_one(Conversation, talk.conversation_id)
        conversation.channel, conversation.token_key = "wechat", None
    with at(MORNING):
        say(talk, "转人工")
        do(talk, "take")
        do(talk, "say", "op-a", f"您好，{PHONE}是您的号码吗", "k1")
        do(talk, "say", "op-a", f"您好，{PHONE}是您的号码吗", "k1")
        do(talk, "hand_back")
        with talk.desk.database.write() as session:
            sent = claim(session, "wechat")
    assert [one.text for one in sent] == [words.TAKEN, "【工作人员】您好，139****0011是您的号码吗", words.HANDED_BACK]
    assert {(one.to.channel, one.to.conversation_id) for one in sent} == {("wechat", talk.conversation_id)}


def test_a_web_chat_reads_for_itself_and_nothing_is_sent(talk: Talk):
    talk.engine.fails = "before"
    with at(MORNING):
        say(talk, "转人工")
        do(talk, "take")
        do(talk, "say", "op-a", "您好", "k1")
    with talk.desk.database.read() as session:
        assert session.scalars(select(Notice)).all() == []


# — figures —


def test_oversight_sees_how_long_people_waited_and_who_handled_what(talk: Talk, other: Talk):
    talk.engine.fails = other.engine.fails = "before"
    with at(MORNING) as clock:
        say(talk, "转人工")
        clock.shift(120)
        do(talk, "take", "op-a")
        do(talk, "give_back", "op-a")
        clock.shift(60)
        do(talk, "take", "op-b")
        clock.shift(600)
        do(talk, "hand_back", "op-b")
        say(other, "转人工")
        clock.shift(30)
        say(other, "不等了")
        with talk.desk.database.read() as session:
            found = figures(session, MORNING, MORNING + dt.timedelta(days=1))
    assert (found.asked, found.answered, found.left, found.waiting) == (2, 1, 1, 0)
    assert (found.median_wait, found.longest_wait) == (dt.timedelta(seconds=120), dt.timedelta(seconds=120))
    assert {one.name: (one.taken, one.finished, one.given_back, one.lapsed, one.talked) for one in found.operators} == {
        "王话务": (1, 0, 1, 0, dt.timedelta(0)),
        "李话务": (1, 1, 0, 0, dt.timedelta(seconds=600)),
    }
    assert found.reasons == {"person": 2}


def test_nothing_is_counted_that_happened_at_another_time(talk: Talk):
    talk.engine.fails = "before"
    with at(MORNING):
        say(talk, "转人工")
    with talk.desk.database.read() as session:
        found = figures(session, MORNING + dt.timedelta(days=1), MORNING + dt.timedelta(days=2))
    assert (found.asked, found.operators, found.median_wait) == (0, (), None)
