"""The Telegram bot, over the Bot API's own protocol."""

import datetime as dt

import httpx
import pytest
import time_machine

from bot.conversations import service
from bot.conversations.models import Attachment, Message
from bot.delivery.models import NoticeState
from bot.tickets.models import Ticket
from tests.integration.channels.filing import MATTER, answer, asked, begin, file
from tests.support import fake_telegram
from tests.support.fake_telegram import SECRET, TOKEN, Chatter, FakeTelegram, too_fast
from tests.support.outside import OutsideDesk, outside_desk
from tests.support.people import PHONE
from tests.support.serving import Answer, wait_for

QUESTION = "申请信息公开多久能答复"
BASE = "https://desk.example.gov.cn"


@pytest.fixture
def telegram():
    fake = FakeTelegram()
    yield fake
    fake.close()


@pytest.fixture
def desk(sqlite, tmp_path, telegram: FakeTelegram):
    with outside_desk(sqlite, tmp_path, public_url=BASE, **fake_telegram.settings(telegram)) as served:
        telegram.desk = served.url
        yield served


@pytest.fixture
def chatter(telegram: FakeTelegram, desk: OutsideDesk) -> Chatter:
    return Chatter(telegram, desk.deliver)


def said(desk: OutsideDesk) -> list[str]:
    return [row.content["text"] for row in desk.rows(Message) if row.author == "citizen"]


def later(**passed: float) -> time_machine.travel:
    return time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(**passed))


# — talking ————————————————————————————————————————————————————————————————


def test_a_question_is_answered_with_its_ground(chatter: Chatter):
    assert "《政府信息公开条例》第三十三条" in chatter.say(QUESTION)
    assert chatter.sent == [200]


def test_choices_are_buttons_and_a_tap_says_their_words(telegram: FakeTelegram, desk: OutsideDesk, chatter: Chatter):
    chatter.say("你好")
    offered = chatter.chat[-1].buttons
    assert {"投诉", "查进度"} <= {button["text"] for button in offered}
    assert all(len(button["callback_data"].encode()) <= 64 for button in offered)
    assert "投诉的事情" in chatter.tap("投诉")
    assert said(desk)[-1] == "我要投诉"
    wait_for(lambda: telegram.called("answerCallbackQuery"), "the tap is answered")
    wait_for(lambda: [button["text"] for button in chatter.chat[0].buttons] == ["✓ 投诉"], "the choice is marked")


def test_a_number_typed_instead_of_a_tap_is_understood_too(chatter: Chatter):
    chatter.say("你好")
    assert "投诉的事情" in chatter.say("3")


def test_a_complaint_is_filed_once_however_often_its_button_is_tapped(desk: OutsideDesk, chatter: Chatter):
    begin(desk, chatter)
    review = chatter.chat[-1]
    update = {"update_id": 99, "callback_query": chatter.tapped(review, review.buttons[0]["callback_data"])}
    chatter.deliver(update)
    chatter.deliver(update)
    [ticket] = desk.rows(Ticket)
    assert ticket.channel == "telegram"
    receipt = next(shown for shown in chatter.chat if f"编号：{ticket.number}" in shown.text)
    assert [button["url"] for button in receipt.buttons if "url" in button] == [f"{BASE}/ticket?number={ticket.number}"]
    assert sum(f"编号：{ticket.number}" in shown.text for shown in chatter.chat) == 1


def test_an_old_or_foreign_button_does_nothing_and_says_so(desk: OutsideDesk, telegram: FakeTelegram, chatter: Chatter):
    chatter.say("你好")
    foreign = chatter.chat[-1].buttons[0]["callback_data"]
    other = Chatter(telegram, desk.deliver)
    other.say("你好")
    for data in (foreign, "r/999999/0", "r/1/99", "r/1/-1", "done", ""):
        assert "用不上了" in other.deliver({"callback_query": other.tapped(other.chat[0], data)})
    assert other.sent == [200]


@pytest.mark.parametrize("command", ["/start", "/start ref_1", "/START@mingbai_bot", "/restart", "/"])
def test_commands_that_begin_are_greeted(chatter: Chatter, command: str):
    assert "您好" in chatter.say(command)


def test_help_says_what_can_be_done_and_cancel_drops_the_draft(desk: OutsideDesk, chatter: Chatter):
    assert "信息公开" in chatter.say("/help")
    begin(desk, chatter, until="place")
    assert "取消" in chatter.say("/cancel")
    assert asked(desk) is None


