"""The engine's wire format: the only place that knows how the engine is spoken to."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

from bot.conversations.line import Line
from bot.conversations.replies import Reply


class EngineDown(RuntimeError):
    """The engine did not answer, or answered with nothing: the message has to be dealt with without it."""


class Engine(Protocol):
    """Understands a message and has the desk act on it."""

    async def turn(self, conversation_id: str, text: str, metadata: Mapping[str, Any]) -> list[Reply]:
        """Run one turn; EngineDown when it cannot."""
        ...


class RasaEngine:
    """Rasa's REST channel (`POST /webhooks/rest/webhook`) on loopback."""

    def __init__(self, url: str, timeout: float = 20.0) -> None:
        self._line = Line(f"{url.rstrip('/')}/webhooks/rest/webhook")
        self._timeout = timeout

    async def turn(self, conversation_id: str, text: str, metadata: Mapping[str, Any]) -> list[Reply]:
        """One turn. Rasa answers 200 with an empty list where an action or its lock store failed: that is a failure."""
        body = {"sender": conversation_id, "message": text, "metadata": dict(metadata)}
        try:
            answer = await self._line.post(json.dumps(body).encode(), self._timeout)
            messages = json.loads(answer.body)
        except (OSError, ValueError) as error:
            raise EngineDown(type(error).__name__) from error
        if answer.status != 200:
            raise EngineDown(f"status {answer.status}")
        replies = [Reply.from_json(message["custom"]) for message in messages if "custom" in message]
        if not replies:
            raise EngineDown("empty answer")
        return replies

    async def close(self) -> None:
        """Close the connections."""
        self._line.close()
