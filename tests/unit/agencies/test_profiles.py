"""Profiles: the five that come with the desk are sound; every kind of fault is one sentence that names it."""

import datetime as dt
import re
from pathlib import Path

import pytest
import yaml

from bot.agencies.checking import check_profile
from bot.agencies.models import NO_PHONE
from bot.agencies.remarks import remarks
from bot.agencies.service import Directory, ProfileError, load_profile

PROFILES = Path(__file__).resolve().parents[3] / "profiles"
_OF_2014 = (
    *("发改局", "经信局", "教体局", "公安局", "民政局", "财政局", "人社局", "国土局", "住建局", "交通运输局", "农业局", "水务局", "林业局", "商务局"),
    *("文化出版局", "卫生局", "计生局", "环保局", "统计局", "工商局", "规划局", "安监局", "城管执法局", "食品药品监管局", "物价局", "房管局", "地税局"),
)
PLACES = ("zongyang", "zhuzhou", "chuxiong", "huantai", "dayao")


@pytest.mark.parametrize("place", PLACES)
def test_the_places_that_come_with_the_desk_have_no_problem(place):
    assert check_profile(PROFILES / f"{place}.yml") == []


@pytest.mark.parametrize(
    ("place", "key", "name", "full_name"),
    [
        ("zongyang", "transport", "县交通运输局", "枞阳县交通运输局"),
        ("zongyang", "ecology", "县生态环境分局", "铜陵市枞阳县生态环境分局"),
        ("zongyang", "tax", "县税务局", "国家税务总局枞阳县税务局"),
        ("zongyang", "township", "乡镇人民政府", "乡镇人民政府（街道办事处）"),
        ("huantai", "ecology", "县生态环境分局", "淄博市生态环境局桓台分局"),
        ("zhuzhou", "ecology", "市生态环境局", "株洲市生态环境局"),
        ("chuxiong", "civil", "州民政局", "楚雄州民政局"),
        ("dayao", "civil", "县民政局", "大姚县民政局"),
        ("zongyang", "water-supply", "供水公司", "枞阳县供水公司"),
    ],
)
def test_names_follow_the_level_of_the_place(place, key, name, full_name):
    agency = load_profile(PROFILES / f"{place}.yml").agencies[key]
    assert (agency.name, agency.full_name) == (name, full_name)


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("国土局", "县自然资源和规划局"),
        ("规划局", "县自然资源和规划局"),
        ("林业局", "县自然资源和规划局"),
        ("环保局", "县生态环境分局"),
        ("安监局", "县应急管理局"),
        ("工商局", "县市场监督管理局"),
        ("食品药品监管局", "县市场监督管理局"),
        ("卫生局", "县卫生健康委员会"),
        ("计生局", "县卫生健康委员会"),
        ("地税局", "县税务局"),
        ("文化出版局", "县文化和旅游局"),
        ("县农业局", "县农业农村局"),
        ("桓台县交通运输局", "县交通运输局"),
        ("房管局", "县住房和城乡建设局"),
        ("物价局", "县市场监督管理局"),
        ("法制办", "县司法局"),
        ("索镇", "索镇街道办事处"),
    ],
)
def test_former_names_lead_to_todays_agency(old, today):
    found = Directory(load_profile(PROFILES / "huantai.yml")).find(old)
    assert found is not None and found.name == today


@pytest.mark.parametrize("name", _OF_2014)
def test_each_of_the_27_departments_of_the_notice_of_2014_leads_to_an_agency_of_today(name):
    directory = Directory(load_profile(PROFILES / "huantai.yml"))
    assert directory.find(name) is not None and directory.find(f"县{name}") is directory.find(f"桓台县{name}") is directory.find(name)


@pytest.mark.parametrize("place", PLACES)
def test_who_was_named_in_the_notice_for_a_key_area_is_who_leads_it_today(place):
    profile = load_profile(PROFILES / f"{place}.yml")
    directory = Directory(profile)
    for area in profile.key_areas:
        found = {agency.id for name in area.named if (agency := directory.find(name))}
        assert found <= set(area.lead), area


def test_a_name_of_no_agency_is_not_found(zongyang):
    assert Directory(zongyang).find("县航天局") is None


