"""Looking a ticket up from outside: number and query code together, and nothing personal in the answer."""

from typing import Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request

from bot.store import Database
from bot.store.pace import minute_of
from bot.tickets.service import Tickets, TicketView
from channels.limits import Pace
from channels.problems import Problem

NOT_FOUND = "没有查到：编号或查询码不对，请核对后再试。"
TOO_MANY = "查询次数太多，请一分钟后再试。"
TRIES_OF_ADDRESS = 120  # in a minute


class Lookup:
    """Finds tickets for whoever holds number and code; guessing is slowed by number (`Tickets.look_up`) and by address."""

    def __init__(self, database: Database, tickets: Tickets) -> None:
        self._database = database
        self._tickets = tickets
        self._by_address = Pace(minute_of(database, "look-up", TRIES_OF_ADDRESS), "too_many_tries", TOO_MANY)

    async def find(self, number: str, code: str, address: str) -> TicketView:
        """The ticket; Problem 404 for a wrong number and a wrong code alike, 429 after too many tries."""
        # Zero is a character that PostgreSQL does not take.
        view = await run_sync(self._find, number[:24].replace("\0", ""), code[:24], address)
        if view is None:
            raise Problem(404, "ticket_not_found", NOT_FOUND)
        return view

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
    """`GET /api/tickets/NUMBER?code=…`."""
    routes = APIRouter(prefix="/api/tickets", tags=["tickets"])

    @routes.get("/{number}")
    async def look_up(request: Request, number: str, code: str = "") -> dict[str, Any]:
        address = request.client.host if request.client else "unknown"
        view = await lookup.find(number, code, address)
        reply = {"reply": {"on": view.answered_on.isoformat(), "text": view.answer}} if view.answer and view.answered_on else {}
        return {**as_json(view), **reply}

    return routes