def test_an_update_delivered_again_is_worked_on_once(desk: OutsideDesk, chatter: Chatter):
    update = {"update_id": 7, "message": chatter.message(text=QUESTION)}
    assert "第三十三条" in chatter.deliver(update)
    assert chatter.deliver(update) == ""
    assert (said(desk), len(chatter.chat)) == ([QUESTION], 1)


def test_a_slow_answer_is_acknowledged_and_sent_when_it_is_there(monkeypatch, desk: OutsideDesk, chatter: Chatter):
    monkeypatch.setattr("channels.telegram.channel.TelegramChannel.patience", 0.2)
    desk.engine.held = True
    chatter.telegram.push({"message": chatter.message(text=QUESTION)})
    desk.engine.held = False
    wait_for(lambda: desk.work() and chatter.chat, "the answer is sent")
    assert "第三十三条" in chatter.chat[-1].text
    assert desk.deliver() == 0


def test_a_long_answer_is_cut_at_sentences_and_carries_its_button_last(desk: OutsideDesk, chatter: Chatter):
    file(desk, chatter)
    shown = len(chatter.chat)
    answer(desk, "经查，您反映的情况属实，已责令限期整改。" * 400)
    desk.deliver()
    pieces = chatter.chat[shown + 1 :]
    assert len(pieces) >= 2 and all(len(piece.text) <= 4096 and piece.text.endswith("。") for piece in pieces)
    assert [bool(piece.buttons) for piece in pieces] == [False] * (len(pieces) - 1) + [True]


# — edits ——————————————————————————————————————————————————————————————————


def edit(chatter: Chatter, original: dict, text: str) -> str:
    return chatter.deliver({"edited_message": {**original, "text": text, "edit_date": 1_790_000_100}})


def test_an_edited_question_is_answered_anew(desk: OutsideDesk, chatter: Chatter):
    original = chatter.message(text="申请信息公开要收废吗")
    chatter.deliver({"message": original})
    assert "第四十二条" in edit(chatter, original, "申请信息公开要收费吗")


def test_an_edited_answer_corrects_the_form(desk: OutsideDesk, chatter: Chatter):
    begin(desk, chatter, until="place")
    original = chatter.message(text="枞阳镇莲花小区门口")
    chatter.deliver({"message": original})
    assert "已改好：地点" in edit(chatter, original, "枞阳镇银塘路菜市场旁")
    assert "银塘路菜市场" in begin(desk, chatter)


def test_an_edit_of_what_was_filed_files_nothing_again(desk: OutsideDesk, chatter: Chatter):
    begin(desk, chatter)
    original = chatter.message(text="确认")
    chatter.deliver({"message": original})
    assert "已经处理过了" in edit(chatter, original, "确认提交")
    assert len(desk.rows(Ticket)) == 1


def test_an_edit_of_an_older_message_is_told_to_be_too_late(desk: OutsideDesk, chatter: Chatter):
    original = chatter.message(text=QUESTION)
    chatter.deliver({"message": original})
    chatter.say("你好")
    assert "已经处理过了" in edit(chatter, original, "收费吗")


def test_an_edit_of_something_never_seen_is_taken_as_said(chatter: Chatter):
    assert "第三十三条" in edit(chatter, chatter.message(), QUESTION)


# — files and other things ————————————————————————————————————————————————


def photo(file_id: str, size: int = 500) -> list[dict]:
    return [{"file_id": "small", "file_unique_id": "s", "width": 9, "height": 9, "file_size": 1},
            {"file_id": file_id, "file_unique_id": "b", "width": 90, "height": 90, "file_size": size}]  # fmt: skip


def test_a_photo_goes_with_the_filing_and_its_caption_is_words(telegram: FakeTelegram, desk: OutsideDesk, chatter: Chatter):
    telegram.files["photos/1.jpg"] = Answer(b"\xff\xd8\xff photo")
    chatter.say("我要投诉")
    chatter.deliver({"message": chatter.message(photo=photo("photos/1.jpg"), caption=MATTER)})
    assert "照片收到了，会随这次登记一起提交" in "".join(shown.text for shown in chatter.chat)
    assert asked(desk) == "place"
    assert [row.name for row in desk.rows(Attachment)] == ["照片.jpg"]


