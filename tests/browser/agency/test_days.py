"""A clerk's, a head's and an administrator's day in a real Chromium, at a desk and on a telephone."""

import pyotp
from playwright.sync_api import Page, expect

from bot.tickets.kinds import Kind
from tests.browser.agency.conftest import ID_NUMBER, PASSWORD, PHONE, Served, SignIn, assert_fine

REASONS = "经检索档案室和业务系统，没有找到这份合同。"


def open_ticket(page: Page, served: Served, number: str) -> None:
    page.goto(f"{served.url}/agency")
    page.locator(f"a[href='/agency/tickets/{number}']").click()


def test_a_clerks_day(served: Served, sign_in: SignIn):
    late, fresh = served.file("农村公路养护资金的分配方案", days_ago=22), served.file("道路改造工程的中标合同")
    others = [served.file(title, Kind.COMPLAINT) for title in ("公交车不停站", "出租车拒载")]
    served.file("学校门口堵车", agency="县教育体育局")
    page = sign_in("wang")
    expect(page.locator(".row")).to_have_count(4)
    expect(page.locator(".row").first).to_contain_text("已逾期 2 个工作日")
    assert_fine(page)

    # Many at once: by keyboard alone.
    for number in others:
        page.get_by_label(f"选择 {number}").focus()
        page.keyboard.press("Space")
    expect(page.get_by_text("已选 2 张")).to_be_visible()
    page.get_by_role("button", name="签收").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("完成 2 张")
    assert_fine(page)
    assert {served.ticket(number).assigned_to for number in others} == {"wang"}

    # Found by the last four digits, by words, by number.
    page.goto(f"{served.url}/agency")
    for wanted, number in (("0011", late), ("养护资金", late), (fresh, fresh)):
        page.get_by_role("searchbox").fill(wanted)
        page.get_by_role("searchbox").press("Enter")
        expect(page.locator(f"a[href='/agency/tickets/{number}']")).to_be_visible()
    assert_fine(page)

    open_ticket(page, served, fresh)
    assert PHONE not in page.content() and ID_NUMBER not in page.content()
    assert_fine(page)
    page.get_by_role("button", name="签收").click()
    expect(page.locator(".flash")).to_contain_text("“签收”已完成")
    page.get_by_role("link", name="写答复").click()
    page.get_by_label("答复类型").select_option("3.4.1/not_found")
    page.get_by_role("button", name="下一步").click()
    assert_fine(page)
    page.get_by_label("答复内容和理由").fill(REASONS)
    expect(page.locator(".draft-note")).to_contain_text("草稿已存")
    page.get_by_label("选一个文件").set_input_files({"name": "检索记录.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 made up"})
    page.get_by_role("button", name="添加附件").click()
    expect(page.get_by_role("link", name="检索记录.pdf")).to_be_visible()
    expect(page.get_by_label("答复内容和理由")).to_have_value(REASONS)
    assert_fine(page)
    page.get_by_role("button", name="预览").click()
    expect(page.locator(".as-citizen")).to_contain_text("行政诉讼法第四十六条")
    expect(page.locator(".as-citizen")).to_contain_text("1. 检索记录.pdf")
    assert_fine(page)
    page.get_by_role("button", name="发送答复").click()
    expect(page.locator(".reply")).to_contain_text(REASONS)
    assert served.ticket(fresh).status == "answered"


def test_what_is_begun_is_there_on_another_machine_and_two_clerks_see_each_other(served: Served, sign_in: SignIn):
    number = served.file("道路改造工程的中标合同")
    page = sign_in("wang")
    open_ticket(page, served, number)
    page.get_by_role("button", name="签收").click()
    page.locator("#return summary").click()
    page.get_by_label("退回的理由").fill("这条路由乡镇负责")
    expect(page.locator("#return .draft-note")).to_contain_text("草稿已存")

    colleague = sign_in("zhang")
    open_ticket(colleague, served, number)
    expect(colleague.locator("#presence")).to_contain_text("王办事正在写")
    assert_fine(colleague)
    assert "这条路由乡镇负责" not in colleague.content()

    elsewhere = sign_in("wang")
    open_ticket(elsewhere, served, number)
    expect(elsewhere.get_by_label("退回的理由")).to_have_value("这条路由乡镇负责")
    expect(elsewhere.locator("#return .draft-note")).to_contain_text("还没有提交")
    assert_fine(elsewhere)


def test_words_written_without_a_connection_are_not_lost(served: Served, sign_in: SignIn):
    number = served.file("道路改造工程的中标合同")
    page = sign_in("wang")
    open_ticket(page, served, number)
    page.get_by_role("button", name="签收").click()
    page.context.set_offline(True)
    page.locator("#return summary").click()
    page.get_by_label("退回的理由").fill("这条路由乡镇负责")
    expect(page.locator("#return .draft-note")).to_contain_text("草稿先存在本机")
    page.context.set_offline(False)
    expect(page.locator("#return .draft-note")).to_contain_text("草稿已存")


