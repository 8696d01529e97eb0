"""An editor's day: a question that nobody could answer becomes an answer that the next citizen gets."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk.test_path import assert_accessible, log, say
from tests.support.running import RunningDesk, until

QUESTION = "祠堂翻修的图纸搁哪个柜子里"
FORMS = [
    "祠堂修缮图纸放在哪", "老祠堂的图纸谁保管", "祠堂翻修的图还找得到吗", "想看祠堂修缮的图纸找谁", "修祠堂那年画的图在哪里", "祠堂图纸存在哪里",
]
ANSWER = "祠堂修缮的图纸由镇里保存，可以向镇人民政府申请公开。"


@pytest.fixture
def editor(browser: Browser, desk: RunningDesk, size: dict[str, int]) -> Iterator[Page]:
    context = browser.new_context(viewport=size, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{desk.url}/staff/sign-in")
    page.get_by_label("账号").fill("editor")
    page.get_by_label("密码").fill(desk.passwords["editor"])
    page.get_by_role("button", name="登录").click()
    yield page
    context.close()


def test_from_a_question_in_vain_to_the_next_citizens_answer(citizen: Page, editor: Page, desk: RunningDesk):
    say(citizen, QUESTION)
    expect(editor).to_have_url(re.compile("/knowledge$"))
    assert_accessible(editor)
    editor.goto(f"{desk.url}/knowledge/entries/new")
    editor.get_by_label("市民会怎么问").fill("\n".join([QUESTION, *FORMS]))
    editor.get_by_label("服务台怎么答").fill("三十天内给您。")
    editor.get_by_label("依据", exact=True).fill("政府信息公开条例｜第十条")
    editor.get_by_role("button", name="发布", exact=True).click()
    expect(editor.get_by_role("alert").first).to_contain_text("要改")
    assert_accessible(editor)
    editor.get_by_label("服务台怎么答").fill(ANSWER)
    editor.get_by_role("button", name="用真实问题试一试").click()
    expect(editor.get_by_text("会由这条回答的").first).to_be_visible(timeout=120_000)
    assert_accessible(editor)
    editor.get_by_role("link", name="接着写或发布").click()
    editor.get_by_label("这次改了什么").fill("有人问")
    editor.get_by_role("button", name="发布", exact=True).click()
    expect(editor.get_by_role("status")).to_contain_text("已发布")

    def answered() -> bool:
        say(citizen, "祠堂修缮图纸放在哪")
        return ANSWER in log(citizen).inner_text()

    until(answered, 60, "the published answer is said", every=2)
    editor.get_by_role("button", name="撤销上一次改动").click()
    expect(editor.get_by_role("status")).to_contain_text("已撤销")
