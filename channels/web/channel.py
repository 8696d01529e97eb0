"""The web chat as a channel: it reads its own replies, and a notice becomes a message of its conversation."""

from collections.abc import Sequence
from typing import Any

from bot.conversations import judging, service
from bot.conversations.replies import Reply
from bot.delivery.service import Outgoing
from bot.delivery.worker import CannotSend
from bot.store import Database


class WebChannel:
    """Puts notices into conversations, where the open stream shows them by itself; the notice's key keeps a second send from showing twice."""

    name = "web"

    def __init__(self, database: Database) -> None:
        self._database = database

    def render(self, replies: Sequence[Reply], _base: str) -> list[dict[str, Any]]:
        """The outside contract's shape: the widget draws buttons, sources and receipts itself."""
        return [reply.as_json() for reply in replies]

    def send(self, notice: Outgoing) -> None:
        """Add the notice to its conversation."""
        if notice.to.conversation_id is None:
            raise CannotSend("通知没有对应的对话", final=True)
        content = {"text": notice.text, "ticket": {"number": notice.data["number"], "agency": notice.data["agency"]}}
        with self._database.write() as session:
            if asking := judging.invitation(notice):
                judging.keep(session, notice, asking)
            else:
                service.add_notice(session, notice.to.conversation_id, service.AGENCY, content, notice.key)
