"""A whole desk as a citizen meets it: `mingbai up` in processes of its own, on a free port, with a home of its own."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil

from mingbai.model import content_name, train_if_needed
from mingbai.settings import ROOT

READY_SECONDS = 240.0
_T = TypeVar("_T")
_LOGINS = re.compile(r"^\s{2}(admin|oversight|operator|editor|office)\s+(\S+)$", re.MULTILINE)


def kept_model() -> Path:
    """The trained engine, kept between runs by its content in MINGBAI_MODEL_CACHE (default `var/test-engine`)."""
    return train_if_needed(Path(os.environ.get("MINGBAI_MODEL_CACHE") or ROOT / "var" / "test-engine"), print)


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, port: int, **settings: str) -> dict[str, str]:
    """What a desk is started with: nothing of the caller's own MINGBAI settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MINGBAI_")}
    own = {f"MINGBAI_{name.upper()}": value for name, value in settings.items()}
    return kept | {"MINGBAI_HOME": str(home), "MINGBAI_PORT": str(port)} | own


def until(wanted: Callable[[], _T], seconds: float, what: str, every: float = 0.1) -> _T:
    """Wait for something true; AssertionError naming `what` after `seconds`."""
    ends = time.monotonic() + seconds
    while True:
        if found := wanted():
            return found
        assert time.monotonic() < ends, f"not within {seconds:.0f} s: {what}"
        time.sleep(every)


@dataclass
class RunningDesk:
    """One `mingbai up` and its processes. `start` again after a stop begins anew on the same home and port."""

    home: Path
    port: int = field(default_factory=free_port)
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    _children: list[psutil.Process] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        """What it printed, over all its starts."""
        return (self.home.parent / f"{self.home.name}.out").read_text(encoding="utf-8")

    def keep_model(self) -> None:
        """Put the kept model into the home, so that starting does not train."""
        folder = self.home / "models"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(kept_model(), folder / f"{content_name()}.tar.gz")

    def launch(self) -> None:
        """Start the process and return at once."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home.parent / f"{self.home.name}.out").open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "mingbai", "up"], cwd=ROOT, env=environment(self.home, self.port, **self.settings),
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip

    def start(self) -> None:
        """Start and wait until the engine answers."""
        self.launch()
        self.wait_engine("ok")

    def health(self) -> dict[str, Any]:
        """`/healthz` now; empty while nobody listens."""
        try:
            answer: dict[str, Any] = httpx.get(f"{self.url}/healthz", timeout=5, trust_env=False).json()
        except httpx.TransportError:
            return {}
        return answer

    def wait_engine(self, state: str, seconds: float = READY_SECONDS) -> None:
        """Wait until `/healthz` tells this state of the engine."""

        def there() -> bool:
            assert self.process is not None and self.process.poll() is None, f"the desk ended:\n{self.said}"
            return self.health().get("engine") == state

        until(there, seconds, f"engine {state}:\n{self.said}")
        if state == "ok":
            self._children = self.processes()[1:]

    def processes(self) -> list[psutil.Process]:
        """The desk's own process and all below it."""
        assert self.process is not None
        desk = psutil.Process(self.process.pid)
        return [desk, *desk.children(recursive=True)]

    def _child(self, word: str) -> psutil.Process:
        found = [child for child in self.processes()[1:] if any(word in part for part in child.cmdline())]
        assert len(found) == 1, f"{word}: {found}"
        return found[0]

    @property
    def engine(self) -> psutil.Process:
        """The engine's process."""
        return self._child("serve.py")

    @property
    def worker(self) -> psutil.Process:
        """The worker's process."""
        return self._child("worker")

    @property
    def engine_url(self) -> str:
        """Where the engine listens on loopback."""
        command = self.engine.cmdline()
        return f"http://127.0.0.1:{command[command.index('--port') + 1]}"

    @property
    def passwords(self) -> dict[str, str]:
        """The staff passwords of the first start, as printed."""
        return dict(_LOGINS.findall(self.said))

    def stop(self, how: int = signal.SIGINT, seconds: float = 40.0) -> list[psutil.Process]:
        """Send a signal to the desk's own process; which of its processes are still there `seconds` later."""
        if self.process is None:
            return []
        if self.process.poll() is None:
            self._children = self.processes()[1:]
            self.process.send_signal(how)
        self.process.wait(seconds)
        return psutil.wait_procs(self._children, timeout=seconds)[1]

    def clear_away(self) -> None:
        """Leave nothing running, whatever a test did."""
        for left in self.stop():
            left.kill()


