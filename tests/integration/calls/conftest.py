"""The operators' pages and the telephone system's door over HTTP, on each database."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from bot.people import passwords
from bot.people.service import add_staff
from bot.store import Database
from channels import problems
from consoles.hotline.signing import SIGNATURE, TIMESTAMP, signature
from consoles.wiring import Console, Telephone, router
from tests.support.calls import OPERATOR_LOGIN, OTHER_LOGIN, ring, telephone
from tests.support.desk import offices

PASSWORD = "correct-horse-battery"
SECRET = "telephone-secret"
# argon2 as weak as it goes: how slow the real one is, the unit tests of passwords see to.
_QUICK = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))


@dataclass
class Switchboard:
    """The telephone system: what it sends is signed."""

    browser: TestClient
    secret: str = SECRET

    def send(self, path: str, body: Any = None, *, secret: str | None = None, timestamp: str | None = None, raw: bytes | None = None) -> Response:
        """One signed request below `/api/hotline`."""
        content = raw if raw is not None else json.dumps(body if body is not None else {}, ensure_ascii=False).encode()
        when = timestamp or str(int(time.time()))
        where = f"/api/hotline{path}"
        sign = signature(secret or self.secret, when, "POST", where, content)
        return self.browser.post(where, content=content, headers={TIMESTAMP: when, SIGNATURE: sign})

    def call(self, caller: str = "", **more: str) -> str:
        """A call that rings; its id."""
        answer = self.send("/calls", {"caller": caller, **more})
        assert answer.status_code in (200, 201), answer.text
        return str(answer.json()["call_id"])

    def say(self, call_id: str, utterance: str, text: str, *, final: bool = True, speaker: str = "caller") -> Response:
        """One result of a recogniser."""
        return self.send(f"/calls/{call_id}/utterances", {"utterance_id": utterance, "text": text, "final": final, "speaker": speaker})


@dataclass
class Operator:
    """Somebody at work: opens pages, sends their forms, and asks what the screen's script asks."""

    browser: TestClient
    csrf: str

    def page(self, address: str) -> Response:
        return self.browser.get(address)

    def send(self, address: str, **fields: str) -> Response:
        return self.browser.post(address, data={"csrf": self.csrf, **fields})

    def ask(self, call_id: str, act: str, **body: Any) -> Response:
        return self.browser.post(f"/hotline/calls/{call_id}/{act}", json=body, headers={"X-CSRF": self.csrf})

    def open(self, caller: str = "") -> str:
        """A call by hand; its id."""
        answer = self.send("/hotline/calls", caller=caller)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].rsplit("/", 1)[1]

    def shown(self, call_id: str) -> dict[str, str]:
        """Every field of a call's page as a browser without script would send it."""
        page = self.page(f"/hotline/calls/{call_id}").text
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        fields |= dict(re.findall(r'<input id="f-[^"]+" name="([^"]+)" value="([^"]*)"', page))
        fields |= dict(re.findall(r'<textarea id="[^"]+" name="([^"]+)"[^>]*>([^<]*)</textarea>', page))
        fields |= dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)" checked', page))
        fields |= dict(re.findall(r'<input type="checkbox" name="([^"]+)" value="([^"]*)" checked', page))
        for select, options in re.findall(r'<select id="[^"]+" name="([^"]+)">(.*?)</select>', page, re.DOTALL):
            chosen = re.search(r'<option(?: value="([^"]*)")? selected>([^<]*)', options)
            fields[select] = (chosen[1] or chosen[2]) if chosen else ""
        return {**fields, "typed": fields.get("typed", "")}


@dataclass(frozen=True)
class Hotline:
    """A desk with its telephone."""

    database: Database
    app: FastAPI

    def browser(self) -> TestClient:
        return TestClient(self.app, base_url="http://desk.test", follow_redirects=False)

    def signed_in(self, login: str = OPERATOR_LOGIN) -> Operator:
        browser = self.browser()
        assert browser.post("/staff/sign-in", data={"login": login, "password": PASSWORD}).status_code == 303
        page = browser.get("/staff/account").text
        return Operator(browser, re.search(r'name="csrf" value="([^"]*)"', page)[1])

    def switchboard(self) -> Switchboard:
        return Switchboard(self.browser())


def make_hotline(database: Database, files: Path, secret: str = SECRET) -> Hotline:
    app = FastAPI()
    problems.install(app)
    phone = telephone()
    console = Console(database, phone.tickets, offices().profile, files)
    app.include_router(router(console, telephone=Telephone(phone, secret)))
    return Hotline(database, app)


@pytest.fixture
def hotline(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hotline]:
    monkeypatch.setattr(passwords, "_hasher", _QUICK)
    with database.write() as session:
        for login, role in ((OPERATOR_LOGIN, "operator"), (OTHER_LOGIN, "operator"), ("oversight", "oversight"), ("office", "head"), ("admin", "admin")):
            add_staff(session, login, role, password=PASSWORD)
    yield make_hotline(database, tmp_path)


@pytest.fixture
def operator(hotline: Hotline) -> Operator:
    return hotline.signed_in()


@pytest.fixture
def switchboard(hotline: Hotline) -> Switchboard:
    return hotline.switchboard()


@pytest.fixture
def call_id(database: Database) -> str:
    with database.write() as session:
        return ring(session).id
