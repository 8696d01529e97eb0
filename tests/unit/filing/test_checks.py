"""What each slot takes and refuses."""

import pytest

from bot.filing import checks
from bot.filing.checks import SlotError
from tests.support.people import CREDIT_CODE, ID_NUMBER


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (ID_NUMBER, ID_NUMBER),
        (f"我的身份证是{ID_NUMBER}。", ID_NUMBER),
        ("340722 19830412 9315", ID_NUMBER),
        ("11010519491231002x", "11010519491231002X"),  # the example of GB 11643
        ("810000199408230021", "810000199408230021"),  # 港澳居民居住证
    ],
)
def test_identity_numbers_are_taken(said: str, kept: str):
    assert checks.id_number(said) == kept


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("34072219830412931", "17 位"),  # one short
        (f"{ID_NUMBER}X", "18 位"),  # one long
        ("340722198304129316", "校验位"),
        ("340722198313129315", "校验位"),
        ("没带", "18 位"),
    ],
)
def test_wrong_identity_numbers_are_refused_with_the_reason(said: str, says: str):
    with pytest.raises(SlotError, match=says):
        checks.id_number(said)


def test_a_birth_in_the_future_is_refused():
    stem = "34072220990412931"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    digit = "10X98765432"[sum(int(d) * w for d, w in zip(stem, weights, strict=True)) % 11]
    with pytest.raises(SlotError, match="出生日期"):
        checks.id_number(stem + digit)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("13900000011", "13900000011"),
        ("电话是139 0000 0011", "13900000011"),
        ("+86 13900000011", "13900000011"),
        ("0562-3212345", "05623212345"),
    ],
)
def test_phones_are_taken(said: str, kept: str):
    assert checks.phone(said) == kept


@pytest.mark.parametrize("said", ["1390000001", "12345", "139000000111", "不想说", "99999999999"])
def test_wrong_phones_are_refused(said: str):
    with pytest.raises(SlotError):
        checks.phone(said)


def test_credit_codes_are_checked_by_their_checksum():
    assert checks.credit_code(f"代码 {CREDIT_CODE.lower()}") == CREDIT_CODE
    with pytest.raises(SlotError, match="校验位"):
        checks.credit_code("91340722MA8K3Q7T11")
    with pytest.raises(SlotError, match="18 位"):
        checks.credit_code("91340722")


@pytest.mark.parametrize(("said", "kept"), [("方国栋", "方国栋"), ("我叫李小明。", "李小明"), ("迪丽·阿不都", "迪丽·阿不都"), ("John Smith", "John Smith"), ("王芳女士", "王芳")])
def test_names_are_taken(said: str, kept: str):
    assert checks.name(said) == kept


@pytest.mark.parametrize("said", ["不想说", "为什么要名字", "13900000011", "我要投诉", "?", "x", "叫什么好呢"])
def test_what_is_no_name_is_refused(said: str):
    with pytest.raises(SlotError):
        checks.name(said)


def test_a_sentence_pasted_over_and_over_is_kept_once():
    assert checks.description("我想了解县里的开支。" * 300) == "我想了解县里的开支。"


def test_a_description_too_long_is_refused_with_both_lengths():
    long = "".join(f"第{n}件事情说来话长。" for n in range(300))
    with pytest.raises(SlotError, match="最多 2000 个字"):
        checks.description(long)


@pytest.mark.parametrize("said", ["?", "😀😀", "[表情]", "。。。"])
@pytest.mark.parametrize("check", [checks.description, checks.place, checks.occurred_at, checks.address])
def test_marks_and_emoji_are_no_answers(check, said: str):
    with pytest.raises(SlotError):
        check(said)


def test_email_and_postal_code():
    assert checks.email("邮箱 fang@example.com，谢谢") == "fang@example.com"
    assert checks.postal_code("246700") == "246700"
    with pytest.raises(SlotError):
        checks.email("fang@")
    with pytest.raises(SlotError):
        checks.postal_code("24670")


@pytest.mark.parametrize("said", ["我耳朵背,你说慢点啊", "你们这是不给我呗", "随便你们"])
def test_talk_is_no_address(said: str):
    with pytest.raises(SlotError):
        checks.address(said)


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (checks.place, "我家楼下"), (checks.place, "网上"), (checks.place, "全县都这样"), (checks.place, "枞阳镇莲花小区"),
        (checks.occurred_at, "一直都这样"), (checks.occurred_at, "半个月前"), (checks.occurred_at, "2026-06-18 20:10"),
        (checks.address, "枞阳县横埠镇"), (checks.address, "老街12号"),
    ],
)
def test_places_and_times_as_people_say_them(check, said: str):
    assert check(said) == said


@pytest.mark.parametrize("said", ["你们会保密吧", "老板叫钱某某,不敢惹"])
def test_talk_is_no_time(said: str):
    with pytest.raises(SlotError):
        checks.occurred_at(said)


@pytest.mark.parametrize(("text", "paper"), [("E61234567", "护照"), ("护照 G1234567", "护照"), ("台胞证12345678", "台胞证"), ("12345678", None), ("34072219900101931", None)])
def test_another_paper_is_known_by_its_name_or_its_number(text: str, paper: str | None):
    assert checks.other_paper(text) == paper
