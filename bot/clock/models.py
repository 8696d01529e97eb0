"""What the clock is told and what it answers: plain immutable values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

EVENT_TYPES = (
    "received",
    "correction_requested",
    "correction_received",
    "third_party_consulted",
    "third_party_replied",
    "agency_consulted",
    "agency_replied",
    "lapsed",
    "extended",
)


class TimelineError(ValueError):
    """A timeline the law does not allow; the message is one Chinese sentence naming the rule and its article."""


BORROWED = "参照"
NOT_KNOWN_HERE = "没有查到本地自己规定的期限，暂按这个期限办理；当地另有规定的，以当地的为准。"


def titled(source: str) -> str:
    """A source's title in book marks; that it is only followed (参照) stands before them."""
    return f"{BORROWED}《{source.removeprefix(BORROWED)}》" if source.startswith(BORROWED) else f"《{source}》"


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """Where a rule stands: the law's title without 中华人民共和国, and `第三十三条` or a clause such as `四(三)`."""

    source: str
    article: str

    def __str__(self) -> str:
        return f"{self.source}{self.article}"

    @property
    def borrowed(self) -> bool:
        """Whether it is a rule made for something else, followed where the place is not known to have made one (参照)."""
        return self.source.startswith(BORROWED)

    @property
    def titled(self) -> str:
        """The rule with its title in book marks: 《政府信息公开条例》第三十三条, 参照《…细则》四(三)."""
        return f"{titled(self.source)}{self.article}"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a matter, on one Asia/Shanghai date.

    `workdays` belongs to `extended` only; `party` names who was consulted, when several are.
    """

    type: str
    on: date
    workdays: int | None = None
    party: str | None = None

    def __post_init__(self) -> None:
        # A datetime is a date to isinstance, but compares with none: keep instants out of the arithmetic.
        if type(self.on) is not date:
            raise TypeError("Event.on must be a plain date (Asia/Shanghai)")


@dataclass(frozen=True, slots=True)
class Deadline:
    """The answer of the clock.

    `due_on` is the last day to act, or None while no period runs (a correction is outstanding).
    `provisional` is true when the sum touches a year whose holidays are not announced yet.
    """

    due_on: date | None
    provisional: bool
    explanation: tuple[str, ...]
    legal_basis: tuple[LegalBasis, ...]
    calendar_version: str


@dataclass(frozen=True, slots=True)
class Period:
    """A time limit in working days; `extension` is the most it may be lengthened, once (0: not at all)."""

    kind: str
    workdays: int
    extension: int
    basis: LegalBasis
    label: str
    act: str
    extension_basis: LegalBasis | None = None


@dataclass(frozen=True, slots=True)
class PeriodOverride:
    """A place's own time limit and the notice that sets it."""

    workdays: int
    basis: LegalBasis
    extension: int | None = None


@dataclass(frozen=True, slots=True)
class PeriodOverrides:
    """The time limits a profile sets itself, by kind."""

    by_kind: Mapping[str, PeriodOverride] = field(default_factory=dict)
