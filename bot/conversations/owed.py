"""Answers that have to be brought to an address: who still waits for one, and how it goes there for certain.

A conversation of the web chat reads its own answers. One with an address outside has them brought: with the answer to the
channel's own request while that is open, or else through the outbox. A citizen's message says until then how it is owed:

    owed ── answered in time ─────────────────────────────────────► None
     │  ╲── answered in time, but more than one request can carry ─► None, the rest in the outbox
     ├───── nobody brought it within the grace (a process died) ───► None, all of it in the outbox
     └───── not ready in time: acknowledged ─► push ── answered ───► None, all of it in the outbox
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Update, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from bot.conversations import service
from bot.conversations.models import Conversation, Message
from bot.delivery.models import Notice, NoticeState
from bot.delivery.service import Addressee, enqueue, try_again
from bot.store import utc_now

OWED, PUSH = "owed", "push"
TEMPLATE = "reply"
# As long as the other side may ask again by itself, an answer may still go with its request.
GRACE = dt.timedelta(seconds=25)


@dataclass(frozen=True)
class Item:
    """One message of a citizen, by conversation and the id that the channel gave it."""

    conversation_id: str
    client_message_id: str


def acknowledge(session: Session, item: Item) -> bool:
    """The channel is told that we have it: from now on the answer has to be sent. False when there is no such message."""
    changed = session.execute(_of(item, Message.owed == OWED).values(owed=PUSH))
    if getattr(changed, "rowcount", 0):
        return True
    return service.with_client_id(session, item.conversation_id, item.client_message_id) is not None


def is_brought_apart(session: Session, item: Item) -> bool:
    """Whether the outbox has the whole answer or will have it: whoever is asked for it again does not give it once more."""
    found = select(Message.id, Message.owed).where(_is(item))
    message = session.execute(found).one_or_none()
    if message is None or message.owed == OWED:
        return False
    if message.owed == PUSH:
        return True
    data = session.scalar(select(Notice.data).where(Notice.key == reply_key(message.id)))
    return data is not None and data["from"] == "0"


def take_back(session: Session, item: Item) -> bool:
    """The other side was not told that we have it after all, and asks again: its request may carry the answer. False when the outbox has it."""
    changed = session.execute(_of(item, Message.owed.is_not(None)).values(owed=OWED))
    return bool(getattr(changed, "rowcount", 0))


def settle(session: Session, item: Item) -> None:
    """The whole answer went with the channel's own request."""
    session.execute(_of(item).values(owed=None))


def hand_over(session: Session, item: Item, from_part: int, base: str) -> None:
    """Give the outbox what the request could not carry, from the native message number `from_part` on; once."""
    message = session.scalar(select(Message).where(_is(item)).with_for_update())
    if message is not None:
        _hand_over(session, message, from_part, base)


def anything_left(session: Session) -> bool:
    """Whether `hand_over_left` or `wake` may find something (a read, so that an idle worker takes no write lock)."""
    waits = select(Notice.id).where(Notice.state == NoticeState.FAILED, Notice.until_spoken).limit(1)
    return session.scalar(_left().limit(1)) is not None or session.scalar(waits) is not None


def _left() -> Select[Any]:
    late = (Message.owed == OWED) & (Message.at < utc_now() - GRACE)
    return select(Message).where(or_(Message.owed == PUSH, late), Message.answered).order_by(Message.id)


def hand_over_left(session: Session, limit: int = 200) -> int:
    """Give the outbox every answer that nobody brought: acknowledged ones at once, others after the grace; how many."""
    left = session.scalars(_left().limit(limit).with_for_update(skip_locked=True)).all()
    for message in left:
        _hand_over(session, message, 0, "")
    return len(left)


def wake(session: Session) -> int:
    """Send again what had to wait for the citizen, where the citizen has written since; how many."""
    waiting = session.scalars(select(Notice).where(Notice.state == NoticeState.FAILED, Notice.until_spoken)).all()
    spoken = [notice for notice in waiting if notice.conversation_id and _has_spoken(session, notice.conversation_id, notice.next_try_at)]
    try_again(session, spoken)
    return len(spoken)


def forget(session: Session, since: dt.datetime, until: dt.datetime) -> int:
    """Delete outbox rows of answers that were sent between two instants: the answers themselves stand in the conversation."""
    sent = (Notice.state == NoticeState.SENT) & (Notice.next_try_at >= since) & (Notice.next_try_at < until)
    done = session.execute(delete(Notice).where(sent, Notice.template == TEMPLATE))
    return int(getattr(done, "rowcount", 0))


def waits_to_be_spoken_to(session: Session, conversation_id: str) -> bool:
    """Whether something is kept back until this citizen writes."""
    waits = select(Notice.id).where(Notice.conversation_id == conversation_id, Notice.state == NoticeState.FAILED, Notice.until_spoken)
    return session.scalar(waits.limit(1)) is not None


def _has_spoken(session: Session, conversation_id: str, since: dt.datetime) -> bool:
    last = service.last_said(session, conversation_id)
    return last is not None and last > since


def _hand_over(session: Session, message: Message, from_part: int, base: str) -> None:
    message.owed = None
    key = reply_key(message.id)
    replies = service.replies_to(session, message.id)
    if not replies or session.scalar(select(Notice.id).where(Notice.key == key)) is not None:
        return
    channel = session.get_one(Conversation, message.conversation_id).channel
    data = {"text": "\n\n".join(reply.text for reply in replies), "message": str(message.id), "from": str(from_part), "base": base}
    enqueue(session, key, Addressee(channel, message.conversation_id), TEMPLATE, data)


def reply_key(message_id: int) -> str:
    """What the outbox calls the reply to a message, where it has to bring it."""
    return f"reply/{message_id}"


def _is(item: Item) -> ColumnElement[bool]:
    return and_(Message.conversation_id == item.conversation_id, Message.client_message_id == item.client_message_id)


def _of(item: Item, *more: ColumnElement[bool]) -> Update:
    return update(Message).where(_is(item), *more)
