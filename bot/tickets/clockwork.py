"""A ticket's events as the statutory clock reads them, and the dates that come of it."""

import datetime as dt
from collections.abc import Sequence

from bot.clock.service import Deadline, Event, PeriodOverrides, current_calendar, deadline
from bot.clock.timeline import walk
from bot.tickets import history, watching
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import OPEN, Act, Status
from bot.tickets.models import Ticket, TicketEvent
from bot.tickets.watching import DEFAULT, Occasion, Watch

# Acts that the clock counts from; what an act means to the clock may depend on its data.
_PLAIN = {Act.ASK_CORRECTION: "correction_requested", Act.CORRECT: "correction_received", Act.EXTEND: "extended"}
# Acts the count begins with. A confirmation goes before the receipt it confirms (政府信息公开条例 art. 31(3));
# doing a matter once more begins a count of its own: no text lets the new work be late before it begins.
_STARTS = (Act.REDO, Act.CONFIRM, Act.RECEIVE)
THIRD_PARTY, AGENCY = "third_party", "agency"


def clock_events(events: Sequence[TicketEvent]) -> list[Event]:
    """The part of a ticket's history that moves its due date, in order."""
    start = _start(events)
    if start is None:
        return []
    later = [read for event in events[start + 1 :] if (read := _read(event)) is not None]
    return [Event("received", events[start].on), *later]


def _start(events: Sequence[TicketEvent]) -> int | None:
    for act in _STARTS:
        places = [place for place, event in enumerate(events) if event.act == act]
        if places:
            return places[-1]
    return None


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


def deadline_for(kind: str, events: Sequence[TicketEvent], overrides: PeriodOverrides | None) -> Deadline:
    """The due date that a history comes to; TimelineError names a broken rule."""
    return deadline(kind, clock_events(events), overrides)


def deadline_of(ticket: Ticket, overrides: PeriodOverrides | None) -> Deadline:
    """The due date of a ticket with its reasons, from its events alone; TimelineError names a broken rule."""
    return deadline_for(ticket.kind, ticket.events, overrides)


def opinions_awaited(kind: str, events: Sequence[TicketEvent], overrides: PeriodOverrides | None) -> list[Event]:
    """The letters that wait for an opinion, each as the lapse it comes to (`on`: its last day, art. 32 and 34)."""
    if kind != Kind.APPLICATION:
        return []
    letters = walk(kind, clock_events(events), current_calendar(), overrides).consultations
    return [Event("lapsed", letter.expires_on, party=letter.party) for letter in letters if letter.open]


def recompute(ticket: Ticket, overrides: PeriodOverrides | None, watch: Watch = DEFAULT) -> Deadline:
    """Bring the stored due date, and the day somebody has to look at it, up to the events; answers the full deadline."""
    found = deadline_of(ticket, overrides)
    ticket.due_on, ticket.provisional, ticket.calendar_version = found.due_on, found.provisional, found.calendar_version
    ticket.next_warning_on = next_look(ticket, overrides, watch)
    return found


def next_look(ticket: Ticket, overrides: PeriodOverrides | None, watch: Watch = DEFAULT) -> dt.date | None:
    """The first day on which something about an open ticket is due to be noticed; None for one that is over."""
    if Status(ticket.status) not in OPEN:
        return None
    return watching.first_look(occasions(ticket, overrides, watch))


def occasions(ticket: Ticket, overrides: PeriodOverrides | None, watch: Watch = DEFAULT) -> list[Occasion]:
    """Everything to be noticed about an open ticket, now or later: colours of its due date, limits that pass inside."""
    return [*watching.colours(ticket.due_on, watch), *_limits(ticket, overrides)]


def _limits(ticket: Ticket, overrides: PeriodOverrides | None) -> list[Occasion]:
    events = ticket.events
    days = (
        (watching.CORRECTION_LAPSED, history.correction_until(events)),
        (watching.FEE_LAPSED, history.fee_until(events)),
        (watching.URGE_LAPSED, history.urged_until(events)),
    )
    letters = opinions_awaited(ticket.kind, events, overrides) if ticket.status == Status.CONSULTING else []
    lapsed = [watching.passed(watching.OPINION_LAPSED, letter.on, letter.party or "") for letter in letters]
    return [watching.passed(name, day) for name, day in days if day] + lapsed
