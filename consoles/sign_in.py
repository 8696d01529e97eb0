"""Signing in and out, and where each role goes first."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from bot.people import service as people
from bot.people.service import Action, SignedIn, SignInError, StaffError, may
from consoles.console import Console
from consoles.guard import Guard, field, from_here, read_form, safe_return, staff_routes
from consoles.pages import go, render
from consoles.rooms import first_room


def router(console: Console, guard: Guard) -> APIRouter:
    """`/staff`, `/staff/sign-in`, `/staff/sign-out`, `/staff/account`."""
    routes = staff_routes()

    @routes.get("/staff")
    def home(present: SignedIn = Depends(guard.present)) -> Response:
        return go(first_room(present.staff))

    @routes.get("/staff/sign-in")
    def show(request: Request, next: str = "") -> Response:
        if guard.whoever(request) is not None:
            return go(safe_return(next) or "/staff")
        return render(console, "sign_in.html", None, error="", login="", next=safe_return(next) or "")

    @routes.post("/staff/sign-in")
    def enter(request: Request, form: FormData = Depends(read_form)) -> Response:
        login, onward = field(form, "login"), safe_return(field(form, "next"))
        try:
            if not from_here(request):
                raise SignInError("请在本站的登录页面登录。")
            token = people.sign_in(console.database, login, field(form, "password"))
        except SignInError as error:
            return render(console, "sign_in.html", None, 403, error=str(error), login=login[:40], next=onward or "")
        response = go(onward or "/staff")
        guard.set_cookie(request, response, token)
        return response

    @routes.post("/staff/sign-out")
    def leave(
        request: Request, form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)
    ) -> Response:
        guard.check(present, form)
        with console.database.write() as session:
            people.sign_out(session, present)
        response = go("/staff/sign-in")
        guard.clear_cookie(request, response)
        return response

    @routes.get("/staff/account")
    def account(done: str = "", present: SignedIn = Depends(guard.present)) -> Response:
        return _account(console, present, done=bool(done))

    @routes.post("/staff/account")
    def change_password(
        request: Request, form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)
    ) -> Response:
        guard.check(present, form)
        try:
            if field(form, "new") != field(form, "again"):
                raise StaffError("两次写的新密码不一样，请重新填写。")
            token = people.change_password(console.database, present, field(form, "old"), field(form, "new"))
        except (SignInError, StaffError) as error:
            return _account(console, present, 403, error=str(error))
        response = go("/staff/account?done=1")
        guard.set_cookie(request, response, token)
        return response

    return routes


def _account(console: Console, present: SignedIn, status: int = 200, *, error: str = "", done: bool = False) -> Response:
    works = may(present.staff, Action.VIEW)
    return render(console, "account.html", present, status, works=works, error=error, done=done)
