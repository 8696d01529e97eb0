"""The table of the hand-over, held against a literal one: every state, every act."""

import re
from itertools import product
from pathlib import Path

import pytest

from bot.conversations import safety
from bot.conversations.handover.lifecycle import BY_ACT, OPEN, STATE_WORDS, TABLE, Act, State, next_state, possible_acts
from bot.conversations.handover.words import REASON_WORDS

LITERAL = {
    ("", "ask"): "waiting",
    ("waiting", "take"): "taken",
    ("taken", "give_back"): "waiting",
    ("taken", "lapse"): "waiting",
    ("taken", "hand_back"): "handed_back",
    ("waiting", "leave"): "cancelled",
    ("taken", "leave"): "cancelled",
    ("waiting", "leave_ticket"): "left_ticket",
    ("waiting", "close"): "closed",
    ("taken", "close"): "closed",
}


@pytest.mark.parametrize(("state", "act"), list(product((None, *State), Act)))
def test_every_act_leads_where_the_literal_table_says_and_nowhere_else(state: State | None, act: Act):
    assert next_state(state, act) == LITERAL.get((state or "", act.value))


def test_what_has_ended_stays_ended_and_what_is_open_can_end():
    assert {state: bool(possible_acts(state)) for state in State} == {state: state in OPEN for state in State}


def test_every_act_has_one_row_and_every_state_words():
    assert [row.act for row in TABLE] == list(Act) == list(BY_ACT)
    assert set(STATE_WORDS) == set(State)


def test_staff_read_every_reason_in_words():
    source = (Path(safety.__file__)).read_text("utf-8")
    dangers = set(re.findall(r'Danger\(\s*"(\w+)"', source))
    assert len(dangers) >= 5
    assert dangers | {"person", "unsure", "threat"} <= set(REASON_WORDS)


def test_the_reference_draws_the_same_table():
    drawn = (Path(__file__).resolve().parents[3] / "docs" / "reference" / "handover.md").read_text("utf-8")
    arrows = re.findall(r"^\s+(\[\*\]|\w+) --> (\w+) ?: (\w+)$", drawn, re.MULTILINE)
    assert {("" if source == "[*]" else source, act): target for source, target, act in arrows} == LITERAL
