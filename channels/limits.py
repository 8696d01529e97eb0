"""How fast one sender may go: counted in memory, a moving window of one minute."""

import threading
import time
from dataclasses import dataclass

from channels.problems import Problem

_WINDOW_SECONDS = 60.0
# So many names at most are remembered before those that have gone quiet are forgotten.
_SWEEP_AT = 10_000


@dataclass
class _Count:
    """One name's events in the window that began at `since`, and in the one before."""

    since: float
    now: int = 0
    before: int = 0


class Pace:
    """At most `per_minute` events of one name; beyond, a 429 with a sentence.

    The last minute is reckoned from two counts: this window's, and the share of the one before that is not yet a minute old.
    """

    def __init__(self, per_minute: int, code: str, message: str) -> None:
        self._most = per_minute
        self._code, self._message = code, message
        self._counts: dict[str, _Count] = {}
        self._lock = threading.Lock()

    def check(self, name: str) -> None:
        """Count one event of `name`; Problem when there were too many, and that one is not counted."""
        with self._lock:
            if not self._fits(name):
                raise Problem(429, self._code, self._message, {"Retry-After": "5"})
            self._counts[name].now += 1

    def left(self, name: str) -> bool:
        """Whether another event of `name` would still be taken; counts nothing."""
        with self._lock:
            return self._fits(name)

    def _fits(self, name: str) -> bool:
        at = time.monotonic()
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
        if len(self._counts) >= _SWEEP_AT:
            self._counts = {name: count for name, count in self._counts.items() if at - count.since < 2 * _WINDOW_SECONDS}
