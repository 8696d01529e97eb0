"""The store on both databases: types, transactions, migrations, what lies on the disk."""

import datetime as dt
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from bot import store
from bot.conversations.models import Conversation, Message
from bot.store import Database, vault
from bot.tickets.models import WORDS_INDEX
from mingbai.tables import METADATA

# A desk of the second version with an account at work and a ticket.
USED = (
    "INSERT INTO staff (login, name, role, password_hash, failed_tries, active, created_at) VALUES ('wang', '王', 'clerk', '', 0, 1, '2026-01-01')",
    "INSERT INTO staff_session (token_key, staff_id, csrf, created_at, expires_at, last_seen) VALUES ('k', 1, 'x', '2026-01-01', '2026-01-01', '2026-01-01')",
    "INSERT INTO ticket (number, code_fingerprint, kind, status, agency, co_agencies, title, matter, applicant, applicant_class, channel, received_on,"
    " provisional, calendar_version, created_at, version) VALUES ('G1', '', 'application', 'signed', '县民政局', '[]', '', '{}', x'{sealed}', 'citizen', 'web',"
    " '2026-01-01', 0, '', '2026-01-01', 1)",
    "INSERT INTO ticket_event (ticket_id, act, on_date, at_instant, actor, text, data) VALUES (1, 'receive', '2026-01-01', '2026-01-01', 'citizen', '', '{}')",
)


def _conversation(name: str = "c1") -> Conversation:
    return Conversation(id=name, channel="web", token_key=name)


def test_migrations_make_exactly_the_tables_of_the_models(database: Database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False, "include_object": _has_model})
        ours = [change for change in compare_metadata(context, METADATA) if "alembic_version" not in str(change)]
    assert ours == []


def _has_model(_item: object, name: str, kind: str, reflected: bool, _compared: object) -> bool:
    # The index of words is no model: each database has its own kind (tests/integration/test_finding.py sees to it).
    return not (kind == "table" and reflected and name.startswith(WORDS_INDEX.name))


def test_migrating_again_changes_nothing(database: Database):
    database.migrate()
    database.migrate()


def test_a_desk_that_was_used_is_brought_up_to_date_with_all_it_holds(tmp_path):
    """A table that others refer to is rebuilt by SQLite for some changes: no row may get in the way or get lost."""
    database = Database(f"sqlite:///{tmp_path / 'desk.db'}")
    with database.engine.execution_options(mingbai_write=True).begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(store.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        for statement in USED:
            connection.exec_driver_sql(statement.replace("{sealed}", vault.current().seal({}).hex()))
    database.migrate()
    with database.read() as session:
        assert session.execute(text("SELECT login, staff_session.csrf FROM staff JOIN staff_session ON staff_id = staff.id")).all() == [("wang", "x")]
        assert session.execute(text("SELECT number, act FROM ticket JOIN ticket_event ON ticket_id = ticket.id")).all() == [("G1", "receive")]
        assert session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
    database.close()


def test_sealed_values_come_back_and_are_noise_on_disk(database: Database):
    with database.write() as session:
        session.add(_conversation())
        session.flush()
        session.add(Message(conversation_id="c1", author="citizen", content={"text": "身份证 340722198304129315"}))
    with database.read() as session:
        assert session.scalars(select(Message)).one().content == {"text": "身份证 340722198304129315"}
        raw = bytes(session.execute(text("SELECT content FROM message")).scalar_one())
    assert b"340722" not in raw
    assert "身份证".encode() not in raw


def test_another_key_cannot_open(database: Database):
    sealed = vault.current().seal({"a": 1})
    with pytest.raises(vault.VaultError, match="密钥"):
        vault.Vault(b"\x08" * 32).open(sealed)


def test_two_seals_of_one_value_differ():
    assert vault.current().seal("同") != vault.current().seal("同")


def test_instants_come_back_aware_in_utc(database: Database):
    beijing = dt.timezone(dt.timedelta(hours=8))
    with database.write() as session:
        conversation = _conversation()
        conversation.created_at = dt.datetime(2026, 5, 1, 8, 0, tzinfo=beijing)
        session.add(conversation)
    with database.read() as session:
        assert session.scalars(select(Conversation.created_at)).one() == dt.datetime(2026, 5, 1, 0, 0, tzinfo=dt.UTC)
        assert session.scalars(select(Conversation.created_at)).one().tzinfo is dt.UTC


def test_a_naive_instant_is_refused(database: Database):
    with pytest.raises(StatementError, match="naive"), database.write() as session:
        conversation = _conversation()
        conversation.created_at = dt.datetime(2026, 5, 1)  # noqa: DTZ001 — that is the point
        session.add(conversation)


def test_a_change_that_fails_leaves_nothing(database: Database):
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(_conversation("c1"))
        session.flush()
        session.add(Conversation(id="c1", channel="web"))
        session.flush()
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Conversation)) == 0


def test_the_key_file_is_its_owners_alone_and_is_kept(tmp_path):
    first = vault.Vault.at(tmp_path / "keys" / "data.key")
    assert (tmp_path / "keys" / "data.key").stat().st_mode & 0o777 == 0o600
    assert vault.Vault.at(tmp_path / "keys" / "data.key").open(first.seal([1])) == [1]
