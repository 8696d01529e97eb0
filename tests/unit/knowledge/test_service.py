import shutil
from datetime import date

import pytest

from bot.knowledge.models import Citation, KnowledgeError
from bot.knowledge.service import Knowledge
from tests.unit.knowledge.conftest import FIXTURES, NAMES

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "entry"),
    [
        ("申请信息公开多久能答复", "reply-period"),
        ("申请资讯公开多久能答付", "reply-period"),  # homophone, another word
        ("交了申請幾天給回信", "reply-period"),  # traditional
        ("shenqing xinxi gongkai duojiu neng dafu", "reply-period"),
        ("外地人能申请伐", "who-may-apply"),  # dialect
        ("how long does a reply take", "reply-period"),
        ("老人写不了字咋整", "oral"),
    ],
)
def test_the_entry_meant_is_found(knowledge, said, entry):
    answer = knowledge.answer(said, today=TODAY)
    assert answer is not None and answer.entry_id == entry and answer.citations
    assert 0.0 <= answer.confidence <= 1.0


def test_an_answer_carries_its_source_link_what_to_ask_back_and_where_to_go_next(knowledge):
    answer = knowledge.answer("申请信息公开多久能答复", today=TODAY)
    assert answer.citations == (Citation("政府信息公开条例", "第三十三条", url="https://example.invalid/regulation"),)
    assert answer.text.startswith("最晚20个工作日答复") and "您是哪天交的" in answer.text
    assert [option.text for option in answer.options] == ["谁可以申请信息公开"]


def test_english_is_answered_in_english(knowledge):
    assert "20 working days" in knowledge.answer("how long does a reply take", today=TODAY).text


@pytest.mark.parametrize("said", ["", "😊😊", "您好", "\x00", "路灯坏了好几天晚上看不见", "我要申请公开镇里的扶贫资金使用明细", "今天天气怎么样", "转人工"])
def test_what_is_no_question_is_left_alone(knowledge, said):
    assert knowledge.answer(said, today=TODAY) is None


def test_long_nonsense_is_left_alone(knowledge):
    assert knowledge.answer("嘎" * 20_000, today=TODAY) is None


def test_an_entry_is_not_said_after_its_last_day(knowledge):
    assert knowledge.answer("旧的收费标准是什么", today=date(2020, 12, 31)).entry_id == "old-fee"
    late = knowledge.answer("旧的收费标准是什么", today=date(2021, 1, 1))
    assert late is None or late.entry_id != "old-fee"


def test_a_local_rule_counts_at_its_desk_or_when_the_place_is_named(knowledge, elsewhere):
    assert knowledge.answer("提的建议几天反馈", today=TODAY).entry_id == "zongyang-suggestion"
    other = elsewhere.answer("提的建议几天反馈", today=TODAY)
    assert other is None or other.entry_id != "zongyang-suggestion"
    assert elsewhere.answer("枞阳提的建议几天反馈", today=TODAY).entry_id == "zongyang-suggestion"


def test_two_questions_are_both_answered(knowledge):
    answer = knowledge.answer("申请信息公开多久能答复？不会写字能口头申请吗？", today=TODAY)
    assert "20个工作日" in answer.text and "代为填写" in answer.text
    assert {citation.article for citation in answer.citations} == {"第三十三条", "第二十九条"}


def test_an_imported_clause_is_quoted(knowledge):
    answer = knowledge.answer("公共停车场夜间对居民免费开放吗", today=TODAY)
    assert answer.citations[0].article == "第一条" and "二十二时" in answer.citations[0].quote


def test_a_new_entry_answers_without_training(tmp_path):
    folder = tmp_path / "knowledge"
    shutil.copytree(FIXTURES, folder)
    before = Knowledge.load(folder, None, NAMES).answer("无人机拍的照片归谁保管", today=TODAY)
    (folder / "entries" / "new.yml").write_text(
        "- {id: drone, topic: x, questions: [无人机拍的照片归谁保管], answer: 由制作的机关保管。, citations: []}", encoding="utf-8"
    )
    after = Knowledge.load(folder, None, NAMES).answer("无人机拍的照片归谁保管", today=TODAY)
    assert before is None and after.entry_id == "drone"


def test_a_kept_classifier_answers_the_same(tmp_path, library):
    first = Knowledge(library, "zongyang", NAMES, tmp_path).answer("外地人能申请吗", today=TODAY)
    assert list(tmp_path.glob("knowledge-*.npz"))
    second = Knowledge(library, "zongyang", NAMES, tmp_path).answer("外地人能申请吗", today=TODAY)
    assert first.entry_id == second.entry_id and first.confidence == pytest.approx(second.confidence, abs=0.01)


@pytest.mark.parametrize(("text", "told"), [("- {id: a}", "缺少"), ("{", "读不出来"), ("a: 1", "列表")])
def test_broken_content_is_named(tmp_path, text, told):
    (tmp_path / "entries").mkdir()
    (tmp_path / "entries" / "bad.yml").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=told) as error:
        Knowledge.load(tmp_path, None, {})
    assert "bad.yml" in str(error.value)


def test_a_question_by_another_s_word_is_answered_with_less_doubt(knowledge):
    said = "答复的事"
    sure, doubted = knowledge.answer(said, today=TODAY, asked=0.95), knowledge.answer(said, today=TODAY, asked=0.02)
    assert sure is not None and (doubted is None or doubted.confidence < sure.confidence)


def test_the_question_at_the_end_of_a_story_is_heard(knowledge):
    story = "去年村里修路从我家门口过占了地赔偿款一直没拿到，我去镇上问，镇上让我去县里，县里又让我回来等，我就想知道，申请信息公开多久能答复"
    assert knowledge.answer(story, today=TODAY).entry_id == "reply-period"
