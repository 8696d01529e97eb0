"""A fake of each other side, and a desk that knows it."""

from collections.abc import Iterator

import pytest

from channels.wechat.channel import WechatChannel
from tests.support import fake_wechat
from tests.support.fake_wechat import FakeWechat, Follower
from tests.support.outside import OutsideDesk, outside_desk


@pytest.fixture(autouse=True)
def hurry(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> float:
    """When WeChat hangs up: after its five seconds where a test is about time; else later, so that a busy machine fails no other test."""
    if request.module.__name__.endswith("_time"):
        return 5.0
    monkeypatch.setattr(WechatChannel, "patience", 50.0)
    return 60.0


@pytest.fixture(params=["plain", "safe"])
def wechat(request: pytest.FixtureRequest, hurry: float) -> Iterator[FakeWechat]:
    """An official account, once in each mode."""
    fake = FakeWechat(aes=request.param == "safe", hangs_up_after=hurry)
    yield fake
    fake.close()


@pytest.fixture
def plain(hurry: float) -> Iterator[FakeWechat]:
    """An official account in plain mode, where the mode makes no difference."""
    fake = FakeWechat(hangs_up_after=hurry)
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
