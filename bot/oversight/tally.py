"""How many tickets there were of which class, for any days: whole months out of `Tally`, the rest counted from the facts.

A count is a number of tickets (or returns) of one source, class, kind and agency. Months that are over are added up once by
the worker (`bot.oversight.folding`); a month that is not, or in which something changed since, is counted afresh, so that
what is read here always equals a recount.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import String, case, cast, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import ColumnElement

from bot.oversight.models import Tally, TallyMonth
from bot.oversight.periods import Period, Piece
from bot.tickets.facts import Verdict
from bot.tickets.models import Recount, TicketFact, TicketReturn


class Source(StrEnum):
    """What is counted, each by a day of its own.

    `RECEIVED`: by the day of receipt; the class is the applicant's. `JUDGED`: by the day it was known whether the limit was kept;
    the class is a `Judgement`. `DAYS`: the same tickets as far as answered; the class is the working days it took.
    `CLOSED`: by the day it ended; the class is `applicant's class/outcome`. `RETURNED`: returns by their day and by who returned.
    """

    RECEIVED = "r"
    JUDGED = "j"
    DAYS = "d"
    CLOSED = "c"
    RETURNED = "t"


@dataclass(frozen=True)
class Judgement:
    """What is known of a ticket whose limit has been judged; four letters in the counts."""

    verdict: Verdict
    prompt: bool
    solved: bool | None
    satisfied: bool | None

    @classmethod
    def read(cls, value: str) -> "Judgement":
        """The judgement that the four letters stand for."""
        said = {"y": True, "n": False, "-": None}
        return cls(_VERDICTS[value[0]], value[1] == "p", said[value[2]], said[value[3]])


_VERDICTS = {"o": Verdict.ON_TIME, "l": Verdict.LATE, "w": Verdict.WAITING}


def _said(column: Any) -> ColumnElement[str]:
    return case((column.is_(None), "-"), (column, "y"), else_="n")


@dataclass(frozen=True)
class _Counted:
    """How a source is counted from the facts: by which day, grouped by what, and how the class is written."""

    day: InstrumentedAttribute[Any]
    kind: InstrumentedAttribute[str]
    agency: InstrumentedAttribute[str]
    groups: tuple[InstrumentedAttribute[Any], ...]
    value: ColumnElement[str]


_FACT = TicketFact
_SOURCES: Mapping[Source, _Counted] = {
    Source.RECEIVED: _Counted(_FACT.received_on, _FACT.kind, _FACT.agency, (_FACT.applicant_class,), _FACT.applicant_class.expression),
    Source.JUDGED: _Counted(
        _FACT.judged_on, _FACT.kind, _FACT.agency, (_FACT.verdict, _FACT.prompt, _FACT.solved, _FACT.satisfied),
        case((_FACT.verdict == Verdict.ON_TIME, "o"), (_FACT.verdict == Verdict.LATE, "l"), else_="w")
        + case((_FACT.prompt, "p"), else_="-") + _said(_FACT.solved) + _said(_FACT.satisfied),
    ),
    Source.DAYS: _Counted(_FACT.judged_on, _FACT.kind, _FACT.agency, (_FACT.workdays,), cast(_FACT.workdays, String)),
    Source.CLOSED: _Counted(
        _FACT.closed_on, _FACT.kind, _FACT.agency, (_FACT.applicant_class, _FACT.outcome),
        _FACT.applicant_class + "/" + _FACT.outcome,
    ),
    Source.RETURNED: _Counted(TicketReturn.on, TicketReturn.kind, TicketReturn.agency, (), literal("")),
}
Counts = Counter[tuple[Source, str]]


@dataclass(frozen=True)
class Scope:
    """What is counted: tickets of these kinds and agencies; empty means all of them."""

    kinds: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()


EVERYTHING = Scope()

def counts_by(
    session: Session, by: str, sources: Sequence[Source], period: Period, today: dt.date, scope: Scope = EVERYTHING
) -> dict[Any, Counts]:
    """Counts of a period up to today, by `agency`, `month` or `kind`. What nobody falls into is not there."""
    return counts_by_each(session, (by,), sources, period, today, scope)[by]


def counts_by_each(
    session: Session, by: Sequence[str], sources: Sequence[Source], period: Period, today: dt.date, scope: Scope = EVERYTHING
) -> dict[str, dict[Any, Counts]]:
    """The same by each of several, where what is not added up is counted once for all of them."""
    found: dict[str, dict[Any, Counts]] = {name: {} for name in by}
    capped = period.until(today)
    if capped is None:
        return found
    added, afresh = _split(session, capped.pieces())
    for name in by if added else ():
        for key, source, value, n in session.execute(_added_up(name, sources, added, scope)):
            found[name].setdefault(key, Counter())[Source(source), value] += n
    for piece in afresh if "month" in by else _joined(afresh):
        for source in sources:
            for kind, agency, value, n in session.execute(counted(source, piece.first, piece.last, scope, today)):
                keys = {"agency": agency, "kind": kind, "month": piece.month}
                for name in by:
                    found[name].setdefault(keys[name], Counter())[source, value] += n
    return found


def totals(by_key: Mapping[Any, Counts]) -> Counts:
    """All of them together."""
    whole: Counts = Counter()
    for counts in by_key.values():
        whole.update(counts)
    return whole


def _split(session: Session, pieces: Iterable[Piece]) -> tuple[list[dt.date], list[Piece]]:
    """The months that are added up and unchanged since, and the pieces that have to be counted."""
    marked = set(session.scalars(select(Recount.month).distinct()))
    ready = set(session.scalars(select(TallyMonth.month))) - marked
    begun = session.scalar(select(func.min(TicketFact.received_on))) or dt.date.max
    added, afresh = [], []
    for piece in pieces:
        if piece.last < begun:
            continue
        if piece.whole and piece.month in ready:
            added.append(piece.month)
        else:
            afresh.append(piece)
    return added, afresh


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Pieces that follow one another as one: for those who do not ask which month they were."""
    whole: Piece | None = None
    for piece in pieces:
        if whole is not None and whole.last + dt.timedelta(days=1) == piece.first:
            whole = Piece(whole.month, whole.first, piece.last)
            continue
        if whole is not None:
            yield whole
        whole = piece
    if whole is not None:
        yield whole


