"""What staff are told inside the desk: rows that the consoles show. E-mail or a webhook is one more route for the same notice."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.delivery import notices
from bot.delivery.service import Addressee, enqueue
from bot.store import Base, RowId, UtcInstant, utc_now

CONSOLE = "console"


class StaffNotice(Base):
    """A notice over the channel `console`: storing it is sending it. Its words hold no personal data."""

    __tablename__ = "staff_notice"
    __table_args__ = (Index("ix_staff_notice_recipient", "recipient", "read_at", "id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    # Names the occasion and whom it is for: the same occasion can never be told twice.
    key: Mapped[str] = mapped_column(String(200), unique=True)
    recipient: Mapped[str] = mapped_column(String(100))
    ticket_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("ticket.id"), index=True)
    template: Mapped[str] = mapped_column(String(40))
    # What colour it is shown in, where it is a warning.
    level: Mapped[str] = mapped_column(String(20), default="")
    text: Mapped[str] = mapped_column(Text)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[dt.datetime] = mapped_column("at_instant", UtcInstant, default=utc_now)
    read_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
    read_by: Mapped[str | None] = mapped_column(String(80))


@dataclass(frozen=True)
class Recipient:
    """Whom a notice is for, whatever way it goes: the people of one agency, one of them (`agency` is the login then), or those
    who look after the whole place."""

    role: str
    agency: str = ""

    @property
    def code(self) -> str:
        """How rows name it: `agency:县交通运输局`, `oversight`."""
        return f"{self.role}:{self.agency}" if self.agency else self.role


OVERSIGHT = Recipient("oversight")
# Further ways to somebody (an address of e-mail, a webhook): each gets the notice through the outbox as well.
Routes = Callable[[Recipient], Iterable[Addressee]]


def agency(name: str) -> Recipient:
    """The people of an agency, by the name that tickets carry."""
    return Recipient("agency", name)


def person(login: str) -> Recipient:
    """One member of staff, by the account's login."""
    return Recipient("staff", login)


def no_routes(_recipient: Recipient) -> Sequence[Addressee]:
    """Nobody has an address outside the desk."""
    return ()


@dataclass(frozen=True)
class StaffDesk:
    """Tells staff: always on their console, and over every further route."""

    routes: Routes = no_routes

    def tell(
        self, session: Session, key: str, to: Recipient, template: str, data: Mapping[str, str], ticket_id: int | None, level: str = ""
    ) -> bool:
        """Write the notice in the caller's transaction; False when this occasion was told already."""
        known = select(StaffNotice.id).where(StaffNotice.key == _whole(key, to))
        if session.scalar(known) is not None:
            return False
        self.write(session, key, to, template, data, ticket_id, level)
        return True

    def write(
        self, session: Session, key: str, to: Recipient, template: str, data: Mapping[str, str], ticket_id: int | None, level: str = ""
    ) -> None:
        """`tell` for callers who keep account themselves; a key that is known is the database's to refuse."""
        whole, text = _whole(key, to), notices.text_of(template, data)
        session.add(
            StaffNotice(
                key=whole, recipient=to.code, ticket_id=ticket_id, template=template, level=level, text=text, data=dict(data)
            )
        )
        for place, address in enumerate(self.routes(to)):
            enqueue(session, f"{whole}@{address.channel}{place or ''}", address, template, data, ticket_id)


def _whole(key: str, to: Recipient) -> str:
    return f"{key}/{to.code}"


def unread(session: Session, recipients: Iterable[Recipient], limit: int = 100) -> list[StaffNotice]:
    """What these have not read yet, newest first."""
    codes = [recipient.code for recipient in recipients]
    query = select(StaffNotice).where(StaffNotice.recipient.in_(codes), StaffNotice.read_at.is_(None))
    return list(session.scalars(query.order_by(StaffNotice.id.desc()).limit(limit)))


def mark_read(session: Session, notice_ids: Iterable[int], recipients: Iterable[Recipient], who: str) -> int:
    """Mark these as read, as far as they are for one of `recipients`; how many were unread until now."""
    codes = [recipient.code for recipient in recipients]
    rows = update(StaffNotice).where(StaffNotice.id.in_(list(notice_ids)), StaffNotice.recipient.in_(codes))
    done = session.execute(rows.where(StaffNotice.read_at.is_(None)).values(read_at=utc_now(), read_by=who))
    return int(getattr(done, "rowcount", 0))
