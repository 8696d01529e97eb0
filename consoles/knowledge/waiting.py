"""What waits for an editor: questions that nobody could answer, and answers that somebody found wrong."""

from fastapi.responses import Response
from starlette.datastructures import FormData

from bot.conversations import unanswered
from bot.knowledge.editing import service
from bot.knowledge.editing.overlay import row_of
from bot.knowledge.flags import close_flag, open_flags
from bot.people.audit import FLAG_CLOSED, QUESTIONS_PUT_ASIDE
from bot.people.service import SignedIn, audit
from consoles.guard import field
from consoles.knowledge.drafts import numbers_in
from consoles.knowledge.room import Room
from consoles.pages import go


class Waiting:
    """`/knowledge/unanswered` and `/knowledge/flags`."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._database = room.console.database

    def questions(self, present: SignedIn, done: str) -> Response:
        """The open questions in groups, the most asked first."""
        with self._database.read() as session:
            groups, count = unanswered.groups(session), unanswered.count_open(session)
            entries = service.edited(session, self._room.editing.knowledge.own).entries if groups else ()
        return self._room.page("unanswered", present, "/knowledge/unanswered", groups=groups, count=count, done=done, entries=entries)

    def act(self, present: SignedIn, form: FormData) -> Response:
        """A group becomes the beginning of an entry, further forms of one that there is, or is put aside."""
        ids, step, entry_id = numbers_in(form.getlist("question")), field(form, "step"), field(form, "entry").strip()[:120]
        if step == "new" and ids:
            return go(f"/knowledge/entries/new?questions={','.join(map(str, ids))}")
        if step == "add" and ids:
            return self._add(present, entry_id, ids)
        with self._database.write() as session:
            closed = unanswered.close(session, ids, present.staff.login)
            audit(session, present.staff, QUESTIONS_PUT_ASIDE, detail=str(closed))
        return go(f"/knowledge/unanswered?done={closed}")

    def _add(self, present: SignedIn, entry_id: str, ids: list[int]) -> Response:
        """Put the questions to an entry's forms in its draft; the editor looks it over and publishes."""
        with self._database.write() as session:
            entry = service.edited(session, self._room.editing.knowledge.own).by_id.get(entry_id)
            draft = service.draft_of(session, entry_id)
            if entry is None and draft is None:
                return go("/knowledge/unanswered?done=unknown")
            body = dict(draft.body) if draft else row_of(entry) if entry else {}
            body["questions"] = list(dict.fromkeys([*body.get("questions", ()), *unanswered.texts_of(session, ids)]))
            service.save_draft(session, body, present.staff.login, ids)
        return go(f"/knowledge/entries/{entry_id}/edit")

    def flags(self, present: SignedIn) -> Response:
        """Answers that somebody of the staff found wrong."""
        with self._database.read() as session:
            flags = open_flags(session)
            known = service.edited(session, self._room.editing.knowledge.own).by_id
        return self._room.page("flags", present, "/knowledge/flags", flags=flags, known=known)

    def close_flag(self, present: SignedIn, flag_id: int) -> Response:
        """The editor has seen to it."""
        with self._database.write() as session:
            if close_flag(session, flag_id, present.staff.login):
                audit(session, present.staff, FLAG_CLOSED, detail=str(flag_id))
        return go("/knowledge/flags")
