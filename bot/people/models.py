"""Tables of staff, their sessions, and who saw or did what."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import Base, RowId, UtcInstant, utc_now


class Staff(Base):
    """One account. `agency` is the short name that tickets carry; None: none of their own (see `permissions`)."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    login: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(16))
    agency: Mapped[str | None] = mapped_column(String(80), index=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    failed_tries: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now)


class StaffSession(Base):
    """A signed-in browser. Only a keyed digest of its cookie is kept."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    token_key: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int] = mapped_column(RowId, ForeignKey("staff.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcInstant, index=True)
    last_seen: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now)


class AuditEntry(Base):
    """Who did or saw what, and when. Rows are only ever added; `detail` never holds personal data."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_ticket_number_id", "ticket_number", "id"),
        Index("ix_audit_entry_who_id", "who", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    who: Mapped[str] = mapped_column(String(40))
    what: Mapped[str] = mapped_column(String(40))
    ticket_number: Mapped[str | None] = mapped_column(String(24))
    at: Mapped[dt.datetime] = mapped_column("at_instant", UtcInstant, default=utc_now)
    detail: Mapped[str] = mapped_column(String(200), default="")
