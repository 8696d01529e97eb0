"""The real engine, trained when its inputs changed, talking to a stand-in for our action server."""

import asyncio
import json
import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from mingbai.engine import EngineProcess, train_if_needed

ROOT = Path(__file__).resolve().parents[3]
SECRET = "a secret for tests"


@dataclass(frozen=True)
class Turn:
    """What the engine asked of the action server for one message."""

    action: str
    intent: str
    confidence: float
    ranking: list[dict[str, Any]]
    metadata: dict[str, Any]
    secret: str | None
    events: int


class ActionServer(BaseHTTPRequestHandler):
    """Tells back, as an action's `custom` reply, what it was asked."""

    protocol_version = "HTTP/1.1"
    answer: bytes | None = None

    def do_POST(self) -> None:  # the name is http.server's
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        latest = asked["tracker"]["latest_message"]
        told = {
            "action": asked["next_action"], "intent": latest["intent"]["name"], "confidence": latest["intent"]["confidence"],
            "ranking": latest["intent_ranking"], "metadata": latest["metadata"],
            "secret": self.headers.get("X-Mingbai-Inside"), "events": len(asked["tracker"]["events"]),
        }  # fmt: skip
        body = ActionServer.answer or json.dumps({"events": [], "responses": [{"custom": told}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class Desk:
    """The running engine, and a way to say something to it."""

    def __init__(self, process: EngineProcess, port: int, home: Path) -> None:
        self.process, self.home = process, home
        self._client = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60)

    def raw(self, text: str | None, sender: str = "s1", draft: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        body = {"sender": sender, "message": text, "metadata": {"message_id": 7, "draft": draft}}
        return self._client.post("/webhooks/rest/webhook", json=body).raise_for_status().json()

    def say(self, text: str, **more: Any) -> Turn:
        replies = self.raw(text, **more)
        assert len(replies) == 1, replies
        return Turn(**replies[0]["custom"])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def model() -> Path:
    """Kept between runs of the tests, by the content of its inputs."""
    return train_if_needed(ROOT / "var" / "test-engine", print)


@pytest.fixture(scope="session")
def desk(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("engine")
    server = ThreadingHTTPServer(("127.0.0.1", 0), ActionServer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    process, port = EngineProcess(), free_port()
    process.start(model, port, f"http://127.0.0.1:{server.server_port}/actions", SECRET, home)
    try:
        assert asyncio.run(process.wait_ready(200)), (home / "engine.log").read_text(encoding="utf-8")
        yield Desk(process, port, home)
    finally:
        process.stop()
        server.shutdown()


@pytest.fixture
def answering() -> Iterator[type[ActionServer]]:
    """The action server, to be given another answer for one test."""
    yield ActionServer
    ActionServer.answer = None


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """For children that run in the engine's own Python."""
    return {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
