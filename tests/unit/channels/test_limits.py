"""A sender's pace: how many in a minute, told from which clock, and what is remembered of whom."""

import pytest

from bot.store import pace as paces
from bot.store.pace import MovingMinute
from channels.limits import Pace
from channels.problems import Problem
from tests.support.clocks import PaceClock


@pytest.fixture
def clock(monkeypatch) -> PaceClock:
    return PaceClock(monkeypatch)


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
    return Pace(MovingMinute(10), "fast", "慢一点。")


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


def test_looking_counts_nothing(clock):
    minute = MovingMinute(10)
    assert all(minute.left("a") for _ in range(50))
    assert [minute.take("a") for _ in range(11)] == [True] * 10 + [False]
    assert not minute.left("a")


def test_the_quiet_are_forgotten_and_the_busy_are_not(clock, monkeypatch):
    monkeypatch.setattr(paces, "_SWEEP_AT", 5)
    minute = MovingMinute(10)
    for name in "bcdef":
        minute.take(name)
    clock.at += 130
    for _ in range(10):
        minute.take("a")
    minute.take("g")
    assert set(minute._counts) == {"a", "g"}
    assert not minute.left("a")


def test_a_crowd_of_names_is_not_looked_through_for_each_of_them(clock, monkeypatch):
    """A name costs the same whether a thousand others are busy or ten: twice as many names are looked through half as often."""
    monkeypatch.setattr(paces, "_SWEEP_AT", 5)
    looks = []
    forget = MovingMinute._forget_quiet

    def looked(minute: MovingMinute, at: float) -> None:
        before = minute._counts
        forget(minute, at)
        looks.append(len(before) if minute._counts is not before else 0)

    monkeypatch.setattr(MovingMinute, "_forget_quiet", looked)
    minute = MovingMinute(10)
    for number in range(1_000):
        minute.take(str(number))
    assert len(minute._counts) == 1_000 and sum(looks) <= 2 * 1_000
