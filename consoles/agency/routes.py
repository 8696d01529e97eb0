"""The agency console's addresses: inbox, a ticket's page, the acts."""

from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from bot.people.service import SignedIn
from consoles.agency.inbox import Filters
from consoles.agency.views import Views
from consoles.console import Console
from consoles.guard import Guard, read_form, staff_routes
from consoles.pages import go


def router(console: Console, guard: Guard) -> APIRouter:
    """`/agency` and below."""
    routes = staff_routes()
    pages = Views(console)

    @routes.get("/agency")
    def show_inbox(request: Request, present: SignedIn = Depends(guard.present)) -> Response:
        return pages.inbox(present, Filters.read(request.query_params))

    @routes.post("/agency/notices/read")
    def read_notices(form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)) -> Response:
        guard.check(present, form)
        return pages.read(present, form)

    @routes.get("/agency/notices/read")
    def back_to_inbox() -> Response:
        return go("/agency")

    @routes.get("/agency/tickets/{number}")
    def show_ticket(number: str, done: str = "", present: SignedIn = Depends(guard.present)) -> Response:
        return pages.ticket(present, number, done)

    @routes.post("/agency/tickets/{number}/personal")
    def show_personal(
        number: str, form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)
    ) -> Response:
        guard.check(present, form)
        return pages.personal(present, number)

    @routes.get("/agency/tickets/{number}/personal")
    @routes.get("/agency/tickets/{number}/acts/{act}")
    def back_to_ticket(number: str, present: SignedIn = Depends(guard.present)) -> Response:
        # What answers a form has an address too: opened by itself (a reload after signing in) it leads to the ticket.
        return go(f"/agency/tickets/{quote(number)}")

    @routes.get("/agency/tickets/{number}/files/{file_id}")
    def open_file(number: str, file_id: str, present: SignedIn = Depends(guard.present)) -> Response:
        return pages.file(present, number, file_id)

    @routes.get("/agency/tickets/{number}/answer")
    def write_answer(number: str, outcome: str = "", present: SignedIn = Depends(guard.present)) -> Response:
        return pages.answer(present, number, outcome)

    @routes.post("/agency/tickets/{number}/acts/{act}")
    def act(
        number: str, act: str, form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)
    ) -> Response:
        guard.check(present, form)
        return pages.act(present, number, act, form)

    return routes
