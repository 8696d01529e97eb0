"""A desk's staff pages on each database, with two agencies, their clerks and made-up citizens."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from bot.agencies.service import load_profile
from bot.clock.service import add_workdays, today
from bot.people import passwords
from bot.people.service import add_staff
from bot.store import Database
from bot.tickets.kinds import Kind
from bot.tickets.models import Ticket
from bot.tickets.service import Filed, Filing, Tickets, find
from channels import problems
from channels.web import pages
from channels.web import tickets as ticket_api
from consoles.wiring import Console, router

PASSWORD = "correct-horse-battery"
OURS, THEIRS = "县交通运输局", "县教育体育局"
ID_NUMBER, PHONE, SECOND_PHONE = "340722199001019315", "13900000011", "13900000012"
APPLICANT = {
    "applicant_type": "citizen", "applicant_name": "李小明", "id_type": "居民身份证", "id_number": ID_NUMBER,
    "contact_phone": PHONE, "contact_address": "枞阳镇渡江路1号",
}
PROFILE = load_profile(Path(__file__).resolve().parents[3] / "profiles" / "zongyang.yml")


@dataclass(frozen=True)
class Desk:
    """A desk with its pages, and the means to put tickets into it."""

    database: Database
    tickets: Tickets
    app: FastAPI
    files: Path

    def file(self, kind: Kind = Kind.APPLICATION, agency: str = OURS, days_ago: int = 0, title: str = "道路改造工程的中标合同") -> str:
        """A new ticket's number; `days_ago` in working days."""
        slot = "info_description" if kind is Kind.APPLICATION else "description"
        matter = {slot: f"{title}，有事请打 {SECOND_PHONE}"}
        filing = Filing(kind, APPLICANT, "citizen", matter, title, agency, "web", conversation_id="0" * 32)
        with self.database.write() as session:
            return self.tickets.file(session, filing, add_workdays(today(), -days_ago)[0] if days_ago else None).number

    def ticket(self, number: str) -> Ticket:
        """The ticket as it is kept."""
        with self.database.read() as session:
            found = find(session, number)
        assert found is not None
        return found

    def browser(self) -> TestClient:
        """A browser that nobody has signed in with."""
        return TestClient(self.app, base_url="http://desk.test", follow_redirects=False)

    def signed_in(self, login: str) -> "Clerk":
        """A browser in which this account is signed in."""
        browser = self.browser()
        answer = browser.post("/staff/sign-in", data={"login": login, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return Clerk(browser)


@dataclass(frozen=True)
class Clerk:
    """Somebody at work: opens pages and sends the forms that stand on them."""

    browser: TestClient

    def page(self, address: str) -> Response:
        """A page by its address."""
        return self.browser.get(address)

    def act(self, number: str, act: str, **fields: str) -> Response:
        """Send the form of an act as the ticket's page has it now."""
        page = self.page(f"/agency/tickets/{number}").text
        return self.send(number, act, version=hidden(page, "version"), csrf=hidden(page, "csrf"), **fields)

    def send(self, number: str, act: str, **fields: str) -> Response:
        """Send exactly these fields."""
        return self.browser.post(f"/agency/tickets/{number}/acts/{act}", data=fields)


def listed(clerk: Clerk, address: str) -> list[str]:
    """The numbers of the tickets that an inbox page lists, in its order."""
    rows = re.findall(r'<li class="row .*?</li>', clerk.page(address).text, re.DOTALL)
    return [re.search(r'<a href="/agency/tickets/([A-Z0-9]+)">', row)[1] for row in rows]


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of a page."""
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


# argon2 as weak as it goes: how slow the real one is, the unit tests of passwords see to.
_QUICK = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))


@pytest.fixture
def desk(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(passwords, "_hasher", _QUICK)
    tickets = Tickets()
    with database.write() as session:
        add_staff(session, "ours", "clerk", agency=OURS, name="王办事", password=PASSWORD)
        add_staff(session, "ours-head", "head", agency=OURS, password=PASSWORD)
        add_staff(session, "theirs", "clerk", agency=THEIRS, password=PASSWORD)
        add_staff(session, "office", "head", password=PASSWORD)
        add_staff(session, "oversight", "oversight", password=PASSWORD)
        add_staff(session, "operator", "operator", password=PASSWORD)
        add_staff(session, "admin", "admin", password=PASSWORD)
    app = FastAPI()
    app.include_router(router(Console(database, tickets, PROFILE, tmp_path)))
    return Desk(database, tickets, app, tmp_path)


@pytest.fixture
def filed(desk: Desk) -> Filed:
    """An application of which the query code is known."""
    filing = Filing(Kind.APPLICATION, APPLICANT, "citizen", {"info_description": "道路改造工程的中标合同"}, "道路改造工程的中标合同", OURS, "web")
    with desk.database.write() as session:
        return desk.tickets.file(session, filing)


@pytest.fixture
def citizen(desk: Desk) -> TestClient:
    """A browser at the pages where tickets are looked up."""
    app = FastAPI()
    problems.install(app)
    lookup = ticket_api.Lookup(desk.database, desk.tickets, desk.files)
    app.include_router(ticket_api.router(lookup))
    app.include_router(pages.router(PROFILE, lookup))
    return TestClient(app)


@pytest.fixture
def ours(desk: Desk) -> Clerk:
    return desk.signed_in("ours")
