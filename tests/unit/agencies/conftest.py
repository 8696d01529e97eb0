"""The five places and a router, built once."""

from pathlib import Path

import pytest

from bot.agencies.service import Profile, Router, load_profile

PROFILES = Path(__file__).resolve().parents[3] / "profiles"


@pytest.fixture(scope="session")
def zongyang() -> Profile:
    return load_profile(PROFILES / "zongyang.yml")


@pytest.fixture(scope="session")
def router(zongyang) -> Router:
    return Router(zongyang)
