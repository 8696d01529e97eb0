"""The pages of the conversations and what their forms do; every act is the switchboard's."""

import secrets
from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.responses import FileResponse, JSONResponse, Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from bot.clock.service import today
from bot.conversations.handover import canned, queue
from bot.conversations.handover.canned import Canned, CannedError
from bot.conversations.handover.lifecycle import State
from bot.conversations.handover.queue import Entry
from bot.conversations.handover.service import HandoverError
from bot.conversations.inbox import MAX_TEXT, MessageRefused, readable
from bot.conversations.models import Attachment
from bot.people.audit import CANNED_CHANGED, CHAT_ACT, CHAT_OPENED, FILE_OPENED
from bot.people.service import Action, SignedIn, audit, may
from consoles.chats.chats import Chats
from consoles.chats.views import Found, chat_for, found_of, queue_for
from consoles.console import Console
from consoles.guard import field
from consoles.numbers import number_in
from consoles.pages import HEADERS, fragment, go, not_found, render

ACTS = ("take", "hand-back", "give-back", "close")
_ANSWERS = 4


class Pages:
    """What is shown at the addresses below `/staff/chats`."""

    def __init__(self, console: Console, chats: Chats) -> None:
        self._console = console
        self._chats = chats

    def queue(self, present: SignedIn) -> Response:
        with self._console.database.write() as session:
            self._chats.switchboard.hold(session, present.staff.login, live=False)
            found = queue_for(session, present.staff)
        return render(self._console, "chats/list.html", present, queue=found)

    def chat(self, present: SignedIn, handover_id: int, before: int | None = None) -> Response:
        """One conversation; `before`: what was said before this message. Looking is written down."""
        with self._console.database.write() as session:
            entry = self._entry(session, handover_id)
            if entry is None:
                return not_found(self._console, present)
            audit(session, present.staff, CHAT_OPENED, detail=f"handover {handover_id}")
            self._chats.switchboard.hold(session, present.staff.login, live=False)
            return self._page(session, present, entry, before=before)

    def look_up(self, request: Request, present: SignedIn, handover_id: int, form: FormData) -> Response:
        """Answers to a question; `pick` puts one of them into the reply, which is not sent by that."""
        question, pick = field(form, "q")[:MAX_TEXT], field(form, "pick")
        if _by_script(request):
            return fragment("chats/answers.html", answers=self._answers(question), q=question, number=handover_id, csrf=present.csrf)
        with self._console.database.read() as session:
            entry = self._entry(session, handover_id)
            if entry is None:
                return not_found(self._console, present)
            return self._page(session, present, entry, q=question, pick=number_in(pick))

    def _page(
        self, session: Session, present: SignedIn, entry: Entry, status: int = 200, *, before: int | None = None, q: str = "",
        pick: int | None = None, said: str = "", error: str = "",
    ) -> Response:
        chat = chat_for(session, present.staff, entry, before)
        answers = self._answers(q or chat.question) if chat.mine else []
        if pick is not None and pick < len(answers):
            said = answers[pick].whole
        return render(
            self._console, "chats/chat.html", present, status, queue=queue_for(session, present.staff), chat=chat, q=q, answers=answers,
            canned=canned.filled_in(canned.canned_answers(session), self._console.profile), key=secrets.token_hex(8), said=said, error=error,
            most=MAX_TEXT, may_open=may(present.staff, Action.VIEW_PERSONAL),
        )

    def _answers(self, question: str) -> list[Found]:
        found = self._chats.knowledge.search(question, today=today(), limit=_ANSWERS) if question.strip() else []
        return [found_of(answer) for answer in found]

    def act(self, request: Request, present: SignedIn, handover_id: int, name: str, form: FormData) -> Response:
        """Take, hand back, give back or close."""
        if name not in ACTS:
            return not_found(self._console, present)
        board, login, note = self._chats.switchboard, present.staff.login, field(form, "note").strip()
        acts: dict[str, Callable[[Session], None]] = {
            "take": lambda session: board.take(session, handover_id, login),
            "hand-back": lambda session: board.hand_back(session, handover_id, login, note),
            "give-back": lambda session: board.give_back(session, handover_id, login, note),
            "close": lambda session: board.close(session, handover_id, login, note),
        }

        def do(session: Session) -> None:
            acts[name](session)
            audit(session, present.staff, CHAT_ACT, detail=f"{name} handover {handover_id}")

        onward = f"/staff/chats/{handover_id}" if name == "take" else "/staff/chats"
        return self._done(request, present, handover_id, do, onward)

    def say(self, request: Request, present: SignedIn, handover_id: int, form: FormData) -> Response:
        """An operator's words to the citizen."""
        text, key, login = field(form, "text"), field(form, "key")[:40], present.staff.login

        def do(session: Session) -> None:
            self._chats.switchboard.say(session, handover_id, login, readable(text), key or secrets.token_hex(8))

        return self._done(request, present, handover_id, do, f"/staff/chats/{handover_id}#reply", text)

    def _done(
        self, request: Request, present: SignedIn, handover_id: int, do: Callable[[Session], None], onward: str, said: str = ""
    ) -> Response:
        """Do it in one transaction: a script hears how it went, a plain form is led on or gets its page back with the reason."""
        script = _by_script(request)
        try:
            with self._console.database.write() as session:
                if self._entry(session, handover_id) is None:
                    return not_found(self._console, present)
                do(session)
        except (HandoverError, MessageRefused) as refusal:
            if script:
                return JSONResponse({"error": str(refusal)}, 409, HEADERS)
            return self._refused(present, handover_id, said, str(refusal))
        return JSONResponse({"onward": onward}, headers=HEADERS) if script else go(onward)

    def _refused(self, present: SignedIn, handover_id: int, said: str, why: str) -> Response:
        with self._console.database.read() as session:
            entry = self._entry(session, handover_id)
            if entry is None:
                return not_found(self._console, present)
            return self._page(session, present, entry, 409, said=said, error=why)

    def here(self, present: SignedIn) -> Response:
        """The page's sign of life."""
        with self._console.database.write_ahead() as session:
            self._chats.switchboard.hold(session, present.staff.login, live=True)
        return Response(status_code=204, headers=HEADERS)

    def typing(self, present: SignedIn, handover_id: int) -> Response:
        """The operator is writing."""
        with self._console.database.write_ahead() as session:
            entry = self._entry(session, handover_id)
            if entry is not None and entry.state is State.TAKEN:
                self._chats.switchboard.typing(session, entry.conversation_id, present.staff.login)
        return Response(status_code=204, headers=HEADERS)

    def file(self, present: SignedIn, handover_id: int, file_id: str) -> Response:
        """A file of the conversation, for whoever may see what is personal; always saved, never shown in place."""
        with self._console.database.write() as session:
            entry = self._entry(session, handover_id)
            row = session.get(Attachment, file_id) if entry and file_id.isalnum() and len(file_id) <= 32 else None
            own = row is not None and entry is not None and row.conversation_id == entry.conversation_id
            path = self._console.files / file_id
            if row is None or not own or not may(present.staff, Action.VIEW_PERSONAL) or not path.is_file():
                return not_found(self._console, present)
            audit(session, present.staff, FILE_OPENED, detail=file_id)
            headers = {**HEADERS, "Content-Security-Policy": "sandbox; default-src 'none'"}
            return FileResponse(path, filename=str(row.name), media_type="application/octet-stream", headers=headers)

    def canned(self, present: SignedIn, *, done: bool = False) -> Response:
        with self._console.database.read() as session:
            kept = canned.canned_answers(session)
        return self._canned_page(present, kept, done=done)

    def keep_canned(self, present: SignedIn, form: FormData) -> Response:
        """The whole list as it was sent; lines without any words fall away."""
        titles, texts = ([str(value).replace("\0", "").strip() for value in form.getlist(name)] for name in ("title", "text"))
        answers = [Canned(title, text) for title, text in zip(titles, texts, strict=False) if title or text]
        try:
            with self._console.database.write() as session:
                canned.keep(session, answers, present.staff.login)
                audit(session, present.staff, CANNED_CHANGED, detail=f"{len(answers)}")
        except CannedError as error:
            return self._canned_page(present, answers, 422, error=str(error))
        return go("/staff/chats/canned?done=1")

    def _canned_page(self, present: SignedIn, answers: list[Canned], status: int = 200, **values: Any) -> Response:
        context = {"error": "", "done": False, "facts": canned.FACTS, "most": canned.MOST} | values
        return render(self._console, "chats/canned.html", present, status, answers=answers, **context)

    def _entry(self, session: Session, handover_id: int) -> Entry | None:
        return queue.entry(session, handover_id)


def _by_script(request: Request) -> bool:
    """Whether the page's script asks, and not a plain form."""
    return request.headers.get("x-requested-with") == "script"
