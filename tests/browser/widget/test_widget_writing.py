"""The composer: keys, input methods, length, attachments."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fake_desk import FakeDesk, Refusal
from playwright.sync_api import FilePayload, Locator, Page, expect

Say = Callable[[str], None]
MEGABYTE = 1024 * 1024


def test_enter_during_composition_does_not_send(desk: FakeDesk, chat: Locator, page: Page) -> None:
    chat.locator("textarea").focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "nihao", "selectionStart": 5, "selectionEnd": 5})
    page.keyboard.press("Enter")
    assert desk.received == []
    keyboard.send("Input.insertText", {"text": "你好"})
    page.keyboard.press("Enter")
    expect(chat.get_by_text("您说的是：")).to_be_visible()
    assert len(desk.done) == 1


def test_the_last_key_of_a_safari_composition_does_not_send(desk: FakeDesk, chat: Locator) -> None:
    chat.locator("textarea").fill("你好")
    chat.locator("textarea").dispatch_event("keydown", {"key": "Enter", "keyCode": 229})
    expect(chat.locator("textarea")).to_have_value("你好")
    assert desk.received == []


def test_shift_enter_is_a_new_line_and_is_kept(desk: FakeDesk, chat: Locator, page: Page) -> None:
    chat.locator("textarea").focus()
    page.keyboard.insert_text("第一行")
    page.keyboard.press("Shift+Enter")
    page.keyboard.insert_text("第二行")
    page.keyboard.press("Enter")
    expect(chat.locator(".citizen .text")).to_have_text("第一行\n第二行", use_inner_text=True)
    expect(chat.get_by_text("您说的是：第一行")).to_be_visible()
    assert desk.done == ["第一行\n第二行"]


def test_nothing_is_sent_of_nothing(desk: FakeDesk, chat: Locator, say: Say) -> None:
    say("   \n  ")
    chat.get_by_role("button", name="发送").click(force=True)
    expect(chat.locator(".message")).to_have_count(0)
    assert desk.requests.count("/api/chat/sessions") == 0


def test_a_text_too_long_is_refused_with_the_number_to_cut(desk: FakeDesk, chat: Locator, say: Say) -> None:
    say("长" * 4999 + "😀" * 4)
    expect(chat.get_by_text("请删去 3 字")).to_be_visible()
    assert desk.received == []
    say("长" * 4999 + "😀")
    expect(chat.locator(".message.citizen")).to_be_visible()
    expect(chat.locator(".counter")).to_have_text("")


def test_a_counter_appears_near_the_limit(chat: Locator) -> None:
    chat.locator("textarea").fill("字" * 4499)
    expect(chat.locator(".counter")).to_have_text("")
    chat.locator("textarea").fill("字" * 4500)
    expect(chat.locator(".counter")).to_have_text("已写 4500 / 5000 字")


def test_an_attachment_is_sent_and_answered_once(desk: FakeDesk, chat: Locator) -> None:
    attach(chat, "证明.pdf", b"%PDF-1.4 content")
    expect(chat.get_by_text("文件收到了，会随这次登记一起提交。")).to_be_visible()
    desk.wait_for_line()
    desk.push("您好")  # what came over the line before it has been heard, the file itself among it
    expect(chat.get_by_text("您好", exact=True)).to_be_visible()
    expect(chat.get_by_text("文件收到了，会随这次登记一起提交。")).to_be_visible()
    expect(chat.locator(".message")).to_have_count(2)
    assert desk.uploads == [("证明.pdf", b"%PDF-1.4 content")]


@pytest.mark.parametrize(
    ("name", "size", "sentence"),
    [
        ("病毒.exe", 10, "只能上传"),
        ("没有扩展名", 10, "只能上传"),
        ("照片.png.html", 10, "只能上传"),
        ("空.pdf", 0, "这个文件是空的"),
        ("太大.jpg", 10 * MEGABYTE + 1, "文件超过 10 MB"),
    ],
)
def test_a_file_outside_the_limits_is_refused_here(
    desk: FakeDesk, chat: Locator, tmp_path: Path, name: str, size: int, sentence: str
) -> None:
    file = tmp_path / name
    file.write_bytes(b"x" * size)
    chat.locator("input[type=file]").set_input_files(file)
    expect(chat.get_by_role("alert")).to_contain_text(sentence)
    expect(chat.locator(".message")).to_have_count(0)
    assert desk.uploads == []


def test_a_file_at_the_limit_with_a_capital_ending_goes(desk: FakeDesk, chat: Locator, tmp_path: Path) -> None:
    file = tmp_path / "SCAN.JPG"
    file.write_bytes(b"x" * 10 * MEGABYTE)
    chat.locator("input[type=file]").set_input_files(file)
    expect(chat.get_by_text("文件收到了，会随这次登记一起提交。")).to_be_visible()
    assert [(name, len(content)) for name, content in desk.uploads] == [("SCAN.JPG", 10 * MEGABYTE)]


def test_a_refused_file_says_why_and_can_be_tried_again(desk: FakeDesk, chat: Locator) -> None:
    desk.refusals = [Refusal(415, "这个文件打不开，请换一个。")]
    attach(chat, "坏.pdf", b"not a pdf")
    expect(chat.get_by_text("这个文件打不开，请换一个。")).to_be_visible()
    chat.get_by_role("button", name="重试").click()
    expect(chat.get_by_text("文件收到了，会随这次登记一起提交。")).to_be_visible()
    assert len(desk.uploads) == 1


def attach(chat: Locator, name: str, content: bytes) -> None:
    chat.locator("input[type=file]").set_input_files(FilePayload(name=name, mimeType="application/octet-stream", buffer=content))
