"""What a message wishes, read from its words: a person, the state of something filed, nothing that could be told."""

import pytest

from bot.conversations import lookup
from bot.conversations.understanding import Understanding
from bot.filing import remarks


@pytest.mark.parametrize("text", ["转人工", "转值班的，我不跟电脑扯", "我不想跟机器人说", "按半天按不明白 给我接个人", "我想跟值班的通个话", "要跟真人说"])
def test_a_person_is_wanted(text: str):
    assert remarks.wants_person(text)


@pytest.mark.parametrize("text", ["我想跟邻居说清楚", "工地的人跟我说话很难听", "我家接了个人来住"])
def test_other_people_are_no_wish_for_one(text: str):
    assert not remarks.wants_person(text)


@pytest.mark.parametrize("text", ["我5月份提过个意见 说会研究 研究到哪去了", "我妈上月申请的那份东西寄出来没", "上次投诉的那个修好没",
        "前阵子给你们讲的那座桥塌了角，归谁去修了", "昨天报修的水管有人接没，派给谁了", "单号让水泡烂了 只记得中秋前报的 还查得到不",
        "前天报的水管漏水修了没", "查 ZY20261126-0001 11111111", "帮我查一下123456789", "俺上月托你们问的那个事,咋到现在没动静"])  # fmt: skip
def test_the_state_of_something_filed_is_asked(text: str):
    assert lookup.asks_progress(text)


@pytest.mark.parametrize("text", ["我交了申请一个月没下文怎么办", "我的信访件办到哪了", "上个月快递寄的申请,签收记录有,到现在没动静", "申请的材料怎么寄",
        "编号是多少位", "上个月发的文件在哪查",
        "昨天报的数是谁统计的", "回执丢了怎么办"])  # fmt: skip
def test_a_rule_is_no_state_of_something_filed(text: str):
    assert not lookup.asks_progress(text)


def test_two_meanings_may_be_about_as_likely():
    found = Understanding({"ask": 0.33, "lookup": 0.29, "fill": 0.09})
    assert found.nearly("lookup") and found.nearly("ask")
    assert not found.nearly("fill") and not found.nearly("abuse")


@pytest.mark.parametrize("text", ["我不要机器人", "有没有人啊", "有没有人啊？", "多久有人", "什么时候能有人"])
def test_who_wants_no_machine_wants_a_person(text: str):
    assert remarks.wants_person(text)


@pytest.mark.parametrize("text", ["编号丢了，查询码也没了", "没有编号", "我用手机号13800000009提交的，能不能查", "忘了查询码", "单号找不到了"])
def test_the_number_is_lost(text: str):
    assert lookup.has_lost_number(text)


@pytest.mark.parametrize(
    "text",
    ["平信寄的，没有回执单，日子从哪天起算", "信访编号丢了还能查不", "T20261127001 查询码丢了", "快递单号丢了", "我邻居的编号忘了", "编号多少位", "查进度", "回执什么时候给"],
)
def test_another_number_is_no_lost_one(text: str):
    assert not lookup.has_lost_number(text)
