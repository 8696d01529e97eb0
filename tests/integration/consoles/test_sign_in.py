"""Signing in and out: who gets in, who does not, and what a session's cookie can do."""

import datetime as dt
import html
import re
from urllib.parse import quote

import pytest

from bot.people import sessions
from bot.people.models import AuditEntry, StaffSession
from bot.people.service import LOCKED_FOR, MAX_TRIES
from tests.integration.consoles.conftest import PASSWORD, Desk, hidden


def _try(desk: Desk, login: str, password: str):
    return desk.browser().post("/staff/sign-in", data={"login": login, "password": password})


@pytest.mark.parametrize("address", ["/staff", "/agency", "/agency/tickets/G20260101001", "/staff/account"])
def test_nobody_is_sent_to_sign_in_and_back(desk, address):
    answer = desk.browser().get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/staff/sign-in?next={address}")


@pytest.mark.parametrize(("login", "home"), [("ours", "/agency"), ("office", "/agency"), ("admin", "/staff/people")])
def test_each_role_comes_to_its_own_page(desk, login, home):
    clerk = desk.signed_in(login)
    assert clerk.page("/staff").headers["location"] == home
    assert clerk.page(home).status_code == 200


def test_accounts_without_tickets_find_no_inbox(desk):
    number = desk.file()
    admin = desk.signed_in("admin")
    assert admin.page("/agency").status_code == 404
    assert admin.page(f"/agency/tickets/{number}").status_code == 404


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(desk):
    cookie = _try(desk, "ours", PASSWORD).headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "secure" not in cookie


def test_the_cookie_is_secure_over_https(desk):
    browser = desk.browser()
    answer = browser.post("https://desk.test/staff/sign-in", data={"login": "ours", "password": PASSWORD})
    assert "; secure" in answer.headers["set-cookie"].lower()


def test_wrong_password_and_unknown_login_are_answered_alike(desk):
    for login, password in [("", ""), ("o\0urs", "wrong"), ("o urs", PASSWORD), ("ours", "x" * 100_000), ("ou" * 500, PASSWORD)]:
        assert _try(desk, login, password).status_code == 403
    wrong, unknown = _try(desk, "ours", "not this one"), _try(desk, "nobody", "not this one")
    assert wrong.status_code == unknown.status_code == 403
    assert wrong.text.replace("ours", "nobody") == unknown.text


def test_the_account_is_locked_after_wrong_tries_and_opens_again(desk, monkeypatch):
    answers = [_try(desk, "ours", "not this one") for _ in range(MAX_TRIES)]
    assert "账号或密码不对" in answers[-2].text
    assert "已锁定，请 15 分钟后再试" in answers[-1].text
    right = _try(desk, "ours", PASSWORD)
    assert right.status_code == 403 and "已锁定" in right.text
    later = dt.datetime.now(dt.UTC) + LOCKED_FOR + dt.timedelta(seconds=1)
    monkeypatch.setattr("bot.people.signing_in.utc_now", lambda: later)
    assert _try(desk, "ours", PASSWORD).status_code == 303


def test_strangers_cannot_lock_the_owner_out_of_a_browser_that_is_known(desk):
    own = desk.signed_in("admin").browser
    own.cookies.delete("mingbai_staff")
    for _ in range(MAX_TRIES):
        _try(desk, "admin", "not this one")
    assert "已锁定" in _try(desk, "admin", PASSWORD).text
    assert own.post("/staff/sign-in", data={"login": "admin", "password": PASSWORD}).status_code == 303
    assert "已锁定" in _try(desk, "admin", PASSWORD).text, "strangers are still locked out"


def test_a_known_browser_counts_for_itself_and_then_is_unknown(desk):
    own = desk.signed_in("ours").browser
    enter = lambda password: own.post("/staff/sign-in", data={"login": "ours", "password": password})  # noqa: E731
    for _ in range(MAX_TRIES):
        assert "账号或密码不对" in enter("not this one").text
    assert _try(desk, "ours", PASSWORD).status_code == 303, "nobody else is locked out by it"
    answers = [enter("not this one").text for _ in range(MAX_TRIES)]
    assert "已锁定" in answers[-1] and "已锁定" in enter(PASSWORD).text


