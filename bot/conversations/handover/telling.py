"""How the citizen hears something that answers no message of his: in the conversation at once, elsewhere through the outbox."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot.conversations import service
from bot.conversations.models import Conversation, Message
from bot.conversations.replies import Reply
from bot.delivery.service import Addressee, enqueue
from bot.people.masking import mask_text

# The occasions' templates (`bot.delivery.notices`).
OPERATOR_SAID, DESK_SAID = "operator_said", "desk_said"


def desk_says(session: Session, conversation_id: str, replies: Sequence[Reply]) -> None:
    """The desk speaks of its own accord."""
    for reply in replies:
        message = service.add_desk_message(session, conversation_id, reply)
        _send_out(session, message, DESK_SAID, reply.text)


def operator_says(session: Session, conversation_id: str, text: str, key: str) -> Message:
    """An operator's words, personal numbers masked; the same `key` again changes nothing and answers the same message."""
    if (known := service.with_notice_key(session, key)) is not None:
        return known
    hidden = mask_text(text)
    message = service.add_operator_message(session, conversation_id, hidden, key)
    _send_out(session, message, OPERATOR_SAID, hidden)
    return message


def notice_key(message_id: int) -> str:
    """The key of the notice that carries a message to an outside channel."""
    return f"said/{message_id}"


def _send_out(session: Session, message: Message, template: str, text: str) -> None:
    conversation = session.get_one(Conversation, message.conversation_id)
    if conversation.token_key is not None:
        return  # read by its owner himself, over the open stream or when he comes back
    to = Addressee(conversation.channel, conversation.id)
    enqueue(session, notice_key(message.id), to, template, {"text": text})
