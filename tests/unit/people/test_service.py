"""Accounts: making them, the first ones, locking and unlocking, the trail they leave."""

from pathlib import Path

import pytest

from bot.agencies.service import load_profile
from bot.people import passwords, service, sessions
from bot.people.models import AuditEntry, Staff, StaffSession
from bot.people.service import MAX_TRIES, Role, SignInError, StaffError, add_staff, authenticate, first_staff, sign_in
from bot.store import Database

PASSWORD = "correct-horse-battery"
_PROFILE = load_profile(Path(__file__).resolve().parents[3] / "profiles" / "zongyang.yml")


@pytest.fixture
def store(sqlite: Database) -> Database:
    with sqlite.write() as session:
        add_staff(session, " Wang.Ban", "clerk", agency="县交通运输局", password=PASSWORD)
    return sqlite


def test_logins_are_kept_in_small_letters(store):
    assert authenticate(store, " WANG.ban ", PASSWORD).login == "wang.ban"


@pytest.mark.parametrize(
    ("login", "role", "agency", "password", "words"),
    [
        ("w", "head", None, PASSWORD, "账号用 3 到 40 个"),
        ("王办事", "head", None, PASSWORD, "账号用 3 到 40 个"),
        ("staff:x", "head", None, PASSWORD, "账号用 3 到 40 个"),
        ("li", "boss", None, PASSWORD, "账号用 3 到 40 个"),
        ("lisi", "boss", None, PASSWORD, "没有“boss”这个角色"),
        ("lisi", "clerk", None, PASSWORD, "必须写明所属单位"),
        ("lisi", "head", None, "short", "密码应为 10 到 128 个字符"),
        ("lisi", "head", None, "x" * 129, "密码应为 10 到 128 个字符"),
        ("WANG.BAN", "head", None, PASSWORD, "已经有了"),
    ],
)
def test_accounts_that_cannot_be_made(store, login, role, agency, password, words):
    with pytest.raises(StaffError, match=words), store.write() as session:
        add_staff(session, login, role, agency=agency, password=password)
    with store.read() as session:
        assert session.query(Staff).count() == 1


def test_the_first_accounts_are_made_once_and_open(sqlite):
    with sqlite.write() as session:
        made = first_staff(session, _PROFILE)
    with sqlite.write() as session:
        assert first_staff(session, _PROFILE) == []
    accounts = {login: authenticate(sqlite, login, password) for login, password in made}
    assert {login: staff.role for login, staff in accounts.items()} == {
        "admin": Role.ADMIN, "oversight": Role.OVERSIGHT, "operator": Role.OPERATOR, "editor": Role.EDITOR, "office": Role.HEAD,
    }
    assert [login for login, staff in accounts.items() if service.sees_every_agency(staff)] == ["oversight", "office"]


def test_passwords_are_not_kept(sqlite):
    with sqlite.write() as session:
        made = first_staff(session, _PROFILE)
    kept = b"".join(file.read_bytes() for file in Path(sqlite.engine.url.database).parent.glob("desk.db*"))
    assert not any(password.encode() in kept for _, password in made)


def test_a_right_password_clears_the_wrong_tries(store):
    for _ in range(3):
        for _ in range(MAX_TRIES - 1):
            with pytest.raises(SignInError, match="账号或密码不对"):
                authenticate(store, "wang.ban", "wrong")
        assert authenticate(store, "wang.ban", PASSWORD)


def test_locking_is_written_down_once(store):
    for _ in range(MAX_TRIES + 3):
        with pytest.raises(SignInError):
            authenticate(store, "wang.ban", "wrong")
    with store.read() as session:
        assert [row.who for row in session.query(AuditEntry).filter_by(what="locked")] == ["wang.ban"]


def test_a_new_password_unlocks(store):
    for _ in range(MAX_TRIES):
        with pytest.raises(SignInError):
            authenticate(store, "wang.ban", "wrong")
    with store.write() as session:
        service.set_password(session, session.query(Staff).one(), "another-horse-battery")
    assert authenticate(store, "wang.ban", "another-horse-battery")


def test_a_closed_account_signs_nobody_in_and_ends_its_sessions(store):
    token = sign_in(store, "wang.ban", PASSWORD)
    with store.write() as session:
        session.query(Staff).one().active = False
    with store.read() as session:
        assert sessions.signed_in(session, token) is None
    with pytest.raises(SignInError, match="账号或密码不对"):
        authenticate(store, "wang.ban", PASSWORD)


def test_ended_sessions_are_cleared_away(store, monkeypatch):
    sign_in(store, "wang.ban", PASSWORD)
    real = sessions.utc_now
    monkeypatch.setattr(sessions, "utc_now", lambda: real() + sessions.LONGEST)
    sign_in(store, "wang.ban", PASSWORD)
    with store.read() as session:
        assert session.query(StaffSession).count() == 1


def test_the_hash_is_done_outside_any_transaction(store, monkeypatch):
    """While a password is being checked, others can write."""

    def writes_meanwhile(password: str, kept: str | None) -> bool:
        with store.write() as session:
            service.audit(session, "somebody", "signed_in")
        return real(password, kept)

    real = passwords.fits
    monkeypatch.setattr(passwords, "fits", writes_meanwhile)
    assert authenticate(store, "wang.ban", PASSWORD)
