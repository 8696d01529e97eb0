"""The room where people of the staff talk with citizens, for the tests of its pages and of its open line."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.conversations.doorbell import Doorbell
from bot.people import passwords
from bot.people.service import add_staff
from bot.store import Database
from consoles.wiring import Chats, Console, router
from tests.integration.consoles.conftest import _QUICK, OURS, PASSWORD, Clerk
from tests.support.desk import Talk, make_desk, open_talk


@dataclass
class Floor:
    """A desk with its operators and their pages."""

    database: Database
    home: Path
    app: FastAPI
    console: Console
    chats: Chats

    def talk(self, *texts: str) -> Talk:
        """A citizen who has said these."""
        talk = open_talk(self.database, self.home)
        talk.engine.fails = "before"
        for text in texts:
            asyncio.run(talk.say(text))
        return talk

    def operator(self, login: str = "operator") -> Clerk:
        """A browser in which this account is signed in."""
        browser = TestClient(self.app, base_url="http://desk.test", follow_redirects=False)
        assert browser.post("/staff/sign-in", data={"login": login, "password": PASSWORD}).status_code == 303
        return Clerk(browser)


def open_floor(database: Database, home: Path, monkeypatch: pytest.MonkeyPatch) -> Floor:
    """A desk with an account of every role, signed in with `PASSWORD`."""
    monkeypatch.setattr(passwords, "_hasher", _QUICK)
    with database.write() as session:
        for login, role, agency in (
            ("operator", "operator", None), ("second", "operator", None), ("oversight", "oversight", None), ("office", "head", None),
            ("ours", "clerk", OURS), ("ours-head", "head", OURS), ("editor", "editor", None), ("admin", "admin", None),
        ):  # fmt: skip
            add_staff(session, login, role, agency=agency, name={"operator": "王话务", "second": "李话务"}.get(login), password=PASSWORD)
    desk = make_desk(database, home)
    console = Console(database, desk.tickets, desk.profile, home / "files")
    chats = Chats(desk.switchboard, desk.knowledge, Doorbell(database))
    app = FastAPI()
    app.include_router(router(console, chats))
    return Floor(database, home, app, console, chats)
