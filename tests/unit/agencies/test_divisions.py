"""Whether words place a matter in another part of the country."""

import pytest

from bot.agencies.divisions import Divisions
from bot.agencies.service import load_profile, profile_files

COUNTY = Divisions("安徽省铜陵市枞阳县", {"枞阳县": 1, "枞阳": 1})
CITY = Divisions("湖南省株洲市", {"株洲市": 1, "株洲": 1})
STATE = Divisions("云南省楚雄彝族自治州", {"楚雄州": 1})


@pytest.mark.parametrize(
    ("address", "name", "prefecture"),
    [
        ("合肥市包河区望江路", "包河区", "合肥市"),
        ("合肥包河区", "包河区", "合肥市"),
        ("铜陵市铜官区义安大道", "铜官区", "铜陵市"),
        ("庐江县泥河镇", "庐江县", "合肥市"),
        ("北京市朝阳区", "朝阳区", "北京市"),
        ("江苏南京", "南京市", "南京市"),
        ("新疆乌鲁木齐", "乌鲁木齐市", "乌鲁木齐市"),
        ("恩施州利川市", "利川市", "恩施土家族苗族自治州"),
    ],
)
def test_an_address_elsewhere(address: str, name: str, prefecture: str):
    found = COUNTY.stands_elsewhere(address)
    assert found is not None
    assert (found.name, found.prefecture) == (name, prefecture)
    assert found.title == (name if name == prefecture else prefecture + name)


@pytest.mark.parametrize(
    "address",
    ["安徽省铜陵市枞阳县汤沟镇", "铜陵市", "安徽", "汤沟镇先锋村", "合肥路3号", "南京商场门口", "上海花园8栋", "鼓楼区", "经济开发区", "长安街", "", "区"],
)
def test_an_address_that_may_well_be_here(address: str):
    assert COUNTY.stands_elsewhere(address) is None


def test_what_lies_in_a_city_or_a_prefecture_is_its_own():
    assert CITY.stands_elsewhere("天元区泰山路") is None
    assert CITY.stands_elsewhere("湖南省株洲市醴陵市") is None
    assert CITY.stands_elsewhere("醴陵市板杉镇") is None
    assert CITY.stands_elsewhere("湘潭市岳塘区") is not None
    assert STATE.stands_elsewhere("云南省楚雄彝族自治州大姚县") is None
    assert STATE.stands_elsewhere("昆明市官渡区") is not None


@pytest.mark.parametrize("words", ["我住合肥包河区，门口工地天天吵", "地点：合肥市蜀山区", "我家在庐江县，路烂了没人修"])
def test_a_matter_told_of_another_place(words: str):
    assert COUNTY.told_elsewhere(words) is not None


@pytest.mark.parametrize(
    "words",
    ["我在合肥打工，低保停了", "我在上海，老家房子被占", "我是合肥人，在枞阳开店", "我们在北京路开店被收保护费", "我在南京商场门口被骗", "路灯坏了"],
)
def test_who_is_elsewhere_may_tell_of_home(words: str):
    assert COUNTY.told_elsewhere(words) is None


def test_every_place_of_ours_is_known_by_its_whole_name():
    for path in profile_files().values():
        profile = load_profile(path)
        ground = Divisions(profile.full_name, profile.place_names)
        assert ground.stands_elsewhere("西藏自治区拉萨市城关区") is not None, profile.full_name
        assert ground.stands_elsewhere(profile.full_name) is None


def test_a_place_that_is_in_no_list_never_sends_anybody_away():
    assert Divisions("某某示范区", {}).stands_elsewhere("合肥市包河区") is None
