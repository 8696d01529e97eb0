from dataclasses import replace
from datetime import date

import pytest

from bot.knowledge.check import check, check_folder, facts
from bot.knowledge.models import Citation, Library

TODAY = date(2026, 11, 23)


def changed(library: Library, **fields) -> list[str]:
    """The problems found once `who-may-apply` is changed."""
    entries = [replace(one, **fields) if one.id == "who-may-apply" else one for one in library.entries]
    return [finding.problem for finding in check(Library(tuple(entries), library.sources), TODAY)]


def test_good_content_has_no_findings(library):
    assert check(library, TODAY) == []


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"citations": ()}, "没有写依据"),
        ({"citations": (Citation("没有的法", "第一条"),)}, "没有来源文件"),
        ({"citations": (Citation("政府信息公开条例(2008)", "第二十四条"),)}, "已经失效"),
        ({"citations": (Citation("政府信息公开条例", "第九十九条"),)}, "没有列出"),
        ({"citations": (Citation("枞阳县全面推进政务公开工作实施细则", "四(三)"),)}, "依据是地方文件"),
        ({"answer": "15个工作日内可以申请。"}, "15个工作日"),
        ({"answer": "十五个工作日内可以申请。"}, "十五个工作日"),
        ({"answer": "每件100元。"}, "100元"),
        ({"answer": "1月31日以前申请。"}, "1月31日"),
        ({"questions": ("谁能申请",)}, "问法只有1种"),
        ({"next": ("nowhere",)}, "没有这个条目"),
        ({"id": "oral"}, "重复"),
    ],
)
def test_what_must_be_mended_is_found(library, fields, told):
    assert any(told in problem for problem in changed(library, **fields))


def test_two_entries_with_different_periods_contradict(library):
    reply = library.by_id["reply-period"]
    source = library.sources["政府信息公开条例"]
    widened = replace(source, clauses={**source.clauses, "第三十三条": "20个工作日答复，25个工作日"})
    other = replace(reply, id="other", answer="最晚25个工作日答复。", questions=tuple(f"{form}其二" for form in reply.questions))
    found = check(Library((reply, other, library.by_id["who-may-apply"]), {**library.sources, source.title: widened}), TODAY)
    assert any("互相矛盾" in finding.problem for finding in found)


def test_the_same_question_twice_is_found(library):
    assert any("分不清" in problem for problem in changed(library, questions=library.by_id["oral"].questions))


def test_unreadable_content_is_one_finding(tmp_path):
    assert "不存在" in check_folder(tmp_path / "none", TODAY)[0].problem


def test_numbers_that_are_no_facts():
    assert facts("按《某办法（2020年）》第三十三条、国办函〔2020〕109号，一天、两件、下一个工作日、三种方式") == []
    assert [fact for fact, _ in facts("六十日内，20个工作日，5小时，3月31日")] == [("日期", 331), ("日", 60), ("工作日", 20), ("小时", 5)]


@pytest.mark.parametrize("said", ["within 15 working days", "within fifteen days", "by 31 January", "100 yuan each", "15 more working days"])
def test_numbers_of_an_english_answer_are_checked_too(library, said):
    assert changed(library, answer_en=f"Apply {said}.") and not changed(library, answer_en="Anybody may apply.")
