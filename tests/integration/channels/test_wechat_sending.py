"""Sending over WeChat's interface: pieces that fit, the window of 48 hours, templates, the token, and an interface in trouble."""

import datetime as dt
import threading

import pytest
import time_machine
from sqlalchemy import select

from bot.conversations import service
from bot.delivery.models import Notice, NoticeState
from bot.delivery.service import Addressee, enqueue, send_again
from bot.delivery.worker import Worker
from bot.store import Database
from bot.tickets.models import Ticket
from channels.models import Pushed
from channels.wechat import token
from channels.wechat.client import Api, Refused, Unreachable
from mingbai.worker import senders
from tests.integration.channels.filing import answer, begin, file
from tests.support import fake_wechat
from tests.support.fake_wechat import APP_ID, SECRET, FakeWechat, Follower
from tests.support.outside import OutsideDesk, outside_desk
from tests.support.people import EMAIL
from tests.support.serving import Answer

SENTENCE = "经查，您反映的情况属实，我局已责令有关单位限期整改，并安排专人每周复查一次。"
HTML = Answer(b"<html>busy</html>", headers={"Content-Type": "text/html"})


@pytest.fixture
def filed(desk: OutsideDesk, follower: Follower) -> Follower:
    """A citizen whose complaint is filed and receipted."""
    file(desk, follower)
    desk.deliver()
    return follower


def failed(desk: OutsideDesk) -> list[Notice]:
    return [notice for notice in desk.notices() if notice.state == NoticeState.FAILED]


def later(**passed: float) -> time_machine.travel:
    return time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(**passed))


def wait_and_deliver(desk: OutsideDesk) -> None:
    """Time passes; what comes after something else goes a moment after it."""
    for minutes in (5, 6):
        with later(minutes=minutes):
            desk.deliver()


# — what is sent ———————————————————————————————————————————————————————————


def test_an_agencys_answer_arrives_by_customer_service_message(plain: FakeWechat, desk: OutsideDesk, filed: Follower):
    answer(desk, SENTENCE)
    desk.deliver()
    assert SENTENCE in filed.phone[-1].text and filed.phone[-1].way == "custom"


def test_a_long_answer_comes_in_pieces_that_end_with_sentences(plain: FakeWechat, desk: OutsideDesk, filed: Follower):
    filed.say("你好")
    shown = len(filed.phone)
    text = "\n".join(f"{number}. {SENTENCE}" for number in range(40))
    answer(desk, text)
    desk.deliver()
    pieces = [one.text for one in filed.phone[shown + 1 :]]
    assert len(pieces) > 2 and all(len(piece) <= 600 and len(piece.encode()) <= 2047 for piece in pieces)
    assert all(piece.endswith("。") for piece in pieces[:-1]) and pieces[-1].endswith("回复 3 不满意")
    assert "".join("".join(pieces).split()).count("".join(SENTENCE.split())) == 40


def test_a_worker_that_died_between_two_pieces_does_not_send_the_first_again(plain: FakeWechat, desk: OutsideDesk, filed: Follower):
    filed.say("你好")
    answer(desk, SENTENCE * 30)
    plain.troubles = []
    shown = len(filed.phone)

    def dies(calls: int = 0):
        real = plain._message_custom_send

        def send(call):
            nonlocal calls
            calls += 1
            return HTML if calls == 3 else real(call)

        return send

    plain._message_custom_send = dies()
    desk.deliver()
    del plain._message_custom_send
    wait_and_deliver(desk)
    text = "".join(one.text for one in filed.phone[shown:])
    assert text.replace("\n", "").count(SENTENCE) == 30


# — the window —————————————————————————————————————————————————————————————


def test_beyond_five_messages_the_rest_waits_for_the_citizen(plain: FakeWechat, desk: OutsideDesk, filed: Follower):
    filed.say("你好")
    shown = len(filed.phone)
    answer(desk, "".join(f"{SENTENCE[:-1]}{number}。" for number in range(100)))
    desk.deliver()
    assert len(filed.phone) - shown == 5
    assert "回复“继续”" in filed.phone[-1].text
    assert [(notice.until_spoken, "48 小时" in notice.last_error) for notice in failed(desk)] == [(True, True)]
    assert len(plain.called("message/custom/send")) <= 7, "what WeChat would refuse is not even tried"
    engine = len(desk.engine.seen)
    assert filed.say("继续") == ""
    assert len(desk.engine.seen) == engine, "«继续» is no question"
    desk.deliver()
    assert failed(desk) == []
    text = "".join(one.text for one in filed.phone[shown:])
    assert all(f"{SENTENCE[:-1]}{number}。" in text for number in range(100))


