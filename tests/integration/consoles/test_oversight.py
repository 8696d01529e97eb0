"""Oversight's pages: who may see which, that their numbers are their lists' lengths, urging, deciding, sending again."""

import csv
import html
import io
import itertools
import re

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from bot.clock.service import add_workdays, today
from bot.conversations.models import Unanswered
from bot.delivery.models import Notice, NoticeState
from bot.delivery.notices import TEMPLATES
from bot.oversight import behind
from bot.people.models import AuditEntry
from bot.tickets.facts import note
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import Act
from bot.tickets.models import Ticket
from bot.tickets.service import find
from consoles.oversight.assess import COLUMNS
from tests.integration.consoles.conftest import OURS, THEIRS, Clerk, Desk, hidden

PAGES = ("/oversight", "/oversight/waiting", "/oversight/deliveries")
WAYS = ("web", "wechat", "telegram", "email", "sms", "webhook", "wecom", "hotline", "demo")
OWN_PAGES = ("/oversight/assessment", "/oversight/open", "/oversight/tickets")


def numbers_of(page: str) -> list[str]:
    """The tickets that a list shows, in its order."""
    return re.findall(r'<th scope="row"><a href="/agency/tickets/([A-Z0-9]+)">', page)


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
def overseer(desk: Desk) -> Clerk:
    return desk.signed_in("oversight")


@pytest.fixture
def lives(desk: Desk) -> dict[str, str]:
    """Two agencies with an answered, a late, an overdue and a returned ticket between them."""
    ours, theirs, operator = desk.signed_in("ours"), desk.signed_in("theirs"), desk.signed_in("operator")
    made = {
        "answered": desk.file(Kind.COMPLAINT, days_ago=3), "late": desk.file(Kind.COMPLAINT, days_ago=20, title="公交不停站"),
        "overdue": desk.file(days_ago=25, title="历年的路灯合同"), "open": desk.file(), "returned": desk.file(Kind.COMPLAINT, THEIRS, title="校门口停车"),
    }  # fmt: skip
    for name in ("answered", "late"):
        ours.act(made[name], "sign")
        assert ours.act(made[name], "answer", step="send", outcome="solved", text="已安排公交车按站点停靠。").status_code == 303
    assert operator.act(made["answered"], "call_back", satisfied="yes", solved="yes").status_code == 303
    assert operator.act(made["late"], "call_back", satisfied="no", solved="unsaid").status_code == 303
    assert theirs.act(made["returned"], "return", text="道路停车由交通部门管").status_code == 303
    return made


def test_only_oversight_and_the_office_see_the_whole_place(desk):
    for login, whole, own in (("oversight", 200, 200), ("office", 200, 200), ("ours-head", 404, 200), ("ours", 404, 404), ("operator", 404, 404)):
        clerk = desk.signed_in(login)
        assert {clerk.page(address).status_code for address in PAGES[1:]} == {whole}, login
        assert {clerk.page(address).status_code for address in OWN_PAGES} == {own}, login
    assert desk.signed_in("ours-head").page("/oversight").headers["location"] == "/oversight/assessment"
    assert desk.signed_in("ours").page("/oversight").status_code == 404
    assert desk.browser().get("/oversight").headers["location"].startswith("/staff/sign-in")
    assert desk.signed_in("oversight").page("/staff").headers["location"] == "/oversight"
    assert desk.signed_in("office").page("/staff").headers["location"] == "/agency"


def test_the_head_of_one_agency_sees_its_own_numbers_and_no_other(desk, lives):
    head = desk.signed_in("ours-head")
    for address in ("/oversight/assessment", f"/oversight/assessment?agency={THEIRS}"):
        page = head.page(address).text
        assert THEIRS not in page and "校门口停车" not in page
    for address in ("/oversight/tickets?set=returned", f"/oversight/open?agency={THEIRS}", f"/oversight/tickets?set=received&agency={THEIRS}"):
        assert not set(numbers_of(head.page(address).text)) & {lives["returned"]}, address
    assert lives["open"] in numbers_of(head.page("/oversight/open").text)
    page = head.page("/oversight/open").text
    assert 'name="ticket"' not in page
    assert head.browser.post("/oversight/urge", data={"csrf": hidden(page, "csrf")}).status_code == 404


