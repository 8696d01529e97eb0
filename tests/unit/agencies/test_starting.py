"""A new place from its list of agencies: matched, added, split; faults by row; the desk can be run with what comes of it."""

import csv
import datetime as dt
import json
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook

from bot.agencies.checking import check_profile
from bot.agencies.contacts import Contacts
from bot.agencies.loading import SHIPPED
from bot.agencies.models import ProfileError
from bot.agencies.service import Directory, Router, load_profile
from bot.agencies.spreadsheet import read_sheet
from bot.agencies.starting import Started, place_of, start, write_template
from mingbai.settings import Settings
from tests.support.command_line import CommandLine

TODAY = dt.date(2026, 11, 26)
HEADER = ["单位名称", "简称", "曾用名", "类别", "上级单位", "职责", "电话", "地址"]
OFFICES = (
    "清河县人民政府办公室", "清河县教育局", "清河县体育局", "清河县公安局", "清河县民政局", "清河县自然资源局", "清河县林业局",
    "清河县住房和城乡建设局", "清河县市场监督管理局", "国家税务总局清河县税务局", "安平市清河县生态环境分局",
)


def _write(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="gbk", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


def _started(tmp_path: Path, *rows: list[str]) -> Started:
    sheet = read_sheet(_write(tmp_path / "a.csv", list(rows)))
    return start(place_of("qinghe", sheet), sheet, TODAY)


def _profile(tmp_path: Path, started: Started):
    file = tmp_path / "qinghe.yml"
    file.write_text(started.text(), encoding="utf-8")
    return load_profile(file)


def test_the_place_is_read_off_the_names(tmp_path):
    started = _started(tmp_path, *[[name] for name in OFFICES])
    assert (started.raw["name"], started.raw["level"], started.faults) == ("清河县", "county", [])


def test_agencies_are_those_of_an_ordinary_county_under_their_own_names(tmp_path):
    profile = _profile(tmp_path, _started(tmp_path, *[[name, "", "", "", "", "", "0562-3210001"] for name in OFFICES]))
    education = profile.agencies["education"]
    assert (education.name, education.full_name, education.phone) == ("县教育局", "清河县教育局", "0562-3210001")
    assert (education.fact.source, education.fact.on) == ("清河县机构表", "2026-11-26")
    assert Directory(profile).find("教体局") is education
    assert profile.agencies["tax"].full_name == "国家税务总局清河县税务局"
    assert profile.agencies["ecology"].full_name == "安平市清河县生态环境分局"


def test_an_agency_that_only_some_places_have_takes_its_duties_with_it(tmp_path):
    profile = _profile(tmp_path, _started(tmp_path, *[[name] for name in OFFICES]))
    router = Router(profile)
    assert router.route("有人半夜偷砍山上的松树").agency == "县林业局"
    assert router.route("小区健身器材断了").agency == "县体育局"
    assert router.route("征地补偿款一直没发").agency == "县自然资源局"
    assert Directory(profile).find("林草局") is profile.agencies["forestry"]


@pytest.mark.parametrize("turned", [False, True])
def test_two_offices_that_elsewhere_are_one_keep_their_own_work_in_whatever_order_they_stand(tmp_path, turned):
    names = [*OFFICES[:5], "清河县林业和草原局", "清河县自然资源局", *OFFICES[7:]]
    router = Router(_profile(tmp_path, _started(tmp_path, *[[name] for name in (reversed(names) if turned else names)])))
    assert router.route("房子的不动产登记办不下来").agency == "县自然资源局"
    assert router.route("有人半夜偷砍山上的松树").agency == "县林业和草原局"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("安平市生态环境局清河县分局", "ecology"), ("清河县城市管理综合执法局", "urban"), ("清河县农牧局", "agriculture"), ("清河县文体旅游广电局", "culture"),
        ("清河县工信和科技局", "industry"), ("清河县政务服务与数据管理局", "data"), ("清河县供电分公司", "power"), ("清河县退役军人局", "veterans"),
        ("清河县卫生健康和体育局", "health"), ("清河县交通运输局", "transport"),
    ],
)  # fmt: skip
def test_offices_are_known_by_the_names_that_counties_give_them(tmp_path, name, key):
    started = _started(tmp_path, *[[one] for one in (*OFFICES[:2], name)])
    assert started.raw["agencies"][-1]["id"] == key


