"""The agency console's addresses: inbox, a ticket's page, the acts, what goes on beside them."""

from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from bot.people.service import SignedIn
from consoles.agency.answering import Answering
from consoles.agency.filters import Filters
from consoles.agency.list_page import ListPages
from consoles.agency.room import Room
from consoles.agency.ticket_page import TicketPages
from consoles.agency.together import Together
from consoles.console import Console
from consoles.guard import Guard, read_form, staff_routes
from consoles.pages import go


def router(console: Console, guard: Guard) -> APIRouter:
    """`/agency` and below."""
    routes = staff_routes(files=1)
    room = Room(console)
    _list(routes, guard, ListPages(room))
    pages = TicketPages(room)
    _ticket(routes, guard, pages, Answering(room, pages))
    _beside(routes, guard, Together(room))
    return routes


def _list(routes: APIRouter, guard: Guard, pages: ListPages) -> None:
    @routes.get("/agency")
    def show_inbox(request: Request, present: SignedIn = Depends(guard.present)) -> Response:
        return pages.show(present, Filters.read(request.query_params))

    @routes.get("/agency/loads")
    def show_loads(present: SignedIn = Depends(guard.present)) -> Response:
        return pages.loads(present)

    @routes.post("/agency/notices/read")
    def read_notices(form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)) -> Response:
        return pages.read(present, form)

    @routes.post("/agency/bulk")
    def do_many(form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)) -> Response:
        return pages.do_many(present, form)

    @routes.get("/agency/notices/read")
    @routes.get("/agency/bulk")
    def back_to_inbox() -> Response:
        return go("/agency")


def _ticket(routes: APIRouter, guard: Guard, pages: TicketPages, answering: Answering) -> None:
    @routes.get("/agency/tickets/{number}")
    def show_ticket(number: str, done: str = "", present: SignedIn = Depends(guard.present)) -> Response:
        return pages.show(present, number, done)

    @routes.post("/agency/tickets/{number}/personal")
    def show_personal(number: str, present: SignedIn = Depends(guard.present)) -> Response:
        return pages.personal(present, number)

    @routes.get("/agency/tickets/{number}/personal")
    @routes.get("/agency/tickets/{number}/acts/{act}")
    @routes.get("/agency/tickets/{number}/drafts/{act}")
    @routes.get("/agency/tickets/{number}/drafts/{act}/drop")
    @routes.get("/agency/tickets/{number}/presence")
    def back_to_ticket(number: str, present: SignedIn = Depends(guard.present)) -> Response:
        # What answers a form has an address too: opened by itself (a reload after signing in) it leads to the ticket.
        return go(f"/agency/tickets/{quote(number)}")

    @routes.get("/agency/tickets/{number}/files/{file_id}")
    def open_file(number: str, file_id: str, present: SignedIn = Depends(guard.present)) -> Response:
        return pages.file(present, number, file_id)

    @routes.get("/agency/tickets/{number}/answer/files/{file_id}")
    def open_answer_file(number: str, file_id: str, present: SignedIn = Depends(guard.present)) -> Response:
        return answering.open_file(present, number, file_id)

    @routes.get("/agency/tickets/{number}/answer")
    def write_answer(number: str, outcome: str = "", present: SignedIn = Depends(guard.present)) -> Response:
        return answering.write(present, number, outcome)

    @routes.post("/agency/tickets/{number}/acts/{act}")
    def act(
        number: str, act: str, form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)
    ) -> Response:
        return answering.act(present, number, act, form)


def _beside(routes: APIRouter, guard: Guard, together: Together) -> None:
    @routes.post("/agency/tickets/{number}/drafts/{act}")
    def keep_draft(
        request: Request, number: str, act: str, form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)
    ) -> Response:
        return together.keep(request, present, number, act, form)

    @routes.post("/agency/tickets/{number}/drafts/{act}/drop")
    def drop_draft(number: str, act: str, present: SignedIn = Depends(guard.present)) -> Response:
        return together.drop(present, number, act)

    @routes.post("/agency/tickets/{number}/presence")
    def heartbeat(number: str, form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)) -> Response:
        return together.beat(present, number, form)
