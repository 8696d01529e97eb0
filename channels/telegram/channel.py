"""The Telegram bot as a channel of the desk."""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from anyio.to_thread import run_sync

from bot.conversations.replies import Reply
from bot.delivery.service import Outgoing
from bot.delivery.worker import CannotSend
from bot.store import Database
from bot.store.files import MAX_BYTES
from channels import words
from channels.channel import CannotFetch, Carried, Fetched, File, Incoming, Received, Tapped
from channels.post import Letter, Post
from channels.problems import Problem
from channels.telegram import reading
from channels.telegram.client import REAL_BASE, Api, Blocked, Refused, TooFast, Unreachable
from channels.telegram.render import Message, notice
from channels.telegram.render import render as rendered

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
# What the bot is told of; asked for once, when the webhook is set.
UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")


@dataclass(frozen=True)
class BotAccount:
    """The bot as its settings have it."""

    token: str = field(repr=False)
    secret: str = field(repr=False)
    api_base: str = REAL_BASE
    public_url: str = ""


class TelegramChannel:
    """Reads updates; every answer is sent, none goes with the request, so that a limit or a pause of Telegram's loses nothing."""

    name = "telegram"
    patience = 2.0
    most_bytes = 1024 * 1024

    def __init__(self, account: BotAccount, database: Database) -> None:
        self._account = account
        self._post = Post(database)
        self.api = Api(account.token, account.api_base)

    def greet(self, _received: Received) -> str:
        """Telegram never asks."""
        raise Problem(405, "method_not_allowed")

    def read(self, received: Received) -> list[Incoming]:
        """What one update tells; only Telegram knows the secret that was given to it with the webhook."""
        given = received.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._account.secret.encode()):
            raise Problem(403, "secret")
        try:
            update = json.loads(received.body)
            if not isinstance(update, Mapping):
                raise TypeError
            return reading.incoming(update)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            raise Problem(400, "not_an_update") from error

    def render(self, replies: Sequence[Reply], base: str) -> list[Message]:
        """One message a reply, with buttons for its choices."""
        return rendered(replies, base)

    def carry(self, received: Received, _incoming: Incoming, _messages: Sequence[Message]) -> Carried:
        """Nothing: what goes with the request is not confirmed, and a failure would not be seen."""
        return self.acknowledge(received)

    def acknowledge(self, _received: Received) -> Carried:
        """Any 200 will do."""
        return Carried()

    async def fetch(self, file: File) -> Fetched:
        """A photo or document by its file id."""
        if int(file.ref.get("size") or 0) > MAX_BYTES:
            raise CannotFetch(words.TOO_LARGE.format(noun=file.noun))
        try:
            return Fetched(await run_sync(self.api.download, str(file.ref["file_id"])))
        except (Blocked, Refused, TooFast, Unreachable) as error:
            raise CannotFetch(words.FETCH_AGAIN.format(noun=file.noun)) from error

    def noticed(self, incoming: Incoming) -> None:
        """A button that was tapped stops turning, and the choice stands where the buttons were."""
        if not isinstance(incoming.what, Tapped) or not isinstance(incoming.context, Mapping):
            return
        self.api.begin("answerCallbackQuery", callback_query_id=incoming.context["id"])
        if (label := _label(incoming.context)) and incoming.context["message"] is not None:
            chosen = {"inline_keyboard": [[{"text": f"✓ {label}", "callback_data": "done"}]]}
            self.api.begin("editMessageReplyMarkup", chat_id=int(incoming.address), message_id=incoming.context["message"], reply_markup=chosen)

    def send(self, notice: Outgoing) -> None:
        """Send one notice, message by message; what Telegram took is never sent again."""
        letter = self._post.letter(notice)
        for part, message in enumerate(self._messages(letter)):
            if letter.is_due(part):
                self._push(letter, message)
                self._post.taken(letter, part)

    def _messages(self, letter: Letter) -> list[Message]:
        base = letter.base or self._account.public_url
        if letter.replies is not None:
            return rendered(letter.replies, base)
        said = self._post.asked(letter) or Reply(letter.notice.text, "looked_up")
        return notice(said, str(letter.notice.data.get("number", "")), base)

    def _push(self, letter: Letter, message: Message) -> None:
        try:
            self.api.call("sendMessage", **message.parameters(letter.address))
        except TooFast as error:
            raise CannotSend(f"Telegram 要求等 {error}", wait=error.wait) from error
        except Blocked as error:
            raise self._post.gone(letter) from error
        except Refused as error:
            raise CannotSend(f"Telegram 不接受（{error}）", final=True) from error
        except Unreachable as error:
            raise CannotSend(f"Telegram 没有应答（{error}）") from error


def _label(context: Mapping[str, Any]) -> str:
    """What stood on the button."""
    keyboard = context["keyboard"] if isinstance(context["keyboard"], Mapping) else {}
    rows = keyboard.get("inline_keyboard")
    buttons = [button for row in rows if isinstance(row, list) for button in row] if isinstance(rows, list) else []
    return next((str(button.get("text", "")) for button in buttons if isinstance(button, Mapping) and button.get("callback_data") == context["data"]), "")
