"""What goes on beside the forms while a ticket is open: drafts kept as they are written, and who else is there."""

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import FormData

from bot.people.drafts import drafts_of, drop_draft, keep_draft
from bot.people.presence import arrive, leave, others_at
from bot.people.service import SignedIn
from bot.tickets.lifecycle import Act
from consoles.agency import details, sent
from consoles.agency.room import Room
from consoles.guard import field
from consoles.pages import HEADERS, go, not_found


class Together:
    """Drafts and presence of one desk."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def keep(self, request: Request, present: SignedIn, number: str, name: str, form: FormData) -> Response:
        """Keep a form as it stands; a script is told when, a browser without one is sent back to the page."""
        read = sent.read(Act(name), form) if name in set(Act) else None
        with self._room.database.write() as session:
            ticket = self._room.visible(session, present, number)
            if ticket is None or read is None:
                return not_found(self._room.console, present)
            if read.act not in {offer.act for offer in self._room.offered(present, ticket)}:
                return JSONResponse({"kept": None}, 409, HEADERS)
            before = drafts_of(session, present.staff, ticket.id).get(read.act)
            at = keep_draft(session, present.staff, ticket.id, read.act, sent.body_of(read, before))
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"kept": sent.when(at)}, headers=HEADERS)
        return go(f"/agency/tickets/{ticket.number}#{read.act}")

    def drop(self, present: SignedIn, number: str, name: str) -> Response:
        """Throw a draft away."""
        with self._room.database.write() as session:
            ticket = self._room.visible(session, present, number)
            if ticket is None or name not in set(Act):
                return not_found(self._room.console, present)
            drop_draft(session, present.staff, ticket.id, name)
        return go(f"/agency/tickets/{ticket.number}" + ("/answer" if name == Act.ANSWER else ""))

    def beat(self, present: SignedIn, number: str, form: FormData) -> Response:
        """A heartbeat of an open page: `doing` is `reading`, `writing` or `gone`. Answers who else is there, and the version of now."""
        doing = field(form, "doing")
        with self._room.database.read() as session:
            ticket = self._room.visible(session, present, number)
        if ticket is None:
            return not_found(self._room.console, present)
        with self._room.database.write_ahead() as session:
            if doing == "gone":
                leave(session, present.staff, ticket.id)
            else:
                arrive(session, present.staff, ticket.id, writing=doing == "writing")
            others = others_at(session, present.staff, ticket.id)
        return JSONResponse({"others": details.presence(others, present.staff), "version": ticket.version}, headers=HEADERS)
