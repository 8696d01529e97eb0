"""Somebody else's site for the widget's tests: another origin, with its own strict policy."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class HostPage:
    """A page of another origin; `html` and `policy` may be changed between visits."""

    def __init__(self, html: str, policy: str) -> None:
        self.html, self.policy = html, policy
        self.server = serve(_HostHandler, self)
        self.url = f"http://localhost:{self.server.server_port}"

    def close(self) -> None:
        """Stops."""
        self.server.shutdown()
        self.server.server_close()


def serve(handler: type["Handler"], owner: Any) -> ThreadingHTTPServer:
    """A server on a free port of the loopback, in a thread of its own; its handlers see `owner`."""
    bound = type(handler.__name__, (handler,), {"owner": owner})
    server = ThreadingHTTPServer(("127.0.0.1", 0), bound)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server


class Handler(BaseHTTPRequestHandler):
    """What both servers have in common."""

    owner: Any

    def log_message(self, format: str, *args: Any) -> None:
        """Keeps the tests' output clean."""

    def send(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


class _HostHandler(Handler):
    owner: HostPage

    def do_GET(self) -> None:
        self.send(200, self.owner.html.encode(), "text/html; charset=utf-8", Content_Security_Policy=self.owner.policy)