def test_a_known_browser_of_one_account_is_a_stranger_to_another(desk):
    own = desk.signed_in("ours").browser
    for _ in range(MAX_TRIES):
        _try(desk, "theirs", "not this one")
    assert "已锁定" in own.post("/staff/sign-in", data={"login": "theirs", "password": PASSWORD}).text


def test_every_failed_try_leaves_a_line_and_none_says_what_was_typed(desk):
    for login, password in (("ours", "not this one"), ("my-secret-password", "x"), ("nobody", "x")):
        _try(desk, login, password)
    with desk.database.read() as session:
        lines = [(row.who, row.detail) for row in session.query(AuditEntry).filter_by(what="sign_in_failed").order_by(AuditEntry.id)]
    assert lines == [("ours", ""), ("-", "没有这个账号")], "one line for unknown logins every few seconds"


def test_an_earlier_cookie_is_worth_nothing_after_signing_in(desk):
    """Session fixation: whoever put a cookie into the browser beforehand does not hold the session's one."""
    browser = desk.browser()
    for planted in ("planted", desk.signed_in("ours").browser.cookies["mingbai_staff"]):
        browser.cookies.set("mingbai_staff", planted)
        answer = browser.post("/staff/sign-in", data={"login": "ours", "password": PASSWORD})
        fresh = answer.cookies["mingbai_staff"]
        assert fresh != planted
        thief = desk.browser()
        thief.cookies.set("mingbai_staff", planted)
        assert thief.get("/agency").status_code == 303
        browser.cookies.delete("mingbai_staff")


def test_a_form_of_another_site_signs_nobody_in(desk):
    answer = desk.browser().post(
        "/staff/sign-in", data={"login": "ours", "password": PASSWORD}, headers={"origin": "https://elsewhere.example"}
    )
    assert answer.status_code == 403 and "set-cookie" not in answer.headers


@pytest.mark.parametrize("onward", ["//elsewhere.example/agency", "https://elsewhere.example/agency", "/\\elsewhere.example", "/"])
def test_signing_in_leads_nowhere_else(desk, onward):
    answer = desk.browser().post("/staff/sign-in", data={"login": "ours", "password": PASSWORD, "next": onward})
    assert answer.headers["location"] == "/staff"


def test_signing_out_ends_the_session_itself(desk, ours):
    token = ours.browser.cookies["mingbai_staff"]
    csrf = hidden(ours.page("/agency").text, "csrf")
    assert ours.browser.post("/staff/sign-out", data={"csrf": csrf}).status_code == 303
    stolen = desk.browser()
    stolen.cookies.set("mingbai_staff", token)
    assert stolen.get("/agency").status_code == 303


@pytest.mark.parametrize(("after", "open_still"), [(sessions.IDLE / 2, True), (sessions.IDLE, False), (sessions.LONGEST, False)])
def test_sessions_end_without_use(desk, ours, monkeypatch, after, open_still):
    now = dt.datetime.now(dt.UTC) + after
    monkeypatch.setattr("bot.people.sessions.utc_now", lambda: now)
    assert (ours.page("/agency").status_code == 200) is open_still


def test_a_session_in_steady_use_ends_after_twelve_hours(desk, ours, monkeypatch):
    start = dt.datetime.now(dt.UTC)
    for hours, status in [(1.5, 200), (3, 200), (4.5, 200), (6, 200), (7.5, 200), (9, 200), (10.5, 200), (11.9, 200), (12.1, 303)]:
        monkeypatch.setattr("bot.people.sessions.utc_now", lambda at=start + dt.timedelta(hours=hours): at)
        assert ours.page("/agency").status_code == status, hours


