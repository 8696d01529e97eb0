"""Bare numbers as answers."""

import pytest

from bot.conversations.choices import number_in, offered
from bot.conversations.replies import Option, Reply


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1), ("２", 2), ("③", 3), ("一", 1), ("选2", 2), ("我选 2", 2), ("回复3", 3), ("第二个", 2), ("2。", 2), ("（1）", None), ("十二", 12),
        ("", None), ("0", 0), ("100", None), ("1.5", None), ("1号楼漏水", None), ("两个", None), ("12345", None), ("一百", None), ("-1", None),
    ],
)  # fmt: skip
def test_the_number_that_is_the_whole_message(text: str, number: int | None):
    assert number_in(text) == number


def test_numbers_go_through_all_replies_of_a_turn_and_name_each_choice_once():
    yes, no, more = Option("好", "可以"), Option("不", "不用"), Option("行", "可以")
    replies = [Reply("甲", "answered", options=(yes,)), Reply("乙", "answered"), Reply("丙", "clarify", options=(no, more))]
    assert offered(replies) == [yes, no]
