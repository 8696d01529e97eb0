"""Numbers and days that no page of ours gave out: answered like ones that nobody has, never with an error of the desk's."""

import pytest

from consoles.numbers import number_in
from tests.integration.consoles.conftest import Clerk, Desk, hidden

ODD = ("99999999999999999999", "9" * 5_000, "abc", "²", "-1", "0")


def post(clerk: Clerk, address: str, **fields: str) -> int:
    csrf = hidden(clerk.page("/staff/account").text, "csrf")
    return clerk.browser.post(address, data={"csrf": csrf, **fields}).status_code


@pytest.mark.parametrize("odd", ODD)
def test_a_row_that_cannot_be_is_one_that_is_not_there(desk: Desk, odd: str):
    overseer = desk.signed_in("oversight")
    assert overseer.page(f"/oversight/topics/{odd}").status_code == 404
    assert post(overseer, f"/oversight/urgent/{odd}/mark", duty="word", text="已经发布") == 409
    assert post(overseer, f"/oversight/urgent/{odd}/close", text="已经结束") == 409
    assert post(overseer, f"/oversight/cases/{odd}", route="x") == 404
    assert post(overseer, f"/oversight/self-check/{odd}", decision="kept", reason="x") == 409
    assert post(overseer, f"/oversight/topics/{odd}/close", why="x") == 303


@pytest.mark.parametrize("year", ["0020249", "99999", "２０２４", "9" * 5_000, "-1", "20x4"])
def test_a_year_that_is_none_is_the_usual_one(desk: Desk, year: str):
    overseer = desk.signed_in("oversight")
    assert overseer.page(f"/oversight/annual?year={year}").text == overseer.page("/oversight/annual").text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "9999-12-30", "2026-02-30"])
def test_a_day_at_the_end_of_all_days_is_no_filter_and_no_beginning(desk: Desk, day: str):
    assert desk.signed_in("admin").page(f"/staff/audit?first={day}&last={day}").status_code == 200
    assert post(desk.signed_in("oversight"), "/oversight/urgent", title="水厂停水", why="全城停水", at=f"{day}T08:00") == 409


def test_a_number_is_plain_digits():
    assert [number_in(text) for text in ("", "0", "17", "9" * 18, "9" * 19, "²", "１", "1_0", " 1", "+1")] == [None, 0, 17, int("9" * 18)] + [None] * 6
    assert number_in("123", 2) is None
