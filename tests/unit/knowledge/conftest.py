"""A small knowledge folder of its own: the tests do not depend on what the editors are writing."""

from pathlib import Path

import pytest

from bot.knowledge.loader import load_library
from bot.knowledge.models import Library
from bot.knowledge.service import Knowledge

FIXTURES = Path(__file__).with_name("fixtures")
NAMES = {"枞阳": "zongyang", "桓台": "huantai"}


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library(FIXTURES)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return Knowledge.load(FIXTURES, "zongyang", NAMES)


@pytest.fixture(scope="session")
def elsewhere() -> Knowledge:
    return Knowledge.load(FIXTURES, "huantai", NAMES)
