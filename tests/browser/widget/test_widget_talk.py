"""Asking and being answered: history, one showing of each message, options, cards, text as text."""

from collections.abc import Callable

from fake_desk import PAGE, QUERY_CODE, TICKET, FakeDesk, reply
from playwright.sync_api import Locator, Page, expect

Say = Callable[[str], None]
RECEIPT = {key: TICKET[key] for key in ("number", "kind", "agency", "due_on", "provisional")} | {"query_code": QUERY_CODE}
DRAFT = "请核对：\n申请人：林小满\n联系电话：139****0001\n所需信息：学校食堂检查结果"


def texts(chat: Locator) -> list[str]:
    return chat.locator(".message .text").all_inner_texts()


def test_an_answer_shows_its_source(desk: FakeDesk, chat: Locator, say: Say) -> None:
    source = {"source": "政府信息公开条例", "article": "第三十三条", "quote": "能够当场答复的", "url": "https://law.example/711"}
    desk.script = lambda text: [reply("自收到申请之日起答复。", citations=[source])]
    say("多久能答复")
    card = chat.locator(".sources")
    expect(card).to_contain_text("《政府信息公开条例》 第三十三条")
    expect(card.locator("blockquote")).to_have_text("能够当场答复的")
    expect(card.get_by_role("link")).to_have_attribute("href", "https://law.example/711")


def test_a_source_without_a_web_address_has_no_link(desk: FakeDesk, chat: Locator, say: Say) -> None:
    sources = [{"source": "甲办法", "article": "四(三)"}, {"source": "乙办法", "article": "第一条", "url": "javascript:alert(1)"}]
    desk.script = lambda text: [reply("见下列依据。", citations=sources)]
    say("依据")
    expect(chat.locator(".sources li")).to_have_count(2)
    expect(chat.locator(".sources a")).to_have_count(0)


def test_the_history_is_back_after_a_reload(desk: FakeDesk, chat: Locator, page: Page, say: Say) -> None:
    say("第一问")
    expect(chat.get_by_text("您说的是：第一问")).to_be_visible()
    page.reload()
    expect(chat.locator(".message")).to_have_count(2)
    assert texts(chat) == ["第一问", "您说的是：第一问"]
    assert len(desk.conversations) == 1


def test_a_long_history_comes_back_whole(desk: FakeDesk, chat: Locator, page: Page, say: Say) -> None:
    say("您好")
    expect(chat.locator(".message")).to_have_count(2)
    for number in range(2 * PAGE):
        desk.push(f"第{number}条")
    page.reload()
    expect(chat.locator(".message")).to_have_count(2 + 2 * PAGE)
    assert texts(chat)[-1] == f"第{2 * PAGE - 1}条"


def test_a_message_that_comes_by_reply_and_by_stream_shows_once(desk: FakeDesk, chat: Locator, say: Say) -> None:
    say("甲")
    desk.wait_for_line()
    desk.delay = 0.3  # the stream is ahead of the answer to the POST
    say("乙")
    expect(chat.get_by_text("您说的是：乙")).to_be_visible()
    desk.delay = 0
    say("丙")
    expect(chat.get_by_text("您说的是：丙")).to_be_visible()
    assert sorted(texts(chat)) == sorted(["甲", "您说的是：甲", "乙", "您说的是：乙", "丙", "您说的是：丙"])


def test_an_agency_reply_arrives_by_itself_and_is_marked(desk: FakeDesk, chat: Locator, say: Say) -> None:
    say("您好")
    desk.wait_for_line()
    desk.push("经检索，予以公开。", ticket=RECEIPT)
    message = chat.locator(".message.agency")
    expect(message).to_contain_text("承办单位消息 · 明山县教育局")
    expect(message).to_contain_text("经检索，予以公开。")
    expect(chat.locator(".ticket")).to_have_count(0)


def test_an_agency_reply_is_judged_with_a_button(desk: FakeDesk, chat: Locator, say: Say) -> None:
    say("您好")
    desk.wait_for_line()
    choices = [{"label": verdict, "text": f"G20260105001 {verdict}"} for verdict in ("满意", "基本满意", "不满意")]
    desk.push("经检索，予以公开。\n\n您对这次答复满意吗？", ticket=RECEIPT, asks="satisfaction", options=choices)
    expect(chat.locator(".message.agency .options button")).to_have_text(["满意", "基本满意", "不满意"])
    chat.get_by_role("button", name="基本满意").click()
    expect(chat.locator(".message.desk").last).to_contain_text("您说的是：G20260105001 基本满意")
    expect(chat.locator(".options")).to_have_count(0)


