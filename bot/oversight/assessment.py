"""How agencies are assessed: the three rates, kept limits, working days to answer, returns; for any period.

What each number means, and where it is written or that it is ours, is told in `docs/reference/oversight.md`. All but the
number received and the returns are about one set of tickets: those whose limit was judged in the period.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from bot.oversight.periods import Period
from bot.oversight.tally import EVERYTHING, Counts, Judgement, Scope, Source, counts_by, counts_by_each, totals
from bot.tickets.facts import Verdict

_SOURCES = (Source.RECEIVED, Source.JUDGED, Source.DAYS, Source.RETURNED)


@dataclass(frozen=True)
class Share:
    """So many out of so many; `value` is None where there is nothing to take a share of."""

    n: int
    of: int

    @property
    def value(self) -> float | None:
        """The share, 0..1."""
        return self.n / self.of if self.of else None


@dataclass(frozen=True)
class Rates:
    """The numbers of one agency, or of several together. `median` and `p90` are working days; None where nothing was answered."""

    received: int
    judged: int
    on_time: Share
    late: int
    overdue: int
    response: Share
    solved: Share
    satisfied: Share
    answered: int
    median: int | None
    p90: int | None
    returned: int

    @property
    def anything(self) -> bool:
        """Whether there is any number but zero."""
        return bool(self.received or self.judged or self.returned)


@dataclass(frozen=True)
class Assessment:
    """A period's numbers: of all together, of each agency, of each month (its first day)."""

    period: Period
    whole: Rates
    by_agency: Mapping[str, Rates]
    by_month: Mapping[dt.date, Rates]


def assess(session: Session, period: Period, today: dt.date, scope: Scope = EVERYTHING) -> Assessment:
    """The assessment of a period as far as it has gone."""
    found = counts_by_each(session, ("agency", "month"), _SOURCES, period, today, scope)
    agencies, months = found["agency"], found["month"]
    return Assessment(
        period,
        rates_of(totals(agencies)),
        {agency: rates_of(counts) for agency, counts in sorted(agencies.items())},
        {month: rates_of(counts) for month, counts in sorted(months.items())},
    )


def rates_together(session: Session, period: Period, today: dt.date, scope: Scope = EVERYTHING) -> Rates:
    """The numbers of all together, for those who show nothing else."""
    return rates_of(totals(counts_by(session, "agency", _SOURCES, period, today, scope)))


def rates_of(counts: Counts) -> Rates:
    """The rates that these counts come to."""
    judged = Counter[str]()
    for (source, value), n in counts.items():
        if source is Source.JUDGED:
            judged.update(_marks(Judgement.read(value), n))
    days = {int(value): n for (source, value), n in counts.items() if source is Source.DAYS}
    whole = judged["judged"]
    return Rates(
        received=sum(n for (source, _), n in counts.items() if source is Source.RECEIVED),
        judged=whole,
        on_time=Share(judged[Verdict.ON_TIME], whole),
        late=judged[Verdict.LATE],
        overdue=judged[Verdict.WAITING],
        response=Share(judged["prompt"], whole),
        solved=Share(judged["solved"], judged["solved"] + judged["unsolved"]),
        satisfied=Share(judged["satisfied"], judged["satisfied"] + judged["unsatisfied"]),
        answered=sum(days.values()),
        median=quantile(days, 50),
        p90=quantile(days, 90),
        returned=counts[Source.RETURNED, ""],
    )


def _marks(one: Judgement, n: int) -> dict[str, int]:
    marks: dict[str, int] = {"judged": n, one.verdict: n}
    if one.prompt:
        marks["prompt"] = n
    if one.solved is not None:
        marks["solved" if one.solved else "unsolved"] = n
    if one.satisfied is not None:
        marks["satisfied" if one.satisfied else "unsatisfied"] = n
    return marks


def quantile(days: Mapping[int, int], percent: int) -> int | None:
    """The fewest working days within which at least `percent` of the answers came; days → how many. None for no answers."""
    whole, seen = sum(days.values()), 0
    for day in sorted(days):
        seen += days[day]
        if 100 * seen >= percent * whole:
            return day
    return None


def ordered(by_agency: Mapping[str, Rates], by: str) -> list[tuple[str, Rates]]:
    """The agencies by one of their numbers, the largest first (shares: the lowest first, those without one last)."""
    return sorted(by_agency.items(), key=lambda row: (_key(getattr(row[1], by)), row[0]))


def _key(value: Any) -> float:
    if isinstance(value, Share):
        return 2.0 if value.value is None else value.value
    return -float(value) if value is not None else 1.0
