"""What others ask of people: make accounts, sign in and out, what an account may do, the audit trail."""

import datetime as dt
import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.agencies.service import Profile
from bot.people import passwords
from bot.people.audit import LOCKED, PASSWORD_CHANGED, SIGNED_IN, SIGNED_OUT, STAFF_ADDED, audit
from bot.people.models import Staff
from bot.people.permissions import CALLED_ABOUT, ROLE_WORDS, Action, Role, assessed_agency, may, sees_every_agency
from bot.people.sessions import SignedIn, close_all, close_session, note_seen, open_session, signed_in
from bot.store import Database, utc_now

__all__ = [
    "CALLED_ABOUT",
    "ROLE_WORDS",
    "Action",
    "Role",
    "SignInError",
    "SignedIn",
    "StaffError",
    "add_staff",
    "assessed_agency",
    "audit",
    "authenticate",
    "change_password",
    "first_staff",
    "may",
    "note_seen",
    "sees_every_agency",
    "set_password",
    "sign_in",
    "sign_out",
    "signed_in",
]

MAX_TRIES = 8
LOCKED_FOR = dt.timedelta(minutes=15)
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,38}[a-z0-9]")
_WRONG = "账号或密码不对，请核对后重试。"
_LOCKED = "密码连续输错 {tries} 次，账号已锁定，请 {minutes} 分钟后再试。"


class StaffError(ValueError):
    """An account that cannot be made or changed; one Chinese sentence."""


class SignInError(ValueError):
    """Nobody was signed in; one Chinese sentence. A wrong password and an unknown login read alike."""


def add_staff(
    session: Session, login: str, role: str, *, agency: str | None = None, name: str | None = None, password: str | None = None,
    by: str = "system",
) -> tuple[Staff, str]:
    """A new account and its password, made here when none is given; StaffError says what is wrong.

    `agency` is the short name that tickets carry; clerks must have one.
    """
    login = login.strip().lower()
    if not _LOGIN.fullmatch(login):
        raise StaffError("账号用 3 到 40 个小写字母、数字、点、横线或下划线，首尾是字母或数字。")
    if role not in set(Role):
        raise StaffError(f"没有“{role}”这个角色，可用的有：{'、'.join(Role)}。")
    if role == Role.CLERK and not agency:
        raise StaffError("承办人员（clerk）必须写明所属单位。")
    if session.scalar(select(Staff.id).where(Staff.login == login)) is not None:
        raise StaffError(f"账号“{login}”已经有了，请换一个。")
    secret = _checked(password) if password is not None else passwords.generate()
    staff = Staff(
        login=login, name=(name or login).strip()[:60], role=Role(role), agency=agency, password_hash=passwords.hashed(secret)
    )
    session.add(staff)
    session.flush()
    audit(session, by, STAFF_ADDED, detail=f"{login} {role} {agency or ''}".strip())
    return staff, secret


def first_staff(session: Session, profile: Profile) -> list[tuple[str, str]]:
    """The accounts of a desk's first start, with passwords to show this once; empty when there are accounts already.

    `office` is the head of the place's disclosure office: it sees every agency's tickets, also of agencies without accounts.
    """
    if session.scalar(select(Staff.id).limit(1)) is not None:
        return []
    wanted = (
        ("admin", Role.ADMIN, "系统管理员"),
        ("oversight", Role.OVERSIGHT, "监督人员"),
        ("operator", Role.OPERATOR, "热线话务员"),
        ("editor", Role.EDITOR, "知识编辑"),
        ("office", Role.HEAD, profile.office.name),
    )
    made = [add_staff(session, login, role, name=name) for login, role, name in wanted]
    return [(staff.login, password) for staff, password in made]


def set_password(session: Session, staff: Staff, password: str) -> None:
    """Give an account another password; it is signed out everywhere and unlocked."""
    staff.password_hash = passwords.hashed(_checked(password))
    staff.failed_tries, staff.locked_until = 0, None
    close_all(session, staff)


def change_password(database: Database, present: SignedIn, old: str, new: str) -> str:
    """Somebody's own new password; the token of a new session, every earlier one has ended.

    SignInError when the old password is wrong (it counts as a wrong try), StaffError when the new one will not do.
    """
    authenticate(database, present.staff.login, old)
    with database.write() as session:
        staff = session.get_one(Staff, present.staff.id)
        set_password(session, staff, new)
        audit(session, staff, PASSWORD_CHANGED)
        return open_session(session, staff)


def authenticate(database: Database, login: str, password: str) -> Staff:
    """The account that login and password open; SignInError otherwise. An unknown login takes as long as a wrong password.

    After 8 wrong tries in a row the account is locked for 15 minutes, also against the right password.
    """
    login = login.strip().lower()
    with database.read() as session:
        found = session.scalar(select(Staff).where(Staff.login == login)) if _LOGIN.fullmatch(login) else None
    # The slow hash is done outside any transaction: it must not hold up other people's writes.
    fits = passwords.fits(password, found.password_hash if found else None)
    if found is None:
        raise SignInError(_WRONG)
    with database.write() as session:
        refusal = _judge(session, found.id, fits)
    if refusal:
        raise SignInError(refusal)
    return found


def _judge(session: Session, staff_id: int, fits: bool) -> str | None:
    """Count the try; why it is refused, if it is."""
    staff, now = session.get_one(Staff, staff_id, with_for_update=True), utc_now()
    if staff.locked_until is not None and staff.locked_until > now:
        return _locked_words(staff.locked_until - now)
    if fits and staff.active:
        staff.failed_tries, staff.locked_until = 0, None
        return None
    staff.failed_tries += 1
    if staff.failed_tries < MAX_TRIES:
        return _WRONG
    staff.failed_tries, staff.locked_until = 0, now + LOCKED_FOR
    audit(session, staff, LOCKED)
    return _locked_words(LOCKED_FOR)


def _locked_words(left: dt.timedelta) -> str:
    return _LOCKED.format(tries=MAX_TRIES, minutes=-int(-left.total_seconds() // 60))


def sign_in(database: Database, login: str, password: str) -> str:
    """Authenticate and open a session; the token for the cookie. SignInError otherwise."""
    staff = authenticate(database, login, password)
    with database.write() as session:
        audit(session, staff, SIGNED_IN)
        return open_session(session, staff)


def sign_out(session: Session, present: SignedIn) -> None:
    """End this session."""
    audit(session, present.staff, SIGNED_OUT)
    close_session(session, present.session_id)


def _checked(password: str) -> str:
    if not passwords.MIN_LENGTH <= len(password) <= passwords.MAX_LENGTH:
        raise StaffError(f"密码应为 {passwords.MIN_LENGTH} 到 {passwords.MAX_LENGTH} 个字符。")
    return password
