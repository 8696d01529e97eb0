"""Where it is in doubt what was asked: the two likeliest answers, each under its question, with the clauses of both."""

from dataclasses import replace
from datetime import date

import pytest

from bot.conversations.turn import reply_of
from bot.knowledge.finder import Found
from bot.knowledge.models import Answer, Citation, Option
from bot.knowledge.service import _in_its_story, _with_its_question
from tests.support.desk import knowledge

TAX = Answer("向上一级税务机关申请。", (Citation("行政复议法", "第二十七条"),), 0.6, "tax", (Option("期限", "复议期限多久"),), title="税务局不给")
WHERE = Answer("向县人民政府申请。", (Citation("行政复议法", "第二十四条"), Citation("行政复议法", "第二十七条")), 0.6, "where", title="复议找谁")


def test_both_are_told_each_under_its_question():
    reply = reply_of(replace(TAX, beside=WHERE))
    assert reply.text.endswith("一、税务局不给\n向上一级税务机关申请。\n\n二、复议找谁\n向县人民政府申请。")
    assert [citation.article for citation in reply.citations] == ["第二十七条", "第二十四条"]
    assert [option.text for option in reply.options] == ["复议期限多久"]


def test_who_asks_in_english_is_told_in_english():
    where = Answer("To the county government.", (), 0.6, "where", title="Where do I apply")
    reply = reply_of(Answer("To the tax office above.", (), 0.6, "tax", title="What about taxes", beside=where))
    assert reply.text.startswith("I am not sure") and reply.text.endswith("Where do I apply\nTo the county government.")


@pytest.mark.parametrize(("outcome", "told"), [("answered", True), ("redirected", True), ("safety", False)])
def test_only_answers_stand_beside_one_another(outcome: str, told: bool):
    library = knowledge().library
    first, second = (library.by_id[name] for name in ("reconsideration-tax", "reconsideration-where"))
    found = Found(first, 0.6, (), 0.9, replace(second, outcome=outcome))
    said = knowledge()._said_with_rival(found, "税务局不给，去哪复议", date(2026, 11, 26), "zh")
    assert said.title == first.questions[0] and (said.beside is not None) is told
    if said.beside is not None:
        assert (said.beside.entry_id, said.beside.title) == (second.id, second.questions[0])


def test_a_part_that_is_a_little_surer_of_something_else_stands_beside_the_whole():
    assert _with_its_question(TAX, WHERE).beside == WHERE
    assert _with_its_question(replace(TAX, beside=WHERE), replace(WHERE, entry_id="other")).beside == WHERE
    assert _with_its_question(TAX, replace(WHERE, entry_id="tax")).beside is None
    assert _with_its_question(TAX, replace(WHERE, outcome="safety")).beside is None
    assert _with_its_question(replace(TAX, title=""), WHERE).beside is None, "a date worked out stands by itself"


def test_a_surer_part_keeps_what_its_story_may_mean_beside_it():
    part = replace(WHERE, entry_id="part", confidence=0.9)
    assert _in_its_story(part, replace(TAX, beside=WHERE)).beside == replace(TAX, beside=None)
    assert _in_its_story(replace(part, entry_id="tax"), replace(TAX, beside=WHERE)).beside == WHERE
    assert _in_its_story(part, TAX).beside is None, "the whole was in no doubt of its own"
