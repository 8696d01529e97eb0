"""What the screen suggests: kinds, answers, dangers, the form, and what stays as it is."""

import dataclasses
from typing import Any

import pytest

from bot.calls import explaining
from bot.calls.assist import CALLER_ID, Assist, Assistant
from bot.calls.sheet import Change, Done, Sheet, SheetError
from bot.calls.transcript import CALLER, OPERATOR, Said, turns
from bot.calls.wanting import Wishes, examples
from bot.knowledge.models import Answer, Library
from bot.knowledge.service import Knowledge
from bot.tickets.kinds import Kind
from mingbai.settings import ROOT
from tests.support.calls import telephone
from tests.support.desk import knowledge
from tests.support.people import ID_NUMBER, NAME, OTHER_PHONE, PHONE

A, C, Z, J = Kind.APPLICATION, Kind.COMPLAINT, Kind.CONSULTATION, Kind.SUGGESTION


@pytest.fixture(scope="module")
def assistant() -> Assistant:
    return telephone().assistant


_calls = iter(range(1_000))


def read(assistant: Assistant, *texts: str, sheet: Sheet | None = None, caller: str | None = None) -> Assist:
    heard = [Said(str(number), CALLER, text) for number, text in enumerate(texts)]
    sheet = sheet or Sheet()
    return assistant.read(f"call{next(_calls)}", turns(heard, sheet.typed, sheet.cut), sheet, caller)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("我要投诉，楼上天天半夜跳舞", "complaint"),
        ("我想申请公开2025年农村公路养护资金分配方案", "application"),
        ("建议学校门口装红绿灯", "suggestion"),
        ("我想咨询一下灵活就业社保怎么交", "consultation"),
        ("申请信息公开多久能答复", "question"),
        ("我上次投诉的路灯修好没有，T20260914001", "lookup"),
        ("你好", "unclear"),
        ("我要信息公开！你们凭什么不处理我举报的违建，给个说法", "complaint"),
    ],
)
def test_what_a_caller_wants(assistant: Assistant, text: str, what: str):
    assert read(assistant, text).wants.what == what


def test_the_kind_does_not_flicker_and_the_operators_choice_holds(assistant: Assistant):
    first = turns([Said("1", CALLER, "我要投诉出租车拒载")], "")
    more = turns([Said("1", CALLER, "我要投诉出租车拒载"), Said("2", CALLER, "我叫方国栋")], "")
    assert assistant.read("one", first, Sheet(), None).wants.what == "complaint"
    assert assistant.read("one", more, Sheet(), None).wants.what == "complaint"
    assert assistant.read("one", more, Sheet(kind="consultation"), None).kind is Z


def test_what_half_a_word_suggested_does_not_hold(assistant: Assistant):
    half = turns([Said("1", CALLER, "一次给你俩信", final=False)], "")
    whole = turns([Said("1", CALLER, "一次给你俩信息，名字卢青，电话13900000171")], "")
    assistant.read("half", half, Sheet(), None)
    assert assistant.read("half", whole, Sheet(), None).wants == assistant.read("fresh", whole, Sheet(), None).wants


def test_answers_come_with_source_and_clause_the_latest_first(assistant: Assistant):
    found = read(assistant, "申请信息公开多久能答复", "申请公开要交钱吗")
    assert len(found.answers) >= 1
    assert all(one.answer.citations for one in found.answers)
    assert any(citation.article == "第三十三条" for one in found.answers for citation in one.answer.citations)


@pytest.mark.parametrize("more", ["申请公开要", "申请公开要交", "申请公开要交钱吗"])
def test_each_of_two_questions_in_one_breath_keeps_its_own_words(assistant: Assistant, more: str):
    first = read(assistant, "申请信息公开多久能答复").answers[0]
    answers = read(assistant, "申请信息公开多久能答复", more).answers
    assert [one.asked for one in answers if one.key == first.key] == ["申请信息公开多久能答复"]
    assert len(answers) == (2 if more.endswith("吗") else 1)


