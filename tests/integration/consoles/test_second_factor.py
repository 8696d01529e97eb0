"""The second factor: set up, asked for, never accepted twice, hard to guess, replaced by recovery codes, demanded of roles."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from fastapi import FastAPI
from httpx import Response
from sqlalchemy import text

from bot.people import second_factor
from bot.people.models import AuditEntry, StaffSession, Stage
from bot.people.second_factor import LOCKED_FOR, MAX_CODES, STEP_SECONDS
from bot.store import utc_now
from consoles.wiring import Console, router
from tests.integration.consoles.conftest import PASSWORD, PROFILE, Clerk, Desk, hidden

_AHEAD = dt.timedelta(seconds=STEP_SECONDS)


class Telephone:
    """An authenticator, and the clock it shares with the desk."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.secret = ""
        self.now = utc_now()
        monkeypatch.setattr(second_factor, "utc_now", lambda: self.now)

    def code(self, later: int = 0) -> str:
        """What it shows now, or so many steps from now."""
        return pyotp.TOTP(self.secret).at(self.now + later * _AHEAD)

    def wait(self, steps: int = 1) -> None:
        self.now += steps * _AHEAD


@pytest.fixture
def telephone(monkeypatch: pytest.MonkeyPatch) -> Telephone:
    return Telephone(monkeypatch)


def _post(clerk: Clerk, path: str, **fields: str) -> Response:
    csrf = hidden(clerk.page("/staff/second-factor").text, "csrf")
    return clerk.browser.post(f"/staff/second-factor/{path}", data={"csrf": csrf, **fields})


def _secret(clerk: Clerk) -> str:
    return re.search(r'class="secret">([A-Z2-7 ]+)<', clerk.page("/staff/second-factor").text)[1].replace(" ", "")


def _switch_on(clerk: Clerk, telephone: Telephone) -> list[str]:
    assert _post(clerk, "begin").status_code == 303
    telephone.secret = _secret(clerk)
    answer = _post(clerk, "confirm", code=telephone.code())
    assert answer.status_code == 200, answer.text
    telephone.wait()
    return re.findall(r"<code>([a-z0-9-]+)</code>", answer.text)


def _half_in(desk: Desk, login: str = "ours") -> Clerk:
    browser = desk.browser()
    answer = browser.post("/staff/sign-in", data={"login": login, "password": PASSWORD})
    assert answer.headers["location"].startswith("/staff/sign-in/code")
    return Clerk(browser)


def _enter(half: Clerk, code: str) -> Response:
    csrf = hidden(half.page("/staff/sign-in/code").text, "csrf")
    return half.browser.post("/staff/sign-in/code", data={"csrf": csrf, "code": code})


def test_it_is_set_up_with_a_picture_and_asked_for_from_then_on(desk, ours, telephone):
    codes = _switch_on(ours, telephone)
    assert len(codes) == len(set(codes)) == 10
    half = _half_in(desk)
    assert half.page("/agency").status_code == half.page("/staff/account").status_code == 303
    assert _enter(half, telephone.code()).headers["location"] == "/staff"
    assert half.page("/agency").status_code == 200
    page = half.page("/staff/account").text
    assert "已开启，还有 10 个恢复码" in page


def test_the_picture_is_drawn_here_and_gone_once_the_secret_is_confirmed(ours, telephone):
    assert ours.page("/staff/second-factor/qr.svg").status_code == 404
    _post(ours, "begin")
    picture = ours.page("/staff/second-factor/qr.svg")
    assert picture.headers["content-type"] == "image/svg+xml" and b"<svg" in picture.content
    assert picture.headers["cache-control"] == "no-store" and "<script" not in picture.text
    telephone.secret = _secret(ours)
    _post(ours, "confirm", code=telephone.code())
    assert ours.page("/staff/second-factor/qr.svg").status_code == 404
    assert telephone.secret not in ours.page("/staff/second-factor").text.replace(" ", "")


