"""The ledger of what was noticed about tickets."""

import datetime as dt

from sqlalchemy import Date, ForeignKey, String, UniqueConstraint
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
