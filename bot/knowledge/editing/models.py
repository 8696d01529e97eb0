"""Tables of what editors changed. The project's own content stays as it is; changes are laid over it."""

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import Base, RowId, UtcInstant, utc_now


class Act(StrEnum):
    """What a change did: an entry's new words, an entry taken back, or the state before the last change put back."""

    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    UNDO = "undo"


class EntryChange(Base):
    """One change of one entry. Rows are only ever added: the newest of an entry is what the desk says.

    `body` is the entry as a row of `knowledge/entries/*.yml`; None: the entry is not said (withdrawn), or, after an undo of the
    first change, is again as the project's own content has it (`own`).
    """

    __tablename__ = "entry_change"
    __table_args__ = (Index("ix_entry_change_entry", "entry_id", "id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    entry_id: Mapped[str] = mapped_column(String(120))
    act: Mapped[str] = mapped_column(String(10))
    body: Mapped[dict[str, Any] | None]
    own: Mapped[bool] = mapped_column(default=False)
    who: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[dt.datetime] = mapped_column("at_instant", UtcInstant, default=utc_now)


class EntryDraft(Base):
    """What an editor is writing: one draft an entry, seen by all editors, said by nobody before it is published.

    `questions` are ids of unanswered questions that it is to answer.
    """

    __tablename__ = "entry_draft"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    entry_id: Mapped[str] = mapped_column(String(120), unique=True)
    body: Mapped[dict[str, Any]] = mapped_column(default=dict)
    questions: Mapped[list[Any]] = mapped_column(default=list)
    who: Mapped[str] = mapped_column(String(40))
    updated_at: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now, onupdate=utc_now)


class SourceChange(Base):
    """A source went out of force, or has clauses that its file does not list yet. The newest row of a title counts."""

    __tablename__ = "source_change"
    __table_args__ = (Index("ix_source_change_title", "title", "id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    title: Mapped[str] = mapped_column(String(200))
    # `dead_on` (ISO date or None), `replaced_by` (title or None), `clauses` (article → gist, beside the file's own).
    body: Mapped[dict[str, Any]]
    who: Mapped[str] = mapped_column(String(40))
    at: Mapped[dt.datetime] = mapped_column("at_instant", UtcInstant, default=utc_now)