@pytest.mark.parametrize("name", ["清河县盐湖旅游开发有限公司", "清河县文化馆", "清河县综合执法协调中心", "清河县能源局", "清河县国有林场"])
def test_what_only_sounds_a_little_alike_stays_an_office_of_its_own(tmp_path, name):
    started = _started(tmp_path, *[[one] for one in (*OFFICES[:2], name)])
    assert not (SHIPPED / "_county.yml").read_text(encoding="utf-8").count(f"id: {started.raw['agencies'][-1]['id']},")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("共青团清河县委员会", "youth"), ("中共清河县委网络安全和信息化委员会办公室", "cyberspace"), ("中共清河县委组织部", "party"),
        ("中共清河县委机构编制委员会办公室", "establishment"), ("清河县供销合作社联合社", "coop"), ("清河县红十字会", "redcross"),
    ],
)
def test_committees_with_the_place_in_the_middle_of_their_names_are_known(tmp_path, name, key):
    assert [entry["id"] for entry in _started(tmp_path, ["清河县公安局"], [name]).raw["agencies"]] == ["police", key]


def test_the_office_that_receives_applications_is_reached_as_the_sheet_says(tmp_path):
    started = _started(tmp_path, ["清河县公安局"], ["清河县人民政府办公室", "", "", "", "", "", "0562-3210001", "县府路1号"])
    assert (started.raw["office"]["phone"], started.raw["office"]["address"]) == ("0562-3210001", "县府路1号")


def test_what_was_taken_by_likeness_is_told(tmp_path):
    todo = _started(tmp_path, *[[one] for one in (*OFFICES[:2], "清河县文体旅游广电局")]).todo
    assert [line for line in todo if "第4行" in line and "文化和旅游局" in line and "请核对" in line]


def test_an_agency_of_its_own_is_found_by_the_duties_in_the_sheet(tmp_path):
    row = ["清河经济开发区管委会", "开发区", "工业园区管委会", "部门", "", "负责园区企业服务；标准厂房租赁、园区道路"]
    profile = _profile(tmp_path, _started(tmp_path, *[[name] for name in OFFICES], row))
    assert Router(profile).route("园区标准厂房租赁怎么申请").agency == "清河经济开发区管委会"
    assert Directory(profile).find("工业园区管委会") is not None


def test_townships_become_townships(tmp_path):
    rows = [["东岭镇"], ["清河县西坪乡人民政府", "", "", "", "", "", "5551234"], ["南门街道办事处"]]
    profile = _profile(tmp_path, _started(tmp_path, *[[name] for name in OFFICES], *rows))
    assert profile.agencies["town:西坪乡"].phone == "5551234"
    assert Router(profile).route("西坪乡的宅基地申请一年没批").agency == "西坪乡人民政府"
    assert profile.agencies["town:南门街道"].name == "南门街道办事处"


def test_what_comes_of_it_is_sound_but_for_the_notice_that_nobody_wrote_down(tmp_path):
    _profile(tmp_path, _started(tmp_path, *[[name] for name in OFFICES], ["东岭镇"]))
    assert check_profile(tmp_path / "qinghe.yml") == ["qinghe.yml：没有写依据的通知（notices）"]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([["清河县民政局"], ["民政局"]], "第2行和第3行都是“民政局”"),
        ([["清河县民政局", "", "", "", "县大局"]], "第2行“清河县民政局”的上级“县大局”不在表里"),
        ([["清河县甲局", "", "", "", "乙局"], ["清河县乙局", "", "", "", "甲局"]], "上级绕成了圈：清河县甲局 → 清河县乙局 → 清河县甲局"),
        ([["清河县民政局", "", "", "", "", "", "见官网"]], "第2行“清河县民政局”的电话“见官网”不像电话号码"),
        ([["清河县民政局", "", "", "", "", "", "0562-321"]], "不像电话号码"),
        ([["清河县水利局"], ["清河县民政局", "", "", "", "", "", "0562-3210001/2（工作日）"]], "第3行“清河县民政局”的电话“2 工作日”不像电话号码"),
        ([["清河县民政局", "", "", "俱乐部"]], "第2行“清河县民政局”的类别“俱乐部”不认识"),
        ([["清河县民政局"], ["", "", "", "", "", "修桥"]], "第3行没有写单位名称"),
    ],
)
def test_faults_are_named_by_row(tmp_path, rows, fault):
    assert any(fault in found for found in _started(tmp_path, *rows).faults)


@pytest.mark.parametrize("phone", ["0562-3210001", "3210001", "13800138000", "0562-3210001转802", "400-810-1234", "0562-3210001、3210002", "12345"])
def test_numbers_that_are_telephones(tmp_path, phone):
    assert _started(tmp_path, ["清河县民政局", "", "", "", "", "", phone]).faults == []