def test_the_secret_lies_sealed_and_the_codes_as_digests(desk, ours, telephone):
    codes = _switch_on(ours, telephone)
    with desk.database.read() as session:
        secret = bytes(session.execute(text("SELECT secret FROM second_factor")).scalar_one())
        keys = list(session.execute(text("SELECT code_key FROM recovery_code")).scalars())
    assert telephone.secret.encode() not in secret
    assert not any(code.replace("-", "") in key for code in codes for key in keys)


def test_no_code_is_accepted_twice_also_not_the_one_that_switched_it_on(desk, ours, telephone):
    _post(ours, "begin")
    telephone.secret = _secret(ours)
    first = telephone.code()
    _post(ours, "confirm", code=first)
    assert _enter(_half_in(desk), first).status_code == 403
    telephone.wait()
    assert _enter(_half_in(desk), telephone.code()).status_code == 303
    assert "验证码不对" in _enter(_half_in(desk), telephone.code()).text
    telephone.wait()
    assert _enter(_half_in(desk), telephone.code()).status_code == 303


def test_of_one_code_sent_many_times_at_once_one_counts(desk, ours, telephone):
    _switch_on(ours, telephone)
    halves = [_half_in(desk) for _ in range(4)]
    forms = [hidden(half.page("/staff/sign-in/code").text, "csrf") for half in halves]
    with ThreadPoolExecutor(4) as crowd:
        send = lambda pair: pair[0].browser.post("/staff/sign-in/code", data={"csrf": pair[1], "code": telephone.code()}).status_code  # noqa: E731
        assert sorted(crowd.map(send, zip(halves, forms, strict=True))) == [303, 403, 403, 403]


