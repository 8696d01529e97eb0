"""Looking a ticket up from outside: number and query code together, and nothing personal in the answer."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.responses import FileResponse

from bot.people.masking import mask_text
from bot.store import Database
from bot.store.pace import minute_of
from bot.tickets import answer_files
from bot.tickets.service import Tickets, TicketView, find
from channels.limits import Pace
from channels.problems import Problem

NOT_FOUND = "没有查到：编号或查询码不对，请核对后再试。"
TOO_MANY = "查询次数太多，请一分钟后再试。"
TRIES_OF_ADDRESS = 120  # in a minute


# Always saved, never opened inside this site.
_SAVED = {"Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
FILE_GONE = "没有找到这个附件，请重新查询后再下载。"


@dataclass(frozen=True)
class GivenFile:
    """A file that came with the answer."""

    id: str
    name: str
    size: int


class Lookup:
    """Finds tickets for whoever holds number and code; guessing is slowed by number (`Tickets.look_up`) and by address."""

    def __init__(self, database: Database, tickets: Tickets, folder: Path) -> None:
        """`folder` holds the files of answers."""
        self._database = database
        self._tickets = tickets
        self._folder = folder
        self._by_address = Pace(minute_of(database, "look-up", TRIES_OF_ADDRESS), "too_many_tries", TOO_MANY)

    async def find(self, number: str, code: str, address: str) -> TicketView:
        """The ticket; Problem 404 for a wrong number and a wrong code alike, 429 after too many tries."""
        # Zero is a character that PostgreSQL does not take.
        view = await run_sync(self._find, number[:24].replace("\0", ""), code[:24], address)
        if view is None:
            raise Problem(404, "ticket_not_found", NOT_FOUND)
        return view

    async def files(self, view: TicketView) -> list[GivenFile]:
        """The files of the answer to a ticket that was found; one that was merged has none of its own."""
        return await run_sync(self._files, view.number)

    async def file(self, number: str, code: str, address: str, file_id: str) -> FileResponse:
        """One of them, to be saved; Problem as of `find`, 404 for a file that is not this answer's."""
        view = await self.find(number, code, address)
        found = next((one for one in await self.files(view) if one.id == file_id), None)
        if found is None or not (self._folder / found.id).is_file():
            raise Problem(404, "file_not_found", FILE_GONE)
        return FileResponse(self._folder / found.id, filename=found.name, media_type="application/octet-stream", headers=_SAVED)

    def _files(self, number: str) -> list[GivenFile]:
        with self._database.read() as session:
            ticket = find(session, number)
            rows = answer_files.given(session, ticket) if ticket is not None else []
            return [GivenFile(row.id, mask_text(str(row.name)), row.size) for row in rows]

    def _find(self, number: str, code: str, address: str) -> TicketView | None:
        self._by_address.check(address)  # first: an address that tries too often uses up nobody else's tries
        if not self._tickets.may_try(number):
            raise Problem(429, "too_many_tries", TOO_MANY, {"Retry-After": "60"})
        with self._database.read() as session:
            return self._tickets.look_up(session, number, code)


def as_json(view: TicketView) -> dict[str, Any]:
    """The contract's shape."""
    return {
        "number": view.number,
        "kind": view.kind,
        "status": view.status,
        "outcome": view.outcome,
        "agency": view.agency,
        "received_on": view.received_on.isoformat(),
        "due_on": view.due_on.isoformat() if view.due_on else None,
        "provisional": view.provisional,
        "timeline": [{"on": step.on.isoformat(), "what": step.what} for step in view.timeline],
    }


def router(lookup: Lookup) -> APIRouter:
    """`GET /api/tickets/NUMBER?code=…`, and the files of its answer below it."""
    routes = APIRouter(prefix="/api/tickets", tags=["tickets"])

    @routes.get("/{number}")
    async def look_up(request: Request, number: str, code: str = "") -> dict[str, Any]:
        address = request.client.host if request.client else "unknown"
        view = await lookup.find(number, code, address)
        reply = {"reply": {"on": view.answered_on.isoformat(), "text": view.answer}} if view.answer and view.answered_on else {}
        files = [{"id": one.id, "name": one.name, "size": one.size} for one in await lookup.files(view)]
        return {**as_json(view), **reply, **({"files": files} if files else {})}

    @routes.get("/{number}/files/{file_id}")
    async def give_file(request: Request, number: str, file_id: str, code: str = "") -> FileResponse:
        return await lookup.file(number, code, request.client.host if request.client else "unknown", file_id)

    return routes
