"""The numbers of oversight counted the long way: ticket by ticket, event by event, without a table of sums."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from bot.clock.service import count_workdays
from bot.oversight.periods import Period
from bot.tickets.models import Ticket, TicketEvent

ENDS = {"answer", "refuse", "transfer", "merge", "withdraw", "give_up"}
OPEN = {"received", "confirmed", "dispatched", "signed", "correcting", "consulting", "disputed"}


def end_of(ticket: Ticket) -> TicketEvent | None:
    if ticket.status in OPEN:
        return None
    return [event for event in ticket.events if event.act in ENDS][-1]


def judged_in(tickets: Iterable[Ticket], period: Period, today: dt.date) -> dict[str, list[Ticket]]:
    """Tickets whose limit was judged in the period, by what was found: `on_time`, `late`, `waiting` (overdue, no answer)."""
    found: dict[str, list[Ticket]] = {"on_time": [], "late": [], "waiting": []}
    for ticket in tickets:
        end, due = end_of(ticket), ticket.due_on
        if end is None:
            if due is not None and due < today and period.first <= due <= period.last:
                found["waiting"].append(ticket)
        elif due is not None and end.on > due:
            if period.first <= due <= min(period.last, today):
                found["late"].append(ticket)
        elif end.act in {"answer", "refuse", "transfer"} and period.first <= end.on <= min(period.last, today):
            found["on_time"].append(ticket)
    return found


def workdays(tickets: Iterable[Ticket]) -> list[int]:
    """How long each answer took, shortest first."""
    ends = [(ticket, end_of(ticket)) for ticket in tickets]
    return sorted(count_workdays(ticket.received_on, end.on) for ticket, end in ends if end is not None and end.act == "answer")


def prompt(ticket: Ticket) -> bool:
    handed = max(place for place, event in enumerate(ticket.events) if event.act in ("dispatch", "reassign"))
    for event in ticket.events[handed:]:
        if event.act in ("sign", "answer", "refuse", "transfer"):
            return count_workdays(ticket.events[handed].on, event.on) <= 1
    return False


def returned_in(tickets: Iterable[Ticket], period: Period) -> Counter[str]:
    """Returns in the period by the agency that gave the ticket back."""
    found: Counter[str] = Counter()
    for ticket in tickets:
        agency = ticket.agency
        for event in reversed(ticket.events):
            if event.act == "reassign":
                agency = event.data["from"]
            if event.act == "return" and period.first <= event.on <= period.last:
                found[agency] += 1
    return found