def _added_up(by: str, sources: Sequence[Source], months: Sequence[dt.date], scope: Scope) -> Any:
    key = {"agency": Tally.agency, "kind": Tally.kind, "month": Tally.month}[by]
    chosen = select(key, Tally.source, Tally.value, func.sum(Tally.n)).where(Tally.source.in_(sorted(sources)))
    # A run of months is read as one stretch of the key; months between that have to be counted are left out by name.
    chosen = chosen.where(Tally.month.between(months[0], months[-1]))
    left_out = [piece.month for piece in Period(months[0], months[-1]).pieces() if piece.month not in set(months)]
    if left_out:
        chosen = chosen.where(Tally.month.not_in(left_out))
    return _within(chosen, scope, Tally.kind, Tally.agency).group_by(key, Tally.source, Tally.value)


def counted(source: Source, first: dt.date, last: dt.date, scope: Scope = EVERYTHING, today: dt.date | None = None) -> Any:
    """The query that counts one source from the facts: rows of kind, agency, class, n. With `today`, only what is judged by then."""
    how = _SOURCES[source]
    query = select(how.kind, how.agency, how.value, func.count()).where(how.day.between(first, last))
    if source is Source.DAYS:
        query = query.where(_FACT.workdays.is_not(None))
    if source is Source.JUDGED and today is not None and last >= today:
        query = query.where(or_(_FACT.judged_on < today, _FACT.verdict != Verdict.WAITING))
    return _within(query, scope, how.kind, how.agency).group_by(how.kind, how.agency, *how.groups)


def _within(query: Any, scope: Scope, kind: Any, agency: Any) -> Any:
    if scope.kinds:
        query = query.where(kind.in_(scope.kinds))
    return query.where(agency.in_(scope.agencies)) if scope.agencies else query