def test_when_wechat_counts_otherwise_its_count_holds(plain: FakeWechat, desk: OutsideDesk, filed: Follower):
    plain.close_windows()
    answer(desk, SENTENCE)
    desk.deliver()
    assert {notice.until_spoken for notice in failed(desk)} == {True}
    filed.say("你好")
    desk.deliver()
    assert SENTENCE in "".join(shown.text for shown in filed.phone)
    assert failed(desk) == []


def test_a_tap_opens_the_window_for_a_minute_only(plain: FakeWechat, desk: OutsideDesk, follower: Follower):
    follower.tap("subscribe", EventKey="")
    with desk.database.write() as session:
        conversation = service.of_address(session, "wechat", follower.openid)
        enqueue(session, "t/1", Addressee("wechat", conversation), "withdrawn", {"kind": "投诉", "number": "T1"})
    desk.deliver()
    assert follower.phone[-1].way == "custom"
    with later(seconds=58):
        with desk.database.write() as session:
            enqueue(session, "t/2", Addressee("wechat", conversation), "withdrawn", {"kind": "投诉", "number": "T2"})
        desk.deliver()
    assert [notice.key for notice in failed(desk)] == ["t/2"]


@pytest.mark.parametrize("kind", ["template", "subscription"])
def test_progress_after_48_hours_goes_by_template(sqlite, tmp_path, kind: str):
    fake = FakeWechat()
    more = {"wechat_template_id": "TM-1", "wechat_template_kind": kind, "public_url": "https://desk.example.gov.cn/"}
    with outside_desk(sqlite, tmp_path, **fake_wechat.settings(fake), **more) as desk:
        fake.desk = desk.url
        follower = Follower(fake)
        file(desk, follower)
        desk.deliver()
        with later(hours=49):
            fake.close_windows()
            answer(desk, SENTENCE)
            desk.deliver()
        shown = follower.phone[-1]
        number = desk.notices()[-1].data["number"]
        assert (shown.way, shown.kind) == ("template", "TM-1")
        assert number in shown.text and "已答复" in shown.text and SENTENCE not in shown.text
        assert failed(desk) == []
        [sent] = fake.called("message/template/send" if kind == "template" else "message/subscribe/bizsend")[-1:]
        assert sent.json["page" if kind == "subscription" else "url"] == f"https://desk.example.gov.cn/ticket?number={number}"
        assert all(len(field["value"]) <= 20 for name, field in sent.json["data"].items() if name.startswith("thing"))
    fake.close()


def test_a_template_that_did_not_arrive_is_shown_as_failed(sqlite, tmp_path):
    fake = FakeWechat()
    with outside_desk(sqlite, tmp_path, **fake_wechat.settings(fake), wechat_template_id="TM-1") as desk:
        fake.desk = desk.url
        follower = Follower(fake)
        file(desk, follower)
        desk.deliver()
        with later(hours=49):
            fake.close_windows()
            answer(desk, SENTENCE)
            desk.deliver()
        remote = [row.remote_id for row in desk.rows(Pushed) if row.remote_id][-1]
        follower.tap("TEMPLATESENDJOBFINISH", MsgID=remote, Status="failed:user block")
        desk.settled()
        [notice] = failed(desk)
        assert "user block" in notice.last_error
        # Whoever sends it once more sends it: that WeChat had taken it says nothing any more.
        tries = len(fake.called("message/template/send"))
        with later(hours=50):
            with desk.database.write() as session:
                assert send_again(session, notice.id, "oversight")
            desk.deliver()
        assert len(fake.called("message/template/send")) == tries + 1
        assert failed(desk) == []
    fake.close()


