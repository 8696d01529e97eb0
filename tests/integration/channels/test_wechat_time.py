"""WeChat's five seconds: answered in time always, worked on once, brought later where it was not ready."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select

from bot.conversations import owed
from bot.conversations.models import Message
from bot.store import Database
from bot.tickets.models import Ticket
from channels import reception
from channels.wechat.channel import WechatChannel
from tests.integration.channels.filing import begin
from tests.support import fake_wechat
from tests.support.fake_wechat import FakeWechat, Follower
from tests.support.outside import OutsideDesk, outside_desk
from tests.support.serving import Answer, wait_for

QUESTION = "申请信息公开多久能答复"


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk loses patience after a third of a second instead of four; for keeping what came it takes all of WeChat's five still."""
    monkeypatch.setattr(WechatChannel, "patience", 0.3)
    monkeypatch.setattr(reception, "_LAST_MOMENT", 4.4)


@contextmanager
def held(desk: OutsideDesk) -> Iterator[None]:
    """No answer is ready in here."""
    desk.engine.held = True
    yield
    desk.engine.held = False


def answers(desk: OutsideDesk) -> int:
    with desk.database.read() as session:
        return session.scalar(select(func.count()).select_from(Message).where(Message.author == "desk")) or 0


def test_what_is_not_ready_is_acknowledged_and_sent_later_once(hasty: None, wechat: FakeWechat, desk: OutsideDesk, follower: Follower):
    with held(desk):
        assert follower.say(QUESTION) == ""
    assert (follower.sent.tries, follower.sent.body) == ([200], "success")
    wait_for(desk.work, "the answer is sent")
    assert [(shown.way, "第三十三条" in shown.text) for shown in follower.phone] == [("custom", True)]
    assert desk.deliver() == 0


def test_by_its_own_patience_the_desk_answers_within_five_seconds(plain: FakeWechat, desk: OutsideDesk, follower: Follower):
    assert WechatChannel.patience + reception._LAST_MOMENT < 5.0
    with held(desk):
        assert follower.say(QUESTION) == ""
    assert follower.sent.tries == [200], "WeChat, which hangs up after five, did not"
    wait_for(desk.work, "the answer is sent", 15)
    assert "第三十三条" in follower.phone[-1].text


def test_three_tries_of_one_message_do_the_work_once(monkeypatch, sqlite, tmp_path):
    """WeChat hangs up before the desk has lost patience: the second or third try gets what the first began."""
    monkeypatch.setattr(WechatChannel, "patience", 30.0)
    fake = FakeWechat()
    with outside_desk(sqlite, tmp_path, **fake_wechat.settings(fake)) as desk:

        def third_try_is_answered(number: int) -> None:
            desk.engine.held, fake.hangs_up_after = number < 3, 0.5 if number < 3 else 30.0

        fake.desk = desk.url
        follower = Follower(fake)
        begin(desk, follower)
        desk.engine.held, fake.before_try = True, third_try_is_answered
        said = follower.say("确认")
        assert follower.sent.tries == ["timeout", "timeout", 200]
        assert len(desk.rows(Ticket)) == 1 and desk.rows(Ticket)[0].number in said
        assert desk.engine.seen.count("确认") == 1
        desk.deliver()
        assert [shown.kind for shown in follower.phone[-2:]] == ["text", "news"], "the receipt once, its card once"
    fake.close()


def test_a_try_again_after_the_acknowledgement_is_acknowledged_again_and_nothing_is_sent_twice(
    hasty: None, plain: FakeWechat, desk: OutsideDesk, follower: Follower
):
    with held(desk):
        for _ in range(2):
            assert follower.say(QUESTION, MsgId=31) == ""
            assert follower.sent.body == "success"
    wait_for(desk.work, "the answer is sent")
    assert follower.say(QUESTION, MsgId=31) == ""
    assert (answers(desk), len(follower.phone), desk.deliver()) == (1, 1, 0)


@pytest.mark.parametrize("when", ["before the answer", "while it waits in the outbox", "after it was sent"])
def test_a_try_again_at_another_process_is_acknowledged_and_nothing_is_sent_twice(hasty: None, sqlite: Database, tmp_path, when: str):
    """The first process acknowledged, and WeChat did not hear it: it asks a second one, which remembers nothing."""
    fake = FakeWechat()
    settings = fake_wechat.settings(fake)
    with outside_desk(sqlite, tmp_path / "one", **settings) as first, outside_desk(sqlite, tmp_path / "two", **settings) as second:
        fake.desk = first.url
        follower = Follower(fake)
        with held(first):
            assert follower.say(QUESTION, MsgId=34) == ""
        if when == "before the answer":
            first.engine.held = True
        else:
            wait_for(lambda: answers(first), "the answer is there")
        if when == "after it was sent":
            wait_for(first.work, "the answer is sent")
        fake.desk = second.url
        assert follower.say(QUESTION, MsgId=34) == ""
        assert follower.sent.body == "success"
        first.engine.held = False
        wait_for(lambda: len(follower.phone) == 1 or first.work(), "the answer is sent")
        assert (answers(first), len(follower.phone), first.deliver(), second.engine.seen) == (1, 1, 0, [])
    fake.close()


