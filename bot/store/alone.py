"""The store for one process alone: for work during which nobody else may read or write."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from bot.store.database import APPLICATION, Database

# Somebody who was just told to stop may still be hanging up.
_PATIENCE_SECONDS = 5.0
_OTHERS = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = :name AND pid <> pg_backend_pid()")


class NotAlone(RuntimeError):
    """Somebody else has the store open."""


@contextmanager
def alone(database: Database) -> Iterator[Connection]:
    """The only connection to the store, for transactions one after the other; NotAlone when somebody else has it open.

    SQLite lets nobody else in until it is given back. On PostgreSQL other desks are seen by their connections, when it begins.
    """
    with database.engine.connect().execution_options(mingbai_write=True) as connection:
        if connection.dialect.name == "postgresql":
            refuse_others(connection)
            yield connection
            return
        _lock(connection)
        try:
            yield connection
        finally:
            connection.invalidate()  # its locks end with it, and nothing of its ways goes back to the pool


def refuse_others(connection: Connection) -> None:
    """NotAlone when another desk is connected now; on SQLite nobody can be, once one is alone."""
    if connection.dialect.name != "postgresql":
        return
    ends = time.monotonic() + _PATIENCE_SECONDS
    while connection.scalar(_OTHERS, {"name": APPLICATION}):
        connection.rollback()
        if time.monotonic() >= ends:
            raise NotAlone
        time.sleep(0.1)
    connection.rollback()


def _lock(connection: Connection) -> None:
    """The log can only be put away by whoever is alone, and in this mode what was locked once stays so. What is freed is wiped."""
    try:
        _pragmas(connection, f"busy_timeout={int(_PATIENCE_SECONDS * 1000)}", "locking_mode=EXCLUSIVE", "journal_mode=DELETE", "secure_delete=ON")
        with connection.begin():
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    except (OperationalError, sqlite3.OperationalError) as error:
        connection.invalidate()
        raise NotAlone from error


def _pragmas(connection: Connection, *pragmas: str) -> None:
    raw = connection.connection.driver_connection
    assert raw is not None
    for pragma in pragmas:
        raw.execute(f"PRAGMA {pragma}").fetchall()
