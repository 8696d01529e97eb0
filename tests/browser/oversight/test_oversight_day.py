"""An oversight officer's day in a real Chromium: desktop and phone width, axe clean."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from playwright.sync_api import Page, expect, sync_playwright

from bot.agencies.service import load_profile
from bot.clock.service import add_workdays, today
from bot.people.service import add_staff
from bot.store import Database
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import Act
from bot.tickets.models import Ticket
from channels.web import pages, statistics
from consoles import STATIC
from consoles.wiring import Console, router
from mingbai.settings import ROOT
from tests.support.chromium import chromium
from tests.support.running import free_port, until
from tests.support.tickets import AGENCY, OTHER_AGENCY, TICKETS, filing, on

PASSWORD = "correct-horse-battery"
CORNERS = (
    "/oversight", "/oversight/assessment", "/oversight/open?set=past_due", "/oversight/waiting", "/oversight/deliveries", "/oversight/annual",
    "/oversight/cases", "/oversight/self-check", "/statistics",
)  # fmt: skip


@pytest.fixture
def desk(sqlite: Database, tmp_path: Path) -> Iterator[str]:
    """A served desk with an overdue, an answered and a returned ticket."""
    profile = load_profile(ROOT / "profiles" / "zongyang.yml")
    with sqlite.write() as session:
        add_staff(session, "oversight", "oversight", name="陈监督", password=PASSWORD)
        for name, agency, days in (("overdue", AGENCY, 30), ("answered", AGENCY, 6), ("returned", OTHER_AGENCY, 2)):
            day = add_workdays(today(), -days)[0]
            with on(day):
                ticket = session.get_one(Ticket, TICKETS.file(session, filing(Kind.COMPLAINT, agency)).ticket_id)
                if name != "overdue":
                    TICKETS.act(session, ticket, Act.SIGN, "staff:a")
                if name == "answered":
                    TICKETS.answer(session, ticket, "staff:a", "solved", "已派人修好，今后每周巡查一次。")
                if name == "returned":
                    TICKETS.act(session, ticket, Act.RETURN, "staff:a", "路面由交通部门管")
    app = FastAPI()
    app.include_router(router(Console(sqlite, TICKETS, profile, tmp_path)))
    app.include_router(statistics.router(profile, sqlite))
    app.mount("/static/web", StaticFiles(directory=pages.STATIC))
    app.mount("/static/consoles", StaticFiles(directory=STATIC))
    server = uvicorn.Server(uvicorn.Config(app, port=free_port(), log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started, 20, "the pages are served")
    yield f"http://127.0.0.1:{server.config.port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(params=[(1280, 860), (390, 844)], ids=["desktop", "phone"])
def officer(request: pytest.FixtureRequest, desk: str, script_errors: list[str]) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        width, height = request.param
        page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN", base_url=desk)
        page.on("pageerror", lambda error: script_errors.append(str(error)))
        page.goto("/staff/sign-in")
        page.get_by_label("账号").fill("oversight")
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        yield page
        browser.close()


def test_from_todays_picture_to_urging_deciding_and_reporting(officer: Page):
    expect(officer).to_have_url(re.compile(r"/oversight$"))
    officer.get_by_role("link", name=re.compile("已逾期")).first.click()
    expect(officer.locator(".picked-count")).to_have_text("还没有选。")
    officer.get_by_label("选中本页全部").check()
    expect(officer.locator(".picked-count")).to_have_text("已选 1 张。")
    officer.get_by_label("催办的形式").select_option(label="挂牌督办")
    officer.get_by_label("催办的内容").fill("请三天内办结并说明原因")
    officer.get_by_role("button", name="催办").click()
    expect(officer.get_by_role("status")).to_contain_text("已催办 1 张")

    officer.goto("/oversight/waiting")
    expect(officer.locator("main")).to_contain_text("请三天内办结并说明原因")
    expect(officer.locator("main")).to_contain_text("路面由交通部门管")
    officer.get_by_label("由哪个单位办理").select_option(label=AGENCY)
    officer.get_by_role("button", name="确定").click()
    expect(officer.get_by_role("status")).to_contain_text("“改派”已完成")

    officer.goto("/oversight/assessment")
    officer.get_by_role("link", name=re.compile("^50.0% 按期率")).click()
    expect(officer.locator("tbody tr")).to_have_count(1)
    with officer.expect_download() as saved:
        officer.goto("/oversight/assessment")
        officer.get_by_role("link", name="导出 xlsx").click()
    assert saved.value.suggested_filename.endswith(".xlsx")


def test_every_page_is_accessible_and_fits_its_width(officer: Page):
    for address in CORNERS:
        officer.goto(address)
        found = Axe().run(officer)
        assert found.violations_count == 0, f"{address}\n{found.generate_report()}"
        assert officer.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
