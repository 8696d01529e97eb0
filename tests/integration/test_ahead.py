"""The engine reads a message while it is being kept: nothing is done before it is kept, and nothing on a guess that was wrong."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.conversations.ahead import NUMBER
from bot.conversations.handover.queue import open_entries
from bot.conversations.models import Message
from bot.conversations.replies import Reply
from bot.conversations.understanding import Understanding
from bot.filing.models import Draft
from tests.support.desk import EngineDouble, Talk, open_talk
from tests.support.people import NAME

QUESTION, OTHER = "申请信息公开多久能答复", "申请公开要交钱吗"


@dataclass
class InTurn(EngineDouble):
    """Takes a conversation's messages one after the other, as Rasa's locks make it do; notes what it was told."""

    told: list[Mapping[str, Any]] = field(default_factory=list)
    locks: dict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    async def turn(self, conversation_id: str, text: str, metadata: Mapping[str, Any]) -> list[Reply]:
        self.told.append(metadata)
        async with self.locks[conversation_id]:
            return await super().turn(conversation_id, text, metadata)


@pytest.fixture
def talk(database, tmp_path) -> Talk:
    made = open_talk(database, tmp_path)
    made.engine = InTurn(made.engine.inbox)
    made.inbox._engine = made.engine
    return made


def messages(talk: Talk) -> int:
    with talk.desk.database.read() as session:
        return session.scalar(select(func.count()).select_from(Message)) or 0


def test_the_engine_has_the_message_before_it_is_kept_and_the_act_waits(talk: Talk, monkeypatch):
    receive, go_on = talk.inbox._receive, threading.Event()

    def slow(*args: Any, **named: Any) -> Any:
        assert go_on.wait(10)
        return receive(*args, **named)

    async def ask() -> Reply:
        await talk.through(QUESTION)
        monkeypatch.setattr(talk.inbox, "_receive", slow)
        before, answer = messages(talk), asyncio.create_task(talk.through(OTHER))
        while talk.engine.seen[-1] != OTHER:
            await asyncio.sleep(0.01)
        done, _ = await asyncio.wait({answer}, timeout=0.1)
        assert not done and messages(talk) == before
        go_on.set()
        return await answer

    assert "不收取费用" in asyncio.run(ask()).text
    assert NUMBER in talk.engine.told[1] and len(talk.engine.told) == 2


def test_a_form_is_guessed_from_one_question_to_the_next(talk: Talk):
    reply = asyncio.run(talk.through("我要投诉", "楼下烧烤摊每天半夜冒黑烟，熏得没法睡觉", "枞阳镇莲花小区门口", NAME))
    assert reply.asks == "contact_phone"
    assert [told["draft"] and told["draft"]["asks"] for told in talk.engine.told] == [None, "description", "place", "applicant_name"]
    assert [NUMBER in told for told in talk.engine.told] == [False, False, True, True]


def test_a_draft_that_began_elsewhere_is_noticed_and_the_engine_asked_again(talk: Talk):
    asyncio.run(talk.through(QUESTION))
    with talk.desk.database.write() as session:
        session.add(Draft(conversation_id=talk.conversation_id, kind="complaint", asks="description", answers={}))
    before = messages(talk)
    reply = asyncio.run(talk.through("楼下烧烤摊每天半夜冒黑烟，熏得没法睡觉"))
    assert reply.asks == "place" and messages(talk) == before + 2
    assert [told["draft"] for told in talk.engine.told[1:]] == [None, {"kind": "complaint", "asks": "description"}]


def test_where_a_person_took_the_conversation_the_engine_reads_in_vain(talk: Talk):
    asyncio.run(talk.through(QUESTION))
    with talk.desk.database.write() as session:
        talk.desk.switchboard.wanted(session, talk.conversation_id)
    with talk.desk.database.write() as session:
        [row] = open_entries(session)
        talk.desk.switchboard.take(session, row.id, "operator")
    before = messages(talk)
    assert [reply.outcome for reply in asyncio.run(talk.say(OTHER))] == ["handed_over"]
    assert messages(talk) == before + 2
    assert asyncio.run(talk.say("在吗")) == [] and talk.engine.seen[-1] != "在吗"


def test_an_engine_that_comes_too_late_does_nothing(talk: Talk):
    asyncio.run(talk.through(QUESTION, OTHER))
    before = messages(talk)
    late = talk.engine.told[1]
    assert asyncio.run(talk.inbox.acted("answer", talk.conversation_id, late, OTHER, Understanding())) == []
    assert messages(talk) == before


def test_an_engine_that_dies_while_it_reads_ahead_leaves_no_question_unanswered(talk: Talk):
    asyncio.run(talk.through(QUESTION))
    for fails in ("before", "after"):
        talk.engine.fails = fails
        assert "不收取费用" in asyncio.run(talk.through(OTHER)).text
