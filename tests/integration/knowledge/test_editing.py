"""What an editor publishes is said a moment later, by every process, and every change can be undone."""

from datetime import date

import pytest

from bot.clock.service import today
from bot.knowledge.editing import service
from bot.knowledge.editing.following import EditedKnowledge
from bot.knowledge.editing.overlay import row_of
from bot.knowledge.editing.preview import compare, distinct
from bot.knowledge.editing.service import EditRefused
from bot.knowledge.service import Knowledge
from bot.store import Database
from consoles.knowledge.fields import Fields

FORMS = [
    "公开的文件能翻译成盲文吗", "盲人看不了文件咋整", "视力残疾人怎么看公开的信息", "眼睛看不见能不能给个有声的", "有没有给盲人用的版本", "残障人士查阅信息有帮助吗",
]
NEW = {
    "id": "own-blind", "topic": "oral", "questions": FORMS, "answer": "可以请公开工作机构帮您念、帮您填，书写有困难的由他们代为填写。",
    "citations": [{"source": "政府信息公开条例", "article": "第二十九条"}],
}
ASKED = "我眼睛看不见，你们有有声的没"


def publish(knowledge: EditedKnowledge, database: Database, body: dict, note: str = "") -> None:
    with database.write() as session:
        service.save_draft(session, body, "editor")
        service.publish(session, knowledge.own, body["id"], "editor", today(), note)
    knowledge.catch_up()


def said(knowledge: Knowledge, text: str) -> str:
    answer = knowledge.answer(text, today=today())
    return answer.entry_id if answer else ""


def test_a_new_entry_is_said_without_a_restart(knowledge: EditedKnowledge, database: Database):
    assert said(knowledge, ASKED) != "own-blind"
    publish(knowledge, database, NEW)
    assert said(knowledge, ASKED) == "own-blind"
    assert said(knowledge, "外地人能申请吗") == "who-may-apply"


def test_a_new_entry_is_among_what_an_operator_may_choose(knowledge: EditedKnowledge, database: Database):
    publish(knowledge, database, NEW)
    assert knowledge.search(ASKED, today=today())[0].entry_id == "own-blind"


def test_another_process_follows(own: Knowledge, knowledge: EditedKnowledge, database: Database):
    publish(knowledge, database, NEW)
    assert said(EditedKnowledge(own, database), ASKED) == "own-blind"


def test_changed_words_take_the_place_of_the_own_ones_and_can_be_undone(knowledge: EditedKnowledge, database: Database):
    entry = knowledge.own.by_id["who-may-apply"]
    publish(knowledge, database, {**row_of(entry), "answer": "谁都可以申请，户口在哪里都行。"}, "说得更短")
    assert "谁都可以" in knowledge.answer("外地人能申请吗", today=today()).text
    with database.write() as session:
        service.undo(session, knowledge.own, "who-may-apply", "editor")
    knowledge.catch_up()
    assert knowledge.answer("外地人能申请吗", today=today()).text.startswith(entry.answer)
    with database.write() as session:
        service.undo(session, knowledge.own, "who-may-apply", "editor")
    knowledge.catch_up()
    assert "谁都可以" in knowledge.answer("外地人能申请吗", today=today()).text
    with database.read() as session:
        assert [(one.act, one.who) for one in service.history(session, "who-may-apply")] == [("undo", "editor"), ("undo", "editor"), ("publish", "editor")]


def test_a_new_entry_undone_is_gone(knowledge: EditedKnowledge, database: Database):
    publish(knowledge, database, NEW)
    with database.write() as session:
        service.undo(session, knowledge.own, "own-blind", "editor")
    knowledge.catch_up()
    assert "own-blind" not in knowledge.library.by_id


def test_a_withdrawn_entry_is_said_no_more(knowledge: EditedKnowledge, database: Database):
    with database.write() as session:
        with pytest.raises(EditRefused, match="为什么"):
            service.withdraw(session, knowledge.own, "oral", "editor", " ")
        with pytest.raises(EditRefused, match="reply-period"):
            service.withdraw(session, knowledge.own, "who-may-apply", "editor", "重复")
        service.withdraw(session, knowledge.own, "oral", "editor", "并入别的答案")
    knowledge.catch_up()
    assert said(knowledge, "文盲怎么申请") != "oral"


