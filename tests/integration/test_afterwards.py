"""Short words that mean something only after what the desk said last: danger that goes on or is over, an answer that was too much."""

import asyncio

import pytest

from bot.conversations import service, words
from bot.conversations.models import Conversation
from bot.conversations.replies import Reply
from bot.conversations.turn import Turn
from bot.conversations.understanding import Understanding
from tests.support.desk import Talk, open_talk

FIRE, BEATEN = "我家着火了快来人", "我老公在打我"


@pytest.fixture
def talk(database, tmp_path) -> Talk:
    return open_talk(database, tmp_path)


def last(talk: Talk, *texts: str) -> Reply:
    return asyncio.run(talk.through(*texts))


@pytest.mark.parametrize("said", ["我害怕", "算了", "没人接", "我不方便打电话", "怎么办啊"])
def test_who_is_in_danger_hears_the_numbers_again(talk: Talk, said: str):
    reply = last(talk, BEATEN, said)
    assert reply.outcome == "safety"
    assert "110、120" in reply.text
    assert [cited.article for cited in reply.citations] == ["110", "120"]


@pytest.mark.parametrize("said", ["没事了", "没事已经灭了", "火已经扑灭了，谢谢", "已经报警了"])
def test_who_is_out_of_it_is_asked_for_nothing_and_may_file(talk: Talk, said: str):
    reply = last(talk, FIRE, said)
    assert reply.outcome == "smalltalk"
    assert reply.text.startswith("没事就好") and "119" in reply.text
    assert reply.options == words.AFTER_DANGER


def test_without_danger_before_the_same_words_mean_what_they_meant(talk: Talk):
    assert last(talk, "你好", "算了").text == words.NOTHING_OPEN
    assert last(talk, "没事了").text == words.GOODBYE


@pytest.mark.parametrize("said", ["没看懂", "太长了", "说简单点", "能不能说得简单一点", "听不懂你说的什么", "说人话"])
def test_an_answer_that_was_too_much_is_told_in_its_first_sentence(talk: Talk, said: str):
    told = last(talk, "申请信息公开多久能答复")
    reply = last(talk, said)
    assert reply.text.startswith(words.SHORT) and "20个工作日" in reply.text
    assert len(reply.text) < len(told.text)
    assert (reply.outcome, [option.text for option in reply.options]) == ("answered", ["转人工"])


def test_who_does_not_understand_the_short_one_either_is_offered_a_person(talk: Talk):
    reply = last(talk, "申请信息公开多久能答复", "没看懂", "还是没看懂")
    assert reply.text == words.NO_SHORTER
    assert [option.text for option in reply.options] == ["转人工"]


@pytest.mark.parametrize("said", ["编号丢了，查询码也没了", "没有编号", "我用手机号13800000009提交的，能不能查"])
def test_who_lost_the_number_is_not_asked_for_it_again(talk: Talk, said: str):
    reply = last(talk, said)
    assert reply.text.startswith("别急")
    assert {"查进度", "转人工"} <= {option.text for option in reply.options}


def test_in_traditional_characters_a_form_begins_and_a_name_stays_as_it_is_written(talk: Talk):
    reply = last(talk, "我要投诉", "樓下燒烤店半夜噪音擾民，沒人來管", "樅陽鎮蓮花小區", "昨天", "陳國樑", "没有")
    assert "陳國樑" in reply.text and "楼下烧烤店半夜噪音扰民" in reply.text


def test_how_long_and_how_much_are_answered_in_a_form_too(talk: Talk):
    asyncio.run(talk.say("我要申请公开"))
    long, asked = asyncio.run(talk.say("那要多久？"))
    assert "20 个工作日" in long.text and asked.asks == "info_description"
    cost, asked = asyncio.run(talk.say("要钱吗？"))
    assert "不用交钱" in cost.text and asked.asks == "info_description"


@pytest.mark.parametrize("said", ["I am afraid", "please help", "I can't call"])
def test_english_words_after_danger_are_met_alike(talk: Talk, said: str):
    reply = last(talk, "he is beating me", said)
    assert reply.outcome == "safety" and "110" in reply.text and "call now" in reply.text


def test_english_danger_is_over(talk: Talk):
    assert last(talk, "my kitchen is on fire", "we are safe now, thanks").outcome == "smalltalk"


@pytest.mark.parametrize(
    ("said", "asks"), [("再申请一件：枞阳县2023年浮山镇土地征收社会稳定风险评估报告", "target_agency"), ("另外投诉一件，楼下烧烤店半夜噪音扰民没人管", "place")]
)
def test_one_more_that_is_ordered_begins_with_its_matter(talk: Talk, said: str, asks: str):
    reply = last(talk, said)
    assert reply.asks == asks


def test_who_is_not_understood_twice_is_not_told_the_same_twice(talk: Talk):
    with talk.desk.database.write() as session:
        conversation = session.get_one(Conversation, talk.conversation_id)
        turn = Turn(session, conversation, None, "征地", Understanding({"vague": 0.9}), act="clarify")
        first = talk.desk.turns.run("clarify", turn)
        message = service.add_citizen_message(session, conversation.id, "征地", None)
        service.record(session, message, first)
        again = talk.desk.turns.run("clarify", turn)
    assert [reply.text for reply in first] == [words.ABOUT, words.WHICH]
    assert [(reply.text, reply.options) for reply in again] == [(words.WHICH_AGAIN, words.MENU)]


def test_a_day_of_the_month_is_no_choice_of_the_only_one_offered(talk: Talk):
    asked = last(talk, "我要投诉", "楼下烧烤店半夜噪音扰民没人管", "枞阳镇莲花小区")
    assert [option.text for option in asked.options] == ["记不清了"]
    assert last(talk, "1号").asks == "applicant_name"
    assert "时间：1号" in last(talk, "匿名", "没有").text


def test_its_number_picks_the_only_one_offered(talk: Talk):
    assert "时间：（未填）" in last(talk, "我要投诉", "楼下烧烤店半夜噪音扰民没人管", "枞阳镇莲花小区", "1", "匿名", "没有").text
