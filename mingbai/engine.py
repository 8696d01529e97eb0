"""The engine's process: started, watched, stopped. Its model: trained when its inputs have changed."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx

from mingbai.errors import CannotStart
from mingbai.model import ROOT, engine_python, train_if_needed

__all__ = ["EngineProcess", "endpoints", "train_if_needed"]

_STOP_SECONDS = 10.0
_POLL_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 30.0
_LOG_LIMIT_BYTES = 5_000_000

_ENDPOINTS = """\
action_endpoint:
  url: ${MINGBAI_ACTIONS_URL}
  headers:
    X-Mingbai-Inside: ${MINGBAI_INSIDE_SECRET}
tracker_store:
  type: engine.components.forgetful.ForgetfulTrackerStore
"""


class EngineProcess:
    """One engine on the loopback address. Started once; `ensure_running` starts it anew when it has died.

    Not thread-safe: call `start`, `ensure_running` and `stop` from one thread at a time.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._command: list[str] = []
        self._environment: dict[str, str] = {}
        self._log = Path()
        self._port = 0
        self._deaths = 0
        self._started_at = 0.0

    def start(self, model: Path, port: int, actions_url: str, secret: str, home: Path, redis_url: str = "") -> None:
        """Start the engine with `model`; its actions are at `actions_url`, which asks for `secret`; its locks in Redis, where one is named.

        `home` gets `engine.log` and the endpoints file (without the secret). CannotStart when the engine's
        environment is missing or the port is taken.
        """
        _check_port(port)
        file = home / "engine-endpoints.yml"
        home.mkdir(parents=True, exist_ok=True)
        file.write_text(endpoints(redis_url), encoding="utf-8")
        self._port, self._log, self._deaths = port, home / "engine.log", 0
        self._environment = _environment(actions_url, secret, redis_url)
        self._command = [
            str(engine_python()), "-W", "ignore", str(ROOT / "engine" / "serve.py"),
            "--model", str(model), "--port", str(port), "--endpoints", str(file), "--parent", str(os.getpid()),
        ]  # fmt: skip
        self._launch()

    @property
    def alive(self) -> bool:
        """The process is there (it may still be loading its model)."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The process's id, None before the first start."""
        return self._process.pid if self._process else None

    async def wait_ready(self, timeout: float) -> bool:
        """True once the engine answers (its model is loaded then); False after `timeout` seconds or when it died."""
        until = time.monotonic() + timeout
        async with httpx.AsyncClient(trust_env=False, timeout=2.0) as client:
            while time.monotonic() < until and self.alive:
                if await _answers(client, self._port):
                    return True
                await asyncio.sleep(_POLL_SECONDS)
        return False

    def ensure_running(self) -> bool:
        """Start the engine anew if it has died; True when it was started.

        One that dies again and again is started after 1, 2, 4 … at most 30 seconds from its last start.
        """
        if self.alive or not self._command:
            return False
        pause = min(2.0 ** min(self._deaths, 10), _LONGEST_PAUSE_SECONDS)
        if time.monotonic() - self._started_at < pause:
            return False
        self._deaths = self._deaths + 1 if time.monotonic() - self._started_at < 10 * _LONGEST_PAUSE_SECONDS else 1
        self._launch()
        return True

    def stop(self) -> None:
        """End the engine and wait until it is gone; nothing happens when it is not there."""
        self._command = []
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _launch(self) -> None:
        if self._log.exists() and self._log.stat().st_size > _LOG_LIMIT_BYTES:
            self._log.replace(self._log.with_suffix(".log.1"))
        with self._log.open("ab") as log:
            # A session of its own: Ctrl-C in the terminal reaches us, and we stop the engine in our order.
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self._started_at = time.monotonic()


def endpoints(redis_url: str) -> str:
    """The engine's endpoints file: where its actions are, and with several workers the Redis that holds their locks.

    Addresses and secrets stay in the environment; the file only names the variables.
    """
    if not redis_url:
        return _ENDPOINTS
    parts = urlsplit(redis_url)
    lines = ["lock_store:", "  type: redis", "  url: ${MINGBAI_ENGINE_REDIS_HOST}", f"  port: {parts.port or 6379}"]
    lines += [f"  db: {parts.path.strip('/') or 1}", "  key_prefix: mingbai", f"  use_ssl: {str(parts.scheme == 'rediss').lower()}"]
    if parts.username:
        lines.append("  username: ${MINGBAI_ENGINE_REDIS_USER}")
    if parts.password:
        lines.append("  password: ${MINGBAI_ENGINE_REDIS_PASSWORD}")
    return _ENDPOINTS + "\n".join(lines) + "\n"


def _environment(actions_url: str, secret: str, redis_url: str) -> dict[str, str]:
    """What the engine may know: its own few settings and the machine's, nothing else of the desk's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MINGBAI_", "PYTHON"))}
    own = {
        "MINGBAI_ACTIONS_URL": actions_url,
        "MINGBAI_INSIDE_SECRET": secret,
        "RASA_TELEMETRY_ENABLED": "false",
        # The turn is a few milliseconds of one core; more threads and arenas only cost memory.
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    if redis_url:
        parts = urlsplit(redis_url)
        own["MINGBAI_ENGINE_REDIS_HOST"] = parts.hostname or "localhost"
        own["MINGBAI_ENGINE_REDIS_USER"] = unquote(parts.username or "")
        own["MINGBAI_ENGINE_REDIS_PASSWORD"] = unquote(parts.password or "")
        own["SANIC_WORKERS"] = os.environ.get("MINGBAI_ENGINE_WORKERS", "1")
    return kept | own


async def _answers(client: httpx.AsyncClient, port: int) -> bool:
    try:
        return (await client.get(f"http://127.0.0.1:{port}/")).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CannotStart(f"理解引擎要用的端口 {port} 已被别的程序占用。请停掉那个程序后重试。") from error