def test_an_answered_message_pushed_again_is_answered_the_same(plain: FakeWechat, desk: OutsideDesk, follower: Follower):
    begin(desk, follower)
    first = follower.say("确认", MsgId=32)
    assert follower.say("确认", MsgId=32) == first
    assert len(desk.rows(Ticket)) == 1
    desk.deliver()
    assert [shown.kind for shown in follower.phone].count("news") == 1


def test_the_same_message_at_once_over_two_connections_is_one(plain: FakeWechat, desk: OutsideDesk, follower: Follower):
    begin(desk, follower)
    let_go = threading.Timer(0.3, setattr, (desk.engine, "held", False))
    together = threading.Barrier(4, let_go.start)
    desk.engine.held, plain.before_try = True, lambda _number: together.wait(10) and None
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: Follower(plain, follower.openid).say("确认", MsgId=33), range(4)))
    assert len(desk.rows(Ticket)) == 1
    assert desk.engine.seen.count("确认") == 1


def test_an_answer_of_a_process_that_died_before_it_could_give_it_is_sent(monkeypatch, plain: FakeWechat, desk: OutsideDesk, follower: Follower):
    """The reply is in the store; the process is gone before the request was answered, and WeChat asks no more."""
    monkeypatch.setattr(owed, "GRACE", owed.GRACE * 0)
    follower.say("你好")
    desk.settled()
    conversation = desk.rows(Message)[0].conversation_id
    with desk.database.write() as session:
        session.execute(Message.__table__.update().where(Message.author == "citizen").values(owed="owed"))
    assert desk.work() == 1
    assert follower.phone[-1].way == "custom" and follower.phone[-1].text == follower.phone[0].text
    assert desk.rows(Message)[-1].conversation_id == conversation


def test_a_photo_that_takes_long_is_acknowledged_and_answered_later(hasty: None, plain: FakeWechat, desk: OutsideDesk, follower: Follower):
    loaded = threading.Event()
    plain.media["p1"] = Answer(b"\xff\xd8\xff photo", held=loaded)
    assert follower.send("image", PicUrl="", MediaId="p1") == ""
    assert follower.sent.body == "success"
    loaded.set()
    wait_for(desk.work, "the answer is sent")
    assert "照片收到了" in follower.phone[-1].text


def test_a_photo_noted_by_a_process_that_died_is_fetched_by_the_next(hasty: None, sqlite, tmp_path):
    fake = FakeWechat()
    fake.media["p1"] = Answer(b"\xff\xd8\xff photo", held=threading.Event())
    with outside_desk(sqlite, tmp_path, **fake_wechat.settings(fake)) as dying:
        fake.desk = dying.url
        follower = Follower(fake)
        follower.send("image", PicUrl="", MediaId="p1")
        assert follower.sent.body == "success"
        fake.media["p1"] = Answer(b"\xff\xd8\xff photo")
        with outside_desk(sqlite, tmp_path, **fake_wechat.settings(fake)) as next_one:
            wait_for(next_one.work, "the answer is sent")
    assert "照片收到了" in follower.phone[-1].text
    fake.close()


def test_while_nothing_can_be_kept_nothing_is_acknowledged(monkeypatch, plain: FakeWechat, desk: OutsideDesk, follower: Follower):
    """Another writer holds the store: 503, and WeChat's next try is answered."""
    monkeypatch.setattr(WechatChannel, "patience", 0.3)
    begun, done = threading.Event(), threading.Event()

    def hold() -> None:
        with desk.database.write() as session:
            session.connection()
            begun.set()
            done.wait(30)

    holder = threading.Thread(target=hold)
    follower.say("你好")
    desk.settled()
    holder.start()
    begun.wait(10)
    plain.before_try = lambda number: done.set() if number == 2 else None
    follower.say(QUESTION)
    assert (follower.sent.tries[0], follower.sent.tries[-1]) == (503, 200)
    holder.join()
    desk.deliver()
    assert sum("第三十三条" in shown.text for shown in follower.phone) == 1
