"""Test desks at work and after hours, and what is in their queue."""

import asyncio
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import time_machine
from sqlalchemy import select

from bot.conversations import service
from bot.conversations.handover import queue
from bot.conversations.handover.keeper import Keeper
from bot.conversations.handover.models import Handover
from bot.conversations.handover.queue import Entry
from tests.support.desk import Talk

# A Monday without any holiday near: ten in the morning, and eight in the evening, in Shanghai.
MORNING = dt.datetime(2026, 9, 14, 2, 0, tzinfo=dt.UTC)
EVENING = dt.datetime(2026, 9, 14, 12, 0, tzinfo=dt.UTC)
# What no entry answers and no rule knows.
NONSENSE = ("量子纠缠的贝尔不等式怎么推导", "薛定谔方程怎么解")
COMPLAINT = ("我要投诉", "楼下烧烤摊每天半夜冒黑烟，熏得没法睡觉")


@contextmanager
def at(instant: dt.datetime) -> Iterator[time_machine.Traveller]:
    """Inside, it is this instant, and time stands still until it is moved."""
    with time_machine.travel(instant, tick=False) as clock:
        yield clock


def entry_of(talk: Talk) -> Entry | None:
    """Where the conversation is in the queue; None when no person is wanted."""
    with talk.desk.database.read() as session:
        return queue.standings(session).get(talk.conversation_id)


def number_of(talk: Talk) -> int:
    """The id of the newest wish for a person of this conversation."""
    with talk.desk.database.read() as session:
        query = select(Handover.id).where(Handover.conversation_id == talk.conversation_id).order_by(Handover.id.desc())
        found = session.scalars(query).first()
    assert found is not None, "no person was wanted"
    return found


def do(talk: Talk, act: str, login: str = "op-a", *rest: Any) -> Any:
    """An operator's act on this conversation, in a transaction of its own."""
    with talk.desk.database.write() as session:
        return getattr(talk.desk.switchboard, act)(session, number_of(talk), login, *rest)


def history(talk: Talk) -> list[dict[str, Any]]:
    """The conversation as its citizen sees it."""
    with talk.desk.database.read() as session:
        return service.history(session, talk.conversation_id)


def say(talk: Talk, *texts: str) -> list:
    """Send message after message; the replies to the last one."""
    replies: list = []
    for text in texts:
        replies = asyncio.run(talk.say(text))
    return replies


def keep(talk: Talk) -> None:
    """What the desk sees to every few seconds."""
    Keeper(talk.desk.database, talk.desk.switchboard).once()
