"""What the agency console answers to each request."""

from fastapi.responses import FileResponse, Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from bot.clock.service import today
from bot.conversations.models import Attachment
from bot.people.audit import FILE_OPENED, PERSONAL_SEEN
from bot.people.service import Action, Role, SignedIn, audit, may, sees_every_agency
from bot.tickets.kinds import WORDS, Kind
from bot.tickets.lifecycle import ACT_WORDS, STATUS_WORDS, Act, Status
from bot.tickets.models import Ticket
from bot.tickets.service import find
from consoles.agency import choices, details, forms, inbox, notices
from consoles.agency.acts import Desk
from consoles.agency.forms import ActForm
from consoles.agency.inbox import Filters
from consoles.agency.reading import ActRefused, Form
from consoles.agency.rows import rows
from consoles.agency.urgency import soon_workdays, urgency
from consoles.console import Console
from consoles.guard import field
from consoles.pages import HEADERS, go, not_found, render

_OWN_FIELDS = (
    "whom", "party", "lapsed", "workdays", "agency", "outcome", "channel", "main", "amount", "answer_by", "urge_form", "satisfied", "solved",
)


class Views:
    """The pages of one desk's agency console; every one of them shows an account its own tickets only."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._database = console.database
        self._desk = Desk(console.tickets, console.profile)

    def inbox(self, present: SignedIn, filters: Filters) -> Response:
        staff, day, watch = present.staff, today(), self._console.watch
        soon = soon_workdays(watch)
        everywhere, calls_back = sees_every_agency(staff), staff.role == Role.OPERATOR
        if not may(staff, Action.VIEW):
            return not_found(self._console, present)
        with self._database.read() as session:
            page = inbox.page(session, staff, filters, day, soon)
            counts = {
                due: inbox.count(session, staff, Filters(due=due), day, soon) for due in ("overdue", "soon", "urged")
            }
            shown = rows(self._console.tickets, page.tickets, day, watch)
            told = notices.unread_by(session, staff)
        return render(
            self._console, "inbox.html", present, rows=shown, filters=filters, counts=counts, count_up_to=inbox.COUNT_UP_TO,
            next_address=filters.address(after=page.next_after) if page.next_after else "",
            every_agency=everywhere or calls_back, kinds=WORDS, statuses=STATUS_WORDS, today=day, told=told,
            co_offered=not (everywhere or calls_back), calls_back=calls_back,
        )

    def read(self, present: SignedIn, sent: FormData) -> Response:
        """Notices that were read: those whose numbers were sent, as far as they were for this account."""
        wanted = [value for value in sent.getlist("notice") if isinstance(value, str)]
        with self._database.write() as session:
            notices.mark(session, present.staff, wanted)
        return go("/agency")

    def ticket(self, present: SignedIn, number: str, done: str = "") -> Response:
        """A ticket; `done` is the act that led here."""
        with self._database.read() as session:
            ticket = self._visible(session, present, number)
            if ticket is None:
                return not_found(self._console, present)
            return self._ticket_page(session, present, ticket, done=done)

    def personal(self, present: SignedIn, number: str) -> Response:
        """The page with everything on it, this once; written down before it is shown."""
        with self._database.write() as session:
            ticket = self._visible(session, present, number)
            if ticket is None:
                return not_found(self._console, present)
            if not may(present.staff, Action.VIEW_PERSONAL, ticket):
                return self._ticket_page(session, present, ticket, 403, error="您的账号不能查看完整信息。")
            audit(session, present.staff, PERSONAL_SEEN, ticket.number)
            return self._ticket_page(session, present, ticket, full=True)

    def file(self, present: SignedIn, number: str, file_id: str) -> Response:
        with self._database.write() as session:
            ticket = self._visible(session, present, number)
            row = session.get(Attachment, file_id) if ticket and file_id.isalnum() else None
            own = ticket is not None and row is not None and row.ticket_id == ticket.id
            path = self._console.files / file_id  # the id is one the desk gave out: it stands in the row just found
            if not own or ticket is None or row is None or not may(present.staff, Action.VIEW_PERSONAL, ticket) or not path.is_file():
                return not_found(self._console, present)
            audit(session, present.staff, FILE_OPENED, ticket.number, file_id)
            # Always saved, never opened inside this site: what citizens send is not ours to trust.
            headers = {**HEADERS, "Content-Security-Policy": "sandbox; default-src 'none'"}
            return FileResponse(path, filename=str(row.name), media_type="application/octet-stream", headers=headers)

    def answer(self, present: SignedIn, number: str, outcome_code: str) -> Response:
        with self._database.read() as session:
            ticket = self._visible(session, present, number)
            if ticket is None:
                return not_found(self._console, present)
            if not self._may_answer(present, ticket):
                return self._ticket_page(session, present, ticket, 409, error="现在不能答复这张工单。")
            choice = choices.choice_of(Kind(ticket.kind), outcome_code)
            return self._answer_page(present, ticket, outcome_code, choice.draft if choice else "")

    def act(self, present: SignedIn, number: str, name: str, sent: FormData) -> Response:
        if name not in set(Act):
            return not_found(self._console, present)
        form = _form(Act(name), sent)
        try:
            return self._do(present, number, form, field(sent, "step"))
        except ActRefused as refusal:
            return self._refused(present, number, form, str(refusal))

    def _do(self, present: SignedIn, number: str, form: Form, step: str) -> Response:
        with self._database.write() as session:
            ticket = self._visible(session, present, number)
            if ticket is None:
                return not_found(self._console, present)
            address = f"/agency/tickets/{ticket.number}"
            if form.act is Act.ANSWER and step == "edit":
                return self._answer_page(present, ticket, form.fields["outcome"], form.text, version=form.version)
            if form.act is Act.ANSWER and step != "send":
                preview = self._desk.preview(session, present.staff, ticket, form)
                session.rollback()
                return render(
                    self._console, "preview.html", present, number=number, form=form, preview=preview, address=address
                )
            self._desk.do(session, present.staff, ticket, form)
        return go(f"{address}?done={form.act}" if may(present.staff, Action.VIEW, ticket) else "/agency")

    def _refused(self, present: SignedIn, number: str, form: Form, why: str) -> Response:
        """The page as the ticket is now, with the reason and the words that were sent."""
        with self._database.read() as session:
            ticket = self._visible(session, present, number)
            if ticket is None:
                return not_found(self._console, present)
            if form.act is Act.ANSWER and self._may_answer(present, ticket):
                return self._answer_page(present, ticket, form.fields["outcome"], form.text, 409, error=why)
            return self._ticket_page(session, present, ticket, 409, error=why, kept=form)

    def _visible(self, session: Session, present: SignedIn, number: str) -> Ticket | None:
        """The ticket, if it is there and this account may see it: both are answered alike."""
        ticket = find(session, number) if number.isprintable() else None
        return ticket if ticket is not None and may(present.staff, Action.VIEW, ticket) else None

    def _ticket_page(
        self, session: Session, present: SignedIn, ticket: Ticket, status: int = 200, *, error: str = "", done: str = "",
        full: bool = False, kept: Form | None = None,
    ) -> Response:
        view = self._console.tickets.view(ticket)
        return render(
            self._console, "staff_ticket.html", present, status, ticket=ticket, view=view, error=error, full=full, kept=kept,
            kind_title=WORDS[Kind(ticket.kind)].title, status_title=STATUS_WORDS[Status(ticket.status)].title,
            urgency=urgency(ticket.status, view.due_on, today(), self._console.watch),
            matter=details.matter_lines(ticket, full=full), applicant=details.applicant_lines(ticket, full=full),
            happenings=details.happenings(session, ticket), files=details.files_of(session, ticket),
            offered=self._offered(present, ticket), reserved=forms.reserved(self._console.tickets, present.staff, ticket),
            may_see=may(present.staff, Action.VIEW_PERSONAL, ticket),
            co=ticket.co_agencies, done=ACT_WORDS[Act(done)] if done in set(Act) else "",
        )

    def _answer_page(
        self, present: SignedIn, ticket: Ticket, outcome_code: str, text: str, status: int = 200, *, error: str = "",
        version: int | None = None,
    ) -> Response:
        kind = Kind(ticket.kind)
        return render(
            self._console, "answer.html", present, status, ticket=ticket, groups=choices.groups(kind),
            choice=choices.choice_of(kind, outcome_code), text=text, error=error, version=ticket.version if version is None else version,
            matter=details.matter_lines(ticket, full=False), address=f"/agency/tickets/{ticket.number}",
        )

    def _offered(self, present: SignedIn, ticket: Ticket) -> list[ActForm]:
        return forms.offered(self._console.tickets, self._console.profile, present.staff, ticket)

    def _may_answer(self, present: SignedIn, ticket: Ticket) -> bool:
        return any(form.act is Act.ANSWER for form in self._offered(present, ticket))


def _form(act: Act, sent: FormData) -> Form:
    version = field(sent, "version")
    fields = {name: field(sent, name).strip() for name in _OWN_FIELDS}
    chosen = tuple(value for value in sent.getlist("co") if isinstance(value, str))
    return Form(act, int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0, field(sent, "text"), fields, chosen)
