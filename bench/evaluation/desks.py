"""Desks to ask: a running one over HTTP, or one in this very process with the engine's classifier beside it."""

from __future__ import annotations

import asyncio
import json
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import httpx
import yaml

from bot.agencies.service import load_profile
from bot.conversations import service
from bot.conversations.inbox import Inbox
from bot.conversations.replies import Reply
from bot.conversations.understanding import Understanding
from bot.filing.offices import Offices
from mingbai.model import engine_python
from mingbai.settings import ROOT, Settings
from mingbai.wiring import assemble, load_knowledge, open_database
from tests.support.running import running_desk

_PER_MINUTE = "1000000"


class Desk(Protocol):
    """What can be talked to: `open` gives the key of a new conversation, `say` the replies to one message as the contract shows them."""

    def open(self) -> str: ...

    def say(self, key: str, text: str) -> list[dict[str, Any]]: ...


class HttpDesk:
    """A running desk, over the public interface. A refusal counts as a reply with the outcome `http 422`."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url.rstrip("/"), trust_env=False, timeout=60)

    def open(self) -> str:
        """The token of a new conversation."""
        token: str = self._client.post("/api/chat/sessions").raise_for_status().json()["token"]
        return token

    def say(self, key: str, text: str) -> list[dict[str, Any]]:
        """One turn."""
        answer = self._client.post("/api/chat/messages", json={"text": text}, headers={"Authorization": f"Bearer {key}"})
        if answer.status_code != 200:
            return [{"text": answer.json()["error"]["message"], "outcome": f"http {answer.status_code}", "citations": []}]
        replies: list[dict[str, Any]] = answer.json()["replies"]
        return replies


class DirectEngine:
    """The engine's pipeline and rules without Rasa: its own classifier in its own Python, asked line by line.

    For working on content: starts in two seconds. Held to the real engine by `tests/integration/engine/test_direct.py`.
    """

    def __init__(self) -> None:
        command = [str(engine_python()), "-W", "ignore", "-m", "engine.read_intents"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._acts = _acts()
        pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
        self._threshold = next(part["threshold"] for part in pipeline if part["name"] == "FallbackClassifier")
        self.inbox: Inbox | None = None

    def ranking(self, text: str) -> dict[str, float]:
        """Intents by confidence, the likeliest first."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(text) + "\n")
        self._process.stdin.flush()
        ranked: dict[str, float] = json.loads(self._process.stdout.readline())
        return ranked

    def understand(self, text: str, draft: Mapping[str, Any] | None) -> tuple[str, dict[str, float]]:
        """The act that the rules choose, and the ranking as an action reads it."""
        ranked = self.ranking(text)
        top = next(iter(ranked))
        if ranked[top] < self._threshold:
            top, ranked = "nlu_fallback", {"nlu_fallback": self._threshold, **ranked}
        intent = "fill" if draft else "vague" if top == "fill" else top
        return self._acts[intent], ranked

    async def turn(self, conversation_id: str, text: str, metadata: Mapping[str, Any]) -> list[Reply]:
        """One turn, as the real engine would have the desk act."""
        assert self.inbox is not None
        act, ranked = self.understand(text, metadata.get("draft"))
        return await self.inbox.acted(act, conversation_id, metadata, text, Understanding(ranked))

    def close(self) -> None:
        """End the classifier's process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)


def _acts() -> dict[str, str]:
    """Intent to act, read from the engine's rules."""
    found = {}
    for path in sorted((ROOT / "data" / "rules").glob("*.yml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            found[rule["steps"][0]["intent"]] = rule["steps"][1]["action"].removeprefix("action_")
    return found


class DirectDesk:
    """The whole desk but for HTTP, Rasa and the worker."""

    def __init__(self, place: str, home: Path, engine: DirectEngine) -> None:
        offices = Offices.of(load_profile(ROOT / "profiles" / f"{place}.yml"))
        chosen = Settings(home=home, profile=place)
        desk = assemble(chosen, open_database(chosen), offices, load_knowledge(offices.profile, ROOT / "var" / "cache"))
        self._database, self._inbox = desk.database, desk.inbox(engine)
        engine.inbox = self._inbox

    def open(self) -> str:
        """A new conversation's id."""
        with self._database.write() as session:
            return service.open_with_token(session, "web").conversation_id

    def say(self, key: str, text: str) -> list[dict[str, Any]]:
        """One turn."""
        return [reply.as_json() for reply in asyncio.run(self._inbox.take(key, text))]


@contextmanager
def direct_desk(place: str) -> Iterator[DirectDesk]:
    """A desk in this process, for as long as it is needed."""
    engine = DirectEngine()
    try:
        with tempfile.TemporaryDirectory() as folder:
            yield DirectDesk(place, Path(folder), engine)
    finally:
        engine.close()


@contextmanager
def started_desk(place: str) -> Iterator[HttpDesk]:
    """A real desk with its own engine, started for this and stopped afterwards."""
    with tempfile.TemporaryDirectory() as folder, running_desk(Path(folder) / "home", messages_per_minute=_PER_MINUTE, profile=place) as desk:
        yield HttpDesk(desk.url)
