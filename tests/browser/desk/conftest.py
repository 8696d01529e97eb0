"""A real Chromium before a real desk."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.running import RunningDesk, running_desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with running_desk(tmp_path_factory.mktemp("browser") / "home") as running:
        yield running


@pytest.fixture(params=[(1280, 860), (390, 844)], ids=["desktop", "phone"])
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    return {"width": request.param[0], "height": request.param[1]}


@pytest.fixture
def citizen(browser: Browser, desk: RunningDesk, size: dict[str, int], script_errors: list[str]) -> Iterator[Page]:
    context = browser.new_context(viewport=size, locale="zh-CN")
    page = context.new_page()
    page.on("pageerror", lambda error: script_errors.append(str(error)))
    page.goto(desk.url)
    yield page
    context.close()


@pytest.fixture
def clerk(browser: Browser, desk: RunningDesk, size: dict[str, int]) -> Iterator[Page]:
    """The disclosure office, signed in."""
    context = browser.new_context(viewport=size, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{desk.url}/staff/sign-in")
    page.get_by_label("账号").fill("office")
    page.get_by_label("密码").fill(desk.passwords["office"])
    page.get_by_role("button", name="登录").click()
    yield page
    context.close()