def test_a_places_own_words_stand_for_a_general_answer(knowledge: EditedKnowledge, database: Database):
    here = {
        "id": "own-oral", "topic": "oral", "place": "zongyang", "stands_for": "oral", "questions": ["文盲怎么申请"],
        "answer": "枞阳的公开机构有人代填，书写确有困难的说一声就行。", "citations": [{"source": "政府信息公开条例", "article": "第二十九条"}],
    }
    asked = "文盲怎么申请"
    general = knowledge.answer(asked, today=today())
    assert Fields.of(here).body("own-oral") == {**here, "outcome": "answered"}
    publish(knowledge, database, here)
    assert knowledge.answer(asked, today=today()).text == here["answer"] != general.text
    with database.write() as session, pytest.raises(EditRefused, match="own-oral 在当地代替它"):
        service.withdraw(session, knowledge.own, "oral", "editor", "并入别的答案")
    with database.write() as session:
        service.withdraw(session, knowledge.own, "own-oral", "editor", "不再代填")
    knowledge.catch_up()
    assert knowledge.answer(asked, today=today()).text == general.text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"answer": "30个工作日内给您。"}, "30个工作日"),
        ({"citations": [{"source": "政府信息公开条例", "article": "第九百条"}]}, "第九百条"),
        ({"citations": []}, "依据"),
        ({"questions": FORMS[:2]}, "问法"),
        ({"answer": ""}, "answer"),
        ({"questions": [*FORMS, "谁可以申请信息公开"]}, "who-may-apply"),
        ({"valid_from": "下个月"}, "日期"),
    ],
)
def test_what_the_content_check_refuses_is_not_published(knowledge: EditedKnowledge, database: Database, changes: dict, told: str):
    with database.write() as session:
        service.save_draft(session, {**NEW, **changes}, "editor")
    with database.write() as session, pytest.raises(EditRefused) as refused:
        service.publish(session, knowledge.own, "own-blind", "editor", today())
    assert any(told in finding.problem for finding in refused.value.findings)
    with database.read() as session:
        assert service.draft_of(session, "own-blind") is not None


@pytest.mark.parametrize("name", ["", "a", "我的", "../x", "A-B-C", "x" * 90])
def test_an_entry_needs_a_plain_name(database: Database, name: str):
    with database.write() as session, pytest.raises(EditRefused):
        service.save_draft(session, {**NEW, "id": name}, "editor")


def test_a_source_that_dies_is_told_by_the_check_and_by_what_rests_on_it(knowledge: EditedKnowledge, database: Database):
    with database.write() as session:
        service.change_source(
            session, knowledge.own, "政府信息公开条例", "editor", dead_on=date(2026, 1, 1), replaced_by=None, clauses={"第九十条": "新加的要点。"}
        )
    knowledge.catch_up()
    source = knowledge.library.sources["政府信息公开条例"]
    assert (source.dead_on, source.clause("第九十条")) == (date(2026, 1, 1), "新加的要点。")
    with database.write() as session:
        service.save_draft(session, NEW, "editor")
        with pytest.raises(EditRefused) as refused:
            service.publish(session, knowledge.own, "own-blind", "editor", today())
    assert any("失效" in finding.problem for finding in refused.value.findings)


def test_a_draft_is_tried_on_real_questions_before_anybody_hears_it(knowledge: EditedKnowledge, database: Database):
    with database.write() as session:
        draft = service.save_draft(session, NEW, "editor")
        library = service.with_draft(session, knowledge.own, draft)
    asked: list[int] = []
    found = compare(knowledge.now(), knowledge.revised(library), distinct([ASKED, "外地人能申请吗", ASKED, "12345678"], 10), "own-blind", today(), asked.append)
    assert asked == [1, 2]
    assert [one.question for one in found.answered] == [ASKED]
    assert found.changed == ()
    assert said(knowledge, ASKED) != "own-blind"
