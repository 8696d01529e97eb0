"""A person has the conversation, on both databases: the silence of the desk, the way back."""

import asyncio

import pytest
from sqlalchemy import select

from bot.conversations.handover import words
from bot.conversations.handover.lifecycle import State
from bot.conversations.handover.service import HandoverError
from bot.conversations.models import Message
from tests.support.desk import Talk
from tests.support.handover import COMPLAINT, MORNING, NONSENSE, at, do, entry_of, history, number_of, say
from tests.support.people import ID_NUMBER, NAME, PHONE

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
        talk.inbox._receive(talk.conversation_id, "申请信息公开多久能答复", None, None, here=False)  # and the process ends here
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
