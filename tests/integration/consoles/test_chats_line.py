"""What an operator's open page hears over its line, on both databases."""

import asyncio
import json
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.people.models import Staff
from bot.people.service import SignedIn
from bot.store import Database
from consoles.chats.stream import Stream
from tests.integration.consoles.chat_floor import Floor, open_floor
from tests.support.desk import Talk
from tests.support.handover import do, history, number_of


@pytest.fixture
def floor(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Floor:
    return open_floor(database, tmp_path, monkeypatch)


def test_an_open_page_hears_the_queue_new_words_typing_and_the_end(floor: Floor):
    talk = floor.talk("转人工")
    number = number_of(talk)
    do(talk, "take", "operator")
    present = _present(floor)
    heard = asyncio.run(_listen(floor, present, number, talk))
    names = [name for name, _ in heard]
    assert names[:2] == ["beat", "queue"]
    assert any(name == "message" and "路灯坏了" in data["html"] and data["citizen"] for name, data in heard)
    assert ("typing", {"on": True}) in heard
    assert any(name == "state" and data["state"] == "handed_back" for name, data in heard)


def test_the_line_ends_with_the_session(floor: Floor):
    async def listen() -> list[str]:
        return [event async for event in Stream(floor.console, floor.chats).events(_present(floor), lambda: None, 0, 0)]

    assert asyncio.run(listen()) == []


def _present(floor: Floor) -> SignedIn:
    with floor.database.read() as session:
        staff = session.scalars(select(Staff).where(Staff.login == "operator")).one()
    return SignedIn(staff, 1, "secret")


async def _listen(floor: Floor, present: SignedIn, number: int, talk: Talk) -> list[tuple[str, dict]]:
    """What an open page hears while the citizen writes, says something, and the conversation is handed back."""
    bell = asyncio.create_task(floor.chats.doorbell.run())
    heard: list[tuple[str, dict]] = []
    steps = iter((
        lambda: _write(floor, lambda session: floor.chats.switchboard.typing(session, talk.conversation_id)),
        lambda: talk.inbox._receive(talk.conversation_id, "路灯坏了没人修", None, None, here=False),
        lambda: do(talk, "hand_back", "operator"),
    ))  # fmt: skip
    waits_for = iter(("typing", "message", "state"))
    expected = ""
    async for text in Stream(floor.console, floor.chats).events(present, lambda: present, number, history(talk)[-1]["id"]):
        name, data = _parsed(text)
        heard.append((name, data))
        if name == expected or (not expected and name == "typing"):
            expected, step = next(waits_for, ""), next(steps, None)
            if step is None:
                break
            await asyncio.to_thread(step)
    bell.cancel()
    return heard


def _write(floor: Floor, work) -> None:
    with floor.database.write() as session:
        work(session)


def _parsed(text: str) -> tuple[str, dict]:
    fields = dict(line.split(": ", 1) for line in text.strip().splitlines())
    return fields["event"], json.loads(fields["data"])
