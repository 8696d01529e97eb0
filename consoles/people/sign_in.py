"""Signing in and out: the password, the code, and where each role goes first."""

from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from bot.people import service as people
from bot.people.models import Stage
from bot.people.service import SignedIn, SignInError
from bot.people.sessions import close_session
from consoles.console import Console
from consoles.guard import Guard, field, from_here, read_form, safe_return, staff_routes
from consoles.pages import go, render
from consoles.rooms import first_room

# Where somebody stands who has given the password: there is another step before the pages.
_NEXT_STEP = {Stage.CODE: "/staff/sign-in/code", Stage.ENROL: "/staff/second-factor"}


def router(console: Console, guard: Guard) -> APIRouter:
    """`/staff`, `/staff/sign-in`, `/staff/sign-in/code`, `/staff/sign-out`."""
    routes = staff_routes()
    _password(routes, console, guard)
    _code(routes, console, guard)

    @routes.get("/staff")
    def home(present: SignedIn = Depends(guard.present)) -> Response:
        return go(first_room(present.staff))

    @routes.post("/staff/sign-out")
    def leave(
        request: Request, present: SignedIn = Depends(guard.present)
    ) -> Response:
        with console.database.write() as session:
            people.sign_out(session, present)
        response = go("/staff/sign-in")
        guard.clear_cookie(request, response)
        return response

    return routes


def _password(routes: APIRouter, console: Console, guard: Guard) -> None:
    @routes.get("/staff/sign-in")
    def show(request: Request, next: str = "") -> Response:
        if guard.whoever(request) is not None:
            return go(safe_return(next) or "/staff")
        return render(console, "people/sign_in.html", None, error="", login="", next=safe_return(next) or "")

    @routes.post("/staff/sign-in")
    def enter(request: Request, form: FormData = Depends(read_form)) -> Response:
        login, onward = field(form, "login"), safe_return(field(form, "next"))
        try:
            if not from_here(request):
                raise SignInError("请在本站的登录页面登录。")
            entered = people.sign_in(console.database, login, field(form, "password"), guard.door(request))
        except SignInError as error:
            return render(console, "people/sign_in.html", None, 403, error=str(error), login=login[:40], next=onward or "")
        _end_earlier(console, guard, request)
        step = _NEXT_STEP.get(entered.stage)
        response = go(f"{step}?next={quote(onward or '')}" if step else onward or "/staff")
        guard.let_in(request, response, entered)
        return response


def _end_earlier(console: Console, guard: Guard, request: Request) -> None:
    """Whoever was signed in with this browser before is not any more."""
    earlier = guard.whoever(request, tuple(Stage))
    if earlier is not None:
        with console.database.write() as session:
            close_session(session, earlier.session_id)


def _code(routes: APIRouter, console: Console, guard: Guard) -> None:
    @routes.get("/staff/sign-in/code")
    def ask(next: str = "", half: SignedIn = Depends(guard.halfway)) -> Response:
        return render(console, "people/code.html", None, error="", csrf=half.csrf, next=safe_return(next) or "")

    @routes.post("/staff/sign-in/code")
    def enter_code(request: Request, form: FormData = Depends(read_form), half: SignedIn = Depends(guard.halfway)) -> Response:
        onward = safe_return(field(form, "next"))
        try:
            entered = people.enter_code(console.database, half, field(form, "code")[:40], guard.door(request))
        except SignInError as error:
            return render(console, "people/code.html", None, 403, error=str(error), csrf=half.csrf, next=onward or "")
        response = go(onward or "/staff")
        guard.let_in(request, response, entered)
        return response
