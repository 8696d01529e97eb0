"""The worker: takes notices out of the outbox and hands them to their channel, until told to stop."""

import datetime as dt
import threading
from collections.abc import Mapping
from typing import Protocol

import structlog

from bot.delivery import service
from bot.delivery.service import Outgoing
from bot.store import Database

_log = structlog.get_logger(__name__)
_PAUSE_SECONDS = 0.5


class CannotSend(Exception):
    """The channel did not take a notice.

    `final`: trying again would not help. `wait`: the channel says itself when to try again; that counts as no attempt.
    `until_spoken`: nothing goes before the citizen writes again; then it is tried once more by itself.
    """

    def __init__(self, reason: str, *, final: bool = False, wait: dt.timedelta | None = None, until_spoken: bool = False) -> None:
        super().__init__(reason)
        self.final, self.wait, self.until_spoken = final, wait, until_spoken


class Sender(Protocol):
    """What a channel does with a notice: send it, or raise CannotSend. A repeat of one key must do no harm."""

    def send(self, notice: Outgoing) -> None: ...


class Worker:
    """Sends what waits; a notice whose channel is unknown or broken does not hold up the others."""

    def __init__(self, database: Database, senders: Mapping[str, Sender]) -> None:
        self._database = database
        self._senders = senders

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set."""
        while not stop.is_set():
            if not self.run_once():
                stop.wait(_PAUSE_SECONDS)

    def run_once(self) -> int:
        """Send what is due now; returns how many were tried."""
        with self._database.read() as session:
            if not service.anything_due(session):
                return 0
        with self._database.write() as session:
            claimed = service.claim(session)
        for notice in claimed:
            self._deliver(notice)
        return len(claimed)

    def _deliver(self, notice: Outgoing) -> None:
        sender = self._senders.get(notice.to.channel)
        try:
            if sender is None:
                raise CannotSend(f"渠道“{notice.to.channel}”没有启用", final=False)
            sender.send(notice)
        except CannotSend as error:
            self._note_failure(notice, error)
        except Exception as error:  # a channel's own fault must not end the worker; it is logged and retried
            _log.exception("notice.sender_broke", notice=notice.id, channel=notice.to.channel)
            self._note_failure(notice, CannotSend(type(error).__name__))
        else:
            with self._database.write() as session:
                service.mark_sent(session, notice.id)

    def _note_failure(self, notice: Outgoing, error: CannotSend) -> None:
        _log.warning("notice.not_sent", notice=notice.id, channel=notice.to.channel, reason=str(error))
        with self._database.write() as session:
            if error.wait is not None:
                service.put_off(session, notice.id, str(error), error.wait)
            else:
                service.mark_failed(session, notice.id, str(error), final=error.final or error.until_spoken, until_spoken=error.until_spoken)
