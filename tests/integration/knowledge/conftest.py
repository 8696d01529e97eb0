"""A small knowledge with an editor at it, on each database."""

from pathlib import Path

import pytest

from bot.knowledge.editing.following import EditedKnowledge
from bot.knowledge.service import Knowledge
from bot.store import Database

FIXTURES = Path(__file__).resolve().parents[2] / "unit" / "knowledge" / "fixtures"


@pytest.fixture(scope="session")
def own() -> Knowledge:
    return Knowledge.load(FIXTURES, "zongyang", {"枞阳": "zongyang"})


@pytest.fixture
def knowledge(own: Knowledge, database: Database) -> EditedKnowledge:
    return EditedKnowledge(own, database)
