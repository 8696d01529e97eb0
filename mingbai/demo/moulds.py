"""Lives lived once and used for many made-up tickets: rehearsed by the real rules, so that what is poured in obeys them."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from bot.tickets import facts
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import OPEN, Act, Status
from bot.tickets.models import Ticket
from bot.tickets.service import Filing, Tickets
from mingbai.demo.lives import AGENCY, plan
from mingbai.demo.making import REFUSALS
from mingbai.demo.sender import CHANNEL


@dataclass(frozen=True)
class Event:
    """One event of a mould; text and data may hold the words that stand for agencies."""

    act: str
    on: dt.date
    actor: str
    text: str
    data: str
    returned_by: str | None = None


@dataclass(frozen=True)
class Mould:
    """A life: the ticket's columns as they are today, its events, its facts. `agency` and `co` may stand for agencies."""

    columns: dict[str, Any]
    agency: str
    co: tuple[str, ...]
    events: tuple[Event, ...]
    facts: dict[str, Any]

    @property
    def is_open(self) -> bool:
        """Whether it is still to be answered."""
        return Status(self.columns["status"]) in OPEN


_KEPT = (
    "kind", "status", "outcome", "received_on", "due_on", "provisional", "calendar_version", "next_warning_on", "urged_until", "answered_on",
    "satisfied", "solved",
)


def mould(random: Random, tickets: Tickets, kind: Kind, day: dt.date) -> Mould:
    """One life of a ticket of this kind that came on this day."""
    ticket, _ = tickets.opened(Filing(kind, {}, "citizen", {}, "", AGENCY, CHANNEL), day)
    for step in plan(random, kind, day):
        try:
            tickets.rehearsed(ticket, step.act, step.actor, step.text, step.data, step.on)
        except REFUSALS:
            continue  # a plan only tries; what the law does not allow does not happen
    return Mould(
        {name: _plain(getattr(ticket, name)) for name in _KEPT}, ticket.agency, tuple(ticket.co_agencies), tuple(_events(ticket)), facts.fact_values(ticket)
    )


def _events(ticket: Ticket) -> Sequence[Event]:
    return [
        Event(
            str(event.act), event.on, event.actor, event.text, json.dumps(event.data, ensure_ascii=False),
            facts.agency_after(ticket, place) if event.act == Act.RETURN else None,
        )
        for place, event in enumerate(ticket.events)
    ]


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Status | Kind) else value
