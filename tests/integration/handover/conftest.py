"""A desk with two operators, and two citizens before it."""


import pytest

from bot.people.models import Staff
from bot.store import Database
from tests.support.desk import Talk, open_talk


@pytest.fixture
def talk(database: Database, tmp_path) -> Talk:
    with database.write() as session:
        session.add_all(Staff(login=login, name=name, role="operator", password_hash="x") for login, name in (("op-a", "王话务"), ("op-b", "李话务")))
    return open_talk(database, tmp_path)


@pytest.fixture
def other(talk: Talk, tmp_path) -> Talk:
    return open_talk(talk.desk.database, tmp_path)
