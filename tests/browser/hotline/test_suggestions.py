"""What a call's screen suggests in a real Chromium: it keeps its place, is picked with a key, and writes nothing by itself."""

import re

from playwright.sync_api import expect

from bot.calls.models import Call
from tests.support.calling import COMPLAINT, call_of, field, notes, tickets, typed
from tests.support.chatting import Opens, assert_accessible
from tests.support.people import PHONE
from tests.support.served import ServedDesk
from tests.support.switchboard import Switchboard


def test_the_operators_own_words_stay_whatever_is_said_later(on_call: Opens, switchboard: Switchboard):
    page = on_call(PHONE)
    typed(page, COMPLAINT)
    field(page, "地点").fill("县汽车站北门")
    expect(page.locator("[data-slot=place] .from")).to_have_text("您填写的")
    switchboard.say(call_of(page), "u1", "在枞阳镇阳光花园")
    expect(page.locator("#lines")).to_contain_text("阳光花园")
    expect(field(page, "地点")).to_have_value("县汽车站北门")
    page.get_by_role("button", name="地点恢复自动填写").click()
    expect(field(page, "地点")).to_have_value("枞阳镇阳光花园")


def test_what_is_being_written_is_not_disturbed_by_words_that_come_in(on_call: Opens, switchboard: Switchboard):
    page = on_call(PHONE)
    typed(page, COMPLAINT)
    place = field(page, "地点")
    place.click()
    switchboard.say(call_of(page), "u1", "在枞阳镇阳光花园")
    expect(page.locator("#lines")).to_contain_text("阳光花园")
    expect(place).to_have_value("")
    place.press_sequentially("县汽车站", delay=20)
    switchboard.say(call_of(page), "u2", "就是很着急")
    expect(page.locator("#lines")).to_contain_text("着急")
    expect(place).to_have_value("县汽车站")


def test_suggestions_keep_their_places_while_words_come_in(on_call: Opens, switchboard: Switchboard):
    page = on_call(PHONE)
    switchboard.say(call_of(page), "u1", "申请信息公开多久能答复")
    first = page.locator("#says > li").first
    expect(first).to_have_attribute("data-key", re.compile(".+"))
    key = first.get_attribute("data-key")
    box = first.bounding_box()
    page.keyboard.press("Alt+1")
    expect(page.locator("#pane")).to_have_class(re.compile("picked"))
    read_out = page.locator("#pane").inner_text()
    for number, words in enumerate(("申请公开要交钱吗", "对答复不满意怎么办", "我要投诉出租车拒载", "在枞阳镇阳光花园")):
        switchboard.speak(call_of(page), f"more{number}", words)
    expect(page.locator("#lines")).to_contain_text("阳光花园")
    expect(page.locator("#says > li[data-key]")).not_to_have_count(1)
    assert first.get_attribute("data-key") == key and first.bounding_box() == box
    assert page.locator("#pane").inner_text() == read_out
    page.keyboard.press("Alt+2")
    expect(page.locator("#pane")).not_to_have_text(read_out)


def test_keys_pick_and_nothing_is_written_by_itself(desk: ServedDesk, on_call: Opens):
    page = on_call(PHONE)
    typed(page, COMPLAINT)
    asked = page.locator("#questions > li").nth(1).locator("button").get_attribute("data-label")
    page.keyboard.press("Alt+5")
    expect(notes(page)).to_have_value(re.compile(f"【{asked}】$"))
    expect(notes(page)).to_be_focused()
    page.locator("#agency").select_option("县公安局")
    notes(page).focus()
    first = page.locator("#choices > li").first
    page.keyboard.press("Alt+7")
    expect(page.locator("#agency")).to_have_value(first.get_attribute("data-key") or "")
    expect(first.locator("button")).to_have_attribute("aria-pressed", "true")
    assert tickets(desk) == []


def test_danger_stands_in_red_with_the_number_until_it_is_passed_on(desk: ServedDesk, on_call: Opens, switchboard: Switchboard):
    page = on_call(PHONE)
    before = page.locator(".columns").bounding_box()
    switchboard.say(call_of(page), "u1", "我家煤气漏了，味道很大")
    alarm = page.get_by_role("alert").filter(has_text="119")
    expect(alarm).to_be_visible()
    expect(page.locator("#lines mark")).to_have_text(re.compile("煤气"))
    assert page.locator(".columns").bounding_box() == before  # nothing has moved
    assert_accessible(page)
    page.keyboard.press("F7")
    expect(page.locator("#alarms")).to_be_empty()
    page.keyboard.press("F9")
    expect(page.get_by_label("小结")).to_have_value(re.compile("燃气危险.*119"))
    with desk.database.read() as session:
        assert session.get_one(Call, call_of(page)).state == "ended"
