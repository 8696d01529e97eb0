"""Two at once, in threads, on both databases: one operator gets it, one wish is made, one process gives it back."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import func, select

from bot.conversations.handover import words
from bot.conversations.handover.lifecycle import Act, State
from bot.conversations.handover.models import Handover, HandoverEvent
from bot.conversations.handover.service import LIVE, PLAIN, HandoverError
from bot.conversations.models import Message
from bot.store import Database
from tests.support.desk import Talk, open_talk
from tests.support.handover import MORNING, at, do, entry_of, history, number_of

AT_ONCE = 8


@pytest.fixture
def talk(database: Database, tmp_path) -> Talk:
    talk = open_talk(database, tmp_path)
    talk.engine.fails = "before"
    return talk


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run all of these as nearly at the same moment as can be; what each returned or raised."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return work()
        except HandoverError as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def events(talk: Talk, act: Act) -> int:
    with talk.desk.database.read() as session:
        return session.scalar(select(func.count()).select_from(HandoverEvent).where(HandoverEvent.act == act)) or 0


def taken_and_left(talk: Talk, clock: time_machine.Traveller) -> None:
    """An operator has taken the conversation, and his page has been gone for so long that it is to be given back."""
    asyncio.run(talk.say("转人工"))
    do(talk, "take")
    clock.shift(PLAIN + LIVE)


def release(talk: Talk) -> int:
    with talk.desk.database.write() as session:
        return talk.desk.switchboard.release(session)


def test_of_many_operators_who_take_it_at_once_one_gets_it(talk: Talk):
    asyncio.run(talk.say("转人工"))
    answers = at_once(*[lambda n=n: do(talk, "take", f"op-{n}") for n in range(AT_ONCE)])
    refused = [answer for answer in answers if isinstance(answer, HandoverError)]
    assert len(refused) == AT_ONCE - 1
    winner = next(f"op-{n}" for n, answer in enumerate(answers) if answer is None)
    assert entry_of(talk).taken_by == winner
    assert events(talk, Act.TAKE) == 1
    assert [item["text"] for item in history(talk)].count(words.TAKEN) == 1


def test_wishes_from_several_processes_at_once_make_one_place_in_the_queue(talk: Talk):
    board, database = talk.desk.switchboard, talk.desk.database

    def wish(reason: str) -> None:
        with database.write() as session:
            board.call(session, talk.conversation_id, reason)

    reasons = [f"danger-{n}" for n in range(AT_ONCE)]
    at_once(*[lambda one=one: wish(one) for one in reasons])
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Handover)) == 1
    assert set(entry_of(talk).reasons) == set(reasons)


def test_several_processes_that_find_a_page_gone_give_it_back_once(talk: Talk):
    with at(MORNING) as clock:
        taken_and_left(talk, clock)
        assert sum(at_once(*[lambda: release(talk)] * AT_ONCE)) == 1
    assert events(talk, Act.LAPSE) == 1
    assert [item["text"] for item in history(talk)].count(words.lapsed(0)) == 1


def test_handing_back_and_a_page_that_is_found_gone_end_in_one_of_both(talk: Talk):
    with at(MORNING) as clock:
        taken_and_left(talk, clock)
        at_once(lambda: release(talk), lambda: do(talk, "hand_back"))
    assert events(talk, Act.LAPSE) + events(talk, Act.HAND_BACK) == 1


def test_the_same_words_sent_twice_at_once_are_said_once(talk: Talk):
    asyncio.run(talk.say("转人工"))
    do(talk, "take")
    at_once(*[lambda: do(talk, "say", "op-a", "您好", "one-key")] * AT_ONCE)
    assert [item["text"] for item in history(talk) if item["from"] == "operator"] == ["您好"]


def test_a_message_and_a_taking_at_once_leave_no_message_without_an_owner(talk: Talk):
    """Whichever comes first: the desk answers, or the person has it; never both, never neither."""
    for round_ in range(10):
        asyncio.run(talk.say("转人工"))
        number = number_of(talk)
        before = len(history(talk))
        at_once(lambda: asyncio.run(talk.say("申请信息公开多久能答复")), lambda: do(talk, "take"))
        items = history(talk)[before:]
        asked = next(item["id"] for item in items if item["from"] == "citizen")
        with talk.desk.database.read() as session:
            row = session.get_one(Message, asked)
            replies = [one.content["outcome"] for one in session.scalars(select(Message).where(Message.in_reply_to == asked))]
            assert row.answered and row.raw is None, round_
        assert replies in (["answered"], ["handed_over"]), round_
        assert entry_of(talk).state is State.TAKEN
        do(talk, "close")
        assert number_of(talk) == number
