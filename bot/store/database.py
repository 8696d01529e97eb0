"""Where the desk's rows are kept: one database, opened for reading or for one whole change."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, sessionmaker

from bot.store.disk import Log

_BUSY_MS = 15_000
# How PostgreSQL shows whose connections are a desk's.
APPLICATION = "mingbai"


class Database:
    """The store. `read()` gives a session that must change nothing, `write()` one transaction, committed whole or not at all.

    SQLite takes its write lock when a change begins, not in its middle: two writers then wait for each other
    instead of one failing with «database is locked».
    """

    def __init__(self, url: str) -> None:
        self.url = _driver_url(url)
        self.engine = _create_engine(self.url)
        self._turn = threading.RLock() if self.engine.dialect.name == "sqlite" else None
        self._log = Log(self.engine.url.database) if self._turn and self.engine.url.database else None
        self._readers = sessionmaker(_on_one_view(self.engine), expire_on_commit=False)
        self._writers = sessionmaker(self.engine.execution_options(mingbai_write=True), expire_on_commit=False)
        self._quick = sessionmaker(self.engine.execution_options(mingbai_write=True, mingbai_quick=True), expire_on_commit=False)
        if self.engine.dialect.name == "postgresql":
            event.listen(self.engine, "begin", _begin_postgres)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session on one consistent view; nothing is committed."""
        with self._readers() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back whole when anything raises."""
        with self._in_turn(), self._writers.begin() as session:
            yield session

    @contextmanager
    def write_ahead(self) -> Iterator[Session]:
        """A transaction that does not wait for the disk, for what a `write()` follows before anybody is told.

        It outlives the end of this process at once, and a power failure as soon as any later `write()` is done.
        """
        with self._in_turn(), self._quick.begin() as session:
            yield session

    @contextmanager
    def write_unsettled(self) -> Iterator[Session]:
        """`write()` whose wait for the disk is left to `settle`, so that other work is done meanwhile: nobody may be told before."""
        with self.write() if self._log is None else self.write_ahead() as session:
            yield session

    def settle(self) -> None:
        """Return when every `write_unsettled` that has ended is on the disk. OSError when the disk fails."""
        if self._log is not None:
            self._log.settle()

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """One thread of this process after the other: SQLite itself lets whoever looks first go first, and some wait for seconds."""
        mine = self._turn is not None and self._turn.acquire(timeout=_BUSY_MS / 1000)
        try:
            yield
        finally:
            if mine and self._turn is not None:
                self._turn.release()

    def migrate(self) -> None:
        """Bring the tables to this version's shape. Safe to call from several processes at once."""
        with self.engine.connect() as connection, _without_references(connection), _writing(connection):
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7305119)")
            config = _migrations()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            _check_references(connection)

    def shape(self) -> str:
        """How the tables stand to this version's: `empty`, `current`, `older` (`migrate` mends it) or `newer` (a later version's)."""
        scripts = ScriptDirectory.from_config(_migrations())
        with self.engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
        if found is None:
            return "empty"
        if found == scripts.get_current_head():
            return "current"
        return "older" if found in {script.revision for script in scripts.walk_revisions()} else "newer"

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _driver_url(url: str) -> str:
    """`postgresql://` means psycopg 3 here; a SQLite file's folder is made."""
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername.startswith("sqlite") and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return parsed.render_as_string(hide_password=False)


def _create_engine(url: str) -> Engine:
    options: dict[str, Any] = {"json_serializer": _json}
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True, connect_args={"application_name": APPLICATION}, **options)
    engine = create_engine(url, pool_size=8, max_overflow=32, connect_args={"check_same_thread": False}, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _on_one_view(engine: Engine) -> Engine:
    """Several statements of one reader see the same rows: SQLite does so by itself, PostgreSQL when it is told."""
    return engine.execution_options(isolation_level="REPEATABLE READ") if engine.dialect.name == "postgresql" else engine


@contextmanager
def _without_references(connection: Connection) -> Iterator[None]:
    """SQLite changes some columns by putting a new table in the old one's place: references to it must not be watched meanwhile."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction, so before it begins
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def _writing(connection: Connection) -> AbstractContextManager[Any]:
    return connection.execution_options(mingbai_write=True).begin()


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
        raise RuntimeError(f"a migration left a reference to nothing: {tuple(broken)}")


def _json(value: Any) -> str:
    # Chinese keys and values must match when they are looked for inside a JSON column.
    return json.dumps(value, ensure_ascii=False)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by `_begin_sqlite`, not by the driver
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    writes = options.get("mingbai_write", False)
    if writes:
        # The log is one file, written in order: waiting for the disk once covers every transaction before.
        connection.exec_driver_sql(f"PRAGMA synchronous={'NORMAL' if options.get('mingbai_quick') else 'FULL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgres(connection: Connection) -> None:
    if connection.get_execution_options().get("mingbai_quick"):
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
