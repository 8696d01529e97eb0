"""Every channel has a lane of its own; what was lent to a worker that died comes back."""

import datetime as dt
import threading
import time

import time_machine
from sqlalchemy import select

from bot.conversations import service
from bot.delivery import worker as worker_module
from bot.delivery.models import Notice, NoticeState
from bot.delivery.service import KEY_LENGTH, Addressee, Outgoing, claim, enqueue
from bot.delivery.worker import Worker
from bot.store import Database, utc_now

DATA = {"kind": "投诉", "number": "T20261126001", "agency": "县城市管理局", "text": "已办。"}


def write(database: Database, channel: str, *keys: str) -> None:
    with database.write() as session:
        for key in keys:
            enqueue(session, key, Addressee(channel), "answered", DATA)


class Hanging:
    """A channel that answers nobody until it is let go."""

    def __init__(self) -> None:
        self.free, self.reached = threading.Event(), threading.Event()

    def send(self, _notice: Outgoing) -> None:
        self.reached.set()
        self.free.wait(30)


class Counting:
    """A channel that takes everything."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    def send(self, notice: Outgoing) -> None:
        self.keys.append(notice.key)


def test_a_channel_that_hangs_holds_up_no_other(database: Database):
    hanging, quick = Hanging(), Counting()
    write(database, "stuck", "a", "b")
    stop = threading.Event()
    worker = threading.Thread(target=Worker(database, {"stuck": hanging, "quick": quick}).run, args=(stop,))
    worker.start()
    try:
        assert hanging.reached.wait(10)
        write(database, "quick", "c", "d")
        ends = time.monotonic() + 15
        while len(quick.keys) < 2 and time.monotonic() < ends:
            time.sleep(0.05)
        assert quick.keys == ["c", "d"]
    finally:
        stop.set()
        hanging.free.set()
        worker.join(30)
    assert not worker.is_alive()


class Together:
    """A channel with four hands that lets nothing through before four notices are on their way at once; who was sent what, in order."""

    at_once = 4

    def __init__(self) -> None:
        self.met = threading.Barrier(self.at_once)
        self.sent: list[str] = []

    def send(self, notice: Outgoing) -> None:
        if notice.key.endswith("first"):
            self.met.wait(20)
        self.sent.append(notice.key)


def test_a_channel_with_several_hands_sends_at_once_and_each_conversation_in_order(database: Database):
    together = Together()
    with database.write() as session:
        talks = [service.of_address(session, "far", f"box {number}") for number in range(together.at_once)]
        for part in ("first", "second"):
            for number, talk in enumerate(talks):
                enqueue(session, f"{number}/{part}", Addressee("far", talk), "answered", DATA)
    stop = threading.Event()
    worker = threading.Thread(target=Worker(database, {"far": together}).run, args=(stop,))
    worker.start()
    ends = time.monotonic() + 30
    while len(together.sent) < 2 * together.at_once and time.monotonic() < ends:
        time.sleep(0.05)
    stop.set()
    worker.join(30)
    assert not together.met.broken, "four were on their way at once"
    assert all(together.sent.index(f"{number}/first") < together.sent.index(f"{number}/second") for number in range(together.at_once))


def test_what_a_slow_channel_does_not_get_to_is_given_back_before_another_worker_takes_it_too(database: Database, monkeypatch):
    monkeypatch.setattr(worker_module, "_BEGUN_WITHIN", 0.2)
    sent: list[str] = []

    class Slow:
        def send(self, notice: Outgoing) -> None:
            sent.append(notice.key)
            time.sleep(0.3)

    write(database, "slow", "a", "b", "c")
    worker = Worker(database, {"slow": Slow()})
    worker.run_once()
    assert len(sent) == 1
    with database.read() as session:
        waiting = session.scalars(select(Notice).where(Notice.state == NoticeState.WAITING)).all()
    assert [(notice.attempts, notice.next_try_at <= utc_now()) for notice in waiting] == [(0, True)] * 2, "no try is lost by it"
    worker.run_once()
    worker.run_once()
    assert sorted(sent) == ["a", "b", "c"]


def test_what_a_dead_worker_had_taken_is_sent_by_the_next(database: Database):
    write(database, "quick", "a")
    with database.write() as session:
        assert [notice.key for notice in claim(session, "quick")] == ["a"]
    quick = Counting()
    assert Worker(database, {"quick": quick}).run_once() == 0  # lent out, for a minute
    with time_machine.travel(utc_now() + dt.timedelta(seconds=61), tick=False):
        Worker(database, {"quick": quick}).run_once()
    assert quick.keys == ["a"]


def test_a_channel_that_is_not_there_is_noted_and_tried_again(database: Database):
    write(database, "pigeon", "a")
    Worker(database, {}).run_once()
    with database.read() as session:
        notice = session.scalars(select(Notice)).one()
        assert (notice.state, notice.attempts) == (NoticeState.WAITING, 1)
        assert "没有启用" in notice.last_error


def test_long_keys_fit_and_stay_apart(database: Database):
    write(database, "quick", "k" * 200 + "1", "k" * 200 + "2")
    with database.read() as session:
        keys = session.scalars(select(Notice.key)).all()
    assert len(set(keys)) == 2
    assert max(map(len, keys)) <= KEY_LENGTH
