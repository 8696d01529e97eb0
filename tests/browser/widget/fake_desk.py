"""A desk for the widget's tests: speaks the chat contract over real HTTP, and can be late, refuse, or drop the line.

One `FakeDesk` is one origin. What it says to a text is in `script`; what it got is in `received` (every delivery) and
`done` (each piece of work once).
"""

import json
import queue
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fake_host import Handler, serve
from jinja2 import Environment, FileSystemLoader, select_autoescape

from channels.web.script import widget

WEB = Path(__file__).resolve().parents[3] / "channels" / "web"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
DESK_POLICY = "; ".join(
    ["default-src 'none'", "base-uri 'none'"]
    + [f"{kind} 'self'" for kind in ("script-src", "style-src", "img-src", "connect-src", "form-action")]
)
PAGE = 50
CROSS_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID, Accept-Language",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
}
PLACE = {
    "place_name": "明山县",
    "hotlines": [{"name": "政务服务便民热线", "number": "12345"}],
    "office": {"name": "明山县人民政府办公室", "phone": None, "address": "明山县人民路1号"},
    "hours": "周一至周五（法定节假日除外） 8:00—12:00、14:30—17:30",
}

Reply = dict[str, Any]


def reply(text: str, **more: Any) -> Reply:
    """A Reply of the contract with everything that is not given left empty."""
    empty: Reply = {"outcome": "answered", "citations": [], "asks": None, "options": [], "ticket": None}
    return {"id": uuid.uuid4().hex, "text": text, **empty, **more}


@dataclass
class Conversation:
    """What one token opens: items in order, the answers by client_message_id, the open lines."""

    items: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, list[Reply]] = field(default_factory=dict)
    lines: list["queue.Queue[dict[str, Any] | None]"] = field(default_factory=list)


@dataclass(frozen=True)
class Refusal:
    """An error answer of the contract."""

    status: int
    message: str


class FakeDesk:
    """The desk's side of the contract; its switches may be turned by a test at any time."""

    def __init__(self) -> None:
        self.script: Callable[[str], list[Reply]] = lambda text: [reply(f"您说的是：{text}")]
        self.delay = 0.0
        self.refusals: list[Refusal] = []
        self.lost_answers = 0
        self.streams_refused = False
        self.received: list[tuple[str, str]] = []
        self.done: list[str] = []
        self.uploads: list[tuple[str, bytes]] = []
        self.resumed_after: list[str | None] = []
        self.lookups: list[dict[str, list[str]]] = []
        self.requests: list[str] = []
        self.page_policy = DESK_POLICY
        self.conversations: dict[str, Conversation] = {}
        self.lock = threading.RLock()
        self.server = serve(_DeskHandler, self)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.pages = Environment(loader=FileSystemLoader(WEB / "templates"), autoescape=select_autoescape())

    def close(self) -> None:
        """Drops every line and stops."""
        self.drop_lines()
        self.server.shutdown()
        self.server.server_close()

    @property
    def conversation(self) -> Conversation:
        """The latest conversation."""
        return list(self.conversations.values())[-1]

    def open_session(self) -> str:
        """A new conversation; returns its token."""
        token = uuid.uuid4().hex
        with self.lock:
            self.conversations[token] = Conversation()
        return token

    def push(self, text: str, sender: str = "agency", **more: Any) -> str:
        """Something said without being asked; goes into the history and down every open line. Returns its id."""
        item = {**reply(text, **more), "from": sender}
        self.tell(self.conversation, item)
        return str(item["id"])

    def tell(self, conversation: Conversation, item: dict[str, Any]) -> None:
        """Keeps an item and sends it down the open lines."""
        with self.lock:
            conversation.items.append({"at": datetime.now(UTC).isoformat(), **item})
            for line in conversation.lines:
                line.put(conversation.items[-1])

    def drop_lines(self) -> None:
        """Cuts every open stream."""
        with self.lock:
            for conversation in self.conversations.values():
                for line in conversation.lines:
                    line.put(None)

    def wait_for_line(self) -> None:
        """Returns when the latest conversation has an open stream, or fails after 10 s."""
        self.wait_until(lambda: bool(self.conversations and self.conversation.lines), "the widget opened no stream")

    def wait_until(self, condition: Callable[[], bool], otherwise: str) -> None:
        """Returns when the condition holds, or fails after 10 s with what is said otherwise."""
        deadline = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < deadline, otherwise
            time.sleep(0.02)

    def take_message(self, conversation: Conversation, text: str, key: str) -> list[Reply]:
        """Does the work of a message once for its key; answers the same every time."""
        with self.lock:
            self.received.append((text, key))
            if key in conversation.answers:
                return conversation.answers[key]
            self.done.append(text)
            self.tell(conversation, {"id": uuid.uuid4().hex, "from": "citizen", "text": text, "client_message_id": key})
            answer = conversation.answers[key] = self.script(text)
            for each in answer:
                self.tell(conversation, {**each, "from": "desk"})
            return answer

    def render(self, template: str, **context: Any) -> str:
        """A public page with the fake place's facts."""
        return self.pages.get_template(template).render(**PLACE, **context)