@pytest.mark.parametrize(("later", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_telephone_may_be_half_a_minute_off_and_no_more(desk, ours, telephone, later, accepted):
    _switch_on(ours, telephone)
    telephone.wait(3)
    assert (_enter(_half_in(desk), telephone.code(later)).status_code == 303) is accepted


def test_guessing_closes_the_door_and_a_recovery_code_opens_it(desk, ours, telephone):
    codes = _switch_on(ours, telephone)
    half = _half_in(desk)
    wrong = [_enter(half, code).text for code in ("000000", "", "12345", "abcdef", "٠٠٠٠٠٠")]
    assert len(wrong) == MAX_CODES and "15 分钟后再试" in wrong[-1]
    assert _enter(half, telephone.code()).status_code == 403, "the right one does not help either"
    assert _enter(half, codes[0].upper().replace("-", " ")).status_code == 303
    telephone.now += LOCKED_FOR
    assert _enter(_half_in(desk), telephone.code()).status_code == 303
    with desk.database.read() as session:
        kinds = [row.what for row in session.query(AuditEntry).filter_by(who="ours").order_by(AuditEntry.id)]
    assert kinds.count("code_wrong") == 5 and kinds.count("recovery_used") == 1 and kinds.count("factor_on") == 1


def test_each_recovery_code_opens_once_and_only_its_owners_account(desk, ours, telephone):
    codes = _switch_on(ours, telephone)
    assert _enter(_half_in(desk), codes[3]).status_code == 303
    assert _enter(_half_in(desk), codes[3]).status_code == 403
    head = desk.signed_in("ours-head")
    _switch_on(head, telephone)
    assert _enter(_half_in(desk, "ours-head"), codes[4]).status_code == 403
    assert "还有 <b>9</b> 个恢复码" in ours.page("/staff/second-factor").text


def test_recovery_codes_are_made_anew_and_the_factor_taken_off_only_with_the_password(desk, ours, telephone):
    codes = _switch_on(ours, telephone)
    for path in ("codes", "off"):
        assert _post(ours, path, password="not this one").status_code == 403
    fresh = re.findall(r"<code>([a-z0-9-]+)</code>", _post(ours, "codes", password=PASSWORD).text)
    assert len(fresh) == 10 and not set(fresh) & set(codes)
    assert _enter(_half_in(desk), codes[0]).status_code == 403 and _enter(_half_in(desk), fresh[0]).status_code == 303
    assert _post(ours, "off", password=PASSWORD).status_code == 303
    assert desk.signed_in("ours").page("/agency").status_code == 200


def test_a_wrong_first_code_switches_nothing_on(desk, ours):
    _post(ours, "begin")
    assert _post(ours, "confirm", code="000000").status_code == 403
    assert desk.signed_in("ours").page("/agency").status_code == 200


def test_who_is_half_in_gets_another_session_when_whole(desk, ours, telephone):
    _switch_on(ours, telephone)
    half = _half_in(desk)
    before = half.browser.cookies["mingbai_staff"]
    _enter(half, telephone.code())
    assert half.browser.cookies["mingbai_staff"] != before
    thief = desk.browser()
    thief.cookies.set("mingbai_staff", before)
    assert thief.get("/staff/sign-in/code").headers["location"] == "/staff/sign-in"


def test_the_way_goes_on_where_it_began(desk, ours, telephone):
    _switch_on(ours, telephone)
    browser = desk.browser()
    answer = browser.post("/staff/sign-in", data={"login": "ours", "password": PASSWORD, "next": "/agency?due=soon"})
    page = browser.get(answer.headers["location"]).text
    sent = {"csrf": hidden(page, "csrf"), "code": telephone.code(), "next": hidden(page, "next").replace("&amp;", "&")}
    assert browser.post("/staff/sign-in/code", data=sent).headers["location"] == "/agency?due=soon"


def test_roles_that_need_it_are_led_to_set_it_up_before_anything_else(desk, database, telephone):
    desk.app.router.routes.clear()
    desk.app.include_router(router(Console(database, desk.tickets, PROFILE, desk.files, factor_for=frozenset({"admin"}))))
    browser = desk.browser()
    answer = browser.post("/staff/sign-in", data={"login": "admin", "password": PASSWORD, "next": "/staff/audit"})
    assert answer.headers["location"].startswith("/staff/second-factor")
    admin = Clerk(browser)
    for address in ("/staff/people", "/staff/account", "/staff/audit"):
        assert admin.page(address).status_code == 303
    assert "您的角色必须使用两步验证" in admin.page("/staff/second-factor").text
    _switch_on(admin, telephone)
    assert admin.page("/staff/people").status_code == 200
    assert _post(admin, "off", password=PASSWORD).status_code == 409
    assert desk.signed_in("ours").page("/agency").status_code == 200, "other roles are let in as before"
    assert isinstance(desk.app, FastAPI)


def test_the_half_way_ends_after_a_quarter_of_an_hour(desk, ours, telephone, monkeypatch):
    _switch_on(ours, telephone)
    half = _half_in(desk)
    with desk.database.read() as session:
        row = session.query(StaffSession).filter_by(stage=Stage.CODE).one()
        assert row.expires_at - row.created_at < dt.timedelta(minutes=16)
    later = utc_now() + dt.timedelta(minutes=16)
    monkeypatch.setattr("bot.people.sessions.utc_now", lambda: later)
    assert half.page("/staff/sign-in/code").headers["location"] == "/staff/sign-in"


def test_no_form_of_it_counts_without_the_sessions_secret(desk, ours, telephone):
    _switch_on(ours, telephone)
    for path in ("begin", "confirm", "codes", "off"):
        assert ours.browser.post(f"/staff/second-factor/{path}", data={"password": PASSWORD}).status_code == 403
    half = _half_in(desk)
    assert half.browser.post("/staff/sign-in/code", data={"code": telephone.code()}).status_code == 403


def test_where_somebody_wanted_to_go_comes_through_the_setting_up_whole(ours):
    wanted = "/agency?kind=application&due=soon"
    answer = _post(ours, "begin", next=wanted)
    assert hidden(ours.page(answer.headers["location"]).text, "next") == wanted.replace("&", "&amp;")
