"""What does not wait for the disk, and what does, on both databases."""

import asyncio
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.conversations import service
from bot.conversations.models import Conversation
from bot.store import Database
from bot.store.disk import Log
from tests.support.desk import open_talk

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


def test_what_is_left_unsettled_is_on_the_disk_once_it_is_settled(database: Database, monkeypatch):
    question, waits, does_not = ASKED[database.engine.dialect.name]
    synced: list[str] = []
    monkeypatch.setattr(os, "fdatasync", lambda file: synced.append(str(Path(f"/proc/self/fd/{file}").readlink())))
    with database.write_unsettled() as session:
        said = str(session.connection().exec_driver_sql(question).scalar())
        service.open_with_token(session, "web")
    database.settle()
    apart = database.engine.dialect.name == "sqlite"
    assert said == (does_not if apart else waits)
    assert synced == ([f"{database.engine.url.database}-wal"] if apart else [])


def test_one_wait_for_the_disk_serves_all_who_asked_meanwhile(tmp_path, monkeypatch):
    (tmp_path / "desk.db-wal").touch()
    log = Log(str(tmp_path / "desk.db"))
    first, go_on = threading.Event(), threading.Event()
    synced: list[int] = []

    def slow(file: int) -> None:
        synced.append(file)
        first.set()
        assert go_on.wait(10)

    monkeypatch.setattr(os, "fdatasync", slow)
    with ThreadPoolExecutor(9) as threads:
        waiting = [threads.submit(log.settle)]
        assert first.wait(10)
        waiting += [threads.submit(log.settle) for _ in range(8)]
        while log._asked < 9:
            pass
        assert not any(one.done() for one in waiting)
        go_on.set()
        for one in waiting:
            one.result(10)
    assert len(synced) == 2, "the first, and one that began after the other eight had asked"


def test_a_disk_that_fails_is_not_taken_for_one_that_has_it(tmp_path, monkeypatch):
    (tmp_path / "desk.db-wal").touch()
    log = Log(str(tmp_path / "desk.db"))

    def broken(_file: int) -> None:
        raise OSError("no space")

    monkeypatch.setattr(os, "fdatasync", broken)
    for _ in range(2):
        with pytest.raises(OSError, match="no space"):
            log.settle()


def test_nobody_is_answered_before_the_answer_is_on_the_disk(sqlite: Database, tmp_path, monkeypatch):
    talk = open_talk(sqlite, tmp_path)
    asked, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        asked.set()
        assert go_on.wait(10)

    monkeypatch.setattr(sqlite, "settle", slow)

    async def ask() -> str:
        answer = asyncio.create_task(talk.say("申请信息公开多久能答复"))
        assert await asyncio.to_thread(asked.wait, 10)
        done, _ = await asyncio.wait({answer}, timeout=0.1)
        assert not done
        go_on.set()
        return (await answer)[0].outcome

    assert asyncio.run(ask()) == "answered"
    assert talk.inbox._settling == {}
