"""Two operators and two citizens in a real Chromium, before a desk that is served from this process."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from bot.store import Database
from tests.support.chatting import Opens, say
from tests.support.served import PASSWORD, ServedDesk, served_desk


@pytest.fixture
def desk(sqlite: Database, tmp_path: Path) -> Iterator[ServedDesk]:
    with served_desk(sqlite, tmp_path) as running:
        running.engine.fails = "before"
        yield running


@pytest.fixture
def citizen(desk: ServedDesk, contexts: Callable[..., BrowserContext]) -> Opens:
    """A citizen before the chat who has said these words."""

    def arrive(*texts: str, **more: object) -> Page:
        page = contexts(**more).new_page()
        page.goto(desk.url)
        page.locator("mingbai-chat textarea").wait_for()
        for text in texts:
            say(page, text)
        return page

    return arrive


@pytest.fixture
def operator(desk: ServedDesk, contexts: Callable[..., BrowserContext]) -> Opens:
    """An operator signed in, before the queue."""

    def sign_in(login: str = "operator", **more: object) -> Page:
        page = contexts(**more).new_page()
        page.goto(f"{desk.url}/staff/sign-in?next=/staff/chats")
        page.get_by_label("账号").fill(login)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/staff/chats")
        return page

    return sign_in