def test_a_template_that_did_not_arrive_goes_by_the_e_mail_that_was_left(sqlite, tmp_path):
    fake = FakeWechat()
    mail = {"smtp_host": "127.0.0.1", "smtp_port": 9, "smtp_from": "desk@example.gov.cn"}
    with outside_desk(sqlite, tmp_path, **fake_wechat.settings(fake), wechat_template_id="TM-1", **mail) as desk:
        fake.desk = desk.url
        follower = Follower(fake)
        file(desk, follower)
        desk.deliver()
        with desk.database.write() as session:
            for ticket in session.scalars(select(Ticket)):
                ticket.applicant = {**ticket.applicant, "email": EMAIL}
        with later(hours=49):
            fake.close_windows()
            answer(desk, SENTENCE)
            desk.deliver()
        remote = [row.remote_id for row in desk.rows(Pushed) if row.remote_id][-1]
        for _ in range(2):  # told twice, it goes once
            follower.tap("TEMPLATESENDJOBFINISH", MsgID=remote, Status="failed:user block")
            desk.settled()
        assert [notice.template for notice in desk.notices() if notice.channel == "email"] == ["answered"]
    fake.close()


def test_without_a_template_progress_after_48_hours_is_seen_by_staff_and_sent_when_the_citizen_comes_back(
    plain: FakeWechat, desk: OutsideDesk, filed: Follower
):
    with later(hours=49):
        plain.close_windows()
        answer(desk, SENTENCE)
        desk.deliver()
        assert {notice.template for notice in failed(desk)} == {"signed", "answered"}
        filed.say("你好")
        desk.deliver()
    assert SENTENCE in "".join(shown.text for shown in filed.phone)


# — the token ——————————————————————————————————————————————————————————————


def api(database: Database, fake: FakeWechat) -> Api:
    return Api(database, APP_ID, SECRET, fake.url)


def reach(fake: FakeWechat, openid: str = "o1") -> str:
    fake._windows[openid] = (9e12, 1000)
    return openid


