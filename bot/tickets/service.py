"""What others ask of tickets: file one, do something to one, look one up."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock.service import Deadline, LegalBasis, PeriodOverrides, today
from bot.delivery.service import Addressee, enqueue
from bot.tickets import clockwork, numbers
from bot.tickets.kinds import WORDS, Kind
from bot.tickets.lifecycle import ACT_WORDS, STATUS_WORDS, Act, LifecycleError, Status, next_status
from bot.tickets.models import Ticket, TicketEvent
from bot.tickets.outcomes import closing, outcome_of

DESK = "desk"
CITIZEN = "citizen"

# Which template tells the citizen of an act. What is not here is not told.
_TOLD = {
    Act.SIGN: "signed",
    Act.ANSWER: "answered",
    Act.ASK_CORRECTION: "correction_asked",
    Act.CORRECT: "corrected",
    Act.EXTEND: "extended",
    Act.CONSULT: "consulted",
    Act.OPINION: "opinion_received",
    Act.REASSIGN: "reassigned",
    Act.REFUSE: "refused",
    Act.TRANSFER: "transferred",
    Act.MERGE: "merged",
    Act.WITHDRAW: "withdrawn",
    Act.GIVE_UP: "given_up",
    Act.REDO: "redone",
}
_NEEDS_TEXT = frozenset({Act.ANSWER, Act.ASK_CORRECTION, Act.EXTEND, Act.REFUSE, Act.TRANSFER, Act.RETURN, Act.MERGE})


@dataclass(frozen=True)
class Filing:
    """A confirmed draft: everything that a new ticket is made of."""

    kind: Kind
    applicant: Mapping[str, str]
    applicant_class: str
    matter: Mapping[str, str]
    title: str
    agency: str
    channel: str
    co_agencies: Sequence[str] = ()
    conversation_id: str | None = None
    message_id: int | None = None


@dataclass(frozen=True)
class Filed:
    """What the citizen is told of a new ticket. The query code is shown this once; only its fingerprint is kept."""

    ticket_id: int
    number: str
    query_code: str
    kind: Kind
    agency: str
    received_on: dt.date
    due_on: dt.date | None
    provisional: bool
    explanation: tuple[str, ...]
    legal_basis: tuple[LegalBasis, ...]


@dataclass(frozen=True)
class Step:
    """One line of the public timeline."""

    on: dt.date
    what: str


@dataclass(frozen=True)
class TicketView:
    """A ticket as anyone with number and code may see it: no personal data."""

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
    timeline: tuple[Step, ...] = field(default_factory=tuple)


class TicketError(ValueError):
    """A request about a ticket that cannot be granted; one Chinese sentence."""


class Tickets:
    """The life of tickets in one place, whose profile may override periods."""

    def __init__(self, overrides: PeriodOverrides | None = None) -> None:
        self._overrides = overrides

    def file(self, session: Session, filing: Filing, on: dt.date | None = None) -> Filed:
        """Make the ticket, its first events and its dispatch in the caller's transaction.

        Filing over the desk is confirmed by both sides at once (the citizen's 确认, the desk's receipt), so the day
        of filing is the day of receipt in the sense of 政府信息公开条例 art. 31(3).
        """
        day = on or today()
        code = numbers.new_code()
        ticket = self._new_ticket(session, filing, day, code)
        _record(ticket, Act.RECEIVE, day, CITIZEN, "")
        self._move(ticket, Act.DISPATCH, day, DESK, f"转交{filing.agency}")
        found = clockwork.recompute(ticket, self._overrides)
        session.flush()
        return Filed(
            ticket.id, ticket.number, code, filing.kind, ticket.agency, day, found.due_on, found.provisional, found.explanation, found.legal_basis
        )

    def _new_ticket(self, session: Session, filing: Filing, day: dt.date, code: str) -> Ticket:
        number = numbers.next_number(session, filing.kind, day)
        ticket = Ticket(
            number=number,
            code_fingerprint=numbers.fingerprint(number, code),
            kind=filing.kind,
            status=Status.RECEIVED,
            agency=filing.agency,
            co_agencies=list(filing.co_agencies),
            title=filing.title[:200],
            matter=dict(filing.matter),
            applicant=dict(filing.applicant),
            applicant_class=filing.applicant_class,
            channel=filing.channel,
            conversation_id=filing.conversation_id,
            filed_by_message=filing.message_id,
            received_on=day,
            events=[],
        )
        session.add(ticket)
        return ticket

    def act(
        self, session: Session, ticket: Ticket, act: Act, actor: str, text: str = "", data: Mapping[str, Any] | None = None,
        on: dt.date | None = None,
    ) -> Deadline:
        """Do `act` as the table allows, record it, recompute the due date and tell the citizen; all or nothing.

        LifecycleError or TimelineError names the rule that forbids it; TicketError what is missing.
        """
        day, text = on or today(), text.strip()
        if act in _NEEDS_TEXT and not text:
            raise TicketError(f"请先填写“{ACT_WORDS[act]}”的内容和理由。")
        _check_order(ticket, day)
        event = self._move(ticket, act, day, actor, text, data)
        found = clockwork.recompute(ticket, self._overrides)
        session.flush()
        self._tell(session, ticket, event, found)
        return found

    def answer(self, session: Session, ticket: Ticket, actor: str, outcome_code: str, text: str) -> Deadline:
        """Answer with one of the kind's outcomes; its clause and its remedy paragraph are added where the clerk left them out."""
        outcome = outcome_of(Kind(ticket.kind), outcome_code)
        if outcome is None:
            raise TicketError("请选择答复类型。")
        if not text.strip() or "（请写明" in text:
            raise TicketError("请把答复内容和理由填写完整，再发送。")
        words = text.strip()
        words += "".join(f"\n\n{part}" for part in [closing(outcome)] if part and part not in words)
        found = self.act(session, ticket, Act.ANSWER, actor, words, {"outcome": outcome.code})
        ticket.outcome = outcome.code
        return found

    def _move(
        self, ticket: Ticket, act: Act, day: dt.date, actor: str, text: str, data: Mapping[str, Any] | None = None
    ) -> TicketEvent:
        ticket.status = next_status(Kind(ticket.kind), Status(ticket.status), act)
        return _record(ticket, act, day, actor, text, data)

    def _tell(self, session: Session, ticket: Ticket, event: TicketEvent, found: Deadline) -> None:
        template = _TOLD.get(Act(event.act))
        if template is None or (ticket.conversation_id is None and ticket.channel == "web"):
            return
        words = {
            "kind": WORDS[Kind(ticket.kind)].title,
            "number": ticket.number,
            "agency": ticket.agency,
            "text": event.text,
            "due": due_words(found),
        }
        to = Addressee(ticket.channel, ticket.conversation_id)
        enqueue(session, f"ticket/{ticket.number}/{event.id}/citizen", to, template, words, ticket.id)

    def look_up(self, session: Session, number: str, code: str) -> TicketView | None:
        """The ticket that number and code open together; None for a wrong number and for a wrong code alike."""
        ticket = find(session, number)
        # The same work is done for an unknown number, so that time does not tell which of the two was wrong.
        kept = ticket.code_fingerprint if ticket else numbers.fingerprint(number, "")
        if not numbers.code_fits(kept, ticket.number if ticket else number, code) or ticket is None:
            return None
        return self.view(ticket)

    def view(self, ticket: Ticket) -> TicketView:
        """What may be shown of a ticket without personal data."""
        found = clockwork.deadline_of(ticket, self._overrides)
        kind = Kind(ticket.kind)
        outcome = outcome_of(kind, ticket.outcome) if ticket.outcome else None
        answers = [event for event in ticket.events if event.act == Act.ANSWER]
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
            answer=answers[-1].text if answers else None,
            answered_on=answers[-1].on if answers else None,
            timeline=tuple(Step(event.on, _public_words(event)) for event in ticket.events),
        )


