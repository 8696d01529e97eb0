"""Few false alarms, and every cry heard: over messages that carry the words of the other."""

from pathlib import Path

import pytest
import yaml

from bot.conversations import figures, safety
from bot.conversations.alarming import DOUBTED, SURE, alarming, everyday, questions

PARTS = yaml.safe_load(Path(__file__).with_name("alarms.yml").read_text("utf-8"))


@pytest.mark.parametrize("part", PARTS)
def test_harmless_words_of_danger_raise_hardly_an_alarm_and_little_doubt(part: str):
    harmless = PARTS[part]["harmless"]
    assert sum(safety.danger_in(text) is not None for text in harmless) <= 0.02 * len(harmless)
    assert sum(safety.doubted_in(text) is not None for text in harmless) <= 0.04 * len(harmless)


@pytest.mark.parametrize("part", PARTS)
def test_cries_are_heard_and_the_number_is_that_of_their_kind(part: str):
    cries = [(kind, text) for kind, texts in PARTS[part]["cries"].items() for text in texts]
    heard = [(kind, danger) for kind, text in cries if (danger := safety.danger_in(text))]
    assert len(heard) >= 0.95 * len(cries)
    named = {danger.name: danger for _, danger in heard}
    assert sum(set(named[kind].numbers[:2]) & set(danger.numbers) != set() for kind, danger in heard if kind in named) >= 0.95 * len(heard)


@pytest.mark.parametrize(
    "text",
    [
        "身份证掉河里了在补办,户口簿或者临时身份证顶一下行不",
        "镇里白纸黑字说不给我 我咽不下这口气 明天就坐车去法院告他",
        "早过了日子了,一个响声没有,电话也不接。他就这么装死,我拿他有啥办法没有",
        "我家那台拖拉机打不着火,捣鼓一上午了,是不是火花塞坏了",
        "火车票丢了,邮寄申请的路费能不能报",
        "杀人岭隧道的中标公司",
    ],
)
def test_figures_of_speech_and_things_in_the_water_leave_nothing_to_doubt(text: str):
    assert safety.danger_in(text) is None and safety.beside(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("掉河里了快来人", "medical"),
        ("身份证掉河里我弟下去捞 人没上来", "medical"),
        ("我爹气得心口疼喘不上来", "medical"),
        ("咽不下这口气 我喝了药了", "suicide"),
        ("气死我了 我老公正在打我", "crime"),
        ("突发火灾了快来人", "fire"),
        ("我申请看火灾报告那栋楼 又着火了 现在", "fire"),
        ("申请表还没填完我妈就喘不上气了 嘴唇发紫", "medical"),
    ],
)
def test_a_cry_beside_the_same_words_is_heard(text: str, name: str):
    danger = safety.danger_in(text)
    assert danger is not None and danger.name == name


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("弟弟自杀的事派出所出过情况说明，家属能不能申请公开", "12356"),
        ("老公家暴我的案子结了，报警记录能当证据申请吗", "110"),
        ("物价贵得活不下去啊，价格听证的材料公开没", "12356"),
    ],
)
def test_a_question_of_law_that_speaks_of_danger_is_in_doubt_and_one_line_tells_the_number(text: str, number: str):
    assert safety.danger_in(text) is None
    line = safety.beside(text)[0]
    assert line.outcome == "safety" and number in line.text and "\n" not in line.text
    assert number in {citation.article for citation in line.citations}


def test_who_answers_the_line_is_heard():
    line = safety.beside("弟弟自杀的事派出所出过情况说明，家属能不能申请公开")[0].text
    assert "“救命”" in line and safety.danger_in("救命") is not None


def test_what_is_beyond_doubt_or_no_danger_has_no_line():
    assert safety.beside("厨房着火了快来人") == [] and safety.beside("申请信息公开多久能答复") == []


@pytest.mark.parametrize(("text", "left"), [("气死我了，多久答复", "，多久答复"), ("突发火灾", "突发火灾"), ("我不想活了", "我不想活了"), ("房子着火了", "房子着火了")])
def test_only_the_figure_is_taken_out(text: str, left: str):
    assert figures.without(text) == left


def test_the_longer_a_message_the_more_is_demanded_and_doubt_is_never_less_than_it_was():
    assert SURE.of(16) < SURE.of(30) < SURE.of(60) and DOUBTED.of(16) < DOUBTED.of(60) == DOUBTED.longest
    assert all(DOUBTED.of(length) < SURE.of(length) for length in range(3, 61))


def test_a_cry_at_the_end_of_a_story_is_heard_by_itself():
    story = "我想问问征地补偿的文件，他们今天带了一群人来，先是量地，后来吵起来了，拿铁锹打我爸，我躲在屋里给你们发的"
    assert alarming().kind_of(story) == "crime"
    assert alarming().kind_of(story.split("，拿铁锹")[0]) is None


def test_questions_that_are_answered_with_an_emergency_number_teach_nothing():
    assert "有人触电了打哪个" not in questions() and len(questions()) > 10_000
    assert set(everyday()) & set(questions())
