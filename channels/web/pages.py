"""The desk's public pages: the home page with the chat, and looking a ticket up without any script."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Header, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.templating import Jinja2Templates

from bot.agencies.service import Profile
from bot.clock.wording import day_zh
from bot.store.files import size_words
from bot.tickets.kinds import WORDS, Kind
from bot.tickets.service import TicketView
from channels.problems import Problem
from channels.web.script import widget as script_of_the_widget
from channels.web.tickets import GivenFile, Lookup, as_json

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
_templates = Jinja2Templates(directory=_HERE / "templates")


def router(profile: Profile, lookup: Lookup) -> APIRouter:
    """`/`, `/widget.js` and `/ticket`."""
    routes = APIRouter(include_in_schema=False)
    place = {"place_name": profile.name}

    @routes.get("/", response_class=HTMLResponse)
    def home(request: Request) -> HTMLResponse:
        context = place | {"hotlines": profile.hotlines, "office": profile.office, "hours": profile.hours.text()}
        return _templates.TemplateResponse(request, "index.html", context)

    @routes.get("/widget.js")
    @routes.get("/static/web/widget.js")
    def widget(if_none_match: Annotated[str, Header()] = "") -> Response:
        # Embedded by other sites: always asked for anew, answered with 304 while it is the same.
        script = script_of_the_widget()
        headers = {"Cache-Control": "no-cache", "Cross-Origin-Resource-Policy": "cross-origin", "ETag": script.etag}
        if script.etag in if_none_match:
            return Response(status_code=304, headers=headers)
        return Response(script.body, media_type="text/javascript", headers=headers)

    @routes.get("/ticket", response_class=HTMLResponse)
    def empty_form(request: Request, number: str = "") -> HTMLResponse:
        return _templates.TemplateResponse(request, "ticket.html", {**place, "ticket": None, "number": number[:24]})

    @routes.post("/ticket", response_class=HTMLResponse)
    async def look_up(request: Request, number: Annotated[str, Form()] = "", code: Annotated[str, Form()] = "") -> HTMLResponse:
        address = request.client.host if request.client else "unknown"
        try:
            view = await lookup.find(number, code, address)
        except Problem as problem:
            context = {**place, "ticket": None, "error": problem.message, "number": number[:24]}
            return _templates.TemplateResponse(request, "ticket.html", context, status_code=problem.status)
        return _templates.TemplateResponse(request, "ticket.html", {**place, **_shown(view, code, await lookup.files(view))})

    @routes.post("/ticket/files/{file_id}")
    async def give_file(request: Request, file_id: str, number: Annotated[str, Form()] = "", code: Annotated[str, Form()] = "") -> Response:
        # A form, not a link: the query code stands in no address, which browsers and proxies keep.
        try:
            return await lookup.file(number, code, request.client.host if request.client else "unknown", file_id)
        except Problem as problem:
            context = {**place, "ticket": None, "error": problem.message, "number": number[:24]}
            return _templates.TemplateResponse(request, "ticket.html", context, status_code=problem.status)

    return routes


def refusal(profile: Profile) -> Callable[[Request, Problem], Response]:
    """The page for a person whose address leads nowhere, or whose request was refused before it reached its page."""

    def page(request: Request, problem: Problem) -> Response:
        context = {"place_name": profile.name, "missing": problem.status == 404, "message": problem.message}
        return _templates.TemplateResponse(request, "refusal.html", context, status_code=problem.status, headers=problem.headers)

    return page


def _shown(view: TicketView, code: str, files: Sequence[GivenFile]) -> dict[str, Any]:
    given = [{"id": one.id, "name": one.name, "size": size_words(one.size)} for one in files]
    reply = {"on": view.answered_on, "text": view.answer, "files": given} if view.answer else None
    return {
        "ticket": {**as_json(view), "reply": reply, "told": view.told, "due_words": day_zh(view.due_on) if view.due_on else ""},
        "query_code": code.strip(),
        "kind_text": WORDS[Kind(view.kind)].title,
        "status_text": view.status_words,
        "outcome_text": view.outcome_words,
    }
