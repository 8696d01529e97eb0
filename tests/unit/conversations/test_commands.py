"""What a reply tells to say is a button, too."""

import pytest

from bot.conversations.commands import with_buttons
from bot.conversations.replies import Option, Reply


@pytest.mark.parametrize(
    ("text", "buttons"),
    [
        ("可以在这里提交。回复“我要申请公开”，我们一项一项问您。", [("申请信息公开", "我要申请公开")]),
        ("编号找不到了，可以回复“转人工”。", [("找人工", "转人工")]),
        ("您说“我要提建议”，或者说“转人工”。", [("提建议", "我要提建议"), ("找人工", "转人工")]),
        ("这叫“转人工”。", []),
        ("回复“随便什么”。", []),
    ],
)
def test_what_is_to_be_said_is_offered(text: str, buttons: list[tuple[str, str]]):
    assert [(option.label, option.text) for option in with_buttons(Reply(text, "answered")).options] == buttons


def test_what_is_offered_already_is_not_offered_twice():
    reply = Reply("需要的话请回复“转人工”。", "clarify", options=(Option("找人工", "转人工"), Option("投诉", "投诉")))
    assert with_buttons(reply) is reply


@pytest.mark.parametrize("reply", [Reply("回复“转人工”。", "asked", asks="place"), Reply("回复“转人工”。", "safety"), Reply("回复“转人工”。", "filed")])
def test_forms_dangers_and_receipts_keep_their_own_choices(reply: Reply):
    assert with_buttons(reply) is reply
