"""The operators' addresses: the desk, a call, its words and its form, the end of it, call-backs."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.datastructures import FormData

from bot.people.service import SignedIn
from channels.problems import Problem
from channels.problems import answer as refuse
from consoles.console import Console
from consoles.guard import Guard, read_form, staff_routes
from consoles.hotline import api
from consoles.hotline.callback_pages import CallBackPages
from consoles.hotline.live import Live
from consoles.hotline.pages import Pages
from consoles.hotline.stream import Streams
from consoles.hotline.telephone import Telephone
from consoles.hotline.work import Work
from consoles.numbers import RowNumber

CSRF = "X-CSRF"
_MAX_JSON = 64 * 1024


def router(console: Console, guard: Guard, telephone: Telephone) -> APIRouter:
    """`/hotline` for operators, `/api/hotline` for machines."""
    live, calls = Live(console.database), telephone.calls
    whole = APIRouter()
    whole.include_router(api.router(console, telephone.secret, live))
    whole.include_router(_pages(console, guard, Pages(console, calls, live)))
    whole.include_router(_work(console, guard, Work(console, calls, live), Streams(console, calls, live)))
    whole.include_router(_call_backs(guard, CallBackPages(console, calls)))
    return whole


def _pages(console: Console, guard: Guard, pages: Pages) -> APIRouter:
    routes = staff_routes()

    @routes.get("/hotline")
    def desk(done: str = "", present: SignedIn = Depends(guard.present)) -> Response:
        return pages.desk(present, done)

    @routes.post("/hotline/calls")
    def open_call(form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)) -> Response:
        return pages.open_call(present, form)

    @routes.post("/hotline/seat")
    def sit_down(form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)) -> Response:
        return pages.sit_down(present, form)

    @routes.post("/hotline/calls/{call_id}/take")
    def take(call_id: str, present: SignedIn = Depends(guard.present)) -> Response:
        return pages.take(present, call_id)

    @routes.get("/hotline/calls/{call_id}")
    def show(call_id: str, present: SignedIn = Depends(guard.present)) -> Response:
        return pages.show(present, call_id)

    @routes.post("/hotline/calls/{call_id}")
    def send(call_id: str, form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)) -> Response:
        return pages.send(present, call_id, form)

    @routes.post("/hotline/calls/{call_id}/close")
    def close(call_id: str, form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)) -> Response:
        return pages.close(present, call_id, form)

    return routes


def _work(console: Console, guard: Guard, work: Work, streams: Streams) -> APIRouter:
    """What the screen's script asks; every answer is JSON, also that nobody is signed in any more."""
    routes = APIRouter(include_in_schema=False)

    def present(request: Request) -> SignedIn:
        found = guard.whoever(request)
        if found is None:
            raise Problem(401, "signed_out", "登录已失效，请重新登录；您写的内容已经保存。")
        if request.method == "POST" and not found.csrf_fits(request.headers.get(CSRF, "")):
            raise Problem(403, "stale_page", "这个页面已经失效，请刷新后再试。")
        return found

    async def body(request: Request) -> dict[str, Any]:
        raw = await request.body()
        if len(raw) > _MAX_JSON:
            raise Problem(413, "too_large")
        try:
            sent = await request.json()
        except ValueError as error:
            raise Problem(422, "invalid_request") from error
        if not isinstance(sent, dict):
            raise Problem(422, "invalid_request")
        return sent

    for name, act in work.acts().items():
        routes.add_api_route(f"/hotline/calls/{{call_id}}/{name}", _json(act, present, body), methods=["POST"])

    @routes.get("/hotline/stream")
    async def stream(request: Request, call: str = "") -> Response:
        try:
            present(request)
        except Problem as problem:
            return refuse(problem)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(streams.events(request, call, guard), media_type="text/event-stream", headers=headers)

    return routes


def _json(
    act: Callable[[SignedIn, str, dict[str, Any]], dict[str, Any]],
    present: Callable[[Request], SignedIn],
    body: Callable[[Request], Awaitable[dict[str, Any]]],
) -> Callable[..., Response]:
    def route(call_id: str, signed: SignedIn = Depends(present), sent: dict[str, Any] = Depends(body)) -> Response:
        try:
            found = act(signed, call_id, sent)
        except Problem as problem:
            return refuse(problem)
        return JSONResponse(found, 422 if "faults" in found else 200)

    return route


def _call_backs(guard: Guard, pages: CallBackPages) -> APIRouter:
    routes = staff_routes()

    @routes.get("/hotline/callbacks")
    def listed(done: str = "", present: SignedIn = Depends(guard.present)) -> Response:
        return pages.listed(present, done)

    @routes.get("/hotline/callbacks/{task_id}")
    def back_to_list(task_id: str, present: SignedIn = Depends(guard.present)) -> Response:
        return pages.listed(present, "")

    @routes.post("/hotline/callbacks/{task_id}")
    def ring(task_id: RowNumber, form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)) -> Response:
        return pages.ring(present, task_id, form)

    return routes
