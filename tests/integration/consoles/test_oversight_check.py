"""The self-check as a page: asked for, shown, decided, saved; each head its own agency's."""

import csv
import io
import re

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from bot.clock.service import today
from bot.oversight import self_check
from bot.oversight.models import SelfCheckGroup
from bot.oversight.periods import month_before
from bot.tickets.models import Ticket, TicketFact
from tests.integration.consoles.conftest import OURS, THEIRS, Clerk, Desk, hidden

ADDRESS = "/oversight/self-check"


@pytest.fixture
def made(desk: Desk) -> Desk:
    """A list with three alike applications of ours and one withheld of theirs, received last month."""
    for agency, title in ((OURS, "道路改造工程中标合同"), (OURS, "道路改造工程的中标合同"), (OURS, "2024年道路改造工程中标合同"), (THEIRS, "会议讨论记录")):
        desk.file(agency=agency, title=title)
    theirs = desk.signed_in("theirs")
    with desk.database.read() as session:
        number = session.scalar(select(Ticket.number).where(Ticket.agency == THEIRS))
    theirs.act(number, "sign")
    assert theirs.act(number, "answer", step="send", outcome="3.3.6", text="属于本机关内部的讨论记录，还在研究，不予公开。").status_code == 303
    with desk.database.write() as session:
        session.execute(update(TicketFact).values(received_on=month_before(today())))
        self_check.ask(session, today(), "oversight")
    return desk


def test_it_is_asked_for_shows_how_far_it_is_and_then_the_list(desk, made):
    overseer = made.signed_in("oversight")
    page = overseer.page(ADDRESS).text
    assert "正在整理" in page and "<progress" in page and 'data-reload="5"' in page
    assert self_check.make(made.database) == 4
    page = overseer.page(ADDRESS).text
    assert re.findall(r"<h2>([^<]+)</h2>", page) == ["道路改造工程中标合同，有事请打 139****0012", "会议讨论记录，有事请打 139****0012"]
    assert "申请 3 件" in page and "写明指引" in page and "重新审查" in page and "一(四)" in page
    again = overseer.browser.post(ADDRESS, data={"csrf": hidden(page, "csrf")})
    assert again.status_code == 303 and "正在整理" in overseer.page(ADDRESS).text


def test_a_head_sees_and_decides_its_own_agencys_only(made):
    self_check.make(made.database)
    head: Clerk = made.signed_in("ours-head")
    page = head.page(f"{ADDRESS}?agency={THEIRS}").text
    assert "道路改造工程" in page and "会议讨论记录" not in page
    with made.database.read() as session:
        ids = {row.agency: row.id for row in session.scalars(select(SelfCheckGroup))}
    sent = {"csrf": hidden(page, "csrf"), "back": f"{ADDRESS}?decided=no", "decision": "published", "reason": "政府网站“重大项目”栏目"}
    assert head.browser.post(f"{ADDRESS}/{ids[OURS]}", data=sent).headers["location"] == f"{ADDRESS}?decided=no#group-{ids[OURS]}"
    assert "政府网站“重大项目”栏目" in head.page(ADDRESS).text
    refused = head.browser.post(f"{ADDRESS}/{ids[THEIRS]}", data=sent)
    assert refused.status_code == 409 and "没有找到这一项" in refused.text
    unsaid = head.browser.post(f"{ADDRESS}/{ids[OURS]}", data={**sent, "decision": "kept", "reason": ""})
    assert unsaid.status_code == 409 and "请写明理由" in unsaid.text
    assert head.browser.post(ADDRESS, data={"csrf": sent["csrf"]}).status_code == 404, "a new list is asked for by those who look after the whole place"
    assert made.signed_in("ours").page(ADDRESS).status_code == 404


def test_the_list_as_files(made):
    overseer = made.signed_in("oversight")
    self_check.make(made.database)
    rows = list(csv.DictReader(io.StringIO(overseer.page(f"{ADDRESS}.csv").content.decode("utf-8-sig"))))
    assert [(row["单位"], row["申请数"], row["建议"]) for row in rows] == [(OURS, "3", "写明指引"), (THEIRS, "1", "重新审查")]
    assert rows[1]["办理结果"] == "不予公开（属于四类过程性信息） 1"
    book = load_workbook(io.BytesIO(overseer.page(f"{ADDRESS}.xlsx?agency={OURS}").content))
    assert [row[0].value for row in book.active.iter_rows(min_row=5)] == [OURS]


def test_without_a_list_there_is_only_the_way_to_one(desk):
    overseer = desk.signed_in("oversight")
    assert "还没有整理过" in overseer.page(ADDRESS).text
    assert overseer.page(f"{ADDRESS}.csv").status_code == overseer.page(f"{ADDRESS}.exe").status_code == 404
    assert overseer.page(f"{ADDRESS}?after=x&agency=%00&proposal=y&decided=z").status_code == 200
