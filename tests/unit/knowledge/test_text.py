import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.text import (
    is_english,
    matters,
    normalise,
    respelled,
    sound,
    split_pinyin,
    syllables,
    without_announcement,
    without_own_numbers,
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("請問申請要幾天？", "申请要几天"),
        ("您好😊 咋整啊！！", "怎么办啊"),
        ("Ｎｏ．１２　文件", "no 12 文件"),
        ("俺不晓得", "我不知道"),
        ("\x00\x1b😊。", ""),
    ],
)
def test_normalise(said, plain):
    assert normalise(said) == plain


@given(st.text(max_size=300))
def test_any_text_is_read(text):
    assert set(normalise(text)) & set("，。！？\n") == set()
    assert matters(text)


@pytest.mark.parametrize(("run", "parts"), [("shenqing", ("shen", "qing")), ("xinxigongkai", ("xin", "xi", "gong", "kai")), ("http", None)])
def test_pinyin_is_split(run, parts):
    assert split_pinyin(run) == parts


def test_homophones_and_accents_sound_alike():
    assert syllables("答付") == syllables("答复") == syllables("dafu")
    assert sound("是") == sound("四") and sound("请") == sound("亲")


@pytest.mark.parametrize(("text", "english"), [("How long is the wait?", True), ("shenqing duo jiu da fu", False), ("GB文件怎么看", False), ("", False)])
def test_language(text, english):
    assert is_english(text) is english


def test_two_matters_are_told_apart():
    assert matters("第一申请几天答复 第二路灯坏了半个月") == ["申请几天答复", "路灯坏了半个月"]
    assert matters("申请几天答复,另外能代填申请表吗") == ["申请几天答复", "能代填申请表吗"]
    assert matters("先问下第三方有几天考虑,再就是我要反映菜场污水横流") == ["先问下第三方有几天考虑", "我要反映菜场污水横流"]


def test_a_number_in_brackets_begins_no_new_matter():
    assert matters("我24号(9月,2026)递上去的") == ["我24号(9月,2026)递上去的"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("你好,一是延期最多多久,二是电梯老坏", ["延期最多多久", "电梯老坏"]),
        ("两个问题:申请收不收费,复议收不收费", ["申请收不收费", "复议收不收费"]),
        ("这两件事啊 第一申请几天答复 第二路灯坏了", ["申请几天答复", "路灯坏了"]),
        ("统一是怎么算的", ["统一是怎么算的"]),
        ("请教三样：多久答复，收钱不，能催吗", ["多久答复", "收钱不", "能催吗"]),
        ("还没出结果，我同时去法院行不行", ["还没出结果，我同时去法院行不行"]),
        ("我要查进度，同时投诉噪音", ["我要查进度", "投诉噪音"]),
    ],
)
def test_announced_matters_are_told_apart(text, parts):
    assert matters(text) == parts


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("申请信息公开多久能答复，我电话13900000011", "申请信息公开多久能答复"),
        ("我的手机号是139****0011，复议找谁", "，复议找谁"),
        ("电话12345是管什么的", "电话12345是管什么的"),
        ("我电话13900000011", "我电话13900000011"),
    ],
)
def test_a_number_given_along_with_a_question_is_no_part_of_it(said: str, asked: str):
    assert without_own_numbers(said) == asked


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("身请复意要带身份正吗", "申请复议要带身份证吗"),
        ("打复议要几天", "打复议要几天"),
        ("村里有材料", "村里有材料"),
        ("收废品的一块五", "收废品的一块五"),
        ("付一百块、过七天", "付一百块、过七天"),
        ("能申请法援吗", "能申请法援吗"),
    ],
)
def test_words_of_the_trade_typed_by_ear_are_read_as_meant(typed, meant):
    assert respelled(typed) == meant


def test_how_many_matters_are_announced_is_no_number_of_anything():
    assert without_announcement("问两样：要不要钱，找谁") == "要不要钱，找谁"
    assert without_announcement("我申请了两样，要不要钱") == "我申请了两样，要不要钱"
