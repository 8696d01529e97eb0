"""The one contract: what every channel does, whatever it looks like. A new channel is one more `Side` here."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import httpx
import pytest
from structlog.testing import capture_logs

from bot.conversations.models import Message
from bot.conversations.replies import OUTCOMES, Citation, Option, Reply, TicketCard
from bot.delivery.service import Addressee, Outgoing
from bot.delivery.worker import CannotSend
from bot.store import Database
from bot.tickets.models import Ticket
from channels.channel import Channel
from channels.telegram.channel import BotAccount, TelegramChannel
from channels.web.channel import WebChannel
from channels.wechat.channel import Account, WechatChannel
from tests.integration.channels.filing import answer, begin, file
from tests.support import fake_telegram, fake_wechat
from tests.support.fake_telegram import Chatter, FakeTelegram
from tests.support.fake_wechat import FakeWechat, Follower
from tests.support.outside import OutsideDesk, outside_desk
from tests.support.people import ID_NUMBER, PHONE

QUESTION = "申请信息公开多久能答复"


class Side(Protocol):
    """A citizen on one channel, and what can be done to the channel from outside."""

    desk: OutsideDesk

    def say(self, text: str, own: int | None = None) -> str:
        """Send words (under an own id: the same id is the same message); what is shown newly, sources and all."""
        ...

    def choose(self, label: str) -> str:
        """Take a choice that was offered last, as one does there."""
        ...

    def attach(self, name: str, data: bytes) -> str:
        """Send a file; what is said."""
        ...

    def told(self) -> str:
        """Let the worker work; what is shown newly."""
        ...

    def forged(self) -> int:
        """The status for words from somebody without the key, the signature, the secret."""
        ...

    def broken(self, body: bytes) -> int:
        """The status for a genuine request that holds this."""
        ...


class WebSide:
    """The web chat over its HTTP interface."""

    def __init__(self, desk: OutsideDesk) -> None:
        self.desk = desk
        self._client = httpx.Client(base_url=f"{desk.url}/api/chat", trust_env=False, timeout=30)
        self._key = {"Authorization": f"Bearer {self._client.post('/sessions').json()['token']}"}
        self._offered: list[dict[str, str]] = []
        self._seen = 0

    def say(self, text: str, own: int | None = None) -> str:
        body = {"text": text, "client_message_id": f"own-{own}" if own else None}
        answer = self._client.post("/messages", json=body, headers=self._key)
        replies = answer.json().get("replies", [])
        self._offered = [option for reply in replies for option in reply["options"]]
        self._seen = max([self._seen, *(reply["id"] for reply in replies)])
        return "\n".join(_shown(reply) for reply in replies)

    def choose(self, label: str) -> str:
        return self.say(next(option["text"] for option in self._offered if option["label"] == label))

    def attach(self, name: str, data: bytes) -> str:
        answer = self._client.post("/attachments", files={"file": (name, data)}, headers=self._key)
        return "收到了" if answer.status_code == 201 else str(answer.json()["error"]["message"])

    def told(self) -> str:
        self.desk.deliver()
        messages = self._client.get("/messages", params={"after": self._seen}, headers=self._key).json()["messages"]
        self._seen = max([self._seen, *(message["id"] for message in messages)])
        self._offered = [option for message in messages for option in message.get("options", ())] or self._offered
        return "\n".join(message["text"] for message in messages)

    def forged(self) -> int:
        return self._client.post("/messages", json={"text": QUESTION}, headers={"Authorization": "Bearer forged"}).status_code

    def broken(self, body: bytes) -> int:
        return self._client.post("/messages", content=body, headers={**self._key, "Content-Type": "application/json"}).status_code


def _shown(reply: dict[str, Any]) -> str:
    cites = "、".join(f"《{cite['source']}》{cite['article']}" for cite in reply["citations"])
    return f"{reply['text']}\n{cites}"


class WechatSide:
    """WeChat in safe mode."""

    def __init__(self, desk: OutsideDesk, wechat: FakeWechat) -> None:
        self.desk, self._wechat = desk, wechat
        wechat.desk = desk.url
        self._follower = Follower(wechat)
        self._last = ""

    def say(self, text: str, own: int | None = None) -> str:
        self._last = self._follower.say(text, **({"MsgId": own} if own else {}))
        return self._last

    def choose(self, label: str) -> str:
        return self.say(next(line.split()[1] for line in self._last.splitlines() if line.startswith("回复 ") and line.endswith(f" {label}")))

    def attach(self, name: str, data: bytes) -> str:
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        self._wechat.media[name] = fake_wechat.Answer(data, headers=headers)
        return self._follower.send("image", PicUrl="", MediaId=name)

    def told(self) -> str:
        before = len(self._follower.phone)
        self.desk.deliver()
        told = "\n".join(shown.text for shown in self._follower.phone[before:])
        self._last = told or self._last
        return told

    def forged(self) -> int:
        query, body = self._wechat.packed({"FromUserName": "o1", "MsgType": "text", "Content": QUESTION, "MsgId": 1})
        return self._post({**query, "msg_signature": "0" * 40}, body)

    def broken(self, body: bytes) -> int:
        query, _ = self._wechat.packed({})
        return self._post(query, body)

    def _post(self, query: dict[str, str], body: bytes) -> int:
        return httpx.post(f"{self.desk.url}/channels/wechat", params=query, content=body, trust_env=False).status_code


class TelegramSide:
    """A private chat with the bot."""

    def __init__(self, desk: OutsideDesk, telegram: FakeTelegram) -> None:
        self.desk, self._telegram = desk, telegram
        telegram.desk = desk.url
        self._chatter = Chatter(telegram, desk.deliver)
        self._messages: dict[int, dict[str, Any]] = {}

    def say(self, text: str, own: int | None = None) -> str:
        if own is None:
            return self._chatter.say(text)
        update = self._messages.setdefault(own, {"update_id": own, "message": self._chatter.message(text=text)})
        return self._chatter.deliver(update)

    def choose(self, label: str) -> str:
        return self._chatter.tap(label)

    def attach(self, name: str, data: bytes) -> str:
        self._telegram.files[name] = fake_telegram.Answer(data)
        document = {"file_id": name, "file_unique_id": name, "file_name": name}
        return self._chatter.deliver({"message": self._chatter.message(document=document)})

    def told(self) -> str:
        before = len(self._chatter.chat)
        self.desk.deliver()
        return "\n".join(shown.text for shown in self._chatter.chat[before:])

    def forged(self) -> int:
        return self._post(b'{"update_id":1,"message":{"message_id":1,"chat":{"id":5},"text":"x"}}', "wrong")

    def broken(self, body: bytes) -> int:
        return self._post(body, fake_telegram.SECRET)

    def _post(self, body: bytes, secret: str) -> int:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        return httpx.post(f"{self.desk.url}/channels/telegram", content=body, headers=headers, trust_env=False).status_code


@contextmanager
def web_side(database: Database, home: Any) -> Iterator[Side]:
    with outside_desk(database, home) as desk:
        yield WebSide(desk)


@contextmanager
def wechat_side(database: Database, home: Any) -> Iterator[Side]:
    fake = FakeWechat(aes=True)
    with outside_desk(database, home, **fake_wechat.settings(fake)) as desk:
        yield WechatSide(desk, fake)
    fake.close()


@contextmanager
def telegram_side(database: Database, home: Any) -> Iterator[Side]:
    fake = FakeTelegram()
    with outside_desk(database, home, **fake_telegram.settings(fake)) as desk:
        yield TelegramSide(desk, fake)
    fake.close()


SIDES = {"web": web_side, "wechat": wechat_side, "telegram": telegram_side}


@pytest.fixture(params=SIDES)
def side(request: pytest.FixtureRequest, sqlite: Database, tmp_path) -> Iterator[Side]:
    """A citizen on each channel."""
    with SIDES[request.param](sqlite, tmp_path) as found:
        yield found


def citizens_words(side: Side) -> list[str]:
    return [row.content["text"] for row in side.desk.rows(Message) if row.author == "citizen"]


# — conduct ————————————————————————————————————————————————————————————————


def test_a_question_is_answered_with_the_clause_it_rests_on(side: Side):
    assert "《政府信息公开条例》第三十三条" in side.say(QUESTION)


def test_one_message_sent_twice_does_its_work_once(side: Side):
    begin(side.desk, side)
    assert "编号" in side.say("确认", own=4711)
    side.say("确认", own=4711)
    assert len(side.desk.rows(Ticket)) == 1
    assert citizens_words(side).count("确认") == 1


def test_a_choice_is_taken_as_one_does_it_there(side: Side):
    side.say("你好")
    assert "投诉的事情" in side.choose("投诉")
    assert citizens_words(side) == ["你好", "我要投诉"]


def test_a_receipt_tells_number_code_agency_and_date(side: Side):
    receipt = file(side.desk, side) + side.told()
    [ticket] = side.desk.rows(Ticket)
    assert ticket.number in receipt and ticket.agency in receipt and "查询码" in receipt
    assert f"{ticket.due_on.year}年{ticket.due_on.month}月{ticket.due_on.day}日" in receipt


def test_an_agencys_answer_comes_back_once_however_often_the_worker_runs(side: Side):
    file(side.desk, side)
    side.told()
    answer(side.desk, "已责令摊主整改。")
    assert side.told().count("已责令摊主整改。") == 1
    assert side.told() == ""


@pytest.mark.parametrize(("verdict", "satisfied"), [("满意", True), ("基本满意", True), ("不满意", False)])
def test_an_agencys_answer_asks_what_is_made_of_it_and_a_choice_says_it(side: Side, verdict: str, satisfied: bool):
    file(side.desk, side)
    side.told()
    answer(side.desk, "已责令摊主整改。")
    assert "满意吗" in side.told()
    assert "评价已登记" in side.choose(verdict)
    [ticket] = side.desk.rows(Ticket)
    assert (ticket.status, ticket.satisfied) == ("called_back", satisfied)
    assert "已经登记过了" in side.say("满意")


@pytest.mark.parametrize(("word", "satisfied"), [("满意", True), ("基本满意", True), ("不满意", False), ("3", False)])
def test_one_word_or_its_number_judges_the_answer(side: Side, word: str, satisfied: bool):
    file(side.desk, side)
    side.told()
    answer(side.desk, "已责令摊主整改。")
    side.told()
    assert "评价已登记" in side.say(word)
    [ticket] = side.desk.rows(Ticket)
    assert ticket.satisfied is satisfied


def test_danger_is_met_with_the_number_before_anything_else(side: Side):
    assert "119" in side.say("厨房着火了，快来人").splitlines()[0]


@pytest.mark.parametrize(("name", "data"), [("a.jpg", b"MZ\x90\x00 program"), ("a.exe", b"MZ\x90\x00"), ("a.pdf", b"PK\x03\x04")])
def test_a_file_that_is_not_what_its_name_says_is_refused_with_the_way_on(side: Side, name: str, data: bytes):
    assert "换一种格式" in side.attach(name, data)


def test_a_photo_is_taken(side: Side):
    assert "收到了" in side.attach("a.jpg", b"\xff\xd8\xff photo")


@pytest.mark.parametrize("text", ["😀😀", "<b>x</b> & \"y\"", "]]>", "'; DROP TABLE ticket;--", "a\u202eb", "啊" * 1000])
def test_odd_words_get_an_answer(side: Side, text: str):
    assert side.say(text)


@pytest.mark.parametrize("text", ["", " \n ", "字" * 6000])
def test_what_is_no_message_is_not_worked_on(side: Side, text: str):
    side.say(text)
    assert side.desk.engine.seen == []


def test_without_the_key_nothing_gets_in(side: Side):
    assert side.forged() in (401, 403)
    assert citizens_words(side) == []


@pytest.mark.parametrize("body", [b"", b"x", b"[1]", b"null", b"\xff\xfe\x00", b"<xml>", b"<xml></xml>", b"{}", b"[" * 50_000, b'{"text":'], ids=str)
def test_a_body_that_is_no_message_is_a_4xx(side: Side, body: bytes):
    assert 400 <= side.broken(body) < 500
    assert citizens_words(side) == []


def test_personal_numbers_are_in_no_log_and_in_no_history(side: Side):
    with capture_logs() as logs:
        begin(side.desk, side)
        side.say(f"我的身份证{ID_NUMBER}，电话{PHONE}")
        side.forged()
        side.told()
    kept = str([row.content for row in side.desk.rows(Message)])
    assert all(number not in place for number in (ID_NUMBER, PHONE) for place in (str(logs), kept))


# — rendering and sending ——————————————————————————————————————————————————


@pytest.fixture(params=SIDES)
def channel(request: pytest.FixtureRequest, sqlite: Database) -> Channel:
    """Each channel by itself."""
    return {
        "web": lambda: WebChannel(sqlite),
        "wechat": lambda: WechatChannel(Account("wx1", "s", "t"), sqlite),
        "telegram": lambda: TelegramChannel(BotAccount("1:a", "s"), sqlite),
    }[request.param]()


def replies_of_every_kind() -> Sequence[Reply]:
    card = TicketCard("T20260914001", "complaint", "县交通运输局", None, False, "12345678")
    cites = (Citation("政府信息公开条例", "第二十九条"),)
    return [
        Reply(f"第{number}句话。" + "很长的话。" * (700 if number == 3 else 1), outcome, cites, None, (Option(f"选项{number}", f"第{number}项"),),
              card if outcome == "filed" else None, number + 1)
        for number, outcome in enumerate(OUTCOMES)
    ]  # fmt: skip


def test_nothing_that_replies_say_is_lost_in_rendering(channel: Channel):
    replies = replies_of_every_kind()
    shown = str(list(channel.render(replies, "https://desk.example.gov.cn")))
    assert all(f"第{number}句话" in shown and f"选项{number}" in shown for number in range(len(replies)))
    assert "T20260914001" in shown and "第二十九条" in shown
    assert shown.count("很长的话") >= 700


def test_rendering_is_the_same_every_time(channel: Channel):
    replies = replies_of_every_kind()
    assert list(channel.render(replies, "https://a.example")) == list(channel.render(replies, "https://a.example"))
    assert not list(channel.render([], ""))


def test_a_notice_to_nobody_is_given_up(channel: Channel):
    notice = Outgoing(1, "k", Addressee(channel.name), "signed", "您好", {"number": "T1", "agency": "县交通运输局"})
    with pytest.raises(CannotSend) as error:
        channel.send(notice)
    assert error.value.final