def test_of_a_question_that_may_mean_either_of_two_things_both_answers_are_there(assistant: Assistant, monkeypatch: pytest.MonkeyPatch):
    rival = Answer("向县人民政府申请。", (), 0.6, "where", title="复议申请往哪儿递")
    either = Answer("向上一级税务机关申请。", (), 0.6, "tax", title="税务局不给公开怎么办", beside=rival)
    monkeypatch.setattr(assistant._knowledge, "answer", lambda text, **_: either)
    answers = read(assistant, "税务所那边不给，该往哪儿告").answers
    assert [(one.asked, one.answer) for one in answers] == [("该往哪儿告", either), ("复议申请往哪儿递（也可能问的是这件）", rival)]


def test_a_disclosure_matter_is_explained_with_its_clauses(assistant: Assistant):
    told = read(assistant, "我想申请公开2025年农村公路养护资金分配方案").explanation
    assert told is not None
    assert "书面" in told.text and "20 个工作日" in told.text
    assert {citation.article for citation in told.citations} == {"第二十九条", "第三十三条"}
    oral = read(assistant, "我想申请公开低保档案，我不会写字").explanation
    assert oral is not None and "代为填写" in oral.text
    grievance = read(assistant, "我要信息公开！你们凭什么不处理我举报的违建，给个说法").explanation
    assert grievance is not None and grievance.citations[0].article == "第三十九条"


def test_a_matter_in_another_place_is_explained_and_not_only_filed(assistant: Assistant):
    told = read(assistant, "我要投诉，楼下工地半夜施工吵得睡不着", "请问具体在什么地方", "在桐城市文昌街道龙眠路").explanation
    assert told is not None
    assert "桐城市" in told.text
    assert "12345" in told.text
    assert read(assistant, "我要投诉，楼下工地半夜施工吵得睡不着，在枞阳镇莲花小区").explanation is None


def test_missing_questions_agency_and_due_date(assistant: Assistant):
    found = read(assistant, "我要投诉，县城汽车站门口出租车拒载老人还乱收费")
    assert [question.slot for question in found.questions][-3:] == ["occurred_at", "applicant_name", "contact_phone"]
    assert found.agency == "县交通运输局"
    assert found.decision is not None and found.decision.candidates[0].why
    assert found.due.due_on is not None and found.due.legal_basis
    assert "请问对不对" in found.read_back and "县交通运输局" in found.read_back


def test_while_nothing_is_clear_the_first_question_is_what_is_wanted(assistant: Assistant):
    assert [question.slot for question in read(assistant, "你好").questions] == ["kind"]


def test_danger_is_told_with_its_words_until_it_is_passed_on(assistant: Assistant):
    alarm = read(assistant, "我家煤气漏了，味道很大").alarms[0]
    assert alarm.name == "gas" and "119" in alarm.numbers and alarm.quote in "我家煤气漏了，味道很大"
    dealt = Sheet().with_done(Done("danger", "gas", "119"))
    assert read(assistant, "我家煤气漏了，味道很大", sheet=dealt).alarms == ()
    assert read(assistant, "你再不办我就弄死你们").alarms[0].name == "threat"


def test_where_danger_is_in_doubt_the_operator_asks_first(assistant: Assistant):
    alarm = read(assistant, "老公家暴我的案子结了，报警记录能当证据申请吗").alarms[0]
    assert "您现在安全吗" in alarm.say and "110" in alarm.say
    assert "您现在安全吗" not in read(assistant, "我家煤气漏了，味道很大").alarms[0].say


def test_the_operators_own_words_are_never_overwritten(assistant: Assistant):
    own = Sheet().changed(Change(own={"contact_phone": OTHER_PHONE, "applicant_name": ""}))
    found = read(assistant, f"我叫{NAME}，电话{PHONE}，路灯坏了", sheet=own)
    assert found.values["contact_phone"] == OTHER_PHONE
    assert found.values["applicant_name"] == ""
    assert found.own == {"contact_phone", "applicant_name"}
    back = own.changed(Change(own={"contact_phone": None}))
    assert read(assistant, f"我叫{NAME}，电话{PHONE}，路灯坏了", sheet=back).values["contact_phone"] == PHONE


