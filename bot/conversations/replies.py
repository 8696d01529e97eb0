"""What the desk says back: the one shape that every channel renders."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

OUTCOMES = (
    "answered", "asked", "clarify", "declined", "redirected", "safety", "handed_over", "filed", "looked_up", "cancelled",
    "smalltalk", "failed",
)


@dataclass(frozen=True)
class Citation:
    """The clause that a statement rests on."""

    source: str
    article: str
    quote: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Option:
    """A choice to tap: choosing it sends `text`."""

    label: str
    text: str


@dataclass(frozen=True)
class TicketCard:
    """A ticket as a reply shows it; `query_code` only in the reply that files it."""

    number: str
    kind: str
    agency: str
    due_on: dt.date | None
    provisional: bool
    query_code: str | None = None


@dataclass(frozen=True)
class Reply:
    """One reply. `asks` names the slot that the next message is expected to fill; `id` is given when it is kept."""

    text: str
    outcome: str
    citations: tuple[Citation, ...] = ()
    asks: str | None = None
    options: tuple[Option, ...] = ()
    ticket: TicketCard | None = None
    id: int | None = None

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES:
            raise ValueError(f"unknown outcome {self.outcome!r}")

    def numbered(self, message_id: int) -> "Reply":
        """The same reply with the id it is kept under."""
        return replace(self, id=message_id)

    def as_json(self) -> dict[str, Any]:
        """The shape of the outside contract."""
        # By hand: `asdict` copies every word of every reply, several times a turn.
        ticket = None
        if self.ticket is not None:
            ticket = {**vars(self.ticket), "due_on": self.ticket.due_on.isoformat() if self.ticket.due_on else None}
        return {
            "text": self.text, "outcome": self.outcome,
            "citations": [{name: value for name, value in vars(citation).items() if value is not None} for citation in self.citations],
            "asks": self.asks, "options": [dict(vars(option)) for option in self.options], "ticket": ticket, "id": self.id,
        }  # fmt: skip

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> "Reply":
        """Read back what `as_json` wrote."""
        ticket = body.get("ticket")
        if ticket:
            due = ticket.get("due_on")
            ticket = TicketCard(**{**ticket, "due_on": dt.date.fromisoformat(due) if due else None})
        return cls(
            text=body["text"],
            outcome=body["outcome"],
            citations=tuple(Citation(**citation) for citation in body.get("citations") or ()),
            asks=body.get("asks"),
            options=tuple(Option(**option) for option in body.get("options") or ()),
            ticket=ticket or None,
            id=body.get("id"),
        )


def options(pairs: Iterable[tuple[str, str]]) -> tuple[Option, ...]:
    """Options from (label, text) pairs."""
    return tuple(Option(label, text) for label, text in pairs)
