"""Signing in and out: who gets in, who does not, and what a session's cookie can do."""

import datetime as dt

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


@pytest.mark.parametrize(("login", "home"), [("ours", "/agency"), ("office", "/agency"), ("admin", "/staff/account")])
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
    monkeypatch.setattr("bot.people.service.utc_now", lambda: later)
    assert _try(desk, "ours", PASSWORD).status_code == 303


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
