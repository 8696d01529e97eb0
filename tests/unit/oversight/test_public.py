"""What the public page holds back, so that nobody is found out by counting or subtracting."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.oversight.public import held_back, summed


@pytest.mark.parametrize(("n", "words"), [(0, "0"), (1, "少于5"), (4, "少于5"), (5, "5"), (1234, "1,234")])
def test_small_numbers_are_not_shown(n, words):
    assert str(held_back(n)) == words


@pytest.mark.parametrize(
    ("parts", "words"),
    [([], "0"), ([0, 0], "0"), ([7, 9], "16"), ([1, 0], "少于5"), ([1, 1, 1, 1], "约10"), ([100, 3], "约100"), ([111, 4], "约110"), ([5, 1], "约10")],
)
def test_a_sum_is_exact_only_where_all_its_parts_are_shown(parts, words):
    assert str(summed(parts)) == words


@given(st.lists(st.integers(0, 40), min_size=2, max_size=4))
def test_whatever_the_hidden_numbers_are_the_page_is_the_same(parts):
    """Any other numbers from 1 to 4 in the hidden places would show the same cells and the same sum."""
    hidden = [place for place, n in enumerate(parts) if 0 < n < 5]
    for others in product(range(1, 5), repeat=len(hidden)):
        changed = list(parts)
        for place, n in zip(hidden, others, strict=True):
            changed[place] = n
        assert summed(changed) == summed(parts)
        assert list(map(held_back, changed)) == list(map(held_back, parts))


@given(st.lists(st.integers(0, 4000), min_size=1, max_size=13))
def test_a_rounded_sum_is_near_the_true_one(parts):
    shown = summed(parts)
    assert abs((shown.n or 0) - sum(parts)) <= 5 + 2 * len(parts)
