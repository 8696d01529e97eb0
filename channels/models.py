"""What channels remember of their sending."""

import datetime as dt

from sqlalchemy import Index, String, UniqueConstraint, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.store import Base, RowId, UtcInstant, utc_now


class Pushed(Base):
    """One message that the other side has taken: what a retry need not send again, and what a quota is counted by."""

    __tablename__ = "pushed"
    __table_args__ = (UniqueConstraint("notice_key", "part"), Index("ix_pushed_conversation", "conversation_id", "at_instant"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(String(32))
    notice_key: Mapped[str] = mapped_column(String(120))
    # Which of the messages that one notice became, from 0.
    part: Mapped[int]
    # What the other side calls it, where it reports later whether it arrived.
    remote_id: Mapped[str | None] = mapped_column(String(40), index=True)
    at: Mapped[dt.datetime] = mapped_column("at_instant", UtcInstant, default=utc_now)


def forget(session: Session, until: dt.datetime) -> None:
    """Delete what was taken so long ago that nothing is sent again and no window is open any more."""
    session.execute(delete(Pushed).where(Pushed.at < until))
