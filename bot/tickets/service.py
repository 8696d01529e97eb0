"""What others ask of tickets: file one, do something to one, look one up."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from bot.clock.service import Deadline, LegalBasis, PeriodOverrides, period, today
from bot.delivery.staff import StaffDesk
from bot.store.pace import Minute, MovingMinute
from bot.tickets import answer_files, answers, clockwork, conditions, facts, finding, numbers, recording
from bot.tickets.conditions import Attempt, TicketError
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import ACT_WORDS, BY_THE_DESK, Act, LifecycleError, Status, next_status, possible_acts, rule_of
from bot.tickets.likeness import index
from bot.tickets.models import AnswerFile, Ticket, TicketEvent
from bot.tickets.reach import Answered, Reach
from bot.tickets.recording import NEEDS_TEXT, Filing
from bot.tickets.telling import Teller, due_sentence, due_words, told_words
from bot.tickets.views import Step, TicketView, find, view_of
from bot.tickets.watching import DEFAULT, Watch

__all__ = [
    "CITIZEN", "DESK", "MOST_TRIES", "Filed", "Filing", "Step", "TicketConflict", "TicketError", "TicketView", "Tickets", "due_sentence",
    "due_words", "find",
]

DESK = "desk"
CITIZEN = "citizen"
# So often within a minute a number's query code may be tried, over all ways together: all hundred million would take years.
MOST_TRIES = 20

_CONFLICT = "工单刚刚被别人改动，您的操作没有生效，请看过最新情况后再提交。"


class TicketConflict(TicketError):
    """Somebody else changed the ticket at the same time, and was first. The transaction is lost: begin it anew."""


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


class Tickets:
    """The life of tickets in one place, whose profile may override periods and set when warnings begin.

    Every change is checked whole before anything of it is written: an error leaves ticket and session as they were.
    `tries` counts tries of query codes by number; without one they are counted in this process alone.
    """

    def __init__(
        self, overrides: PeriodOverrides | None = None, watch: Watch = DEFAULT, staff: StaffDesk | None = None, reach: Reach | None = None,
        tries: Minute | None = None,
    ) -> None:
        self._overrides = overrides
        self._watch = watch
        self._teller = Teller(staff or StaffDesk(), reach or Reach())
        self._tries = tries or MovingMinute(MOST_TRIES)

    def file(self, session: Session, filing: Filing, on: dt.date | None = None) -> Filed:
        """Make the ticket, its first events and its dispatch in the caller's transaction.

        Filing over the desk is confirmed by both sides at once (the citizen's 确认, the desk's receipt), so the day
        of filing is the day of receipt in the sense of 政府信息公开条例 art. 31(3).
        """
        day = on or today()
        ticket, found = self.opened(filing, day)
        code = numbers.new_code()
        ticket.number = numbers.next_number(session, filing.kind, day)
        ticket.code_fingerprint = numbers.fingerprint(ticket.number, code)
        session.add(ticket)
        session.flush()
        if filing.confirmed:
            self._teller.tell(session, ticket, ticket.events[-1], found)
        facts.note(session, ticket)
        finding.note(session, ticket)
        index.add(session, ticket)
        return Filed(
            ticket.id, ticket.number, code, filing.kind, ticket.agency, day, found.due_on, found.provisional, found.explanation,
            found.legal_basis,
        )

    def opened(self, filing: Filing, day: dt.date) -> tuple[Ticket, Deadline]:
        """A new ticket with its first events, as `file` makes it, that no store knows and nobody is told of.

        What follows a confirmed draft is done at once; the citizen hears of it by the receipt.
        """
        ticket = recording.new_ticket(filing, day)
        self._check(ticket, Act.RECEIVE, day, CITIZEN, "", None)
        recording.record(ticket, Act.RECEIVE, day, CITIZEN, "")
        for act, text in ((Act.CONFIRM, "申请人确认内容，服务台出具回执"), (Act.DISPATCH, f"转交{ticket.agency}")) if filing.confirmed else ():
            status = next_status(Kind(ticket.kind), Status(ticket.status), act)
            recording.record(ticket, act, day, DESK, text)
            ticket.status = status
        return ticket, clockwork.recompute(ticket, self._overrides, self._watch)

    def act(
        self, session: Session, ticket: Ticket, act: Act, actor: str, text: str = "", data: Mapping[str, Any] | None = None,
        on: dt.date | None = None, *, answered: Answered | None = None,
    ) -> Deadline:
        """Do `act` as the table allows, record it, recompute the due date and tell whom it concerns; all or nothing.

        `answered`: the citizen does it in a conversation, and reads of it in the reply there.

        LifecycleError or TimelineError names the rule that forbids it; TicketError what is missing; TicketConflict
        (a TicketError) that somebody else was first. `docs/reference/tickets.md` lists what each act takes as `data`.
        """
        if act is Act.ANSWER:
            return self.answer(session, ticket, actor, str((data or {}).get("outcome", "")), text, variant=(data or {}).get("variant"), on=on)
        if act is Act.MERGE:
            return self._merge(session, ticket, actor, text, data, on)
        found = self._do(session, ticket, act, actor, text, data, on, answered=answered)
        if act is Act.WITHDRAW:
            self._hand_on(session, ticket, on)
        return found

    def answer(
        self, session: Session, ticket: Ticket, actor: str, outcome_code: str, text: str, *, variant: str | None = None,
        on: dt.date | None = None, files: Sequence[AnswerFile] = (),
    ) -> Deadline:
        """Answer with one of the kind's outcomes; its clause and its remedy paragraph are added where the clerk left them out.

        `files` go with it. TicketError when the outcome is none of the kind's, when reasons are missing or a blank of the
        template is unfilled.
        """
        enclosed = answer_files.enclosed_words(files)
        words, data = self._answer(ticket, outcome_code, text, variant, enclosed)
        found = self._do(session, ticket, Act.ANSWER, actor, words, data | ({answer_files.ENCLOSED: enclosed} if enclosed else {}), on)
        answer_files.send(files, ticket.events[-1])
        return found

    def _answer(self, ticket: Ticket, outcome_code: str, text: str, variant: str | None, enclosed: str = "") -> tuple[str, dict[str, Any]]:
        next_status(Kind(ticket.kind), Status(ticket.status), Act.ANSWER, rule=self._rule(ticket))
        outcome = answers.checked_outcome(ticket, outcome_code)
        return answers.complete(outcome, text, variant, enclosed), {"outcome": outcome.code} | ({"variant": variant} if variant else {})

    def rehearsed(self, ticket: Ticket, act: Act, actor: str, text: str = "", data: Mapping[str, Any] | None = None, on: dt.date | None = None) -> Deadline:
        """Do `act` to a ticket that no store knows: checked, recorded and counted as ever, nothing stored, nobody told.

        For data that is made up. Merging needs a store; errors as of `act`.
        """
        if act is Act.ANSWER:
            text, data = self._answer(ticket, str((data or {}).get("outcome", "")), text, (data or {}).get("variant"))
        return self._change(ticket, act, actor, text, data, on or today(), None)[1]

    def possible(self, ticket: Ticket) -> tuple[Act, ...]:
        """The acts that table and conditions leave open today, as far as that is known before anything is filled in."""
        listed = possible_acts(Kind(ticket.kind), Status(ticket.status))
        return tuple(act for act in dict.fromkeys(listed) if act not in BY_THE_DESK and self._open(ticket, act))

    def _open(self, ticket: Ticket, act: Act) -> bool:
        try:
            self._fill(ticket, act, today(), "", "", None)
        except LifecycleError:
            return False
        except TicketError:
            return True  # something has to be filled in first: that is what the form is for
        return True

    def recalculate(self, session: Session, ticket: Ticket, why: str) -> Deadline | None:
        """Count anew after the calendar changed; where the date moved, record it and tell. None when nothing changed.

        A mark or a version that changes alone is written without an event, and without disturbing a clerk at work.
        """
        found = clockwork.deadline_of(ticket, self._overrides)
        if (found.due_on, found.provisional) == (ticket.due_on, ticket.provisional):
            changed = None
        elif found.due_on == ticket.due_on:
            changed = found
        else:
            return self._do(session, ticket, Act.RECALCULATE, DESK, why, None, None)
        look = clockwork.next_look(ticket, self._overrides, self._watch)
        values = {"provisional": found.provisional, "calendar_version": found.calendar_version, "next_warning_on": look}
        session.execute(update(Ticket.__table__).where(Ticket.__table__.c.id == ticket.id).values(values))  # type: ignore[arg-type]
        session.expire(ticket, list(values))
        return changed

    def _merge(
        self, session: Session, ticket: Ticket, actor: str, text: str, data: Mapping[str, Any] | None, on: dt.date | None
    ) -> Deadline:
        """Merge into an earlier ticket: both histories say so, both citizens are told; what hung on this one goes along."""
        main = self._main_for(session, ticket, str((data or {}).get("main", "")))
        self._check(main, Act.ATTACH, on or today(), actor, "", {"number": ticket.number})
        found = self._do(session, ticket, Act.MERGE, actor, text, {**(data or {}), "main": main.number}, on, main=main)
        self._do(session, main, Act.ATTACH, actor, f"{ticket.number} 并入", {"number": ticket.number}, on)
        self._teller.late_answer(session, ticket, main, ticket.events[-1])
        session.execute(update(Ticket.__table__).where(Ticket.__table__.c.main_id == ticket.id).values(main_id=main.id))  # type: ignore[arg-type]
        return found

    def _hand_on(self, session: Session, main: Ticket, on: dt.date | None) -> None:
        """A main ticket was withdrawn: the earliest one that hangs on it goes on by itself, and bears the others."""
        hanging = session.scalars(select(Ticket).where(Ticket.main_id == main.id).order_by(Ticket.id)).all()
        for ticket in hanging[:1]:
            self._do(session, ticket, Act.RESUME, DESK, f"{main.number} 已撤回，相同事项的这张工单继续办理", {"was_in": main.number}, on)
        for ticket in hanging[1:]:
            ticket.main_id = hanging[0].id
        session.flush()

    def _main_for(self, session: Session, ticket: Ticket, number: str) -> Ticket:
        if not number.strip():
            raise TicketError("请写明并入哪张工单（主工单的编号）。")
        main = find(session, number)
        if main is None or main.kind != ticket.kind:
            raise TicketError(f"没有找到编号为 {number} 的同类工单，请核对。")
        if main.id >= ticket.id:
            raise TicketError("只能并入更早收到的工单，请核对编号。")
        return main

    def _do(
        self, session: Session, ticket: Ticket, act: Act, actor: str, text: str, data: Mapping[str, Any] | None, on: dt.date | None,
        main: Ticket | None = None, answered: Answered | None = None,
    ) -> Deadline:
        before = (ticket.status, ticket.agency)
        event, found = self._change(ticket, act, actor, text, data, on or today(), main)
        if act is Act.ASSIGN:
            recording.pass_on(session, ticket, event.data["to"])
        else:  # not every act changes a column; the version has to move with every one of them
            flag_modified(ticket, "status")
        try:
            session.flush()
        except StaleDataError as error:
            raise TicketConflict(_CONFLICT) from error
        facts.note(session, ticket)
        finding.follow(session, ticket, event, before[1])
        index.keep(session, ticket, *before)
        self._teller.tell(session, ticket, event, found, answered)
        return found

    def _change(
        self, ticket: Ticket, act: Act, actor: str, text: str, data: Mapping[str, Any] | None, day: dt.date, main: Ticket | None
    ) -> tuple[TicketEvent, Deadline]:
        status, event = self._check(ticket, act, day, actor, text, data)
        ticket.status = status
        ticket.events.append(event)
        recording.apply(ticket, event, main)
        return event, clockwork.recompute(ticket, self._overrides, self._watch)

    def _check(
        self, ticket: Ticket, act: Act, day: dt.date, actor: str, text: str, data: Mapping[str, Any] | None
    ) -> tuple[Status, TicketEvent]:
        """Everything that could forbid the act, with nothing changed: where it leads, and the event it would leave."""
        text = text.strip()
        filled = self._fill(ticket, act, day, actor, text, data)
        if act in NEEDS_TEXT and not text:
            raise TicketError(f"请先填写“{ACT_WORDS[act]}”的内容和理由。")
        event = recording.event(act, day, actor, recording.whole_text(act, text, filled), filled)
        trial = [*ticket.events, event]
        if act is Act.ASK_EXTENSION:  # what could not be granted is not asked for
            trial.append(recording.event(Act.EXTEND, day, actor, text, filled))
        clockwork.deadline_for(ticket.kind, trial, self._overrides)
        if not ticket.events:
            return Status.RECEIVED, event
        asking = bool(clockwork.opinions_awaited(ticket.kind, trial, self._overrides))
        return self._next(ticket, act, asking=asking), event

    def _fill(
        self, ticket: Ticket, act: Act, day: dt.date, actor: str, text: str, data: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        attempt = Attempt(ticket, act, day, actor, text, data or {}, self._rule(ticket), self._overrides, self._watch)
        if ticket.events:
            self._next(ticket, act)
        conditions.check_order(attempt, today())
        return conditions.fill(attempt)

    def _next(self, ticket: Ticket, act: Act, *, asking: bool = False) -> Status:
        return next_status(Kind(ticket.kind), Status(ticket.status), act, asking=asking, rule=self._rule(ticket))

    def _rule(self, ticket: Ticket) -> LegalBasis:
        kind = Kind(ticket.kind)
        return rule_of(kind) if kind is Kind.APPLICATION else period(kind, self._overrides).basis

    def look_up(self, session: Session, number: str, code: str) -> TicketView | None:
        """The ticket that number and code open together; None for a wrong number and for a wrong code alike, and after too many tries."""
        if not self._tries.take(numbers.plain(number)):
            return None
        ticket = find(session, number)
        # The same work is done for an unknown number, so that time does not tell which of the two was wrong.
        kept = ticket.code_fingerprint if ticket else numbers.fingerprint(number, "")
        if not numbers.code_fits(kept, ticket.number if ticket else number, code) or ticket is None:
            return None
        return self.view_for_citizen(session, ticket)

    def may_try(self, number: str) -> bool:
        """Whether a code for this number would still be looked at in this minute; says nothing of whether there is such a ticket."""
        return self._tries.left(numbers.plain(number))

    def view_for_citizen(self, session: Session, ticket: Ticket) -> TicketView:
        """The same for whoever filed it: where it was merged, with how the main ticket stands and what it was answered."""
        main = session.get(Ticket, ticket.main_id) if ticket.main_id else None
        return self.view(ticket) if main is None else view_of(ticket, clockwork.deadline_of(main, self._overrides), main)

    def told(self, ticket: Ticket) -> str:
        """What the citizen is told of the last thing that was done; empty where it is no news to him."""
        return told_words(ticket, ticket.events[-1], clockwork.deadline_of(ticket, self._overrides))

    def view(self, ticket: Ticket) -> TicketView:
        """What may be shown of a ticket without personal data."""
        return view_of(ticket, clockwork.deadline_of(ticket, self._overrides))