class _DeskHandler(Handler):
    owner: FakeDesk

    def do_OPTIONS(self) -> None:
        self.send(204, b"", "text/plain", **CROSS_ORIGIN)

    def do_GET(self) -> None:
        self.owner.requests.append(self.path)
        path = urlsplit(self.path).path
        if path == "/api/chat/messages":
            self.history()
        elif path == "/api/chat/stream":
            self.stream()
        elif path in ("/", "/ticket"):
            self.page({"/": "index.html", "/ticket": "ticket.html"}[path])
        else:
            self.asset(path.removeprefix("/static/web/").removeprefix("/"))

    def do_POST(self) -> None:
        self.owner.requests.append(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        {
            "/api/chat/sessions": self.session,
            "/api/chat/messages": self.message,
            "/api/chat/attachments": self.attachment,
            "/ticket": self.lookup,
        }[urlsplit(self.path).path](body)

    # ---- chat

    def json(self, status: int, value: Any) -> None:
        self.send(status, json.dumps(value, ensure_ascii=False).encode(), "application/json", **CROSS_ORIGIN)

    def error(self, status: int, message: str) -> None:
        self.json(status, {"error": {"code": "refused", "message": message}})

    def conversation(self) -> Conversation | None:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        found = self.owner.conversations.get(token)
        if not found:
            self.error(401, "对话已经结束，请重新开始。")
        return found

    def session(self, body: bytes) -> None:
        self.json(201, {"session_id": uuid.uuid4().hex, "token": self.owner.open_session()})

    def message(self, body: bytes) -> None:
        if not (conversation := self.conversation()):
            return
        if self.owner.refusals:
            refusal = self.owner.refusals.pop(0)
            self.error(refusal.status, refusal.message)
            return
        sent = json.loads(body)
        answer = self.owner.take_message(conversation, sent["text"], sent["client_message_id"])
        time.sleep(self.owner.delay)
        if self.owner.lost_answers:
            self.owner.lost_answers -= 1
            self.close_connection = True
            return
        self.json(200, {"replies": answer})

    def attachment(self, body: bytes) -> None:
        if not (conversation := self.conversation()):
            return
        if self.owner.refusals:
            refusal = self.owner.refusals.pop(0)
            self.error(refusal.status, refusal.message)
            return
        name, content, key = _read_form(body, self.headers["Content-Type"])
        self.owner.uploads.append((name, content))
        item = {"id": uuid.uuid4().hex, "from": "citizen", "text": name, "client_message_id": key}
        self.owner.tell(conversation, {**item, "attachments": [{"name": name}]})
        self.json(201, {"id": item["id"], "name": name, "note": "文件收到了，会随这次登记一起提交。"})

    def history(self) -> None:
        if conversation := self.conversation():
            after = parse_qs(urlsplit(self.path).query).get("after", [""])[0]
            self.json(200, {"messages": _after(conversation.items, after)[:PAGE]})

    def stream(self) -> None:
        conversation = self.conversation()
        if not conversation:
            return
        if self.owner.streams_refused:
            self.error(503, "稍后再试。")
            return
        last = self.headers.get("Last-Event-ID")
        self.owner.resumed_after.append(last)
        self.send_response(200)
        for name, value in {"Content-Type": "text/event-stream", "Cache-Control": "no-store", **CROSS_ORIGIN}.items():
            self.send_header(name, value)
        self.end_headers()
        line: queue.Queue[dict[str, Any] | None] = queue.Queue()
        with self.owner.lock:
            for item in _after(conversation.items, last or ""):
                line.put(item)
            conversation.lines.append(line)
        self.feed(line)
        with self.owner.lock:
            conversation.lines.remove(line)

    def feed(self, line: "queue.Queue[dict[str, Any] | None]") -> None:
        try:
            self.wfile.write(b": open\n\n")
            while item := line.get():
                data = json.dumps(item, ensure_ascii=False)
                self.wfile.write(f"id: {item['id']}\nevent: message\ndata: {data}\n\n".encode())
        except OSError:  # the browser has gone: nobody to tell
            return

    # ---- pages

    def html(self, body: str) -> None:
        self.send(200, body.encode(), "text/html; charset=utf-8", Content_Security_Policy=self.owner.page_policy)

    def page(self, template: str) -> None:
        self.html(self.owner.render(template, ticket=None, error=None))

    def lookup(self, body: bytes) -> None:
        fields = parse_qs(body.decode())
        self.owner.lookups.append(fields)
        number, code = fields["number"][0], fields["code"][0]
        if (number, code) == (TICKET["number"], QUERY_CODE):
            words = {"kind_text": "依申请公开", "status_text": "承办单位已签收，正在办理", "query_code": code}
            self.html(self.owner.render("ticket.html", ticket=TICKET, error=None, **words))
        else:
            self.html(self.owner.render("ticket.html", ticket=None, error="没有查到，请核对工单编号和查询码。", number=number))

    def asset(self, name: str) -> None:
        if name == "widget.js":
            self.send(200, widget().body, TYPES[".js"], Access_Control_Allow_Origin="*")
            return
        path = WEB / "static" / name
        if path.suffix in TYPES and path.is_file():
            self.send(200, path.read_bytes(), TYPES[path.suffix], Access_Control_Allow_Origin="*")
        else:
            self.send(404, b"", "text/plain")


def _after(items: list[dict[str, Any]], last: str) -> list[dict[str, Any]]:
    ids = [item["id"] for item in items]
    return items[ids.index(last) + 1 :] if last in ids else list(items)


def _read_form(body: bytes, kind: str) -> tuple[str, bytes, str]:
    boundary = Message()
    boundary["Content-Type"] = kind
    parts = body.split(b"--" + str(boundary.get_param("boundary")).encode())
    name, content, key = "", b"", ""
    for part in parts:
        head, _, value = part.partition(b"\r\n\r\n")
        if b'name="file"' in head:
            name = head.decode().split('filename="')[1].split('"')[0]
            content = value.removesuffix(b"\r\n")
        elif b'name="client_message_id"' in head:
            key = value.removesuffix(b"\r\n").decode()
    return name, content, key


QUERY_CODE = "7KMP4Q"
TICKET = {
    "number": "MS-20261123-0001",
    "kind": "application",
    "status": "signed",
    "outcome": None,
    "agency": "明山县教育局",
    "received_on": "2026-11-23",
    "due_on": "2026-12-21",
    "provisional": True,
    "timeline": [{"on": "2026-11-23", "what": "已收到申请"}, {"on": "2026-11-24", "what": "承办单位已签收"}],
}
