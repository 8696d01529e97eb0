"""Once a second: the outbox is given the answers that nobody brought, and what waited for its citizen to write again."""

import threading

import structlog

from bot.conversations import owed
from bot.store import Database

_log = structlog.get_logger(__name__)
_EVERY_SECONDS = 1.0


class Postman:
    """Looks after answers between the conversation that made them and the outbox that sends them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def run(self, stop: threading.Event) -> None:
        """Work every second until `stop` is set."""
        while not stop.is_set():
            try:
                self.once()
            except Exception:  # a store that is away for a moment must not end the rounds
                _log.exception("postman.broke")
            stop.wait(_EVERY_SECONDS)

    def once(self) -> int:
        """One round; how many answers were given to the outbox."""
        with self._database.read() as session:
            if not owed.anything_left(session):
                return 0
        with self._database.write() as session:
            left, woken = owed.hand_over_left(session), owed.wake(session)
        if left or woken:
            _log.info("postman.done", left=left, woken=woken)
        return left + woken
