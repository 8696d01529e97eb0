import pytest

from bot.people.masking import holds_card_number, holds_id_number, mask_text
from tests.support.people import CREDIT_CODE, ID_NUMBER, PHONE

CARD = "6222021307001234564"


@pytest.mark.parametrize("said", [CARD, "6222 0213 0700 1234 564", "4111-1111-1111-1111"])
def test_a_bank_card_is_masked_however_it_is_written(said):
    masked = mask_text(f"打到{said}上")
    assert said not in masked and "*" in masked
    assert holds_card_number(said)


@pytest.mark.parametrize("said", [ID_NUMBER, CREDIT_CODE, PHONE, "G20260105001", "20260105", "2026年1月5日"])
def test_other_numbers_are_no_cards(said):
    assert not holds_card_number(said)


def test_an_identity_number_and_a_phone_are_masked():
    masked = mask_text(f"我{ID_NUMBER}电话{PHONE}")
    assert ID_NUMBER not in masked and PHONE not in masked
    assert holds_id_number(ID_NUMBER)
