"""How fast one sender may go: so much in a moving minute."""

from bot.store.pace import Minute
from channels.problems import Problem


class Pace:
    """No more events of one name than a minute takes; beyond, a 429 with a sentence."""

    def __init__(self, minute: Minute, code: str, message: str) -> None:
        self._minute = minute
        self._code, self._message = code, message

    def check(self, name: str) -> None:
        """Count one event of `name`; Problem when there were too many, and that one is not counted. It may wait for the store."""
        if not self._minute.take(name):
            raise Problem(429, self._code, self._message, {"Retry-After": "5"})
