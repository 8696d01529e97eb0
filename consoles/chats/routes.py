"""The addresses of the operators' conversations, below `/staff/chats`."""

from collections.abc import Callable

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response, StreamingResponse
from starlette.datastructures import FormData

from bot.people.service import Action, SignedIn, may
from consoles.chats.chats import Chats
from consoles.chats.pages import Pages
from consoles.chats.stream import Stream
from consoles.console import Console
from consoles.guard import Elsewhere, Guard, read_form, staff_routes
from consoles.numbers import RowNumber, number_in
from consoles.pages import HEADERS, go, not_found


def router(console: Console, chats: Chats, guard: Guard) -> APIRouter:
    """For operators and those who look after the whole place; for others it is not there."""
    routes = staff_routes()
    pages, stream = Pages(console, chats), Stream(console, chats)
    operator = _operator(console, guard)

    @routes.get("/staff/alerts")
    def moved() -> Response:
        return go("/staff/chats")

    @routes.get("/staff/chats")
    def show_queue(present: SignedIn = Depends(operator)) -> Response:
        return pages.queue(present)

    @routes.get("/staff/chats/stream")
    def open_stream(
        request: Request, chat: RowNumber = 0, after: RowNumber = 0, present: SignedIn = Depends(operator)
    ) -> Response:
        last = number_in(request.headers.get("last-event-id", ""))
        seen = after if last is None else last
        events = stream.events(present, lambda: guard.whoever(request), chat, seen)
        return StreamingResponse(events, media_type="text/event-stream", headers={**HEADERS, "X-Accel-Buffering": "no"})

    @routes.post("/staff/chats/here")
    def here(present: SignedIn = Depends(operator)) -> Response:
        return pages.here(present)

    @routes.get("/staff/chats/canned")
    def show_canned(done: str = "", present: SignedIn = Depends(operator)) -> Response:
        return pages.canned(present, done=bool(done))

    @routes.post("/staff/chats/canned")
    def keep_canned(form: FormData = Depends(read_form), present: SignedIn = Depends(operator)) -> Response:
        return pages.keep_canned(present, form)

    @routes.get("/staff/chats/{number:int}")
    def show_chat(number: RowNumber, before: RowNumber | None = None, present: SignedIn = Depends(operator)) -> Response:
        return pages.chat(present, number, before)

    @routes.post("/staff/chats/{number:int}/look")
    def look_up(request: Request, number: RowNumber, form: FormData = Depends(read_form), present: SignedIn = Depends(operator)) -> Response:
        # Sent as a form: what a citizen said belongs into no address.
        return pages.look_up(request, present, number, form)

    @routes.get("/staff/chats/{number:int}/files/{file_id}")
    def open_file(number: RowNumber, file_id: str, present: SignedIn = Depends(operator)) -> Response:
        return pages.file(present, number, file_id)

    @routes.post("/staff/chats/{number:int}/say")
    def say(request: Request, number: RowNumber, form: FormData = Depends(read_form), present: SignedIn = Depends(operator)) -> Response:
        return pages.say(request, present, number, form)

    @routes.post("/staff/chats/{number:int}/typing")
    def typing(number: RowNumber, present: SignedIn = Depends(operator)) -> Response:
        return pages.typing(present, number)

    @routes.post("/staff/chats/{number:int}/{act}")
    def act(request: Request, number: RowNumber, act: str, form: FormData = Depends(read_form), present: SignedIn = Depends(operator)) -> Response:
        return pages.act(request, present, number, act, form)

    @routes.get("/staff/chats/{number:int}/{act}")
    def back_to_chat(number: RowNumber, act: str) -> Response:
        # What answers a form has an address too: opened by itself it leads to the conversation.
        return go(f"/staff/chats/{number}")

    return routes


def _operator(console: Console, guard: Guard) -> Callable[[Request], SignedIn]:
    """Lets through whoever may talk with citizens."""

    def present(request: Request) -> SignedIn:
        found = guard.present(request)
        if not may(found.staff, Action.CHAT):
            raise Elsewhere(not_found(console, found))
        return found

    return present
