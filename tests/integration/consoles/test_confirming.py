"""What cannot be taken back is looked at before it is done; an opinion is chosen from those that were asked for."""

import re

import pytest
from sqlalchemy import func, select

from bot.delivery.models import Notice
from bot.tickets.kinds import Kind
from tests.integration.consoles.conftest import OURS

LOOKED_AT = {
    "ask_correction": {"text": "请说明是哪一年的合同。"},
    "ask_fee": {"text": "申请数量明显超过合理范围，按件收取。", "amount": "100"},
    "return": {"text": "这条路由乡镇负责。"},
    "withdraw": {"text": "申请人来电要求撤回。"},
}


def notices(desk) -> int:
    with desk.database.read() as session:
        return session.scalar(select(func.count()).select_from(Notice)) or 0


@pytest.fixture
def number(desk, ours) -> str:
    made = desk.file()
    ours.act(made, "sign")
    return made


@pytest.mark.parametrize("act", LOOKED_AT)
def test_it_is_shown_first_and_nothing_is_done(desk, ours, number, act):
    before, told = desk.ticket(number), notices(desk)
    assert f'acts/{act}"' in ours.page(f"/agency/tickets/{number}").text
    shown = ours.act(number, act, step="look", **LOOKED_AT[act])
    assert shown.status_code == 200 and "不能撤销" in shown.text
    assert (desk.ticket(number).version, notices(desk)) == (before.version, told)
    assert ours.act(number, act, step="send", **LOOKED_AT[act]).status_code == 303
    assert desk.ticket(number).version > before.version


def test_what_the_citizen_will_read_is_shown_word_for_word(desk, ours, number):
    shown = ours.act(number, "ask_correction", step="look", text="请说明是哪一年的合同。").text
    assert f"您的政府信息公开申请（编号 {number}）需要补正：" in shown and "等您补正期间不计算答复期限" in shown
    shown = ours.act(number, "return", step="look", text="这条路由乡镇负责。").text
    assert "不通知申请人" in shown and "这条路由乡镇负责。" in shown


def test_going_back_loses_nothing(ours, number):
    back = ours.act(number, "ask_fee", step="edit", **LOOKED_AT["ask_fee"])
    assert back.status_code == 200 and "申请数量明显超过合理范围" in back.text and 'value="100"' in back.text


def test_what_cannot_be_done_is_refused_before_it_is_shown(ours, number):
    refused = ours.act(number, "ask_fee", step="look", text="按件收取。", amount="许多")
    assert refused.status_code == 409 and "按件收取。" in refused.text


def test_every_form_that_cannot_be_taken_back_leads_to_the_look(desk, ours):
    complaint = desk.file(Kind.COMPLAINT)
    page = ours.page(f"/agency/tickets/{complaint}").text
    for act in ("return", "merge", "refuse", "transfer", "withdraw"):
        form = page.partition(f"/acts/{act}\"")[2].partition("</form>")[0]
        assert '<button name="step" value="look">' in form, act


def test_an_opinion_is_chosen_from_those_that_were_asked_for(desk, ours, number):
    for whom, party in (("third_party", "某建设公司"), ("agency", "县财政局")):
        ours.act(number, "consult", whom=whom, party=party)
    page = ours.page(f"/agency/tickets/{number}").text
    assert '<option value="third_party:某建设公司">某建设公司（第三方）</option>' in page and "县财政局（其他机关）" in page
    assert ours.act(number, "opinion", asked="third_party:某建设公司", text="不同意公开。").status_code == 303
    page = ours.page(f"/agency/tickets/{number}").text
    assert "某建设公司（第三方）</option>" not in page and "县财政局（其他机关）</option>" in page


def test_no_opinion_is_asked_about_where_nobody_was_asked(ours, number):
    ours.act(number, "ask_correction", text="请说明是哪一年的合同。")
    page = ours.page(f"/agency/tickets/{number}").text
    assert "/acts/correct\"" in page and "/acts/opinion\"" not in page


def test_why_a_ticket_was_returned_stands_beside_the_form_that_decides(desk, ours, number):
    ours.act(number, "return", text="这条路由乡镇负责。")
    office = desk.signed_in("office")
    form = office.page(f"/agency/tickets/{number}").text.partition('/acts/reassign"')[2].partition("</form>")[0]
    assert f"{OURS}退回的理由：这条路由乡镇负责。" in form
    assert "退回的理由" not in office.page(f"/agency/tickets/{desk.file()}").text.partition('/acts/reassign"')[2].partition("</form>")[0]


def test_who_helps_already_is_the_first_to_choose_from(desk, ours, number):
    office = desk.signed_in("office")
    office.act(number, "set_co", co="县财政局")
    boxes = re.findall(r'name="co" value="([^"]+)"( checked)?', office.page(f"/agency/tickets/{number}").text)
    assert boxes[0] == ("县财政局", " checked") and ("县财政局", "") not in boxes
