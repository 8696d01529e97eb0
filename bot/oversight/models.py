"""Tables of oversight: what was noticed, added up, cases before other bodies, self-checks, hot topics, emergencies."""

import datetime as dt
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import Base, RowId, UtcInstant, utc_now


class Noticed(Base):
    """One occasion that somebody was warned of. What stands here is never told again, however often the sweep runs.

    `name` is a colour, `overdue` or a limit that lapsed, `about` the date it is about: a new due date is a new occasion.
    """

    __tablename__ = "noticed"
    __table_args__ = (UniqueConstraint("ticket_id", "name", "about", "party"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    ticket_id: Mapped[int] = mapped_column(RowId, ForeignKey("ticket.id"))
    name: Mapped[str] = mapped_column(String(20))
    about: Mapped[dt.date] = mapped_column(Date)
    party: Mapped[str] = mapped_column(String(80), default="")
    # The day the desk counted as today, and the instant it did.
    on: Mapped[dt.date] = mapped_column("on_date", Date)
    at: Mapped[dt.datetime] = mapped_column("at_instant", UtcInstant, default=utc_now)


class Tally(Base):
    """How many tickets of an agency and a kind fall into one class in one month; `bot.oversight.tally` names sources and classes."""

    __tablename__ = "tally"

    source: Mapped[str] = mapped_column(String(1), primary_key=True)
    month: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    agency: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[str] = mapped_column(String(40), primary_key=True)
    n: Mapped[int]


class TallyMonth(Base):
    """A month that is over and added up. What is not here, or marked for a recount, is read from the facts themselves."""

    __tablename__ = "tally_month"

    month: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    made_at: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now)


class LegalCase(Base):
    """A reconsideration or a lawsuit about disclosure, as the annual report counts them. No party is named."""

    __tablename__ = "legal_case"
    __table_args__ = (Index("ix_legal_case_agency", "agency", "accepted_on"), Index("ix_legal_case_accepted", "accepted_on", "id"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    agency: Mapped[str] = mapped_column(String(80))
    # `reconsideration`, `direct` (a lawsuit without one) or `after` (a lawsuit after one).
    route: Mapped[str] = mapped_column(String(16))
    case_number: Mapped[str] = mapped_column(String(80), default="")
    ticket_number: Mapped[str | None] = mapped_column(String(24))
    accepted_on: Mapped[dt.date] = mapped_column(Date)
    decided_on: Mapped[dt.date | None] = mapped_column(Date)
    # `upheld`, `corrected` or `other`; None while it is not decided.
    result: Mapped[str | None] = mapped_column(String(16))
    remark: Mapped[str] = mapped_column(Text, default="")
    entered_by: Mapped[str] = mapped_column(String(80))
    entered_at: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 — SQLAlchemy's own protocol


class SelfCheck(Base):
    """One self-check of what was withheld or often applied for between two days; the worker makes its list."""

    __tablename__ = "self_check"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    first: Mapped[dt.date] = mapped_column("first_day", Date)
    last: Mapped[dt.date] = mapped_column("last_day", Date)
    asked_by: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[dt.datetime] = mapped_column(UtcInstant, default=utc_now)
    made_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
    # How many applications were read, of how many: what the page shows while it is being made.
    read: Mapped[int] = mapped_column("read_count", default=0)
    whole: Mapped[int] = mapped_column("whole_count", default=0)


class SelfCheckGroup(Base):
    """Applications to one agency that asked for much the same, what became of them, and what was decided about publishing it."""

    __tablename__ = "self_check_group"
    __table_args__ = (Index("ix_self_check_group_check", "check_id", "agency", "asked"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    check_id: Mapped[int] = mapped_column(RowId, ForeignKey("self_check.id"))
    agency: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    asked: Mapped[int]
    withheld: Mapped[int]
    given: Mapped[int]
    # Outcome code → how many; the numbers of the newest few tickets.
    outcomes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    numbers: Mapped[list[Any]] = mapped_column(default=list)
    proposal: Mapped[str] = mapped_column(String(16))
    decision: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant)


class HotTopic(Base):
    """What several people report: it grows with every report, and is hot once enough different people reported it."""

    __tablename__ = "hot_topic"
    __table_args__ = (Index("ix_hot_topic_last", "last_at", "id"), Index("ix_hot_topic_hot", "hot_since", "last_at"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    # What it is about and where, in words of the desk's own list and the place's name: nobody's sentence.
    title: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(60), default="")
    agency: Mapped[str] = mapped_column(String(80))
    first_at: Mapped[dt.datetime] = mapped_column(UtcInstant)
    last_at: Mapped[dt.datetime] = mapped_column(UtcInstant)
    tickets: Mapped[int] = mapped_column(default=0)
    reporters: Mapped[int] = mapped_column(default=0)
    # Since when it is hot; None while too few reported it.
    hot_since: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
    # The marks of its first report (`bot.tickets.likeness`): what further ones are compared with.
    marks: Mapped[bytes] = mapped_column(LargeBinary)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
    closed_by: Mapped[str | None] = mapped_column(String(80))
    closing: Mapped[str] = mapped_column(Text, default="")


class HotTopicTicket(Base):
    """A report of a topic: when, and by whom as a blind key, to count different people by."""

    __tablename__ = "hot_topic_ticket"
    __table_args__ = (Index("ix_hot_topic_ticket_topic", "topic_id", "at_instant"),)

    ticket_id: Mapped[int] = mapped_column(RowId, ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    topic_id: Mapped[int] = mapped_column(RowId, ForeignKey("hot_topic.id"))
    at: Mapped[dt.datetime] = mapped_column("at_instant", UtcInstant)
    reporter: Mapped[str] = mapped_column(String(64))


class Emergency(Base):
    """A major emergency in public opinion (突发事件政务舆情): what is due until when, what was done and who said so."""

    __tablename__ = "emergency"
    __table_args__ = (Index("ix_emergency_closed", "closed_at", "id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    title: Mapped[str] = mapped_column(String(120))
    why: Mapped[str] = mapped_column(Text)
    topic_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("hot_topic.id"), index=True)
    raised_at: Mapped[dt.datetime] = mapped_column(UtcInstant)
    raised_by: Mapped[str] = mapped_column(String(80))
    # The rule as it was when it was raised.
    basis: Mapped[str] = mapped_column(String(120))
    word_due_at: Mapped[dt.datetime] = mapped_column(UtcInstant)
    word_done_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
    word_done_by: Mapped[str | None] = mapped_column(String(80))
    word_text: Mapped[str] = mapped_column(Text, default="")
    conference_due_at: Mapped[dt.datetime] = mapped_column(UtcInstant)
    conference_done_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
    conference_done_by: Mapped[str | None] = mapped_column(String(80))
    conference_text: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
    closed_by: Mapped[str | None] = mapped_column(String(80))
    closing: Mapped[str] = mapped_column(Text, default="")
