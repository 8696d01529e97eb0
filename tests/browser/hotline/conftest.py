"""Operators in a real Chromium, before a desk that is served from this process, with a telephone system that signs."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from bot.store import Database
from tests.support.chatting import Opens
from tests.support.served import PASSWORD, ServedDesk, served_desk
from tests.support.switchboard import SECRET, Switchboard


@pytest.fixture
def desk(sqlite: Database, tmp_path: Path) -> Iterator[ServedDesk]:
    with served_desk(sqlite, tmp_path, hotline_secret=SECRET) as running:
        yield running


@pytest.fixture
def switchboard(desk: ServedDesk) -> Switchboard:
    return Switchboard(desk.url)


@pytest.fixture
def operator(desk: ServedDesk, contexts: Callable[..., BrowserContext]) -> Opens:
    """An operator signed in, before the calls that wait."""

    def sign_in(login: str = "operator", **more: object) -> Page:
        page = contexts(**more).new_page()
        page.goto(f"{desk.url}/staff/sign-in")
        page.get_by_label("账号").fill(login)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/hotline")
        return page

    return sign_in


@pytest.fixture
def on_call(operator: Opens) -> Opens:
    """An operator with a call on the line, opened by one key."""

    def take(caller: str = "13900000011", **more: object) -> Page:
        page = operator(**more)
        page.get_by_label("来电号码").fill(caller)
        page.keyboard.press("Alt+n")
        page.wait_for_url("**/hotline/calls/*")
        return page

    return take
