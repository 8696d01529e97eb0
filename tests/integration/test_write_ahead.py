"""What does not wait for the disk, and what does, on both databases."""

from sqlalchemy import select

from bot.conversations import service
from bot.conversations.models import Conversation
from bot.store import Database

# How each database is asked whether a commit waits for the disk, and what it says when it does and when it does not.
ASKED = {"sqlite": ("PRAGMA synchronous", "2", "1"), "postgresql": ("SHOW synchronous_commit", "on", "off")}


def test_only_a_write_ahead_does_not_wait_for_the_disk(database: Database):
    question, waits, does_not = ASKED[database.engine.dialect.name]
    said = []
    for opened in (database.write, database.write_ahead, database.write):
        with opened() as session:
            said.append(str(session.connection().exec_driver_sql(question).scalar()))
    assert said == [waits, does_not, waits]


def test_a_write_ahead_is_whole_or_not_at_all(database: Database):
    with database.write_ahead() as session:
        kept = service.open_with_token(session, "web").conversation_id
    try:
        with database.write_ahead() as session:
            service.open_with_token(session, "web")
            session.flush()
            raise RuntimeError("in the middle")
    except RuntimeError:
        with database.read() as session:
            assert list(session.scalars(select(Conversation.id))) == [kept]
