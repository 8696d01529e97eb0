"""Telephone cells as offices write them: every number is found with its note, what is not understood is named, nothing is guessed."""

import pytest

from bot.agencies.phones import PhoneError, read_phones

CELLS = {
    "0562-3211234": "0562-3211234",
    "0562-3211234（工作日）": "0562-3211234（工作日）",
    "3211234（工作日8:30-12:00，14:30-17:30）": "3211234（工作日8:30-12:00，14:30-17:30）",
    "3211234（工作日": "3211234（工作日）",
    "3211234 24小时": "3211234（24小时）",
    "3211234（302室）": "3211234（302室）",
    "6号楼3211234": "3211234（6号楼）",
    "3211234 转 801": "3211234转801",
    "3211234（转801）": "3211234转801",
    "0562-3211234 分机801": "0562-3211234转801",
    "0562-3211234-801": "0562-3211234-801",
    "12345转3": "12345转3",
    "0562-3211234、3211235": "0562-3211234、3211235",
    "0562-3211234 3211235": "0562-3211234、3211235",
    "3211234\n3211235": "3211234、3211235",
    "3211234或3211235": "3211234、3211235",
    "3211234和3211235": "3211234、3211235",
    "办公室：0562-3211234 传真：0562-3211235": "0562-3211234（办公室）、0562-3211235（传真）",
    "办公室（3211234）": "3211234（办公室）",
    "3211234（传真3215678）": "3211234、3215678（传真）",
    "3211234 办公室 3215678 传真": "3211234（办公室）、3215678（传真）",
    "3211234；节假日 3215678": "3211234、3215678（节假日）",
    "中心3211234，一科3211235，二科3211236（上午）": "3211234（中心）、3211235（一科）、3211236（二科，上午）",
    "工作日：0562-3211234；其他时间：12345": "0562-3211234（工作日）、12345（其他时间）",
    "13900000011/13900000012（微信同号）": "13900000011、13900000012（微信同号）",
    "联系电话：３２１１２３４": "3211234",
    "（0562）3211234": "(0562)3211234",
    "0562—3211234": "0562-3211234",
    "139 0000 0011": "139 0000 0011",
    "400-810-1234": "400-810-1234",
    "+86-562-3211234": "+86-562-3211234",
    "96128": "96128",
}


@pytest.mark.parametrize(("cell", "shown"), CELLS.items())
def test_numbers_and_notes_are_understood_and_what_is_shown_is_read_the_same(cell: str, shown: str):
    read = read_phones(cell)
    assert "、".join(phone.text for phone in read) == shown
    assert read_phones(shown) == read


@pytest.mark.parametrize(
    ("cell", "part"),
    [
        ("", ""), ("无", "无"), ("见官网", "见官网"), ("0562-321", "0562-321"), ("0562-3211234/5", "5"), ("3211234、801", "801"), ("321 12345", "321"),
        ("3211234，32112", "32112"), ("办公室在三楼，12月搬迁", "办公室在三楼，12月搬迁"), ("3211234" + "很长的说明" * 7, "很长的说明" * 7),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_named(cell: str, part: str):
    with pytest.raises(PhoneError) as told:
        read_phones(cell)
    assert str(told.value) == part


def test_every_digit_of_a_cell_is_shown_or_refused():
    """Cells put together of numbers, notes and separators in every order: no digit gets lost."""
    numbers, notes, separators = ["3211234", "0562-3211235", "12345"], ["", "办公室", "（24小时）"], ["、", " ", "，", "/", "\n", ""]
    for first in numbers:
        for second in numbers:
            for note in notes:
                for separator in separators:
                    cell = f"{first}{note}{separator}{second}"
                    try:
                        shown = "".join(phone.text for phone in read_phones(cell))
                    except PhoneError:
                        continue
                    assert sorted(filter(str.isdigit, shown)) == sorted(filter(str.isdigit, cell)), cell
