"""What others ask of conversations: open one, find it by its token, read its history, add to it."""

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from bot.conversations.models import Conversation, Message
from bot.conversations.replies import Reply
from bot.people.masking import mask_text
from bot.store import Base, utc_now, vault

CITIZEN, DESK, AGENCY, OPERATOR = "citizen", "desk", "agency", "operator"
# The three that every message costs, without the unit of work: a quarter of its time.
_ROWS = Base.metadata.tables[Message.__tablename__]
_KEEP = insert(_ROWS).returning(_ROWS.c.id)
_ANSWERED = update(_ROWS).where(_ROWS.c.id == bindparam("message_id")).values(answered=True, raw=None)


@dataclass(frozen=True)
class Opened:
    """A new web conversation. The token is shown this once and is the only key to it."""

    conversation_id: str
    token: str


def open_with_token(session: Session, channel: str) -> Opened:
    """A new conversation whose key is a random token."""
    token = secrets.token_urlsafe(32)
    conversation = Conversation(id=uuid.uuid4().hex, channel=channel, token_key=_token_key(token))
    session.add(conversation)
    return Opened(conversation.id, token)


def by_token(session: Session, token: str) -> Conversation | None:
    """The conversation that a token opens."""
    return session.scalar(select(Conversation).where(Conversation.token_key == _token_key(token)))


def _token_key(token: str) -> str:
    return vault.current().fingerprint(token, "conversation-token")


def known_address(session: Session, channel: str, address: str) -> str | None:
    """The id of the conversation with an address outside; None when there is none yet."""
    key = _address_key(channel, address)
    return session.scalar(select(Conversation.id).where(Conversation.channel == channel, Conversation.address_key == key))


def of_address(session: Session, channel: str, address: str) -> str:
    """`known_address`, opening a conversation where there is none yet. The address is kept sealed."""
    if (found := known_address(session, channel, address)) is not None:
        return found
    new = Conversation(id=uuid.uuid4().hex, channel=channel, address=address, address_key=_address_key(channel, address))
    try:
        with session.begin_nested():
            session.add(new)
    except IntegrityError:  # another process opened it at the same moment
        return known_address(session, channel, address) or new.id
    return new.id


def _address_key(channel: str, address: str) -> str:
    return vault.current().fingerprint(address, f"address/{channel}")


def address_of(session: Session, conversation_id: str) -> str | None:
    """Where a conversation's own channel can write to; None without an address, or while it takes nothing."""
    row = session.get(Conversation, conversation_id)
    if row is None or row.address is None:
        return None
    if row.unreachable_at is not None and (last := last_said(session, conversation_id)) is not None and last > row.unreachable_at:
        row.unreachable_at = None
    return row.address if row.unreachable_at is None else None


def mark_unreachable(session: Session, conversation_id: str) -> None:
    """The address takes nothing any more (blocked, left), until its citizen writes again."""
    session.get_one(Conversation, conversation_id).unreachable_at = utc_now()


def last_said(session: Session, conversation_id: str) -> dt.datetime | None:
    """When the citizen last sent anything."""
    query = select(Message.at).where(Message.conversation_id == conversation_id, Message.author == CITIZEN)
    return session.scalar(query.order_by(Message.id.desc()).limit(1))


def add_citizen_message(session: Session, conversation_id: str, text: str, client_message_id: str | None, owed: str | None = None) -> int:
    """Keep a citizen's words before anything is done with them, unmasked only until they are answered; the message's id."""
    kept = {
        "conversation_id": conversation_id,
        "author": CITIZEN,
        "content": {"text": mask_text(text)},
        "raw": text,
        "client_message_id": client_message_id,
        "answered": False,
        "owed": owed,
    }
    return int(session.connection().execute(_KEEP, kept).scalar_one())


def words_before(session: Session, conversation_id: str, message_id: int | None) -> str:
    """What the citizen said last before this message, masked; empty where he said nothing before."""
    query = select(Message).where(Message.conversation_id == conversation_id, Message.author == CITIZEN)
    if message_id is not None:
        query = query.where(Message.id < message_id)
    row = session.scalar(query.order_by(Message.id.desc()).limit(1))
    return str(row.content.get("text") or "") if row is not None else ""


def with_client_id(session: Session, conversation_id: str, client_message_id: str) -> Message | None:
    """The message that a client already sent under this id."""
    query = select(Message).where(
        Message.conversation_id == conversation_id, Message.client_message_id == client_message_id
    )
    return session.scalar(query)


