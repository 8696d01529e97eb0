"""Writing an entry: a draft that is kept, checked, tried on real questions, and published."""

import secrets
from collections.abc import Sequence

from fastapi.responses import Response
from starlette.datastructures import FormData

from bot.clock.service import today
from bot.conversations import unanswered
from bot.knowledge.editing import service
from bot.knowledge.editing.models import EntryDraft
from bot.knowledge.editing.overlay import row_of
from bot.knowledge.editing.service import EditRefused
from bot.people.audit import KNOWLEDGE_PUBLISHED
from bot.people.service import SignedIn, audit
from consoles.guard import field
from consoles.knowledge.fields import Fields
from consoles.knowledge.previews import Previews
from consoles.knowledge.room import Room
from consoles.knowledge.topics import choices
from consoles.numbers import number_in
from consoles.pages import go

_MOST_IDS = 200


def new_id() -> str:
    """A name for an entry of the place's own."""
    return f"own-{secrets.token_hex(4)}"


def numbers_in(values: Sequence[object]) -> list[int]:
    """The row ids among what a form or an address holds."""
    words = [word for value in values if isinstance(value, str) for word in value.split(",")]
    return [number for word in words if (number := number_in(word)) is not None][:_MOST_IDS]


class Drafts:
    """`/knowledge/entries/new` and `/knowledge/entries/ID/edit`."""

    def __init__(self, room: Room, previews: Previews) -> None:
        self._room, self._previews = room, previews
        self._database = room.console.database

    def begin(self, present: SignedIn, questions: Sequence[int]) -> Response:
        """A new entry; the questions that it is to answer are its first question forms."""
        with self._database.read() as session:
            texts = unanswered.texts_of(session, questions)
        return self._form(present, new_id(), Fields(questions="\n".join(texts), topic="this-desk"), questions, new=True)

    def edit(self, present: SignedIn, entry_id: str) -> Response:
        """The draft as it was left, else the entry as it is said now."""
        with self._database.read() as session:
            draft = service.draft_of(session, entry_id)
            entry = service.edited(session, self._room.editing.knowledge.own).by_id.get(entry_id)
        if draft is None and entry is None:
            return self._room.missing(present)
        body = draft.body if draft is not None else row_of(entry) if entry is not None else {}
        return self._form(present, entry_id, Fields.of(body), draft.questions if draft else (), draft=draft, new=entry is None)

    def act(self, present: SignedIn, entry_id: str, form: FormData) -> Response:
        """Keep what was written, then do what was asked for: only keep, check, try, publish, throw away."""
        step, fields, questions = field(form, "step"), Fields.sent(form), numbers_in(form.getlist("question"))
        if step == "discard":
            with self._database.write() as session:
                service.discard(session, entry_id)
            return go("/knowledge")
        try:
            with self._database.write() as session:
                service.save_draft(session, fields.body(entry_id), present.staff.login, questions)
            if step == "publish":
                return self._publish(present, entry_id, field(form, "note"))
        except EditRefused as error:
            return self._form(present, entry_id, fields, questions, error=str(error), findings=[one.problem for one in error.findings])
        if step == "preview":
            self._previews.start(entry_id)
            return go(f"/knowledge/entries/{entry_id}/preview")
        return self._checked(present, entry_id, fields, questions)

    def _publish(self, present: SignedIn, entry_id: str, note: str) -> Response:
        with self._database.write() as session:
            draft = service.draft_of(session, entry_id)
            questions = list(draft.questions) if draft else []
            service.publish(session, self._room.editing.knowledge.own, entry_id, present.staff.login, today(), note)
            unanswered.close(session, questions, present.staff.login, entry_id)
            audit(session, present.staff, KNOWLEDGE_PUBLISHED, detail=entry_id)
        return go(f"/knowledge/entries/{entry_id}?done=published")

    def _checked(self, present: SignedIn, entry_id: str, fields: Fields, questions: Sequence[int]) -> Response:
        with self._database.read() as session:
            draft = service.draft_of(session, entry_id)
            found = service.findings(session, self._room.editing.knowledge.own, draft, today()) if draft else []
        said = [one.problem if one.entry_id == entry_id else f"{one.entry_id}：{one.problem}" for one in found]
        return self._form(present, entry_id, fields, questions, draft=draft, findings=said, saved=True)

    def _form(
        self, present: SignedIn, entry_id: str, fields: Fields, questions: Sequence[int], *, draft: EntryDraft | None = None, new: bool = False,
        error: str = "", findings: Sequence[str] = (), saved: bool = False,
    ) -> Response:
        with self._database.read() as session:
            library = service.edited(session, self._room.editing.knowledge.own)
        return self._room.page(
            "edit", present, "/knowledge/entries", 409 if error else 200, entry_id=entry_id, fields=fields, questions=list(questions), draft=draft,
            new=new, error=error, findings=list(findings), saved=saved, topics=choices([fields.topic, *(entry.topic for entry in library.entries)], self._room.editing.places),
            titles=sorted(title for title, source in library.sources.items() if source.live(today())),
        )
