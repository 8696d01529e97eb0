"""How often something happened under a name within the last minute.

`minute_of` counts where all processes of the desk see it: on SQLite there is one that serves citizens, and its memory will do; on
PostgreSQL there may be several, and they count together in the store.
"""

import datetime as dt
import threading
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.store import vault
from bot.store.base import Base, utc_now
from bot.store.database import Database
from bot.store.types import Fingerprint, UtcInstant

_WINDOW_SECONDS = 60.0
# From so many names on, those that have gone quiet are forgotten now and then.
_SWEEP_AT = 10_000


class Minute(Protocol):
    """At most so many events of one name in a moving minute."""

    def take(self, name: str) -> bool:
        """Count one event of `name`; False when there were too many, and that one is not counted."""

    def left(self, name: str) -> bool:
        """Whether another event of `name` would still be taken; counts nothing."""


def minute_of(database: Database, what: str, most: int) -> Minute:
    """At most `most` events of `what` under one name in a minute, over all processes that serve from this store."""
    return StoredMinute(database, what, most) if database.engine.dialect.name == "postgresql" else MovingMinute(most)


@dataclass
class _Count:
    """One name's events in the window that began at `since`, and in the one before."""

    since: float
    now: int = 0
    before: int = 0


class MovingMinute:
    """At most `most` events of one name in a minute.

    The last minute is reckoned from two counts: this window's, and the share of the one before that is not yet a minute old.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._counts: dict[str, _Count] = {}
        self._sweep_at = _SWEEP_AT
        self._lock = threading.Lock()

    def take(self, name: str) -> bool:
        """Count one event of `name`; False when there were too many, and that one is not counted."""
        with self._lock:
            fits = self._fits(name)
            if fits:
                self._counts[name].now += 1
            return fits

    def left(self, name: str) -> bool:
        """Whether another event of `name` would still be taken; counts nothing."""
        with self._lock:
            return self._fits(name)

    def _fits(self, name: str) -> bool:
        at = monotonic()
        count = self._current(name, at)
        still = 1.0 - (at - count.since) / _WINDOW_SECONDS
        return count.now + count.before * still + 1 <= self._most

    def _current(self, name: str, at: float) -> _Count:
        count = self._counts.get(name)
        if count is None or at - count.since >= 2 * _WINDOW_SECONDS:
            self._forget_quiet(at)
            count = self._counts[name] = _Count(at)
        elif at - count.since >= _WINDOW_SECONDS:
            count = self._counts[name] = _Count(count.since + _WINDOW_SECONDS, 0, count.now)
        return count

    def _forget_quiet(self, at: float) -> None:
        """A look at every name pays only once there are twice as many as were left by the last one."""
        if len(self._counts) >= self._sweep_at:
            self._counts = {name: count for name, count in self._counts.items() if at - count.since < 2 * _WINDOW_SECONDS}
            self._sweep_at = max(_SWEEP_AT, 2 * len(self._counts))


class Paced(Base):
    """One name's events in the window that began at `since`, and in the one before. The name itself may be somebody's address."""

    __tablename__ = "paced"
    __table_args__ = {"info": {"derived": True}}  # noqa: RUF012 — SQLAlchemy's own protocol

    name: Mapped[str] = mapped_column(Fingerprint(64), primary_key=True)
    since: Mapped[dt.datetime] = mapped_column(UtcInstant)
    now: Mapped[int] = mapped_column("events", default=1)
    before: Mapped[int] = mapped_column("events_before", default=0)


# The window that an event of now falls into: how far the row's own is behind, and what then is the window before.
_AGE = "GREATEST(EXTRACT(EPOCH FROM CAST(:at AS timestamptz) - p.since), 0)"
_BEFORE = f"CASE WHEN {_AGE} < 60 THEN p.events_before WHEN {_AGE} < 120 THEN p.events ELSE 0 END"
_NOW = f"CASE WHEN {_AGE} < 60 THEN p.events ELSE 0 END"
_SINCE = f"CASE WHEN {_AGE} < 60 THEN p.since WHEN {_AGE} < 120 THEN p.since + interval '60 seconds' ELSE CAST(:at AS timestamptz) END"
_FITS = f"{_NOW} + ({_BEFORE}) * (1 - mod({_AGE}::numeric, 60) / 60) + 1 <= :most"
# One statement: the row is locked by it, so two processes never both take the last one.
_TAKE = text(
    f"INSERT INTO paced AS p (name, since, events, events_before) VALUES (:name, :at, 1, 0) ON CONFLICT (name)"
    f" DO UPDATE SET since = {_SINCE}, events = {_NOW} + 1, events_before = {_BEFORE} WHERE {_FITS} RETURNING events"
)
_FULL = text(f"SELECT count(*) FROM paced AS p WHERE name = :name AND NOT ({_FITS})")


class StoredMinute:
    """The same over several processes, counted in PostgreSQL. Every `take` is a transaction of its own: no roll-back gives a try back."""

    def __init__(self, database: Database, what: str, most: int) -> None:
        self._database, self._what, self._most = database, what, most

    def take(self, name: str) -> bool:
        """Count one event of `name`; False when there were too many, and that one is not counted."""
        with self._database.write_ahead() as session:
            return session.scalar(_TAKE, self._asked(name)) is not None

    def left(self, name: str) -> bool:
        """Whether another event of `name` would still be taken; counts nothing."""
        with self._database.read() as session:
            return not session.scalar(_FULL, self._asked(name))

    def _asked(self, name: str) -> dict[str, object]:
        return {"name": vault.current().fingerprint(f"{self._what}/{name}", "pace"), "most": self._most, "at": utc_now()}


def forget_quiet(session: Session) -> int:
    """Delete the counts of names that have been quiet for so long that none of it counts; how many there were."""
    until = utc_now() - dt.timedelta(seconds=5 * _WINDOW_SECONDS)  # the clocks of two machines may differ
    if not session.scalar(select(func.count()).select_from(Paced).where(Paced.since < until)):
        return 0
    done = session.execute(delete(Paced).where(Paced.since < until))
    return int(getattr(done, "rowcount", 0))
