"""Signing in: password, then a code where the account has a second factor, then a session. Every try leaves a line."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.people import passwords, second_factor
from bot.people.accounts import find_staff, set_password
from bot.people.audit import LOCKED, PASSWORD_CHANGED, SIGN_IN_FAILED, SIGNED_IN, SIGNED_OUT, audit
from bot.people.browsers import known_browser, new_token, remember
from bot.people.models import AuditEntry, KnownBrowser, Staff, Stage
from bot.people.sessions import SignedIn, close_session, open_session
from bot.store import Database, utc_now

MAX_TRIES = 8
LOCKED_FOR = dt.timedelta(minutes=15)
# Tries with logins that nobody has are noted this often and no oftener: they could fill the trail.
_UNKNOWN_EVERY = dt.timedelta(seconds=6)
NOBODY = "-"
_WRONG = "账号或密码不对，请核对后重试。"
_LOCKED = "密码连续输错 {tries} 次，账号已锁定，请 {minutes} 分钟后再试。"


class SignInError(ValueError):
    """Nobody was signed in; one Chinese sentence. A wrong password and an unknown login read alike."""


@dataclass(frozen=True)
class Entered:
    """How far somebody got: the token for the session's cookie, and where they stand.

    `browser_token` is for the cookie of the browser itself; None until the sign-in is complete.
    """

    token: str
    stage: Stage
    browser_token: str | None = None


@dataclass(frozen=True)
class Door:
    """Where somebody comes in: the browser in two words, its own token if it has one, and the roles that need a second factor."""

    browser: str = ""
    browser_token: str | None = None
    factor_for: Collection[str] = ()


def sign_in(database: Database, login: str, password: str, door: Door = Door()) -> Entered:
    """Authenticate and open a session: a whole one, or one that still waits for the second factor. SignInError otherwise."""
    known = authenticate(database, login, password, door.browser_token)
    with database.write() as session:
        staff = session.get_one(Staff, known.id)
        if second_factor.has_factor(session, staff):
            return Entered(open_session(session, staff, Stage.CODE, door.browser), Stage.CODE)
        if staff.role in door.factor_for:
            return Entered(open_session(session, staff, Stage.ENROL, door.browser), Stage.ENROL)
        return _let_in(session, staff, door)


def enter_code(database: Database, half: SignedIn, code: str, door: Door) -> Entered:
    """The second step: a code of the authenticator, or a recovery code. SignInError says why not."""
    with database.write() as session:
        staff = session.get_one(Staff, half.staff.id)
        refusal = second_factor.check(session, staff, code)
        if refusal is None:
            close_session(session, half.session_id)
            return _let_in(session, staff, door)
    raise SignInError(refusal)


def finish_enrolling(session: Session, half: SignedIn, door: Door) -> Entered:
    """Who had to set up the second factor has done it, with a code just now: let them in."""
    close_session(session, half.session_id)
    return _let_in(session, session.get_one(Staff, half.staff.id), door)


def _let_in(session: Session, staff: Staff, door: Door) -> Entered:
    staff.last_signed_in = utc_now()
    browser_token = door.browser_token or new_token()
    remember(session, staff, browser_token)
    audit(session, staff, SIGNED_IN, detail=door.browser)
    return Entered(open_session(session, staff, Stage.FULL, door.browser), Stage.FULL, browser_token)


def authenticate(database: Database, login: str, password: str, browser_token: str | None = None) -> Staff:
    """The account that login and password open; SignInError otherwise. An unknown login takes as long as a wrong password.

    After 8 wrong tries in a row from browsers it does not know, the account is locked for 15 minutes to all of these, also for
    the right password. A browser that the account knows counts for itself, and is unknown again after 8 wrong tries of its own.
    """
    with database.read() as session:
        found = find_staff(session, login)
    # The slow hash is done outside any transaction: it must not hold up other people's writes.
    fits = passwords.fits(password, found.password_hash if found else None)
    with database.write() as session:
        refusal = _judge(session, found, browser_token, fits)
    if refusal or found is None:
        raise SignInError(refusal or _WRONG)
    return found


def _judge(session: Session, found: Staff | None, browser_token: str | None, fits: bool) -> str | None:
    """Count the try; why it is refused, if it is."""
    if found is None:
        _note_unknown(session)
        return _WRONG
    staff = session.get_one(Staff, found.id, with_for_update=True)
    known = known_browser(session, staff, browser_token)
    return _judge_known(session, staff, known, fits) if known else _judge_stranger(session, staff, fits)


def _judge_known(session: Session, staff: Staff, known: KnownBrowser, fits: bool) -> str | None:
    if fits and staff.active:
        known.failed_tries = 0
        return None
    known.failed_tries += 1
    audit(session, staff, SIGN_IN_FAILED, detail="登录过的浏览器")
    if known.failed_tries >= MAX_TRIES:
        session.delete(known)
    return _WRONG


def _judge_stranger(session: Session, staff: Staff, fits: bool) -> str | None:
    now = utc_now()
    if staff.locked_until is not None and staff.locked_until > now:
        return _locked_words(staff.locked_until - now)
    if fits and staff.active:
        staff.failed_tries, staff.locked_until = 0, None
        return None
    staff.failed_tries += 1
    audit(session, staff, SIGN_IN_FAILED)
    if staff.failed_tries < MAX_TRIES:
        return _WRONG
    staff.failed_tries, staff.locked_until = 0, now + LOCKED_FOR
    audit(session, staff, LOCKED)
    return _locked_words(LOCKED_FOR)


def _locked_words(left: dt.timedelta) -> str:
    return _LOCKED.format(tries=MAX_TRIES, minutes=-int(-left.total_seconds() // 60))


def _note_unknown(session: Session) -> None:
    """A login that nobody has: what was typed is not kept, it may have been a password."""
    newest = session.scalar(select(AuditEntry.at).where(AuditEntry.who == NOBODY).order_by(AuditEntry.id.desc()).limit(1))
    if newest is None or newest + _UNKNOWN_EVERY <= utc_now():
        audit(session, NOBODY, SIGN_IN_FAILED, detail="没有这个账号")


def change_password(database: Database, present: SignedIn, old: str, new: str, door: Door = Door()) -> Entered:
    """Somebody's own new password; every earlier session has ended, a new one is open.

    SignInError when the old password is wrong (it counts as a wrong try), StaffError when the new one will not do.
    """
    authenticate(database, present.staff.login, old, door.browser_token)
    with database.write() as session:
        staff = session.get_one(Staff, present.staff.id)
        set_password(session, staff, new)
        staff.password_given = False
        audit(session, staff, PASSWORD_CHANGED)
        browser_token = door.browser_token or new_token()
        remember(session, staff, browser_token)
        return Entered(open_session(session, staff, Stage.FULL, door.browser), Stage.FULL, browser_token)


def sign_out(session: Session, present: SignedIn) -> None:
    """End this session."""
    audit(session, present.staff, SIGNED_OUT)
    close_session(session, present.session_id)
