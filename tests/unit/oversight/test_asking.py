"""Applications that ask for much the same find one another, those that do not stay apart."""

from itertools import combinations

import pytest

from bot.oversight import asking
from bot.oversight.asking import Weights, alike, grouped, marks_of

# What is asked for, and which of these a person would call the same; made up after what county offices are asked.
ASKED = (
    ("road", "申请公开2024年道路改造工程的中标合同"), ("road", "请提供本县道路改造项目中标合同复印件"), ("road", "道路改造工程招投标文件和合同"),
    ("poor", "2023年全县低保户名单"), ("poor", "申请公开我村低保人员名单"), ("poor", "低保名单"),
    ("land", "横埠镇征地补偿安置方案"), ("land", "征地补偿标准及发放明细"), ("land", "关于横埠镇2022年征地补偿款发放明细表"),
    ("school", "县城小学学区划分方案"), ("school", "2025年小学招生学区划分方案的依据"), ("health", "医保报销比例"),
    ("spent", "2024年三公经费决算"), ("spent", "贵单位2023年度“三公”经费支出情况"),
    ("fined", "行政处罚决定书（枞市监罚〔2023〕12号）"), ("fined", "对某公司的行政处罚决定书"),
    ("block", "老旧小区改造名单"), ("block", "老旧小区改造项目清单及资金来源"), ("lift", "老旧小区加装电梯补贴"),
    ("house", "我家房屋拆迁补偿协议"), ("house", "房屋征收补偿协议"), ("plot", "本人宅基地审批档案"), ("plot", "宅基地审批材料"),
    ("flat", "拆迁安置房分配方案"),
)  # fmt: skip


def test_most_pairs_are_judged_as_a_person_would():
    marks = [marks_of(text) for _, text in ASKED]
    weights = Weights.among(marks)
    wrong = [
        (ASKED[one][1], ASKED[other][1])
        for one, other in combinations(range(len(ASKED)), 2)
        if (alike(marks[one], marks[other], weights) >= asking.ALIKE) != (ASKED[one][0] == ASKED[other][0])
    ]
    same = sum(one[0] == other[0] for one, other in combinations(ASKED, 2))
    assert len(wrong) <= 4 and len(wrong) / same <= 0.25, wrong


def test_every_text_is_in_one_group_and_the_first_leads():
    groups = grouped([marks_of(text) for _, text in ASKED])
    assert sorted(member for group in groups for member in group.members) == list(range(len(ASKED)))
    assert all(group.members == sorted(group.members) for group in groups)
    roads = next(group for group in groups if 0 in group.members)
    assert roads.members == [0, 1, 2]


@pytest.mark.parametrize(("one", "other"), [("2023年三公经费", "２０２５年度三公經費"), ("请公开有关水费收费依据", "水费收费依据"), ("低保名单", "低保名单")])
def test_years_courtesies_and_ways_of_writing_make_no_difference(one, other):
    assert marks_of(one) == marks_of(other) != frozenset()


def test_what_says_nothing_groups_with_nothing():
    assert grouped([frozenset(), frozenset()]) and [len(group.members) for group in grouped([marks_of("全部资料"), marks_of("！！")])] == [1, 1]


def test_grouping_many_does_not_compare_all_with_all(monkeypatch):
    compared = 0
    real = asking.alike

    def counting(*args):
        nonlocal compared
        compared += 1
        return real(*args)

    monkeypatch.setattr(asking, "alike", counting)
    texts = [marks_of(f"{ASKED[number % len(ASKED)][1]}{chr(0x4E00 + number % 997)}{chr(0x5E00 + number % 991)}") for number in range(1_000)]
    grouped(texts)
    assert compared <= 2 * 13 * len(texts)
