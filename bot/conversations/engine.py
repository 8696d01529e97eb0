"""The engine's wire format: the only place that knows how the engine is spoken to."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

import httpcore

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
        self._url = f"{url.rstrip('/')}/webhooks/rest/webhook"
        self._timeout = {"timeout": {"connect": 2.0, "read": timeout, "write": timeout, "pool": timeout}}
        # One address on loopback, one kind of request: the pool below httpx is all that is needed, at a third of its cost.
        self._pool = httpcore.AsyncConnectionPool(max_connections=64, max_keepalive_connections=32)

    async def turn(self, conversation_id: str, text: str, metadata: Mapping[str, Any]) -> list[Reply]:
        """One turn. Rasa answers 200 with an empty list where an action or its lock store failed: that is a failure."""
        body = {"sender": conversation_id, "message": text, "metadata": dict(metadata)}
        try:
            answer = await self._pool.request(
                "POST", self._url, headers={"Content-Type": "application/json"}, content=json.dumps(body).encode(), extensions=self._timeout
            )
            messages = json.loads(answer.content)
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as error:
            raise EngineDown(type(error).__name__) from error
        if answer.status != 200:
            raise EngineDown(f"status {answer.status}")
        replies = [Reply.from_json(message["custom"]) for message in messages if "custom" in message]
        if not replies:
            raise EngineDown("empty answer")
        return replies

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.aclose()
