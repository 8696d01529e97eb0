"""The outbox: what has to be told to whom, kept until it is told."""

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import Base, RowId, Sealed, UtcInstant, utc_now


class NoticeState(StrEnum):
    """Where a notice is: waiting (also between tries), sent, or given up and shown to staff.

    `IN_REPLY`: told by the reply to the very message that did what it tells; only where that reply is given up does it go by another way.
    """

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    IN_REPLY = "in_reply"


class Notice(Base):
    """One notice to one addressee over one channel; written in the transaction of what it tells."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_state_next", "state", "next_try_at"), Index("ix_notice_conversation_state", "conversation_id", "state"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    # Names the occasion: the same occasion can never be told twice.
    key: Mapped[str] = mapped_column(String(120), unique=True)
    channel: Mapped[str] = mapped_column(String(16))
    conversation_id: Mapped[str | None] = mapped_column(String(32))
    address: Mapped[Any] = mapped_column(Sealed, nullable=True)
    ticket_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("ticket.id"), index=True)
    template: Mapped[str] = mapped_column(String(40))
    # Sealed: an agency's answer can speak of the applicant.
    data: Mapped[Any] = mapped_column(Sealed)
    state: Mapped[str] = mapped_column(String(10), default=NoticeState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now)
    last_error: Mapped[str] = mapped_column(Text, default="")
    # Failed because the channel lets nothing through before the citizen writes again: then it is tried once more by itself.
    until_spoken: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now)
    sent_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
