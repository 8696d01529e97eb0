"""Where else a ticket's citizen wants to hear of it: conversations that were opened with number and query code."""

import datetime as dt

from sqlalchemy import ForeignKey, Select, String, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.store import Base, RowId, UtcInstant, utc_now
from bot.tickets.models import Ticket

MOST = 5


class TicketLink(Base):
    """One further conversation that is told of a ticket. Only whoever held the query code can have made it."""

    __tablename__ = "ticket_link"
    __table_args__ = (UniqueConstraint("ticket_id", "conversation_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    ticket_id: Mapped[int] = mapped_column(RowId, ForeignKey("ticket.id"))
    channel: Mapped[str] = mapped_column(String(16))
    conversation_id: Mapped[str] = mapped_column(String(32), index=True)
    at: Mapped[dt.datetime] = mapped_column("at_instant", UtcInstant, default=utc_now)


class TooManyLinks(ValueError):
    """A ticket is told of in enough places; one Chinese sentence."""


def link(session: Session, ticket: Ticket, channel: str, conversation_id: str) -> None:
    """Tell this conversation too from now on; a second time changes nothing. The caller has checked the query code."""
    if conversation_id == ticket.conversation_id or session.scalar(_one(ticket.id, conversation_id)) is not None:
        return
    if (session.scalar(select(func.count()).where(TicketLink.ticket_id == ticket.id)) or 0) >= MOST:
        raise TooManyLinks(f"这张工单已经关联了 {MOST} 个地方，请先在其中一处回复“取消关联 {ticket.number}”。")
    session.add(TicketLink(ticket_id=ticket.id, channel=channel, conversation_id=conversation_id))
    session.flush()


def unlink(session: Session, ticket_id: int, conversation_id: str) -> bool:
    """Tell this conversation no more; whether it was told before."""
    rows = delete(TicketLink).where(TicketLink.ticket_id == ticket_id, TicketLink.conversation_id == conversation_id)
    return bool(getattr(session.execute(rows), "rowcount", 0))


def links_of(session: Session, ticket_id: int) -> list[TicketLink]:
    """Every further conversation of a ticket, in the order they were made."""
    return list(session.scalars(select(TicketLink).where(TicketLink.ticket_id == ticket_id).order_by(TicketLink.id)))


def linked_to(session: Session, conversation_id: str, limit: int = 3) -> list[Ticket]:
    """The tickets that this conversation is told of beside its own, newest first."""
    query = select(Ticket).join(TicketLink, TicketLink.ticket_id == Ticket.id).where(TicketLink.conversation_id == conversation_id)
    return list(session.scalars(query.order_by(TicketLink.id.desc()).limit(limit)))


def _one(ticket_id: int, conversation_id: str) -> Select[int]:
    return select(TicketLink.id).where(TicketLink.ticket_id == ticket_id, TicketLink.conversation_id == conversation_id)
