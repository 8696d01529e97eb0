"""Doing something with a ticket: the acts' forms, writing an answer, looking at it as the citizen will see it."""

from collections.abc import Sequence
from urllib.parse import quote

from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from bot.people.drafts import Draft, drafts_of, keep_draft
from bot.people.service import Action, SignedIn, may
from bot.store.files import FROM_STAFF, MAX_BYTES
from bot.tickets import answer_files
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import ACT_WORDS, Act
from bot.tickets.models import AnswerFile, Ticket
from consoles.agency import choices, details, sent
from consoles.agency.enclosing import Enclosing
from consoles.agency.forms import Field
from consoles.agency.reading import ActRefused, Form
from consoles.agency.room import Room
from consoles.agency.ticket_page import TicketPages
from consoles.guard import field
from consoles.pages import go, not_found, render


class Answering:
    """Acts on one ticket at a time."""

    def __init__(self, room: Room, pages: TicketPages) -> None:
        self._room = room
        self._pages = pages
        self._enclosing = Enclosing(room)

    def write(self, present: SignedIn, number: str, outcome: str) -> Response:
        """The page to write an answer on; with what was written before, if anything."""
        with self._room.database.read() as session:
            ticket = self._room.visible(session, present, number)
            if ticket is None:
                return not_found(self._room.console, present)
            if not self._may_answer(present, ticket):
                return self._pages.page(session, present, ticket, 409, error="现在不能答复这张工单。")
            return self._answer_page(session, present, ticket, outcome)

    def act(self, present: SignedIn, number: str, name: str, form: FormData) -> Response:
        """What a form asks for; refused, it comes back with its words and the reason."""
        if name not in set(Act):
            return not_found(self._room.console, present)
        read, step = sent.read(Act(name), form), field(form, "step")
        try:
            if read.act is Act.ANSWER:
                self._take_files(present, number, read, form, step)
            return self._do(present, number, read, step)
        except ActRefused as refusal:
            return self._refused(present, number, read, str(refusal))

    def _take_files(self, present: SignedIn, number: str, read: Form, form: FormData, step: str) -> None:
        """The file that came with an answer. The words are kept first: a file that is refused must not cost them."""
        with self._room.database.read() as session:
            ticket = self._room.visible(session, present, number)
            if ticket is None or not self._may_answer(present, ticket):
                return
        if step != "send":
            self._keep(present, number, read)
        self._enclosing.follow(present, number, form, step)

    def _as_previewed(self, session: Session, present: SignedIn, ticket: Ticket, form: Form) -> None:
        """Refuses to send other files than the preview named: in another tab one may have come or gone since."""
        if ticket.version == form.version and form.field("enclosed") != _ids(answer_files.waiting(session, ticket, present.staff.login)):
            raise ActRefused("附件有变化，请重新预览后再发送。")

    def _do(self, present: SignedIn, number: str, form: Form, step: str) -> Response:
        if form.act is Act.ANSWER and step != "send":
            return self._unsent(present, number, form, step)
        if step in ("look", "edit"):
            return self._look(present, number, form, step)
        with self._room.database.write() as session:
            ticket = self._room.visible(session, present, number)
            if ticket is None:
                return not_found(self._room.console, present)
            if form.act is Act.ANSWER and "enclosed" in form.fields:
                self._as_previewed(session, present, ticket, form)
            self._room.desk.do(session, present.staff, ticket, form)
        address = f"/agency/tickets/{ticket.number}"
        return go(f"{address}?done={form.act}" if may(present.staff, Action.VIEW, ticket) else "/agency")

    def _look(self, present: SignedIn, number: str, form: Form, step: str) -> Response:
        """What cannot be taken back, once more before it is done; or the ticket's page again, with what was written (`edit`)."""
        with self._room.database.write() as session:
            ticket = self._room.visible(session, present, number)
            if ticket is None:
                return not_found(self._room.console, present)
            if step == "edit":
                return self._pages.page(session, present, ticket, kept=form)
            shown, offer = ticket.number, next((one for one in self._room.offered(present, ticket) if one.act is form.act), None)
            told = self._room.desk.rehearse(session, present.staff, ticket, form)
            session.rollback()
        asked = [(one.label, _said(one, form)) for one in offer.fields] if offer else []
        return render(
            self._room.console, "agency/confirm.html", present, number=shown, form=form, told=told, act_title=ACT_WORDS[form.act],
            address=f"/agency/tickets/{shown}", asked=[(label, words) for label, words in asked if words], text_label=offer.text_label if offer else "",
        )  # fmt: skip

    def _unsent(self, present: SignedIn, number: str, form: Form, step: str) -> Response:
        """An answer that is not to go out yet; its words are kept already."""
        with self._room.database.write() as session:
            ticket = self._room.visible(session, present, number)
            if ticket is None:
                return not_found(self._room.console, present)
            shown, address = ticket.number, f"/agency/tickets/{ticket.number}"
            other_kind = form.field("written_for") not in ("", form.field("outcome"))
            if step in ("choose", "keep") or other_kind:
                return go(f"{address}/answer?outcome={quote(form.field('outcome'))}")
            if step == "enclose" or step.startswith("drop "):
                return go(f"{address}/answer?outcome={quote(form.field('outcome'))}#files")
            if step == "edit":
                return self._answer_page(session, present, ticket, form.field("outcome"), form)
            enclosed = _ids(answer_files.waiting(session, ticket, present.staff.login))
            preview = self._room.desk.preview(session, present.staff, ticket, form)
            session.rollback()
        return render(self._room.console, "agency/preview.html", present, number=shown, form=form, preview=preview, address=address, enclosed=enclosed)

    def _keep(self, present: SignedIn, number: str, form: Form) -> None:
        with self._room.database.write() as session:
            ticket = self._room.visible(session, present, number)
            if ticket is not None and self._may_answer(present, ticket) and form.text.strip():
                before = drafts_of(session, present.staff, ticket.id).get(Act.ANSWER)
                keep_draft(session, present.staff, ticket.id, Act.ANSWER, sent.body_of(form, before))

    def _refused(self, present: SignedIn, number: str, form: Form, why: str) -> Response:
        """The page as the ticket is now, with the reason and the words that were sent."""
        with self._room.database.read() as session:
            ticket = self._room.visible(session, present, number)
            if ticket is None:
                return not_found(self._room.console, present)
            if form.act is Act.ANSWER and self._may_answer(present, ticket):
                return self._answer_page(session, present, ticket, form.field("outcome"), form, 409, error=why)
            return self._pages.page(session, present, ticket, 409, error=why, kept=form)

    def _answer_page(
        self, session: Session, present: SignedIn, ticket: Ticket, outcome: str, form: Form | None = None, status: int = 200, *,
        error: str = "",
    ) -> Response:
        kind, draft = Kind(ticket.kind), drafts_of(session, present.staff, ticket.id).get(Act.ANSWER)
        if draft is not None and not outcome:
            outcome = str(draft.body["fields"].get("outcome", ""))
        choice = choices.choice_of(kind, outcome)
        written = sent.answer_text(draft, choice.value) if choice else None
        text = form.text if form else written or (choice.draft if choice else "")
        # What was sent came from the version it was made from; only looking at the page anew makes it a form of now.
        version = ticket.version if form is None else form.version
        return render(
            self._room.console, "agency/answer.html", present, status, ticket=ticket, groups=choices.groups(kind), choice=choice,
            text=text, error=error, version=version, saved=sent.when(draft.at) if draft and written and not form else "",
            matter=details.matter_lines(ticket, full=False), address=f"/agency/tickets/{ticket.number}",
            elsewhere=_elsewhere(kind, draft, choice), files=details.files_of(session, ticket),
            enclosed=details.enclosed(answer_files.waiting(session, ticket, present.staff.login)), most=answer_files.MAX_FILES, taken=FROM_STAFF, most_bytes=MAX_BYTES,
        )  # fmt: skip

    def open_file(self, present: SignedIn, number: str, file_id: str) -> Response:
        """A file that goes with an answer."""
        return self._enclosing.open(present, number, file_id)

    def _may_answer(self, present: SignedIn, ticket: Ticket) -> bool:
        return any(form.act is Act.ANSWER for form in self._room.offered(present, ticket))


def _said(one: Field, form: Form) -> str:
    """What was filled into a field, as its list words it."""
    return dict(one.options).get(form.field(one.name), form.field(one.name))


def _ids(rows: Sequence[AnswerFile]) -> str:
    return " ".join(row.id for row in rows)


def _elsewhere(kind: Kind, draft: Draft | None, choice: choices.Choice | None) -> list[tuple[str, str]]:
    """What was written for other kinds of answer, with their titles."""
    texts = sent.other_texts(draft, choice.value if choice else "")
    found = ((choices.choice_of(kind, value), text) for value, text in texts.items())
    return [(one.title, text) for one, text in found if one is not None and text.strip() != one.draft.strip()]
