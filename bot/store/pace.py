"""How often something happened under a name within the last minute: counted in the memory of this process."""

import threading
from dataclasses import dataclass
from time import monotonic

_WINDOW_SECONDS = 60.0
# From so many names on, those that have gone quiet are forgotten now and then.
_SWEEP_AT = 10_000


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
