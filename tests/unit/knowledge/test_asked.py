"""Which period is asked for: made-up questions, and the table they are read by.

`dates.jsonl`: `due` the last days to be told (none: no day may be told), `fee` the sums, `asks_back` a lunar date; the days of
`by_hand` were counted on a calendar, the others by a count that shares nothing with the desk's clock.
"""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge.asked import masked, table
from bot.knowledge.computed import compute
from bot.knowledge.computed_rules import RULES
from bot.knowledge.loader import load_library
from bot.knowledge.said import dates, with_digits
from bot.knowledge.service import Knowledge
from bot.knowledge.text import clean

HERE = Path(__file__).parent
CONTENT = HERE.parents[2] / "knowledge"
TODAY = date(2026, 11, 26)
LINES = [json.loads(line) for line in (HERE / "dates.jsonl").read_text(encoding="utf-8").splitlines()]
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
ENGLISH = re.compile(rf"(\d+) ({'|'.join(MONTHS)}) (\d{{4}})")
CHINESE = re.compile(r"(\d{4})年(\d+)月(\d+)日")
SUMS = re.compile(r"(?:一共|cost )(\d+)(?:元| yuan)")


@pytest.fixture(scope="module")
def content():
    """The project's own sources: a rule that is not in force there may not be used."""
    return load_library(CONTENT)


def ask(content, text):
    return compute(clean(text), TODAY, content, frozenset({"zongyang"}))


def told(answer):
    """The days told as the last one: those of the first line of each matter, but for the day of receipt before them."""
    heads = [block.splitlines()[0] for block in answer.text.split("\n\n")]
    lines = [re.split(r"，从次日起数|当天就|; the reply|on .* the reply", head)[-1] for head in heads]
    chinese = {date(*map(int, found)) for line in lines for found in CHINESE.findall(line)}
    return chinese | {date(int(year), MONTHS.index(month) + 1, int(day)) for line in lines for day, month, year in ENGLISH.findall(line)}


def sums(answer):
    free = {0} if "不收费：" in answer.text or "free of charge" in answer.text else set()
    return free | {int(found) for found in SUMS.findall(answer.text)}


@pytest.mark.parametrize("line", LINES, ids=[line["id"] for line in LINES])
def test_the_asked_period_is_told_and_no_other(content, line):
    answer = ask(content, line["text"])
    days, fees = set(line["due"]) - {"provisional"}, set(line.get("fee", ()))
    if line.get("asks_back"):
        assert answer is not None and answer.outcome == "clarify" and "公历" in answer.text and not told(answer)
    elif "provisional" in line["due"]:
        assert "暂定" in answer.text
    elif not days and not fees:
        assert answer is None or (not told(answer) and not sums(answer)), answer
    else:
        assert answer is not None, "nothing was worked out"
        assert told(answer) == {date.fromisoformat(day) for day in days} and sums(answer) == fees, answer.text
        assert line.get("article") in {None, *(citation.article for citation in answer.citations)}


def test_every_period_that_is_worked_out_is_asked_for_in_the_set():
    said = {line["id"]: with_digits(clean(line["text"])) for line in LINES}
    found = {row.period for text in said.values() for row in table().meant(masked(text, dates(text, TODAY)))}
    assert {row.period for row in table().rows if row.computed} <= found


def test_the_table_names_rules_and_live_sources_that_bear_its_numbers(content):
    for row in table().rows:
        assert not row.by or row.by in RULES, row
        assert not (row.by and (row.workdays or row.days)), row
        if row.workdays or row.days:
            source = content.sources[row.source]
            assert source.live(TODAY) and str(row.workdays or row.days) in source.clauses[row.article], row
            assert all("{day}" in said for said in row.first), row


def test_a_source_that_is_not_in_force_gives_no_day(content):
    before = date(2020, 6, 1)  # the measures for the fee are of 2021
    assert compute("我6月1日收到收费通知，最晚哪天缴费", before, content, frozenset()) is None


def test_an_open_receipt_is_told_with_what_is_missing(content):
    assert ask(content, "网上9月14号提交的，哪天到期").text.startswith("如果2026年9月14日当天就双方确认了")
    assert ask(content, "9月14号快递寄的，哪天到期").text.startswith("如果2026年9月14日当天就签收了")
    assert ask(content, "网上9月10号点的提交,9月14号双方确认了,哪天到期").text.startswith("最晚2026年10月16日")
    assert ask(content, "网上9月14号提交,一直没人确认,收到日算哪天") is None


def test_where_two_remedies_fit_both_are_told_with_what_comes_first(content):
    answer = ask(content, "告知书7月22到我手上的,我不服想告他们,最晚到几号")
    assert "60日" in answer.text and "6个月" in answer.text and "应当先申请行政复议" in answer.text
    assert {"第二十条", "第二十三条", "第四十六条"} == {citation.article for citation in answer.citations}


def test_half_of_a_message_makes_no_other_sum_and_no_other_day():
    knowledge = Knowledge.load(HERE / "fixtures", "zongyang", {})
    asked = ("先交了十二件后来又交了六件，他们讲好的，三十份往上另涨，三十份要多少钱", "更正的事是9月14号提的。10月9号窗口收的申请，哪天到期")
    for text in asked:
        answer = knowledge.answer(text, today=TODAY)
        assert answer is None or "computed" not in answer.entry_id, answer


def test_a_solar_day_told_after_a_lunar_one_is_taken(content):
    lunar = "阴历八月初四交的申请,最晚哪天答复"
    assert ask(content, lunar).outcome == "clarify"
    assert told(ask(content, f"{lunar}，9月14号")) == {date(2026, 10, 16)}
    assert told(ask(content, "阴历七月十五拿到不公开的决定书,复议最晚哪天，8月27号")) == {date(2026, 10, 26)}
