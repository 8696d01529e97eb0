"""A citizen's chat and an operator's pages in a real browser, and what both do there."""

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
Opens = Callable[..., Page]


def say(page: Page, text: str) -> None:
    """Type a message into the chat and wait until the desk has taken it."""
    box = page.locator("mingbai-chat textarea")
    with page.expect_response("**/api/chat/messages"):
        box.fill(text)
        box.press("Enter")


def log(page: Page) -> Locator:
    """What the citizen reads."""
    return page.locator("mingbai-chat").get_by_role("log")


def talk(page: Page) -> Locator:
    """What the operator reads."""
    return page.get_by_role("log", name="对话记录")


def take_first(page: Page) -> None:
    """Take the conversation that stands first in the queue."""
    page.locator(".waiting .take").first.click()
    page.wait_for_url("**/staff/chats/*")


def assert_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def assert_fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
