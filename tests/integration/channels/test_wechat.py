"""The WeChat official account, over WeChat's own protocol, in both modes."""

import pytest

from bot.tickets.models import Ticket
from tests.support.fake_wechat import FakeWechat, Follower
from tests.support.outside import OutsideDesk
from tests.support.people import NAME, PHONE

COMPLAINT = ("我要投诉", "楼下烧烤摊每天半夜冒黑烟，熏得没法睡觉", "枞阳镇莲花小区门口", "每天晚上", NAME, PHONE)


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
    for text in COMPLAINT:
        said = follower.say(text)
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
