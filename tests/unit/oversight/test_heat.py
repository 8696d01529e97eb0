"""Settings of hot topics and emergencies: laid over the default, refused in words, resting on a rule that lives."""

import datetime as dt

import pytest
import yaml

from bot.oversight.heat import CONFERENCE, DEFAULT_HEAT, WORD, parse_heat
from mingbai.places import heat_of
from mingbai.settings import ROOT

PLACES = sorted((ROOT / "profiles").glob("[!_]*.yml"))


def test_hours_are_hours_of_the_clock_by_day_and_night():
    rule = DEFAULT_HEAT.emergency
    friday_night = dt.datetime(2026, 9, 30, 23, 30, tzinfo=dt.UTC)  # before the seven days of the National Day
    assert rule.due(WORD, friday_night) == dt.datetime(2026, 10, 1, 4, 30, tzinfo=dt.UTC)
    assert rule.due(CONFERENCE, friday_night) == dt.datetime(2026, 10, 1, 23, 30, tzinfo=dt.UTC)


def test_a_profile_lays_its_own_over_the_default():
    heat = parse_heat({"topic": {"reporters": 3}, "burst": {"minutes": 30, "raises": False}})
    assert (heat.reporters, heat.days, heat.burst_minutes, heat.burst_raises) == (3, DEFAULT_HEAT.days, 30, False)
    assert heat.emergency.basis == "关于全面推进政务公开工作的意见实施细则三"
    own = parse_heat({"emergency": {"word_hours": 4, "source": "某市应急预案", "article": "第五条"}})
    assert (own.emergency.hours[WORD], own.emergency.basis) == (4, "某市应急预案第五条")
    assert parse_heat({"emergency": {"enabled": False}}).emergency is None


@pytest.mark.parametrize(
    "raw",
    [
        {"topics": {}}, {"topic": 3}, {"topic": {"reporters": 0}}, {"topic": {"days": "7"}}, {"burst": {"minutes": None}},
        {"emergency": {"source": ""}}, {"emergency": {"word_hours": 0, "source": "某市应急预案", "article": "第五条"}},
        {"emergency": {"word_hours": 4}}, {"emergency": {"remind_minutes": {"word": 600, "conference": 1}}},
        {"emergency": {"remind_minutes": 60}},
    ],
)  # fmt: skip
def test_a_wrong_setting_is_refused_in_words(raw):
    with pytest.raises(ValueError, match=r"（heat"):
        parse_heat(raw)


@pytest.mark.parametrize("path", PLACES, ids=lambda path: path.stem)
def test_the_clock_of_every_place_rests_on_a_clause_that_lives(path):
    """A place's own rule stands in a source of its own; without one the rule is the national one, never another place's."""
    place, rule = yaml.safe_load(path.read_text("utf-8"))["id"], heat_of(path).emergency
    if rule is None:
        return
    sources = [yaml.safe_load(file.read_text("utf-8")) for file in (ROOT / "knowledge" / "sources").glob("*.yml")]
    [source] = [one for one in sources if rule.basis.startswith(one["title"])]
    clause = source["clauses"][rule.basis.removeprefix(source["title"])]
    assert source["dead_on"] is None and "5小时" in clause and "24小时" in clause
    assert source["place"] in (place, None)