def find(session: Session, number: str) -> Ticket | None:
    """The ticket with this number, however it was typed (blanks, small letters)."""
    return session.scalar(select(Ticket).where(Ticket.number == "".join(number.split()).upper()))


def due_words(found: Deadline) -> str:
    """The due date of a deadline as one sentence; empty while no date runs."""
    return due_sentence(found.due_on, found.provisional)


def due_sentence(due_on: dt.date | None, provisional: bool) -> str:
    """«最迟 2026年12月21日 前答复。», marked where the next year's holidays are not announced yet."""
    if due_on is None:
        return ""
    mark = "（暂定：次年放假安排尚未公布）" if provisional else ""
    return f"最迟 {due_on.year}年{due_on.month}月{due_on.day}日 前答复{mark}。"


def _record(
    ticket: Ticket, act: Act, day: dt.date, actor: str, text: str, data: Mapping[str, Any] | None = None
) -> TicketEvent:
    event = TicketEvent(act=act, on=day, actor=actor, text=text, data=dict(data or {}))
    ticket.events.append(event)
    return event


def _check_order(ticket: Ticket, day: dt.date) -> None:
    last = max((event.on for event in ticket.events), default=day)
    if day < last:
        raise LifecycleError(f"日期不能早于上一步（{last:%Y-%m-%d}）。")
    if day > today():
        raise LifecycleError("日期不能晚于今天。")


def _public_words(event: TicketEvent) -> str:
    if Act(event.act) is Act.DISPATCH:
        return event.text or ACT_WORDS[Act.DISPATCH]
    return ACT_WORDS[Act(event.act)]
