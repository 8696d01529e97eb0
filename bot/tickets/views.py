"""A ticket as others may see it: found by number, shown without personal data."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock.service import Deadline
from bot.tickets import history
from bot.tickets.answer_files import words_for_others
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import ACT_WORDS, OPEN, STATUS_WORDS, Act, Status
from bot.tickets.models import Ticket, TicketEvent
from bot.tickets.numbers import plain
from bot.tickets.outcomes import outcome_of
from bot.tickets.telling import told_words

# Between offices only: no news for the citizen, whose ticket goes on as before.
_INSIDE = frozenset({Act.ASK_EXTENSION, Act.DECLINE_EXTENSION, Act.CO_REPORT, Act.ANSWER_URGE, Act.ATTACH, Act.ASSIGN})


@dataclass(frozen=True)
class Step:
    """One line of the public timeline."""

    on: dt.date
    what: str


@dataclass(frozen=True)
class TicketView:
    """A ticket as anyone with number and code may see it: no personal data.

    `told` is what the agency last let the citizen know and he may have to act upon: a correction, a fee, why it is not dealt with.
    """

    number: str
    kind: str
    status: str
    status_words: str
    outcome: str | None
    outcome_words: str | None
    agency: str
    received_on: dt.date
    due_on: dt.date | None
    provisional: bool
    explanation: tuple[str, ...]
    answer: str | None
    answered_on: dt.date | None
    told: str | None = None
    timeline: tuple[Step, ...] = field(default_factory=tuple)


def view_of(ticket: Ticket, found: Deadline, main: Ticket | None = None) -> TicketView:
    """The view of a ticket with this deadline; one that was merged goes on as its main ticket does, whose answer is its answer."""
    if main is not None:
        answer = history.answer_of(main.events)
        common = words_for_others(answer) if answer else None
        return _as_its_main(view_of(ticket, found), view_of(main, found), common, _steps(_since_merged(ticket, main)))
    outcome = outcome_of(Kind(ticket.kind), ticket.outcome) if ticket.outcome else None
    answer = history.answer_of(ticket.events)
    return TicketView(
        number=ticket.number,
        kind=ticket.kind,
        status=ticket.status,
        status_words=STATUS_WORDS[Status(ticket.status)].citizen,
        outcome=ticket.outcome,
        outcome_words=outcome.title if outcome else None,
        agency=ticket.agency,
        received_on=ticket.received_on,
        due_on=found.due_on,
        provisional=found.provisional,
        explanation=found.explanation,
        answer=answer.text if answer else None,
        answered_on=answer.on if answer else None,
        told=_told(ticket, found),
        timeline=_steps(ticket.events),
    )


def _told(ticket: Ticket, found: Deadline) -> str | None:
    asked = history.pending(ticket.events, Act.ASK_CORRECTION, Act.CORRECT) or history.pending(ticket.events, Act.ASK_FEE, Act.PAY_FEE)
    turned_away = history.last(ticket.events, Act.REFUSE, Act.TRANSFER)
    event = turned_away or (asked if ticket.status in OPEN else None)
    return told_words(ticket, event, found) if event is not None else None


def _as_its_main(own: TicketView, main: TicketView, answer: str | None, since: tuple[Step, ...]) -> TicketView:
    """Nothing of the other citizen: the common answer as others read it, and of its steps those since the merge."""
    return replace(
        main,
        number=own.number,
        status=own.status,
        status_words=f"{own.status_words}：{main.status_words}",
        received_on=own.received_on,
        answer=answer,
        told=own.told,
        timeline=(*own.timeline, *since),
    )


def _since_merged(ticket: Ticket, main: Ticket) -> Sequence[TicketEvent]:
    places = [place for place, event in enumerate(main.events) if event.act == Act.ATTACH and event.data.get("number") == ticket.number]
    return main.events[places[-1] :] if places else ()


def _steps(events: Iterable[TicketEvent]) -> tuple[Step, ...]:
    return tuple(Step(event.on, _public_words(event)) for event in events if event.act not in _INSIDE)


def find(session: Session, number: str) -> Ticket | None:
    """The ticket with this number, however it was typed (blanks, small letters)."""
    return session.scalar(select(Ticket).where(Ticket.number == plain(number)))


def _public_words(event: TicketEvent) -> str:
    if Act(event.act) is Act.DISPATCH:
        return event.text or ACT_WORDS[Act.DISPATCH]
    return ACT_WORDS[Act(event.act)]
