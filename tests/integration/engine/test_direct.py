"""`make eval ARGS=--direct` works without Rasa: it has to understand what the real engine understands."""

from collections.abc import Iterator

import pytest

from bench.evaluation.desks import DirectEngine
from tests.integration.engine.test_engine_understanding import HELD_OUT, lines

DRAFT = {"kind": "complaint", "asks": "place"}


@pytest.fixture(scope="module")
def direct() -> Iterator[DirectEngine]:
    engine = DirectEngine()
    yield engine
    engine.close()


def test_it_acts_as_the_real_engine_does(desk, direct):
    for line in [line for line, _ in lines(HELD_OUT)][::4]:
        real, (act, ranked) = desk.say(line), direct.understand(line, None)
        assert real.action == f"action_{act}", line
        assert [row["name"] for row in real.ranking] == list(ranked), line
        assert [row["confidence"] for row in real.ranking] == pytest.approx(list(ranked.values()), abs=1e-3), line


def test_a_draft_takes_the_message(desk, direct):
    assert desk.say("枞阳镇银塘路", draft=DRAFT).action == f"action_{direct.understand('枞阳镇银塘路', DRAFT)[0]}" == "action_fill"
