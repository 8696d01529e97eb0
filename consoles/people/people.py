"""Accounts as an administrator sees them: the list, a new one, one of them with everything that can be done to it."""

from collections.abc import Callable, Mapping
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from bot.people import accounts, second_factor
from bot.people.accounts import StaffError, Wanted, find_staff
from bot.people.models import Staff
from bot.people.roster import STATES, Listed, Search, roster
from bot.people.service import ROLE_WORDS, Action, Role, SignedIn, may
from bot.people.sessions import sessions_of
from bot.store import utc_now
from consoles.console import Console
from consoles.guard import Guard, field, read_form, staff_routes
from consoles.pages import go, not_found, render
from consoles.people.times import when

_DONE = {
    "changed": "已保存。", "close": "账号已停用，已退出所有登录，手里的工单变为未分配。", "open": "账号已启用。", "unlock": "已解除锁定。",
    "factor": "两步验证已重置，下次登录只用密码。", "sessions": "已退出所有登录。",
}  # fmt: skip


# What can be done to an account with one button, in the caller's transaction, by the administrator of a login.
_ACTS: Mapping[str, Callable[[Session, Staff, str], None]] = {
    "close": accounts.close_account,
    "open": accounts.open_account,
    "unlock": accounts.unlock,
    "factor": second_factor.switch_off,
    "sessions": accounts.end_sessions,
}


def router(console: Console, guard: Guard) -> APIRouter:
    """`/staff/people` and below; for everybody else it is not there."""
    routes = staff_routes()
    pages = _Pages(console)

    @routes.get("/staff/people")
    def everybody(request: Request, present: SignedIn = Depends(guard.present)) -> Response:
        return pages.everybody(present, _search(request.query_params))

    @routes.get("/staff/new-account")
    def new(present: SignedIn = Depends(guard.present)) -> Response:
        return pages.new(present)

    @routes.post("/staff/new-account")
    def add(form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)) -> Response:
        return pages.add(present, form)

    @routes.get("/staff/people/{login}")
    def one(login: str, done: str = "", present: SignedIn = Depends(guard.present)) -> Response:
        return pages.one(present, login, _DONE.get(done, ""))

    @routes.post("/staff/people/{login}")
    def change(login: str, form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)) -> Response:
        return pages.change(present, login, form)

    @routes.post("/staff/people/{login}/password")
    def password(login: str, present: SignedIn = Depends(guard.present)) -> Response:
        return pages.password(present, login)

    @routes.post("/staff/people/{login}/{act}")
    def act(login: str, act: str, present: SignedIn = Depends(guard.present)) -> Response:
        return pages.act(present, login, act)

    @routes.get("/staff/people/{login}/{_act}")
    def back(login: str, _act: str) -> Response:
        return go(f"/staff/people/{quote(login)}")

    return routes


