"""Real HTTP on the loopback inside a test: an ASGI application served by uvicorn, and a base for servers that play the other side."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import uvicorn
from starlette.types import ASGIApp

from tests.support.running import until


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """The application on a free port; its address."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", access_log=False, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started, 20, "the application is served", every=0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


class Call:
    """A request that came to a fake."""

    def __init__(self, method: str, path: str, query: dict[str, str], headers: Any, body: bytes) -> None:
        self.method, self.path, self.query, self.headers, self.body = method, path, query, headers, body

    @property
    def json(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)


class Answer:
    """What a fake answers. `after`: seconds that it lets pass first; `held`: not before it is told to go on."""

    def __init__(
        self, body: Any, status: int = 200, headers: dict[str, str] | None = None, after: float = 0.0, held: threading.Event | None = None
    ) -> None:
        self.status, self.after, self.held = status, after, held
        self.body = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        self.headers = {"Content-Type": "application/octet-stream" if isinstance(body, bytes) else "application/json"} | (headers or {})


class FakeServer:
    """An HTTP server of the other side: `answer(call)` decides what comes back."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._stopping = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._respond))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, call: Call) -> Answer:
        """To be written by each fake."""
        raise NotImplementedError

    def _respond(self, call: Call) -> Answer:
        found = self.answer(call)
        if found.after:
            self._stopping.wait(found.after)
        while found.held and not found.held.is_set() and not self._stopping.is_set():
            found.held.wait(0.05)
        return found

    def close(self) -> None:
        """Stop listening."""
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()


def _handler(respond: Callable[[Call], Answer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = respond(Call(self.command, parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)), self.headers, body))
            try:
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the desk hung up, as it may

        do_GET = do_POST = _serve

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Handler


def wait_for(wanted: Callable[[], Any], what: str, seconds: float = 10.0) -> Any:
    """`until`, often: for what takes milliseconds."""
    return until(wanted, seconds, what, every=0.02)
