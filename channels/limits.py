"""How fast one sender may go: counted in memory, a moving window of one minute."""

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from channels.problems import Problem


class Pace:
    """At most `per_minute` events of one name; beyond, a 429 with a sentence."""

    def __init__(self, per_minute: int, code: str, message: str) -> None:
        self._limit = RateLimitItemPerMinute(per_minute)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._code, self._message = code, message

    def check(self, name: str) -> None:
        """Count one event of `name`; Problem when there were too many."""
        if not self._limiter.hit(self._limit, name):
            raise Problem(429, self._code, self._message, {"Retry-After": "5"})

    def left(self, name: str) -> bool:
        """Whether another event of `name` would still be taken; counts nothing."""
        return self._limiter.test(self._limit, name)
