"""The page of one ticket, the full showing of who filed it, its files."""

from collections.abc import Mapping

from fastapi.responses import FileResponse, Response
from sqlalchemy.orm import Session

from bot.clock.service import today
from bot.conversations.models import Attachment
from bot.people.audit import FILE_OPENED, PERSONAL_SEEN, TICKET_SEEN
from bot.people.colleagues import clerks_of, names_of
from bot.people.drafts import drafts_of
from bot.people.masking import mask_text
from bot.people.presence import arrive, others_at
from bot.people.service import Action, SignedIn, audit, may
from bot.tickets import answer_files
from bot.tickets.kinds import WORDS, Kind
from bot.tickets.lifecycle import ACT_WORDS, STATUS_WORDS, Act, Status
from bot.tickets.models import Ticket
from consoles.agency import details, forms, inbox
from consoles.agency.order import ordered
from consoles.agency.reading import NOBODY, Form
from consoles.agency.room import Room
from consoles.agency.sent import Filled, filled_by, filled_from, when
from consoles.agency.urgency import urgency
from consoles.pages import HEADERS, not_found, render


class TicketPages:
    """Looking at a ticket."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def show(self, present: SignedIn, number: str, done: str = "") -> Response:
        """The page; `done` is the act that led here. Whoever opens it is seen by others who have it open."""
        with self._room.database.read() as session:
            ticket = self._room.visible(session, present, number)
            if ticket is None:
                return not_found(self._room.console, present)
            page = self.page(session, present, ticket, done=done)
        self._note_visit(present, ticket)
        return page

    def _note_visit(self, present: SignedIn, ticket: Ticket) -> None:
        with self._room.database.write_ahead() as session:
            if arrive(session, present.staff, ticket.id):
                audit(session, present.staff, TICKET_SEEN, ticket.number)

    def personal(self, present: SignedIn, number: str) -> Response:
        """The page with everything on it, this once; written down before it is shown."""
        with self._room.database.write() as session:
            ticket = self._room.visible(session, present, number)
            if ticket is None:
                return not_found(self._room.console, present)
            if not may(present.staff, Action.VIEW_PERSONAL, ticket):
                return self.page(session, present, ticket, 403, error="您的账号不能查看完整信息。")
            audit(session, present.staff, PERSONAL_SEEN, ticket.number)
            page = self.page(session, present, ticket, full=True)
        return page

    def file(self, present: SignedIn, number: str, file_id: str) -> Response:
        """One attachment, to be saved; written down before it is given out."""
        with self._room.database.write() as session:
            ticket = self._room.visible(session, present, number)
            row = session.get(Attachment, file_id) if ticket and file_id.isalnum() else None
            own = ticket is not None and row is not None and row.ticket_id == ticket.id
            path = self._room.console.files / file_id  # the id is one the desk gave out: it stands in the row just found
            if not own or ticket is None or row is None or not may(present.staff, Action.VIEW_PERSONAL, ticket) or not path.is_file():
                return not_found(self._room.console, present)
            audit(session, present.staff, FILE_OPENED, ticket.number, file_id)
        # Always saved, never opened inside this site: what citizens send is not ours to trust.
        headers = {**HEADERS, "Content-Security-Policy": "sandbox; default-src 'none'"}
        return FileResponse(path, filename=str(row.name), media_type="application/octet-stream", headers=headers)

    def page(
        self, session: Session, present: SignedIn, ticket: Ticket, status: int = 200, *, error: str = "", done: str = "",
        full: bool = False, kept: Form | None = None,
    ) -> Response:
        """The page as the ticket is now; `kept` is a form that was sent and refused."""
        console, staff = self._room.console, present.staff
        view, offers = console.tickets.view(ticket), self._room.offered(present, ticket)
        may_see = may(staff, Action.VIEW_PERSONAL, ticket)
        return render(
            console, "agency/ticket.html", present, status, ticket=ticket, view=view, error=error, full=full, may_see=may_see,
            kind_title=WORDS[Kind(ticket.kind)].title, status_title=STATUS_WORDS[Status(ticket.status)].title,
            urgency=urgency(ticket.status, view.due_on, today(), console.watch), today=today(),
            matter=details.matter_lines(ticket, full=full), applicant=details.applicant_lines(ticket, full=full, may_see=may_see),
            happenings=details.happenings(session, ticket), files=details.files_of(session, ticket),
            enclosed=details.enclosed(answer_files.given(session, ticket)),
            acts=ordered(offers, ticket), reserved=forms.reserved(console.tickets, staff, ticket),
            filled=self._filled(session, present, ticket, offers, kept), lost=_lost(offers, kept), co=ticket.co_agencies,
            done=ACT_WORDS[Act(done)] if done in set(Act) else "", following=self._following(session, present, ticket, done),
            alike=details.alike(session, ticket, staff), title=mask_text(ticket.title), answer=mask_text(view.answer or ""),
            others=details.presence(others_at(session, staff, ticket.id), staff), assign=self._assign(session, present, ticket), nobody=NOBODY,
        )  # fmt: skip

    def _filled(
        self, session: Session, present: SignedIn, ticket: Ticket, offers: list[forms.ActForm], kept: Form | None
    ) -> Mapping[str, Filled]:
        """What stands in the forms: what was left there, and over it what was just refused."""
        open_acts = {str(form.act) for form in offers}
        left = drafts_of(session, present.staff, ticket.id)
        found = {act: filled_from(draft) for act, draft in left.items() if act in open_acts and act != Act.ANSWER}
        if (answer := left.get(Act.ANSWER)) is not None and Act.ANSWER in open_acts:
            found[Act.ANSWER] = Filled("", {}, saved=when(answer.at))
        return found | ({str(kept.act): filled_by(kept)} if kept else {})

    def _assign(self, session: Session, present: SignedIn, ticket: Ticket) -> details.Assignment | None:
        possible = Act.ASSIGN in self._room.console.tickets.possible(ticket)
        names = names_of(session, [ticket.assigned_to])
        clerks = clerks_of(session, ticket.agency) if possible and forms.permitted(present.staff, Act.ASSIGN, ticket) else []
        return details.assignment(ticket, names, clerks, present.staff)

    def _following(self, session: Session, present: SignedIn, ticket: Ticket, done: str) -> tuple[str, str] | None:
        """Number and title of the inbox's next ticket, offered when something was just done with this one."""
        found = inbox.following(session, present.staff, ticket) if done else None
        return (found.number, mask_text(found.title)) if found else None


def _lost(offers: list[forms.ActForm], kept: Form | None) -> str:
    """Words that were sent for an act that is not offered any more: shown, so that they can be copied."""
    return kept.text if kept is not None and kept.act not in {form.act for form in offers} else ""
