"""What every action does: hand the turn to the desk and pass its replies on as `custom` messages."""

from collections.abc import Callable
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.conversations.inbox import Inbox
from bot.conversations.understanding import Understanding


class DeskAction(Action):
    """One act of the desk under the name by which the engine calls it (`action_` + act)."""

    act: ClassVar[str] = ""

    def __init__(self, inbox: Callable[[], Inbox]) -> None:
        self._inbox = inbox

    def name(self) -> str:
        """The action's name in the domain."""
        return f"action_{self.act}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Do the act for the tracker's latest message. What the desk keeps is in its own store, so no events come back."""
        latest = tracker.latest_message
        metadata = latest.get("metadata") or {}
        understood = Understanding.of_parse(latest)
        text = latest.get("text") or ""
        replies = await self._inbox().acted(self.act, tracker.sender_id, metadata, text, understood)
        for reply in replies:
            dispatcher.utter_message(json_message=reply.as_json())
        return []