@contextmanager
def running_desk(home: Path, **settings: str) -> Iterator[RunningDesk]:
    """A desk with the kept model, ready; gone afterwards."""
    desk = RunningDesk(home, settings=settings)
    desk.keep_model()
    try:
        desk.start()
        yield desk
    finally:
        desk.clear_away()


class Citizen:
    """One conversation over the public HTTP interface."""

    def __init__(self, desk: RunningDesk) -> None:
        self.client = httpx.Client(base_url=desk.url, trust_env=False, timeout=60)
        opened = self.client.post("/api/chat/sessions")
        assert opened.status_code == 201, opened.text
        self.session_id, self.token = opened.json()["session_id"], opened.json()["token"]
        self.key = {"Authorization": f"Bearer {self.token}"}

    def post(self, text: object, client_message_id: str | None = None) -> httpx.Response:
        """Send a message; the whole answer."""
        body = {"text": text} | ({"client_message_id": client_message_id} if client_message_id else {})
        return self.client.post("/api/chat/messages", json=body, headers=self.key)

    def say(self, text: str, client_message_id: str | None = None) -> list[dict[str, Any]]:
        """Send a message; the replies."""
        answer = self.post(text, client_message_id)
        assert answer.status_code == 200, answer.text
        replies: list[dict[str, Any]] = answer.json()["replies"]
        assert replies, "every message gets an answer"
        return replies

    def through(self, *texts: str) -> dict[str, Any]:
        """Send message after message; the last reply of the last one."""
        replies: list[dict[str, Any]] = []
        for text in texts:
            replies = self.say(text)
        return replies[-1]

    def history(self, after: int = 0) -> list[dict[str, Any]]:
        """The messages so far."""
        answer = self.client.get("/api/chat/messages", params={"after": after}, headers=self.key)
        assert answer.status_code == 200, answer.text
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    def attach(self, name: str, data: bytes, client_message_id: str | None = None) -> httpx.Response:
        """Send a file."""
        form = {"client_message_id": client_message_id} if client_message_id else {}
        return self.client.post("/api/chat/attachments", files={"file": (name, data)}, data=form, headers=self.key)


class Clerk:
    """Somebody of the staff, signed in, working on the pages."""

    def __init__(self, desk: RunningDesk, login: str = "office") -> None:
        self.client = httpx.Client(base_url=desk.url, trust_env=False, timeout=60)
        answer = self.client.post("/staff/sign-in", data={"login": login, "password": desk.passwords[login]})
        assert answer.status_code == 303, answer.text

    def act(self, number: str, act: str, **fields: str) -> None:
        """Send the form of an act as the ticket's page has it now."""
        page = self.client.get(f"/agency/tickets/{number}").text
        held = {name: _hidden(page, name) for name in ("version", "csrf")}
        answer = self.client.post(f"/agency/tickets/{number}/acts/{act}", data={**held, **fields})
        assert answer.status_code == 303, answer.text

    def answer(self, number: str, outcome: str, text: str) -> None:
        """Sign for a ticket and answer it."""
        self.act(number, "sign")
        self.act(number, "answer", outcome=outcome, text=text, step="send")


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no {name} on the page:\n{page[:2000]}"
    return found[1]


def new_id() -> str:
    """An id as a client makes one for its message."""
    return uuid.uuid4().hex