class _Pages:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._agencies = [agency.name for agency in console.profile.agencies.values() if not agency.is_elsewhere]

    def everybody(self, present: SignedIn, search: Search) -> Response:
        if not may(present.staff, Action.MANAGE_STAFF):
            return not_found(self._console, present)
        with self._console.database.read() as session:
            people, more = roster(session, search)
        return render(
            self._console, "people/people.html", present, people=people, search=search, roles=ROLE_WORDS, when=when, state=_state,
            more=_address(search, people[-1].staff.login) if more else "", start=_address(search),
        )

    def new(self, present: SignedIn, status: int = 200, error: str = "", sent: Wanted = Wanted(""), login: str = "") -> Response:
        if not may(present.staff, Action.MANAGE_STAFF):
            return not_found(self._console, present)
        return render(
            self._console, "people/new.html", present, status, error=error, sent=sent, login=login, roles=ROLE_WORDS, agencies=self._agencies
        )

    def add(self, present: SignedIn, form: FormData) -> Response:
        """A new account; its password is on the page that answers, and nowhere else."""
        if not may(present.staff, Action.MANAGE_STAFF):
            return not_found(self._console, present)
        login, wanted = field(form, "login").strip()[:60], _wanted(form)
        try:
            self._check_agency(wanted)
            with self._console.database.write() as session:
                staff, secret = accounts.add_staff(
                    session, login, wanted.role, agency=wanted.agency, name=wanted.name, by=present.staff.login
                )
        except StaffError as error:
            return self.new(present, 409, str(error), wanted, login)
        return self._secret(present, staff, secret, "账号已建立")

    def one(self, present: SignedIn, login: str, done: str = "", status: int = 200, error: str = "") -> Response:
        with self._console.database.read() as session:
            staff = self._found(session, present, login)
            if staff is None:
                return not_found(self._console, present)
            places = sessions_of(session, staff)
            factor_on, left = second_factor.has_factor(session, staff), second_factor.codes_left(session, staff)
        return render(
            self._console, "people/person.html", present, status, staff=staff, done=done, error=error, places=places, when=when,
            factor_on=factor_on, codes_left=left, roles=ROLE_WORDS, agencies=self._agencies, state=_state(staff),
            own=staff.id == present.staff.id,
        )  # fmt: skip

    def change(self, present: SignedIn, login: str, form: FormData) -> Response:
        try:
            wanted = _wanted(form)
            self._check_agency(wanted)
            with self._console.database.write() as session:
                staff = self._found(session, present, login)
                if staff is None:
                    return not_found(self._console, present)
                accounts.change_account(session, staff, wanted, present.staff.login)
        except StaffError as error:
            return self.one(present, login, status=409, error=str(error))
        return go(f"/staff/people/{login}?done=changed")

    def password(self, present: SignedIn, login: str) -> Response:
        """Another password; it is on the page that answers, and nowhere else."""
        with self._console.database.write() as session:
            staff = self._found(session, present, login)
            if staff is None:
                return not_found(self._console, present)
            secret = accounts.reset_password(session, staff, present.staff.login)
        return self._secret(present, staff, secret, "密码已重置")

    def act(self, present: SignedIn, login: str, name: str) -> Response:
        act = _ACTS.get(name)
        try:
            with self._console.database.write() as session:
                staff = self._found(session, present, login)
                if staff is None or act is None:
                    return not_found(self._console, present)
                act(session, staff, present.staff.login)
        except StaffError as error:
            return self.one(present, login, status=409, error=str(error))
        return go(f"/staff/people/{login}?done={name}")

    def _found(self, session: Session, present: SignedIn, login: str) -> Staff | None:
        return find_staff(session, login) if may(present.staff, Action.MANAGE_STAFF) else None

    def _check_agency(self, wanted: Wanted) -> None:
        if wanted.agency and wanted.agency not in self._agencies:
            raise StaffError("请从列表中选择单位。")

    def _secret(self, present: SignedIn, staff: Staff, secret: str, title: str) -> Response:
        return render(self._console, "people/secret.html", present, staff=staff, secret=secret, title=title, role=ROLE_WORDS[Role(staff.role)])


def _search(query: Mapping[str, str]) -> Search:
    """What is looked for, out of the page's address; a value that means nothing is none."""
    role, state = query.get("role", ""), query.get("state", "")
    return Search(
        query.get("q", "").replace("\0", "").strip()[:40], role if role in set(Role) else "", state if state in STATES else "",
        query.get("after", "").replace("\0", "")[:40],
    )


def _address(search: Search, after: str = "") -> str:
    given = {name: value for name, value in ({**vars(search), "after": after}).items() if value}
    return f"/staff/people?{urlencode(given)}" if given else "/staff/people"


def _wanted(form: FormData) -> Wanted:
    return Wanted(field(form, "role"), field(form, "agency") or None, field(form, "name").strip()[:60])


def _state(staff: Staff | Listed) -> tuple[str, str]:
    """How an account stands: a class to draw it by, and the word."""
    account = staff.staff if isinstance(staff, Listed) else staff
    if not account.active:
        return "closed", "已停用"
    if account.locked_until is not None and account.locked_until > utc_now():
        return "locked", "已锁定"
    return "open", "正常"
