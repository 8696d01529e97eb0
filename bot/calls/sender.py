"""How a notice reaches somebody who filed by telephone: an operator rings them up."""

from sqlalchemy import select

from bot.calls import callbacks
from bot.delivery.models import Notice
from bot.delivery.service import Outgoing
from bot.delivery.worker import CannotSend
from bot.store import Database
from bot.tickets.models import Ticket


class HotlineSender:
    """Makes notices into call-backs; the notice's key keeps a second send from standing there twice."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def send(self, notice: Outgoing) -> None:
        """Note it with the ticket's open call-back. A caller who left no number is not failed: number and query code are their way."""
        with self._database.write() as session:
            ticket_id = session.scalar(select(Notice.ticket_id).where(Notice.id == notice.id))
            ticket = session.get(Ticket, ticket_id) if ticket_id is not None else None
            if ticket is None:
                raise CannotSend("通知没有对应的工单", final=True)
            callbacks.tell(session, ticket, notice.key, notice.template, notice.text)