def test_zongyang_periods_bear_their_clause(zongyang):
    periods = {period.kind: (period.workdays, period.extended_to, period.article) for period in zongyang.periods}
    assert periods == {"suggestion": (7, 15, "四(三)"), "consultation": (15, None, "四(三)"), "complaint": (15, None, "四(三)")}


@pytest.mark.parametrize(("place", "number"), [("chuxiong", "96128"), ("huantai", "8212345"), ("zongyang", "12345")])
def test_hotlines(place, number):
    profile = load_profile(PROFILES / f"{place}.yml")
    line = next(line for line in profile.hotlines if line.number == number)
    assert line.fact.source and line.fact.on


def test_a_phone_without_a_source_is_not_invented(zongyang):
    assert zongyang.agencies["land"].phone_text == NO_PHONE


def test_key_areas_of_chuxiong_name_who_led_then_and_who_leads_now():
    areas = {area.name: area for area in load_profile(PROFILES / "chuxiong.yml").key_areas}
    assert len(areas) == 9
    assert areas["征地拆迁"].lead == ("land", "housing")
    assert areas["征地拆迁"].named == ("国土局", "住建局")


def test_place_names(zongyang):
    assert zongyang.place_names["枞阳"] == "zongyang"


def _broken(tmp_path, **changes) -> Path:
    raw = {
        "id": "somewhere",
        "name": "某县",
        "level": "county",
        "notices": [{"id": "n", "title": "某通知", "dated": "2020"}],
        "hotlines": [{"name": "热线", "number": "12345", "source": "s", "dated": "2020"}],
        "office": {"agency": "a", "name": "办公室", "source": "s", "dated": "2020"},
        "hours": {"days": "周一至周五", "morning": "8:30—12:00", "afternoon": "14:30—17:30", "source": "default", "dated": "2020"},
        "agencies": [_agency("a", "民政局"), _agency("b", "水利局")],
    }
    file = tmp_path / "somewhere.yml"
    file.write_text(yaml.safe_dump(raw | changes, allow_unicode=True), encoding="utf-8")
    return file


def _agency(key, name, **more):
    duties = [{"name": "事", "says": f"{name}的事"}]
    return {"id": key, "name": name, "source": "s", "dated": "2020", "parent": None, "duties": duties} | more