def test_the_callers_number_fills_the_phone_but_not_of_the_anonymous(assistant: Assistant):
    found = read(assistant, "路灯坏了没人修", caller=PHONE)
    assert (found.values["contact_phone"], found.fields["contact_phone"].quote) == (PHONE, CALLER_ID)
    hidden = read(assistant, "路灯坏了没人修，我不想留名字", caller=PHONE)
    assert "contact_phone" not in hidden.values and "applicant_name" not in hidden.values


@pytest.mark.parametrize("caller", ["3900000011", "8001", "+8613900", "匿名"])
def test_a_number_that_cannot_be_rung_does_not_refuse_the_form(assistant: Assistant, caller: str):
    assert "contact_phone" not in read(assistant, "路灯坏了没人修", caller=caller).values


def test_a_matter_that_names_another_place_is_explained_though_no_place_was_heard(assistant: Assistant):
    found = read(assistant, "我是合肥市的，合肥市蜀山区的路灯坏了")
    assert found.explanation is not None and "合肥市蜀山区" in found.explanation.text


def test_the_next_matter_begins_empty_but_knows_who_calls(assistant: Assistant):
    sheet = Sheet(cut=(1, 0), number=2)
    found = read(assistant, f"我要投诉路灯坏了，我叫{NAME}", "还有一件事，建议门口装个垃圾桶", sheet=sheet)
    assert found.values["applicant_name"] == NAME
    assert "路灯" not in found.matter


def test_reading_changes_nothing(assistant: Assistant):
    sheet = Sheet(typed="路灯坏了")
    before = dataclasses.replace(sheet)
    read(assistant, "路灯坏了", sheet=sheet)
    assert sheet == before


@pytest.mark.parametrize("change", [Change(typed="长" * 20_001), Change(own={"nonsense": "x"}), Change(kind="petition"), Change(own={"place": "长" * 4_001})])
def test_what_cannot_be_kept_is_refused(change: Change):
    with pytest.raises(SheetError):
        Sheet().changed(change)


def test_a_sheet_comes_back_as_it_was_kept():
    sheet = Sheet(typed="记录", kind="complaint", agency="县公安局", own={"place": "枞阳镇"}, number=3, cut=(2, 1)).with_done(Done("answer", "time-reply", "多久答复"))
    assert Sheet.of(sheet.kept()) == sheet
    assert sheet.with_done(Done("answer", "time-reply", "多久答复")) == sheet


def test_numbers_are_read_back_in_groups():
    text = explaining.read_back(C, {"description": "路灯坏了", "contact_phone": PHONE}, "县城市管理局", "")
    assert "139 0000 0011" in text


def test_every_kind_is_taught_by_examples():
    labels = {label for _, label in examples(ROOT / "data" / "nlu")}
    assert {*Kind, "question", "lookup", "other"} == labels


def test_a_question_at_the_end_of_a_long_story_is_answered(assistant: Assistant):
    story = ["我们小区楼下的烧烤摊每天晚上冒烟到半夜一点，家里窗户都不敢开，衣服也不敢晒"] * 15
    found = read(assistant, *story, "那我再问一下，申请信息公开多久能答复")
    assert found.answers[0].answer.citations[0].article == "第三十三条"
    assert "烧烤摊" in found.matter and "多久能答复" not in found.matter


class Edited(Knowledge):
    """Knowledge whose content an editor has just changed."""

    def __init__(self, own: Knowledge) -> None:
        self.current = own

    @property
    def library(self) -> Library:
        return self.current.library

    def answer(self, text: str, **more: Any) -> Answer | None:
        return self.current.answer(text, **more)


