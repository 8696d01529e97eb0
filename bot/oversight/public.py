"""What everybody may see: how many tickets came in and how fast they were answered, with small numbers held back.

Nobody may be found out by counting: a number from 1 to 4 is not shown, a sum that holds one tells no more than what is shown beside it,
and a share or a median only where it rests on ten tickets and more. No agency, no place, no person.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.oversight.assessment import rates_of
from bot.oversight.periods import Period, month_before
from bot.oversight.tally import Scope, Source, counts_by, totals
from bot.tickets.kinds import Kind

MONTHS = 13  # this one and the twelve before
FEWEST, LEAST_BASE = 5, 10


@dataclass(frozen=True)
class Shown:
    """A number as it may be shown: exact, rounded to tens (`about`), or held back (`n` None: 1 to 4)."""

    n: int | None
    about: bool = False

    @property
    def size(self) -> int:
        """How long its bar is; what is held back has a short one."""
        return FEWEST // 2 if self.n is None else self.n

    def __str__(self) -> str:
        if self.n is None:
            return f"少于{FEWEST}"
        return f"约{self.n:,}" if self.about else f"{self.n:,}"


@dataclass(frozen=True)
class Speed:
    """How fast one kind was answered; None where it rests on too few."""

    on_time: float | None
    median: int | None
    p90: int | None


@dataclass(frozen=True)
class Public:
    """The numbers of a period: received by month and kind, their sums, how fast by kind."""

    first: dt.date
    last: dt.date
    months: Mapping[dt.date, Mapping[Kind, Shown]]
    month_sums: Mapping[dt.date, Shown]
    kind_sums: Mapping[Kind, Shown]
    whole: Shown
    speeds: Mapping[Kind, Speed]


def public_numbers(session: Session, today: dt.date) -> Public:
    """The numbers of this month and the twelve before, up to yesterday: what is filed today shows from tomorrow on."""
    first = today.replace(day=1)
    for _ in range(MONTHS - 1):
        first = month_before(first)
    period = Period(first, today - dt.timedelta(days=1))
    counted = {kind: _received(session, kind, period, today) for kind in Kind}
    every = [piece.month for piece in period.pieces()]
    exact = {month: {kind: counted[kind].get(month, 0) for kind in Kind} for month in every}
    return Public(
        period.first, period.last,
        {month: {kind: held_back(n) for kind, n in row.items()} for month, row in exact.items()},
        {month: summed(row.values()) for month, row in exact.items()},
        {kind: summed(exact[month][kind] for month in every) for kind in Kind},
        summed(n for row in exact.values() for n in row.values()),
        {kind: _speed(session, kind, period, today) for kind in Kind},
    )  # fmt: skip


def held_back(n: int) -> Shown:
    """One number, not shown where it is small."""
    return Shown(None if 0 < n < FEWEST else n)


def summed(numbers: Iterable[int]) -> Shown:
    """The sum of numbers that are shown beside it.

    Where one of them is held back, the sum is made of what is shown and a fixed number for each that is not, in tens: it says no
    more than the numbers beside it do.
    """
    parts = list(numbers)
    hidden, known = sum(0 < n < FEWEST for n in parts), sum(n for n in parts if n >= FEWEST)
    if not hidden:
        return Shown(known)
    if hidden == 1 and not known:
        return Shown(None)
    return Shown(max(10, round((known + hidden * FEWEST / 2) / 10) * 10), about=True)


def _received(session: Session, kind: Kind, period: Period, today: dt.date) -> dict[dt.date, int]:
    by_month = counts_by(session, "month", (Source.RECEIVED,), period, today, Scope((kind,)))
    return {month: sum(counts.values()) for month, counts in by_month.items()}


def _speed(session: Session, kind: Kind, period: Period, today: dt.date) -> Speed:
    rates = rates_of(totals(counts_by(session, "kind", (Source.JUDGED, Source.DAYS), period, today, Scope((kind,)))))
    answered = rates.answered >= LEAST_BASE
    share = rates.on_time.value if rates.judged >= LEAST_BASE else None
    # A whole per cent: a finer one would tell the numbers it was made of.
    return Speed(round(share, 2) if share is not None else None, rates.median if answered else None, rates.p90 if answered else None)
