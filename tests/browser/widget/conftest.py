"""A real Chromium, a fake desk, and pages that hold the widget."""

from collections.abc import Callable, Iterator

import pytest
from fake_desk import FakeDesk
from fake_host import HostPage
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

expect.set_options(timeout=10_000)  # a busy machine is slow, not wrong


@pytest.fixture
def desk() -> Iterator[FakeDesk]:
    desk = FakeDesk()
    yield desk
    desk.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def watched(script_errors: list[str]) -> Callable[[Page], Page]:
    """The page, made to fail the test for an uncaught script error."""

    def watch(page: Page) -> Page:
        page.on("pageerror", lambda error: script_errors.append(str(error)))
        return page

    return watch


@pytest.fixture
def page(context: BrowserContext, watched: Callable[[Page], Page]) -> Page:
    """A tab; a script error anywhere in the test fails it."""
    return watched(context.new_page())


@pytest.fixture
def chat(desk: FakeDesk, page: Page) -> Locator:
    """The chat filling the desk's own page, loaded and ready."""
    page.goto(desk.url)
    chat = page.locator("mingbai-chat")
    chat.locator("textarea").wait_for()
    return chat


@pytest.fixture
def say(chat: Locator) -> Callable[[str], None]:
    """Types a text and presses Enter."""

    def type_and_send(text: str) -> None:
        chat.locator("textarea").fill(text)
        chat.locator("textarea").press("Enter")

    return type_and_send


STRICT = "default-src 'none'; script-src {desk}; connect-src {desk}; base-uri 'none'; require-trusted-types-for 'script'"
HOST_HTML = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>某单位网站</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>某单位网站</h1><p>通知公告</p></main><script src="{desk}/widget.js" data-mingbai></script></body></html>"""


@pytest.fixture
def host(desk: FakeDesk) -> Iterator[HostPage]:
    """Another origin with nothing allowed but the desk."""
    host = HostPage(HOST_HTML.format(desk=desk.url), STRICT.format(desk=desk.url))
    yield host
    host.close()
