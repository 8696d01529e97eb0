"""Answers that say themselves what they answer, doubts about a detail, and what is no place."""

import pytest

from bot.agencies.service import load_profile
from bot.clock.service import period
from bot.filing import doubts, extract, own, remarks, words
from bot.filing.asides import Asides
from bot.filing.form import Form
from bot.filing.offices import Offices
from bot.filing.taking import Taking
from bot.tickets.kinds import Kind
from mingbai.settings import ROOT
from tests.support.people import CREDIT_CODE

FIRST = "我家老宅基地当年批的底子"
LAMP = "路灯不亮了"


@pytest.fixture(scope="module")
def taking() -> Taking:
    return Taking(Offices.of(load_profile(ROOT / "profiles" / "zongyang.yml")), Asides(lambda text: None, period))


def complaint(asks: str, **answers: str) -> Form:
    return Form(Kind.COMPLAINT, asks, {"description": "楼下烧烤摊天天半夜冒油烟，打电话没人来", **answers})


def suggestion(asks: str, **answers: str) -> Form:
    return Form(Kind.SUGGESTION, asks, {"description": "公园里多栽几棵树", **answers})


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("是九二年还是九三年我记不大真了,要紧不", "大约1992或1993年"),
        ("1992年还是1993年记不清了", "大约1992或1993年"),
        ("大概一二年前后，说不准", "大约2012年"),
        ("哪一年批的我记不得了，要紧吗", ""),
    ],
)
def test_a_doubt_about_a_detail_is_answered_and_what_was_told_stays(taking: Taking, told: str, kept: str):
    form = Form(Kind.APPLICATION, "info_description", {}, {"said": FIRST})
    reply = taking.take(form, told)[-1]
    assert (reply.asks, doubts.NO_MATTER in reply.text) == ("info_description", True)
    taking.take(form, "就这些")
    assert form.answers["info_description"] == (f"{FIRST}，{kept}" if kept else FIRST)


@pytest.mark.parametrize("told", ["枞阳镇低保名单，哪年的我记不清了", "2003年的宅基地批文，村里的领导不知道是谁", "没有用的，村里不知道管"])
def test_what_tells_something_new_is_no_mere_doubt(told: str):
    assert not doubts.is_one(told)


def test_what_was_told_first_is_lost_to_no_other_matter():
    assert extract.joined(Kind.APPLICATION, FIRST, "村里发的那张红头纸").startswith(FIRST)
    assert extract.joined(Kind.APPLICATION, "征地批文", "2021年汤沟镇征地批文") == "2021年汤沟镇征地批文"


@pytest.mark.parametrize("told", ["名字就免了,提个意见还要留名", "算了不留名", "留名就不必了", "不必留名", "名字不方便讲", "姓名免了"])
@pytest.mark.parametrize("asks", ["applicant_name", "place"])
def test_who_gives_no_name_is_anonymous_wherever_he_says_so(taking: Taking, asks: str, told: str):
    form = suggestion(asks, **({"place": ""} if asks == "applicant_name" else {}))
    taking.take(form, told)
    assert form.answers["anonymous"] == "yes"
    assert form.answers["description"] == "公园里多栽几棵树"
    assert form.asks == ("contact_phone" if asks == "applicant_name" else "place")


@pytest.mark.parametrize("told", ["名字写错了", "取名字要收钱", "王小梅", "名字免不免", "他们不留名就走了"])
def test_what_spares_no_name(told: str):
    assert not remarks.spares_the_name(told)


def test_an_application_is_not_anonymous(taking: Taking):
    form = Form(Kind.APPLICATION, "applicant_name", {"info_description": "2023年征地批文", "target_agency": "县财政局", "applicant_type": "citizen"})
    taking.take(form, "名字就免了")
    assert (form.asks, "anonymous" in form.answers) == ("applicant_name", False)


@pytest.mark.parametrize("whom", [{"applicant_type": "organization"}, {}])
def test_a_companys_facts_fill_their_slots_where_the_matter_is_asked(taking: Taking, whom: dict[str, str]):
    form = Form(Kind.APPLICATION, "info_description", dict(whom))
    reply = taking.take(form, f"公司名称安徽测试科技有限公司，统一社会信用代码{CREDIT_CODE}")[-1]
    assert reply.asks == "info_description"
    assert form.answers == {"applicant_type": "organization", "organization_name": "安徽测试科技有限公司", "credit_code": CREDIT_CODE}


@pytest.mark.parametrize("told", ["枞阳镇老街", "就在枞阳镇老街", "枞阳镇渡江路菜市场门口"])
def test_a_bare_place_is_no_second_matter(taking: Taking, told: str):
    form = Form(Kind.COMPLAINT, "description", {}, {"said": LAMP})
    replies = taking.take(form, told)
    assert not any("件事" in reply.text for reply in replies)
    assert (form.answers["description"], form.answers["place"]) == (LAMP, told.removeprefix("就在"))


@pytest.mark.parametrize("told", ["小明", "lu deng huai le", "哈哈哈"])
def test_a_place_without_a_word_of_one_is_asked_about_once(taking: Taking, told: str):
    form = complaint("place")
    assert "是地点吗" in taking.take(form, told)[-1].text
    assert "place" not in form.answers
    taking.take(form, told)
    assert form.answers["place"] == told


@pytest.mark.parametrize("told", ["菜市场", "老戏台旁", "城南", "浮山脚下", "我家后面", "near the old market", "湖滨小区3栋", "文化广场"])
def test_places_are_taken_at_once(told: str):
    assert own.holds_a_place(told)


def test_a_story_gives_its_time_and_the_surname():
    found = extract.facts("我姓周，家里停水停了三天了，没人管", Kind.COMPLAINT)
    assert (found["occurred_at"], found["applicant_name"]) == ("三天了", "周先生/女士")
    assert extract.matter("我姓周，家里停水停了三天了，没人管", Kind.COMPLAINT) == "家里停水停了三天了，没人管"
    assert "applicant_name" not in extract.facts("我姓周，要去年的征地批文", Kind.APPLICATION)


@pytest.mark.parametrize("told", ["我在这里住了十年了，楼上漏水", "车用了三年了厂家不给修"])
def test_how_long_somebody_lives_there_is_not_when_it_happened(told: str):
    assert "occurred_at" not in extract.facts(told, Kind.COMPLAINT)


def test_a_short_answer_is_kept_for_its_own_slot(taking: Taking):
    form = complaint("place")
    taking.take(form, "没有电话")
    taking.take(form, "姓陈")
    assert (form.asks, form.answers["contact_phone"], form.answers["applicant_name"]) == ("place", "", "陈先生/女士")
    assert "place" not in form.answers


@pytest.mark.parametrize("told", ["本来想说算了,琢磨琢磨还是交上去吧", "还是交上去吧", "那就帮我递上去吧", "想好了，还是报上去吧"])
def test_a_wish_to_submit_is_met_with_the_word_that_submits(taking: Taking, told: str):
    form = complaint("review", place="枞阳镇", occurred_at="昨天", applicant_name="李先生", contact_phone="13900000011")
    kept = dict(form.answers)
    assert [reply.text for reply in taking.take(form, told)] == [words.CONFIRM_FIRST]
    assert form.answers == kept and form.asks == "review"


@pytest.mark.parametrize("told", ["先别交上去", "我不想交上去", "他们把钱交上去了", "要不要交上去"])
def test_what_is_no_wish_to_submit(told: str):
    assert not remarks.wishes_to_submit(told)
