"""The public pages around the chat: home, lookup, receipt; with and without script."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from fake_desk import QUERY_CODE, TICKET, FakeDesk
from playwright.sync_api import Browser, Page, expect


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A browser without script."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def look_up(page: Page, code: str) -> None:
    page.get_by_label("工单编号").fill(TICKET["number"])
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查询").click()


def test_the_home_page_names_the_place_and_the_ways_on(desk: FakeDesk, page: Page) -> None:
    page.goto(desk.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("明白 · 明山县政府信息公开服务台")
    expect(page.get_by_role("link", name="查询工单")).to_have_attribute("href", "/ticket")
    expect(page.get_by_role("link", name="工作人员登录")).to_have_attribute("href", "/staff/sign-in")
    expect(page.get_by_role("link", name="12345")).to_be_visible()
    expect(page.locator(".fallback")).to_be_hidden()


def test_without_script_there_are_the_telephone_and_the_lookup(desk: FakeDesk, plain: Page) -> None:
    plain.goto(desk.url)
    expect(plain.locator(".fallback").get_by_role("link", name="12345")).to_be_visible()
    look_up(plain, QUERY_CODE)
    expect(plain.get_by_role("heading", name="受理回执")).to_be_visible()
    expect(plain.get_by_role("button", name="打印回执")).to_be_hidden()


def test_a_ticket_shows_its_facts_and_its_course(desk: FakeDesk, page: Page) -> None:
    page.goto(f"{desk.url}/ticket")
    look_up(page, QUERY_CODE)
    dates = ("2026年11月23日", "2026年12月21日", "暂定")
    for fact in (TICKET["number"], QUERY_CODE, "依申请公开", "明山县教育局", *dates, "正在办理"):
        expect(page.locator(".receipt")).to_contain_text(fact)
    assert page.locator(".timeline li").all_inner_texts() == ["2026年11月23日\n已收到申请", "2026年11月24日\n承办单位已签收"]
    page.evaluate("window.print = () => { window.printed = true }")
    page.get_by_role("button", name="打印回执").click()
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    expect(page.locator(".bar")).to_be_hidden()
    expect(page.locator(".actions")).to_be_hidden()
    expect(page.locator(".receipt")).to_be_visible()


def test_a_failed_lookup_says_so_and_keeps_the_number(desk: FakeDesk, page: Page) -> None:
    page.goto(f"{desk.url}/ticket")
    look_up(page, "WRONG")
    expect(page.get_by_role("alert")).to_have_text("没有查到，请核对工单编号和查询码。")
    expect(page.get_by_label("工单编号")).to_have_value(TICKET["number"])
    expect(page.get_by_label("查询码")).to_have_value("")


def test_a_link_with_a_code_leaves_no_trace_of_it(desk: FakeDesk, page: Page) -> None:
    page.goto(f"{desk.url}/ticket#number={TICKET['number']}&code={QUERY_CODE}")
    expect(page.get_by_role("heading", name="受理回执")).to_be_visible()
    assert "#" not in page.url
    page.go_back()
    assert QUERY_CODE not in page.url
    assert not any(QUERY_CODE in path for path in desk.requests)


def test_a_link_with_only_a_number_waits_for_the_code(desk: FakeDesk, page: Page) -> None:
    page.goto(f"{desk.url}/ticket#number={TICKET['number']}")
    expect(page.get_by_label("工单编号")).to_have_value(TICKET["number"])
    expect(page.get_by_label("查询码")).to_be_focused()
    assert desk.lookups == []


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("dark", [False, True])
def test_the_pages_suit_everyone(desk: FakeDesk, page: Page, width: int, dark: bool) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if dark else "light")
    for step in ("", "ticket", f"ticket#number={TICKET['number']}&code={QUERY_CODE}"):
        page.goto("about:blank")
        page.goto(f"{desk.url}/{step}")
        page.get_by_role("heading", name="受理回执" if "#" in step else "查询工单" if step else "服务台").first.wait_for()
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), step
