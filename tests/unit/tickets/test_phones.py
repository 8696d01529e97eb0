"""One number, however it is written, is one key; what is no number is none."""

import pytest

from bot.tickets.phones import key_of_applicant, phone_key, plain_phone

MOBILE = "13900000011"


@pytest.mark.parametrize("written", [MOBILE, "+8613900000011", "008613900000011", "013900000011", "139-0000-0011", "139 0000 0011"])
def test_one_number_is_one_key_however_it_is_written(written: str):
    assert phone_key(written) == phone_key(MOBILE)


def test_another_number_is_another_key():
    assert phone_key("13900000012") != phone_key(MOBILE)
    assert phone_key("0562-6201234") == phone_key("05626201234") != phone_key("6201234")


@pytest.mark.parametrize("written", ["", None, "8013", "匿名", "anonymous", "x" * 400])
def test_extensions_and_words_are_nobodys_number(written: str | None):
    assert phone_key(written) is None


def test_numbers_abroad_keep_their_country():
    assert plain_phone("+852 5123 4567") == "+85251234567"


def test_the_key_does_not_hold_the_number():
    assert "0011" not in (phone_key(MOBILE) or "")


def test_the_anonymous_are_not_found_by_their_phone():
    assert key_of_applicant({"contact_phone": MOBILE}) == phone_key(MOBILE)
    assert key_of_applicant({"contact_phone": MOBILE, "anonymous": "yes"}) is None
    assert key_of_applicant({}) is None
