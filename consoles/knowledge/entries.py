"""What the desk says: looking through the answers, one answer with its history, taking it back, undoing."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from bot.clock.service import today
from bot.conversations.unanswered import count_open
from bot.knowledge.editing import service
from bot.knowledge.editing.service import EditRefused
from bot.knowledge.flags import open_flags
from bot.knowledge.models import Entry, Library
from bot.knowledge.text import normalise
from bot.people.audit import KNOWLEDGE_UNDONE, KNOWLEDGE_WITHDRAWN
from bot.people.service import SignedIn, audit
from consoles.guard import field
from consoles.knowledge.room import Room
from consoles.knowledge.topics import choices
from consoles.numbers import number_in
from consoles.pages import go

PAGE = 40
_MOST_FLAGS = 100


@dataclass(frozen=True)
class Wanted:
    """Which answers are looked for; lives in the address."""

    q: str = ""
    topic: str = ""
    place: str = ""
    page: int = 1

    @classmethod
    def read(cls, q: str, topic: str, place: str, page: str) -> "Wanted":
        """The filters of an address."""
        return cls(q.replace("\0", "").strip()[:60], topic[:60], place[:30], number_in(page, 5) or 1)

    def address(self, page: int) -> str:
        """The same filters, another page."""
        given = {"q": self.q, "topic": self.topic, "place": self.place, "page": str(page) if page > 1 else ""}
        return f"/knowledge/entries?{urlencode({name: value for name, value in given.items() if value})}"

    def fits(self, entry: Entry) -> bool:
        """Whether an entry is one of those."""
        if (self.topic and entry.topic != self.topic) or (self.place and (entry.place or "-") != self.place):
            return False
        words = normalise(self.q)
        return not words or any(words in normalise(text) for text in (entry.id, entry.answer, *entry.questions))


class Entries:
    """`/knowledge`, `/knowledge/entries` and below."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._database = room.console.database

    def overview(self, present: SignedIn, q: str) -> Response:
        """How things stand, and a place to try a question."""
        with self._database.read() as session:
            library = self._library(session)
            numbers = {
                "entries": len(library.entries), "unanswered": count_open(session), "flags": len(open_flags(session, _MOST_FLAGS)),
                "sources": len(library.sources),
            }
            drafts, changes = service.drafts(session), service.recent(session)
        asked = q.replace("\0", "").strip()[:200]
        answer = self._room.editing.knowledge.answer(asked, today=today()) if asked else None
        return self._room.page(
            "overview", present, "/knowledge", numbers=numbers, drafts=drafts, changes=changes, library=library, asked=asked, answer=answer
        )

    def listed(self, present: SignedIn, wanted: Wanted) -> Response:
        """The answers that fit."""
        with self._database.read() as session:
            library = self._library(session)
            drafts = {draft.entry_id for draft in service.drafts(session)}
        found = [entry for entry in library.entries if wanted.fits(entry)]
        first = (wanted.page - 1) * PAGE
        return self._room.page(
            "entries", present, "/knowledge/entries", wanted=wanted, found=found[first : first + PAGE], count=len(found), drafts=drafts,
            topics=choices((entry.topic for entry in library.entries), self._room.editing.places), more=len(found) > first + PAGE,
        )

    def show(self, present: SignedIn, entry_id: str, done: str = "", error: str = "") -> Response:
        """One answer as it is said now, what it rests on, and what became of it so far."""
        with self._database.read() as session:
            library = self._library(session)
            entry, changes, draft = library.by_id.get(entry_id), service.history(session, entry_id), service.draft_of(session, entry_id)
        if entry is None and not changes and draft is None:
            return self._room.missing(present)
        return self._room.page(
            "entry", present, "/knowledge/entries", 409 if error else 200, entry=entry, entry_id=entry_id, changes=changes, draft=draft,
            library=library, stand_ins=library.stand_ins(entry_id), own=self._room.editing.knowledge.own.by_id.get(entry_id), done=done, error=error,
        )

    def withdraw(self, present: SignedIn, entry_id: str, form: FormData) -> Response:
        """Say it no more."""
        return self._change(present, entry_id, "withdrawn", lambda session: service.withdraw(
            session, self._room.editing.knowledge.own, entry_id, present.staff.login, field(form, "note")
        ))  # fmt: skip

    def undo(self, present: SignedIn, entry_id: str) -> Response:
        """Put back what stood before."""
        return self._change(present, entry_id, "undone", lambda session: service.undo(
            session, self._room.editing.knowledge.own, entry_id, present.staff.login
        ))  # fmt: skip

    def _change(self, present: SignedIn, entry_id: str, done: str, change: Callable[[Session], object]) -> Response:
        try:
            with self._database.write() as session:
                change(session)
                audit(session, present.staff, KNOWLEDGE_WITHDRAWN if done == "withdrawn" else KNOWLEDGE_UNDONE, detail=entry_id)
        except EditRefused as error:
            return self.show(present, entry_id, error=str(error))
        return go(f"/knowledge/entries/{entry_id}?done={done}")

    def _library(self, session: Session) -> Library:
        return service.edited(session, self._room.editing.knowledge.own)
