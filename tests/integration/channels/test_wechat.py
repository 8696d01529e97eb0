"""The WeChat official account, over WeChat's own protocol, in both modes."""

import time

import pytest

from bot.conversations import service
from bot.conversations.models import Attachment, Message
from bot.tickets.models import Ticket
from tests.integration.channels.filing import MATTER, answer, asked, begin, file
from tests.support.fake_wechat import FakeWechat, Follower
from tests.support.outside import OutsideDesk
from tests.support.serving import Answer


def test_the_address_is_checked_as_wechat_does_it(wechat: FakeWechat, desk: OutsideDesk):
    right = wechat.check_address("echo 你好")
    assert (right.status_code, right.text) == (200, "echo 你好")
    assert wechat.check_address(signature="0" * 40).status_code == 403
    assert wechat.check_address(timestamp="1").status_code == 403


def test_a_question_is_answered_in_the_request_itself(wechat: FakeWechat, desk: OutsideDesk, follower: Follower):
    said = follower.say("申请信息公开多久能答复")
    assert "20 个工作日" in said.replace("20个", "20 个")
    assert "《政府信息公开条例》第三十三条" in said
    assert follower.sent.tries == [200]
    assert desk.deliver() == 0
    assert [shown.way for shown in follower.phone] == ["passive"]


def test_a_complaint_is_filed_with_numbers_for_choices_and_a_card_for_its_receipt(wechat: FakeWechat, desk: OutsideDesk, follower: Follower):
    said = begin(desk, follower)
    assert "回复 1 确认提交" in said and "回复 2 取消" in said
    said = follower.say("１")
    [ticket] = desk.rows(Ticket)
    assert ticket.number in said and ticket.channel == "wechat"
    assert desk.deliver() == 1
    card = follower.phone[-1]
    assert (card.kind, card.way) == ("news", "custom")
    assert ticket.number in card.text and ticket.agency in card.text
    assert card.url == f"{desk.url}/ticket?number={ticket.number}"


@pytest.mark.parametrize("text", ["😀谢谢", "a<b&c>\"d'", "]]>", "<![CDATA[x]]>", "你好\x00\x07\x1b"])
def test_odd_characters_go_through_both_ways(wechat: FakeWechat, desk: OutsideDesk, follower: Follower, text: str):
    assert follower.say(text)
    assert follower.sent.tries == [200]


# — other things than text ————————————————————————————————————————————————

JPEG = b"\xff\xd8\xff\xe0" + b"photo" * 200


def attachments(desk: OutsideDesk) -> list[tuple[str, str, bool]]:
    return [(row.name, row.media_type, row.ticket_id is not None) for row in desk.rows(Attachment)]


def test_a_voice_that_wechat_recognised_is_words(wechat: FakeWechat, desk: OutsideDesk, follower: Follower):
    said = follower.send("voice", MediaId="v1", Format="amr", Recognition="申请信息公开多久能答复。")
    assert "第三十三条" in said


def test_a_voice_without_recognition_gets_a_polite_request_to_type(plain: FakeWechat, desk: OutsideDesk, follower: Follower):
    said = follower.send("voice", MediaId="v1", Format="amr")
    assert "打成字" in said and "12345" in said
    follower.say("我要投诉")
    assert "打成字" in (said := follower.send("voice", MediaId="v2", Format="amr", Recognition=""))
    assert "投诉的事情" in said, "the open question comes again"


def test_a_photo_becomes_an_attachment_of_the_filing(plain: FakeWechat, desk: OutsideDesk, follower: Follower):
    plain.media["p1"] = Answer(JPEG, headers={"Content-Type": "image/jpeg", "Content-disposition": 'attachment; filename="p1.jpg"'})
    follower.say("我要投诉")
    said = follower.send("image", PicUrl="http://mmbiz.example/p1", MediaId="p1")
    assert "照片收到了，会随这次登记一起提交" in said and "投诉的事情" in said
    file(desk, follower)
    assert attachments(desk) == [("p1.jpg", "image/jpeg", True)]
    assert "补充到您的工单" in follower.send("image", PicUrl="http://mmbiz.example/p1", MediaId="p1")
    assert attachments(desk)[1][2], "sent after filing it belongs to the ticket"
    assert (desk.desk.settings.files / desk.rows(Attachment)[0].id).read_bytes() == JPEG


def test_a_photo_without_a_matter_is_kept_and_the_citizen_is_asked(plain: FakeWechat, desk: OutsideDesk, follower: Follower):
    plain.media["p1"] = Answer(JPEG)
    said = follower.send("image", PicUrl="http://mmbiz.example/p1", MediaId="p1")
    assert "是什么事" in said and "回复 3 投诉" in said
    assert "投诉的事情" in follower.say("3")


