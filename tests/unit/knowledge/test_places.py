"""Nobody is told another place's rule as though it were his own: one set of content, every place, and a place that nobody has entered yet."""

from dataclasses import replace
from datetime import date

import pytest

from bot.knowledge.check import check
from bot.knowledge.loader import load_library
from bot.knowledge.models import Library
from bot.knowledge.service import Knowledge
from mingbai.settings import ROOT

TODAY = date(2026, 11, 23)
NAMES = {"枞阳": "zongyang", "桓台": "huantai", "楚雄": "chuxiong", "大姚": "dayao", "株洲": "zhuzhou", "远山": "yuanshan"}
PLACES = sorted(NAMES.values())
ELSEWHERE = ("当地", "各地", "您那里", "别的地方")
ASKED = [
    "政策文件看不懂谁给解释", "解读材料要不要和文件同时出来", "政策解读一般会讲些啥内容", "第一解读人是谁", "县里常务会通过的文件开不开吹风会",
    "对政策有疑问在哪里咨询", "提的意见采纳没采纳 会告诉我吗", "公开前谁把关", "出了大事政府几小时内要说话", "网上吵得很凶的事由谁出来回应",
    "有人造谣说水里有毒", "论坛帖子有人看吗", "新闻发言人是谁", "投诉几天答复", "建议多久回复", "我在网上提的意见几个工作日反馈", "答复期限是多久",
    "建议的七天和公开申请的二十天能混着算吗", "县财政一年收多少支多少", "12345晚上有人接吗",
]  # fmt: skip


@pytest.fixture(scope="module")
def content() -> Library:
    return load_library(ROOT / "knowledge")


@pytest.fixture(scope="module")
def desks(content, tmp_path_factory) -> dict[str, Knowledge]:
    """The desk of every place, over one index that is worked out once."""
    cache = tmp_path_factory.mktemp("index")
    return {place: Knowledge(content, place, NAMES, cache) for place in PLACES}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("asked", ASKED)
def test_a_rule_of_another_place_is_never_told_as_ones_own(desks, content, place, asked):
    answer = desks[place].answer(asked, today=TODAY)
    assert answer is not None and answer.outcome == "answered"
    for cited in answer.citations:
        owner = content.sources[cited.source].place
        if owner not in (None, place):
            assert cited.source[:2] in answer.text and any(word in answer.text for word in ELSEWHERE), (cited.source, answer.text)
    named = {name for name, owner in NAMES.items() if owner != place and name in answer.text}
    assert not named or any(word in answer.text for word in ELSEWHERE), answer.text


@pytest.mark.parametrize("asked", ["政策文件看不懂谁给解释", "出了大事政府几小时内要说话", "答复期限是多久", "投诉几天答复", "我在网上提的意见几个工作日反馈"])
def test_a_place_with_a_rule_of_its_own_is_told_it(desks, asked):
    own, unknown = desks["zongyang"].answer(asked, today=TODAY), desks["yuanshan"].answer(asked, today=TODAY)
    assert "枞阳县全面推进政务公开工作实施细则" in {cited.source for cited in own.citations}
    assert "枞阳" not in unknown.text and "枞阳县全面推进政务公开工作实施细则" not in {cited.source for cited in unknown.citations}


def test_who_names_a_place_is_told_that_places_rule(desks):
    answer = desks["yuanshan"].answer("枞阳那边出政策解读要跟文件一起发吗", today=TODAY)
    assert "枞阳县全面推进政务公开工作实施细则" in {cited.source for cited in answer.citations}


def test_where_no_rule_is_known_that_is_said_with_what_is_done_meanwhile(desks):
    answer = desks["yuanshan"].answer("投诉几天答复", today=TODAY)
    assert "没有查到" in answer.text and "以当地的为准" in answer.text
    assert ("信访工作条例", "第三十四条") in {(cited.source, cited.article) for cited in answer.citations}


def test_questions_of_another_place_are_not_offered(desks, content):
    local = {entry.questions[0] for entry in content.entries if entry.place and not entry.stands_for}
    general = {entry.questions[0] for entry in content.entries if entry.place is None}
    for asked in (*ASKED, "听证会怎么报名", "征求意见的听证会谁能参加"):
        answer = desks["yuanshan"].answer(asked, today=TODAY)
        if answer is not None:
            assert not {option.text for option in answer.options} & (local - general)


def test_content_that_tells_a_local_rule_to_everybody_is_found(content):
    entry = content.by_id["readings-when"]
    told = _problems(content, entry, citations=(*entry.citations, *content.by_id["zongyang-readings-when"].citations))
    assert any("要么在答案里说明是“枞阳”的规定" in problem for problem in told)
    named = _problems(content, entry, citations=content.by_id["zongyang-readings-when"].citations, answer="枞阳的细则写明要同步。")
    assert any("按当地规定" in problem for problem in named)
    city = content.by_id["hotline-time"]
    assert any("“潍坊”" in problem for problem in _problems(content, city, answer="能在5个工作日内办完的办完。"))


def test_a_stand_in_wants_a_place_and_an_answer_to_stand_for(content):
    entry = content.by_id["zongyang-readings-when"]
    assert any("要写明是哪个地方" in problem for problem in _problems(content, entry, place=None))
    assert any("不是各地通用的条目" in problem for problem in _problems(content, entry, stands_for="nowhere"))
    assert any("有两条代替的" in problem for problem in _problems(content, entry, stands_for="readings-who"))


def _problems(content: Library, entry, **changes) -> list[str]:
    entries = tuple(replace(one, **changes) if one.id == entry.id else one for one in content.entries)
    return [finding.problem for finding in check(Library(entries, content.sources), TODAY) if finding.entry_id == entry.id]
