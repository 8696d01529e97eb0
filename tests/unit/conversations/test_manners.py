"""Short words where no form is open."""

import pytest

from bot.conversations import conduct, lookup, manners, wishes, words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("嗯", words.HEARD), ("哦好的", words.HEARD), ("知道了", words.HEARD), ("取消", words.NOTHING_OPEN), ("返回", words.NOTHING_OPEN),
        ("返回首页", words.MENU_AGAIN), ("菜单", words.MENU_AGAIN), ("确认提交", words.NOTHING_TO_CONFIRM), ("没事了", words.GOODBYE),
        ("我是老百姓 不会弄这个 想问个事", words.GO_ON), ("您好，我想咨询个问题", words.GO_ON), ("我要反映一个情况", words.GO_ON),
    ],
)
def test_are_met_with_what_fits(text: str, said: str):
    reply = manners.reply_to(text)
    assert reply is not None
    assert (reply.text, reply.outcome) == (said, "smalltalk")


@pytest.mark.parametrize("text", ["嗯？？", "啊?", "公开", "申请", "我要咨询", "我家的路坏了", "问一下低保怎么申请", "投诉", "可以公开吗", "要不要钱", "好几年没修了", "谢谢"])
def test_and_everything_else_is_left_to_engine_and_knowledge(text: str):
    assert manners.reply_to(text) is None


@pytest.mark.parametrize(
    "text", ["我看江边那条路该装几个座凳，老人走累了没处歇", "我们村那个路修了三年了没修好 钱到哪去了", "就是村到镇上那条路 花了多少钱 哪个老板修的 有没有验收"]
)
def test_a_matter_told_at_length_is_no_look_up(text: str):
    assert lookup.tells_a_matter(text)


@pytest.mark.parametrize("text", ["上个月跟你们讲的那条水渠，派给谁去弄了", "我投诉的那个烧烤摊到现在处理了没有啊", "T20261126001 12345678 到哪一步了现在"])
def test_a_look_up_stays_one(text: str):
    assert not lookup.tells_a_matter(text)


@pytest.mark.parametrize("text", ["怎么催办", "能不能催一下啊？", "催了没用怎么办", "补正要补几次", "满意度是怎么算的", "取消低保要什么手续", "撤回申请要多久"])
def test_questions_about_rules_are_no_wishes(text: str):
    assert not wishes.hurries(text)
    assert wishes.addition(text) is None
    assert not wishes.withdraws(text)
    assert not wishes.judges(text)


@pytest.mark.parametrize(
    ("text", "satisfied"),
    [
        ("满意", True), ("基本满意", True), ("还算满意吧", True), ("我对这次答复很满意。", True), ("不满意", False), ("不太满意", False), ("我对答复非常不满意！", False),
        ("差评", False), ("评价一下", None),
    ],
)  # fmt: skip
def test_what_is_made_of_an_answer(text: str, satisfied: bool | None):
    assert wishes.judges(text)
    assert wishes.satisfied(text) is satisfied


@pytest.mark.parametrize("text", ["满意率怎么查", "不满意怎么办", "我不满意他们的态度，要投诉", "可以", "一般"])
def test_what_only_speaks_of_being_satisfied(text: str):
    assert not wishes.judges(text)


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("我还要补充一点 他们还占了消防通道", "他们还占了消防通道"), ("补充：还要测绘图", "还要测绘图"), ("我要补充", ""), ("补正：要的是会宫镇的方案", "要的是会宫镇的方案"),
        ("对了刚才忘了说 还要征地前后的测绘图", "还要征地前后的测绘图"), ("再补充一下昨晚又来了", "昨晚又来了"), ("补正通知书我没收到", None), ("补充协议能公开吗", None),
    ],
)
def test_what_is_added(text: str, more: str | None):
    assert wishes.addition(text) == more


def test_a_long_story_ends_in_what_is_wanted():
    story = "我们家那个低保嘛去年给停了然后我去村里面问了好几次村里面说是镇里面的事情我也不晓得到底找哪个"
    assert conduct.ends_in_a_wish_for_a_record(f"{story}我想看看那个当时停我低保的那个文件能不能给我看看")
    assert not conduct.ends_in_a_wish_for_a_record(f"{story}我想知道这种事要多久")
    assert not conduct.ends_in_a_wish_for_a_record("我想看看那个停我低保的文件能不能给我看看")  # short: engine and knowledge decide


@pytest.mark.parametrize("text", ["需要什么手续", "要带什么材料", "去哪里办"])
def test_questions_without_a_subject(text: str):
    assert conduct.lacks_subject(text)


@pytest.mark.parametrize("text", ["啊?", "多少钱", "低保要什么条件", "新农合今年交多少钱"])
def test_questions_with_one(text: str):
    assert not conduct.lacks_subject(text)