def test_notes_beside_a_number_reach_the_citizen_and_whoever_checks(tmp_path):
    cells = {"清河县民政局": "0562-3210001（工作日）", "清河县水利局": "3210002 转 801", "东岭镇": "值班3210003 传真3210004", "清河县教育局": "3210005"}
    started = _started(tmp_path, *[[name, "", "", "", "", "", cell] for name, cell in cells.items()])
    assert started.faults == []
    told = next(line for line in started.todo if "市民会看到" in line)
    assert "第2行“清河县民政局”0562-3210001（工作日）" in told and "第4行“东岭镇”3210003（值班）" in told and "3210005" not in told
    profile = _profile(tmp_path, started)
    assert [line for line in check_profile(tmp_path / "qinghe.yml") if "电话" in line] == []
    assert profile.agencies["town:东岭镇"].phone == "3210003（值班）、3210004（传真）"
    contacts = Contacts(profile)
    assert "0562-3210001（工作日）" in contacts.about("民政局电话多少").text and "3210002转801" in contacts.about("水利局电话多少").text


def test_what_is_still_missing_is_said(tmp_path):
    todo = "\n".join(_started(tmp_path, ["清河县民政局"], ["清河县航天局"]).todo)
    assert "第3行“清河县航天局”在通用目录里没有" in todo and "通用目录里有的部门先保留着" in todo and "没有乡镇" in todo


@pytest.mark.parametrize(("place", "sentence"), [("Qing He!", "不能做地方编号"), ("../x", "不能做地方编号")])
def test_a_name_that_is_none(tmp_path, place, sentence):
    sheet = read_sheet(_write(tmp_path / "a.csv", [["清河县民政局"]]))
    with pytest.raises(ProfileError, match=sentence):
        place_of(place, sheet)


def test_a_place_that_cannot_be_read_off_is_asked_for(tmp_path):
    sheet = read_sheet(_write(tmp_path / "a.csv", [["民政局"], ["水利局"]]))
    with pytest.raises(ProfileError, match="--name 望江县"):
        place_of("somewhere", sheet)
    assert place_of("somewhere", sheet, "清河区").level == "county"


def test_the_template_is_filled_in_and_read_back(tmp_path):
    write_template(tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["机构表", "说明"]
    sheet = read_sheet(tmp_path / "t.xlsx")
    assert start(place_of("moumou", sheet), sheet, TODAY).faults == []


@pytest.fixture
def mingbai(tmp_path, monkeypatch, capsys):
    line = CommandLine(monkeypatch, capsys)
    return lambda *words: line.run(tmp_path / "home", *words)


def test_the_command_writes_into_the_home_and_the_place_can_be_chosen(mingbai, tmp_path, monkeypatch):
    file = _write(tmp_path / "a.csv", [[name] for name in OFFICES])
    done = mingbai("profile", "new", "qinghe", str(file), "--json")
    assert done.code == 0 and json.loads(done.out)["agencies"] == len(OFFICES)
    assert yaml.safe_load((tmp_path / "home" / "profiles" / "qinghe.yml").read_text("utf-8"))["name"] == "清河县"
    monkeypatch.setenv("MINGBAI_PROFILE", "qinghe")
    done = mingbai("route", "山上的松树被偷砍了", "--json")
    assert done.code == 0 and json.loads(done.out)["full_name"] == "清河县林业局"


def test_a_profile_of_ones_own_goes_before_the_one_that_comes_with_the_desk(mingbai, tmp_path):
    own = tmp_path / "home" / "profiles" / "zongyang.yml"
    own.parent.mkdir(parents=True)
    own.write_text((SHIPPED / "zongyang.yml").read_text("utf-8").replace("phone: null", "phone: 0562-3210001", 1), encoding="utf-8")
    assert "zongyang.yml：没有发现问题" in mingbai("profile", "check").out
    assert Settings(home=tmp_path / "home").profile_path == own


def test_the_command_does_not_write_over_what_was_edited_by_hand(mingbai, tmp_path):
    file = _write(tmp_path / "a.csv", [[name] for name in OFFICES])
    assert mingbai("profile", "new", "qinghe", str(file)).code == 0
    done = mingbai("profile", "new", "qinghe", str(file))
    assert done.code == 1 and "--replace" in done.err
    assert mingbai("profile", "new", "qinghe", str(file), "--replace").code == 0


def test_the_command_writes_nothing_when_a_row_is_wrong(mingbai, tmp_path):
    file = _write(tmp_path / "a.csv", [["清河县民政局"], ["清河县民政局"]])
    done = mingbai("profile", "new", "qinghe", str(file))
    assert done.code == 1 and "a.csv：第2行和第3行都是" in done.err and not (tmp_path / "home" / "profiles").exists()


def test_local_phrases_beside_a_profile_of_ones_own_are_added(tmp_path):
    started = _started(tmp_path, *[[name] for name in OFFICES])
    (tmp_path / "_duties").mkdir()
    (tmp_path / "_duties" / "90-local.yml").write_text("urban:\n  - {name: 路灯照明, says: 萤火虫灭了}\n", encoding="utf-8")
    assert Router(_profile(tmp_path, started)).route("巷子口的萤火虫灭了").agency == "县城市管理局"
