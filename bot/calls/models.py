"""Tables of telephone calls, the words said in them, what was filed in them, and whom to call back."""

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import Base, Fingerprint, RowId, Sealed, UtcInstant, utc_now


class CallState(StrEnum):
    """Where a call is: nobody has it yet, being spoken, hung up and still to be finished, finished, never taken; its words deleted."""

    WAITING = "waiting"
    TALKING = "talking"
    ENDED = "ended"
    CLOSED = "closed"
    MISSED = "missed"
    PAST = "past"


# An operator's work is open until it is finished, not until somebody hangs up.
OPEN_STATES = frozenset({CallState.TALKING, CallState.ENDED})


class Call(Base):
    """来电. The caller's number and every word are sealed; when the call is closed the words are kept with numbers masked."""

    __tablename__ = "hotline_call"
    __table_args__ = (
        Index("ix_hotline_call_state_opened", "state", "opened_at"),
        Index("ix_hotline_call_operator_state", "operator", "state"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    origin: Mapped[str] = mapped_column(String(10))
    # What the telephone system calls it: unique, so that a call announced twice is opened once.
    reference: Mapped[str | None] = mapped_column(String(100), unique=True)
    caller: Mapped[Any] = mapped_column(Sealed, nullable=True)
    # Keyed digest of the caller's number (`bot.tickets.phones`), to find earlier calls and tickets by.
    caller_key: Mapped[str | None] = mapped_column(Fingerprint(64), index=True)
    # The operator (login) whose telephone rings; after a while anybody may take it.
    shown_to: Mapped[str | None] = mapped_column(String(40))
    operator: Mapped[str | None] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10))
    # Moves with everything that changes what the operator's screen shows.
    revision: Mapped[int] = mapped_column(default=0)
    # What the operator typed and chose: `bot.calls.sheet.Sheet`.
    sheet: Mapped[dict[str, Any]] = mapped_column(Sealed)
    summary: Mapped[Any] = mapped_column(Sealed, nullable=True)
    opened_at: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now)
    taken_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant, index=True)


class Seat(Base):
    """Who sits at which telephone today: the telephone system knows extensions, the desk knows logins."""

    __tablename__ = "hotline_seat"

    extension: Mapped[str] = mapped_column(String(20), primary_key=True)
    login: Mapped[str] = mapped_column(String(40), unique=True)
    since: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now)


class Utterance(Base):
    """What a recogniser heard one speaker say; partial results replace each other, the final one stays."""

    __tablename__ = "call_utterance"
    __table_args__ = (UniqueConstraint("call_id", "utterance_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    call_id: Mapped[str] = mapped_column(String(32), ForeignKey("hotline_call.id"))
    utterance_id: Mapped[str] = mapped_column(String(80))
    speaker: Mapped[str] = mapped_column(String(10))
    text: Mapped[Any] = mapped_column(Sealed)
    final: Mapped[bool] = mapped_column(default=False)
    # When its first result was heard (utterances stand in this order), and its latest one.
    began_at: Mapped[dt.datetime] = mapped_column(UtcInstant)
    heard_at: Mapped[dt.datetime] = mapped_column(UtcInstant)


class CallTicket(Base):
    """A ticket that came of a call. One sheet of a call comes to one ticket, however often the key is pressed."""

    __tablename__ = "call_ticket"
    __table_args__ = (UniqueConstraint("call_id", "sheet"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    call_id: Mapped[str] = mapped_column(String(32), ForeignKey("hotline_call.id"))
    sheet: Mapped[int]
    ticket_id: Mapped[int] = mapped_column(RowId, ForeignKey("ticket.id"), index=True)
    # filed, joined (into another citizen's) or repeated (the caller's own).
    how: Mapped[str] = mapped_column(String(10))
    # An anonymous ticket is never found by the caller's number.
    anonymous: Mapped[bool] = mapped_column(default=False)
    # Number and query code for reading out, only until the call is closed.
    receipt: Mapped[Any] = mapped_column(Sealed, nullable=True)
    at: Mapped[dt.datetime] = mapped_column("at_instant", UtcInstant, default=utc_now)


class CallBackState(StrEnum):
    """Where a call-back is."""

    OPEN = "open"
    DONE = "done"
    UNREACHABLE = "unreachable"


class CallBack(Base):
    """回访任务: somebody has to be rung up. At most one is open for a ticket; what else is to be told joins it."""

    __tablename__ = "call_back"
    __table_args__ = (Index("ix_call_back_state_due", "state", "due_on"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    reason: Mapped[str] = mapped_column(String(10))
    ticket_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("ticket.id"), index=True)
    call_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("hotline_call.id"), index=True)
    # Missed and promised calls: the number; a ticket's own stands in the ticket.
    phone: Mapped[Any] = mapped_column(Sealed, nullable=True)
    note: Mapped[Any] = mapped_column(Sealed, nullable=True)
    state: Mapped[str] = mapped_column(String(12), default=CallBackState.OPEN)
    # The last day to ring; None while there is only news that can wait until the citizen is spoken to anyway.
    due_on: Mapped[dt.date | None] = mapped_column(Date)
    taken_by: Mapped[str | None] = mapped_column(String(40))
    taken_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
    tries: Mapped[int] = mapped_column(default=0)
    satisfied: Mapped[bool | None]
    solved: Mapped[bool | None]
    created_at: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now)
    done_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant, index=True)
    done_by: Mapped[str | None] = mapped_column(String(40))


class CallBackLine(Base):
    """One thing to tell: a notice that no channel could carry. Its key keeps it from being noted twice."""

    __tablename__ = "call_back_line"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    call_back_id: Mapped[int] = mapped_column(RowId, ForeignKey("call_back.id"), index=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    template: Mapped[str] = mapped_column(String(40))
    text: Mapped[Any] = mapped_column(Sealed)
    at: Mapped[dt.datetime] = mapped_column("at_instant", UtcInstant, default=utc_now)
