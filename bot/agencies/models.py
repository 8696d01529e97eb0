"""What a place is made of: agencies, their duties, telephone lines, periods, each with its source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

NO_PHONE = "以官网公布为准"


class ProfileError(ValueError):
    """A profile cannot be used; the message is a Chinese sentence naming the file."""


@dataclass(frozen=True)
class Fact:
    """Where something stated in a profile comes from, and of what date (text: a year is enough)."""

    source: str
    on: str


@dataclass(frozen=True)
class Notice:
    """A local document that a profile takes facts from."""

    id: str
    title: str
    on: str
    number: str | None = None
    url: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Duty:
    """One matter an agency answers for, with the words citizens use for it.

    `also` are agencies (ids) that may be the right door just as well, `co` those that assist.
    """

    name: str
    says: tuple[str, ...]
    also: tuple[str, ...] = ()
    co: tuple[str, ...] = ()
    basis: str | None = None


@dataclass(frozen=True)
class Agency:
    """An agency of a place, or a door elsewhere that its citizens are pointed to.

    `name` is the short name with its level (县交通运输局), `full_name` the official one (枞阳县交通运输局).
    `kind` is one of `government department vertical township utility elsewhere`.
    `instead` is what a citizen is told when the matter is not the government's to handle.
    """

    id: str
    name: str
    full_name: str
    kind: str
    parent: str | None
    fact: Fact
    aliases: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()
    phone: str | None = None
    address: str | None = None
    instead: str | None = None

    @property
    def phone_text(self) -> str:
        """The number to show; a number is never guessed."""
        return self.phone or NO_PHONE

    @property
    def is_elsewhere(self) -> bool:
        """Whether the desk cannot send a ticket there and can only point the way."""
        return self.kind == "elsewhere"

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it is known by, today's first."""
        return tuple(dict.fromkeys((self.name, self.full_name, *self.aliases, *self.former)))


@dataclass(frozen=True)
class Hotline:
    """A telephone line or mailbox of the place."""

    name: str
    number: str
    fact: Fact


@dataclass(frozen=True)
class Period:
    """A local time limit in working days that goes before the default one, with the clause it stands in."""

    kind: str
    workdays: int
    source: str
    article: str
    on: str
    extended_to: int | None = None


@dataclass(frozen=True)
class KeyArea:
    """A key area of disclosure with its lead agencies (ids) and the names the notice gives them."""

    name: str
    lead: tuple[str, ...]
    named: tuple[str, ...]
    fact: Fact


@dataclass(frozen=True)
class Office:
    """The office that receives disclosure applications."""

    agency: str
    name: str
    fact: Fact
    phone: str | None = None
    address: str | None = None

    @property
    def phone_text(self) -> str:
        """The number to show; a number is never guessed."""
        return self.phone or NO_PHONE


@dataclass(frozen=True)
class WorkingHours:
    """When the counters are open, as the deployer left or edited it."""

    days: str
    morning: str
    afternoon: str
    fact: Fact

    def text(self) -> str:
        """One line to show."""
        return f"{self.days} {self.morning}、{self.afternoon}"


@dataclass(frozen=True)
class Rule:
    """Another local rule worth telling, in words, with its clause."""

    text: str
    source: str
    article: str
    on: str


@dataclass(frozen=True)
class Profile:
    """One place: everything the desk knows about it."""

    id: str
    name: str
    full_name: str
    level: str
    agencies: Mapping[str, Agency]
    notices: tuple[Notice, ...]
    hotlines: tuple[Hotline, ...]
    periods: tuple[Period, ...]
    key_areas: tuple[KeyArea, ...]
    office: Office
    hours: WorkingHours
    website: str | None = None
    nicknames: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    path: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "agencies", MappingProxyType(dict(self.agencies)))

    @property
    def place_names(self) -> dict[str, str]:
        """Names of this place as found in a text, each with the profile's id."""
        return dict.fromkeys((self.name, self.full_name, *self.nicknames), self.id)

    @property
    def line(self) -> str:
        """The number to call and what answers there: the first hotline, else the office's own telephone."""
        number, name = next(((line.number, line.name) for line in self.hotlines), (self.office.phone_text, self.office.name))
        return name if number in name else f"{number}（{name}）"

    def children(self, agency_id: str | None) -> Iterator[Agency]:
        """Agencies directly below one; `None` gives the roots."""
        return (agency for agency in self.agencies.values() if agency.parent == agency_id)
