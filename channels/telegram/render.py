"""Replies as Telegram shows them: one message each, choices as buttons below it, a receipt with a button that opens its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from bot.conversations.replies import Option, Reply
from channels import rendering
from channels.telegram.reading import tap_data

# https://core.telegram.org/bots/api#sendmessage, counted in UTF-16 as Telegram counts.
MAX_UNITS = 4_096
_SHORT = 8
Button = dict[str, str]


@dataclass(frozen=True)
class Message:
    """One message and the buttons below it, row by row."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()

    def parameters(self, chat: str) -> dict[str, Any]:
        """The parameters of `sendMessage`. Plain text: nobody's words are markup, and no page is fetched for a preview."""
        rows = [list(row) for row in self.buttons]
        markup = {"inline_keyboard": rows} if rows else None
        return {"chat_id": int(chat), "text": self.text, "link_preview_options": {"is_disabled": True}, "reply_markup": markup}


def render(replies: Sequence[Reply], base: str) -> list[Message]:
    """The replies to one message; long ones in several, the buttons below the last."""
    return [message for reply in replies for message in _messages(rendering.words_of(reply), _buttons(reply, base))]


def notice(said: Reply, number: str, base: str) -> list[Message]:
    """A notice of the desk's own, with its choices and a button to its ticket."""
    return _messages(said.text, (*_buttons(said, base), *_page(base, number)))


def _messages(text: str, buttons: tuple[tuple[Button, ...], ...]) -> list[Message]:
    pieces = rendering.pieces(text, lambda piece: len(piece.encode("utf-16-le")) // 2 <= MAX_UNITS)
    return [Message(piece, buttons if number == len(pieces) else ()) for number, piece in enumerate(pieces, 1)]


def _buttons(reply: Reply, base: str) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = []
    for number, option in enumerate(reply.options):
        button = {"text": option.label, "callback_data": tap_data(reply.id or 0, number)}
        beside = rows and len(rows[-1]) == 1 and _is_short(option) and _is_short(reply.options[number - 1])
        rows[-1:] = [(*rows[-1], button)] if beside else [*rows[-1:], (button,)]
    receipt = _page(base, reply.ticket.number) if reply.ticket and reply.ticket.query_code else ()
    return (*rows, *receipt)


def _is_short(option: Option) -> bool:
    return len(option.label) <= _SHORT


def _page(base: str, number: str) -> tuple[tuple[Button, ...], ...]:
    if not number or not _opens_anywhere(base):
        return ()
    return (({"text": "查看进度、打印回执", "url": f"{base}/ticket?number={number}"},),)


def _opens_anywhere(base: str) -> bool:
    """Telegram refuses a whole message for a button that leads to this machine or to a bare name."""
    host = urlsplit(base).hostname or ""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host
