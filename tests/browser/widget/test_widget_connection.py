"""Lines that break: what waits, what goes once, what is refused, what is caught up with."""

from collections.abc import Callable

from fake_desk import FakeDesk, Refusal
from playwright.sync_api import BrowserContext, Locator, Page, expect

Say = Callable[[str], None]


def test_messages_written_offline_go_once_and_in_order(desk: FakeDesk, chat: Locator, context: BrowserContext, say: Say) -> None:
    say("在线")
    expect(chat.get_by_text("您说的是：在线")).to_be_visible()
    context.set_offline(True)
    say("离线一")
    say("离线二")
    expect(chat.get_by_text("等待发送")).to_have_count(2)
    expect(chat.get_by_text("网络已断开")).to_be_visible()
    context.set_offline(False)
    expect(chat.get_by_text("您说的是：离线二")).to_be_visible()
    expect(chat.get_by_text("等待发送")).to_have_count(0)
    expect(chat.get_by_text("网络已断开")).to_have_count(0)
    assert desk.done == ["在线", "离线一", "离线二"]


def test_what_waits_survives_a_closed_tab(desk: FakeDesk, chat: Locator, context: BrowserContext, page: Page, say: Say) -> None:
    say("在线")
    expect(chat.get_by_text("您说的是：在线")).to_be_visible()
    context.set_offline(True)
    say("还没发出")
    expect(chat.get_by_text("等待发送")).to_be_visible()
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(desk.url)
    expect(again.get_by_text("您说的是：还没发出")).to_be_visible()
    assert desk.done == ["在线", "还没发出"]
    expect(again.locator(".message")).to_have_count(4)


def test_a_lost_answer_is_asked_for_again_and_the_work_done_once(desk: FakeDesk, chat: Locator, say: Say) -> None:
    desk.lost_answers = 1
    say("确认")
    expect(chat.get_by_text("您说的是：确认")).to_be_visible()
    desk.wait_until(lambda: len(desk.received) == 2, "the message was not sent again")
    expect(chat.get_by_text("等待发送")).to_have_count(0)
    assert {text for text, _ in desk.received} == {"确认"}
    assert len({key for _, key in desk.received}) == 1
    assert desk.done == ["确认"]
    expect(chat.locator(".message")).to_have_count(2)


def test_a_refusal_shows_the_desks_sentence_and_can_be_tried_again(desk: FakeDesk, chat: Locator, say: Say) -> None:
    desk.refusals = [Refusal(429, "您发得太快了，请稍等一分钟再试。")]
    say("一句话")
    expect(chat.get_by_text("您发得太快了，请稍等一分钟再试。")).to_be_visible()
    say("下一句")
    expect(chat.get_by_text("您说的是：下一句")).to_be_visible()
    chat.get_by_role("button", name="重试").click()
    expect(chat.get_by_text("您说的是：一句话")).to_be_visible()
    expect(chat.get_by_role("button", name="重试")).to_have_count(0)
    assert desk.done == ["下一句", "一句话"]


def test_a_refused_message_is_still_there_after_a_reload(desk: FakeDesk, chat: Locator, page: Page, say: Say) -> None:
    desk.refusals = [Refusal(422, "请写得具体一些。")]
    say("嗯")
    expect(chat.get_by_text("请写得具体一些。")).to_be_visible()
    page.reload()
    expect(chat.get_by_text("请写得具体一些。")).to_be_visible()
    assert desk.done == []


def test_a_desk_in_trouble_is_tried_again(desk: FakeDesk, chat: Locator, say: Say) -> None:
    desk.refusals = [Refusal(503, "")] * 2  # one may go at once, when the stream opens
    say("等一等")
    expect(chat.get_by_text("等待发送")).to_be_visible()
    expect(chat.get_by_text("您说的是：等一等")).to_be_visible()
    assert desk.done == ["等一等"]


def test_a_dropped_line_is_resumed_without_loss(desk: FakeDesk, chat: Locator, say: Say) -> None:
    say("您好")
    desk.wait_for_line()
    desk.push("第一条")
    expect(chat.get_by_text("第一条")).to_be_visible()
    last = desk.conversation.items[-1]["id"]
    desk.streams_refused = True
    desk.drop_lines()
    desk.push("断线时的一条")
    desk.streams_refused = False
    expect(chat.get_by_text("断线时的一条")).to_be_visible()
    expect(chat.get_by_text("第一条")).to_have_count(1)
    assert desk.resumed_after[-1] == last


def test_two_tabs_show_one_conversation(desk: FakeDesk, chat: Locator, context: BrowserContext, say: Say) -> None:
    say("甲页")
    expect(chat.get_by_text("您说的是：甲页")).to_be_visible()
    other = context.new_page()
    other.goto(desk.url)
    expect(other.get_by_text("您说的是：甲页")).to_be_visible()
    other.locator("textarea").fill("乙页")
    other.locator("textarea").press("Enter")
    expect(chat.get_by_text("您说的是：乙页")).to_be_visible()
    for tab in (chat, other):
        expect(tab.locator(".message")).to_have_count(4)
    assert len(desk.conversations) == 1


def test_storage_denied_still_talks(desk: FakeDesk, page: Page) -> None:
    denied = "get() { throw new DOMException('denied', 'SecurityError'); }"
    page.add_init_script(f"Object.defineProperty(window, 'localStorage', {{ {denied} }})")
    page.goto(desk.url)
    page.locator("textarea").fill("您好")
    page.locator("textarea").press("Enter")
    expect(page.get_by_text("您说的是：您好")).to_be_visible()
    page.locator("textarea").fill("再问")
    page.locator("textarea").press("Enter")
    expect(page.get_by_text("您说的是：再问")).to_be_visible()
    assert len(desk.conversations) == 1
