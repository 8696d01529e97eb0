"""Applications received and dealt with in a year, for every agency: the numbers of the report's third table.

A ticket stands with the agency that had it when it was closed, or at the end of the year. What is carried in is what came in
before the year less what was closed before it (out of the tally); what is carried out is looked up among the tickets that
were open when the year ended: two ways, so that the identity of the table is a check and no definition.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from sqlalchemy import func, literal_column, or_, select
from sqlalchemy.orm import Session, defer

from bot.oversight.annual.form import CARRIED_IN, CARRIED_OUT, NEW
from bot.oversight.periods import FIRST_DAY, Period
from bot.oversight.tally import Scope, Source, counts_by
from bot.tickets.facts import agency_on
from bot.tickets.kinds import Kind
from bot.tickets.models import Ticket, TicketFact

_FACT = TicketFact
_APPLICATIONS = Scope((Kind.APPLICATION,))
# Spelled out, so that the index over nothing but applications serves it.
_IS_APPLICATION = _FACT.kind == literal_column(f"'{Kind.APPLICATION}'")
# Row code and applicant's class → how many.
Cells = Counter[tuple[str, str]]


def cells(session: Session, year: int, today: dt.date) -> dict[str, Cells]:
    """Every agency's cells of the year up to today; agencies without any are not there."""
    found: dict[str, Cells] = {}
    first, last = dt.date(year, 1, 1), min(dt.date(year, 12, 31), today)
    for sign, source, period in (
        (1, Source.RECEIVED, Period(FIRST_DAY, first - dt.timedelta(days=1))),
        (-1, Source.CLOSED, Period(FIRST_DAY, first - dt.timedelta(days=1))),
    ):
        for agency, counts in counts_by(session, "agency", (source,), period, today, _APPLICATIONS).items():
            for (_, value), n in counts.items():
                found.setdefault(agency, Counter())[CARRIED_IN, value.split("/")[0]] += sign * n
    this_year = counts_by(session, "agency", (Source.RECEIVED, Source.CLOSED), Period(first, last), today, _APPLICATIONS)
    for agency, counts in this_year.items():
        for (source, value), n in counts.items():
            applicant_class, _, outcome = value.partition("/")
            found.setdefault(agency, Counter())[NEW if source is Source.RECEIVED else outcome, applicant_class] += n
    for agency, applicant_class, n in _open_after(session, last):
        found.setdefault(agency, Counter())[CARRIED_OUT, applicant_class] += n
    _put_back(found, session, first, last)
    # Zeros are left out; a negative number, which must never be, is kept for the checks to name.
    kept = {agency: Counter({cell: n for cell, n in own.items() if n}) for agency, own in found.items()}
    return {agency: own for agency, own in kept.items() if own}


def carried_out(session: Session, year: int) -> dict[str, int]:
    """How many applications each agency carried over the end of a year."""
    last = dt.date(year, 12, 31)
    counts = Counter[str]()
    for agency, _, n in _open_after(session, last):
        counts[agency] += n
    for ticket, agency in _moved_after(session, last):
        counts[ticket.agency] -= 1
        counts[agency] += 1
    return dict(+counts)


def _open_after(session: Session, day: dt.date) -> Iterable[tuple[str, str, int]]:
    """Applications that had come and were not closed at the end of a day, by the agency that has them now, and class."""
    columns = (_FACT.agency, _FACT.applicant_class)
    for closed in (_FACT.closed_on.is_(None), _FACT.closed_on > day):
        query = select(*columns, func.count()).where(closed, _IS_APPLICATION, _FACT.received_on <= day).group_by(*columns)
        yield from (tuple(row) for row in session.execute(query))  # type: ignore[misc]


def _moved_after(session: Session, day: dt.date) -> Iterable[tuple[Ticket, str]]:
    """Applications open at the end of a day that went to another agency since: each with the agency that had it then."""
    query = (
        select(Ticket).join(_FACT, _FACT.ticket_id == Ticket.id).options(defer(Ticket.applicant))
        .where(_FACT.moved_on > day, _FACT.kind == Kind.APPLICATION, _FACT.received_on <= day)
        .where(or_(_FACT.closed_on.is_(None), _FACT.closed_on > day))
    )  # fmt: skip
    return ((ticket, agency_on(ticket, day)) for ticket in session.scalars(query))


def _put_back(found: dict[str, Cells], session: Session, first: dt.date, last: dt.date) -> None:
    """Count what moved after the year with the agency that had it when the year ended."""
    for ticket, agency in _moved_after(session, last):
        came = NEW if ticket.received_on >= first else CARRIED_IN
        for row in (came, CARRIED_OUT):
            found.setdefault(ticket.agency, Counter())[row, ticket.applicant_class] -= 1
            found.setdefault(agency, Counter())[row, ticket.applicant_class] += 1