def test_what_an_editor_changed_is_read_out_as_it_is_now(assistant: Assistant):
    own = knowledge()
    edited = Edited(own)
    other = Assistant(edited, assistant.offices, Wishes(ROOT / "data" / "nlu"), None)
    question = "申请信息公开多久能答复"
    before = read(other, question).answers[0].answer
    entries = [dataclasses.replace(one, answer="改过的答复。") if one.id == before.entry_id else one for one in own.library.entries]
    edited.current = own.revised(dataclasses.replace(own.library, entries=tuple(entries)))
    assert read(other, question).answers[0].answer.text.startswith("改过的答复。")


def test_that_writing_is_hard_is_no_part_of_what_is_asked_for(assistant: Assistant):
    found = read(assistant, "我眼睛看不清不会写字，想申请公开去年我们镇农村公路养护的资金分配方案")
    assert found.matter == "去年我们镇农村公路养护的资金分配方案" and found.fields["oral_help"].value


def test_the_day_of_the_matter_is_not_the_day_of_filing(assistant: Assistant):
    heard = [Said("1", CALLER, "我要投诉，出租车拒载老人"), Said("2", OPERATOR, "是什么时候的事"), Said("3", CALLER, "昨天下午三点多，那个投诉多久能答复啊")]
    found = assistant.read(f"call{next(_calls)}", turns(heard, ""), Sheet(), None)
    assert found.fields["occurred_at"].value.startswith("昨天下午三点多")
    assert found.answers and all("次日起" not in one.answer.text for one in found.answers)


@pytest.mark.parametrize(
    "giving_up",
    ["算了这个不说了，我还是反映一下", "算了，不说这个了，", "刚才那个就不反映了，我还是投诉", "前面说的当我没说，", "这件事不提了，我想反映一下"],
)
def test_a_matter_that_was_given_up_is_no_longer_what_the_call_is_about(assistant: Assistant, giving_up: str):
    found = read(assistant, "我叫方国栋", "我反映公交车不按时来，等了一个小时", f"{giving_up}楼下烧烤店油烟太大，熏得睡不着")
    assert "公交" not in found.values["description"] and "油烟" in found.values["description"]
    assert found.agency and "交通" not in found.agency
    assert found.values["applicant_name"] == NAME  # who calls does not change with it


@pytest.mark.parametrize(
    "going_on", ["老人摔了，这个不说了，关键是没人管", "那个路灯坏了我都不说了，天天黑着", "我跟他们吵，算了不说了，气人", "投诉这个小区的物业不说实话"]
)
def test_a_matter_that_goes_on_is_kept(assistant: Assistant, going_on: str):
    assert "路灯" in read(assistant, "我反映村里的路灯坏了两个月", going_on).values["description"]


def test_a_number_that_cannot_be_right_is_asked_again(assistant: Assistant):
    wrong = ID_NUMBER[:-1] + ("1" if ID_NUMBER[-1] != "1" else "2")
    found = read(assistant, "我要申请公开我们村征地补偿的分配方案", f"我叫方国栋，身份证号{wrong}", "联系电话139000000")
    asked = {one.slot: one.text for one in found.questions}
    assert "再报一遍" in asked["id_number"] and found.values["applicant_type"] == "citizen" and "id_number" not in found.values
    right = read(assistant, "我要申请公开我们村征地补偿的分配方案", f"我叫方国栋，身份证号{wrong}", f"说错了，身份证号是{ID_NUMBER}")
    assert right.values["id_number"] == ID_NUMBER and "id_number" not in {one.slot for one in right.questions}
    assert "再报一遍" in {one.slot: one.text for one in read(assistant, "我要投诉路灯不亮", "电话1390000001").questions}["contact_phone"]


def test_where_one_lives_is_no_part_of_what_is_asked_for(assistant: Assistant):
    found = read(assistant, "我要申请公开横山村征地补偿的分配方案。我住枞阳县横埠镇横山村五组12号")
    assert "五组" not in found.values["info_description"] and "五组12号" in found.values["contact_address"]


def test_a_place_is_kept_without_who_is_there(assistant: Assistant):
    assert read(assistant, "我要投诉庄上的路灯瞎了两个月", "俺是麒麟镇梅花村的").values["place"] == "麒麟镇梅花村"