def test_todays_picture_counts_what_its_lists_show(overseer, lives):
    page = overseer.page("/oversight").text
    found = re.findall(r'<li class="\w+"><a href="([^"]+)"><b>([\d,]+)</b><span>([^<]+)</span>', page)
    assert [(words, n) for _, n, words in found] == [
        ("未办结", "3"), ("已逾期", "1"), ("5个工作日内到期", "0"), ("暂停计时", "0"), ("今天收到", "2"), ("今天办结", "2"),
    ]  # fmt: skip
    for address, n, words in found:
        assert len(numbers_of(overseer.page(address.replace("&amp;", "&")).text)) == int(n), words
    assert 'aria-label="已逾期 1，还早 1"' in page and 'aria-label="还早 1"' in page
    assert "道路停车由交通部门管" not in page and "校门口停车" in page


def test_every_number_of_the_assessment_leads_to_as_many_tickets(overseer, lives):
    page = overseer.page("/oversight/assessment?period=" + str(today().year)).text
    row = re.search(rf'<tr><th scope="row"><a [^>]+>{OURS}</a></th>(.*?)</tr>', page, re.DOTALL)[1]
    cells = re.findall(r"<td[^>]*>(?:<a href=\"([^\"]+)\">|<span[^>]*>)([^<]+)<", row)
    shown = {words: value for (_, words, _), (_, value) in zip(COLUMNS, cells, strict=True)}
    assert shown == {
        "收到": "4", "应办": "3", "按期率": "33.3%", "逾期未答": "1", "逾期答复": "1", "响应率": "0.0%", "解决率": "100.0%", "满意率": "50.0%",
        "中位工作日": "3", "九成工作日": "20", "退回": "0",
    }  # fmt: skip
    lengths = {"收到": 4, "应办": 3, "按期率": 1, "逾期未答": 1, "逾期答复": 1, "解决率": 1, "满意率": 1, "中位工作日": 2, "九成工作日": 2}
    for (_, words, _), (address, _) in zip(COLUMNS, cells, strict=True):
        if words in lengths:
            assert len(numbers_of(overseer.page(address.replace("&amp;", "&")).text)) == lengths[words], words


def test_a_return_counts_for_whoever_gave_the_ticket_back(desk, overseer, lives):
    office = desk.signed_in("office")
    page = office.page("/oversight/waiting").text
    assert "道路停车由交通部门管" in page
    version = re.search(rf'/oversight/waiting/{lives["returned"]}">.*?name="version" value="(\d+)"', page, re.DOTALL)[1]
    sent = {"csrf": hidden(page, "csrf"), "version": version, "act": "reassign", "agency": OURS, "text": "路面停车归口"}
    assert office.browser.post(f"/oversight/waiting/{lives['returned']}", data=sent).headers["location"] == "/oversight/waiting?done=reassign"
    assert desk.ticket(lives["returned"]).agency == OURS
    assert "“改派”已完成" in office.page("/oversight/waiting?done=reassign").text
    for agency, found in ((THEIRS, [lives["returned"]]), (OURS, [])):
        assert numbers_of(overseer.page(f"/oversight/tickets?set=returned&agency={agency}").text) == found


def test_what_cannot_be_decided_comes_back_with_its_words(desk, overseer, lives):
    page = overseer.page("/oversight/waiting").text
    sent = {"csrf": hidden(page, "csrf"), "version": "1", "act": "reassign", "agency": OURS, "text": "路面停车归口"}
    stale = overseer.browser.post(f"/oversight/waiting/{lives['returned']}", data=sent)
    assert stale.status_code == 409 and "刚刚被别人改动" in stale.text and 'value="路面停车归口"' in stale.text
    assert overseer.browser.post(f"/oversight/waiting/{lives['returned']}", data={**sent, "act": "withdraw"}).status_code == 404
    assert overseer.browser.post("/oversight/waiting/T0", data=sent).status_code == 409
    assert overseer.browser.post(f"/oversight/waiting/{lives['returned']}", data={**sent, "csrf": "x"}).status_code == 403


def test_an_extension_is_decided_where_it_waits_by_the_office_but_not_by_oversight(desk, overseer):
    ours, office = desk.signed_in("ours"), desk.signed_in("office")
    number = desk.file()
    ours.act(number, "sign")
    ours.act(number, "ask_extension", workdays="7", text="要向乡镇调档案")
    due = desk.ticket(number).due_on
    assert "要向乡镇调档案" in overseer.page("/oversight/waiting").text and "您的账号不能决定延期" in overseer.page("/oversight/waiting").text
    page = office.page("/oversight/waiting").text
    sent = {"csrf": hidden(page, "csrf"), "version": hidden(page, "version"), "act": "extend", "workdays": "5", "text": "材料确实多"}
    assert office.browser.post(f"/oversight/waiting/{number}", data=sent).status_code == 303
    assert desk.ticket(number).due_on == add_workdays(due, 5)[0]
    assert "要向乡镇调档案" not in office.page("/oversight/waiting").text


