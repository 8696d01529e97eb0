"""Which marks are common in this place: learned from its own newest tickets, so that «银塘路» says more than «小区»."""

import datetime as dt
import struct
import time
from collections import Counter
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store import utc_now
from bot.tickets.likeness.features import Features
from bot.tickets.likeness.models import SimilarDocument, SimilarState
from bot.tickets.likeness.scoring import Weights, rarity

_NAME = "weights"
_SAMPLE = 20_000
_LEAST = 5  # seen so often in the sample, a mark is known; rarer ones are all alike
_MOST = 8_000
_PAIR = struct.Struct("If")


def weights_in(session: Session) -> Weights:
    """The weights in force; before anything was learned every mark weighs the same."""
    number = session.scalar(select(SimilarState.number).where(SimilarState.name == _NAME))
    return Weights() if number is None else _read(session, number)


# The number is the instant of learning: no two stores have the same. Few of them, or tests would keep a store's for ever.
_kept: dict[int, Weights] = {}


def _read(session: Session, number: int) -> Weights:
    if number not in _kept:
        data = session.scalar(select(SimilarState.data).where(SimilarState.name == _NAME)) or b""
        _kept.clear()
        _kept[number] = Weights(dict(_PAIR.iter_unpack(data)))
    return _kept[number]


def learned_at(session: Session) -> dt.datetime | None:
    """When the weights were learned last."""
    return session.scalar(select(SimilarState.at).where(SimilarState.name == _NAME))


def learn(session: Session) -> int:
    """Learn from the newest open tickets in the caller's transaction; from how many."""
    sample = session.scalars(select(SimilarDocument.marks).order_by(SimilarDocument.ticket_id.desc()).limit(_SAMPLE)).all()
    keep(session, weigh(map(Features.unpack, sample)))
    return len(sample)


def weigh(sample: Iterable[Features]) -> Weights:
    """The weights that these texts teach."""
    counts: Counter[int] = Counter()
    texts = 0
    for features in sample:
        counts.update(_marks(features))
        texts += 1
    return Weights({mark: rarity(count, texts) for mark, count in counts.most_common(_MOST) if count >= _LEAST})


def keep(session: Session, weights: Weights) -> None:
    """Make these the weights in force."""
    row = session.get(SimilarState, _NAME) or SimilarState(name=_NAME)
    row.number, row.at, row.data = time.time_ns(), utc_now(), b"".join(_PAIR.pack(*pair) for pair in weights.known.items())
    session.add(row)
    session.flush()


def _marks(features: Features) -> frozenset[int]:
    return features.runs | features.things | features.towns | frozenset(mark for place in features.places for mark in place)