def test_the_same_words_twice_are_two_messages(desk: FakeDesk, chat: Locator, say: Say) -> None:
    say("再说一遍")
    expect(chat.locator(".message")).to_have_count(2)
    say("再说一遍")
    expect(chat.locator(".message")).to_have_count(4)
    assert desk.done == ["再说一遍", "再说一遍"]


def test_an_option_sends_its_text_and_is_gone(desk: FakeDesk, chat: Locator, say: Say) -> None:
    option = {"label": "个人", "text": "以个人身份申请"}
    question = reply("您是个人还是单位？", asks="applicant_type", options=[option])
    desk.script = lambda text: [question] if text == "开始" else [reply("好的")]
    say("开始")
    chat.get_by_role("button", name="个人").click()
    expect(chat.get_by_text("好的")).to_be_visible()
    assert desk.done == ["开始", "以个人身份申请"]
    expect(chat.locator(".options")).to_have_count(0)


def test_the_welcome_offers_every_service(desk: FakeDesk, chat: Locator) -> None:
    services = chat.locator(".service b")
    assert services.all_inner_texts() == ["问规定", "申请信息公开", "投诉", "咨询", "建议", "查进度"]
    chat.get_by_role("button", name="投诉").click()
    expect(chat.get_by_text("您说的是：我要投诉")).to_be_visible()


def test_a_draft_is_confirmed_changed_or_cancelled(desk: FakeDesk, chat: Locator, say: Say) -> None:
    desk.script = lambda text: [reply("收到" + text) if text in ("确认", "取消") else reply(DRAFT, outcome="asked", asks="review")]
    say("申请")
    rows = chat.locator(".draft dl > div")
    expect(rows).to_have_count(3)
    assert rows.all_inner_texts() == ["申请人\n林小满", "联系电话\n139****0001", "所需信息\n学校食堂检查结果"]
    chat.get_by_role("button", name="修改").click()
    expect(chat.locator("textarea")).to_be_focused()
    assert desk.done == ["申请"]
    say("联系电话改为 13900000002")
    chat.get_by_role("button", name="取消").click()
    expect(chat.get_by_text("收到取消")).to_be_visible()
    say("申请")
    chat.get_by_role("button", name="确认提交").click()
    expect(chat.get_by_text("收到确认")).to_be_visible()


def test_a_receipt_shows_what_to_keep_and_opens_a_printable_page(desk: FakeDesk, chat: Locator, page: Page, say: Say) -> None:
    desk.script = lambda text: [reply("已提交。", outcome="filed", ticket=RECEIPT)]
    say("确认")
    receipt = chat.locator(".ticket")
    for fact in (TICKET["number"], QUERY_CODE, "依申请公开", "明山县教育局", "2026年12月21日", "暂定"):
        expect(receipt).to_contain_text(fact)
    with page.expect_popup() as popup:
        receipt.get_by_role("link", name="打印回执").click()
    printable = popup.value
    expect(printable.get_by_role("heading", name="受理回执")).to_be_visible()
    assert desk.lookups == [{"number": [TICKET["number"]], "code": [QUERY_CODE]}]
    assert not any(QUERY_CODE in address for address in desk.requests)
    assert QUERY_CODE not in printable.url


def test_a_looked_up_ticket_is_no_receipt(desk: FakeDesk, chat: Locator, say: Say) -> None:
    ticket = {key: value for key, value in RECEIPT.items() if key != "query_code"}
    desk.script = lambda text: [reply("正在办理。", outcome="looked_up", ticket=ticket)]
    say("查进度")
    expect(chat.locator(".ticket h3")).to_have_text("工单进度")
    expect(chat.locator(".ticket a")).to_have_count(0)


