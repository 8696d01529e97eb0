"""Today's picture: what is open and how pressing it is, by agency and kind; what came in and went out lately."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from bot.clock.service import add_workdays
from bot.tickets.models import TicketFact

_FACT = TicketFact


@dataclass(frozen=True)
class Load:
    """Open tickets: overdue, due soon, with time enough, and those whose period does not run."""

    overdue: int = 0
    soon: int = 0
    later: int = 0
    paused: int = 0

    @property
    def open(self) -> int:
        """All of them."""
        return self.overdue + self.soon + self.later + self.paused

    def __add__(self, other: "Load") -> "Load":
        return Load(
            self.overdue + other.overdue, self.soon + other.soon, self.later + other.later, self.paused + other.paused
        )


@dataclass(frozen=True)
class Picture:
    """What is open, by agency and kind; the busiest agencies first."""

    loads: Mapping[tuple[str, str], Load]

    @property
    def whole(self) -> Load:
        """All together."""
        return sum(self.loads.values(), Load())

    def by_agency(self) -> list[tuple[str, Load]]:
        """Each agency's, the one with most overdue first, then by what is due soon and open."""
        rows = self._by(0)
        return sorted(rows.items(), key=lambda row: (-row[1].overdue, -row[1].soon, -row[1].open, row[0]))

    def by_kind(self) -> dict[str, Load]:
        """Each kind's."""
        return self._by(1)

    def of(self, agency: str, kind: str) -> Load:
        """One agency's tickets of one kind."""
        return self.loads.get((agency, kind), Load())

    def _by(self, place: int) -> dict[str, Load]:
        rows: dict[str, Load] = {}
        for key, load in self.loads.items():
            rows[key[place]] = rows.get(key[place], Load()) + load
        return rows


def picture(session: Session, today: dt.date, soon_workdays: int) -> Picture:
    """What is open today; due soon means within so many working days."""
    until = add_workdays(today, soon_workdays)[0]
    due = _FACT.due_on
    in_time = due.is_not(None) & (due >= today)
    columns = (
        func.sum(case((due < today, 1), else_=0)),
        func.sum(case((in_time & (due <= until), 1), else_=0)),
        func.sum(case((due > until, 1), else_=0)),
        func.sum(case((due.is_(None), 1), else_=0)),
    )
    query = select(_FACT.agency, _FACT.kind, *columns).where(_FACT.closed_on.is_(None)).group_by(_FACT.agency, _FACT.kind)
    return Picture({(agency, kind): Load(*map(int, numbers)) for agency, kind, *numbers in session.execute(query)})


@dataclass(frozen=True)
class Flow:
    """What came in and what ended on a day."""

    received: int = 0
    closed: int = 0


def flow(session: Session, today: dt.date, days: int) -> dict[dt.date, Flow]:
    """The last `days` days, today the last, each with what came in and what ended."""
    first = today - dt.timedelta(days=days - 1)
    counted: list[dict[dt.date, int]] = []
    for day in (_FACT.received_on, _FACT.closed_on):
        rows = session.execute(select(day, func.count()).where(day.between(first, today)).group_by(day))
        counted.append({on: n for on, n in rows if on})
    every = (first + dt.timedelta(days=n) for n in range(days))
    return {day: Flow(counted[0].get(day, 0), counted[1].get(day, 0)) for day in every}
