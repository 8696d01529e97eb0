"""Tables of tickets and what happened to them."""

import datetime as dt
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store import Base, Fingerprint, RowId, Sealed, UtcInstant, utc_now
from bot.store.words import WordIndex

# The words of titles and matters, for looking for them. No model: each database has its own kind of index.
WORDS_INDEX = WordIndex("ticket_words", "ticket")


class Ticket(Base):
    """工单. Who filed is sealed; the matter is readable so that it can be searched."""

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ix_ticket_agency_status_due", "agency", "status", "due_on"),
        Index("ix_ticket_status_due", "status", "due_on"),
        # The sweep reads the days that have come and nothing else; of a million open tickets most lie later.
        Index("ix_ticket_next_warning", "next_warning_on", "id"),
        Index("ix_ticket_urged_until", "urged_until", "id"),
        Index("ix_ticket_agency_assigned", "agency", "assigned_to", "status", "due_on"),
        Index("ix_ticket_agency_number", "agency", "number"),
        Index("ix_ticket_phone_tail", "phone_tail_key", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    code_fingerprint: Mapped[str] = mapped_column(Fingerprint(64))
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
    phone_key: Mapped[str | None] = mapped_column(Fingerprint(64), index=True)
    # Keyed digest of the phone's last four digits, which is what a clerk sees of it and looks for.
    phone_tail_key: Mapped[str | None] = mapped_column(Fingerprint(16))
    # The login of the clerk whose work it is within the agency; None: nobody's yet.
    assigned_to: Mapped[str | None] = mapped_column(String(40))
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


event.listen(Ticket.__table__, "after_create", lambda _table, connection, **_more: WORDS_INDEX.create(connection))
event.listen(Ticket.__table__, "before_drop", lambda _table, connection, **_more: WORDS_INDEX.drop(connection))


class CoAgency(Base):
    """A ticket's co-agency (协办单位) once more, as a row to find it by: `Ticket.co_agencies` is one value and has no index."""

    __tablename__ = "co_agency"

    agency: Mapped[str] = mapped_column(String(80), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(RowId, ForeignKey("ticket.id"), primary_key=True, index=True)


class NumberSeries(Base):
    """The last number given out for a letter on a day."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("letter", "on_date"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    letter: Mapped[str] = mapped_column(String(2))
    on: Mapped[dt.date] = mapped_column("on_date", Date)
    last: Mapped[int] = mapped_column(default=0)


def _index_of_few(name: str, *columns: str, where: str) -> Index:
    """An index over the few rows that a condition holds for; it costs nothing for all the others."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class AnswerFile(Base):
    """A file that goes with an answer: of the clerk alone (`event_id` None) until the answer is sent, the citizen's then.

    The bytes lie in the desk's home, named by this id.
    """

    __tablename__ = "answer_file"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(RowId, ForeignKey("ticket.id"), index=True)
    # The answer that it went with.
    event_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("ticket_event.id"), index=True)
    by: Mapped[str] = mapped_column(String(40))
    name: Mapped[Any] = mapped_column(Sealed)
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    at: Mapped[dt.datetime] = mapped_column("at_instant", UtcInstant, default=utc_now)


class TicketFact(Base):
    """What is counted of one ticket, read off its events (`bot.tickets.facts`): narrow, so that a million can be counted.

    It is written in the transaction of every change of its ticket, and can be made anew from the events at any time.
    """

    __tablename__ = "ticket_fact"
    __table_args__ = (
        # Each index holds all that its count reads: the rows themselves are not touched.
        Index("ix_ticket_fact_received", "received_on", "kind", "agency", "applicant_class"),
        Index("ix_ticket_fact_judged", "judged_on", "kind", "agency", "verdict", "prompt", "solved", "satisfied", "workdays"),
        Index("ix_ticket_fact_closed", "closed_on", "kind", "agency", "applicant_class", "outcome", "received_on"),
        Index("ix_ticket_fact_agency_judged", "agency", "judged_on", "ticket_id"),
        _index_of_few("ix_ticket_fact_open", "due_on", "ticket_id", "agency", "kind", where="closed_on IS NULL"),
        _index_of_few("ix_ticket_fact_extension", "extension_asked_on", "ticket_id", where="extension_asked_on IS NOT NULL"),
        _index_of_few("ix_ticket_fact_moved", "moved_on", where="moved_on IS NOT NULL"),
        _index_of_few("ix_ticket_fact_paid", "paid_on", where="paid_on IS NOT NULL"),
        _index_of_few("ix_ticket_fact_applications", "closed_on", "received_on", "agency", "applicant_class", where="kind = 'application'"),
    )

    ticket_id: Mapped[int] = mapped_column(RowId, ForeignKey("ticket.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    agency: Mapped[str] = mapped_column(String(80))
    applicant_class: Mapped[str] = mapped_column(String(16))
    received_on: Mapped[dt.date] = mapped_column(Date)
    due_on: Mapped[dt.date | None] = mapped_column(Date)
    closed_on: Mapped[dt.date | None] = mapped_column(Date)
    # The outcome of an answer, or the act that ended it otherwise.
    outcome: Mapped[str | None] = mapped_column(String(16))
    # The day on which it is known whether the limit was kept, and what became known (`bot.tickets.facts.Verdict`).
    judged_on: Mapped[dt.date | None] = mapped_column(Date)
    verdict: Mapped[str | None] = mapped_column(String(8))
    # Working days from the receipt to the answer.
    workdays: Mapped[int | None]
    # Signed for within the working day after it was handed to the agency.
    prompt: Mapped[bool]
    solved: Mapped[bool | None]
    satisfied: Mapped[bool | None]
    # Since when an extension waits to be decided.
    extension_asked_on: Mapped[dt.date | None] = mapped_column(Date)
    # When it last went from one agency to another.
    moved_on: Mapped[dt.date | None] = mapped_column(Date)
    # What was paid for it, in yuan, and when.
    paid: Mapped[int] = mapped_column(default=0)
    paid_on: Mapped[dt.date | None] = mapped_column(Date)


class TicketReturn(Base):
    """One return (退回): which agency gave back which ticket, and when."""

    __tablename__ = "ticket_return"
    __table_args__ = (Index("ix_ticket_return_on", "on_date", "kind", "agency"),)

    # The event's own id: reading the events twice writes it once.
    event_id: Mapped[int] = mapped_column(RowId, ForeignKey("ticket_event.id"), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(RowId, ForeignKey("ticket.id"), index=True)
    agency: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(16))
    on: Mapped[dt.date] = mapped_column("on_date", Date)


class Recount(Base):
    """A mark that something of a month changed after it may have been added up. Rows are added by changes and taken away by counting."""

    __tablename__ = "recount"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    month: Mapped[dt.date] = mapped_column(Date)