def test_the_essential_acts_need_no_script(served: Served, sign_in: SignIn):
    number = served.file("道路改造工程的中标合同")
    page = sign_in("wang", java_script_enabled=False)
    page.goto(f"{served.url}/agency")
    page.get_by_label(f"选择 {number}").check()
    page.get_by_role("button", name="签收").click()
    page.goto(f"{served.url}/agency/tickets/{number}/answer?outcome=3.6.3")
    page.get_by_label("答复内容和理由").fill(REASONS)
    page.get_by_role("button", name="存草稿").click()
    expect(page.get_by_label("答复内容和理由")).to_have_value(REASONS)
    page.get_by_role("button", name="预览").click()
    page.get_by_role("button", name="发送答复").click()
    assert served.ticket(number).status == "answered"


def test_a_heads_day(served: Served, sign_in: SignIn):
    number = served.file("道路改造工程的中标合同")
    clerk = sign_in("wang")
    open_ticket(clerk, served, number)
    clerk.get_by_role("button", name="签收").click()
    clerk.locator("#ask_extension summary").click()
    clerk.get_by_label("延长几个工作日").fill("10")
    clerk.get_by_label("为什么要延长").fill("要向乡镇调取档案")
    clerk.get_by_role("button", name="提请延长期限").click()
    expect(clerk.locator(".flash")).to_be_visible()

    head, due = sign_in("li-head"), served.ticket(number).due_on
    head.get_by_role("link", name="待决定延长").click()
    assert_fine(head)
    head.locator(f"a[href='/agency/tickets/{number}']").click()
    expect(head.locator("#doing")).to_contain_text("提请延长 10 个工作日：要向乡镇调取档案")
    head.get_by_text("分给同事").or_(head.get_by_text("换人")).first.click()
    assert_fine(head)
    head.get_by_label("分给").select_option(label="张三")
    head.get_by_role("button", name="确定").click()
    expect(head.locator(".owner")).to_contain_text("张三")
    head.get_by_label("为什么延长（会告知申请人）").fill("需要核实档案")
    head.get_by_role("button", name="延长期限", exact=True).click()
    expect(head.locator(".as-citizen")).to_contain_text("延长了答复期限：需要核实档案")
    assert_fine(head)
    head.get_by_role("button", name="返回修改").click()
    expect(head.get_by_label("为什么延长（会告知申请人）")).to_have_value("需要核实档案")
    head.get_by_role("button", name="延长期限", exact=True).click()
    head.get_by_role("button", name="确定：延长期限").click()
    expect(head.locator(".flash")).to_contain_text("延长期限")
    kept = served.ticket(number)
    assert due and kept.due_on and kept.due_on > due and kept.assigned_to == "zhang"
    assert_fine(head)


def test_an_administrators_day(served: Served, sign_in: SignIn):
    page = sign_in("admin")
    assert_fine(page)
    page.get_by_role("link", name="新建账号").click()
    page.get_by_label("账号", exact=True).fill("liu-ming")
    page.get_by_label("姓名").fill("刘明")
    page.get_by_label("角色").select_option("clerk")
    page.get_by_label("所属单位").select_option("县教育体育局")
    assert_fine(page)
    page.get_by_role("button", name="建立账号").click()
    assert len(page.locator(".secret").inner_text()) == 16
    assert_fine(page)
    page.get_by_role("link", name="继续").click()
    page.get_by_text("停用账号").first.click()
    page.get_by_role("button", name="停用账号").click()
    expect(page.locator(".flash")).to_contain_text("账号已停用")
    assert_fine(page)

    page.goto(f"{served.url}/staff/audit")
    expect(page.locator("tbody")).to_contain_text("停用账号")
    assert_fine(page)
    for _ in range(2):  # the page stays, and so does its button
        with page.expect_download() as saved:
            page.get_by_role("button", name="导出 CSV").click()
    assert saved.value.suggested_filename == "audit.csv"

    page.goto(f"{served.url}/staff/second-factor")
    page.get_by_role("button", name="开始设置").click()
    assert_fine(page)
    assert page.locator(".qr").evaluate("image => image.complete && image.naturalWidth > 0")
    page.get_by_text("不能扫码，手工输入密钥").click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("验证码").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="开启").click()
    expect(page.locator(".codes li")).to_have_count(10)
    code = page.locator(".codes li").first.inner_text()
    assert_fine(page)

    page.goto(f"{served.url}/staff/account")
    assert_fine(page)
    page.get_by_role("button", name="退出", exact=True).first.click()
    page.get_by_label("账号").fill("admin")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    assert_fine(page)
    page.get_by_label("验证码").fill(code)
    page.get_by_role("button", name="登录").click()
    expect(page.locator("h1")).to_have_text("账号")


def test_every_page_is_fine_in_the_dark(served: Served, sign_in: SignIn):
    number = served.file("道路改造工程的中标合同", days_ago=22)
    page = sign_in("wang", color_scheme="dark")
    for address in ("/agency", f"/agency/tickets/{number}", "/staff/account", "/staff/second-factor"):
        page.goto(f"{served.url}{address}")
        assert_fine(page)