def test_the_smallest_sound_profile(tmp_path):
    assert check_profile(_broken(tmp_path)) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"agencies": [_agency("a", "民政局"), _agency("b", "民政局")]}, "同时是县民政局（a）和县民政局（b）的名称"),
        ({"agencies": [_agency("a", "民政局"), _agency("a", "水利局")]}, "机构编号“a”（水利局）写了两次"),
        ({"agencies": [_agency("a", "民政局", parent="b"), _agency("b", "水利局", parent="a")]}, "县民政局的上级关系绕成了圈"),
        ({"agencies": [_agency("a", "民政局", parent="z"), _agency("b", "水利局")]}, "县民政局的上级“z”不存在"),
        ({"agencies": [_agency("a", "民政局", duties=[]), _agency("b", "水利局")]}, "县民政局没有写职责"),
        ({"agencies": [_agency("a", "民政局", source=""), _agency("b", "水利局")]}, "县民政局没有写出处"),
        ({"agencies": [_agency("a", "民政局", kind="club"), _agency("b", "水利局")]}, "机构“民政局”的类别“club”不认识"),
        ({"agencies": [_agency("a", "民政局", kind="elsewhere"), _agency("b", "水利局")]}, "没有写怎么告诉群众"),
        (
            {"agencies": [_agency("a", "民政局", duties=[{"name": "事", "says": "话", "also": ["z"]}]), _agency("b", "水利局")]},
            "职责“事”提到的机构“z”不存在",
        ),
        ({"hotlines": []}, "没有写热线电话"),
        (
            {"hotlines": [{"name": "热线", "number": number, "source": "s", "dated": "2020"} for number in ("1", "2")]},
            "有两个号码：1和2",
        ),
        ({"level": "village"}, "level 只能是"),
        ({"hotline": []}, "不认识的项目“hotline”"),
        ({"heat": {"emergency": {"word_hours": 5, "source": "s"}, "bursts": {}}}, "热点设置（heat）只能有"),
        ({"heat": [5, 24]}, "“heat”下面要写成“名称: 值”"),
        ({"warnings": {"levels": [{"name": "", "title": "快到期", "left": 3, "tell": ["agency"]}]}}, "预警（warnings）"),
        ({"agencies": [_agency("a", "民政局", former=["水利局"]), _agency("b", "水利局")]}, "“水利局”同时是县民政局（a）和县水利局（b）的名称"),
        ({"agencies": [_agency("a", "民政局", phone="见官网"), _agency("b", "水利局")]}, "县民政局的电话“见官网”不像电话号码"),
        ({"agencies": [_agency("a", "民政局", dated="去年"), _agency("b", "水利局")]}, "县民政局的日期“去年”看不懂"),
        ({"agencies": [_agency("a", "民政局", dated="2126-01-01"), _agency("b", "水利局")]}, "还没有到"),
        ({"agencies": [_agency("a", "民政局", dated="2026-02-30"), _agency("b", "水利局")]}, "不是日历上的日子"),
        ({"key_areas": [{"name": "环境保护", "lead": [], "source": "s", "dated": "2020"}]}, "重点领域“环境保护”没有牵头机构"),
        ({"extends": "_county.yml", "with": ["航天"], "agencies": []}, "with 里的“航天”不认识"),
        (
            {"periods": [{"kind": "application", "workdays": 5, "source": "s", "article": "一", "dated": "2020"}]},
            "不能由本地改写",
        ),
        (
            {"periods": [{"kind": "complaint", "workdays": 15, "extended_to": 7, "source": "s", "article": "一", "dated": "2020"}]},
            "前后矛盾",
        ),
        (
            {"rules": [{"text": "信访三十日答复", "source": "信访条例", "article": "第三十三条", "dated": "2005"}]},
            "已经废止",
        ),
        (
            {"key_areas": [{"name": "环境保护", "lead": ["z"], "source": "s", "dated": "2020"}]},
            "重点领域“环境保护”的牵头机构“z”不存在",
        ),
    ],
)
def test_every_fault_is_a_sentence_naming_the_file(tmp_path, changes, sentence):
    problems = check_profile(_broken(tmp_path, **changes))
    assert any(sentence in problem for problem in problems), problems
    assert all(problem.startswith("somewhere.yml：") for problem in problems)


def test_old_numbers_and_values_nobody_set_are_remarked_on():
    said = "\n".join(remarks(load_profile(PROFILES / "huantai.yml"), dt.date(2026, 11, 26)))
    assert "8212345是2014年的" in said and "办公时间还是默认值" in said and "国务院办公厅对政府网站的要求" in said


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: [1", "格式不对"),
        ("- 1", "应当是“名称: 值”"),
        ("id: x\nid: y", "“id”写了两次"),
        ("id: x\nname: y\nlevel: county", "缺少“office”"),
        ("id: x\nname: y\nlevel: county\nextends: nowhere.yml", "nowhere.yml：找不到这个文件"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path, text, sentence):
    file = tmp_path / "x.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError, match=sentence):
        load_profile(file)


def test_a_file_of_another_encoding(tmp_path):
    file = tmp_path / "x.yml"
    file.write_bytes("名称: 某县".encode("gbk"))
    with pytest.raises(ProfileError, match=r"x\.yml：不是 UTF-8 编码"):
        load_profile(file)


def test_a_missing_file(tmp_path):
    with pytest.raises(ProfileError, match="找不到这个文件"):
        load_profile(tmp_path / "gone.yml")


_CODE = ("bot", "channels", "consoles", "actions", "mingbai", "engine")
_ABOUT_A_PLACE = re.compile(r"枞阳|株洲|楚雄|桓台|大姚|铜陵|淄博|96128|8212345")


def _told(line: str) -> str:
    """A line of code without what only explains it."""
    return re.split(r"\"\"\"|#|\{#|`name`|name in a text means|`place_names`|only where:", line)[0]


def test_nothing_about_a_place_is_in_code():
    root = PROFILES.parent
    found = [
        f"{path.relative_to(root)}:{number}"
        for folder in _CODE
        for path in (root / folder).rglob("*")
        if path.suffix in (".py", ".html", ".js", ".css") and ".venv" not in path.parts
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if _ABOUT_A_PLACE.search(_told(line))
    ]
    assert found == []
