"""Conversations and the messages in them."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import Base, Fingerprint, RowId, Sealed, UtcInstant, utc_now


class Conversation(Base):
    """One citizen's talk with the desk over one channel."""

    __tablename__ = "conversation"
    __table_args__ = (UniqueConstraint("channel", "address_key"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    # Outside channels: their address for sending, and a keyed digest of it for finding the conversation again.
    address: Mapped[Any] = mapped_column(Sealed, nullable=True)
    address_key: Mapped[str | None] = mapped_column(Fingerprint(64))
    # Web chat: only a digest of the token is kept.
    token_key: Mapped[str | None] = mapped_column(Fingerprint(64), unique=True)
    # What the next message may belong to beside a draft (a look-up that waits for its code).
    pending: Mapped[Any] = mapped_column(Sealed, nullable=True)
    created_at: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now)
    # Since when the address takes nothing any more (blocked, left). What the citizen writes later makes it good again.
    unreachable_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant)


class Message(Base):
    """One message, either way. The content is sealed, with identity numbers and phones masked in it.

    `raw` holds a citizen's unmasked words only until they are answered.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("conversation_id", "client_message_id"),
        Index("ix_message_conversation", "conversation_id", "id"),
        # Only what still has to be answered, and what still has to be sent: a handful of rows among millions.
        Index("ix_message_unanswered", "id", sqlite_where=text("answered = 0"), postgresql_where=text("NOT answered")),
        Index("ix_message_owed", "owed", "id", sqlite_where=text("owed IS NOT NULL"), postgresql_where=text("owed IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(String(32), ForeignKey("conversation.id"))
    author: Mapped[str] = mapped_column(String(10))
    content: Mapped[dict[str, Any]] = mapped_column(Sealed)
    raw: Mapped[Any] = mapped_column(Sealed, nullable=True)
    client_message_id: Mapped[str | None] = mapped_column(String(80))
    in_reply_to: Mapped[int | None] = mapped_column(RowId, index=True)
    answered: Mapped[bool] = mapped_column(default=True)
    # Whether the answer still has to be brought to its address, and how (`bot.conversations.owed`). None: nobody waits.
    owed: Mapped[str | None] = mapped_column(String(8))
    # A notice that became this message: unique, so that it appears once however often it is sent.
    notice_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    at: Mapped[dt.datetime] = mapped_column("at_instant", UtcInstant, default=utc_now)


class Attachment(Base):
    """A file that a citizen sent along; the bytes lie in the desk's home, named by this id."""

    __tablename__ = "attachment"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(32), ForeignKey("conversation.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("ticket.id"), index=True)
    name: Mapped[Any] = mapped_column(Sealed)
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    at: Mapped[dt.datetime] = mapped_column("at_instant", UtcInstant, default=utc_now)


class Unanswered(Base):
    """A question that the desk could not answer, masked, kept for the knowledge editor until an entry answers it or it is put aside."""

    __tablename__ = "unanswered"
    __table_args__ = (Index("ix_unanswered_open", "handled_at", "id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime] = mapped_column("at_instant", UtcInstant, default=utc_now)
    handled_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
    handled_by: Mapped[str | None] = mapped_column(String(40))
    # The entry that answers it now; None: put aside.
    entry_id: Mapped[str | None] = mapped_column(String(120))
