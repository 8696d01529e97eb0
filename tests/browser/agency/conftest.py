"""The staff pages of a whole desk on a port of their own, without the engine (no citizen talks here), and a real Chromium."""

import datetime as dt
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from bot.clock.service import add_workdays, today
from bot.people.service import add_staff
from bot.store import Database
from bot.tickets.kinds import Kind
from bot.tickets.models import Ticket
from bot.tickets.service import Filing, find
from mingbai.app import public_app
from mingbai.wiring import Desk
from tests.support.desk import EngineDouble, make_desk
from tests.support.people import ADDRESS, ID_NUMBER, NAME, PHONE
from tests.support.running import free_port

PASSWORD = "correct-horse-battery"
OURS = "县交通运输局"
_STAFF = (
    ("wang", "clerk", OURS, "王办事"), ("zhang", "clerk", OURS, "张三"), ("li-head", "head", OURS, "李主任"), ("chen", "clerk", "县教育体育局", "陈老师"),
    ("office", "head", None, "政务公开办"), ("admin", "admin", None, "系统管理员"),
)  # fmt: skip
APPLICANT = {
    "applicant_type": "citizen", "applicant_name": NAME, "id_type": "居民身份证", "id_number": ID_NUMBER, "contact_phone": PHONE, "contact_address": ADDRESS,
}


@dataclass(frozen=True)
class Served:
    """A desk that is served, and the means to put tickets into it."""

    desk: Desk
    url: str

    def file(self, title: str, kind: Kind = Kind.APPLICATION, agency: str = OURS, days_ago: int = 0) -> str:
        """A new ticket's number."""
        matter = {"info_description" if kind is Kind.APPLICATION else "description": f"{title}，请尽快答复。"}
        day: dt.date | None = add_workdays(today(), -days_ago)[0] if days_ago else None
        with self.desk.database.write() as session:
            return self.desk.tickets.file(session, Filing(kind, APPLICANT, "citizen", matter, title, agency, "web"), day).number

    def ticket(self, number: str) -> Ticket:
        """The ticket as it is kept."""
        with self.desk.database.read() as session:
            found = find(session, number)
        assert found is not None
        return found


@pytest.fixture
def served(sqlite_template: Path, tmp_path: Path) -> Iterator[Served]:
    shutil.copy(sqlite_template, tmp_path / "desk.db")
    database = Database(f"sqlite:///{tmp_path / 'desk.db'}")
    desk = make_desk(database, tmp_path)
    engine = EngineDouble()
    inbox = desk.inbox(engine)
    engine.inbox = lambda: inbox
    with database.write() as session:
        for login, role, agency, name in _STAFF:
            add_staff(session, login, role, agency=agency, name=name, password=PASSWORD)[0].password_given = False
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(public_app(desk, inbox, lambda: "ok"), host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield Served(desk, f"http://127.0.0.1:{port}")
    server.should_exit = True
    thread.join()
    database.close()


@pytest.fixture(params=[(1280, 860), (390, 844)], ids=["desktop", "phone"])
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    return {"width": request.param[0], "height": request.param[1]}


SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(browser: Browser, served: Served, size: dict[str, int], script_errors: list[str]) -> Iterator[SignIn]:
    """Sign somebody in, each in a browser of their own."""
    contexts: list[BrowserContext] = []

    def enter(login: str, **more: object) -> Page:
        context = browser.new_context(viewport=size, locale="zh-CN", **more)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: script_errors.append(str(error)))
        page.goto(f"{served.url}/staff/sign-in")
        page.get_by_label("账号").fill(login)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        return page

    yield enter
    for context in contexts:
        context.close()


def assert_fine(page: Page) -> None:
    """Nothing that axe finds, and nothing wider than the screen."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
