"""A sender's pace: how many in a minute, told from which clock, and what is remembered of whom."""

import time

import pytest

from channels import limits
from channels.limits import Pace
from channels.problems import Problem


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = 1_000.0
        monkeypatch.setattr(time, "monotonic", lambda: self.at)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    return Clock(monkeypatch)


def taken(pace: Pace, tries: int, name: str = "a") -> int:
    """How many of so many tries are let through."""
    done = 0
    for _ in range(tries):
        try:
            pace.check(name)
        except Problem as problem:
            assert (problem.status, problem.code, problem.message) == (429, "fast", "慢一点。")
            assert problem.headers == {"Retry-After": "5"}
        else:
            done += 1
    return done


@pytest.fixture
def pace() -> Pace:
    return Pace(10, "fast", "慢一点。")


def test_so_many_in_a_minute_and_no_more(clock, pace):
    assert taken(pace, 25) == 10
    clock.at += 59
    assert taken(pace, 5) == 0


def test_each_name_has_its_own(clock, pace):
    assert taken(pace, 12, "a") == 10
    assert taken(pace, 12, "b") == 10


@pytest.mark.parametrize(
    ("seconds", "again"),
    # full at 1000; at 1060 all ten still count, then one more is free every six seconds, and all after two minutes
    [(60, 0), (66, 1), (90, 5), (114, 9), (120, 10), (500, 10)],
)
def test_the_window_moves(clock, pace, seconds, again):
    taken(pace, 10)
    clock.at += seconds
    assert taken(pace, 20) == again


def test_looking_counts_nothing(clock, pace):
    assert all(pace.left("a") for _ in range(50))
    assert taken(pace, 10) == 10
    assert not pace.left("a")


def test_the_quiet_are_forgotten_and_the_busy_are_not(clock, pace, monkeypatch):
    monkeypatch.setattr(limits, "_SWEEP_AT", 5)
    for name in "bcdef":
        pace.check(name)
    clock.at += 130
    assert taken(pace, 10, "a") == 10
    pace.check("g")
    assert set(pace._counts) == {"a", "g"}
    assert not pace.left("a")
