"""An agency's answer that comes into a conversation asks there what the citizen makes of it; elsewhere nobody could answer."""

from dataclasses import replace

from sqlalchemy.orm import Session

from bot.conversations import service
from bot.conversations.replies import Reply, options
from bot.delivery.service import Outgoing

_INVITES = "answered"  # who was merged into another's ticket judges nothing
_VERDICTS = ("满意", "基本满意", "不满意")
_ASKED = "您对这次答复满意吗？请回复“满意”“基本满意”或“不满意”。"


def invitation(notice: Outgoing) -> Reply | None:
    """The notice with the question below it, as a reply; None for every other notice, and outside a conversation."""
    if notice.template != _INVITES or notice.to.conversation_id is None:
        return None
    # Which of several answers is meant stands in the choice itself: a button may be tapped days later.
    choices = options((verdict, f"{notice.data['number']} {verdict}") for verdict in _VERDICTS)
    return Reply(f"{notice.text}\n\n{_ASKED}", "looked_up", asks="satisfaction", options=choices)


def keep(session: Session, notice: Outgoing, asking: Reply) -> Reply:
    """The invitation as a message of its conversation, once: its choices are found there when a number or a button picks one."""
    content = {"text": asking.text, "outcome": asking.outcome, "asks": asking.asks, "options": [dict(vars(option)) for option in asking.options]}
    ticket = {"number": notice.data["number"], "agency": notice.data["agency"]}
    message = service.add_notice(session, str(notice.to.conversation_id), service.AGENCY, {**content, "ticket": ticket}, notice.key)
    return replace(asking, id=message.id)
