"""Questions that ask the same stand together."""

from bot.conversations.unanswered import alike


def test_the_same_in_other_words_order_or_spelling_is_one_group():
    texts = ["公租房怎么摇号", "公租房咋摇号", "怎么给公租房摇号", "身份证丢了怎么补办", "公租房怎么摇号啊", "身分证丢了怎么补办"]
    assert sorted(map(sorted, alike(texts))) == [[0, 1, 2, 4], [3, 5]]


def test_none_is_no_group():
    assert alike([]) == []


def test_what_asks_something_else_stands_alone():
    assert len(alike(["高铁几点开", "婚检免费吗", "今天下雨吗"])) == 3
