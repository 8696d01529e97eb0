"""An operator's day at the telephone in a real Chromium: words come in, suggestions keep their places, keys do the rest."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from bot.calls.models import Call, CallState
from tests.support.calling import COMPLAINT, field, notes, tickets, typed
from tests.support.chatting import PHONE as PHONE_SIZE
from tests.support.chatting import Opens, assert_accessible, assert_fits
from tests.support.people import NAME, PHONE
from tests.support.served import ServedDesk
from tests.support.switchboard import Switchboard


def test_a_call_that_rings_is_taken_by_one_of_two_operators(desk: ServedDesk, operator: Opens, switchboard: Switchboard):
    one, other = operator("operator"), operator("second")
    call_id = switchboard.call(PHONE)
    for page in (one, other):
        expect(page.locator("#waiting .number")).to_have_text("139****0011")
    one.keyboard.press("F2")
    one.wait_for_url(f"**/hotline/calls/{call_id}")
    expect(other.locator("#waiting")).to_contain_text("没有等待接听")
    answer = other.goto(f"{desk.url}/hotline/calls/{call_id}")
    assert answer is not None and answer.status == 404
    assert PHONE not in one.content()


def test_two_operators_at_once_each_hear_their_own_caller(operator: Opens, switchboard: Switchboard):
    pages, calls = [operator("operator"), operator("second")], [switchboard.call(PHONE), switchboard.call("13900000012")]
    for page, call_id in zip(pages, calls, strict=True):
        page.locator(f"form[action$='{call_id}/take'] button").click()
        page.wait_for_url(f"**/{call_id}")
    switchboard.speak(calls[0], "u1", COMPLAINT)
    switchboard.speak(calls[1], "u1", "我建议镇文化广场晚上多装几盏路灯，老人看不清路")
    expect(pages[0].locator(".wants b")).to_have_text("投诉")
    expect(pages[1].locator(".wants b")).to_have_text("建议")
    expect(pages[0].locator("#lines")).to_contain_text("拒载")
    expect(pages[1].locator("#lines")).not_to_contain_text("拒载")


def test_typed_words_fill_the_form_with_their_source_and_one_key_files(desk: ServedDesk, on_call: Opens):
    page = on_call(PHONE)
    typed(page, COMPLAINT, f"姓名：{NAME}", "【地点】县汽车站门口")
    expect(page.locator(".wants b")).to_have_text("投诉")
    expect(page.locator(".headline .due b")).to_contain_text("最迟")
    expect(field(page, "姓名")).to_have_value(NAME)
    expect(field(page, "地点")).to_have_value("县汽车站门口")
    expect(page.locator("[data-slot=applicant_name] .from")).to_contain_text(NAME)
    expect(page.locator("[data-slot=contact_phone] .from")).to_have_text("来电号码")
    expect(page.get_by_label("承办单位", exact=False).first).to_have_value("县交通运输局")
    expect(page.locator("#choices")).to_contain_text("职责")
    page.keyboard.press("F4")
    expect(page.locator("#receipts .number").first).to_have_text(re.compile(r"T\d{11}"))
    expect(page.locator("#receipts")).to_contain_text("查询码")
    (ticket,) = tickets(desk)
    assert (ticket.channel, ticket.agency) == ("hotline", "县交通运输局")
    assert ticket.applicant == {"applicant_name": NAME, "contact_phone": PHONE}
    expect(field(page, "内容")).to_have_value("")  # the next matter begins empty
    expect(field(page, "姓名")).to_have_value(NAME)


def test_what_is_wrong_with_the_form_is_seen_at_once(desk: ServedDesk, on_call: Opens):
    page = on_call(PHONE)
    typed(page, COMPLAINT)
    field(page, "联系电话").fill("12345")
    page.keyboard.press("F4")
    fault = page.locator("[data-slot=contact_phone] .fault")
    expect(fault).to_contain_text("这个电话号码不对")
    expect(field(page, "联系电话")).to_be_focused()
    assert fault.evaluate("node => node.getBoundingClientRect().bottom <= document.querySelector('.send-bar').getBoundingClientRect().top")
    assert tickets(desk) == []


def test_enter_in_a_field_neither_files_nor_ends_the_call(desk: ServedDesk, on_call: Opens):
    page = on_call(PHONE)
    typed(page, COMPLAINT)
    name = field(page, "姓名")
    name.press_sequentially(NAME)
    name.press("Enter")
    expect(notes(page)).to_be_focused()
    expect(name).to_have_value(NAME)
    typed(page, "【地点】县汽车站门口")
    expect(field(page, "地点")).to_have_value("县汽车站门口")
    with desk.database.read() as session:
        assert session.get_one(Call, page.url.rsplit("/", 1)[1]).state == CallState.TALKING
    assert tickets(desk) == []


def test_recognised_words_need_no_typing(desk: ServedDesk, operator: Opens, switchboard: Switchboard):
    page = operator()
    call_id = switchboard.call(PHONE)
    expect(page.locator("#waiting button")).to_be_visible()
    page.keyboard.press("F2")
    page.wait_for_url(f"**/{call_id}")
    switchboard.speak(call_id, "u1", COMPLAINT)
    switchboard.speak(call_id, "u2", "请问您怎么称呼？", speaker="operator")
    switchboard.speak(call_id, "u3", "方国栋，方向的方")
    switchboard.speak(call_id, "u4", "在什么地方？", speaker="operator")
    switchboard.speak(call_id, "u5", "就在县汽车站门口那里")
    expect(field(page, "姓名")).to_have_value(NAME)
    expect(field(page, "地点")).to_have_value("县汽车站门口")
    expect(page.locator("#lines li")).to_have_count(5)
    page.keyboard.press("F4")
    expect(page.locator("#receipts")).to_contain_text("查询码")
    assert len(tickets(desk)) == 1


def test_two_tabs_and_many_keys_file_once(desk: ServedDesk, on_call: Opens):
    page = on_call(PHONE)
    typed(page, COMPLAINT)
    second = page.context.new_page()
    second.goto(page.url)
    expect(second.locator(".wants b")).to_have_text("投诉")
    for tab in (page, second, page, second):
        tab.keyboard.press("F4")
    for tab in (page, second):
        expect(tab.locator("#receipts")).to_contain_text("查询码")
    assert len(tickets(desk)) == 1


def test_an_application_is_explained_and_filled_in_for_who_cannot_write(desk: ServedDesk, on_call: Opens):
    page = on_call(PHONE)
    typed(page, "我想申请公开2025年枞阳镇农村公路养护资金分配方案")
    expect(page.locator("#says")).to_contain_text("申请信息公开怎么办")
    page.keyboard.press("F4")
    expect(page.locator("#marks .fault:visible")).to_contain_text("第二十九条")
    assert tickets(desk) == []
    typed(page, "我不会写字，你们帮我写吧")
    expect(page.get_by_label("书写有困难")).to_be_checked()
    typed(page, "个人申请", f"姓名：{NAME} 身份证：340722198304129315", "【联系地址】枞阳县枞阳镇莲花湖路18号", "【提供形式】纸质", "【获取方式】邮寄")
    expect(field(page, "证件号码")).to_have_value("340722198304129315")
    expect(page.locator("#read-back")).to_contain_text("340722 1983 0412 9315")
    page.keyboard.press("F4")
    expect(page.locator("#receipts .number").first).to_have_text(re.compile(r"G\d{11}"))
    assert tickets(desk)[0].applicant["oral_help"].startswith("是")


def test_the_same_matter_is_joined_with_one_key(desk: ServedDesk, on_call: Opens):
    page = on_call(PHONE)
    typed(page, COMPLAINT)
    page.keyboard.press("F4")
    expect(page.locator("#receipts")).to_contain_text("查询码")
    main = tickets(desk)[0].number
    page.keyboard.press("F9")
    page.get_by_role("button", name="办结").click()
    page.wait_for_url("**/hotline?done=closed")
    page.get_by_label("来电号码").fill("13900000012")
    page.keyboard.press("Alt+n")
    page.wait_for_url("**/hotline/calls/*")
    typed(page, "我要投诉，县汽车站门口出租车拒载老人，还乱收费")
    expect(page.locator("#alike > li").first).to_have_attribute("data-key", main)
    page.keyboard.press("F6")
    expect(page.locator("#receipts")).to_contain_text(f"与 {main} 合并办理")
    assert sorted(ticket.status for ticket in tickets(desk)) == ["dispatched", "merged"]


def test_the_whole_call_by_keyboard_from_ringing_to_its_end(desk: ServedDesk, operator: Opens, switchboard: Switchboard):
    page = operator()
    assert_accessible(page)
    switchboard.call(PHONE)
    expect(page.locator("#waiting button")).to_be_visible()
    page.keyboard.press("F2")
    page.wait_for_url("**/hotline/calls/*")
    page.keyboard.type(f"{COMPLAINT}\n", delay=2)
    expect(page.locator(".wants b")).to_have_text("投诉")
    page.keyboard.press("F8")
    expect(page.locator("#caller")).to_have_text(PHONE)
    page.keyboard.press("F1")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("F4")
    expect(page.locator("#receipts")).to_contain_text("查询码")
    assert_accessible(page)
    page.keyboard.press("F9")
    expect(page.get_by_label("小结")).to_have_value(re.compile(r"已登记投诉 T\d{11}"))
    assert_accessible(page)
    page.keyboard.press("F9")
    page.wait_for_url("**/hotline?done=closed")
    with desk.database.read() as session:
        assert session.scalars(select(Call)).one().state == "closed"


def test_a_reload_loses_nothing(on_call: Opens):
    page = on_call(PHONE)
    typed(page, COMPLAINT)
    field(page, "地点").fill("县汽车站北门")
    expect(page.locator("[data-slot=place] .from")).to_have_text("您填写的")
    page.reload()
    expect(notes(page)).to_have_value(re.compile("拒载"))
    expect(field(page, "地点")).to_have_value("县汽车站北门")
    expect(page.locator(".wants b")).to_have_text("投诉")


def test_a_broken_line_keeps_what_is_typed_and_sends_it_afterwards(on_call: Opens):
    page = on_call(PHONE)
    page.context.set_offline(True)
    notes(page).press_sequentially("我要投诉出租车拒载老人", delay=2)
    expect(page.locator("#saved")).to_contain_text("您写的内容还在")
    page.context.set_offline(False)
    expect(page.locator(".wants b")).to_have_text("投诉")
    expect(page.locator("#saved")).to_have_text("已保存")


def test_a_wrong_answer_is_told_to_the_editor(on_call: Opens):
    page = on_call(PHONE)
    typed(page, "申请信息公开多久能答复")
    page.locator("#pane summary").click()
    page.get_by_label("哪里不对").fill("期限说错了")
    page.get_by_role("button", name="告诉知识编辑").click()
    expect(page.get_by_role("button", name="已告诉知识编辑")).to_be_disabled()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits_a_phone(operator: Opens, switchboard: Switchboard, scheme: str):
    page = operator(viewport=PHONE_SIZE, color_scheme=scheme)
    switchboard.hang_up(switchboard.call("13900000099"))
    call_id = switchboard.call(PHONE)
    expect(page.locator("#waiting .number")).to_have_text("139****0011")
    assert_accessible(page)
    assert_fits(page)
    page.locator("#waiting button").click()
    page.wait_for_url(f"**/{call_id}")
    switchboard.speak(call_id, "u1", f"{COMPLAINT}，家里还煤气漏了")
    expect(page.locator("#alarms")).to_contain_text("119")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="结束通话").click()
    expect(page.get_by_label("小结")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.goto(page.url.split("/hotline")[0] + "/hotline/callbacks")
    expect(page.locator(".rows")).to_contain_text("漏接来电")
    assert_accessible(page)
    page.get_by_role("button", name="回访").click()
    expect(page.get_by_role("heading", name="漏接来电")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)


def test_without_script_a_call_is_typed_updated_and_filed(desk: ServedDesk, operator: Opens):
    page = operator(java_script_enabled=False)
    page.get_by_label("来电号码").fill(PHONE)
    page.locator("#open").click()
    notes(page).fill(f"{COMPLAINT}\n姓名：{NAME}")
    page.get_by_role("button", name="更新").click()
    expect(field(page, "姓名")).to_have_value(NAME)
    page.locator("#file").click()
    expect(page.locator("#receipts")).to_contain_text("查询码")
    assert len(tickets(desk)) == 1


def test_a_promised_news_reaches_the_caller_by_ringing(desk: ServedDesk, operator: Opens, switchboard: Switchboard):
    page = operator()
    switchboard.hang_up(switchboard.call(PHONE))
    page.get_by_role("link", name="回访").first.click()
    page.get_by_role("button", name="回访").click()
    assert PHONE not in page.content()
    page.get_by_role("button", name="显示号码").click()
    expect(page.locator(".big-number")).to_have_text(PHONE)
    page.get_by_role("button", name="已接通").click()
    expect(page.get_by_role("status")).to_contain_text("已登记")
    expect(page.locator("main")).to_contain_text("现在没有要回访的")


def test_two_matters_in_one_breath_are_filed_by_two_keys(desk: ServedDesk, on_call: Opens):
    page = on_call()
    typed(page, "我要投诉，我们村路烂了三年没人修，还有低保也给我停了", f"我叫{NAME}")
    expect(page.locator("#others")).to_contain_text("低保也给我停了")
    expect(page.locator("#others")).to_contain_text("县民政局")
    assert "低保" not in field(page, "内容").input_value()
    assert_accessible(page)
    page.keyboard.press("F4")
    expect(page.locator("#receipts .receipt-big")).to_have_count(1)
    expect(field(page, "内容")).to_have_value("低保也给我停了")
    expect(page.locator("#others")).to_be_empty()
    page.keyboard.press("F4")
    expect(page.locator("#receipts .receipt-big")).to_have_count(2)
    assert [ticket.agency for ticket in tickets(desk)] == ["县交通运输局", "县民政局"]