@pytest.mark.parametrize(
    ("document", "answer", "said"),
    [
        ({"file_name": "申请.pdf"}, Answer(b"%PDF-1.4"), "文件收到了"),
        ({"file_name": "a.exe"}, Answer(b"MZ\x90"), "换一种格式"),
        ({"file_name": "a.pdf"}, Answer(b"MZ\x90"), "换一种格式"),
        ({"file_name": "big.pdf", "file_size": 11 * 1024 * 1024}, Answer(b"%PDF-1.4"), "超过 10 MB"),
        ({"file_name": "lies.pdf", "file_size": 10}, Answer(b"%PDF-" + bytes(11 * 1024 * 1024)), "超过 10 MB"),
        ({"file_name": "gone.pdf"}, Answer(b"", 404), "再发一次"),
        ({}, Answer(b"%PDF-1.4"), "文件收到了"),
    ],
)
def test_documents_are_checked_by_what_they_are(telegram: FakeTelegram, chatter: Chatter, document: dict, answer: Answer, said: str):
    telegram.files["d"] = answer
    assert said in chatter.deliver({"message": chatter.message(document={"file_id": "d", "file_unique_id": "d", **document})})


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}, "打成字"),
        ({"video_note": {"file_id": "v", "file_unique_id": "v", "length": 3, "duration": 3}}, "打成字"),
        ({"sticker": {"file_id": "s", "file_unique_id": "s"}}, "文字"),
        ({"location": {"latitude": 30.7, "longitude": 117.2}}, "请问那里有什么事"),
        ({"venue": {"location": {"latitude": 30.7, "longitude": 117.2}, "title": "莲花小区", "address": "枞阳县枞阳镇"}}, "枞阳县枞阳镇 莲花小区"),
    ],
)
def test_other_things_are_answered_politely(chatter: Chatter, fields: dict, said: str):
    assert said in chatter.deliver({"message": chatter.message(**fields)})


def test_a_shared_contact_is_a_telephone_number(desk: OutsideDesk, chatter: Chatter):
    begin(desk, chatter, until="contact_phone")
    chatter.deliver({"message": chatter.message(contact={"phone_number": PHONE, "first_name": "方"})})
    assert asked(desk) == "review"


@pytest.mark.parametrize(
    "update",
    [
        {"message": {"pinned_message": {}}}, {"poll": {"id": "1"}}, {"channel_post": {"text": "x"}}, {"edited_message": {"photo": []}}, {},
        {"message": {"new_chat_title": "x"}}, {"inline_query": {"id": "1"}}, {"my_chat_member": {"new_chat_member": {"status": "member"}}},
    ],
)  # fmt: skip
def test_what_nobody_waits_to_have_answered_is_taken_in_silence(desk: OutsideDesk, chatter: Chatter, update: dict):
    full = {name: {**chatter.message(), **fields} if isinstance(fields, dict) and name not in ("poll", "inline_query") else fields for name, fields in update.items()}
    assert chatter.deliver(full) == ""
    assert (chatter.sent, desk.rows(Message)) == ([200], [])


def test_a_group_hears_once_that_this_is_private_and_only_when_it_asks(telegram: FakeTelegram, desk: OutsideDesk, chatter: Chatter):
    group = {"chat": {"id": -1009, "type": "supergroup", "title": "业主群"}}
    telegram.chats[-1009]
    telegram.push({"message": chatter.message(text=f"我的电话{PHONE}", **group)})
    desk.deliver()
    assert (telegram.chats[-1009], desk.rows(Message)) == ([], [])
    telegram.push({"message": chatter.message(text="/start", entities=[{"type": "bot_command", "offset": 0, "length": 6}], **group)})
    desk.deliver()
    assert "私聊" in telegram.chats[-1009][0].text


# — Telegram says no ———————————————————————————————————————————————————————


def test_a_limit_is_waited_out_as_long_as_telegram_asks(telegram: FakeTelegram, desk: OutsideDesk, chatter: Chatter):
    telegram.troubles = [too_fast(37)]
    assert chatter.say(QUESTION) == ""
    [notice] = desk.notices()
    assert (notice.state, notice.attempts) == (NoticeState.WAITING, 0)
    with later(seconds=30):
        assert desk.deliver() == 0
    with later(seconds=40):
        desk.deliver()
    assert "第三十三条" in chatter.chat[-1].text


