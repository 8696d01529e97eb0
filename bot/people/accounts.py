"""Accounts: made, changed, closed and opened again, each with a line in the audit trail."""

import re
from dataclasses import dataclass

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session

from bot.agencies.service import Profile
from bot.people import passwords
from bot.people.audit import (
    ACCOUNT_CHANGED,
    ACCOUNT_CLOSED,
    ACCOUNT_OPENED,
    PASSWORD_RESET,
    SESSIONS_ENDED,
    STAFF_ADDED,
    UNLOCKED,
    audit,
)
from bot.people.models import KnownBrowser, SecondFactor, Staff
from bot.people.permissions import ROLE_WORDS, Role
from bot.people.sessions import close_all
from bot.tickets.lifecycle import ENDED
from bot.tickets.models import Ticket

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,38}[a-z0-9]")
_NAME = 60


class StaffError(ValueError):
    """An account that cannot be made or changed; one Chinese sentence."""


@dataclass(frozen=True)
class Wanted:
    """What an account is to be: role, agency (the short name that tickets carry; None: none of its own), display name."""

    role: str
    agency: str | None = None
    name: str | None = None


def add_staff(
    session: Session, login: str, role: str, *, agency: str | None = None, name: str | None = None, password: str | None = None,
    by: str = "system",
) -> tuple[Staff, str]:
    """A new account and its password, made here when none is given; StaffError says what is wrong.

    `agency` is the short name that tickets carry; clerks must have one.
    """
    login = login.strip().lower()
    if not LOGIN.fullmatch(login):
        raise StaffError("账号用 3 到 40 个小写字母、数字、点、横线或下划线，首尾是字母或数字。")
    wanted = _checked_wanted(Wanted(role, agency, name), login)
    if session.scalar(select(Staff.id).where(Staff.login == login)) is not None:
        raise StaffError(f"账号“{login}”已经有了，请换一个。")
    secret = checked_password(password) if password is not None else passwords.generate()
    staff = Staff(
        login=login, name=wanted.name, role=wanted.role, agency=wanted.agency, password_hash=passwords.hashed(secret), password_given=True
    )
    session.add(staff)
    session.flush()
    audit(session, by, STAFF_ADDED, detail=f"{login} {_words(staff)}")
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


def find_staff(session: Session, login: str) -> Staff | None:
    """The account of this login, however it was typed."""
    plain = login.strip().lower()
    return session.scalar(select(Staff).where(Staff.login == plain)) if LOGIN.fullmatch(plain) else None


def change_account(session: Session, staff: Staff, wanted: Wanted, by: str) -> None:
    """Give an account another role, agency or name; with other rights it is signed out everywhere, and its tickets are nobody's."""
    checked = _checked_wanted(wanted, staff.login)
    rights = (checked.role, checked.agency)
    if rights == (staff.role, staff.agency) and checked.name == staff.name:
        return
    if checked.role != Role.ADMIN:
        _keep_an_admin(session, staff)
    before = _words(staff)
    if rights != (staff.role, staff.agency):
        close_all(session, staff)
        _give_back(session, staff)
    staff.role, staff.agency, staff.name = checked.role, checked.agency, checked.name or staff.login
    audit(session, by, ACCOUNT_CHANGED, detail=f"{staff.login} {before} → {_words(staff)}")


def close_account(session: Session, staff: Staff, by: str) -> None:
    """Nobody signs in with it any more; its tickets are nobody's, its history stays."""
    if not staff.active:
        return
    _keep_an_admin(session, staff)
    staff.active = False
    close_all(session, staff)
    _give_back(session, staff)
    audit(session, by, ACCOUNT_CLOSED, detail=staff.login)


def open_account(session: Session, staff: Staff, by: str) -> None:
    """A closed account is in use again, with the password it had."""
    if staff.active:
        return
    staff.active = True
    audit(session, by, ACCOUNT_OPENED, detail=staff.login)


def reset_password(session: Session, staff: Staff, by: str, password: str | None = None) -> str:
    """Another password, made here when none is given; the account is signed out everywhere and unlocked. The password to show once."""
    secret = checked_password(password) if password is not None else passwords.generate()
    set_password(session, staff, secret)
    staff.password_given = True
    audit(session, by, PASSWORD_RESET, detail=staff.login)
    return secret


def set_password(session: Session, staff: Staff, password: str) -> None:
    """Give an account another password; it is signed out everywhere, its browsers are strangers again, and it is unlocked."""
    staff.password_hash = passwords.hashed(checked_password(password))
    staff.failed_tries, staff.locked_until = 0, None
    close_all(session, staff)
    session.execute(delete(KnownBrowser).where(KnownBrowser.staff_id == staff.id))


def unlock(session: Session, staff: Staff, by: str) -> None:
    """After too many wrong passwords or codes: let the account try again now."""
    staff.failed_tries, staff.locked_until = 0, None
    factor = session.get(SecondFactor, staff.id)
    if factor is not None:
        factor.failed_tries, factor.locked_until = 0, None
    audit(session, by, UNLOCKED, detail=staff.login)


def end_sessions(session: Session, staff: Staff, by: str) -> None:
    """Sign an account out everywhere."""
    close_all(session, staff)
    audit(session, by, SESSIONS_ENDED, detail=staff.login)


def checked_password(password: str) -> str:
    """The password, if it will do; StaffError says what is asked of it."""
    if not passwords.MIN_LENGTH <= len(password) <= passwords.MAX_LENGTH:
        raise StaffError(f"密码应为 {passwords.MIN_LENGTH} 到 {passwords.MAX_LENGTH} 个字符。")
    return password


def _checked_wanted(wanted: Wanted, login: str) -> Wanted:
    if wanted.role not in set(Role):
        raise StaffError(f"没有“{wanted.role}”这个角色，可用的有：{'、'.join(Role)}。")
    role = Role(wanted.role)
    if role is Role.CLERK and not wanted.agency:
        raise StaffError(f"{ROLE_WORDS[role]}必须写明所属单位。")
    return Wanted(role, wanted.agency or None, (wanted.name or "").strip()[:_NAME] or login)


def _keep_an_admin(session: Session, staff: Staff) -> None:
    """The last administrator stays one: without any, nobody could make accounts on the pages.

    Every administrator's row is locked and read as it is now, always in the same order: of two who take each other's place away
    at one moment the second waits for the first, and then finds that it is about the last.
    """
    concerned = select(Staff).where(or_(Staff.id == staff.id, and_(Staff.role == Role.ADMIN, Staff.active))).order_by(Staff.id)
    locked = session.scalars(concerned.with_for_update(key_share=True).execution_options(populate_existing=True)).all()
    admins = {one.id for one in locked if one.role == Role.ADMIN and one.active}
    if admins == {staff.id}:
        raise StaffError("这是最后一个系统管理员账号，请先建立另一个。")


def _give_back(session: Session, staff: Staff) -> None:
    # Past the tickets' own version: whose work a ticket is must not make a form stale that somebody else is filling in.
    table = Ticket.__table__
    open_ones = (table.c.agency == staff.agency, table.c.assigned_to == staff.login, table.c.status.not_in(sorted(ENDED)))
    session.execute(update(table).where(*open_ones).values(assigned_to=None))  # type: ignore[arg-type]


def _words(staff: Staff) -> str:
    return f"{ROLE_WORDS[Role(staff.role)]} {staff.agency or ''}".strip()
