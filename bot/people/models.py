"""Tables of staff: accounts, what they sign in with, their sessions, their unfinished work, and who saw or did what."""

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import Base, Fingerprint, RowId, Sealed, UtcInstant, utc_now


class Staff(Base):
    """One account. `agency` is the short name that tickets carry; None: none of their own (see `permissions`)."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    login: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(16))
    agency: Mapped[str | None] = mapped_column(String(80), index=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    # Somebody else knows this password: it was printed at the first start, or given by an administrator.
    password_given: Mapped[bool] = mapped_column(default=False)
    failed_tries: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
    active: Mapped[bool] = mapped_column(default=True)
    last_signed_in: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
    created_at: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now)


class Stage(StrEnum):
    """How far a sign-in has come: all the way, or up to the second factor, which has to be shown or set up first."""

    FULL = "full"
    CODE = "code"
    ENROL = "enrol"


class StaffSession(Base):
    """A signed-in browser. Only a keyed digest of its cookie is kept."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    token_key: Mapped[str] = mapped_column(Fingerprint(64), unique=True)
    staff_id: Mapped[int] = mapped_column(RowId, ForeignKey("staff.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    stage: Mapped[str] = mapped_column(String(8), default=Stage.FULL)
    # Which browser on which system, in two words («Chrome · Windows»), so that its owner knows it again.
    browser: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcInstant, index=True)
    last_seen: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now)


class SecondFactor(Base):
    """The shared secret of an account's authenticator (TOTP, RFC 6238); not in force before it was confirmed with a code."""

    __tablename__ = "second_factor"

    staff_id: Mapped[int] = mapped_column(RowId, ForeignKey("staff.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(Sealed)
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
    # The time step of the last code that was accepted: no code counts twice (RFC 6238, 5.2).
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    failed_tries: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[dt.datetime | None] = mapped_column(UtcInstant)


class RecoveryCode(Base):
    """One of the codes that stand in for a lost authenticator, each once. Only keyed digests are kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("staff_id", "code_key"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    staff_id: Mapped[int] = mapped_column(RowId, ForeignKey("staff.id"))
    code_key: Mapped[str] = mapped_column(Fingerprint(64))
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant)


class KnownBrowser(Base):
    """A browser in which the account signed in before: it counts its own wrong tries, so that strangers' tries lock only strangers."""

    __tablename__ = "known_browser"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    staff_id: Mapped[int] = mapped_column(RowId, ForeignKey("staff.id"), index=True)
    token_key: Mapped[str] = mapped_column(Fingerprint(64), unique=True)
    failed_tries: Mapped[int] = mapped_column(default=0)
    last_seen: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now)


class StaffDraft(Base):
    """What somebody has written about a ticket and not sent yet; sealed, for it may speak of the applicant."""

    __tablename__ = "staff_draft"
    __table_args__ = (UniqueConstraint("staff_id", "ticket_id", "act"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    staff_id: Mapped[int] = mapped_column(RowId, ForeignKey("staff.id"))
    ticket_id: Mapped[int] = mapped_column(RowId, ForeignKey("ticket.id"), index=True)
    act: Mapped[str] = mapped_column(String(20))
    body: Mapped[dict[str, Any]] = mapped_column(Sealed)
    updated_at: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now, index=True)


class Presence(Base):
    """Who has a ticket before them now. Its heartbeat keeps it; without one it is over after a minute."""

    __tablename__ = "presence"

    ticket_id: Mapped[int] = mapped_column(RowId, ForeignKey("ticket.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(RowId, ForeignKey("staff.id"), primary_key=True)
    writing: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now, index=True)


class AuditEntry(Base):
    """Who did or saw what, and when. Rows are only ever added; `detail` never holds personal data."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_ticket_number_id", "ticket_number", "id"),
        Index("ix_audit_entry_who_id", "who", "id"),
        Index("ix_audit_entry_what_id", "what", "id"),
        Index("ix_audit_entry_at", "at_instant", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    who: Mapped[str] = mapped_column(String(40))
    what: Mapped[str] = mapped_column(String(40))
    ticket_number: Mapped[str | None] = mapped_column(String(24))
    at: Mapped[dt.datetime] = mapped_column("at_instant", UtcInstant, default=utc_now)
    detail: Mapped[str] = mapped_column(String(200), default="")
