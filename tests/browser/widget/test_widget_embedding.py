"""On somebody else's page: one script tag, a strict policy, no cookie, a button and a panel."""

import gzip
from collections.abc import Callable

import pytest
from fake_desk import TICKET, FakeDesk, reply
from fake_host import HostPage
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from channels.web.script import widget

SIZE_LIMIT = 30 * 1024


@pytest.fixture
def launcher(host: HostPage, page: Page) -> Locator:
    page.goto(host.url)
    return page.get_by_role("button", name="打开信息公开服务台")


def ask(page: Page, text: str) -> None:
    page.locator("mingbai-chat textarea").fill(text)
    page.locator("mingbai-chat textarea").press("Enter")
    expect(page.get_by_text(f"您说的是：{text}")).to_be_visible()


def test_the_script_is_small() -> None:
    assert len(gzip.compress(widget().body)) < SIZE_LIMIT


def test_a_strict_policy_of_the_host_is_kept(desk: FakeDesk, host: HostPage, page: Page, context: BrowserContext) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: note(message, complaints))
    page.add_init_script("addEventListener('securitypolicyviolation', ({violatedDirective: what}) => console.error(what))")
    page.goto(host.url)
    page.get_by_role("button", name="打开信息公开服务台").click()
    ask(page, "多久能答复")
    page.get_by_role("button", name="长者模式").click()
    page.get_by_role("button", name="Switch to English").click()
    panel = page.get_by_role("dialog").bounding_box()
    assert panel and 350 < panel["width"] < 560, "the panel has its style"
    assert complaints == []
    assert context.cookies() == []


def note(message: ConsoleMessage, complaints: list[str]) -> None:
    if message.type in ("error", "warning"):
        complaints.append(message.text)


def test_the_launcher_opens_and_escape_gives_the_focus_back(launcher: Locator, page: Page) -> None:
    launcher.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="信息公开服务台")).to_be_visible()
    expect(page.locator("mingbai-chat textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(launcher).to_be_focused()
    expect(launcher).to_have_attribute("aria-expanded", "false")


def test_nothing_is_asked_of_the_desk_before_the_first_message(desk: FakeDesk, launcher: Locator, page: Page) -> None:
    launcher.click()
    expect(page.locator("mingbai-chat .hello")).to_be_visible()
    assert [path for path in desk.requests if path.startswith("/api")] == []


def test_unread_messages_are_counted_on_the_launcher(desk: FakeDesk, launcher: Locator, page: Page) -> None:
    launcher.click()
    ask(page, "您好")
    page.keyboard.press("Escape")
    desk.wait_for_line()
    desk.push("第一条")
    desk.push("第二条")
    expect(page.get_by_role("button", name="2 条未读")).to_be_visible()
    page.reload()
    unread = page.get_by_role("button", name="2 条未读")
    expect(unread).to_be_visible()
    unread.click()
    expect(page.get_by_text("第二条")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="未读")).to_have_count(0)
    page.reload()
    expect(page.locator("mingbai-chat .message")).to_have_count(4)
    expect(page.get_by_role("button", name="未读")).to_have_count(0)


def test_a_second_script_tag_adds_nothing(desk: FakeDesk, host: HostPage, page: Page) -> None:
    tag = f'<script src="{desk.url}/static/web/widget.js" data-mingbai></script>'
    host.html = host.html.replace("</body>", f"{tag}</body>")
    page.goto(host.url)
    expect(page.locator("mingbai-chat")).to_have_count(1)
    page.get_by_role("button", name="打开信息公开服务台").click()
    ask(page, "您好")


def test_the_tag_sets_heading_side_and_language(host: HostPage, page: Page) -> None:
    settings = 'data-mingbai data-side="left" data-language="en" data-heading="明山县公开台">'
    host.html = host.html.replace("data-mingbai>", settings)
    page.goto(host.url)
    launcher = page.get_by_role("button", name="Open the information desk")
    box = launcher.bounding_box()
    assert box and box["x"] < 40
    launcher.click()
    page.get_by_role("button", name="切换到中文").click()
    expect(page.get_by_role("dialog", name="明山县公开台")).to_be_visible()


def test_a_phone_gets_the_whole_screen_and_no_sideways_scrolling(
    browser: Browser, desk: FakeDesk, host: HostPage, watched: Callable[[Page], Page]
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, device_scale_factor=2)
    page = watched(context.new_page())
    desk.script = lambda text: [reply("号" * 300 + "https://very.long.example/" + "a" * 200, ticket=TICKET)]
    page.goto(host.url)
    page.get_by_role("button", name="打开信息公开服务台").tap()
    panel = page.get_by_role("dialog")
    assert panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    page.locator("mingbai-chat").get_by_role("button", name="投诉").tap()
    expect(page.locator("mingbai-chat .message.desk")).to_be_visible()
    assert page.locator("mingbai-chat .log").evaluate("log => log.scrollWidth <= log.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()