def test_markup_stays_text(desk: FakeDesk, chat: Locator, page: Page, say: Say) -> None:
    bad = "<img src=x onerror=\"window.hurt=1\"><script>window.hurt=1</script>\n第二行"
    citation = {"source": bad, "article": bad, "quote": bad}
    option = {"label": bad, "text": "好"}
    desk.script = lambda text: [reply(bad, citations=[citation], options=[option], ticket=RECEIPT | {"agency": bad})]
    say("<b>粗</b>")
    expect(chat.locator(".message.desk > .bubble > .text")).to_have_text(bad, use_inner_text=True)
    expect(chat.locator(".citizen .text")).to_have_text("<b>粗</b>")
    assert chat.locator(".log img, .log script, .log .text b").count() == 0
    assert page.evaluate("window.hurt") is None


def test_a_late_answer_is_announced(desk: FakeDesk, chat: Locator, say: Say) -> None:
    desk.delay = 2.6
    desk.streams_refused = True
    say("慢一点")
    expect(chat.get_by_role("img", name="正在输入")).to_be_visible()
    status = chat.locator(".working [role=status]")
    expect(status).to_have_text("")
    expect(status).to_have_text("正在查找，请稍候……", timeout=2600)
    expect(chat.get_by_text("您说的是：慢一点")).to_be_visible()
    expect(chat.locator(".busy")).to_be_hidden()
    expect(status).to_have_text("")


def test_a_new_conversation_leaves_nothing_on_this_machine(desk: FakeDesk, chat: Locator, page: Page, say: Say) -> None:
    say("我的事")
    expect(chat.get_by_text("您说的是：我的事")).to_be_visible()
    chat.get_by_role("button", name="新对话").click()
    chat.get_by_role("button", name="清除").click()
    expect(chat.locator(".message")).to_have_count(0)
    assert "token" not in page.evaluate("Object.keys(localStorage).join()")
    page.reload()
    expect(chat.locator(".hello")).to_be_visible()
    expect(chat.locator(".message")).to_have_count(0)


def test_an_ended_session_starts_anew_without_losing_the_question(desk: FakeDesk, chat: Locator, say: Say) -> None:
    say("旧对话")
    expect(chat.get_by_text("您说的是：旧对话")).to_be_visible()
    desk.conversations.clear()
    say("新问题")
    expect(chat.get_by_text("您说的是：新问题")).to_be_visible()
    expect(chat.get_by_text("已为您开始新的对话")).to_be_visible()
    expect(chat.get_by_text("旧对话")).to_have_count(0)


def test_numbers_of_the_emergency_services_can_be_dialled(desk: FakeDesk, chat: Locator, say: Say) -> None:
    numbers = [{"source": "全国统一服务热线号码", "article": number} for number in ("119", "120")]
    desk.script = lambda text: [reply("请马上拨打 119！", outcome="safety", citations=numbers)]
    say("着火了")
    expect(chat.get_by_role("link", name="拨打 119")).to_have_attribute("href", "tel:119")
    expect(chat.get_by_role("link", name="拨打 120")).to_have_attribute("href", "tel:120")
    desk.script = lambda text: [reply("可以打 12345。", citations=numbers)]
    say("热线是多少")
    expect(chat.get_by_text("可以打 12345。")).to_be_visible()
    expect(chat.locator(".calls")).to_have_count(1)


def test_articles_of_one_law_stand_in_one_line(desk: FakeDesk, chat: Locator, say: Say) -> None:
    articles = [{"source": "政府信息公开条例", "article": article} for article in ("第三十六条", "第十四条", "第十五条")]
    quoted = {"source": "政府信息公开条例", "article": "第四十条", "quote": "原文"}
    desk.script = lambda text: [reply("见下列依据。", citations=[*articles, {"source": "行政复议法", "article": "第二十条"}, quoted])]
    say("依据")
    expect(chat.locator(".sources li .law")).to_have_text(["《政府信息公开条例》 第三十六条、第十四条、第十五条", "《行政复议法》 第二十条", "《政府信息公开条例》 第四十条"])


def test_who_reads_english_speaks_english_by_pressing_a_button(desk: FakeDesk, chat: Locator, say: Say) -> None:
    chat.get_by_role("button", name="Switch to English").click()
    chat.get_by_role("button", name="Complain Report a problem").click()
    expect(chat.get_by_text("您说的是：I want to make a complaint")).to_be_visible()
    assert desk.done == ["I want to make a complaint"]
