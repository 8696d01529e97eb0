"""What all tests share: a store on each database, a place, made-up people."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.store import Database, vault
from mingbai.tables import METADATA


@pytest.fixture(scope="session", autouse=True)
def _vault() -> None:
    vault.use(vault.Vault(b"\x07" * 32))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy: migrating once instead of for every test."""
    path = tmp_path_factory.mktemp("template") / "desk.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL: the one in MINGBAI_TEST_POSTGRES_URL, else one that is started for the tests."""
    if given := os.environ.get("MINGBAI_TEST_POSTGRES_URL"):
        yield given
        return
    import pgserver

    # Run by root, the server becomes another user, who must be able to reach its folder: pytest's own are root's alone.
    with tempfile.TemporaryDirectory(prefix="mingbai-postgres-") as folder:
        Path(folder).chmod(0o755)
        server = pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        # Nobody's data: a commit need not wait for the disk.
        for setting in ("fsync", "full_page_writes"):
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def postgres(postgres_url: str) -> Iterator[Database]:
    """The migrated PostgreSQL store of the session."""
    database = Database(postgres_url)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def empty_postgres(postgres_url: str) -> Iterator[str]:
    """The address of a PostgreSQL database with nothing in it."""
    name = f"restored_{uuid.uuid4().hex[:12]}"
    server = Database(postgres_url)
    admin = create_engine(server.url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.engine.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()
    server.close()


@pytest.fixture
def sqlite(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite store."""
    shutil.copy(sqlite_template, tmp_path / "desk.db")
    database = Database(f"sqlite:///{tmp_path / 'desk.db'}")
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty store, once on each database."""
    if request.param == "sqlite":
        return request.getfixturevalue("sqlite")
    found = request.getfixturevalue("postgres")
    _empty(found)
    return found


def _empty(database: Database) -> None:
    """Away with every row. Emptying a table that is empty costs as much as one that is full, so those are left alone."""
    looks = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in METADATA.tables)
    with database.write() as session:
        if full := session.scalars(text(looks)).all():
            session.execute(text(f"TRUNCATE {', '.join(full)} RESTART IDENTITY CASCADE"))
