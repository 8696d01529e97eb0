"""The last administrator stays one, whatever two administrators do to each other at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.people.accounts import StaffError, Wanted, add_staff, change_account, close_account, find_staff
from bot.people.models import Staff
from bot.people.permissions import Role
from bot.store import Database
from tests.support.running import until

Work = Callable[[Session, Staff], None]
LONG = 30.0


def demote(session: Session, staff: Staff) -> None:
    change_account(session, staff, Wanted(Role.EDITOR), "somebody")


def close(session: Session, staff: Staff) -> None:
    close_account(session, staff, "somebody")


@pytest.fixture
def two(database: Database) -> Database:
    """A store with two administrators, anna and bert, and a head, carl."""
    with database.write() as session:
        for login, role in (("anna", Role.ADMIN), ("bert", Role.ADMIN), ("carl", Role.HEAD)):
            add_staff(session, login, role)
    return database


def admins(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Staff.login).where(Staff.role == Role.ADMIN, Staff.active).order_by(Staff.login)))


def do(database: Database, login: str, work: Work, before: Callable[[], object] = lambda: None, after: Callable[[], object] = lambda: None) -> None:
    """One transaction that does something to an account; `before` is called with the account read, `after` with nothing committed yet."""
    with database.write() as session:
        staff = find_staff(session, login)
        assert staff is not None
        before()
        work(session, staff)
        session.flush()
        after()


def waits_or_is_done(database: Database, work: "Future[None]") -> bool:
    """Whether a transaction is held up by another's lock, or its work has ended."""
    with database.engine.connect() as connection:
        return work.done() or bool(connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


@pytest.mark.parametrize("first", [demote, close])
@pytest.mark.parametrize("second", [demote, close])
def test_two_who_remove_each_other_at_once_leave_one(two: Database, first: Work, second: Work):
    on_postgres = two.engine.dialect.name == "postgresql"
    inside, go_on, asked = threading.Event(), threading.Event(), threading.Event()

    def hold() -> None:
        inside.set()
        assert go_on.wait(LONG)

    def answer() -> None:
        asked.set()
        do(two, "bert", second)

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(do, two, "anna", first, after=hold)
        assert inside.wait(LONG)
        other = pool.submit(answer)
        try:
            assert asked.wait(LONG)
            if on_postgres:  # SQLite lets the second in only when the first has ended
                until(lambda: waits_or_is_done(two, other), LONG, "the second transaction at the first one's lock")
        finally:
            go_on.set()
        one.result(LONG)
        with pytest.raises(StaffError, match="最后一个系统管理员"):
            other.result(LONG)
    assert admins(two) == ["bert"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("work", [demote, close])
def test_who_became_the_last_administrator_meanwhile_stays_one(two: Database, work: Work):
    """The account was read as a head's; by now it is the only administrator's."""

    def meanwhile() -> None:
        do(two, "carl", lambda session, staff: change_account(session, staff, Wanted(Role.ADMIN), "somebody"))
        for login in ("anna", "bert"):
            do(two, login, close)

    with pytest.raises(StaffError, match="最后一个系统管理员"):
        do(two, "carl", work, before=meanwhile)
    assert admins(two) == ["carl"]


def test_one_of_three_may_go_while_another_does(two: Database):
    with two.write() as session:
        add_staff(session, "dora", Role.ADMIN)
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(do, two, login, close) for login in ("anna", "bert")]:
            done.result(LONG)
    assert admins(two) == ["dora"]
