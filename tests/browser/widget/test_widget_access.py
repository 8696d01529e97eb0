"""For everyone: axe without violations, tap targets, large type, two languages, what a screen reader is told."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from fake_desk import QUERY_CODE, TICKET, FakeDesk, Refusal, reply
from fake_host import HostPage
from playwright.sync_api import Browser, Locator, Page, expect

SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
SMALLEST_TARGET = 44
TARGETS = """root => [...root.shadowRoot.querySelectorAll('button, a')].filter(e => e.checkVisibility())
  .map(e => [e.textContent || e.ariaLabel, e.getBoundingClientRect().width, e.getBoundingClientRect().height])"""


def script(text: str) -> list[dict[str, Any]]:
    """One of every card."""
    citation = {"source": "政府信息公开条例", "article": "第三十三条", "quote": "原文", "url": "https://law.example/711"}
    ticket = {key: TICKET[key] for key in ("number", "kind", "agency", "due_on", "provisional")} | {"query_code": QUERY_CODE}
    return [
        reply("答复。", citations=[citation]),
        reply("已提交。", outcome="filed", ticket=ticket),
        reply("申请人：林小满\n联系电话：139****0001", outcome="asked", asks="review"),
    ]


def violations(page: Page) -> str:
    found = Axe().run(page)
    return found.generate_report() if found.violations_count else ""


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=list(SIZES))
def full(
    request: pytest.FixtureRequest, browser: Browser, desk: FakeDesk, scheme: str, watched: Callable[[Page], Page]
) -> Iterator[Page]:
    """The desk's page with one of everything in the log, at both sizes and in both colour schemes."""
    width, height = SIZES[request.param]
    dark = "dark" if scheme == "dark" else "light"
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=dark, reduced_motion="reduce")
    page = watched(context.new_page())
    fill(page, desk)
    yield page
    context.close()


def fill(page: Page, desk: FakeDesk) -> None:
    desk.script = script
    page.goto(desk.url)
    say(page, "申请")
    expect(page.locator(".draft")).to_be_visible()
    desk.wait_for_line()
    desk.push("经检索，予以公开。", ticket=TICKET)
    desk.push("请稍等。", sender="operator")
    desk.refusals = [Refusal(422, "请写得具体一些。")]
    say(page, "嗯")
    expect(page.get_by_text("请写得具体一些。")).to_be_visible()
    desk.refusals = []


def say(page: Page, text: str) -> None:
    page.locator("textarea").fill(text)
    page.locator("textarea").press("Enter")


def test_axe_finds_nothing_in_any_mode(full: Page) -> None:
    assert violations(full) == ""
    full.get_by_role("button", name="长者模式").click()
    assert violations(full) == ""
    full.get_by_role("button", name="Switch to English").click()
    assert violations(full) == ""
    full.get_by_role("button", name="New conversation").click()
    assert violations(full) == ""


def test_everything_to_press_is_large_enough(full: Page) -> None:
    chat = full.locator("mingbai-chat")
    for elder in (False, True):
        if elder:
            full.get_by_role("button", name="长者模式").click()
        targets = chat.evaluate(TARGETS)
        assert len(targets) > 12
        small = [target for target in targets if min(target[1:]) < SMALLEST_TARGET - 0.5]
        assert small == []
        assert full.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no sideways scrolling"


def test_axe_finds_nothing_on_a_page_of_another_origin(
    desk: FakeDesk, host: HostPage, browser: Browser, scheme: str, watched: Callable[[Page], Page]
) -> None:
    dark = "dark" if scheme == "dark" else "light"
    context = browser.new_context(color_scheme=dark, reduced_motion="reduce", bypass_csp=True)  # axe is a script of its own
    page = watched(context.new_page())
    page.goto(host.url)
    assert violations(page) == ""
    page.get_by_role("button", name="打开信息公开服务台").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == ""
    page.get_by_role("button", name="长者模式").click()
    assert violations(page) == ""
    context.close()


def test_large_type_is_large_and_remembered(chat: Locator, page: Page) -> None:
    def size() -> float:
        return float(chat.locator(".lead").evaluate("e => parseFloat(getComputedStyle(e).fontSize)"))

    before = size()
    chat.get_by_role("button", name="长者模式").click()
    assert size() >= 1.3 * before
    page.reload()
    expect(chat.get_by_role("button", name="长者模式")).to_have_attribute("aria-pressed", "true")
    assert size() >= 1.3 * before
    expect(page.locator("html")).to_have_class("elder")


def test_the_language_of_the_widgets_own_words_is_remembered(chat: Locator, page: Page, say: Callable[[str], None]) -> None:
    say("您好")
    expect(chat.get_by_text("您说的是：您好")).to_be_visible()
    chat.locator("textarea").fill("没写完")
    chat.get_by_role("button", name="Switch to English").click()
    expect(chat.get_by_role("button", name="Send")).to_be_visible()
    expect(chat.locator("textarea")).to_have_value("没写完")
    expect(chat.get_by_text("您说的是：您好")).to_be_visible()
    page.reload()
    expect(chat.get_by_role("button", name="Send")).to_be_visible()
    expect(chat.locator("section").first).to_have_attribute("lang", "en")


def test_the_log_is_named_and_announced_politely(chat: Locator, say: Callable[[str], None]) -> None:
    log = chat.get_by_role("log", name="对话记录")
    expect(log).to_have_attribute("aria-live", "polite")
    say("您好")
    expect(log.get_by_text("您说的是：您好")).to_be_visible()
    expect(chat.get_by_role("textbox", name="请输入您的问题")).to_be_visible()


def test_motion_is_off_for_those_who_ask(browser: Browser, desk: FakeDesk, watched: Callable[[Page], Page]) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = watched(context.new_page())
    page.goto(desk.url)
    desk.delay = 1.0
    say(page, "慢")
    dot = page.locator(".busy i").first
    expect(dot).to_be_visible()
    assert dot.evaluate("e => getComputedStyle(e).animationName") == "none"
    context.close()


def test_a_low_window_begins_with_the_greeting(browser: Browser, desk: FakeDesk, watched: Callable[[Page], Page]) -> None:
    context = browser.new_context(viewport={"width": 640, "height": 400}, locale="zh-CN")
    page = watched(context.new_page())
    page.goto(desk.url)
    page.locator("mingbai-chat .hello").wait_for()
    assert page.locator("mingbai-chat .log").evaluate("log => log.scrollHeight > log.clientHeight"), "there is something to scroll"
    assert page.locator("mingbai-chat .log").evaluate("log => log.scrollTop") == 0
    context.close()


def test_in_large_type_on_a_phone_the_query_code_is_one_piece(browser: Browser, desk: FakeDesk, watched: Callable[[Page], Page]) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN")
    page = watched(context.new_page())
    ticket = {key: TICKET[key] for key in ("number", "kind", "agency", "due_on", "provisional")} | {"query_code": "93421912"}
    desk.script = lambda text: [reply("已提交。", outcome="filed", ticket=ticket)]
    page.goto(desk.url)
    page.get_by_role("button", name="长者模式").click()
    say(page, "确认")
    code = page.locator("mingbai-chat .code")
    expect(code).to_have_text("93421912")
    lines = "e => e.getClientRects().length === 1 && e.getBoundingClientRect().right <= e.closest('.ticket').getBoundingClientRect().right"
    assert code.evaluate(lines)
    context.close()


def test_large_letters_of_the_browser_cut_nothing_off(desk: FakeDesk, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    for path in ("", "ticket"):
        page.goto(f"{desk.url}/{path}")
        page.evaluate("document.documentElement.style.fontSize = '190%'")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
