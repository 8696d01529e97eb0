"""Doing what a clerk asks of a ticket, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.agencies.service import Directory, Profile
from bot.clock.service import TimelineError
from bot.delivery import notices
from bot.people.drafts import drop_draft
from bot.people.models import Staff
from bot.people.service import audit
from bot.tickets import answer_files
from bot.tickets.kinds import WORDS, Kind
from bot.tickets.lifecycle import ACT_WORDS, Act, LifecycleError
from bot.tickets.models import Ticket
from bot.tickets.service import TicketConflict, TicketError, Tickets
from consoles.agency import choices
from consoles.agency.forms import actor_of, permitted
from consoles.agency.reading import ActRefused, Form, data_of

MAX_TEXT = 20_000
STALE = "工单刚刚被别人改动，请看过最新情况后再提交；您写的内容还在下面。"
# Kept with an event: the version that its form was made from, so that the same form is known again.
_FORM = "form_version"
REFUSALS = (TimelineError, LifecycleError, TicketError)


class Stale(ActRefused):
    """Somebody changed the ticket since the form was made."""


@dataclass(frozen=True)
class Preview:
    """An answer as the citizen will read it, and the words that will be kept."""

    notice: str
    words: str


class Desk:
    """Does what clerks ask, by the rules of `bot.tickets`."""

    def __init__(self, tickets: Tickets, profile: Profile) -> None:
        self._tickets = tickets
        self._directory = Directory(profile)

    def do(self, session: Session, staff: Staff, ticket: Ticket, form: Form) -> None:
        """Do the act in the caller's transaction, its draft is gone then. ActRefused says why not; a form sent twice acts once."""
        if _already_done(staff, ticket, form):
            return
        if not permitted(staff, form.act, ticket):
            raise ActRefused(f"您的账号不能“{ACT_WORDS[form.act]}”。")
        if ticket.version != form.version:
            raise Stale(STALE)
        _refusing(lambda: self._act(session, staff, ticket, form))
        drop_draft(session, staff, ticket.id, form.act)
        audit(session, staff, form.act, ticket.number)

    def preview(self, session: Session, staff: Staff, ticket: Ticket, form: Form) -> Preview:
        """What the answer would be: it is made like the real one in the caller's transaction, which must be rolled back."""
        self.do(session, staff, ticket, form)
        words = ticket.events[-1].text
        data = {"kind": WORDS[Kind(ticket.kind)].title, "number": ticket.number, "agency": ticket.agency, "text": words}
        return Preview(notices.text_of("answered", data), words)

    def rehearse(self, session: Session, staff: Staff, ticket: Ticket, form: Form) -> str:
        """What the citizen would be told of the act; empty where he is told nothing. The caller's transaction must be rolled back."""
        self.do(session, staff, ticket, form)
        return self._tickets.told(ticket)

    def _act(self, session: Session, staff: Staff, ticket: Ticket, form: Form) -> None:
        if len(form.text) > MAX_TEXT:
            raise ActRefused(f"内容太长，请控制在 {MAX_TEXT} 字以内。")
        if form.act is Act.ANSWER:
            code, variant = choices.parts(form.field("outcome"))
            files = answer_files.waiting(session, ticket, staff.login)
            self._tickets.answer(session, ticket, actor_of(staff), code, form.text, variant=variant, files=files)
        else:
            data = data_of(session, self._directory, staff, ticket, form)
            if form.act is Act.ASSIGN and data["to"] == ticket.assigned_to:
                return
            self._tickets.act(session, ticket, form.act, actor_of(staff), form.text, data)
        event = ticket.events[-1]
        event.data = {**event.data, _FORM: form.version}
        session.flush()


def _refusing(act: Callable[[], None]) -> None:
    try:
        act()
    except TicketConflict as error:
        raise Stale(STALE) from error
    except REFUSALS as error:
        raise ActRefused(str(error)) from error


def _already_done(staff: Staff, ticket: Ticket, form: Form) -> bool:
    """Whether what this account did last on the ticket came of this very form, sent a moment ago."""
    last = next((event for event in reversed(ticket.events) if event.actor == actor_of(staff)), None)
    if last is None or last.act != form.act or last.data.get(_FORM) != form.version:
        return False
    return form.act is not Act.ASSIGN and last.text.startswith(form.text.strip())
