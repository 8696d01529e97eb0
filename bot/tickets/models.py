"""Tables of tickets and what happened to them."""

import datetime as dt
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store import Base, RowId, Sealed, UtcInstant, utc_now


class Ticket(Base):
    """工单. Who filed is sealed; the matter is readable so that it can be searched."""

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ix_ticket_agency_status_due", "agency", "status", "due_on"),
        Index("ix_ticket_status_due", "status", "due_on"),
        # The sweep reads the days that have come and nothing else; of a million open tickets most lie later.
        Index("ix_ticket_next_warning", "next_warning_on", "id"),
        Index("ix_ticket_urged_until", "urged_until", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    code_fingerprint: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str | None] = mapped_column(String(16))
    agency: Mapped[str] = mapped_column(String(80))
    co_agencies: Mapped[list[Any]] = mapped_column(default=list)
    title: Mapped[str] = mapped_column(String(200))
    matter: Mapped[dict[str, Any]] = mapped_column(default=dict)
    applicant: Mapped[dict[str, Any]] = mapped_column(Sealed)
    applicant_class: Mapped[str] = mapped_column(String(16), default="citizen")
    channel: Mapped[str] = mapped_column(String(16))
    conversation_id: Mapped[str | None] = mapped_column(String(32), index=True)
    # The message that confirmed the draft: unique, so that one confirmation can never file twice.
    filed_by_message: Mapped[int | None] = mapped_column(RowId, unique=True)
    received_on: Mapped[dt.date] = mapped_column(Date)
    due_on: Mapped[dt.date | None] = mapped_column(Date)
    provisional: Mapped[bool] = mapped_column(default=False)
    calendar_version: Mapped[str] = mapped_column(String(80), default="")
    # The next day on which something about this ticket has to be noticed (`clockwork.next_look`); None: never.
    next_warning_on: Mapped[dt.date | None] = mapped_column(Date)
    # The last day to answer an urging that is open.
    urged_until: Mapped[dt.date | None] = mapped_column(Date)
    answered_on: Mapped[dt.date | None] = mapped_column(Date)
    # What the citizen said when called back; None: not asked, not reached, or nothing said.
    satisfied: Mapped[bool | None]
    solved: Mapped[bool | None]
    # The earlier ticket that this one was merged into. No foreign key: SQLite could only add one by copying the table.
    main_id: Mapped[int | None] = mapped_column(RowId, index=True)
    # Keyed digest of the contact phone: the applicant is sealed, and a caller's earlier tickets must still be found.
    phone_key: Mapped[str | None] = mapped_column(String(64), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now)
    version: Mapped[int] = mapped_column(default=1)

    events: Mapped[list["TicketEvent"]] = relationship(order_by="TicketEvent.id", lazy="selectin", back_populates="ticket")

    # Two clerks at once: the second change finds another version and is refused whole.
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 — SQLAlchemy's own protocol


class TicketEvent(Base):
    """One thing that happened to a ticket: who, when, what, why. Rows are only ever added."""

    __tablename__ = "ticket_event"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    ticket_id: Mapped[int] = mapped_column(RowId, ForeignKey("ticket.id"), index=True)
    act: Mapped[str] = mapped_column(String(20))
    on: Mapped[dt.date] = mapped_column("on_date", Date)
    at: Mapped[dt.datetime] = mapped_column("at_instant", UtcInstant, default=utc_now)
    actor: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text, default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)

    ticket: Mapped[Ticket] = relationship(back_populates="events")


class NumberSeries(Base):
    """The last number given out for a letter on a day."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("letter", "on_date"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    letter: Mapped[str] = mapped_column(String(2))
    on: Mapped[dt.date] = mapped_column("on_date", Date)
    last: Mapped[int] = mapped_column(default=0)
