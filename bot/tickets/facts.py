"""What is counted of a ticket: read off its events, written beside it in the transaction of every change.

`docs/reference/oversight.md` says in words what each fact means and where its rule comes from.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock.service import count_workdays
from bot.store import Database
from bot.tickets import history
from bot.tickets.applicants import class_of
from bot.tickets.lifecycle import OPEN, Act, Status
from bot.tickets.models import Recount, Ticket, TicketEvent, TicketFact, TicketReturn

# An agency has so many working days to sign for what it was handed (ours: no text sets it for the whole country).
SIGN_WORKDAYS = 1
_BATCH = 500
_BY_AGENCY = frozenset({Act.ANSWER, Act.REFUSE, Act.TRANSFER})
_ENDS = _BY_AGENCY | {Act.MERGE, Act.WITHDRAW, Act.GIVE_UP}
_HANDED = (Act.DISPATCH, Act.REASSIGN)
# What a change can move in the counts, by the day it is counted on: a month is marked when one of these changed.
_COUNTED = (
    ("received_on", ("kind", "agency", "applicant_class")),
    ("judged_on", ("kind", "agency", "verdict", "prompt", "solved", "satisfied", "workdays")),
    ("closed_on", ("kind", "agency", "applicant_class", "outcome")),
)


class Verdict(StrEnum):
    """Whether the limit was kept: not known yet (and overdue, once the day of judging is over), yes, no."""

    WAITING = "waiting"
    ON_TIME = "on_time"
    LATE = "late"


def fact_values(ticket: Ticket) -> dict[str, Any]:
    """The columns of the ticket's `TicketFact`, from ticket and events alone."""
    events = ticket.events
    end = None if Status(ticket.status) in OPEN else history.last(events, *_ENDS)
    answered = end is not None and end.act == Act.ANSWER
    paid = history.last(events, Act.PAY_FEE)
    fee = history.last(events, Act.ASK_FEE) if paid else None
    asked = history.asked_extension(events) if end is None else None
    judged_on, verdict = judged(ticket.due_on, end)
    return {
        "kind": str(ticket.kind),
        "agency": ticket.agency,
        "applicant_class": str(_class_of(ticket)),
        "received_on": ticket.received_on,
        "due_on": ticket.due_on,
        "closed_on": end.on if end else None,
        "outcome": (ticket.outcome or str(end.act)) if end else None,
        "judged_on": judged_on,
        "verdict": verdict,
        "workdays": max(count_workdays(ticket.received_on, end.on), 0) if end and answered else None,
        "prompt": _prompt(events),
        "solved": ticket.solved,
        "satisfied": ticket.satisfied,
        "extension_asked_on": asked.on if asked else None,
        "moved_on": next((event.on for event in reversed(events) if _moves(event)), None),
        "paid": int(fee.data.get("amount", 0)) if fee else 0,
        "paid_on": paid.on if paid else None,
    }


def judged(due_on: dt.date | None, end: TicketEvent | None) -> tuple[dt.date | None, Verdict | None]:
    """The day on which it is known whether the limit was kept, and whether it was; (None, None) where nothing is judged.

    Kept: the day of the answer. Not kept: the last day of the limit. What the applicant ended within the limit is not judged.
    """
    if end is None:
        return due_on, Verdict.WAITING if due_on else None
    if due_on is not None and end.on > due_on:
        return due_on, Verdict.LATE
    return (end.on, Verdict.ON_TIME) if end.act in _BY_AGENCY else (None, None)


def _class_of(ticket: Ticket) -> str:
    # Only where the class has still to be found is it needed to unseal who applied.
    return class_of(ticket.applicant_class, ticket.applicant if ticket.applicant_class == "organization" else {})


def _prompt(events: Sequence[TicketEvent]) -> bool:
    """Whether the agency that has it took it in time: signed for it, or said what becomes of it."""
    places = [place for place, event in enumerate(events) if event.act in _HANDED]
    if not places:
        return False
    handed = events[places[-1]]
    taken = next((event for event in events[places[-1] + 1 :] if event.act in _BY_AGENCY | {Act.SIGN}), None)
    return taken is not None and count_workdays(handed.on, taken.on) <= SIGN_WORKDAYS


def _moves(event: TicketEvent) -> bool:
    return event.act == Act.REASSIGN and event.data.get("from") != event.data.get("to")


def returns(ticket: Ticket) -> Iterator[TicketReturn]:
    """Every return of the ticket, with the agency that had it then."""
    for place, event in enumerate(ticket.events):
        if event.act == Act.RETURN:
            agency = agency_after(ticket, place)
            yield TicketReturn(event_id=event.id, ticket_id=ticket.id, agency=agency, kind=str(ticket.kind), on=event.on)


def agency_after(ticket: Ticket, place: int) -> str:
    """Which agency had the ticket after the event at `place`."""
    moved = next((event for event in ticket.events[place + 1 :] if event.act == Act.REASSIGN), None)
    return str(moved.data.get("from") or ticket.agency) if moved else ticket.agency


def agency_on(ticket: Ticket, day: dt.date) -> str:
    """Which agency had the ticket at the end of a day."""
    place = max((place for place, event in enumerate(ticket.events) if event.on <= day), default=-1)
    return agency_after(ticket, place)


def note(session: Session, ticket: Ticket) -> bool:
    """Bring the ticket's facts up to its events, after the change is flushed; marks the months whose counts it moved.

    Whether anything was not as it should be.
    """
    fact = session.get(TicketFact, ticket.id)
    if fact is None:
        fact = TicketFact(ticket_id=ticket.id)
        session.add(fact)
    before = _counted(fact)
    wrong = {name: value for name, value in fact_values(ticket).items() if getattr(fact, name) != value}
    for name, value in wrong.items():
        setattr(fact, name, value)
    days = {day for old, new in zip(before, _counted(fact), strict=True) if old != new for day in (old[0], new[0])}
    for made in returns(ticket):
        if session.get(TicketReturn, made.event_id) is None:
            session.add(made)
            days.add(made.on)
            wrong["returned"] = made.on
    session.add_all(Recount(month=month) for month in sorted({day.replace(day=1) for day in days if day}))
    return bool(wrong)


def _counted(fact: TicketFact) -> list[tuple[Any, ...]]:
    return [(getattr(fact, day), *(getattr(fact, name) for name in names)) for day, names in _COUNTED]


def count_anew(database: Database) -> Iterator[tuple[int, int]]:
    """Hold the facts of every ticket against its events and put right what differs; (read, put right), batch by batch."""
    after = 0
    while True:
        with database.write() as session:
            found = session.scalars(select(Ticket).where(Ticket.id > after).order_by(Ticket.id).limit(_BATCH)).all()
            changed = sum(note(session, ticket) for ticket in found)
        if not found:
            return
        after = found[-1].id
        yield len(found), changed


def catch_up(database: Database) -> Iterator[int]:
    """Write the facts of tickets that have none (put in by other ways than `Tickets`); yields how many, batch by batch."""
    after = 0
    while True:
        with database.write() as session:
            lacking = (
                select(Ticket).outerjoin(TicketFact, TicketFact.ticket_id == Ticket.id)
                .where(TicketFact.ticket_id.is_(None), Ticket.id > after).order_by(Ticket.id).limit(_BATCH)
            )
            found = session.scalars(lacking).all()
            for ticket in found:
                note(session, ticket)
        if not found:
            return
        after = found[-1].id
        yield len(found)