def test_a_blocked_bot_is_not_tried_again_and_staff_see_what_did_not_arrive(telegram: FakeTelegram, desk: OutsideDesk, chatter: Chatter):
    file(desk, chatter)
    telegram.blocked.add(chatter.id)
    answer(desk, "已责令整改。")
    desk.deliver()
    tried = len(telegram.called("sendMessage"))
    assert [(notice.template, notice.state, "拉黑" in notice.last_error) for notice in desk.notices()[-2:]] == [
        ("signed", "failed", True), ("answered", "failed", True)
    ]  # fmt: skip
    with later(hours=2):
        desk.deliver()
    assert len(telegram.called("sendMessage")) == tried == len(chatter.chat) + 1
    telegram.blocked.clear()
    assert chatter.say("你好"), "whoever writes again is answered again"


def test_being_told_of_a_block_is_enough(telegram: FakeTelegram, desk: OutsideDesk, chatter: Chatter):
    chatter.say("你好")
    chatter.deliver({"my_chat_member": {**chatter.message(), "new_chat_member": {"status": "kicked"}}})
    with desk.database.read() as session:
        assert service.address_of(session, desk.rows(Message)[0].conversation_id) is None


@pytest.mark.parametrize(
    "trouble",
    [Answer(b"<html>502</html>", 502), Answer({"ok": False, "error_code": 500, "description": "Internal"}, 500), Answer(b""), Answer({"ok": False}), Answer([1])],
    ids=["page", "500", "empty", "not ok", "list"],
)  # fmt: skip
def test_trouble_is_tried_again_and_the_message_arrives_once(telegram: FakeTelegram, desk: OutsideDesk, chatter: Chatter, trouble: Answer):
    telegram.troubles = [trouble]
    chatter.say(QUESTION)
    assert [notice.state for notice in desk.notices()] == [NoticeState.WAITING]
    with later(minutes=2):
        desk.deliver()
    assert len(chatter.chat) == 1
    assert TOKEN not in str([notice.last_error for notice in desk.notices()])


def test_what_telegram_refuses_for_good_is_shown_to_staff(telegram: FakeTelegram, desk: OutsideDesk, chatter: Chatter):
    telegram.troubles = [Answer({"ok": False, "error_code": 400, "description": "Bad Request: message text is empty"}, 400)]
    chatter.say(QUESTION)
    assert [notice.state for notice in desk.notices()] == [NoticeState.FAILED]


# — who may speak ——————————————————————————————————————————————————————————


def post(desk: OutsideDesk, body: bytes, secret: str | None = SECRET) -> httpx.Response:
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret is not None else {}
    return httpx.post(f"{desk.url}/channels/telegram", content=body, headers=headers, trust_env=False, timeout=30)


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET.upper(), f"{SECRET} "[:-2]])
def test_without_the_secret_nothing_gets_in(desk: OutsideDesk, chatter: Chatter, secret: str | None):
    body = b'{"update_id":1,"message":{"message_id":1,"chat":{"id":5,"type":"private"},"text":"\\u4f60\\u597d"}}'
    assert post(desk, body, secret).status_code == 403
    assert desk.rows(Message) == []


@pytest.mark.parametrize(
    "body",
    [
        b"", b"x", b"[]", b"null", b"5", b"{}", b'{"update_id":"x"}', b'{"update_id":1,"message":{}}', b'{"update_id":1,"message":{"message_id":1,"chat":5}}',
        b'{"update_id":1,"message":{"message_id":1,"chat":{"id":null}}}', b'{"update_id":1,"callback_query":{"id":"1"}}', b"\xff\xfe",
        b'{"update_id":1e999,"message":{}}', b'{"update_id":1,"message":{"message_id":1,"chat":{"id":1},"photo":[5]}}', b"[" * 100_000,
        b'{"update_id":1,"callback_query":{"id":"1","from":{"id":1},"data":"r/x/y"}}', b'{"update_id":1,"my_chat_member":{"chat":{"id":1}}}',
        b'{"update_id":1,"message":{"message_id":1,"chat":{"id":1},"location":{"latitude":"x","longitude":1}}}', b'{"a":"' + b"a" * 1_100_000 + b'"}',
    ],
)  # fmt: skip
def test_a_body_that_is_no_update_is_a_4xx(desk: OutsideDesk, body: bytes):
    answer = post(desk, body)
    assert 400 <= answer.status_code < 500, answer.text
    assert desk.rows(Message) == []


def test_the_least_that_an_update_may_hold_is_enough(telegram: FakeTelegram, desk: OutsideDesk):
    telegram.chats[5]
    assert post(desk, '{"update_id":1,"message":{"message_id":1,"chat":{"id":5},"text":"你好"}}'.encode()).status_code == 200
    desk.deliver()
    assert "您好" in telegram.chats[5][0].text
