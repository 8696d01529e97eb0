"""One's own account: the password, the second factor's state, where one is signed in."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from bot.people import second_factor
from bot.people import service as people
from bot.people.audit import SESSIONS_ENDED
from bot.people.service import SignedIn, SignInError, StaffError, audit
from bot.people.sessions import end_own, sessions_of
from consoles.console import Console
from consoles.guard import Guard, field, read_form, staff_routes
from consoles.numbers import number_in
from consoles.pages import go, render
from consoles.people.times import when
from consoles.rooms import rooms_of

_DONE = {"password": "密码已修改，其他地方的登录都已退出。", "sessions": "已退出。"}


def router(console: Console, guard: Guard) -> APIRouter:
    """`/staff/account` and below."""
    routes = staff_routes()

    @routes.get("/staff/account")
    def account(done: str = "", present: SignedIn = Depends(guard.present)) -> Response:
        return _account(console, present, done=_DONE.get(done, ""))

    @routes.post("/staff/account")
    def change_password(
        request: Request, form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)
    ) -> Response:
        try:
            if field(form, "new") != field(form, "again"):
                raise StaffError("两次写的新密码不一样，请重新填写。")
            entered = people.change_password(console.database, present, field(form, "old"), field(form, "new"), guard.door(request))
        except (SignInError, StaffError) as error:
            return _account(console, present, 403, error=str(error))
        response = go("/staff/account?done=password")
        guard.let_in(request, response, entered)
        return response

    @routes.post("/staff/account/sessions")
    def end_sessions(form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)) -> Response:
        asked, one = field(form, "session"), number_in(field(form, "session"))
        if asked and one is None:
            return go("/staff/account")
        with console.database.write() as session:
            if end_own(session, present, one):
                audit(session, present.staff, SESSIONS_ENDED, detail=present.staff.login)
        return go("/staff/account?done=sessions")

    @routes.get("/staff/account/sessions")
    def back() -> Response:
        return go("/staff/account")

    return routes


def _account(console: Console, present: SignedIn, status: int = 200, *, error: str = "", done: str = "") -> Response:
    with console.database.read() as session:
        places = sessions_of(session, present.staff)
        factor_on, left = second_factor.has_factor(session, present.staff), second_factor.codes_left(session, present.staff)
    return render(
        console, "people/account.html", present, status, works=bool(rooms_of(present.staff)), error=error, done=done, places=places, when=when,
        factor_on=factor_on, codes_left=left, factor_needed=present.staff.role in console.factor_for,
    )  # fmt: skip
