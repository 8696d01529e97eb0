"""What the desk sees to by itself, on both databases: pages that are gone, hours that end, what goes outside, the figures."""

import datetime as dt

from sqlalchemy import select

from bot.conversations.handover import words
from bot.conversations.handover.figures import figures
from bot.conversations.handover.lifecycle import State
from bot.conversations.handover.service import LIVE, PLAIN
from bot.conversations.models import Conversation
from bot.delivery.models import Notice
from bot.delivery.service import claim
from tests.support.desk import Talk
from tests.support.handover import EVENING, MORNING, at, do, entry_of, history, keep, say
from tests.support.people import PHONE

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
