"""One real Chromium for a module, and browsers in it that know nothing of each other."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.support.chatting import DESKTOP
from tests.support.chromium import chromium

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def script_errors() -> Iterator[list[str]]:
    """Takes note of script errors, and fails the test for them when all that it opened is closed.

    Never in the browser's event itself: an exception there ends Playwright's own loop, and all that is asked of it afterwards.
    """
    errors: list[str] = []
    yield errors
    assert not errors, "script errors: " + "; ".join(errors)


@pytest.fixture
def contexts(browser: Browser, script_errors: list[str]) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browsers that know nothing of each other; a script error in any of their pages fails the test."""
    made: list[BrowserContext] = []

    def open_one(viewport: dict[str, int] = DESKTOP, **more: object) -> BrowserContext:
        context = browser.new_context(viewport=viewport, locale="zh-CN", **more)
        context.on("weberror", lambda error: script_errors.append(str(error.error)))
        made.append(context)
        return context

    yield open_one
    for context in made:
        context.close()
