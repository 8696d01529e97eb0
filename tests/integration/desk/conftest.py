"""One running desk for all tests that do not kill it."""

from collections.abc import Iterator

import pytest

from tests.support.running import Citizen, Clerk, RunningDesk, running_desk


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with running_desk(tmp_path_factory.mktemp("desk") / "home") as running:
        yield running


@pytest.fixture
def citizen(desk: RunningDesk) -> Citizen:
    """A new conversation."""
    return Citizen(desk)


@pytest.fixture(scope="session")
def clerk(desk: RunningDesk) -> Clerk:
    """The disclosure office's account, which sees every agency's tickets."""
    return Clerk(desk)
