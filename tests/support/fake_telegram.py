"""Telegram as the desk meets it: delivers updates with the secret until they are taken, and serves the Bot API with its rules."""

import itertools
import json
import random
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx

from tests.support.serving import Answer, Call, FakeServer

TOKEN, SECRET = "7654321:AAF-made_up_token-of-nobody", "the-secret_of-the-webhook"
TRIES = 3


def parameters(call: Call) -> dict[str, Any]:
    """A call's parameters, sent as a form or as JSON; what is nested comes as JSON inside a form."""
    if call.headers.get("Content-Type", "").startswith("application/json"):
        return dict(call.json)
    found: dict[str, Any] = dict(call.query)
    for name, value in parse_qsl(call.body.decode(), keep_blank_values=True):
        try:
            found[name] = json.loads(value) if name != "text" else value
        except ValueError:
            found[name] = value
    return found


@dataclass
class Shown:
    """One message in a chat."""

    id: int
    text: str
    buttons: list[dict[str, str]] = field(default_factory=list)


class FakeTelegram(FakeServer):
    """The Bot API and everybody's chats with the bot."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = ""
        self.secret: str | None = SECRET
        self.chats: dict[int, list[Shown]] = defaultdict(list)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.blocked: set[int] = set()
        self.troubles: list[Answer] = []
        self.files: dict[str, Answer] = {}
        self.webhook: dict[str, Any] = {}
        self.ids = itertools.count(1000)
        self.updates = itertools.count(random.randint(10**8, 10**9))
        self._client = httpx.Client(trust_env=False)

    def answer(self, call: Call) -> Answer:
        """`/bot<token>/method` and `/file/bot<token>/path`."""
        with self.lock:
            if call.path.startswith(f"/file/bot{TOKEN}/"):
                return self.files.get(call.path.removeprefix(f"/file/bot{TOKEN}/"), Answer({"ok": False}, 404))
            if not call.path.startswith(f"/bot{TOKEN}/"):
                return _refusal(401, "Unauthorized")
            method, given = call.path.rpartition("/")[2], parameters(call)
            self.calls.append((method, given))
            if self.troubles and method == "sendMessage":
                return self.troubles.pop(0)
            return getattr(self, f"_{method}", lambda _: _refusal(404, "Not Found"))(given)

    def _sendMessage(self, given: dict[str, Any]) -> Answer:
        chat = int(given["chat_id"])
        if chat in self.blocked:
            return _refusal(403, "Forbidden: bot was blocked by the user")
        if chat not in self.chats:
            return _refusal(400, "Bad Request: chat not found")
        if not given["text"].strip() or len(given["text"].encode("utf-16-le")) // 2 > 4096:
            return _refusal(400, "Bad Request: message is too long")
        buttons = [button for row in (given.get("reply_markup") or {}).get("inline_keyboard", []) for button in row]
        for button in buttons:
            if len(button.get("callback_data", "").encode()) > 64 or "://127." in button.get("url", ""):
                return _refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        shown = Shown(next(self.ids), given["text"], buttons)
        self.chats[chat].append(shown)
        return _result({"message_id": shown.id, "date": 1, "chat": {"id": chat, "type": "private"}, "text": shown.text})

    def _answerCallbackQuery(self, given: dict[str, Any]) -> Answer:
        return _result(bool(given["callback_query_id"]))

    def _editMessageReplyMarkup(self, given: dict[str, Any]) -> Answer:
        for shown in self.chats[int(given["chat_id"])]:
            if shown.id == given["message_id"]:
                shown.buttons = [button for row in given["reply_markup"]["inline_keyboard"] for button in row]
        return _result(True)

    def _getFile(self, given: dict[str, Any]) -> Answer:
        if given["file_id"] not in self.files:
            return _refusal(400, "Bad Request: invalid file_id")
        return _result({"file_id": given["file_id"], "file_unique_id": "u", "file_path": given["file_id"]})

    def _setWebhook(self, given: dict[str, Any]) -> Answer:
        if not given["url"].startswith("https://"):
            return _refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        self.webhook = given
        return _result(True)

    def _deleteWebhook(self, _given: dict[str, Any]) -> Answer:
        self.webhook = {}
        return _result(True)

    def _getWebhookInfo(self, _given: dict[str, Any]) -> Answer:
        return _result({"url": self.webhook.get("url", ""), "has_custom_certificate": False, "pending_update_count": 0})

    def called(self, method: str) -> list[dict[str, Any]]:
        """The parameters of all calls of one method."""
        return [given for name, given in self.calls if name == method]

    def push(self, update: dict[str, Any]) -> list[int]:
        """Deliver an update until it is taken; the status of every try."""
        update = {"update_id": next(self.updates), **update}
        tries: list[int] = []
        while len(tries) < TRIES and (not tries or tries[-1] != 200):
            headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret is not None else {}
            tries.append(self._client.post(f"{self.desk}/channels/telegram", json=update, headers=headers, timeout=60).status_code)
        return tries


def _result(result: Any) -> Answer:
    return Answer({"ok": True, "result": result})


def _refusal(code: int, description: str) -> Answer:
    return Answer({"ok": False, "error_code": code, "description": description}, code)


def too_fast(seconds: int) -> Answer:
    """429 with the time to wait."""
    return Answer(
        {"ok": False, "error_code": 429, "description": f"Too Many Requests: retry after {seconds}", "parameters": {"retry_after": seconds}}, 429
    )


@dataclass
class Chatter:
    """One citizen in a private chat with the bot."""

    telegram: FakeTelegram
    work: Any
    id: int = field(default_factory=lambda: random.randint(10**8, 10**10))
    sent: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.telegram.chats[self.id]

    def message(self, **fields: Any) -> dict[str, Any]:
        """A message of this citizen, as an update holds it."""
        person = {"id": self.id, "is_bot": False, "first_name": "市民"}
        return {"message_id": next(self.telegram.ids), "from": person, "chat": {"id": self.id, "type": "private"}, "date": 1_790_000_000, **fields}

    def deliver(self, update: dict[str, Any]) -> str:
        """Deliver an update and let the worker work; what the chat then shows newly."""
        before = len(self.chat)
        self.sent = self.telegram.push(update)
        self.work()
        return "\n".join(shown.text for shown in self.chat[before:])

    def say(self, text: str, **fields: Any) -> str:
        """Write."""
        return self.deliver({"message": self.message(text=text, **fields)})

    def tap(self, label: str) -> str:
        """Tap the newest button with this label."""
        shown, button = next((one, button) for one in reversed(self.chat) for button in one.buttons if button["text"] == label)
        return self.deliver({"callback_query": self.tapped(shown, button["callback_data"])})

    def tapped(self, shown: Shown, data: str) -> dict[str, Any]:
        """The update of a tap."""
        keyboard = {"inline_keyboard": [[button] for button in shown.buttons]}
        message = {"message_id": shown.id, "date": 1, "chat": {"id": self.id, "type": "private"}, "text": shown.text, "reply_markup": keyboard}
        return {"id": str(random.getrandbits(60)), "from": {"id": self.id, "is_bot": False, "first_name": "市民"}, "message": message,
                "chat_instance": "1", "data": data}  # fmt: skip

    @property
    def chat(self) -> list[Shown]:
        """What the bot has said."""
        return self.telegram.chats[self.id]


def settings(fake: FakeTelegram) -> dict[str, str]:
    """The desk's settings for this bot."""
    return {"telegram_bot_token": TOKEN, "telegram_secret_token": SECRET, "telegram_api_base": fake.url}
