"""Tables by which like tickets are found. All of it can be made anew from the tickets, so no backup carries it.

Only open tickets stand here. The marks are numbers from which no words can be read back; nothing of who filed is in them.
"""

import datetime as dt
from collections.abc import Callable

from sqlalchemy import BigInteger, ForeignKey, Integer, LargeBinary, String, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.store import Base, RowId, UtcInstant, utc_now

DERIVED = {"derived": True}


class SimilarDocument(Base):
    """The marks of one open ticket (`Features.pack`), and the keys it is found by."""

    __tablename__ = "similar_document"
    __table_args__ = {"info": DERIVED}  # noqa: RUF012 — SQLAlchemy's own protocol

    ticket_id: Mapped[int] = mapped_column(RowId, ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    agency: Mapped[str] = mapped_column(String(80))
    marks: Mapped[bytes] = mapped_column(LargeBinary)
    keys: Mapped[bytes] = mapped_column(LargeBinary)


class SimilarPosting(Base):
    """A key, and a ticket that has it. Read from the newest ticket back, and never further than so many."""

    __tablename__ = "similar_posting"
    __table_args__ = {"sqlite_with_rowid": False, "info": DERIVED}  # noqa: RUF012 — SQLAlchemy's own protocol

    term: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    ticket_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class SimilarState(Base):
    """How far a chore is (`name`: weights, indexed), as a number and what else it has to keep."""

    __tablename__ = "similar_state"
    __table_args__ = {"info": DERIVED}  # noqa: RUF012 — SQLAlchemy's own protocol

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, default=0)
    data: Mapped[bytes | None] = mapped_column(LargeBinary)
    at: Mapped[dt.datetime] = mapped_column("at_instant", UtcInstant, default=utc_now, onupdate=utc_now)


def held_state(session: Session, name: str, begin: Callable[[], int]) -> SimilarState:
    """The state of this name, held until the transaction ends; made with the number that `begin` tells where there is none."""
    held = select(SimilarState).where(SimilarState.name == name).with_for_update()
    found = session.scalar(held)
    if found is None:
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        session.execute(insert(SimilarState).values(name=name, number=begin(), at=utc_now()).on_conflict_do_nothing())
        found = session.scalars(held).one()
    return found
