"""Who is responsible: figures on three sets of made-up messages, names, townships, other doors, and bad input."""

from pathlib import Path

import pytest
import yaml

from bot.agencies.service import Router, load_profile

HERE = Path(__file__).parent
PROFILES = HERE.parents[2] / "profiles"


def _share(router: Router, name: str, among: int) -> float:
    cases = yaml.safe_load((HERE / f"routing_{name}.yml").read_text("utf-8"))
    hits = [any(c.agency in right for c in router.route(str(text)).candidates[:among]) for text, *right in cases]
    return sum(hits) / len(hits)


@pytest.mark.parametrize(
    ("name", "first", "in_three"),
    [("cases", 0.97, 0.99), ("oblique", 0.95, 0.99), ("unseen", 0.90, 0.96), ("long", 0.91, 1.0)],
)
def test_shares_of_right_answers(router, name, first, in_three):
    assert _share(router, name, 1) >= first
    assert _share(router, name, 3) >= in_three


def test_what_is_called_sure_is_mostly_right(router):
    right = total = 0
    for name in ("cases", "unseen"):
        for text, *agencies in yaml.safe_load((HERE / f"routing_{name}.yml").read_text("utf-8")):
            decision = router.route(str(text))
            total += decision.sure
            right += decision.sure and decision.agency in agencies
    assert right / total >= 0.95


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("请县交通运输局公开去年的养护经费", "县交通运输局"),
        ("环保局那边查了没有", "县生态环境分局"),
        ("國土局批的那塊地到底給誰了", "县自然资源和规划局"),
        ("枞阳县水利局的电话是多少", "县水利局"),
        ("我要向安监局举报", "县应急管理局"),
    ],
)
def test_an_agency_named_outright_wins_by_any_of_its_names(router, text, agency):
    decision = router.route(text)
    assert decision.agency == agency
    assert "点名" in decision.candidates[0].why


@pytest.mark.parametrize("text", ["民政局门口的路灯坏了", "法院对面的路灯不亮", "税务局旁边的公厕没人打扫", "信访局大门口的井盖没了"])
def test_an_agency_named_as_a_spot_is_not_asked(router, text):
    assert router.route(text).agency == "县城市管理局"


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("我给法院寄的快递丢了", "邮政管理部门"),
        ("我在法院工作，小区物业乱收费", "县住房和城乡建设局"),
        ("信访局说让我找人社局，工伤待遇一直没给", "县人力资源和社会保障局"),
        ("派出所民警收了黑钱", "县纪委监委"),
        ("给危房改造验收的人塞了两千块他才肯往上报", "县纪委监委"),
        ("办低保的叫我先交五百辛苦费", "县纪委监委"),
        ("住建局局长收开发商的钱", "县纪委监委"),
    ],
)
def test_an_agency_named_in_passing_does_not_take_the_matter(router, text, agency):
    assert router.route(text).agency == agency


@pytest.mark.parametrize(("text", "agency"), [("税务局工作人员态度恶劣", "县税务局"), ("民政局的人态度太差", "县民政局")])
def test_an_agency_whose_staff_is_spoken_of_is_meant(router, text, agency):
    assert router.route(text).agency == agency


def test_a_township_named_answers_by_its_own_name(router):
    decision = router.route("横埠镇的宅基地申请交上去一年没有批")
    assert (decision.agency, decision.township) == ("横埠镇人民政府", "横埠镇人民政府")
    assert "点名：横埠镇" in decision.candidates[0].why


def test_a_township_named_beside_a_departments_matter_is_where_it_belongs(router):
    decision = router.route("会宫镇的化工厂排废水，鱼都死了")
    assert (decision.agency, decision.township) == ("县生态环境分局", "会宫镇人民政府")


@pytest.mark.parametrize("text", ["我叫钱桥镇，工资被拖欠了", "联系人白柳镇，公司拖欠工资"])
def test_a_person_whose_name_looks_like_a_place_is_a_person(router, text):
    decision = router.route(text)
    assert (decision.agency, decision.township) == ("县人力资源和社会保障局", None)


def test_without_a_township_named_it_says_townships_in_general(router):
    assert router.route("村里账目从来不公布").township == "乡镇人民政府"


