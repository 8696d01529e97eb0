"""The search box: numbers, the last four digits of a phone, words; of one's own and of those one helps with, and no others."""

import re

import pytest

from bot.tickets.kinds import Kind
from bot.tickets.service import Filing
from consoles.agency import searching
from tests.integration.consoles.conftest import APPLICANT, OURS, PHONE, THEIRS, Desk, listed


def _file(desk: Desk, title: str, agency: str = OURS, phone: str = PHONE, **more: str) -> str:
    filing = Filing(Kind.COMPLAINT, {**APPLICANT, "contact_phone": phone, **more}, "citizen", {"description": title}, title, agency, "web")
    with desk.database.write() as session:
        return desk.tickets.file(session, filing).number


def test_the_last_four_digits_find_everything_of_one_phone_and_say_so(desk, ours):
    first, second = _file(desk, "公交不停站"), _file(desk, "路灯不亮", phone="+86 139-0000-0011")
    _file(desk, "井盖坏了", phone="13900000012"), _file(desk, "学校门口堵车", agency=THEIRS)
    assert listed(ours, "/agency?q=0011") == [second, first]
    page = ours.page("/agency?q=0011").text
    assert "联系电话后四位是“0011”" in page and "改为在内容里找" in page


def test_four_digits_can_be_meant_as_words(desk, ours):
    year = _file(desk, "2023年的中标合同")
    assert listed(ours, "/agency?q=2023") == [] and listed(ours, "/agency?q=2023&by=words") == [year]


def test_the_anonymous_are_not_found_by_their_phone(desk, ours):
    _file(desk, "公交不停站", anonymous="yes")
    assert listed(ours, "/agency?q=0011") == []


@pytest.mark.parametrize("wanted", ["校车接送", "0011", "T202"])
def test_what_one_helps_with_is_found_too_and_what_one_does_not_is_not(desk, ours, wanted):
    foreign = _file(desk, "校车接送的路线", agency=THEIRS)
    assert listed(ours, f"/agency?q={wanted}") == []
    assert desk.signed_in("office").act(foreign, "set_co", co=[OURS]).status_code == 303
    assert listed(ours, f"/agency?q={wanted}") == listed(ours, f"/agency?q={wanted}&part=co") == [foreign]
    assert "县教育体育局主办" in ours.page(f"/agency?q={wanted}").text
    assert listed(ours, "/agency") == [] and listed(ours, "/agency?part=co") == [foreign]


def test_operators_find_what_is_to_be_called_back_about_and_no_more(desk, ours):
    number, other = _file(desk, "公交不停站"), _file(desk, "公交车太挤")
    ours.act(number, "sign")
    ours.act(number, "answer", step="send", outcome="solved", text="已安排公交车按站点停靠。")
    operator = desk.signed_in("operator")
    for wanted in ("公交", "0011", "T202"):
        assert listed(operator, f"/agency?q={wanted}") == [number] and other not in operator.page(f"/agency?q={wanted}").text


@pytest.mark.parametrize("windows", [(1,), (2, 5), (100,)])
def test_words_are_found_near_and_far_page_by_page(desk, ours, monkeypatch, windows):
    monkeypatch.setattr(searching, "_WINDOWS", windows)
    monkeypatch.setattr("consoles.agency.filters.PAGE", 2)
    wanted = [_file(desk, title) for title in ("路灯不亮", "公交不停站", "路灯晃眼", "井盖坏了", "井盖丢了", "路灯倒了", "站牌旧了")]
    lamps, seen, address = [wanted[5], wanted[2], wanted[0]], [], "/agency?q=路灯"
    while address:
        seen += listed(ours, address)
        forward = re.search(r'<a href="([^"]+)">下一页', ours.page(address).text)
        address = forward[1].replace("&amp;", "&") if forward else ""
    assert seen == lamps


@pytest.mark.parametrize("odd", ["'", '"', "%", "_", "\\", "*", "路灯\"*", "AND OR NOT", "😀😀", "ﬁﬁ", "0011'", "T202_", "１２３４"])
def test_no_sign_in_the_box_breaks_the_page(desk, ours, odd):
    _file(desk, "路灯不亮")
    answer = ours.browser.get("/agency", params={"q": odd})
    assert answer.status_code == 200
