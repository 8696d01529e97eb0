"""What waits for a decision of the whole place: duty disputes and extensions; and the urgings that nobody answered yet."""

import datetime as dt
from dataclasses import dataclass

from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from bot.clock.service import today
from bot.clock.wording import day_zh
from bot.oversight import standing
from bot.oversight.service import urged
from bot.people.masking import mask_text
from bot.people.service import Action, SignedIn, may
from bot.tickets import history
from bot.tickets.conditions import URGE_FORMS
from bot.tickets.kinds import WORDS
from bot.tickets.lifecycle import ACT_WORDS, Act
from bot.tickets.models import Ticket, TicketEvent
from bot.tickets.service import find
from consoles.agency.acts import Desk
from consoles.agency.forms import permitted
from consoles.agency.reading import ActRefused, Form
from consoles.console import Console
from consoles.guard import field
from consoles.numbers import number_in
from consoles.oversight.room import agencies, corners
from consoles.pages import go, not_found, render

_SHOWN = 50
_ACTS = frozenset({Act.REASSIGN, Act.EXTEND, Act.DECLINE_EXTENSION})
_FIELDS = ("agency", "workdays")


@dataclass(frozen=True)
class Matter:
    """A ticket that waits, the event it waits since, and what may be decided about it here."""

    ticket: Ticket
    event: TicketEvent
    acts: tuple[Act, ...]

    @property
    def text(self) -> str:
        """The words that went with the event, masked."""
        return mask_text(self.event.text)


class Decisions:
    """`/oversight/waiting`."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._database = console.database
        self._desk = Desk(console.tickets, console.profile)

    def page(self, present: SignedIn, done: str = "", *, status: int = 200, error: str = "", kept: tuple[str, Form] | None = None) -> Response:
        """All three lists; the longest waiting first."""
        with self._database.read() as session:
            disputes = [self._matter(present, ticket, Act.RETURN, Act.REASSIGN) for ticket in standing.disputed(session, _SHOWN)]
            asked = [
                self._matter(present, ticket, Act.ASK_EXTENSION, Act.EXTEND, Act.DECLINE_EXTENSION)
                for ticket in standing.extensions(session, _SHOWN)
            ]
            urgings = [(ticket, list(history.open_urgings(ticket.events))) for ticket in urged(session, limit=_SHOWN)]
            counts = standing.waiting(session)
        return render(
            self._console, "oversight/waiting.html", present, status, corners=corners(present.staff), here="/oversight/waiting",
            disputes=disputes, asked=asked, urgings=urgings, counts=counts, shown=_SHOWN, agencies=agencies(self._console.profile), kinds=WORDS,
            urge_forms=URGE_FORMS, mask=mask_text, last_day=_last_day, past=_past, done=ACT_WORDS[Act(done)] if done in _ACTS else "", error=error, kept=kept,
        )

    def _matter(self, present: SignedIn, ticket: Ticket, since: Act, *acts: Act) -> Matter:
        event = history.last(ticket.events, since) or ticket.events[-1]
        return Matter(ticket, event, tuple(act for act in acts if permitted(present.staff, act, ticket)))

    def decide(self, present: SignedIn, number: str, sent: FormData) -> Response:
        """Do what was decided; when it cannot be, the page comes back with the reason and the words that were sent."""
        act = field(sent, "act")
        if act not in _ACTS:
            return not_found(self._console, present)
        form = Form(
            Act(act), number_in(field(sent, "version"), 9) or 0, field(sent, "text"),
            {name: field(sent, name).strip() for name in _FIELDS},
        )  # fmt: skip
        try:
            with self._database.write() as session:
                self._desk.do(session, present.staff, self._visible(session, present, number), form)
        except ActRefused as refusal:
            return self.page(present, status=409, error=f"{number[:24]}：{refusal}", kept=(number, form))
        return go(f"/oversight/waiting?done={act}")

    def _visible(self, session: Session, present: SignedIn, number: str) -> Ticket:
        ticket = find(session, number) if number.isprintable() else None
        if ticket is None or not may(present.staff, Action.VIEW, ticket):
            raise ActRefused("没有找到这张工单。")
        return ticket


def _last_day(urging: TicketEvent) -> str:
    return day_zh(dt.date.fromisoformat(urging.data["answer_by"]))


def _past(urging: TicketEvent) -> bool:
    return dt.date.fromisoformat(urging.data["answer_by"]) < today()
