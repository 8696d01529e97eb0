"""A fake of each other side, and a desk that knows it."""

from collections.abc import Iterator

import pytest

from tests.support import fake_wechat
from tests.support.fake_wechat import FakeWechat, Follower
from tests.support.outside import OutsideDesk, outside_desk


@pytest.fixture(params=["plain", "safe"])
def wechat(request: pytest.FixtureRequest) -> Iterator[FakeWechat]:
    """An official account, once in each mode."""
    fake = FakeWechat(aes=request.param == "safe")
    yield fake
    fake.close()


@pytest.fixture
def plain(tmp_path) -> Iterator[FakeWechat]:
    """An official account in plain mode, where the mode makes no difference."""
    fake = FakeWechat()
    yield fake
    fake.close()


@pytest.fixture
def desk(sqlite, tmp_path, request: pytest.FixtureRequest) -> Iterator[OutsideDesk]:
    """A desk for the account of this test."""
    fake = request.getfixturevalue("wechat" if "wechat" in request.fixturenames else "plain")
    with outside_desk(sqlite, tmp_path, **fake_wechat.settings(fake)) as served:
        fake.desk = served.url
        yield served


@pytest.fixture
def follower(desk: OutsideDesk, request: pytest.FixtureRequest) -> Follower:
    """A citizen on WeChat."""
    return Follower(request.getfixturevalue("wechat" if "wechat" in request.fixturenames else "plain"))
