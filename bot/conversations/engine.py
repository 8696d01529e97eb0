"""The engine's wire format: the only place that knows how the engine is spoken to."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

import aiohttp

from bot.conversations.replies import Reply

_CONNECT_SECONDS = 2.0


class EngineDown(RuntimeError):
    """The engine did not answer, or answered with nothing: the message has to be dealt with without it."""


class Engine(Protocol):
    """Understands a message and has the desk act on it."""

    async def turn(self, conversation_id: str, text: str, metadata: Mapping[str, Any]) -> list[Reply]:
        """Run one turn; EngineDown when it cannot."""
        ...


class RasaEngine:
    """Rasa's REST channel (`POST /webhooks/rest/webhook`) on loopback, over kept connections."""

    def __init__(self, url: str, timeout: float = 20.0) -> None:
        self._url = f"{url.rstrip('/')}/webhooks/rest/webhook"
        self._timeout = aiohttp.ClientTimeout(total=timeout, sock_connect=_CONNECT_SECONDS)
        self._session: aiohttp.ClientSession | None = None

    async def turn(self, conversation_id: str, text: str, metadata: Mapping[str, Any]) -> list[Reply]:
        """One turn. Rasa answers 200 with an empty list where an action or its lock store failed: that is a failure."""
        body = json.dumps({"sender": conversation_id, "message": text, "metadata": dict(metadata)}).encode()
        try:
            messages = json.loads(await self._posted(body))
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise EngineDown(type(error).__name__) from error
        replies = [Reply.from_json(message["custom"]) for message in messages if "custom" in message]
        if not replies:
            raise EngineDown("empty answer")
        return replies

    async def _posted(self, body: bytes) -> bytes:
        try:
            return await self._post(body)
        except aiohttp.ServerDisconnectedError:
            # A kept connection that was closed meanwhile. Asking again is safe: an act is done once for a message, however often it is asked for.
            return await self._post(body)

    async def _post(self, body: bytes) -> bytes:
        # Made on first use: a session belongs to the loop that it was made in.
        self._session = self._session or aiohttp.ClientSession(timeout=self._timeout, headers={"Content-Type": "application/json"})
        async with self._session.post(self._url, data=body) as answer:
            if answer.status != 200:
                raise EngineDown(f"status {answer.status}")
            return await answer.read()

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
