"""Who is at the door: the session's cookie, and the secret that every form must carry."""

from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.datastructures import FormData

from bot.people.models import Stage
from bot.people.service import Door, Entered, SignedIn, note_seen, signed_in
from consoles.browsers import browser_words
from consoles.console import Console
from consoles.pages import address_of, go, render
from consoles.rooms import is_inside

COOKIE = "mingbai_staff"
# By which an account knows a browser again (`bot.people.browsers`); it opens nothing.
BROWSER_COOKIE = "mingbai_browser"
_BROWSER_SECONDS = 180 * 24 * 3600
# A form with a box for every agency of a place, and its own few fields.
_MAX_FIELDS = 400
_SAFE = frozenset({"GET", "HEAD"})


class Elsewhere(Exception):
    """The request is answered here and now, before its page is reached."""

    def __init__(self, response: Response) -> None:
        super().__init__("answered at the door")
        self.response = response


class _Guarded(APIRoute):
    """A route at whose door the answer may already be given."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        handler = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await handler(request)
            except Elsewhere as door:
                return door.response

        return answered


def staff_routes(*, files: int = 0) -> APIRouter:
    """A router for staff pages, whose doors `Guard` may answer at. `files`: how many a form may bring."""

    async def keep_form(request: Request) -> None:
        # Before anything else of a route: the guard asks every form for its secret, also where the route itself reads none.
        if request.method not in _SAFE:
            request.state.form = await request.form(max_files=files, max_fields=_MAX_FIELDS)

    return APIRouter(route_class=_Guarded, include_in_schema=False, dependencies=[Depends(keep_form)])


class Guard:
    """Lets signed-in staff through to a page of `staff_routes`; everybody else is sent to sign in.

    Whoever is let through sent no form of another site: one without the session's secret is refused here (403).
    """

    def __init__(self, console: Console) -> None:
        self._console = console

    def present(self, request: Request) -> SignedIn:
        """Who asks; raises Elsewhere with the way to the sign-in page when nobody is signed in."""
        found = self.whoever(request)
        if found is None:
            address = address_of(request) if request.method in _SAFE else request.url.path
            raise Elsewhere(go(f"/staff/sign-in?next={quote(address)}"))
        return self._own(request, found)

    def halfway(self, request: Request) -> SignedIn:
        """Who has given the password and not the code yet; raises Elsewhere with the way to the sign-in page for anybody else."""
        found = self.whoever(request, (Stage.CODE,))
        if found is None:
            raise Elsewhere(go("/staff/sign-in"))
        return self._own(request, found)

    def enrolling(self, request: Request) -> SignedIn:
        """Who may set up a second factor: the signed in, and those who have to before they are let in."""
        found = self.whoever(request, (Stage.FULL, Stage.ENROL))
        if found is None:
            raise Elsewhere(go("/staff/sign-in?next=/staff/second-factor"))
        return self._own(request, found)

    def door(self, request: Request) -> Door:
        """Where somebody comes in."""
        agent, token = request.headers.get("user-agent", ""), request.cookies.get(BROWSER_COOKIE)
        return Door(browser_words(agent), token if token and len(token) < 100 else None, self._console.factor_for)

    def whoever(self, request: Request, stages: Collection[Stage] = (Stage.FULL,)) -> SignedIn | None:
        """Who asks, if anybody has come to one of these stages of signing in."""
        token = request.cookies.get(COOKIE)
        if not token:
            return None
        with self._console.database.read() as session:
            found = signed_in(session, token, stages)
        if found and found.stale:
            with self._console.database.write() as session:
                note_seen(session, found.session_id)
        return found

    def let_in(self, request: Request, response: Response, entered: Entered) -> None:
        """Keep the session's token in the browser until it is closed, and the browser's own for half a year; scripts read neither."""
        secure = self._secure(request)
        response.set_cookie(COOKIE, entered.token, httponly=True, samesite="lax", secure=secure, path="/")
        if entered.browser_token:
            response.set_cookie(
                BROWSER_COOKIE, entered.browser_token, max_age=_BROWSER_SECONDS, httponly=True, samesite="lax", secure=secure, path="/staff"
            )

    def clear_cookie(self, request: Request, response: Response) -> None:
        """Forget the session's token."""
        response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=self._secure(request), path="/")

    def _own(self, request: Request, present: SignedIn) -> SignedIn:
        """The same, unless a form came without this session's secret: then another site may have sent it."""
        if request.method in _SAFE or present.csrf_fits(field(request.state.form, "csrf")):
            return present
        raise Elsewhere(render(self._console, "refused.html", present, 403, message="这个页面已经失效，请返回上一页，刷新后再提交。"))

    def _secure(self, request: Request) -> bool:
        return self._console.secure_cookies or request.url.scheme == "https"


def read_form(request: Request) -> FormData:
    """The fields of the form that was sent."""
    form: FormData = request.state.form
    return form


def field(form: FormData, name: str) -> str:
    """One text field; empty when it is missing. Line ends as the desk keeps them, without what no database takes (NUL)."""
    value = form.get(name)
    return value.replace("\r\n", "\n").replace("\0", "") if isinstance(value, str) else ""


def from_here(request: Request) -> bool:
    """Whether a browser says that the form was on a page of this site (asked where no session holds a secret yet)."""
    origin = request.headers.get("origin")
    if origin is None:
        return True
    parts = _parts(origin)
    return parts is not None and parts.netloc == request.headers.get("host")


def safe_return(address: str) -> str | None:
    """An address of this site's staff pages to go on to; None for anything that could lead elsewhere."""
    parts = _parts(address)
    inside = parts is not None and not parts.scheme and not parts.netloc and is_inside(parts.path)
    return address if inside and "\\" not in address and address.isprintable() else None


def _parts(address: str) -> SplitResult | None:
    """An address in its parts; None for what is no address («http://[»)."""
    try:
        return urlsplit(address)
    except ValueError:
        return None