@pytest.mark.parametrize(
    ("text", "agency", "said"),
    [
        ("法院判我赢了，对方一直不执行", "人民法院", "12368"),
        ("劳动仲裁一直不开庭", "劳动人事争议仲裁委员会", "仲裁"),
        ("举报镇长受贿", "县纪委监委", "12388"),
        ("快递丢了不赔", "邮政管理部门", "12305"),
        ("天然气管道漏气了", "燃气公司", "开窗"),
    ],
)
def test_doors_elsewhere_are_pointed_to(router, text, agency, said):
    elsewhere = router.route(text).elsewhere
    assert elsewhere is not None and elsewhere.agency == agency and said in elsewhere.say


def test_an_office_of_the_government_is_no_door_elsewhere(router):
    assert router.route("低保被停了").elsewhere is None


def test_who_assists_is_named_and_never_the_lead(router):
    decision = router.route("半夜工地打桩太吵")
    assert "县住房和城乡建设局" in decision.co and decision.agency not in decision.co


def test_reasons_tell_duty_words_and_law(router):
    why = router.route("包工头拖欠农民工工资").candidates[0].why
    assert "职责：拖欠工资" in why and "“农民工工资”" in why and "保障农民工工资支付条例" in why


def test_reasons_tell_the_key_area_of_the_place():
    why = Router(load_profile(PROFILES / "chuxiong.yml")).route("征地补偿款没到位").candidates[0].why
    assert "重点领域：征地拆迁" in why


@pytest.mark.parametrize(
    ("asked", "agency"),
    [
        ("我要申请公开全县低保发放名单", "县民政局"),
        ("申请公开县政府常务会议纪要", "县政府办公室"),
        ("申请公开今年的部门预算", "县财政局"),
    ],
)
def test_an_application_goes_to_who_holds_it(router, asked, agency):
    assert router.route(asked).agency == agency


@pytest.mark.parametrize(
    ("simple", "other"),
    [("请问自来水停水什么时候恢复", "請問自來水停水什麼時候恢復"), ("拖欠工资怎么办", "拖 欠 工 资\n怎么办"), ("医保报销", "医保报销。。。!!!")],
)
def test_width_blanks_and_traditional_characters_change_nothing(router, simple, other):
    assert router.route(simple).agency == router.route(other).agency


@pytest.mark.parametrize("text", ["", " ", "a", "?!", "12345", "hello there", "😀😀", "\x00\u200b"])
def test_without_chinese_it_is_not_sure_and_says_why(router, text):
    decision = router.route(text)
    assert not decision.sure and decision.agency == "县政府办公室" and "没有中文" in decision.candidates[0].why


@pytest.mark.parametrize("text", ["路", "路" * 20_000, "水，水！水。", "路abc"])
def test_one_character_is_not_sure_however_often_it_is_said(router, text):
    decision = router.route(text)
    assert not decision.sure and decision.confidence == 0 and "说得太少" in decision.candidates[0].why


def test_reasons_leave_out_the_words_of_everybody(router):
    why = router.route("我们村路烂了三年没人修").candidates[0].why
    assert "路烂" in why and "我们" not in why


@pytest.mark.parametrize("text", ["啊", "的", "你好", "在吗", "事", "领导：您好", "尊敬的各位领导，您好！"])
def test_a_text_that_says_nothing_is_not_sure(router, text):
    assert not router.route(text).sure


def test_a_text_of_twenty_thousand_characters(router):
    decision = router.route("老板拖欠工资，" + "我们多次去找他都没有结果。" * 1600)
    assert decision.agency == "县人力资源和社会保障局"


def test_a_typo_does_not_lose_the_matter(router):
    assert router.route("自来水停谁三天了").agency == "供水公司"


def test_confidences_fall_and_stay_between_0_and_1(router):
    shares = [candidate.confidence for candidate in router.route("电梯困人").candidates]
    assert len(shares) == 3 and shares == sorted(shares, reverse=True) and 0 <= shares[-1] <= shares[0] <= 1


@pytest.mark.parametrize(("place", "agency"), [("zhuzhou", "市民政局"), ("chuxiong", "州民政局"), ("dayao", "县民政局")])
def test_every_place_answers_with_its_own_names(place, agency):
    assert Router(load_profile(PROFILES / f"{place}.yml")).route("低保怎么申请").agency == agency


def test_times_and_that_nobody_cares_speak_for_no_duty(router):
    told = router.route("我妈的低保上个月停了也没人跟我们说为啥")
    assert told.agency == "县民政局"
    assert told.sure
    why = router.route("县里去年修路花了多少钱").candidates[0].why
    assert "去年" not in why
