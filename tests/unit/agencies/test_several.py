"""Several matters in one message: taken apart where it says so and the agencies differ; a story in many sentences stays whole."""

from pathlib import Path

import pytest
import yaml

from bot.agencies.router import Router
from bot.agencies.several import LONGEST, MOST, matters, pieces

HERE = Path(__file__).parent


def agencies(router: Router, text: str) -> list[str]:
    return [matter.decision.agency for matter in matters(text, router.route)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我们村路烂了三年没人修，还有低保也给我停了", ["县交通运输局", "县民政局"]),
        ("我们村路烂了三年没人修还有低保也给我停了", ["县交通运输局", "县民政局"]),  # as a recogniser hears it
        ("两件事：第一，路灯坏了。第二，低保停了", ["县城市管理局", "县民政局"]),
        ("老板欠我三个月工资没给，另外我家门口垃圾没人拉", ["县人力资源和社会保障局", "乡镇人民政府"]),
        ("一是自来水发黄，二是学校乱收费", ["供水公司", "县教育体育局"]),
        ("我要投诉两件事 1、小区电梯老坏 2、医院乱收费", ["县市场监督管理局", "县卫生健康委员会"]),
        ("法院判了不给执行，还有村里低保也停了", ["人民法院", "县民政局"]),
        ("路灯坏了，还有学校乱收费，另外低保停了", ["县城市管理局", "县教育体育局", "县民政局"]),
        # The township helps with a benefit: it is no reason to take a lamp and a benefit for one matter.
        ("村里路灯坏了，还有低保也停了", ["乡镇人民政府", "县民政局"]),
        ("路灯坏了，低保也停了", ["县城市管理局", "县民政局"]),
        ("工资欠了半年没给 小区门口没有斑马线", ["县人力资源和社会保障局", "县公安局"]),
        ("自来水发黄，孩子的学校还乱收费，我妈的高龄补贴也没发", ["供水公司", "县教育体育局", "县民政局"]),
        ("除了学校乱收费的事，我还要反映路灯坏了三个月", ["县教育体育局", "县城市管理局"]),
        ("麻烦你们两件事：低保停了，以及自来水发黄", ["县民政局", "供水公司"]),
        ("粮站收粮打白条不给钱，菜市场电子秤缺斤少两", ["县发展和改革委员会", "县市场监督管理局"]),
        ("首先自来水发黄，其次学校乱收费", ["供水公司", "县教育体育局"]),
        ("我妈的低保和我女儿的学籍都没办下来", ["县民政局", "县教育体育局"]),
    ],
)
def test_matters_that_are_said_to_be_two_go_to_two_agencies(router, text, expected):
    assert agencies(router, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "我家房子漏水，还有墙也裂了",
        "我们村路烂了三年没人修，还有桥上护栏也撞断了",
        "低保停了，还有他们也没给我个说法",
        "村里的路烂了三年，老人摔了好几个。找过村里两次，镇上也来看过。到现在没人修，一下雨就没法走",
        "老板欠我三个月工资，还有两个工友也一样没拿到钱",
        "小区路灯坏了，还有人半夜摔了一跤",
        "还有",
        "",
        "还有，另外，还有",
        "第一人民医院乱收费",
        "自来水发黄，洗衣服也洗不干净",
        "医院门口停满了车，救护车也进不去",
        "邻居把路堵了，村里也调解不了",
        "低保停了，药也买不起了",
        "工资欠了半年，孩子学费也交不上",
        "学校和医院都没人管",
        "村民占了农田盖楼，镇里来看过就没下文了",  # what others did about it
        "小作坊的污水放到田里，秧苗都黄了",  # what came of it
        "粮库收粮打了白条，三个月没拿到钱",  # the same subject goes on
    ],
)
def test_one_matter_stays_as_it_was_told(router, text):
    found = matters(text, router.route)
    assert [matter.words for matter in found] == [text]


def test_no_message_of_the_single_matter_sets_is_taken_apart(router):
    told = [str(row[0]) for name in ("cases", "oblique", "unseen", "long") for row in yaml.safe_load((HERE / f"routing_{name}.yml").read_text("utf-8"))]
    assert [text for text in told if len(matters(text, router.route)) > 1] == []


def test_a_long_letter_is_not_taken_apart(router):
    letter = "我们村路烂了三年没人修，还有低保也给我停了。" + "请领导关心。" * LONGEST
    assert len(matters(letter, router.route)) == 1


def test_no_more_matters_than_can_be_read_out():
    assert len(pieces("，还有".join(["路灯坏了没人修"] * (MOST + 3)))) == MOST
