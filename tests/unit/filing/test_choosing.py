"""Reading which office an answer means."""

import pytest

from bot.agencies.service import load_profile
from bot.filing.choosing import says_in_person, take_agency
from bot.filing.offices import Offices
from bot.filing.slots import CONTACT, CREDIT_CODE, ORGANIZATION, Slot
from mingbai.settings import ROOT


@pytest.fixture(scope="module")
def offices() -> Offices:
    return Offices.of(load_profile(ROOT / "profiles" / "zongyang.yml"))


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("我也不晓得该找哪个局,就管河道的那个", "县水利局"),
        ("管低保的那家", "县民政局"),
        ("你们看归哪个管就归哪个", "县住房和城乡建设局"),
        ("管事的是谁", None),
    ],
)
def test_an_office_may_be_named_by_what_it_does(offices: Offices, text: str, agency: str | None):
    assert take_agency(offices, "县住房和城乡建设局", text) == agency


@pytest.mark.parametrize(
    ("slot", "text", "in_person"),
    [
        (ORGANIZATION, "没有", True),
        (ORGANIZATION, "我就是个人申请的", True),
        (ORGANIZATION, "不是单位，我自己要", True),
        (CREDIT_CODE, "我不是什么单位", True),
        (CREDIT_CODE, "个人", True),
        (CREDIT_CODE, "没有", False),
        (ORGANIZATION, "枞阳县自己人超市", False),
        (ORGANIZATION, "青山个人独资企业", False),
        (ORGANIZATION, "个人也能申请吗", False),
        (CONTACT, "我自己", False),
    ],
)
def test_without_an_organisation_one_applies_in_person(slot: Slot, text: str, in_person: bool):
    assert says_in_person(slot, text) is in_person


def test_a_town_in_the_address_does_not_take_what_is_no_townships(offices: Offices):
    found = offices.route(["检测机构借年检强收检测费，没有发票也没有收费依据"], "枞阳县枞阳镇经济开发区")
    assert found.agency != "枞阳镇人民政府"
    assert offices.route(["村里的垃圾没人清"], "枞阳县枞阳镇").agency == "枞阳镇人民政府"
