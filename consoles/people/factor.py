"""The second factor of one's own account: set up with a telephone, confirmed with a code, taken off again, recovery codes anew."""

import io
from urllib.parse import quote

import qrcode
import qrcode.image.svg
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from bot.people import second_factor
from bot.people import service as people
from bot.people.models import Stage
from bot.people.second_factor import FactorError
from bot.people.service import SignedIn, SignInError
from bot.people.signing_in import finish_enrolling
from consoles.console import Console
from consoles.guard import Guard, field, read_form, safe_return, staff_routes
from consoles.pages import HEADERS, go, not_found, render


def router(console: Console, guard: Guard) -> APIRouter:
    """`/staff/second-factor` and below; also for those who have to set it up before they are let in."""
    routes = staff_routes()
    pages = _Pages(console, guard)

    @routes.get("/staff/second-factor")
    def show(next: str = "", present: SignedIn = Depends(guard.enrolling)) -> Response:
        return pages.show(present, next)

    @routes.get("/staff/second-factor/qr.svg")
    def picture(present: SignedIn = Depends(guard.enrolling)) -> Response:
        return pages.picture(present)

    @routes.post("/staff/second-factor/begin")
    def begin(form: FormData = Depends(read_form), present: SignedIn = Depends(guard.enrolling)) -> Response:
        return pages.begin(present, form)

    @routes.post("/staff/second-factor/confirm")
    def confirm(request: Request, form: FormData = Depends(read_form), present: SignedIn = Depends(guard.enrolling)) -> Response:
        return pages.confirm(request, present, form)

    @routes.post("/staff/second-factor/codes")
    def renew(request: Request, form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)) -> Response:
        return pages.renew(request, present, form)

    @routes.post("/staff/second-factor/off")
    def off(request: Request, form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)) -> Response:
        return pages.off(request, present, form)

    @routes.get("/staff/second-factor/{_what}")
    def back(_what: str) -> Response:
        return go("/staff/second-factor")

    return routes


class _Pages:
    def __init__(self, console: Console, guard: Guard) -> None:
        self._console = console
        self._guard = guard

    def show(self, present: SignedIn, onward: str = "", status: int = 200, error: str = "") -> Response:
        """How things stand: off, waiting for the first code, or on."""
        with self._console.database.read() as session:
            on = second_factor.has_factor(session, present.staff)
            secret = second_factor.waiting_secret(session, present.staff)
            left = second_factor.codes_left(session, present.staff)
        return self._render(
            present, "people/factor.html", status, on=on, secret=_in_fours(secret), left=left, error=error, next=safe_return(onward) or "",
            needed=present.staff.role in self._console.factor_for,
        )

    def picture(self, present: SignedIn) -> Response:
        """The QR code of the secret that waits; there is none once it is confirmed."""
        with self._console.database.read() as session:
            secret = second_factor.waiting_secret(session, present.staff)
        if secret is None:
            return not_found(self._console, None)
        address = second_factor.address_of(secret, present.staff, self._console.profile.name)
        return Response(_qr(address), media_type="image/svg+xml", headers=HEADERS)

    def begin(self, present: SignedIn, form: FormData) -> Response:
        try:
            with self._console.database.write() as session:
                second_factor.begin(session, present.staff)
        except FactorError as error:
            return self.show(present, field(form, "next"), 409, str(error))
        onward = safe_return(field(form, "next"))
        return go(f"/staff/second-factor?next={quote(onward)}" if onward else "/staff/second-factor")

    def confirm(self, request: Request, present: SignedIn, form: FormData) -> Response:
        """The first right code: the factor is on. Who had to set it up is let in with it."""
        entered = None
        try:
            with self._console.database.write() as session:
                codes = second_factor.confirm(session, present.staff, field(form, "code"))
                if present.stage is Stage.ENROL:
                    entered = finish_enrolling(session, present, self._guard.door(request))
        except FactorError as error:
            return self.show(present, field(form, "next"), 403, str(error))
        response = self._codes(present, codes, safe_return(field(form, "next")) or "/staff")
        if entered is not None:
            self._guard.let_in(request, response, entered)
        return response

    def renew(self, request: Request, present: SignedIn, form: FormData) -> Response:
        if refusal := self._wrong_password(request, present, form):
            return self.show(present, status=403, error=refusal)
        with self._console.database.write() as session:
            if not second_factor.has_factor(session, present.staff):
                return go("/staff/second-factor")
            codes = second_factor.renew_codes(session, present.staff)
        return self._codes(present, codes, "/staff/account")

    def off(self, request: Request, present: SignedIn, form: FormData) -> Response:
        if present.staff.role in self._console.factor_for:
            return self.show(present, status=409, error="您的角色必须使用两步验证，不能关闭。换手机请找系统管理员重置。")
        if refusal := self._wrong_password(request, present, form):
            return self.show(present, status=403, error=refusal)
        with self._console.database.write() as session:
            second_factor.switch_off(session, present.staff)
        return go("/staff/account")

    def _wrong_password(self, request: Request, present: SignedIn, form: FormData) -> str:
        """Whoever finds a browser open must not change how its owner signs in."""
        try:
            people.authenticate(self._console.database, present.staff.login, field(form, "password"), self._guard.door(request).browser_token)
        except SignInError as error:
            return str(error)
        return ""

    def _codes(self, present: SignedIn, codes: list[str], onward: str) -> Response:
        return self._render(present, "people/recovery.html", codes=codes, onward=onward)

    def _render(self, present: SignedIn, template: str, status: int = 200, **values: object) -> Response:
        # Who is not let in yet sees no rooms.
        shown = present if present.stage is Stage.FULL else None
        return render(self._console, template, shown, status, csrf=present.csrf, **values)


def _qr(address: str) -> bytes:
    made = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=2)
    whole = io.BytesIO()
    made.save(whole)
    return whole.getvalue()


def _in_fours(secret: str | None) -> str:
    """A secret as it is read out and typed: in groups of four."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)) if secret else ""