def test_several_are_urged_at_once_and_those_that_cannot_be_are_named(desk, overseer, lives):
    page = overseer.page("/oversight/open?set=open").text
    ticks = re.findall(r'name="ticket" value="([^"]+)"', page)
    assert [tick.split(":")[0] for tick in ticks] == numbers_of(page)
    limit = add_workdays(today(), 2)[0]
    sent = {
        "csrf": hidden(page, "csrf"), "back": hidden(page, "back").replace("&amp;", "&"), "ticket": ticks, "urge_form": "listed",
        "answer_by": str(limit), "text": "请三天内办结",
    }  # fmt: skip
    done = overseer.browser.post("/oversight/urge", data=sent)
    assert done.status_code == 303 and done.headers["location"].endswith("&done=3")
    assert {desk.ticket(number).urged_until for number in numbers_of(page)} == {limit}
    again = overseer.browser.post("/oversight/urge", data=sent)
    assert again.status_code == 303, "the same form sent twice urges once"
    assert sum(event.act == "urge" for number in numbers_of(page) for event in desk.ticket(number).events) == 3
    assert "请三天内办结" in desk.signed_in("office").page("/oversight/waiting").text
    refused = overseer.browser.post("/oversight/urge", data={**sent, "ticket": [f"{lives['open']}:1", "T0:1"], "text": "再催一次"})
    assert refused.status_code == 409 and "刚刚被别人改动" in refused.text and "没有找到这张工单" in refused.text and "再催一次" in refused.text
    assert overseer.browser.post("/oversight/urge", data={**sent, "ticket": []}).status_code == 400
    evil = overseer.browser.post("/oversight/urge", data={**sent, "back": "https://elsewhere.example/"})
    assert evil.headers["location"].startswith("/oversight")


def test_a_notice_that_reached_nobody_is_sent_once_more_and_that_is_written_down(desk, overseer):
    desk.signed_in("ours").act(desk.file(), "sign")
    with desk.database.write() as session:
        session.execute(update(Notice).values(state=NoticeState.FAILED, attempts=12, last_error="43004 拒收，电话 13900000011"))
        count = len(session.scalars(select(Notice.id)).all())
    page = overseer.page("/oversight/deliveries").text
    assert "多次没有发出" in page and "12 次" in page and "139****0011" in page and "13900000011" not in page
    assert f"<b class=\"bad\">{count}</b>" in overseer.page("/oversight").text
    sent = {"csrf": hidden(page, "csrf"), "notice": [*re.findall(r'name="notice" value="(\d+)"', page), "999999", "x"]}
    assert overseer.browser.post("/oversight/deliveries", data=sent).headers["location"] == f"/oversight/deliveries?done={count}"
    with desk.database.read() as session:
        notice = session.scalars(select(Notice)).first()
        assert (notice.state, notice.attempts) == (NoticeState.WAITING, 0)
        written = session.scalars(select(AuditEntry).where(AuditEntry.what == "sent_again")).all()
    assert len(written) == count and written[0].who == "oversight" and "139" not in written[0].detail
    assert overseer.browser.post("/oversight/deliveries", data=sent).headers["location"].endswith("done=0")


def test_every_kind_of_notice_and_way_has_words_of_its_own(desk, overseer):
    number = desk.file()
    with desk.database.write() as session:
        ticket = find(session, number)
        for place, (template, channel) in enumerate(itertools.zip_longest(TEMPLATES, WAYS, fillvalue="web")):
            session.add(Notice(key=f"k{place}", channel=channel, ticket_id=ticket.id, template=template, data={}, state=NoticeState.FAILED, attempts=12))
    page = overseer.page("/oversight/deliveries").text
    cells = re.findall(r'<th scope="row">([^<]+)<small>', page) + re.findall(r"<td>([^<]*)</td>", page)
    assert len(cells) > len(TEMPLATES) and [cell for cell in cells if re.search("[a-z]_|^[a-z]+$", cell)] == []


def test_what_waits_for_the_citizen_to_speak_is_not_called_refused(desk, overseer):
    desk.signed_in("ours").act(desk.file(), "sign")
    with desk.database.write() as session:
        session.execute(update(Notice).values(state=NoticeState.FAILED, attempts=1, last_error="微信不让再发了", until_spoken=True))
    page = overseer.page("/oversight/deliveries").text
    assert "对方再说话时自动补发" in page and "对方拒收" not in page.partition("<table")[2]


