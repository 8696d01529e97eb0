"""What the knowledge area passes around: sources, entries, and answers with their citations."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

OUTCOMES = ("answered", "redirected", "clarify", "declined")


class KnowledgeError(ValueError):
    """The content cannot be read; the message is Chinese and names the file."""


@dataclass(frozen=True, slots=True)
class Citation:
    """The clause a statement rests on: `source` is a title without 中华人民共和国, `article` like `第三十三条` or `四(三)`."""

    source: str
    article: str
    quote: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """A choice shown under an answer: choosing it sends `text`."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the desk says to a question. `confidence` is the estimated chance (0..1) that this answers what was asked.

    `title`: what it answers, in a citizen's words. `beside`: the answer to what the question may mean about as well, where that is not sure.
    """

    text: str
    citations: tuple[Citation, ...]
    confidence: float
    entry_id: str
    options: tuple[Option, ...] = ()
    outcome: str = "answered"
    title: str = ""
    beside: "Answer | None" = None


@dataclass(frozen=True, slots=True)
class Source:
    """A law or notice and the gist of its clauses. In force from `in_force_on` up to the day before `dead_on`."""

    title: str
    full_title: str
    number: str | None
    issued_on: date | None
    in_force_on: date | None
    dead_on: date | None
    replaced_by: str | None
    place: str | None
    url: str | None
    clauses: Mapping[str, str]
    path: Path

    def live(self, on: date) -> bool:
        """Whether the source is in force on that day."""
        return (self.in_force_on is None or self.in_force_on <= on) and (self.dead_on is None or on < self.dead_on)

    def clause(self, article: str) -> str | None:
        """The gist of an article; a sub-clause that is not listed falls back to the clause that holds it (`四(三)` → `四`)."""
        found = self.clauses.get(article)
        head = article.split("(")[0].split("（")[0]
        return found if found is not None else self.clauses.get(head)


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer in the project's own words, with the question forms that lead to it and the clauses that bear it.

    `stands_for`: the id of an answer for all places instead of which this one is told at its own place, or to whoever names it.
    """

    id: str
    topic: str
    place: str | None
    questions: tuple[str, ...]
    answer: str
    answer_en: str | None
    citations: tuple[Citation, ...]
    ask_back: str | None
    next: tuple[str, ...]
    outcome: str
    valid_from: date | None
    valid_to: date | None
    path: Path
    stands_for: str | None = None

    def valid(self, on: date) -> bool:
        """Whether the entry may be said on that day (both ends included)."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of an imported document, to be quoted word for word within its validity (both days included).

    `heading`: the chapter and headings it stands under; they help to find it and are shown with it, as no part of its text.
    """

    source: str
    article: str
    text: str
    place: str | None = None
    url: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    heading: str = ""

    @property
    def words(self) -> str:
        """What it is found by."""
        return f"{self.source} {self.heading} {self.text}"

    def valid(self, on: date) -> bool:
        """Whether the clause may be quoted on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class Library:
    """All content of a knowledge folder."""

    entries: tuple[Entry, ...]
    sources: Mapping[str, Source]
    clauses: tuple[Clause, ...] = ()
    by_id: Mapping[str, Entry] = field(init=False)
    _stand_ins: Mapping[str, tuple[Entry, ...]] = field(init=False)

    def __post_init__(self) -> None:
        stand_ins: dict[str, tuple[Entry, ...]] = {}
        for entry in self.entries:
            if entry.stands_for:
                stand_ins[entry.stands_for] = (*stand_ins.get(entry.stands_for, ()), entry)
        object.__setattr__(self, "by_id", {entry.id: entry for entry in self.entries})
        object.__setattr__(self, "_stand_ins", stand_ins)

    def stand_ins(self, entry_id: str) -> tuple[Entry, ...]:
        """The entries that are told instead of this one at their own places."""
        return self._stand_ins.get(entry_id, ())

    def told_at(self, entry: Entry, places: AbstractSet[str | None], on: date) -> Entry:
        """The entry as it is told at these places: by the place's own stand-in when there is just one, else as it is everywhere."""
        own = [other for other in self.stand_ins(entry.id) if other.place in places and other.valid(on)]
        return own[0] if len(own) == 1 else entry