def test_the_same_photo_pushed_again_is_kept_once(plain: FakeWechat, desk: OutsideDesk, follower: Follower):
    plain.media["p1"] = Answer(JPEG)
    answers = [follower.send("image", PicUrl="", MediaId="p1", MsgId=77) for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(attachments(desk)) == 1


def test_a_video_is_fetched_from_where_wechat_says_it_lies(plain: FakeWechat, desk: OutsideDesk, follower: Follower):
    plain.media["v1"] = Answer({"video_url": f"{plain.url}/down/v1"})
    plain.media["/down/v1"] = Answer(b"\x00\x00\x00\x18ftypmp42" + b"film" * 100)
    assert "视频收到了" in follower.send("video", MediaId="v1", ThumbMediaId="t1")
    assert attachments(desk) == [("视频.mp4", "video/mp4", False)]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer({"errcode": 40007, "errmsg": "invalid media_id"}), "再发一次"),
        (Answer({"video_url": "file:///etc/passwd"}), "再发一次"),
        (Answer(b"<html>busy</html>", 502), "再发一次"),
        (Answer(b"MZ\x90\x00" + b"\x00" * 500, headers={"Content-Disposition": 'attachment; filename="a.jpg"'}), "换一种格式"),
        (Answer(b"\xff\xd8\xff" + bytes(10 * 1024 * 1024)), "超过 10 MB"),
        (Answer(b""), "换一种格式"),
    ],
)
def test_a_photo_that_cannot_be_had_or_is_none_is_answered_with_the_way_on(
    plain: FakeWechat, desk: OutsideDesk, follower: Follower, answer: Answer, said: str
):
    plain.media["p1"] = answer
    assert said in follower.send("image", PicUrl="", MediaId="p1")
    assert follower.sent.tries == [200]
    assert attachments(desk) == []


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("file", {"Title": "申请书.docx", "FileKey": "k", "FileMd5": "m", "FileTotalLen": 9}, "照片"),
        ("link", {"Title": "新闻", "Description": "", "Url": "https://example.org/"}, "链接"),
        ("miniprogrampage", {"Title": "x", "AppId": "wx1", "PagePath": "p"}, "文字"),
        ("hologram", {}, "文字"),
        ("text", {"Content": "【收到不支持的消息类型，暂无法显示】"}, "文字"),
        ("text", {"Content": ""}, "消息是空的"),
        ("text", {"Content": "字" * 6000}, "太长"),
    ],
)
def test_what_cannot_be_read_is_answered_politely(plain: FakeWechat, desk: OutsideDesk, follower: Follower, kind: str, fields: dict, said: str):
    assert said in follower.send(kind, **fields)
    assert follower.sent.tries == [200]


def test_a_place_goes_into_the_open_draft(plain: FakeWechat, desk: OutsideDesk, follower: Follower):
    begin(desk, follower, until="place")
    said = follower.send("location", Location_X="30.70", Location_Y="117.22", Scale=16, Label="枞阳县枞阳镇莲花湖路18号")
    assert "已记下地点：枞阳县枞阳镇莲花湖路18号。" in said
    assert asked(desk) not in ("place", None)


def test_a_place_without_a_draft_is_remembered_for_the_filing_that_follows(plain: FakeWechat, desk: OutsideDesk, follower: Follower):
    said = follower.send("location", Location_X="30.70", Location_Y="117.22", Scale=16, Label="枞阳县枞阳镇莲花湖路18号")
    assert "请问那里有什么事" in said and "回复 1 投诉这里的事" in said
    follower.say("1")
    assert asked(desk) == "description"
    follower.say(MATTER)
    assert asked(desk) != "place"
    assert "地点：枞阳县枞阳镇莲花湖路18号" in begin(desk, follower)


# — events —————————————————————————————————————————————————————————————————


def test_following_is_greeted_with_what_can_be_done(wechat: FakeWechat, desk: OutsideDesk, follower: Follower):
    said = follower.tap("subscribe", EventKey="")
    assert "您好" in said and "回复 3 投诉" in said
    assert "投诉的事情" in follower.say("3")


def test_a_tap_on_the_menu_says_its_words(wechat: FakeWechat, desk: OutsideDesk, follower: Follower):
    assert "投诉的事情" in follower.tap("CLICK", EventKey="我要投诉")


def test_two_taps_in_one_second_are_two_and_one_pushed_twice_is_one(plain: FakeWechat, desk: OutsideDesk, follower: Follower):
    now = int(time.time())
    follower.tap("CLICK", EventKey="我要投诉", CreateTime=now)
    follower.tap("CLICK", EventKey="取消", CreateTime=now)
    follower.tap("CLICK", EventKey="取消", CreateTime=now)
    assert desk.engine.seen == ["我要投诉", "取消"]


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        ("VIEW", {"EventKey": "https://desk.example.gov.cn/ticket"}), ("LOCATION", {"Latitude": "30.7", "Longitude": "117.2", "Precision": "9"}),
        ("TEMPLATESENDJOBFINISH", {"MsgID": 1, "Status": "success"}), ("some_event_of_next_year", {}), ("", {}),
    ],
)  # fmt: skip
def test_events_that_nobody_waits_for_leave_nothing(plain: FakeWechat, desk: OutsideDesk, follower: Follower, event: str, fields: dict):
    assert follower.tap(event, **fields) == ""
    assert (follower.sent.tries, follower.sent.body) == ([200], "success")
    assert desk.rows(Message) == []


def test_whoever_left_is_sent_nothing_and_staff_see_it(plain: FakeWechat, desk: OutsideDesk, follower: Follower):
    file(desk, follower)
    desk.deliver()
    shown = len(follower.phone)
    follower.tap("unsubscribe")
    answer(desk, "已责令整改。")
    desk.deliver()
    assert len(follower.phone) == shown
    assert {(notice.state, "取消关注" in notice.last_error) for notice in desk.notices() if notice.template != "reply"} == {("failed", True)}
    assert "您好" in follower.tap("subscribe", EventKey=""), "back again"
    with desk.database.read() as session:
        assert service.address_of(session, desk.rows(Ticket)[0].conversation_id) == follower.openid
