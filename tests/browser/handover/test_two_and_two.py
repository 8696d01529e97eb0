"""A person in the chat, as both sides see it: two operators and two citizens at once."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from bot.conversations.handover import words
from bot.conversations.handover.keeper import Keeper
from bot.conversations.handover.models import Handover
from bot.store import utc_now
from tests.support.chatting import DESKTOP, PHONE, Opens, assert_accessible, assert_fits, log, say, take_first, talk
from tests.support.served import ServedDesk


def reply(page: Page, text: str) -> None:
    """The operator writes and presses Enter."""
    page.get_by_label("回复市民").fill(text)
    page.get_by_label("回复市民").press("Enter")


def test_two_conversations_go_to_two_operators_and_nothing_crosses(citizen: Opens, operator: Opens):
    first_operator, second_operator = operator(), operator("second")
    ming, hong = citizen("申请信息公开多久能答复"), citizen()
    say(ming, "转人工")
    expect(first_operator.locator(".waiting .row")).to_have_count(1)  # by itself: nobody touched the page
    expect(first_operator).to_have_title("(1) 人工对话 · 枞阳县政府信息公开服务台")
    say(hong, "转人工")
    expect(hong.locator("mingbai-chat .person")).to_contain_text("您前面还有 1 位")

    take_first(first_operator)
    expect(talk(first_operator)).to_contain_text("第三十三条")  # the whole history
    expect(hong.locator("mingbai-chat .person")).to_contain_text("您排在第一位")
    take_first(second_operator)
    for page in (ming, hong):
        expect(log(page)).to_contain_text("工作人员已接入")
        expect(page.locator("mingbai-chat .person")).to_contain_text("工作人员正在为您服务")

    reply(first_operator, "您好，小明，请说")
    reply(second_operator, "您好，小红，请说")
    expect(log(ming)).to_contain_text("您好，小明，请说")
    expect(log(hong)).to_contain_text("您好，小红，请说")
    say(ming, "补贴名单在哪里看")
    say(hong, "路灯坏了找谁")
    expect(talk(first_operator)).to_contain_text("补贴名单在哪里看")
    expect(talk(second_operator)).to_contain_text("路灯坏了找谁")
    assert "小红" not in log(ming).inner_text() and "小明" not in log(hong).inner_text()
    assert "路灯" not in talk(first_operator).inner_text() and "补贴" not in talk(second_operator).inner_text()

    first_operator.get_by_role("button", name="交回服务台").click()
    expect(log(ming)).to_contain_text("工作人员已把对话交回服务台")
    expect(ming.locator("mingbai-chat .person")).to_have_text("")
    say(ming, "申请信息公开要收费吗")
    expect(log(ming)).to_contain_text("第四十二条")
    expect(hong.locator("mingbai-chat .person")).to_contain_text("工作人员正在为您服务")


def test_both_who_press_at_once_and_only_one_gets_it(citizen: Opens, operator: Opens):
    first, second = operator(), operator("second")
    citizen("转人工")
    for page in (first, second):
        expect(page.locator(".waiting .take")).to_have_count(1)
    take_first(first)
    stale = second.locator(".waiting .take")
    if stale.count():  # his list may have heard of it already
        stale.first.click()
        expect(second.get_by_role("alert")).to_contain_text("由王话务接待")
        second.goto(second.url.rsplit("/", 2)[0])
    expect(second.locator(".others")).to_contain_text("王话务")
    second.locator(".others a").first.click()
    expect(second.locator("main")).to_contain_text("王话务正在接待，您可以看，不能回复。")
    expect(second.get_by_label("回复市民")).to_have_count(0)


def test_both_sides_see_each_other_typing(citizen: Opens, operator: Opens):
    ming, worker = citizen("转人工"), operator()
    take_first(worker)
    expect(ming.locator("mingbai-chat .person")).to_contain_text("工作人员正在为您服务")
    ming.locator("mingbai-chat textarea").press_sequentially("我想问")
    expect(worker.locator("[data-typing]")).to_have_text("市民正在输入……")
    expect(worker.locator("[data-typing]")).to_have_text("")
    worker.get_by_label("回复市民").press_sequentially("您好")
    expect(ming.locator("mingbai-chat .working")).to_contain_text("工作人员正在输入")
    worker.get_by_label("回复市民").press("Enter")
    expect(log(ming)).to_contain_text("您好")
    expect(ming.locator("mingbai-chat .busy")).to_be_hidden()


def test_a_closed_browser_gives_the_conversation_back_and_another_takes_it(desk: ServedDesk, citizen: Opens, operator: Opens):
    ming, first, second = citizen("转人工"), operator(), operator("second")
    take_first(first)
    expect(log(ming)).to_contain_text("工作人员已接入")
    _wait_for_a_sign_of_life(desk, first)
    first.context.close()
    _long_after(desk)
    expect(log(ming)).to_contain_text("工作人员的页面断开了")
    expect(ming.locator("mingbai-chat .person")).to_contain_text("您排在第一位")
    take_first(second)
    expect(talk(second)).to_contain_text("工作人员的页面断开了")
    reply(second, "您好，我来接着为您服务")
    expect(log(ming)).to_contain_text("我来接着为您服务")


def _wait_for_a_sign_of_life(desk: ServedDesk, page: Page) -> None:
    """Until the open page has shortened the hold from ten minutes to its own 45 s."""
    for _ in range(5):  # a sign that was under way when the page was opened anew is older than the hold it gave
        with page.expect_response("**/staff/chats/here"):
            page.reload()
        with desk.database.read() as session:
            held = session.query(Handover.held_until).scalar()
        if held < utc_now() + dt.timedelta(seconds=46):
            return
    pytest.fail("the open page never shortened its hold")


def _long_after(desk: ServedDesk) -> None:
    """As if 45 s had passed since the last sign of life; then what the desk does every few seconds."""
    with desk.database.write() as session:
        session.execute(update(Handover).values(held_until=utc_now() - dt.timedelta(seconds=1)))
    Keeper(desk.database, desk.desk.switchboard).once()


def test_an_open_page_keeps_its_conversations_even_in_the_list(desk: ServedDesk, citizen: Opens, operator: Opens):
    citizen("转人工")
    worker = operator()
    take_first(worker)
    with worker.expect_response("**/staff/chats/here"):
        worker.goto(f"{desk.url}/staff/chats")
    _ = worker.locator(".mine .row").first.wait_for()
    Keeper(desk.database, desk.desk.switchboard).once()
    with desk.database.read() as session:
        assert session.query(Handover.state).scalar() == "taken"


def test_many_open_tabs_leave_the_browser_lines_enough(desk: ServedDesk, citizen: Opens, operator: Opens):
    """Six lines to one host are all that a browser has: hidden tabs give theirs back, and the one in view holds everything."""
    ming, worker = citizen("转人工"), operator()
    take_first(worker)
    address, tabs = worker.url, [worker, *(worker.context.new_page() for _ in range(7))]
    for tab in tabs[1:]:
        _hide(tabs[tabs.index(tab) - 1], hidden=True)
        tab.goto(address)
        expect(tab.get_by_label("回复市民")).to_be_visible()
    reply(tabs[-1], "这是第八个标签页")
    expect(log(ming)).to_contain_text("这是第八个标签页")
    expect(talk(tabs[-1])).to_contain_text("这是第八个标签页")
    _hide(worker, hidden=False)
    expect(talk(worker)).to_contain_text("这是第八个标签页")


def _hide(page: Page, *, hidden: bool) -> None:
    """What a tab sees when another one is put before it: headless pages are all in view."""
    page.evaluate("(hidden) => { Object.defineProperty(document, 'hidden', { get: () => hidden, configurable: true });"
                  " document.dispatchEvent(new Event('visibilitychange')); }", hidden)  # fmt: skip


def test_the_operator_who_loses_it_sees_so_and_keeps_what_he_wrote(desk: ServedDesk, citizen: Opens, operator: Opens):
    ming, worker = citizen("转人工"), operator()
    take_first(worker)
    reply(worker, "您好")
    expect(log(ming)).to_contain_text("您好")
    worker.get_by_label("回复市民").fill("写了一半的话")
    say(ming, "转回服务台")
    expect(worker.locator("main")).to_contain_text("市民不再等人工")
    expect(worker.get_by_label("回复市民")).to_have_count(0)
    # The page goes on by itself at this moment: what is asked of it is asked again on the next one.
    worker.wait_for_function("() => Object.values(sessionStorage).join() === '写了一半的话'")
    # Once, and then it rests: a page whose line told another story than the page itself loaded itself for ever.
    with worker.expect_event("response", lambda answer: "/staff/chats/here" in answer.url):
        worker.reload()
    loads: list[str] = []
    worker.on("framenavigated", lambda frame: loads.append(frame.url))
    say(ming, "谢谢")
    expect(log(ming)).to_contain_text("谢谢")
    worker.wait_for_timeout(1_000)
    assert loads == []


def test_a_citizen_stops_waiting_with_one_tap(citizen: Opens, operator: Opens):
    ming, worker = citizen("转人工"), operator()
    expect(worker.locator(".waiting .row")).to_have_count(1)
    ming.locator("mingbai-chat .person").get_by_role("button", name="不等了").click()
    expect(log(ming)).to_contain_text("不再为您排队")
    expect(ming.locator("mingbai-chat .person")).to_have_text("")
    expect(worker.locator(".waiting .row")).to_have_count(0)


def test_answers_come_with_one_key_and_nothing_is_sent_by_it(citizen: Opens, operator: Opens):
    ming, worker = citizen("转人工"), operator()
    take_first(worker)
    say(ming, "申请信息公开要收费吗")
    expect(worker.locator("[data-answers]")).to_contain_text("第四十二条")
    worker.keyboard.press("F2")
    box = worker.get_by_label("回复市民")
    expect(box).to_have_value(re.compile("依据：《政府信息公开条例》第四十二条"))
    assert "operator" not in [item["from"] for item in _history(ming)]
    box.press("Enter")
    expect(log(ming).locator(".operator")).to_contain_text("第四十二条")
    worker.keyboard.press("F4")
    worker.keyboard.type("多久答复")
    worker.keyboard.press("Enter")
    expect(worker.locator("[data-answers]")).to_contain_text("第三十三条")


def _history(page: Page) -> list[dict]:
    script = """async () => {
      const token = JSON.parse(localStorage[Object.keys(localStorage).find((key) => key.endsWith("token"))]);
      const answer = await fetch("/api/chat/messages", { headers: { Authorization: `Bearer ${token}` } });
      return (await answer.json()).messages;
    }"""
    return page.evaluate(script)


def test_canned_answers_are_found_by_slash_and_number(citizen: Opens, operator: Opens):
    citizen("转人工")
    worker = operator()
    take_first(worker)
    box = worker.get_by_label("回复市民")
    box.press_sequentially("/")
    expect(worker.get_by_role("option")).to_have_count(10)
    box.press("ArrowDown")
    expect(worker.get_by_role("option", selected=True)).to_contain_text("请稍等")
    box.press_sequentially("热线")
    expect(worker.get_by_role("option")).to_have_count(1)
    assert_accessible(worker)
    box.press("Enter")
    expect(box).to_have_value("您也可以拨打 12345政务服务便民热线。")
    expect(worker.get_by_role("option")).to_have_count(0)


def test_f9_takes_the_first_and_goes_on_to_whoever_waits_for_an_answer(citizen: Opens, operator: Opens):
    worker = operator()
    citizen("转人工")
    hong = citizen("转人工")
    for _ in range(2):
        worker.goto(worker.url.split("/staff/")[0] + "/staff/chats")
        expect(worker.locator(".waiting .take").first).to_be_visible()
        worker.keyboard.press("F9")
        worker.wait_for_url("**/staff/chats/*")
    here = worker.url
    reply(worker, "您好")
    first = worker.locator(".rail .mine a:not([aria-current])").first
    expect(first).to_be_visible()
    worker.goto(here.rsplit("/", 1)[0] + "/" + first.get_attribute("href").rsplit("/", 1)[1])
    say(hong, "在吗")
    expect(worker.locator(".rail .mine")).to_contain_text("等您回复")
    expect(worker).to_have_title(re.compile(r"^\(1\) "))
    worker.keyboard.press("F9")
    expect(talk(worker)).to_contain_text("在吗")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible_and_fit(citizen: Opens, operator: Opens, size: dict[str, int], scheme: str):
    look = {"viewport": size, "color_scheme": scheme}
    worker = operator(**look)
    ming = citizen("申请信息公开多久能答复", "转人工", **look)
    citizen("厨房着火了，快来人")
    expect(worker.locator(".waiting .row")).to_have_count(2)
    pages = [worker]
    assert_fits(worker)
    assert_accessible(worker)
    worker.get_by_role("button", name="接入对话 1", exact=True).click()
    expect(log(ming)).to_contain_text("工作人员已接入")
    reply(worker, "您好，请说")
    expect(log(ming)).to_contain_text("您好，请说")
    for page in (*pages, ming):
        assert_fits(page)
        assert_accessible(page)
    worker.get_by_role("link", name="修改").click()
    assert_fits(worker)
    assert_accessible(worker)


def test_without_script_an_operator_takes_replies_and_hands_back(citizen: Opens, operator: Opens):
    ming = citizen("转人工")
    worker = operator(java_script_enabled=False)
    worker.locator(".waiting .take").first.click()
    expect(worker.locator("main")).to_contain_text("浏览器没有运行脚本")
    worker.get_by_label("回复市民").fill("您好，请说")
    worker.get_by_role("button", name="发送").click()
    expect(log(ming)).to_contain_text("您好，请说")
    say(ming, "申请信息公开要收费吗")
    worker.get_by_role("link", name="刷新").click()
    worker.get_by_role("button", name="放进回复框").first.click()
    expect(worker.get_by_label("回复市民")).to_have_value(re.compile("第四十二条"))
    worker.get_by_role("button", name="交回服务台").click()
    expect(log(ming)).to_contain_text(words.HANDED_BACK)
