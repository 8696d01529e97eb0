"""A citizen changes a message that was sent already: what that means now, so that nothing is filed twice or lost in silence."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.conversations import service
from bot.conversations.models import Message
from bot.filing.models import Draft
from bot.filing.slots import slot_of
from bot.tickets.kinds import Kind
from bot.tickets.models import Ticket


def meant(session: Session, conversation_id: str, original: str, text: str) -> str | None:
    """The words to deal with as a new message; None when the change comes too late to mean anything.

    `original` is the end of the changed message's own id. Only the last message can still be changed: a question is asked
    anew, an answer in a form corrects that answer, a message that filed a ticket has filed it.
    """
    last = session.scalar(_said(conversation_id).limit(1))
    if last is None or not (last.client_message_id or "").endswith(f"/{original}"):
        known = session.scalar(_said(conversation_id).where(Message.client_message_id.endswith(f"/{original}", autoescape=True)).limit(1))
        return text if known is None else None
    draft = session.get(Draft, conversation_id)
    if draft is None or draft.kind is None:
        filed = select(Ticket.id).where(Ticket.filed_by_message == last.id)
        return text if session.scalar(filed) is None else None
    asked = _asked_before(session, last)
    slot = slot_of(Kind(draft.kind), asked) if asked else None
    return f"{slot.title}改成{text}" if slot is not None else None


def _said(conversation_id: str) -> Select[Message]:
    said = Message.conversation_id == conversation_id
    return select(Message).where(said, Message.author == service.CITIZEN).order_by(Message.id.desc())


def _asked_before(session: Session, message: Message) -> str | None:
    """The slot that the message was an answer to."""
    query = select(Message).where(
        Message.conversation_id == message.conversation_id, Message.author == service.DESK, Message.id < message.id
    )
    row = session.scalar(query.order_by(Message.id.desc()).limit(1))
    return row.content.get("asks") if row else None
