"""Tables of the hand-over: one row a wish for a person, one event an act, the operators' canned answers."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.conversations.handover.lifecycle import State
from bot.store import Base, RowId, UtcInstant, utc_now


class Handover(Base):
    """One stay of a conversation with the people of the desk, from the wish to the end."""

    __tablename__ = "handover"
    __table_args__ = (Index("ix_handover_state", "state", "asked_at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(String(32), ForeignKey("conversation.id"), index=True)
    # The conversation's id while this is open, then nothing: a conversation is in the queue once.
    open_key: Mapped[str | None] = mapped_column(String(32), unique=True)
    state: Mapped[str] = mapped_column(String(12), default=State.WAITING)
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    # Danger goes before everybody else.
    urgent: Mapped[bool] = mapped_column(default=False)
    # The place in the queue; kept when an operator gives the conversation back.
    asked_at: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now)
    # Whether the citizen heard how long to wait; false once he was told that nobody is there now.
    told_open: Mapped[bool] = mapped_column(default=True)
    taken_by: Mapped[str | None] = mapped_column(String(40))
    taken_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
    # Until when the operator's page counts as open without another sign of life.
    held_until: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
    # Whether the citizen has had any word since the conversation was taken.
    greeted: Mapped[bool] = mapped_column(default=False)
    citizen_typing_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
    operator_typing_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant)


class HandoverEvent(Base):
    """One act: who did it (a login, `citizen` or `desk`), when, and a masked remark."""

    __tablename__ = "handover_event"
    __table_args__ = (Index("ix_handover_event_at", "at_instant"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    handover_id: Mapped[int] = mapped_column(RowId, ForeignKey("handover.id"), index=True)
    act: Mapped[str] = mapped_column(String(16))
    who: Mapped[str] = mapped_column(String(40))
    at: Mapped[dt.datetime] = mapped_column("at_instant", UtcInstant, default=utc_now)
    note: Mapped[str] = mapped_column(String(200), default="")


class CannedAnswer(Base):
    """A sentence that operators insert with one key. `position` is its place in the list, from 1."""

    __tablename__ = "canned_answer"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    changed_by: Mapped[str] = mapped_column(String(40))
    changed_at: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now)
