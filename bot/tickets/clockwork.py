"""A ticket's events as the statutory clock reads them, and the date that comes of it."""

from bot.clock.service import Deadline, Event, PeriodOverrides, deadline
from bot.tickets.lifecycle import Act
from bot.tickets.models import Ticket, TicketEvent

# Acts that the clock counts from; what an act means to the clock may depend on its data.
_PLAIN = {
    Act.RECEIVE: "received",
    Act.ASK_CORRECTION: "correction_requested",
    Act.CORRECT: "correction_received",
    Act.EXTEND: "extended",
}
THIRD_PARTY, AGENCY = "third_party", "agency"


def clock_events(events: list[TicketEvent]) -> list[Event]:
    """The part of a ticket's history that moves its due date, in order."""
    return [read for event in events if (read := _read(event)) is not None]


def _read(event: TicketEvent) -> Event | None:
    act = Act(event.act)
    if act in _PLAIN:
        return Event(_PLAIN[act], event.on, workdays=event.data.get("workdays"))
    if act is Act.CONSULT:
        return Event(f"{event.data['whom']}_consulted", event.on, party=event.data.get("party"))
    if act is Act.OPINION:
        what = "lapsed" if event.data.get("lapsed") else f"{event.data['whom']}_replied"
        return Event(what, event.on, party=event.data.get("party"))
    return None


def deadline_of(ticket: Ticket, overrides: PeriodOverrides | None) -> Deadline:
    """The due date of a ticket with its reasons, from its events alone; TimelineError names a broken rule."""
    return deadline(ticket.kind, clock_events(ticket.events), overrides)


def recompute(ticket: Ticket, overrides: PeriodOverrides | None) -> Deadline:
    """Bring the stored due date up to the events; answers the full deadline."""
    found = deadline_of(ticket, overrides)
    ticket.due_on, ticket.provisional, ticket.calendar_version = found.due_on, found.provisional, found.calendar_version
    return found
