"""The worker: takes notices out of the outbox and hands them to their channel, until told to stop."""

import datetime as dt
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from typing import Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.delivery import service
from bot.delivery.models import Notice
from bot.delivery.service import Outgoing
from bot.store import Database

_log = structlog.get_logger(__name__)
_PAUSE_SECONDS = 0.5
# A notice is lent for a minute; what has not been begun by then leaves time to be finished before another worker takes it.
_BEGUN_WITHIN = 20.0


class CannotSend(Exception):
    """The channel did not take a notice.

    `final`: trying again would not help. `wait`: the channel says itself when to try again; that counts as no attempt.
    `until_spoken`: nothing goes before the citizen writes again; then it is tried once more by itself.
    """

    def __init__(self, reason: str, *, final: bool = False, wait: dt.timedelta | None = None, until_spoken: bool = False) -> None:
        super().__init__(reason)
        self.final, self.wait, self.until_spoken = final, wait, until_spoken


class Sender(Protocol):
    """What a channel does with a notice: send it, or raise CannotSend. A repeat of one key must do no harm.

    One with an attribute `at_once` is called from so many threads; those of one conversation still go one after the other.
    """

    def send(self, notice: Outgoing) -> None: ...


GivenUp = Callable[[Session, Notice], object]


def _nothing_more(_session: Session, _notice: Notice) -> None:
    """A notice that was given up has no other way."""


class Worker:
    """Sends what waits, each channel in a lane of its own: one that is dead, slow or unknown does not hold up the others.

    `given_up` is called in the transaction that gives a notice up, and may write it anew for another way.
    """

    def __init__(self, database: Database, senders: Mapping[str, Sender], given_up: GivenUp = _nothing_more) -> None:
        self._database = database
        self._senders = senders
        self._given_up = given_up

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; what is on its way then is finished first."""
        with ExitStack() as pools:
            hands = {name: pools.enter_context(ThreadPoolExecutor(many, name)) for name, many in self._at_once().items()}
            lanes = pools.enter_context(ThreadPoolExecutor(len(self._senders) + 1, "lane"))  # ends first: its work needs the hands
            busy: dict[str, Future[int]] = {}
            while not stop.is_set():
                for channel in self._due():
                    if channel not in busy or busy[channel].done():
                        busy[channel] = lanes.submit(self._lane, channel, stop, hands.get(channel))
                stop.wait(_PAUSE_SECONDS)

    def _at_once(self) -> dict[str, int]:
        """The channels that send several at once, and how many."""
        told = {name: int(getattr(sender, "at_once", 1)) for name, sender in self._senders.items()}
        return {name: many for name, many in told.items() if many > 1}

    def run_once(self) -> int:
        """Send what is due now, channel after channel; returns how many were tried."""
        return sum(self._send_some(channel) for channel in sorted(self._due()))

    def _due(self) -> set[str]:
        try:
            with self._database.read() as session:
                return service.channels_due(session)
        except SQLAlchemyError as error:  # the store is away for a moment: what waits in it waits on
            _log.error("worker.store_unreachable", error=type(error).__name__)
            return set()

    def _lane(self, channel: str, stop: threading.Event, hands: Executor | None) -> int:
        """One channel's notices until none is due."""
        sent = 0
        try:
            while not stop.is_set() and (some := self._send_some(channel, hands)):
                sent += some
        except SQLAlchemyError as error:  # lent notices come back by themselves
            _log.error("worker.store_unreachable", channel=channel, error=type(error).__name__)
        return sent

    def _send_some(self, channel: str, hands: Executor | None = None) -> int:
        """Send what is due, as many at once as there are `hands`."""
        with self._database.write() as session:
            claimed = service.claim(session, channel)
        until = time.monotonic() + _BEGUN_WITHIN
        talks: dict[object, list[Outgoing]] = defaultdict(list)
        for notice in claimed:
            talks[notice.to.conversation_id or notice.id].append(notice)
        list((hands.map if hands else map)(partial(self._deliver_all, until), talks.values()))
        return len(claimed)

    def _deliver_all(self, until: float, notices: list[Outgoing]) -> None:
        """Those of one conversation, one after the other: what is said later must not arrive first."""
        for notice in notices:
            if time.monotonic() < until:
                self._deliver(notice)
            else:
                self._put_back(notice)

    def _put_back(self, notice: Outgoing) -> None:
        """A slow channel: before it is lent to another worker as well, it is nobody's again."""
        with self._database.write() as session:
            service.put_off(session, notice.id, "", dt.timedelta())

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
        told = _log.warning if error.wait is None else _log.info
        told("notice.not_sent", notice=notice.id, channel=notice.to.channel, reason=str(error))
        with self._database.write() as session:
            if error.wait is not None:
                service.put_off(session, notice.id, str(error), error.wait)
            else:
                final = error.final or error.until_spoken
                given_up = service.mark_failed(session, notice.id, str(error), final=final, until_spoken=error.until_spoken)
                if given_up is not None:
                    self._given_up(session, given_up)
