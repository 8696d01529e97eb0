"""Replies as plain text."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.replies import Citation, Option, Reply, TicketCard
from channels import rendering
from channels.wechat.render import MAX_BYTES, MAX_CHARACTERS, MORE, Card, Text, render, texts, with_more

CITED = Citation("政府信息公开条例", "第三十三条")
TICKET = TicketCard("T20260914001", "complaint", "县交通运输局", dt.date(2026, 9, 23), False, "12345678")


def test_grounds_are_one_line_and_are_not_said_twice():
    assert rendering.words_of(Reply("二十个工作日。", "answered", (CITED, CITED))) == "二十个工作日。\n依据：《政府信息公开条例》第三十三条"
    named = Reply("按《政府信息公开条例》第三十三条，二十个工作日。", "answered", (CITED,))
    assert rendering.words_of(named) == named.text
    notice = Reply("按通知办。", "answered", (Citation("枞政办〔2025〕3号", "第二条"),))
    assert rendering.words_of(notice).endswith("依据：枞政办〔2025〕3号第二条")


def test_a_danger_is_told_without_anything_after_it():
    assert rendering.words_of(Reply("请马上拨打 119！", "safety", (Citation("全国统一服务热线号码", "119"),))) == "请马上拨打 119！"


def test_choices_of_all_replies_are_numbered_through_at_the_end():
    replies = [Reply("甲", "answered", options=(Option("好", "可以"),)), Reply("乙", "asked", options=(Option("不", "不用"),))]
    assert rendering.together(replies) == "甲\n\n乙\n\n回复 1 好\n回复 2 不"


def fits(text: str) -> bool:
    return len(text) <= 20


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("短", ["短"]), ("", []), ("  \n ", []),
        ("一二三四五六七八九十。一二三四五六七八。九十", ["一二三四五六七八九十。一二三四五六七八。", "九十"]),
        ("一二三四五六七八九十一二三，四五六七八九十一二三四五六", ["一二三四五六七八九十一二三，", "四五六七八九十一二三四五六"]),
        ("一二三四五六七八九十二三\n\n四五六七八九十", ["一二三四五六七八九十二三", "四五六七八九十"]),
        ("他说：“一二三四五六七八九。”然后一二三四五", ["他说：“一二三四五六七八九。”", "然后一二三四五"]),
        ("x" * 45, ["x" * 20, "x" * 20, "x" * 5]),
    ],
)
def test_a_long_text_is_cut_where_a_reader_would_pause(text: str, pieces: list[str]):
    assert rendering.pieces(text, fits) == pieces


@given(st.text(max_size=300))
def test_nothing_but_blanks_is_lost_by_cutting(text: str):
    pieces = rendering.pieces(text, fits)
    assert all(fits(piece) and piece for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(st.text(alphabet="字a。\n😀 ", min_size=1, max_size=6000))
def test_every_wechat_text_fits_also_with_the_word_that_more_comes(text: str):
    for message in texts(text):
        more = with_more(message).text
        assert len(more) <= MAX_CHARACTERS and len(more.encode()) <= MAX_BYTES


def test_a_receipt_is_its_text_and_a_card_that_holds_no_code():
    filed = Reply("编号：T20260914001\n查询码：12345678", "filed", ticket=TICKET)
    text, card = render([filed], "https://desk.example.gov.cn")
    assert isinstance(text, Text) and "12345678" in text.text
    assert isinstance(card, Card) and card.url == "https://desk.example.gov.cn/ticket?number=T20260914001"
    assert "12345678" not in card.description + card.url + card.title
    assert "2026年9月23日" in card.description and "县交通运输局" in card.description
    assert render([filed], "") == [text], "without an address there is nothing to open"


def test_citizens_words_do_not_become_links():
    [text] = texts('您说：<a href="https://bad.example">点我</a>，a<b')
    assert "<a " not in text.text and "</a" not in text.text and "a<b" in text.text


def test_more_is_only_said_of_texts():
    assert with_more(Text("好")).text == f"好{MORE}"
    card = Card("a", "b", "c")
    assert with_more(card) is card
