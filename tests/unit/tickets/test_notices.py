"""Every notice the desk sends of its own accord."""

import pytest

from bot.calls.filing import AGAIN_NOTICE, URGENT_NOTICE
from bot.conversations import owed
from bot.conversations.handover.telling import DESK_SAID, OPERATOR_SAID
from bot.delivery.notices import IN_CONVERSATION, OF_THE_PLACE, TEMPLATES, TO_CITIZENS, TO_STAFF, fields, text_of
from bot.people.masking import mask_text
from bot.tickets.lifecycle import Act
from bot.tickets.telling import CITIZEN_TOLD, STAFF_TOLD
from bot.tickets.watching import CORRECTION_LAPSED, FEE_LAPSED, OPINION_LAPSED, OVERDUE, URGE_LAPSED

WORDS = {
    "kind": "政府信息公开申请", "number": "G20260914001", "agency": "县交通运输局", "text": "理由。", "due": "最迟 2026年10月16日 前答复。",
    "until": "2026年9月28日（星期一）", "amount": "100", "workdays": "20", "form": "日常督办", "title": "红色预警", "left": "还剩1个工作日", "count": "5",
    "why": "60分钟内有10人反映", "since": "11月26日8时00分", "basis": "某细则三(四)", "word": "11月26日13时00分", "conference": "11月27日8时00分",
    "duty": "发布权威信息",
}
# What a notice may speak of: the ticket, its agency, its dates. Nothing of who filed it.
ALLOWED = set(WORDS)


@pytest.mark.parametrize("template", sorted(set(TEMPLATES) - set(IN_CONVERSATION)))
def test_every_template_renders_and_says_which_ticket(template):
    words = text_of(template, WORDS)
    about = WORDS["title"] if template in OF_THE_PLACE else WORDS["number"]
    assert "{" not in words and "}" not in words and about in words
    assert fields(template) <= ALLOWED
    assert mask_text(words) == words
    assert words.endswith(("。", "。\n", "理由。"))


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_a_missing_value_fails_before_anything_is_sent(template):
    for name in fields(template):
        with pytest.raises(KeyError):
            text_of(template, {key: value for key, value in WORDS.items() if key != name})


def test_every_template_is_used_and_every_use_has_one():
    citizens = {*CITIZEN_TOLD.values(), "main_answered"}
    lapses = {CORRECTION_LAPSED, FEE_LAPSED, OPINION_LAPSED, URGE_LAPSED}
    staff = {template for template, _ in STAFF_TOLD.values()} | lapses | {"warning", OVERDUE, URGENT_NOTICE, AGAIN_NOTICE}
    assert set(TO_CITIZENS) == citizens
    assert set(TO_STAFF) == staff
    assert set(OF_THE_PLACE) == {"hot_topic", "burst", "emergency_raised", "emergency_near", "emergency_passed"}
    assert set(IN_CONVERSATION) == {owed.TEMPLATE, OPERATOR_SAID, DESK_SAID}


@pytest.mark.parametrize("template", sorted(IN_CONVERSATION))
def test_what_is_said_in_a_conversation_goes_out_as_it_was_said(template):
    assert text_of(template, {"text": "您好，请说。"}).endswith("您好，请说。")


def test_notices_that_may_move_a_date_say_it():
    moving = {Act.CONFIRM, Act.CORRECT, Act.EXTEND, Act.CONSULT, Act.OPINION, Act.REDO, Act.RECALCULATE}
    assert all("due" in fields(CITIZEN_TOLD[act]) for act in moving)
    assert "不计算答复期限" in TO_CITIZENS[CITIZEN_TOLD[Act.ASK_CORRECTION]]
