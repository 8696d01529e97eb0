"""What several processes of one desk count together on PostgreSQL: tries of query codes, look-ups and new conversations by address, sign-ins."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot.people.accounts import add_staff
from bot.people.service import MAX_TRIES, SignInError, authenticate
from bot.store import Database
from bot.store.pace import Minute, MovingMinute, Paced, StoredMinute, forget_quiet, minute_of
from bot.tickets.service import MOST_TRIES
from channels.web.tickets import TRIES_OF_ADDRESS
from mingbai.app import public_app
from mingbai.settings import Settings
from mingbai.wiring import assemble
from tests.support.clocks import PaceClock
from tests.support.desk import EngineDouble, knowledge, offices

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
MOST = 10
Two = tuple[Database, Database]


@pytest.fixture
def two(database: Database) -> Iterator[Two]:
    """The store as two processes have it open."""
    other = Database(database.url)
    yield database, other
    other.close()


def minutes(two: Two, what: str = "a", most: int = MOST) -> list[Minute]:
    return [minute_of(one, what, most) for one in two]


def taken(counts: list[Minute], tries: int, name: str = "192.0.2.1") -> int:
    """How many of so many tries are let through, by turns in each process."""
    return sum(counts[place % len(counts)].take(name) for place in range(tries))


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> PaceClock:
    """No minute passes by itself."""
    return PaceClock(monkeypatch)


def test_two_processes_count_one_name_together_and_each_name_for_itself(two: Two):
    assert taken(minutes(two), 25) == MOST
    assert taken(minutes(two), 25, "192.0.2.2") == MOST
    assert taken(minutes(two, "b"), 25) == MOST, "and each thing for itself"


def test_looking_counts_nothing_and_the_other_process_sees_it_too(two: Two):
    one, other = minutes(two)
    assert all(other.left("x") for _ in range(3 * MOST))
    assert all(one.take("x") for _ in range(MOST)) and not other.left("x") and not other.take("x")


@pytest.mark.parametrize("seconds", [0, 59, 60, 66, 90, 114, 119, 120, 179, 500])
def test_the_window_moves_as_it_does_in_memory(two: Two, clock: PaceClock, seconds: float):
    counts, memory = minutes(two), MovingMinute(MOST)
    for step in (seconds, 31, 31, 90):
        assert taken(counts, 7) == taken([memory], 7)
        clock.at += step
        assert counts[0].left("192.0.2.1") == memory.left("192.0.2.1")
        assert taken(counts, 25) == taken([memory], 25)


def test_a_clock_that_is_behind_lets_nobody_through(two: Two, clock: PaceClock):
    assert taken(minutes(two), 25) == MOST
    clock.at -= 30
    assert taken(minutes(two), 5) == 0


def test_of_many_at_the_same_moment_no_more_than_that_are_let_through(two: Two):
    at_once = 16
    counts, barrier = minutes(two), Barrier(at_once)

    def try_twice(place: int) -> int:
        barrier.wait()
        return taken([counts[place % 2]], 2)

    with ThreadPoolExecutor(at_once) as pool:
        assert sum(pool.map(try_twice, range(at_once))) == MOST


def test_no_address_is_kept_and_what_is_quiet_is_forgotten(two: Two, clock: PaceClock):
    taken(minutes(two), 3)
    with two[0].write() as session:
        assert forget_quiet(session) == 0
        assert [len(name) for name in session.scalars(select(Paced.name))] == [64]
    clock.at += 600
    with two[0].write() as session:
        assert forget_quiet(session) == 1
        assert session.scalars(select(Paced.name)).all() == []


@pytest.fixture
def pages(two: Two, tmp_path: Path) -> Iterator[list[TestClient]]:
    """The same desk served by two processes."""
    clients = []
    for database in two:
        desk = assemble(Settings(home=tmp_path, sessions_per_minute=MOST), database, offices(), knowledge())
        clients.append(TestClient(public_app(desk, desk.inbox(EngineDouble()), lambda: "ok")))
    yield clients
    for client in clients:
        client.close()


def test_a_query_code_is_guessed_no_oftener_at_two_processes(pages: list[TestClient]):
    answers = [pages[place % 2].get("/api/tickets/T20260101001", params={"code": f"{place:08d}"}).status_code for place in range(MOST_TRIES + 6)]
    assert answers == [404] * MOST_TRIES + [429] * 6


def test_one_address_looks_up_no_oftener_and_opens_no_more_conversations_at_two_processes(pages: list[TestClient]):
    found = [pages[place % 2].get(f"/api/tickets/T2026010{place:04d}", params={"code": "00000000"}).status_code for place in range(TRIES_OF_ADDRESS + 4)]
    assert found == [404] * TRIES_OF_ADDRESS + [429] * 4
    opened = [pages[place % 2].post("/api/chat/sessions").status_code for place in range(MOST + 4)]
    assert opened == [201] * MOST + [429] * 4


def test_wrong_passwords_at_two_processes_lock_together(two: Two):
    with two[0].write() as session:
        add_staff(session, "anna", "head", password="correct-horse-battery")
    for place in range(MAX_TRIES):
        with pytest.raises(SignInError):
            authenticate(two[place % 2], "anna", "wrong")
    for database in two:
        with pytest.raises(SignInError, match="已锁定"):
            authenticate(database, "anna", "correct-horse-battery")


def test_on_postgresql_it_is_the_store_that_counts(two: Two):
    assert all(isinstance(count, StoredMinute) for count in minutes(two))