@pytest.mark.parametrize("login", ["oversight", "office"])
def test_no_link_of_the_whole_picture_leads_nowhere(desk, lives, login):
    with desk.database.write() as session:
        session.add(Unanswered(text="能不能用微信缴费"))
    clerk = desk.signed_in(login)
    page = clerk.page("/oversight").text
    links = {html.unescape(link) for link in re.findall(r'href="(/[^"#]*)', page.partition("<main")[2])}
    assert "能不能用微信缴费" in page and len(links) > 5
    assert {link: clerk.page(link).status_code for link in links if clerk.page(link).status_code != 200} == {}


def test_lists_come_page_by_page_and_show_everything_once(desk, overseer, monkeypatch):
    monkeypatch.setattr(behind, "PAGE", 3)
    numbers = {desk.file(days_ago=days) for days in (0, 1, 1, 1, 30, 2, 2, 0)}
    with desk.database.write() as session:
        undated = session.scalars(select(Ticket.number).limit(2)).all()
        session.execute(update(Ticket).where(Ticket.number.in_(undated)).values(due_on=None))
        for ticket in session.scalars(select(Ticket).where(Ticket.number.in_(undated))):
            note(session, ticket)
    for address in ("/oversight/open?set=open", f"/oversight/tickets?set=received&from=2020-01-01&to={today()}"):
        seen = []
        while address:
            page = overseer.page(address).text
            seen += numbers_of(page)
            forward = re.search(r'<a href="([^"]+)">下一页', page)
            address = forward[1].replace("&amp;", "&") if forward else ""
        assert len(seen) == len(numbers) and set(seen) == numbers
    assert set(numbers_of(overseer.page("/oversight/open?set=paused").text)) == set(undated)


@pytest.mark.parametrize(
    "query", ["period=abc", "from=2026-13-45&to=x", "kind=nonsense&agency=%00", "after=zz", "after=2026-01-01_99999999999999999999", "period=0001"]
)
def test_an_address_that_means_nothing_is_answered_all_the_same(overseer, query):
    for page in OWN_PAGES:
        assert overseer.page(f"{page}?{query}").status_code == 200
    assert overseer.page("/oversight/tickets?set=nonsense").status_code == 404
    assert overseer.page("/oversight/tickets?set=closed&outcome=9.9").status_code == 404
    assert overseer.page("/oversight/open?set=nonsense").status_code == 404
    assert overseer.page("/oversight/assessment.exe").status_code == 404


def test_the_assessment_as_files(desk, overseer, lives):
    with desk.database.write() as session:
        session.execute(update(Ticket).where(Ticket.number == lives["open"]).values(agency="=cmd|' /C calc'!A0"))
        note(session, session.scalars(select(Ticket).where(Ticket.number == lives["open"])).one())
    saved = overseer.page("/oversight/assessment.csv?period=" + str(today().year))
    assert saved.content.startswith(b"\xef\xbb\xbf") and "filename*=UTF-8''" in saved.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(saved.content.decode("utf-8-sig"))))
    assert [row["单位"] for row in rows] == ["'=cmd|' /C calc'!A0", OURS, THEIRS, "合计"]
    assert [row["收到"] for row in rows] == ["1", "3", "1", "5"] and rows[1]["按期率"] == "0.3333" and rows[2]["按期率"] == ""
    book = load_workbook(io.BytesIO(overseer.page("/oversight/assessment.xlsx?period=" + str(today().year)).content))
    cells = [list(row) for row in book.active.iter_rows(min_row=6)]
    assert cells[0][0].value == "=cmd|' /C calc'!A0" and cells[0][0].data_type == "s"
    assert cells[1][3].value == pytest.approx(0.3333) and cells[1][3].number_format == "0.0%"


def test_an_urging_whose_day_has_passed_is_told_apart(desk, overseer):
    late, open_still = desk.file(days_ago=10, title="路灯不亮"), desk.file(days_ago=10, title="路面塌陷")
    with desk.database.write() as session:
        for number, days in ((late, 6), (open_still, 0)):
            day = add_workdays(today(), -days)[0] if days else today()
            until = add_workdays(day, 3)[0].isoformat()
            desk.tickets.act(session, find(session, number), Act.URGE, "staff:oversight", "请说明办理情况", {"answer_by": until}, on=day)
    articles = overseer.page("/oversight/waiting").text.split("<article")
    marked = {number: "（已过期）" in next(one for one in articles if number in one) for number in (late, open_still)}
    assert marked == {late: True, open_still: False}
