"""A person in a talk over WeChat and Telegram: his words arrive there, what the citizen sends goes to him alone."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from bot.conversations.handover import words
from bot.conversations.handover.queue import standings
from bot.conversations.models import Attachment, Message
from bot.delivery.models import NoticeState
from tests.support import fake_telegram
from tests.support.fake_telegram import Chatter, FakeTelegram
from tests.support.fake_wechat import FakeWechat, Follower
from tests.support.outside import OutsideDesk, outside_desk
from tests.support.serving import Answer

JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 200
TAKEN_ON_WECHAT = "工作人员已接入"


def act(desk: OutsideDesk, name: str, *rest: Any) -> None:
    """An operator's act on the one conversation that waits or is taken."""
    with desk.database.write() as session:
        (entry,) = standings(session).values()
        getattr(desk.desk.switchboard, name)(session, entry.id, "operator", *rest)


@pytest.fixture
def taken(desk: OutsideDesk, follower: Follower) -> Follower:
    """A citizen on WeChat whom an operator has taken, and greeted."""
    desk.engine.fails = "before"
    assert "12345" in follower.say("转人工")
    act(desk, "take")
    act(desk, "say", "您好，请说", "k1")
    desk.deliver()
    return follower


def test_the_operators_words_arrive_as_messages_of_a_person(wechat: FakeWechat, desk: OutsideDesk, taken: Follower):
    assert TAKEN_ON_WECHAT in taken.phone[-2].text
    assert (taken.phone[-1].text, taken.phone[-1].way) == ("【工作人员】您好，请说", "custom")


def test_what_the_citizen_writes_gets_no_answer_of_the_desk(wechat: FakeWechat, desk: OutsideDesk, taken: Follower):
    assert taken.say("申请信息公开多久能答复") == ""
    assert taken.sent.tries == [200]
    desk.deliver()
    assert "第三十三条" not in "".join(shown.text for shown in taken.phone)
    assert [row.content["text"] for row in desk.rows(Message) if row.author == "citizen"][-1] == "申请信息公开多久能答复"


def test_a_number_said_to_a_person_picks_no_choice(plain: FakeWechat, desk: OutsideDesk, follower: Follower):
    desk.engine.fails = "before"
    follower.say("你好呀")
    follower.say("转人工")
    act(desk, "take")
    follower.say("3")
    assert [row.content["text"] for row in desk.rows(Message) if row.author == "citizen"][-1] == "3"


def test_a_photo_and_a_place_go_to_the_person_without_a_word(plain: FakeWechat, desk: OutsideDesk, taken: Follower):
    plain.media["p1"] = Answer(JPEG, headers={"Content-Type": "image/jpeg"})
    assert taken.send("image", PicUrl="http://mmbiz.example/p1", MediaId="p1") == ""
    assert taken.send("location", Location_X="30.7", Location_Y="117.2", Scale=15, Label="枞阳县莲花湖路") == ""
    assert len(desk.rows(Attachment)) == 1
    said = [row.content for row in desk.rows(Message) if row.author == "citizen"][-2:]
    assert said[0]["attachments"] and "莲花湖路" in said[1]["text"]


def test_danger_is_still_met_at_once(plain: FakeWechat, desk: OutsideDesk, taken: Follower):
    assert "119" in taken.say("厨房着火了，快来人")


def test_once_the_window_is_closed_his_words_wait_for_the_citizen(plain: FakeWechat, desk: OutsideDesk, taken: Follower):
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=49)):
        act(desk, "say", "您还在吗", "k2")
        desk.deliver()
        waiting = [notice for notice in desk.notices() if notice.state == NoticeState.FAILED]
        assert [notice.data["text"] for notice in waiting] == ["您还在吗"]
        taken.say("在的")
        desk.deliver()
    assert taken.phone[-1].text == "【工作人员】您还在吗"


def test_handed_back_the_form_goes_on_over_wechat(plain: FakeWechat, desk: OutsideDesk, follower: Follower):
    follower.say("我要投诉")
    follower.say("楼下烧烤摊每天半夜冒黑烟，熏得没法睡觉")
    follower.say("转人工")
    act(desk, "take")
    act(desk, "hand_back")
    desk.deliver()
    assert follower.phone[-2].text == words.HANDED_BACK
    assert "什么地方" in follower.phone[-1].text
    assert "怎么称呼您" in follower.say("枞阳镇莲花小区门口")


def test_over_telegram_too(sqlite, tmp_path):
    telegram = FakeTelegram()
    with outside_desk(sqlite, tmp_path, public_url="https://desk.example.gov.cn", **fake_telegram.settings(telegram)) as desk:
        telegram.desk = desk.url
        desk.engine.fails = "before"
        chatter = Chatter(telegram, desk.deliver)
        chatter.say("转人工")
        act(desk, "take")
        act(desk, "say", "您好，请说", "k1")
        desk.deliver()
        assert chatter.chat[-1].text == "【工作人员】您好，请说"
        assert chatter.say("申请信息公开多久能答复") == ""
    telegram.close()
