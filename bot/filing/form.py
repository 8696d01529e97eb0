"""A draft in hand: its kind, its answers and what else was noted, without the database."""

from dataclasses import dataclass, field
from typing import Any

from bot.conversations.replies import Citation, Reply, options
from bot.filing.models import Draft
from bot.filing.slots import FORMS, KIND_CHOICES, Slot, matter_slot, next_slot, slot_of
from bot.tickets.kinds import Kind


@dataclass
class Form:
    """What is known so far. `notes` holds what helps the conversation but is not filed."""

    kind: Kind | None
    asks: str | None
    answers: dict[str, str]
    notes: dict[str, str] = field(default_factory=dict)
    dropped: bool = False

    @classmethod
    def of(cls, row: Draft) -> "Form":
        """The draft that a row keeps."""
        kept = row.answers or {}
        return cls(Kind(row.kind) if row.kind else None, row.asks, dict(kept.get("answers", {})), dict(kept.get("notes", {})))

    def kept(self) -> dict[str, Any]:
        """What a row keeps of it."""
        return {"answers": dict(self.answers), "notes": dict(self.notes)}

    @property
    def of_kind(self) -> Kind:
        """The kind, once it is known."""
        if self.kind is None:
            raise ValueError("the kind of this draft is not known yet")
        return self.kind

    @property
    def matter_slot(self) -> str:
        """The slot that holds the matter itself."""
        return matter_slot(self.of_kind)

    def become(self, kind: Kind) -> None:
        """Go on as another kind: what both forms ask is kept, the rest is forgotten."""
        keep = {slot.name for slot in FORMS[kind]} | {"anonymous"}
        self.kind = kind
        self.answers = {name: value for name, value in self.answers.items() if name in keep}

    def slot(self) -> Slot | None:
        """The slot that is being asked; None at the review."""
        return slot_of(self.of_kind, self.asks) if self.asks else None

    def advance(self) -> Slot | None:
        """Move to the next open slot, or to the review."""
        following = next_slot(self.of_kind, self.answers)
        self.asks = following.name if following else "review"
        return following

    def ask_kind(self, text: str, citations: tuple[Citation, ...] = ()) -> Reply:
        """Ask which kind it is to be; what was filled in stays."""
        self.asks = "kind"
        return Reply(text, "asked", citations, asks="kind", options=options(KIND_CHOICES))

    def matter(self) -> list[str]:
        """What was said about the matter, first words first, for finding the agency."""
        return [part for part in (self.notes.get("said"), self.answers.get(self.matter_slot)) if part]

    def is_last_contact(self, slot: Slot) -> bool:
        """Whether this is the last way to reach an applicant: art. 29 asks for one, so it cannot be left out."""
        ways = ("contact_phone", "email")
        return self.kind is Kind.APPLICATION and slot.name == "contact_address" and not any(self.answers.get(way) for way in ways)
