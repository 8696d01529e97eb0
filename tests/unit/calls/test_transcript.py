"""Turns: who speaks, what was asked before, what a label names."""

import pytest

from bot.calls import asking
from bot.calls.questions import KIND, missing, wording
from bot.calls.transcript import CALLER, OPERATOR, Said, lines_of, turns
from bot.filing.slots import FORMS, matter_slot
from bot.tickets.kinds import Kind


def test_utterances_of_one_speaker_are_one_turn():
    found = turns([Said("1", CALLER, "幺三九零零零"), Said("2", CALLER, "零零零幺幺"), Said("3", OPERATOR, "好的")], "")
    assert [(turn.speaker, turn.plain) for turn in found] == [(CALLER, "13900000011"), (OPERATOR, "好的")]
    assert found[0].key == "1"


def test_an_answer_knows_what_was_asked():
    found = turns([Said("1", CALLER, "我要投诉"), Said("2", OPERATOR, "您贵姓？"), Said("3", CALLER, "方国栋"), Said("4", OPERATOR, "请稍等"), Said("5", CALLER, "好")], "")
    assert [turn.asks for turn in found] == [None, None, "applicant_name", None, None]


def test_notes_have_labels_and_questions_of_their_own():
    found = turns([], "路灯坏了\n姓名：方国栋 电话：13900000011\n问：在什么地方\n枞阳镇\n【地点】莲花湖路18号")
    assert [(turn.speaker, turn.text, turn.asks) for turn in found] == [
        (CALLER, "路灯坏了", None), (CALLER, "方国栋", "applicant_name"), (CALLER, "13900000011", "contact_phone"),
        (OPERATOR, "在什么地方", None), (CALLER, "枞阳镇", "place"), (CALLER, "莲花湖路18号", "place"),
    ]  # fmt: skip


def test_what_was_said_before_a_form_was_filed_is_marked():
    heard = [Said("1", CALLER, "路灯坏了"), Said("2", CALLER, "还有一件事，井盖丢了")]
    found = turns(heard, "第一件\n第二件", cut=(1, 1))
    assert [(turn.text, turn.before) for turn in found] == [("路灯坏了", True), ("第一件", True), ("还有一件事，井盖丢了", False), ("第二件", False)]
    assert lines_of("第一件\n第二件") == 2 and lines_of("") == 0


def test_a_long_turn_has_stretches_and_what_was_said_in_one_stays_there():
    story = ("我们小区楼下的烧烤摊，每天晚上冒烟到半夜一点，家里窗户都不敢开", "小孩", "咳嗽", "老人也睡不着觉，打过几次电话都没有人来管这个事情，真是没办法", "那申请公开要多久")
    whole = turns([Said(str(number), CALLER, text) for number, text in enumerate(story)], "")[0]
    assert whole.stretches == (story[0], f"小孩，咳嗽，{story[3]}", story[4])
    before = turns([Said(str(number), CALLER, text) for number, text in enumerate(story[:4])], "")[0]
    assert before.stretches == whole.stretches[:2]
    assert turns([], "路灯坏了")[0].stretches == ("路灯坏了",)


def test_empty_utterances_are_none():
    assert turns([Said("1", CALLER, "  ")], "\n\n") == []


@pytest.mark.parametrize("kind", Kind)
def test_the_desks_own_questions_are_understood_when_an_operator_asks_them(kind: Kind):
    for slot in FORMS[kind]:
        asked = asking.slot_asked(wording(slot, kind))
        assert asked == (asking.MATTER if slot.name == matter_slot(kind) and asked != slot.name else slot.name)
    assert asking.slot_asked(missing(kind, {matter_slot(kind): "路灯"}, more=True)[0].text) == asking.MATTER
    assert asking.slot_asked(KIND.text) == asking.KIND
