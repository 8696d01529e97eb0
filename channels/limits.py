"""How fast one sender may go: so much in a moving minute."""

from bot.store.pace import MovingMinute
from channels.problems import Problem


class Pace:
    """At most `per_minute` events of one name; beyond, a 429 with a sentence."""

    def __init__(self, per_minute: int, code: str, message: str) -> None:
        self._minute = MovingMinute(per_minute)
        self._code, self._message = code, message

    def check(self, name: str) -> None:
        """Count one event of `name`; Problem when there were too many, and that one is not counted."""
        if not self._minute.take(name):
            raise Problem(429, self._code, self._message, {"Retry-After": "5"})
