"""A message that holds more than its question: what is another matter is offered to be filed, what only leads up to the question is not."""

import asyncio

import pytest

from bot.conversations.replies import Reply
from tests.support.desk import Talk, open_talk

OFFER = "要不要我帮您登记"


@pytest.fixture
def talk(sqlite, tmp_path) -> Talk:
    return open_talk(sqlite, tmp_path)


def said(talk: Talk, text: str) -> list[Reply]:
    return asyncio.run(talk.say(text))


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("两件事：申请公开收不收钱，第二我家门口井盖没了", "井盖没了"),
        ("申请公开几天答复？再帮我记一下桥头路灯不亮", "桥头路灯不亮"),
    ],
)
def test_another_matter_is_offered_to_be_filed(talk: Talk, text: str, matter: str):
    answer, offer = said(talk, text)
    assert answer.outcome == "answered" and answer.citations
    assert OFFER in offer.text and matter in offer.text


@pytest.mark.parametrize(
    "text",
    [
        "去年给过我一份征地的批文，夏天涨水泡烂了。同样的东西再申请一次，算不算重复申请？",
        "我家没网，手机是只能接打的那种。县里主动公开的那些文件，我要到哪里才看得到？",
        "申请公开收不收钱？2026年的",
    ],
)
def test_what_leads_up_to_the_question_is_not(talk: Talk, text: str):
    [answer] = said(talk, text)
    assert answer.outcome == "answered" and answer.citations and OFFER not in answer.text


@pytest.mark.parametrize("text", ["临时救助的表交了两个月没批", "旧小区改造完，外墙漆一个冬天就掉皮", "居民医保缴了费，住院结账系统里却没我的名字"])
def test_what_is_told_and_asks_nothing_is_registered(talk: Talk, text: str):
    """However the engine takes it: no rule of disclosure is read into it."""
    reply = said(talk, text)[-1]
    assert (reply.outcome, reply.asks) == ("asked", "place")


def test_what_is_asked_about_such_a_matter_is_answered(talk: Talk):
    assert said(talk, "低保名单要公示吗")[0].outcome == "answered"