def test_a_new_password_ends_every_other_session(desk, ours):
    elsewhere = desk.signed_in("ours")
    csrf = hidden(ours.page("/staff/account").text, "csrf")
    fields = {"csrf": csrf, "old": PASSWORD, "new": "another-horse-battery", "again": "another-horse-battery"}
    assert ours.browser.post("/staff/account", data=fields | {"old": "wrong"}).status_code == 403
    assert ours.browser.post("/staff/account", data=fields).status_code == 303
    assert ours.page("/agency").status_code == 200
    assert elsewhere.page("/agency").status_code == 303
    assert _try(desk, "ours", PASSWORD).status_code == 403


def test_ones_sessions_are_listed_and_ended_one_by_one_or_all_others(desk, ours):
    phone, home = desk.signed_in("ours"), desk.signed_in("ours")
    theirs = desk.signed_in("theirs")
    page = ours.page("/staff/account").text
    assert page.count("最近使用") == 3 and "现在这里" in page
    csrf, ids = hidden(page, "csrf"), re.findall(r'name="session" value="(\d+)"', page)
    assert len(ids) == 2
    assert ours.browser.post("/staff/account/sessions", data={"csrf": csrf, "session": ids[-1]}).status_code == 303
    assert (phone.page("/agency").status_code, home.page("/agency").status_code) == (303, 200)
    for odd in ("x", "9" * 30, "-1"):
        assert ours.browser.post("/staff/account/sessions", data={"csrf": csrf, "session": odd}).status_code == 303
    ours.browser.post("/staff/account/sessions", data={"csrf": csrf})
    statuses = [clerk.page("/agency").status_code for clerk in (home, ours, theirs)]
    assert statuses == [303, 200, 200]


def test_whoever_was_given_a_password_is_asked_to_change_it(desk, ours):
    assert "您还在用别人给的密码" in ours.page("/agency").text
    csrf = hidden(ours.page("/staff/account").text, "csrf")
    fields = {"csrf": csrf, "old": PASSWORD, "new": "another-horse-battery", "again": "another-horse-battery"}
    ours.browser.post("/staff/account", data=fields)
    assert "您还在用别人给的密码" not in ours.page("/agency").text


def test_nothing_kept_opens_a_session(desk, ours):
    """A stolen table of sessions is of no use: it holds digests only."""
    token = ours.browser.cookies["mingbai_staff"]
    with desk.database.read() as session:
        kept = session.query(StaffSession).one()
        signed = session.query(AuditEntry).filter_by(what="signed_in").one()
    assert token not in (kept.token_key, kept.csrf) and signed.who == "ours"


def test_pages_allow_nothing_inline_and_are_not_kept(desk, ours):
    for answer in (desk.browser().get("/staff/sign-in"), ours.page("/agency"), ours.page("/agency/tickets/none")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert "<style" not in answer.text and " style=" not in answer.text and "onclick" not in answer.text


@pytest.mark.parametrize("room", ["/agency", "/oversight/assessment?kind=complaint", "/hotline", "/knowledge/unanswered", "/staff/people?role=clerk"])
def test_after_signing_in_one_is_where_one_wanted_to_be(desk, room):
    asked = desk.browser().get(f"/staff/sign-in?next={quote(room)}")
    assert f'name="next" value="{html.escape(room)}"' in asked.text
    answer = desk.browser().post("/staff/sign-in", data={"login": "ours", "password": PASSWORD, "next": room})
    assert (answer.status_code, answer.headers["location"]) == (303, room)


@pytest.mark.parametrize("address", ["//[", "http://[", "https://[::1", "/agency\\evil", "//evil.example/agency", "https://evil.example/agency", "/agency\r\nX: y"])
def test_an_address_that_leads_elsewhere_or_nowhere_is_passed_over(desk, address):
    assert 'name="next" value=""' in desk.browser().get("/staff/sign-in", params={"next": address}).text
    answer = desk.browser().post("/staff/sign-in", data={"login": "ours", "password": PASSWORD, "next": address})
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff")


def test_a_form_that_says_no_site_sent_it_is_refused(desk):
    for origin in ("http://[", "https://evil.example", "null"):
        answer = desk.browser().post("/staff/sign-in", data={"login": "ours", "password": PASSWORD}, headers={"Origin": origin})
        assert answer.status_code == 403
