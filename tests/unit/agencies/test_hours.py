"""Working hours against the working-day calendar: holidays, make-up days, the noon break, the next opening."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.agencies.checking import check_profile
from bot.agencies.hours import read_hours
from bot.agencies.models import Fact, ProfileError, WorkingHours
from bot.agencies.service import load_profile
from mingbai.settings import ROOT

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = ("周一至周五（法定节假日除外）", "8:30—12:00", "14:30—17:30")


def hours(days: str, morning: str, afternoon: str = ""):
    return read_hours(WorkingHours(days, morning, afternoon, Fact("默认", "2026")))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("when", "there", "next_opening"),
    [
        ("2026-09-14 08:29", False, "2026-09-14 08:30"),  # a Monday
        ("2026-09-14 08:30", True, "2026-09-14 14:30"),
        ("2026-09-14 11:59", True, "2026-09-14 14:30"),
        ("2026-09-14 12:00", False, "2026-09-14 14:30"),
        ("2026-09-14 17:30", False, "2026-09-15 08:30"),
        ("2026-09-18 18:00", False, "2026-09-20 08:30"),  # Friday evening; that Sunday is worked for National Day
        ("2026-09-20 09:00", True, "2026-09-20 14:30"),
        ("2026-09-30 18:00", False, "2026-10-08 08:30"),  # over the whole holiday
        ("2026-10-01 10:00", False, "2026-10-08 08:30"),
    ],
)
def test_a_county_office(when: str, there: bool, next_opening: str):
    office = hours(*OFFICE)
    assert office.open_at(at(when)) is there
    assert office.next_opening(at(when)) == at(next_opening)


def test_instants_of_any_zone_are_read_in_shanghai():
    assert hours(*OFFICE).open_at(dt.datetime(2026, 9, 14, 1, 0, tzinfo=dt.UTC))
    assert not hours(*OFFICE).open_at(dt.datetime(2026, 9, 14, 9, 30, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("days", "morning", "when", "there"),
    [
        ("每天", "9:00-21:00", "2026-10-01 20:00", True),
        ("每天（法定节假日除外）", "9:00-21:00", "2026-10-01 20:00", False),
        ("周一至周日", "0:00—24:00", "2026-09-19 23:59", True),
        ("周一至周六", "8:00至12:00", "2026-09-19 09:00", True),
        ("周一至周六", "8:00至12:00", "2026-10-03 09:00", False),
        ("星期一、星期三", "8：00～12：00", "2026-09-16 09:00", True),
        ("星期一、星期三", "8：00～12：00", "2026-09-15 09:00", False),
    ],
)
def test_other_ways_of_writing_hours(days: str, morning: str, when: str, there: bool):
    assert hours(days, morning).open_at(at(when)) is there


@pytest.mark.parametrize(("days", "morning"), [("工作时间", "8:30—12:00"), ("周一至周五", "上午"), ("周一至周五", "12:00—8:30"), ("周一", "8:30—25:00")])
def test_hours_that_cannot_be_read_are_named(days: str, morning: str):
    with pytest.raises(ProfileError, match="办公时间"):
        hours(days, morning)


def test_a_profile_whose_hours_cannot_be_read_is_named_by_the_check(tmp_path: Path):
    text = (ROOT / "profiles" / "zongyang.yml").read_text("utf-8").replace("morning: 8:30—12:00", "morning: 上午")
    for name in ("_county.yml", "_duties"):
        (tmp_path / name).symlink_to(ROOT / "profiles" / name)
    (tmp_path / "here.yml").write_text(text.replace("afternoon: 14:30—17:30", "afternoon: 下午"), "utf-8")
    assert any("办公时间（hours）请写成" in problem for problem in check_profile(tmp_path / "here.yml"))


@pytest.mark.parametrize("place", ["zongyang", "zhuzhou", "chuxiong", "huantai", "dayao"])
def test_the_places_that_come_with_the_desk_have_hours_that_can_be_read(place: str):
    assert read_hours(load_profile(ROOT / "profiles" / f"{place}.yml").hours).spans
