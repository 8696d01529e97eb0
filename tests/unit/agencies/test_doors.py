"""Doors beside the government's own departments: people find them in their own words, and hear where to turn."""

import pytest

from bot.agencies.service import Router, load_profile
from mingbai.settings import ROOT

FOUND = [
    ("大专在读，想今年下半年去部队，名额在哪报", "县人民武装部"),
    ("村里抽人参加民兵应急演练，误工的钱谁给", "县人民武装部"),
    ("团县委那个助学金什么时候发", "团县委"),
    ("女儿的团籍要转到大学去，县里谁经办", "团县委"),
    ("一个公众号收了钱才肯撤稿", "县网信办"),
    ("我死后想把眼角膜捐了，怎么登记", "县红十字会"),
    ("公司年会想学心肺复苏，谁能来讲", "县红十字会"),
    ("供销社的老职工现在归哪管", "县供销合作社联合社"),
    ("我家三十年前交给供销社的股金条子还在", "县供销合作社联合社"),
    ("航班取消了，住宿费不给报", "民航管理部门"),
    ("行李在机场托运箱子轮子摔断了", "民航管理部门"),
    ("买的基金经理说保本，结果亏了一大半", "证券监督管理部门"),
    ("券商不给我销户", "证券监督管理部门"),
    ("日本寄过来的药被关里扣着", "海关"),
    ("婚车一来就在小区里放鞭炮，吵死了", "县公安局"),
    ("推销楼盘的天天给我打电话", "通信管理部门"),
    ("想查爷爷那辈打游击的史料", "县档案馆"),
    ("入党申请书交了三年没动静", "县委组织部"),
    ("船家不给救生衣就开船", "县交通运输局"),
    ("高铁上被人占座，列车员不管", "铁路部门"),
    ("残联发的轮椅坏了找谁修", "县残疾人联合会"),
    ("公积金能不能取出来还外面借的钱", "县住房公积金管理中心"),
    ("烟店被收了证想要回来", "县烟草专卖局"),
    ("气象局预警短信收不到", "县气象局"),
    ("离婚想找人撑腰，妇联管吗", "县妇女联合会"),
    ("宠物诊所没有证", "县农业农村局"),
    ("福利彩票站点投诉", "县民政局"),
    ("体育彩票怎么申请站点", "县教育体育局"),
    ("无证卖烟花爆竹", "县应急管理局"),
]
ELSEWHERE = [
    ("快递丢了不赔", "12305"), ("火车票退票不给退", "12306"), ("航空公司不给退票", "12326"), ("宽带乱扣费", "12300"),
    ("入党申请书交了三年没动静", "12380"), ("银行卡被乱扣年费", "12378"), ("证券公司乱收佣金", "12386"), ("海关扣了我的包裹", "12360"), ("应征入伍体检在哪报名", "武装部"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "agency"), FOUND)
def test_the_door_is_found_in_peoples_own_words(router, text, agency):
    assert router.route(text).agency == agency


@pytest.mark.parametrize(("text", "told"), ELSEWHERE)
def test_whoever_is_no_office_of_the_place_comes_with_where_to_turn(router, text, told):
    decision = router.route(text)
    assert decision.sure and decision.elsewhere is not None and told in decision.elsewhere.say


def test_they_bear_the_level_of_the_place():
    city = Router(load_profile(ROOT / "profiles" / "zhuzhou.yml"))
    names = {agency.name for agency in city.profile.agencies.values()}
    assert {"团市委", "市红十字会", "市网信办", "市人民武装部", "市委组织部"} <= names
