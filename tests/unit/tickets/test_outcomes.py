"""How answers end: the annual report's rows, reasons, the right remedy."""

import pytest

from bot.tickets import answers
from bot.tickets.conditions import TicketError
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import ANY_BLANK, APPLICATION_OUTCOMES, Outcome, closing, outcome_of, outcomes_for, skeletons
from bot.tickets.remedies import Remedy

# Table 3 of the national form of the annual report, part three without its sum: row and words.
TABLE_3 = {
    "3.1": "予以公开",
    "3.2": "部分公开",
    "3.3.1": "属于国家秘密",
    "3.3.2": "其他法律行政法规禁止公开",
    "3.3.3": "危及“三安全一稳定”",
    "3.3.4": "保护第三方合法权益",
    "3.3.5": "属于三类内部事务信息",
    "3.3.6": "属于四类过程性信息",
    "3.3.7": "属于行政执法案卷",
    "3.3.8": "属于行政查询事项",
    "3.4.1": "本机关不掌握相关政府信息",
    "3.4.2": "没有现成信息需要另行制作",
    "3.4.3": "补正后申请内容仍不明确",
    "3.5.1": "信访举报投诉类申请",
    "3.5.2": "重复申请",
    "3.5.3": "要求提供公开出版物",
    "3.5.4": "无正当理由大量反复申请",
    "3.5.5": "要求行政机关确认或重新出具已获取信息",
    "3.6.1": "逾期不补正，不再处理",
    "3.6.2": "逾期未缴费，不再处理",
    "3.6.3": "其他",
}
GROUPS = {"3.3": "不予公开", "3.4": "无法提供", "3.5": "不予处理", "3.6": "其他处理"}
ALL = [(kind, outcome) for kind in Kind for outcome in outcomes_for(kind)]
BY_CODE = {outcome.code: outcome for outcome in APPLICATION_OUTCOMES}


def test_the_outcomes_are_the_reports_rows():
    assert {outcome.code: outcome.title for outcome in APPLICATION_OUTCOMES} == TABLE_3
    assert all(outcome.group == GROUPS[outcome.code[:3]] for outcome in APPLICATION_OUTCOMES if outcome.code[:3] in GROUPS)


def test_what_is_not_disclosed_goes_to_reconsideration_first():
    for code in ("3.2", *(code for code in TABLE_3 if code.startswith("3.3"))):
        words = closing(BY_CODE[code])
        assert "应当先" in words and "行政复议法第二十三条第一款第四项" in words and "六十日" in words
        assert "也可以自知道" not in words and "六个月" not in words


def test_what_is_lacking_or_not_handled_may_go_straight_to_court():
    for code in (code for code in TABLE_3 if code[:3] in ("3.4", "3.5")):
        words = closing(BY_CODE[code])
        assert "可以自知道" in words and "六个月" in words and "法释〔2025〕8号第一条" in words and "行政诉讼法第四十六条" in words
        assert "应当先" not in words


def test_every_application_answer_names_its_clause_and_a_remedy_and_nothing_dead():
    for outcome in APPLICATION_OUTCOMES:
        words = closing(outcome)
        assert f"《政府信息公开条例》{outcome.article}" in words and "行政复议" in words
        assert outcome.remedy is not Remedy.NONE
        assert not any(dead in words for dead in ("2008", "第492号", "法释〔2011〕17号", "信访条例"))


def test_the_cases_that_the_law_treats_apart_have_their_own_clause():
    lacking, given = BY_CODE["3.4.1"], BY_CODE["3.1"]
    assert "第三十六条第四项" in closing(lacking, "not_found") and "第三十六条第五项" in closing(lacking, "not_ours")
    assert "第三十六条第一项" in closing(given, "published")
    drafts = {variant.key: variant.draft for outcome in (lacking, given) for variant in outcome.variants}
    assert "负责公开的机关" in drafts["not_ours"] and "联系方式" in drafts["not_ours"]
    assert "获取的方式、途径" in drafts["published"]
    assert "渠道" in BY_CODE["3.5.1"].draft and "途径" in BY_CODE["3.5.3"].draft


def test_other_kinds_owe_no_clause_of_the_regulation():
    assert all(closing(outcome) == "" for kind, outcome in ALL if kind is not Kind.APPLICATION)


@pytest.mark.parametrize(("kind", "outcome"), ALL, ids=[f"{kind}-{outcome.code}" for kind, outcome in ALL])
def test_no_template_can_be_sent_as_it_is(kind: Kind, outcome: Outcome):
    assert outcome_of(kind, outcome.code) is outcome
    drafts = [outcome.draft, *(variant.draft for variant in outcome.variants)]
    for draft in drafts:
        assert ANY_BLANK in draft
        emptied = draft
        while ANY_BLANK in emptied:  # somebody deletes the blanks and writes nothing instead
            start = emptied.index(ANY_BLANK)
            emptied = emptied[:start] + emptied[emptied.index("）", start) + 1 :]
        for text in (draft, emptied, emptied + "\n" + closing(outcome), "", "。。。。。。。", "同意"):
            with pytest.raises(TicketError, match="理由"):
                answers.complete(outcome, text, None)
        whole = answers.complete(outcome, emptied + "经查，材料在县档案馆可以查阅。", None)
        assert whole.endswith(closing(outcome)) and "县档案馆" in whole


def test_the_closing_is_not_added_twice():
    outcome = BY_CODE["3.4.1"]
    once = answers.complete(outcome, "经检索没有这份合同。", None)
    assert answers.complete(outcome, once, None) == once


def test_skeletons_do_not_eat_reasons():
    for _, outcome in ALL:
        assert all(len(phrase) > 1 or not phrase.isalnum() for phrase in skeletons(outcome))


def test_given_up_is_no_answer():
    assert [code for code in TABLE_3 if outcome_of(Kind.APPLICATION, code) not in outcomes_for(Kind.APPLICATION)] == ["3.6.1", "3.6.2"]