def record(session: Session, message_id: int, replies: Sequence[Reply]) -> list[Reply]:
    """Keep the replies to a message in the transaction of what they tell; the words they answer are masked for good."""
    message = session.get_one(Message, message_id)
    session.flush()
    rows = session.connection()
    rows.execute(_ANSWERED, {"message_id": message_id})
    set_committed_value(message, "answered", True)
    set_committed_value(message, "raw", None)
    kept = {"conversation_id": message.conversation_id, "author": DESK, "in_reply_to": message_id}
    return [reply.numbered(int(rows.execute(_KEEP, {**kept, "content": _content(reply)}).scalar_one())) for reply in replies]


def _content(reply: Reply) -> dict[str, Any]:
    return {name: value for name, value in reply.as_json().items() if name != "id"}


def replies_to(session: Session, message_id: int) -> list[Reply]:
    """The replies already kept for a message, in order."""
    rows = session.scalars(select(Message).where(Message.in_reply_to == message_id).order_by(Message.id))
    return [Reply.from_json(row.content).numbered(row.id) for row in rows]


def unanswered(session: Session, before: dt.datetime) -> list[Message]:
    """What citizens sent before an instant and nothing answered, oldest first. `raw` tells what it is: words, or a file to be fetched."""
    return list(session.scalars(select(Message).where(~Message.answered, Message.at < before).order_by(Message.id)))


def add_desk_message(session: Session, conversation_id: str, reply: Reply) -> Message:
    """Something the desk says of its own accord, in answer to no message."""
    return _added(session, Message(conversation_id=conversation_id, author=DESK, content=_content(reply)))


def add_operator_message(session: Session, conversation_id: str, text: str, key: str) -> Message:
    """An operator's words; `key` names them, so that they are said once."""
    return _added(session, Message(conversation_id=conversation_id, author=OPERATOR, content={"text": text}, notice_key=key))


def with_notice_key(session: Session, key: str) -> Message | None:
    """The message that a notice or an operator's words became."""
    return session.scalar(select(Message).where(Message.notice_key == key))


def _added(session: Session, message: Message) -> Message:
    session.add(message)
    session.flush()
    return message


def add_notice(session: Session, conversation_id: str, author: str, content: Mapping[str, Any], notice_key: str) -> Message:
    """Put a notice into a conversation; the same notice a second time changes nothing. The message that it is there."""
    known = with_notice_key(session, notice_key)
    return known or _added(session, Message(conversation_id=conversation_id, author=author, content=dict(content), notice_key=notice_key))


def add_unread(
    session: Session, conversation_id: str, content: Mapping[str, Any], client_message_id: str, raw: Any, owed: str | None
) -> Message:
    """Something a citizen sent that is no words, kept before it is dealt with."""
    message = Message(
        conversation_id=conversation_id, author=CITIZEN, content=dict(content), raw=raw, client_message_id=client_message_id, answered=False, owed=owed
    )  # fmt: skip
    session.add(message)
    session.flush()
    return message


def add_file_message(session: Session, conversation_id: str, content: Mapping[str, Any], client_message_id: str | None) -> Message:
    """A file that a citizen sent, as an item of the history: nothing has to be understood or answered."""
    return _added(session, Message(conversation_id=conversation_id, author=CITIZEN, content=dict(content), client_message_id=client_message_id))


def history(session: Session, conversation_id: str, after: int = 0, limit: int = 200) -> list[dict[str, Any]]:
    """Messages after `after`, oldest first, as the outside contract shows them."""
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.id > after)
        .order_by(Message.id)
        .limit(limit)
    )
    return [shown(row) for row in session.scalars(query)]


def shown(row: Message) -> dict[str, Any]:
    """One message as the outside contract shows it."""
    item = {"id": row.id, "from": row.author, "at": row.at.isoformat(timespec="seconds"), **row.content}
    if row.client_message_id:
        item["client_message_id"] = row.client_message_id
    return item


def newest_ids(session: Session, conversation_ids: Iterable[str]) -> dict[str, int]:
    """The last message id of each of these conversations."""
    query = (
        select(Message.conversation_id, func.max(Message.id))
        .where(Message.conversation_id.in_(list(conversation_ids)))
        .group_by(Message.conversation_id)
    )
    return dict(session.execute(query).all())
