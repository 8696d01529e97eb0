"""The rows of made-up tickets, day by day: texts and people new for each, lives from moulds. Pure: what pours them in is elsewhere."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random
from typing import Any

from bot.store import vault
from bot.store.words import Indexed
from bot.tickets import finding, numbers, phones
from bot.tickets.applicants import class_of
from bot.tickets.kinds import WORDS, Kind
from bot.tickets.likeness.features import features_of
from bot.tickets.likeness.index import entry_of, text_of
from bot.tickets.likeness.scoring import Weights
from bot.tickets.service import Filing, Tickets
from mingbai.demo.lives import AGENCY, OTHER
from mingbai.demo.making import instants
from mingbai.demo.moulds import Mould, mould
from mingbai.demo.place import DemoPlace
from mingbai.demo.reports import filing
from mingbai.demo.sender import CHANNEL, QUERY_CODE

_MOULDS = 8  # lives of each kind on a day
TICKET = (
    "id", "number", "code_fingerprint", "kind", "status", "outcome", "agency", "co_agencies", "title", "matter", "applicant", "applicant_class",
    "channel", "received_on", "due_on", "provisional", "calendar_version", "next_warning_on", "urged_until", "answered_on", "satisfied", "solved",
    "phone_key", "phone_tail_key", "created_at", "version",
)
EVENT = ("id", "ticket_id", "act", "on_date", "at_instant", "actor", "text", "data")
RETURN = ("event_id", "ticket_id", "agency", "kind", "on_date")
CO_AGENCY = ("agency", "ticket_id")
DOCUMENT = ("ticket_id", "kind", "agency", "marks", "keys")
POSTING = ("term", "ticket_id")
Row = tuple[Any, ...]


@dataclass
class Rows:
    """What one bite comes to, by table; `words` is what they are to be found by, `numbers` the last ones given out."""

    ticket: list[Row] = field(default_factory=list)
    event: list[Row] = field(default_factory=list)
    fact: list[Row] = field(default_factory=list)
    returned: list[Row] = field(default_factory=list)
    co_agency: list[Row] = field(default_factory=list)
    document: list[Row] = field(default_factory=list)
    posting: list[Row] = field(default_factory=list)
    words: list[Indexed] = field(default_factory=list)
    numbers: Counter[tuple[str, dt.date]] = field(default_factory=Counter)


@dataclass(frozen=True)
class Bite:
    """A day's share: how many tickets, the ids before its first ones, the last numbers given out on that day by letter."""

    day: dt.date
    count: int
    after_ticket: int
    after_event: int
    last_numbers: Mapping[str, int]
    seed: int


# Every event has an id of its own before anybody knows how many there are: each ticket gets room for so many.
EVENTS_A_TICKET = 32


class Maker:
    """Makes bites into rows. One a process."""

    def __init__(self, tickets: Tickets, place: DemoPlace, weights: Weights) -> None:
        self._tickets = tickets
        self._place = place
        self._weights = weights
        self.fact_columns: tuple[str, ...] = ()

    def rows(self, bite: Bite) -> Rows:
        """Everything of one bite."""
        random, made = Random(bite.seed), Rows()
        moulds: dict[Kind, list[Mould]] = defaultdict(list)
        for place in range(1, bite.count + 1):
            given = filing(random, self._place, bite.day)
            lives = moulds[given.kind]
            if len(lives) < _MOULDS:
                lives.append(mould(random, self._tickets, given.kind, bite.day))
            letter = WORDS[given.kind].letter
            made.numbers[letter, bite.day] += 1
            number = f"{letter}{bite.day:%Y%m%d}{bite.last_numbers.get(letter, 0) + made.numbers[letter, bite.day]:03d}"
            self._ticket(random, made, given, random.choice(lives), bite.after_ticket + place, bite.after_event + (place - 1) * EVENTS_A_TICKET, number)
        return made

    def _ticket(self, random: Random, made: Rows, given: Filing, life: Mould, ticket_id: int, after_event: int, number: str) -> None:
        names = {AGENCY: given.agency, OTHER: self._place.other_than(random, given.agency)}
        agency, co = names.get(life.agency, life.agency), [names.get(name, name) for name in life.co]
        at = instants([event.on for event in life.events], random)
        applicant_class = str(class_of(given.applicant_class, given.applicant))
        columns = life.columns | {
            "id": ticket_id, "number": number, "code_fingerprint": numbers.fingerprint(number, QUERY_CODE), "agency": agency, "co_agencies": co,
            "title": given.title, "matter": dict(given.matter), "applicant": vault.current().seal(dict(given.applicant)),
            "applicant_class": applicant_class, "channel": CHANNEL, "created_at": at[0], "version": len(life.events),
        } | _phone_keys(given.applicant.get("contact_phone", ""))
        made.ticket.append(tuple(columns[name] for name in TICKET))
        corrections = self._events(made, life, names, ticket_id, after_event, at)
        fact = life.facts | {"agency": agency, "applicant_class": applicant_class, "ticket_id": ticket_id}
        self.fact_columns = tuple(fact)
        made.fact.append(tuple(fact.values()))
        made.co_agency += [(name, ticket_id) for name in dict.fromkeys(co)]
        made.words.append(Indexed(ticket_id, finding.spelled(given.title, given.matter, corrections), agency))
        if life.is_open:
            self._index(made, given, agency, ticket_id)

    def _events(self, made: Rows, life: Mould, names: Mapping[str, str], ticket_id: int, after: int, at: Sequence[dt.datetime]) -> list[str]:
        """The events' rows; the texts of the corrections among them."""
        corrections = []
        for place, event in enumerate(life.events, 1):
            text, data = _named(event.text, names), _named(event.data, names)
            made.event.append((after + place, ticket_id, event.act, event.on, at[place - 1], event.actor, text, data))
            if event.returned_by is not None:
                made.returned.append((after + place, ticket_id, _named(event.returned_by, names), life.columns["kind"], event.on))
            if event.act == "correct":
                corrections.append(text)
        return corrections

    def _index(self, made: Rows, given: Filing, agency: str, ticket_id: int) -> None:
        entry = entry_of(ticket_id, str(given.kind), agency, features_of(text_of(given.title, given.matter)), self._weights)
        made.document.append(tuple(entry.document[name] for name in DOCUMENT))
        made.posting += [(term, ticket_id) for term in entry.terms]


def _named(text: str, names: Mapping[str, str]) -> str:
    if "⟦" not in text:
        return text
    for stands_for, name in names.items():
        text = text.replace(stands_for, name)
    return text


@lru_cache(maxsize=200_000)
def _phone_keys(phone: str) -> dict[str, str | None]:
    """Reading a telephone number takes longer than all the rest of a row; there are not so many of them."""
    applicant = {"contact_phone": phone} if phone else {}
    return {"phone_key": phones.key_of_applicant(applicant), "phone_tail_key": phones.tail_key_of_applicant(applicant)}
