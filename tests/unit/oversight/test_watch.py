"""Thresholds of warnings, and the days they fall on."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock.service import add_workdays, count_workdays, is_workday
from bot.tickets.watching import DEFAULT, OVERDUE, colour, colours, parse_watch
from mingbai.places import watch_of
from mingbai.settings import ROOT

LEVEL = {"name": "orange", "title": "橙色预警", "left": 2, "tell": ["agency"]}
STARTS = st.dates(dt.date(2024, 1, 1), dt.date(2026, 11, 1))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2026, 10, 9), None),  # left: 10 (made up), 12, 13, 14, 15, 16 = 6
        (dt.date(2026, 10, 10), "blue"),  # 12-16 = 5
        (dt.date(2026, 10, 12), "blue"),
        (dt.date(2026, 10, 13), "yellow"),  # 14, 15, 16
        (dt.date(2026, 10, 15), "red"),
        (dt.date(2026, 10, 16), "red"),  # the due date itself is in time
        (dt.date(2026, 10, 17), OVERDUE),  # a Saturday: late is late
    ],
)
def test_the_colour_of_a_day(day, expected):
    level = colour(dt.date(2026, 10, 16), day)
    assert (level.name if level else None) == expected


@given(STARTS, st.integers(1, 40), st.integers(0, 90))
def test_a_colour_is_what_counting_the_days_left_says(start, length, later):
    due = add_workdays(start, length)[0]
    day = start + dt.timedelta(days=later)
    left = count_workdays(day, due)
    by_count = [level for level in DEFAULT.levels if level.left is not None and left <= level.left]
    expected = DEFAULT.level(OVERDUE) if day > due else by_count[-1] if by_count else None
    assert colour(due, day) == expected


@given(STARTS)
def test_colours_begin_one_after_the_other(start):
    due = next(day for n in range(30) if is_workday(day := start + dt.timedelta(days=n)))
    begins = [one.from_day for one in colours(due)]
    assert begins == sorted(begins) and begins[-1] == due + dt.timedelta(days=1)


def test_no_period_no_colour():
    assert colours(None) == [] and colour(None, dt.date(2026, 10, 1)) is None


def test_a_profile_lays_its_own_over_the_default():
    watch = parse_watch({"levels": [LEVEL], "urge_workdays": 1})
    assert [level.name for level in watch.levels] == ["orange", OVERDUE]
    assert (watch.urge_workdays, watch.correction_workdays) == (1, DEFAULT.correction_workdays)


@pytest.mark.parametrize(
    "raw",
    [
        {"levels": [LEVEL, LEVEL]},
        {"levels": [LEVEL | {"name": OVERDUE}]},
        {"levels": [LEVEL | {"name": ""}]},
        {"levels": [LEVEL | {"left": 0}]},
        {"levels": [LEVEL | {"left": "2"}]},
        {"levels": [LEVEL | {"tell": []}]},
        {"levels": [LEVEL | {"tell": ["everybody"]}]},
        {"correction_workdays": 0},
    ],
)
def test_a_wrong_setting_is_refused_in_words(raw):
    with pytest.raises(ValueError, match="预警（warnings）"):
        parse_watch(raw)


def test_every_place_has_a_watch():
    for path in (ROOT / "profiles").glob("[!_]*.yml"):
        assert watch_of(path).levels[-1].name == OVERDUE


def test_a_profile_may_set_it(tmp_path: Path):
    (tmp_path / "_base.yml").write_text("warnings: {urge_workdays: 9, correction_workdays: 10}\n", "utf-8")
    (tmp_path / "x.yml").write_text("extends: _base.yml\nwarnings: {urge_workdays: 2}\n", "utf-8")
    watch = watch_of(tmp_path / "x.yml")
    assert (watch.urge_workdays, watch.correction_workdays) == (2, 10)
