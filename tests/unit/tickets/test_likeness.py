"""What likeness reads out of a text, and how alike it finds two."""

from pathlib import Path

import pytest
import yaml

from bot.tickets.likeness.features import Features, features_of, names_of
from bot.tickets.likeness.scoring import Weights, likeness
from bot.tickets.likeness.words import words

PAIRS = yaml.safe_load((Path(__file__).parent / "similar_pairs.yml").read_text("utf-8"))
NOTHING_LEARNED = Weights()


def alike(one: str, other: str) -> float:
    return likeness(features_of(one), features_of(other), NOTHING_LEARNED)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("枞阳镇银塘路菜市场旁边的路灯坏了", ["枞阳", "银塘路", "银塘路市场"]),
        ("铁铜乡小学冬天没有空调", ["铁铜", "铁铜小学"]),
        ("县二小门口堵车", ["第二小学"]),
        ("我家在恒达饲料厂旁边", ["恒达饲料厂"]),
        ("义东路口堵得一塌糊涂", ["义东路"]),
        ("住在平安小区，平安小区停水", ["平安小区"]),
        ("下晚自习的孩子看不清路", []),
        ("广场舞太吵，走夜路害怕", []),
        ("这个小区的公交线路改了", []),
        ("请问医保怎么报销", []),
    ],
)
def test_places_are_read_by_how_their_names_end(text, names):
    assert [f"{place.name}{place.kind}" for place in names_of(text)] == names


def test_many_ways_of_saying_one_thing_are_one_thing():
    for one, other in (("路灯不亮", "晚上黑灯瞎火"), ("没来水", "停水好几天"), ("窨井盖丢了", "井没盖子"), ("包工头不给钱", "拖欠工资")):
        assert features_of(one).things & features_of(other).things


def test_what_names_a_person_is_no_mark():
    plain = features_of("银塘路路灯坏了")
    for more in ("，我叫方国栋", "，联系人：方国栋", "，电话13900000011", "，340722198304129315", "，fang@example.com"):
        assert features_of(f"银塘路路灯坏了{more}") == plain


def test_marks_come_back_from_what_is_kept():
    for pair in PAIRS["seen"]:
        found = features_of("。".join(pair))
        assert Features.unpack(found.pack()) == found


def test_a_name_written_with_wrong_characters_of_the_same_sound_is_the_same():
    assert alike("银塘路路灯坏了", "银糖路路灯不亮") > 0.55


def test_the_same_thing_elsewhere_is_another_matter():
    assert alike("汤沟镇先锋村停水三天", "汤沟镇高桥村停水三天") < 0.3
    assert alike("汤沟镇先锋村停水三天", "会宫镇先锋村停水三天") < alike("汤沟镇先锋村停水三天", "先锋村没来水")


def test_another_thing_at_the_same_place_is_another_matter():
    assert alike("银塘路路灯坏了", "银塘路垃圾没人清运") < 0.3


def test_the_order_does_not_matter_and_likeness_goes_both_ways():
    for one, other, _ in PAIRS["seen"]:
        assert alike(one, other) == pytest.approx(alike(other, one))
    assert alike("停水三天了，先锋村", "先锋村停水三天了") > 0.7


@pytest.mark.parametrize("text", ["", "？", "a", "12345678901", "投诉", "😀😀"])
def test_what_says_nothing_is_like_nothing(text):
    assert alike(text, text) == 0.0


def test_a_very_long_text_is_read_at_its_beginning():
    assert features_of("银塘路路灯坏了，" + "没人管，" * 5_000).things == features_of("银塘路路灯坏了").things


@pytest.mark.parametrize("part", ["seen", "blind"])
def test_most_reports_of_one_matter_are_more_alike_than_what_only_looks_like_it(part):
    right = [alike(one, other) > alike(other, near) for one, other, near in PAIRS[part]]
    assert sum(right) / len(right) >= 0.9


def test_no_word_stands_for_a_thing_and_for_nothing():
    lists = words()
    assert {way for way in lists.thing_of if lists.plain.fullmatch(way)} == set()
    assert not lists.shared & lists.spots
