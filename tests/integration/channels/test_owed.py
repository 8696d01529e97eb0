"""Answers that have to be brought: once, whole, and also when the process that should have done it is gone."""

import asyncio
import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from bot.conversations import owed, service
from bot.conversations.models import Message
from bot.conversations.owed import Item
from bot.delivery.models import Notice, NoticeState
from bot.delivery.service import claim, mark_failed, mark_sent
from bot.store import Database
from channels.models import Pushed
from mingbai.chores import Chores
from mingbai.settings import Settings
from tests.support.desk import Talk, open_talk

QUESTION = "申请信息公开多久能答复"


@pytest.fixture
def talk(database: Database, tmp_path) -> Talk:
    talk = open_talk(database, tmp_path)
    with database.write() as session:
        talk.conversation_id = service.of_address(session, "paper", "box 7")
    return talk


def item(talk: Talk, own: str = "m-1") -> Item:
    return Item(talk.conversation_id, own)


def say(talk: Talk, text: str = QUESTION, own: str = "m-1"):
    return asyncio.run(talk.inbox.take(talk.conversation_id, text, own, owed=True))


def notices(talk: Talk) -> list[Notice]:
    with talk.desk.database.read() as session:
        return list(session.scalars(select(Notice).order_by(Notice.id)))


def left(talk: Talk) -> int:
    with talk.desk.database.write() as session:
        return owed.hand_over_left(session)


def test_one_address_has_one_conversation_and_lies_sealed(database: Database):
    with database.write() as session:
        first, other = (service.of_address(session, "paper", box) for box in ("box 7", "box 8"))
    with database.write() as session:
        assert service.of_address(session, "paper", "box 7") == first != other
        assert service.of_address(session, "pigeon", "box 7") not in (first, other)
        assert service.address_of(session, first) == "box 7"
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT address, address_key FROM conversation").all()
    assert not any(b"box" in bytes(address) or "box" in key for address, key in rows)


def test_what_went_with_the_request_is_not_sent_again(talk: Talk):
    say(talk)
    with talk.desk.database.write() as session:
        owed.settle(session, item(talk))
    with time_machine.travel(dt.datetime.now(dt.UTC) + owed.GRACE * 2):
        assert left(talk) == 0
    assert notices(talk) == []


def test_what_the_request_could_not_carry_goes_to_the_outbox_once(talk: Talk):
    replies = say(talk)
    for _ in range(2):
        with talk.desk.database.write() as session:
            owed.hand_over(session, item(talk), 1, "https://desk.example.gov.cn")
    [notice] = notices(talk)
    assert (notice.channel, notice.conversation_id, notice.data["from"]) == ("paper", talk.conversation_id, "1")
    assert replies[0].text in notice.data["text"]
    assert left(talk) == 0


def test_an_answer_that_nobody_brought_is_sent_after_the_grace(talk: Talk):
    say(talk)
    assert left(talk) == 0, "the channel's own request may still carry it"
    with time_machine.travel(dt.datetime.now(dt.UTC) + owed.GRACE + dt.timedelta(seconds=1)):
        assert left(talk) == 1
        assert left(talk) == 0
    assert [notice.data["from"] for notice in notices(talk)] == ["0"]


def test_an_acknowledged_message_is_sent_as_soon_as_it_is_answered(talk: Talk):
    with talk.desk.database.write() as session:
        service.add_citizen_message(session, talk.conversation_id, QUESTION, "m-1", owed.OWED)
        assert owed.acknowledge(session, item(talk))
        assert not owed.acknowledge(session, item(talk, "unknown"))
    assert left(talk) == 0, "there is no answer yet"
    assert asyncio.run(talk.inbox.finish_left_over()) == 1  # the next process, after this one died
    assert left(talk) == 1
    assert "20" in notices(talk)[0].data["text"]


def test_the_web_chat_owes_nothing(talk: Talk):
    asyncio.run(talk.inbox.take(talk.conversation_id, QUESTION, "m-1"))
    with talk.desk.database.read() as session:
        assert set(session.scalars(select(Message.owed))) == {None}


def test_what_had_to_wait_for_the_citizen_goes_when_the_citizen_writes(talk: Talk):
    say(talk)
    database = talk.desk.database
    with database.write() as session:
        owed.hand_over(session, item(talk), 0, "")
    with database.write() as session:
        [outgoing] = claim(session, "paper")
        mark_failed(session, outgoing.id, "过了时间", final=True, until_spoken=True)
    with database.write() as session:
        assert owed.wake(session) == 0
    assert notices(talk)[0].state == NoticeState.FAILED
    say(talk, "收费吗", "m-2")
    with database.write() as session:
        assert owed.wake(session) == 1
    with database.write() as session:
        assert [again.id for again in claim(session, "paper")] == [outgoing.id]


def test_a_number_picks_what_was_offered_last_also_after_a_restart(talk: Talk, tmp_path):
    offered = say(talk, "你好")[-1].options
    again = open_talk(talk.desk.database, tmp_path)
    again.conversation_id = talk.conversation_id
    third = next(number for number, option in enumerate(offered, 1) if option.text == "我要投诉")
    reply = say(again, str(third), "m-2")[-1]
    assert reply.asks == "description"
    with talk.desk.database.read() as session:
        said = [row.content["text"] for row in session.scalars(select(Message).where(Message.author == "citizen").order_by(Message.id))]
    assert said == ["你好", "我要投诉"]


def test_a_number_that_was_not_offered_is_taken_as_it_is(talk: Talk):
    say(talk, "你好")
    say(talk, "9", "m-2")
    assert talk.engine.seen[-1] == "9"


def test_an_address_that_takes_nothing_is_left_alone_until_its_citizen_writes(talk: Talk):
    database = talk.desk.database
    with database.write() as session:
        service.mark_unreachable(session, talk.conversation_id)
    with database.read() as session:
        assert service.address_of(session, talk.conversation_id) is None
    say(talk)
    with database.read() as session:
        assert service.address_of(session, talk.conversation_id) == "box 7"


def test_what_was_sent_long_ago_is_forgotten_and_what_is_not_sent_never(talk: Talk, tmp_path):
    database = talk.desk.database
    for own in ("m-1", "m-2"):
        say(talk, own=own)
        with database.write() as session:
            owed.hand_over(session, item(talk, own), 0, "")
    with database.write() as session:
        mark_sent(session, claim(session, "paper", limit=1)[0].id)
        session.add(Pushed(conversation_id=talk.conversation_id, notice_key="reply/1", part=0))
    chores = Chores(database, Settings(home=tmp_path))
    chores.once()
    assert len(notices(talk)) == 2
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=8)):
        chores.once()
    assert [notice.state for notice in notices(talk)] == [NoticeState.WAITING]
    with database.read() as session:
        assert session.scalar(select(Pushed)) is None


def test_an_acknowledgement_that_was_not_told_can_be_taken_back_until_the_outbox_has_it(talk: Talk):
    say(talk)
    with talk.desk.database.write() as session:
        assert owed.acknowledge(session, item(talk))
        assert owed.take_back(session, item(talk))
    assert left(talk) == 0, "the next request may carry it"
    with talk.desk.database.write() as session:
        owed.acknowledge(session, item(talk))
    assert left(talk) == 1
    with talk.desk.database.write() as session:
        assert not owed.take_back(session, item(talk))
