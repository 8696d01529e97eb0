"""How a notice reaches a web chat: it becomes a message of the conversation, and the open stream shows it by itself."""

from bot.conversations import service
from bot.delivery.service import Outgoing
from bot.delivery.worker import CannotSend
from bot.store import Database


class WebSender:
    """Puts notices into conversations; the notice's key keeps a second send from showing twice."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def send(self, notice: Outgoing) -> None:
        """Add the notice to its conversation."""
        if notice.to.conversation_id is None:
            raise CannotSend("通知没有对应的对话", final=True)
        content = {"text": notice.text, "ticket": {"number": notice.data["number"], "agency": notice.data["agency"]}}
        with self._database.write() as session:
            service.add_notice(session, notice.to.conversation_id, service.AGENCY, content, notice.key)
