"""From a citizen's question to an agency's answer, as both see it."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.support.people import NAME, PHONE
from tests.support.running import RunningDesk


def say(page: Page, text: str) -> None:
    """Type a message and wait until the desk has answered it."""
    chat = page.locator("mingbai-chat")
    box = chat.get_by_role("textbox")
    with page.expect_response(re.compile(r"/api/chat/messages$")):
        box.fill(text)
        box.press("Enter")


def log(page: Page) -> Locator:
    return page.locator("mingbai-chat").get_by_role("log")


def assert_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def file_complaint(page: Page) -> tuple[str, str]:
    """File one; its number and query code as the citizen reads them."""
    for text in ("我要投诉", "小区门口的下水道堵了，污水漫到路上半个月了", "枞阳镇莲花小区南门", "半个月前开始", NAME, PHONE):
        say(page, text)
    expect(log(page)).to_contain_text("请核对内容")
    assert_accessible(page)
    with page.expect_response(re.compile(r"/api/chat/messages$")):
        page.locator("mingbai-chat").get_by_role("button", name="确认提交").click()
    expect(log(page)).to_contain_text("已提交您的投诉")
    words = log(page).inner_text()
    number, code = re.search(r"T\d{11,}", words), re.search(r"(?<!\d)\d{8}(?!\d)", words)
    assert number
    assert code
    return number[0], code[0]


def test_a_question_is_answered_with_its_source_and_article(citizen: Page):
    say(citizen, "申请信息公开多久能答复")
    expect(log(citizen)).to_contain_text("20个工作日")
    expect(log(citizen)).to_contain_text("政府信息公开条例")
    expect(log(citizen)).to_contain_text("第三十三条")
    assert_accessible(citizen)


def test_from_a_complaint_to_the_agencys_answer_in_the_open_chat(citizen: Page, clerk: Page, desk: RunningDesk):
    number, code = file_complaint(citizen)

    clerk.goto(f"{desk.url}/agency")
    assert_accessible(clerk)
    clerk.locator(f"a[href='/agency/tickets/{number}']").click()
    expect(clerk.locator("main")).to_contain_text("下水道堵了")
    expect(clerk.locator("main")).to_contain_text("到期")
    assert PHONE not in clerk.content()
    assert_accessible(clerk)
    clerk.get_by_role("button", name="签收").click()
    expect(log(citizen)).to_contain_text("已由")
    clerk.get_by_role("link", name="写答复").click()
    clerk.get_by_label("答复类型").select_option(label="已解决")
    clerk.get_by_role("button", name="下一步").click()
    assert_accessible(clerk)
    answer_with(clerk, "已派人疏通下水道并冲洗路面，今后每周巡查一次。")

    expect(log(citizen)).to_contain_text("每周巡查一次")  # by itself: nobody touched the citizen's page
    assert_accessible(citizen)

    citizen.goto(f"{desk.url}/ticket")
    citizen.get_by_label("工单编号").fill(number)
    citizen.get_by_label("查询码").fill(code)
    citizen.get_by_role("button", name="查询").click()
    expect(citizen.locator("main")).to_contain_text("每周巡查一次")
    assert NAME not in citizen.content()
    assert_accessible(citizen)


def answer_with(clerk: Page, text: str) -> None:
    """Write, look at it as the citizen will see it, send."""
    clerk.locator("textarea[name=text]").fill(text)
    clerk.get_by_role("button", name="预览").click()
    expect(clerk.locator("main")).to_contain_text(text)
    assert_accessible(clerk)
    clerk.get_by_role("button", name="发送答复").click()
    expect(clerk.locator("main")).to_contain_text("已发出的答复")


def test_a_wrong_code_says_no_more_than_a_wrong_number(citizen: Page, desk: RunningDesk):
    sentences = []
    for number in ("T20260101001", "X1"):
        citizen.goto(f"{desk.url}/ticket")
        citizen.get_by_label("工单编号").fill(number)
        citizen.get_by_label("查询码").fill("00000000")
        citizen.get_by_role("button", name="查询").click()
        sentences.append(citizen.get_by_role("alert").inner_text())
    assert sentences[0] == sentences[1]


def test_the_conversation_is_still_there_after_a_reload(citizen: Page):
    say(citizen, "申请信息公开要收费吗")
    expect(log(citizen)).to_contain_text("第四十二条")
    citizen.reload()
    expect(log(citizen)).to_contain_text("第四十二条")
