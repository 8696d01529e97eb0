"""Tickets that were there before calls came are found by their phone afterwards."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

import bot.store.migrations
from bot.store import Database, utc_now, vault
from bot.tickets.phones import key_of_applicant
from mingbai.tables import METADATA
from tests.support.people import PHONE

MIGRATIONS = Path(bot.store.migrations.__file__).parent
APPLICANTS = (
    {"contact_phone": PHONE}, {"contact_phone": "+86 139 0000 0012"}, {"contact_phone": PHONE, "anonymous": "yes"}, {"applicant_name": "李小明"},
    {"contact_phone": "0562-6201234"}, {"contact_phone": "没有"},
)  # fmt: skip
INSERT = text(
    "INSERT INTO ticket (number, code_fingerprint, kind, status, agency, co_agencies, title, matter, applicant, applicant_class, channel, "
    "received_on, provisional, calendar_version, created_at, version) VALUES (:number, '', 'complaint', 'signed', '县交通运输局', '[]', '路灯', '{}', "
    ":applicant, 'citizen', 'web', '2026-09-14', :no, '', :now, 1)"
)


@pytest.fixture
def before(database: Database) -> Database:
    """The store as it was before the migration, with tickets in it."""
    with database.engine.execution_options(mingbai_write=True).begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.downgrade(config, str(ScriptDirectory.from_config(config).get_revision("0005").down_revision))
        for number, applicant in enumerate(APPLICANTS):
            values = {"number": f"T{number}", "applicant": vault.current().seal(applicant), "no": False, "now": utc_now()}
            connection.execute(INSERT, values)
    return database


def test_earlier_tickets_get_their_key(before: Database):
    before.migrate()
    with before.read() as session:
        found = list(session.execute(text("SELECT phone_key FROM ticket ORDER BY number")).scalars())
    assert found == [key_of_applicant(applicant) for applicant in APPLICANTS]
    assert METADATA.tables["ticket"].c.phone_key.index
