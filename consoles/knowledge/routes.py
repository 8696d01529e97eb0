"""The knowledge editor's addresses."""

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from starlette.datastructures import FormData

from bot.people.service import SignedIn
from consoles.console import Console
from consoles.guard import Guard, read_form, staff_routes
from consoles.knowledge.documents import Documents
from consoles.knowledge.drafts import Drafts, numbers_in
from consoles.knowledge.entries import Entries, Wanted
from consoles.knowledge.previews import Previews
from consoles.knowledge.room import Editing, Room
from consoles.knowledge.waiting import Waiting
from consoles.numbers import RowNumber


def router(console: Console, guard: Guard, editing: Editing) -> APIRouter:
    """`/knowledge` and below."""
    whole, routes, uploads, room = APIRouter(), staff_routes(), staff_routes(files=1), Room(console, guard, editing)
    _entries(routes, room)
    _drafts(routes, room)
    _waiting(routes, room)
    _documents(uploads, room)
    whole.include_router(routes)
    whole.include_router(uploads)
    return whole


def _entries(routes: APIRouter, room: Room) -> None:
    pages = Entries(room)

    @routes.get("/knowledge")
    def overview(q: str = "", present: SignedIn = Depends(room.door)) -> Response:
        return pages.overview(present, q)

    @routes.get("/knowledge/entries")
    def listed(q: str = "", topic: str = "", place: str = "", page: str = "", present: SignedIn = Depends(room.door)) -> Response:
        return pages.listed(present, Wanted.read(q, topic, place, page))

    @routes.post("/knowledge/entries/{entry_id}/withdraw")
    def withdraw(entry_id: str, form: FormData = Depends(read_form), present: SignedIn = Depends(room.door)) -> Response:
        return pages.withdraw(present, entry_id, form)

    @routes.post("/knowledge/entries/{entry_id}/undo")
    def undo(entry_id: str, present: SignedIn = Depends(room.door)) -> Response:
        return pages.undo(present, entry_id)


def _drafts(routes: APIRouter, room: Room) -> None:
    previews = Previews(room)
    pages, entries = Drafts(room, previews), Entries(room)

    @routes.get("/knowledge/entries/new")
    def begin(questions: str = "", present: SignedIn = Depends(room.door)) -> Response:
        return pages.begin(present, numbers_in([questions]))

    @routes.get("/knowledge/entries/{entry_id}")
    def show(entry_id: str, done: str = "", present: SignedIn = Depends(room.door)) -> Response:
        return entries.show(present, entry_id, done)

    @routes.get("/knowledge/entries/{entry_id}/edit")
    def edit(entry_id: str, present: SignedIn = Depends(room.door)) -> Response:
        return pages.edit(present, entry_id)

    @routes.post("/knowledge/entries/{entry_id}/edit")
    def act(entry_id: str, form: FormData = Depends(read_form), present: SignedIn = Depends(room.door)) -> Response:
        return pages.act(present, entry_id, form)

    @routes.get("/knowledge/entries/{entry_id}/preview")
    def preview(entry_id: str, present: SignedIn = Depends(room.door)) -> Response:
        return previews.page(present, entry_id)


def _waiting(routes: APIRouter, room: Room) -> None:
    pages = Waiting(room)

    @routes.get("/knowledge/unanswered")
    def questions(done: str = "", present: SignedIn = Depends(room.door)) -> Response:
        return pages.questions(present, done)

    @routes.post("/knowledge/unanswered")
    def act(form: FormData = Depends(read_form), present: SignedIn = Depends(room.door)) -> Response:
        return pages.act(present, form)

    @routes.get("/knowledge/flags")
    def flags(present: SignedIn = Depends(room.door)) -> Response:
        return pages.flags(present)

    @routes.post("/knowledge/flags/{flag_id}")
    def close(flag_id: RowNumber, present: SignedIn = Depends(room.door)) -> Response:
        return pages.close_flag(present, flag_id)


def _documents(routes: APIRouter, room: Room) -> None:
    pages = Documents(room)

    @routes.get("/knowledge/sources")
    def sources(present: SignedIn = Depends(room.door)) -> Response:
        return pages.sources(present)

    @routes.get("/knowledge/sources/{title}")
    def source(title: str, present: SignedIn = Depends(room.door)) -> Response:
        return pages.source(present, title)

    @routes.post("/knowledge/sources/{title}")
    def change(title: str, form: FormData = Depends(read_form), present: SignedIn = Depends(room.door)) -> Response:
        return pages.change(present, title, form)

    @routes.get("/knowledge/imports")
    def imports(done: str = "", present: SignedIn = Depends(room.door)) -> Response:
        return pages.imports(present, done)

    @routes.post("/knowledge/imports")
    def take(form: FormData = Depends(read_form), present: SignedIn = Depends(room.door)) -> Response:
        return pages.take(present, form)

    @routes.post("/knowledge/imports/{name}/remove")
    def drop(name: str, present: SignedIn = Depends(room.door)) -> Response:
        return pages.drop(present, name)