def test_many_senders_of_several_processes_fetch_one_token(plain: FakeWechat, database: Database):
    to = reach(plain)
    senders_ = [api(database, plain) for _ in range(3)]
    threads = [threading.Thread(target=sender.send_text, args=(to, "您好")) for sender in senders_ for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(plain.called("stable_token")) == 1
    assert len(plain.phones[to]) == 12
    assert max(len(call.query["access_token"]) for call in plain.called("message/custom/send")) >= 512


def test_the_token_is_renewed_five_minutes_early_and_not_before(plain: FakeWechat, sqlite):
    sender, to = api(sqlite, plain), reach(plain)
    sender.send_text(to, "一")
    with later(seconds=7200 - 301):
        sender.send_text(to, "二")
        assert len(plain.called("stable_token")) == 1
    with later(seconds=7200 - 299):
        plain.expire_tokens()
        sender.send_text(to, "三")
    assert len(plain.called("stable_token")) == 2
    assert [shown.text for shown in plain.phones[to]] == ["一", "二", "三"]


@pytest.mark.parametrize("spoil", ["expire_tokens", "revoke_tokens"])
def test_a_token_that_is_refused_is_replaced_once_and_the_message_goes(plain: FakeWechat, sqlite, spoil: str):
    sender, to = api(sqlite, plain), reach(plain)
    sender.send_text(to, "一")
    getattr(plain, spoil)()
    sender.send_text(to, "二")
    assert [shown.text for shown in plain.phones[to]] == ["一", "二"]
    assert len(plain.called("stable_token")) == 2


def test_a_token_that_is_refused_for_ever_ends_in_a_refusal_and_not_in_a_loop(plain: FakeWechat, sqlite):
    sender, to = api(sqlite, plain), reach(plain)
    plain.troubles = [Answer({"errcode": 40001, "errmsg": "invalid credential"}) for _ in range(20)]
    with pytest.raises(Refused, match="40001"):
        sender.send_text(to, "一")
    calls = plain.called("stable_token")
    assert [call.json["force_refresh"] for call in calls] == [False, False, True]
    assert len(plain.called("message/custom/send")) == 2


def test_a_process_that_died_while_fetching_holds_nobody_up_for_long(monkeypatch, plain: FakeWechat, sqlite):
    monkeypatch.setattr(token, "_LEASE", dt.timedelta(seconds=0.5))
    sender, to = api(sqlite, plain), reach(plain)
    assert sender._tokens._lease(None) is None  # taken, and never brought anything
    sender.send_text(to, "一")
    assert len(plain.phones[to]) == 1


def test_a_wrong_secret_is_a_refusal(plain: FakeWechat, sqlite):
    with pytest.raises(Refused, match="40125"):
        Api(sqlite, APP_ID, "wrong", plain.url).send_text(reach(plain), "一")


def test_the_token_lies_sealed(plain: FakeWechat, sqlite):
    api(sqlite, plain).send_text(reach(plain), "一")
    with sqlite.engine.connect() as connection:
        [(kept,)] = connection.exec_driver_sql("SELECT token FROM wechat_token").all()
    assert next(iter(plain.tokens)).encode() not in bytes(kept)


# — an interface in trouble ————————————————————————————————————————————————


@pytest.mark.parametrize(
    "trouble",
    [HTML, Answer({"errcode": -1, "errmsg": "system error"}), Answer(b"", 500), Answer(b"[]"), Answer(b"\xff\xfe\x00"), Answer({"errcode": "x"})],
    ids=["a page", "busy", "500", "a list", "noise", "no number"],
)  # fmt: skip
def test_trouble_is_tried_again_and_the_message_arrives_once(plain: FakeWechat, desk: OutsideDesk, filed: Follower, trouble: Answer):
    plain.troubles = [trouble]
    answer(desk, SENTENCE)
    desk.deliver()
    waiting = [notice for notice in desk.notices() if notice.state == NoticeState.WAITING]
    assert waiting and all(notice.last_error for notice in waiting[:1])
    wait_and_deliver(desk)
    assert "".join(shown.text for shown in filed.phone).count(SENTENCE) == 1


def test_an_interface_that_hangs_or_is_gone_raises_nothing_but_our_own(monkeypatch, plain: FakeWechat, sqlite):
    monkeypatch.setattr("channels.wechat.client._TIMEOUT", (0.3, 0.3))
    sender, to = api(sqlite, plain), reach(plain)
    sender.send_text(to, "一")
    plain.troubles = [Answer({}, after=2.0)]
    with pytest.raises(Unreachable):
        sender.send_text(to, "二")
    with pytest.raises(Unreachable):
        Api(sqlite, "other", SECRET, "http://127.0.0.1:9").send_text(to, "三")


@pytest.mark.parametrize(("code", "said"), [(48001, "没有开通"), (43004, "取消关注"), (40003, "取消关注")])
def test_what_no_trying_again_can_mend_is_given_up_and_shown(plain: FakeWechat, desk: OutsideDesk, filed: Follower, code: int, said: str):
    plain.troubles = [Answer({"errcode": code, "errmsg": "no"})]
    answer(desk, SENTENCE)
    Worker(desk.database, senders(desk.database, desk.desk.settings)).run_once()
    assert said in failed(desk)[0].last_error


def test_a_limit_of_calls_a_minute_is_waited_out(plain: FakeWechat, desk: OutsideDesk, filed: Follower):
    plain.troubles = [Answer({"errcode": 45011, "errmsg": "api freq limit"})]
    answer(desk, SENTENCE)
    desk.deliver()
    assert next(notice.attempts for notice in desk.notices() if notice.state == NoticeState.WAITING) == 0
    wait_and_deliver(desk)
    assert SENTENCE in filed.phone[-1].text


def test_what_was_said_first_arrives_first(plain: FakeWechat, desk: OutsideDesk, filed: Follower):
    plain.troubles = [HTML]
    answer(desk, SENTENCE)
    shown = len(filed.phone)
    desk.deliver()
    assert len(filed.phone) == shown, "the answer does not overtake the news that somebody signed for the ticket"
    wait_and_deliver(desk)
    assert "签收" in filed.phone[shown].text and SENTENCE in filed.phone[shown + 1].text


def test_a_draft_in_progress_is_not_disturbed_by_a_notice(plain: FakeWechat, desk: OutsideDesk, filed: Follower):
    begin(desk, filed, until="place")
    answer(desk, SENTENCE)
    desk.deliver()
    filed.say("枞阳镇莲花小区")
    assert "投诉" in begin(desk, filed)
