"""Made-up reports, people and lives: lifelike, of every place, and nobody's."""

import datetime as dt
from collections import Counter
from random import Random

import pytest
from stdnum.cn import uscc

from bot.agencies.service import load_profile
from bot.clock.service import is_workday, today
from bot.filing import checks
from bot.filing.slots import FORMS
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import Act
from bot.tickets.outcomes import ANY_BLANK
from mingbai.demo.lives import AGENCY, OTHER, plan
from mingbai.demo.moulds import mould
from mingbai.demo.people import applicant
from mingbai.demo.place import DemoPlace
from mingbai.demo.reports import filing
from mingbai.demo.season import days, matter_of
from mingbai.demo.telling import matters, spot_for, tell
from mingbai.settings import ROOT
from tests.support.tickets import TICKETS

PLACES = sorted((ROOT / "profiles").glob("[!_]*.yml"))


@pytest.mark.parametrize("path", PLACES, ids=lambda path: path.stem)
def test_every_place_has_its_own_agencies_for_every_matter(path):
    place, random = DemoPlace.of(load_profile(path)), Random(1)
    for matter in matters():
        agency = place.agency_for(matter, spot_for(random, matter, tuple(place.towns)))
        assert agency in {*place.agencies.values(), *place.towns.values()}
        assert place.other_than(random, agency) != agency


def test_every_matter_is_told_in_several_ways_and_names_its_spot():
    random = Random(2)
    for matter in matters():
        spot = spot_for(random, matter, ("汤沟镇", "会宫镇"))
        told = {tell(random, matter, spot).description for _ in range(12)}
        assert len(told) >= 3
        assert matter.kind is not Kind.COMPLAINT or not spot.name or all(spot.name in text for text in told)


def test_numbers_are_valid_and_belong_to_nobody():
    random = Random(3)
    for _ in range(200):
        who, applicant_class = applicant(random, identified=True)
        assert checks.phone(who["contact_phone"]) == who["contact_phone"]
        if applicant_class == "organization":
            assert uscc.is_valid(who["credit_code"]) and who["organization_name"].startswith("演示")
        else:
            assert checks.id_number(who["id_number"]).startswith("349999") and who["email"].endswith("@example.com")


def test_what_is_filed_is_what_the_form_of_its_kind_asks_for():
    random, place = Random(4), DemoPlace.of(load_profile(PLACES[0]))
    for _ in range(300):
        made = filing(random, place, today())
        assert set(made.matter) <= {slot.name for slot in FORMS[made.kind]} and made.title


def test_reports_are_spread_over_fourteen_months_and_seasons():
    spread = days(10_000)
    assert sum(count for _, count in spread) == 10_000 and spread[-1][0] == today()
    assert 400 <= (spread[-1][0] - spread[0][0]).days <= 440
    work = [count for day, count in spread if is_workday(day)]
    off = [count for day, count in spread if not is_workday(day)]
    assert sum(work) / len(work) > 1.5 * sum(off) / len(off)
    random = Random(5)
    heating = {month: sum(matter_of(random, dt.date(2026, month, 10)).id == "heating" for _ in range(3_000)) for month in (1, 7)}
    assert heating[1] > 2 * heating[7]


@pytest.mark.parametrize("kind", list(Kind))
def test_lives_are_lived_by_the_rules_and_come_to_an_end(kind):
    random, seen, acts = Random(6), Counter(), Counter()
    for number in range(150):
        life = mould(random, TICKETS, kind, today() - dt.timedelta(days=120 + number))
        seen[life.columns["status"]] += 1
        acts.update(event.act for event in life.events)
        on = [event.on for event in life.events]
        assert on == sorted(on) and on[-1] <= today()
        assert not any(ANY_BLANK in event.text for event in life.events)
    assert seen["archived"] > 100 and acts["answer"] > 100 and acts["receive"] == 150
    wanted = {Kind.APPLICATION: {"ask_correction", "consult", "extend"}}.get(kind, {"urge", "call_back", "redo"})
    assert wanted <= set(acts)


def test_nothing_is_planned_for_days_to_come():
    random = Random(7)
    for kind in Kind:
        assert all(step.on <= today() for _ in range(50) for step in plan(random, kind, today() - dt.timedelta(days=3)))


def test_words_that_stand_for_agencies_are_in_plans_only_where_they_are_replaced():
    random = Random(8)
    for _ in range(300):
        for step in plan(random, Kind.COMPLAINT, today() - dt.timedelta(days=60)):
            assert AGENCY not in step.text and OTHER not in step.text
            assert step.act is not Act.SET_CO or step.data["agencies"] == [OTHER]
