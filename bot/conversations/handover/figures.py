"""What oversight asks of the hand-over: how long people waited, what became of it, and who handled how much."""

import datetime as dt
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations.handover.lifecycle import Act, State
from bot.conversations.handover.models import Handover, HandoverEvent
from bot.people.models import Staff

_ENDS_A_TAKING = frozenset({Act.GIVE_BACK, Act.LAPSE, Act.HAND_BACK, Act.LEAVE, Act.CLOSE})


@dataclass(frozen=True)
class OperatorFigures:
    """One operator's share. `finished` includes what was closed without taking it; `talked` is the time of all takings."""

    login: str
    name: str
    taken: int
    finished: int
    given_back: int
    lapsed: int
    talked: dt.timedelta


@dataclass(frozen=True)
class Figures:
    """The wishes for a person of a span of time, by the instant they began. Waits: from the wish to the first taking.

    `answered`: taken by somebody; `left`: the citizen stopped waiting, or filed a ticket instead; `waiting`: still open, never taken.
    """

    asked: int
    answered: int
    left: int
    waiting: int
    median_wait: dt.timedelta | None
    longest_wait: dt.timedelta | None
    reasons: Mapping[str, int]
    operators: tuple[OperatorFigures, ...]


@dataclass
class _Share:
    counts: Counter[str] = field(default_factory=Counter)
    talked: dt.timedelta = dt.timedelta(0)


def figures(session: Session, since: dt.datetime, until: dt.datetime) -> Figures:
    """The figures of the wishes that began in [since, until)."""
    began = Handover.asked_at >= since, Handover.asked_at < until
    wishes = session.scalars(select(Handover).where(*began)).all()
    events = select(HandoverEvent).join(Handover, Handover.id == HandoverEvent.handover_id).where(*began)
    rows = session.scalars(events.order_by(HandoverEvent.handover_id, HandoverEvent.id)).all()
    by_wish = {number: list(group) for number, group in groupby(rows, lambda event: event.handover_id)}
    waits = [wait for wish in wishes if (wait := _wait(wish, by_wish.get(wish.id, ()))) is not None]
    untaken = [wish for wish in wishes if wish.taken_at is None]
    return Figures(
        len(wishes), len(waits), sum(wish.state in (State.CANCELLED, State.LEFT_TICKET) for wish in untaken),
        sum(wish.state == State.WAITING for wish in untaken), _median(waits), max(waits, default=None),
        Counter(reason for wish in wishes for reason in wish.reasons), tuple(_operators(session, by_wish.values())),
    )


def _wait(wish: Handover, events: Iterable[HandoverEvent]) -> dt.timedelta | None:
    return next((event.at - wish.asked_at for event in events if event.act == Act.TAKE), None)


def _median(waits: Sequence[dt.timedelta]) -> dt.timedelta | None:
    return dt.timedelta(seconds=statistics.median(wait.total_seconds() for wait in waits)) if waits else None


def _operators(session: Session, wishes: Iterable[Sequence[HandoverEvent]]) -> Iterator[OperatorFigures]:
    shares: dict[str, _Share] = {}
    for events in wishes:
        _count(shares, events)
    names = dict(session.execute(select(Staff.login, Staff.name).where(Staff.login.in_(shares))).all())
    for login, share in sorted(shares.items()):
        count = share.counts
        yield OperatorFigures(
            login, names.get(login, login), count[Act.TAKE], count[Act.HAND_BACK] + count[Act.CLOSE], count[Act.GIVE_BACK], count[Act.LAPSE],
            share.talked,
        )


def _count(shares: dict[str, _Share], events: Sequence[HandoverEvent]) -> None:
    """One wish's acts, each put down to the operator who had the conversation, or who acted on it without having it."""
    taking: HandoverEvent | None = None
    for event in events:
        act = Act(event.act)
        if act is Act.TAKE:
            taking = event
        login = taking.who if taking is not None else event.who if act is Act.CLOSE else None
        if login is None:
            continue
        share = shares.setdefault(login, _Share())
        share.counts[act] += 1
        if taking is not None and act in _ENDS_A_TAKING:
            share.talked += event.at - taking.at
            taking = None
