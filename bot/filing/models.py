"""The draft that a citizen is filling in."""

import datetime as dt
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import Base, Sealed, UtcInstant, utc_now


class Draft(Base):
    """草稿: one at most in a conversation. It is deleted when it is filed or cancelled: 取消 leaves nothing behind."""

    __tablename__ = "draft"

    conversation_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str | None] = mapped_column(String(16))
    asks: Mapped[str | None] = mapped_column(String(24))
    # Slot → value, and what else was said: all of it sealed.
    answers: Mapped[dict[str, Any]] = mapped_column(Sealed)
    created_at: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now)
    updated_at: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now, onupdate=utc_now)
