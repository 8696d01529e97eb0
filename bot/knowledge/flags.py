"""Answers that somebody of the staff found wrong, kept for the knowledge editor."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.people.masking import mask_text
from bot.store import Base, RowId, UtcInstant, utc_now

_LONGEST = 500


class FlaggedAnswer(Base):
    """One complaint about an answer: which entry, what was asked (numbers masked), what is wrong with it, who says so."""

    __tablename__ = "flagged_answer"
    __table_args__ = (Index("ix_flagged_answer_open", "handled_at", "id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    entry_id: Mapped[str] = mapped_column(String(200))
    who: Mapped[str] = mapped_column(String(40))
    # The citizen's words that led to the answer, and the operator's remark: both masked.
    asked: Mapped[str] = mapped_column(Text, default="")
    remark: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[dt.datetime] = mapped_column("at_instant", UtcInstant, default=utc_now)
    handled_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
    handled_by: Mapped[str | None] = mapped_column(String(40))


def flag(session: Session, entry_id: str, who: str, asked: str = "", remark: str = "") -> FlaggedAnswer:
    """Tell the editor that an answer was wrong, in the caller's transaction; the same open flag of one person is kept once."""
    words = mask_text(asked)[:_LONGEST]
    known = session.scalar(
        select(FlaggedAnswer).where(
            FlaggedAnswer.entry_id == entry_id, FlaggedAnswer.who == who, FlaggedAnswer.asked == words, FlaggedAnswer.handled_at.is_(None)
        )
    )
    row = known or FlaggedAnswer(entry_id=entry_id[:200], who=who, asked=words)
    row.remark = mask_text(remark)[:_LONGEST] or row.remark or ""
    session.add(row)
    return row


def open_flags(session: Session, limit: int = 100) -> Sequence[FlaggedAnswer]:
    """What the editor has not dealt with, the oldest first."""
    return session.scalars(select(FlaggedAnswer).where(FlaggedAnswer.handled_at.is_(None)).order_by(FlaggedAnswer.id).limit(limit)).all()


def close_flag(session: Session, flag_id: int, who: str) -> bool:
    """The editor has dealt with it; False when there is none, or somebody was first."""
    row = session.get(FlaggedAnswer, flag_id)
    if row is None or row.handled_at is not None:
        return False
    row.handled_at, row.handled_by = utc_now(), who
    return True
