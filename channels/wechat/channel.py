"""The WeChat official account as a channel of the desk."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from anyio.to_thread import run_sync

from bot.conversations.replies import Reply
from bot.delivery.service import Outgoing
from bot.store import Database
from channels import words
from channels.channel import CannotFetch, Carried, Fetched, File, Incoming, Received
from channels.problems import Problem
from channels.wechat import reading, xml
from channels.wechat.client import REAL_BASE, Api, Refused, Unreachable
from channels.wechat.late import LateNotice
from channels.wechat.render import Native, Text
from channels.wechat.render import render as rendered
from channels.wechat.sender import WechatSender
from channels.wechat.signing import Envelope, Guard


@dataclass(frozen=True)
class Account:
    """The official account as its settings have it. Without an AES key it works in plain mode."""

    app_id: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    aes_key: str = field(default="", repr=False)
    api_base: str = REAL_BASE
    public_url: str = ""
    late: LateNotice | None = None


class WechatChannel:
    """Reads pushes, answers them within WeChat's five seconds, sends the rest by its interface."""

    name = "wechat"
    # WeChat hangs up after five seconds; a second is left for the way back.
    patience = 4.0
    most_bytes = 256 * 1024
    # WeChat's servers answer in a tenth of a second: after a rush hundreds of answers must not queue for one line.
    at_once = 8

    def __init__(self, account: Account, database: Database) -> None:
        self._guard = Guard(account.token)
        self._envelope = Envelope(account.token, account.aes_key, account.app_id) if account.aes_key else None
        self.api = Api(database, account.app_id, account.secret, account.api_base)
        self._sender = WechatSender(database, self.api, account.public_url, account.late)

    def greet(self, received: Received) -> str:
        """WeChat's check of the address: its `echostr` back, when it is WeChat that asks."""
        self._guard.check(received.query, None, b"")
        return received.query.get("echostr", "")

    def read(self, received: Received) -> list[Incoming]:
        """The one message or event of a push."""
        try:
            fields = self._opened(received)
            found = reading.incoming(fields)
        except xml.NotXml as error:
            raise Problem(400, "not_xml") from error
        except KeyError as error:
            raise Problem(400, "incomplete") from error
        return [found] if found is not None else []

    def _opened(self, received: Received) -> Mapping[str, str]:
        """The fields of a genuine push. With a key only what is encrypted counts: the plain part of a compatible push is not signed."""
        if self._envelope is None:
            self._guard.check(received.query, None, received.body)
            fields = xml.read(received.body)
            if "Encrypt" in fields and "MsgType" not in fields:
                raise Problem(400, "aes_key_missing")
            return fields
        sealed = xml.read(received.body).get("Encrypt", "")
        self._guard.check(received.query, sealed, received.body)
        return xml.read(self._envelope.open(sealed, received.query))

    def render(self, replies: Sequence[Reply], base: str) -> list[Native]:
        """Texts that fit, and a card for a receipt."""
        return rendered(replies, base)

    def carry(self, received: Received, incoming: Incoming, messages: Sequence[Native]) -> Carried:
        """The first message as the passive reply; more than one does not fit into it."""
        if not messages:
            return self.acknowledge(received)
        head: dict[str, str | int] = {"ToUserName": incoming.address, "FromUserName": str(incoming.context), "CreateTime": int(time.time())}
        answer = xml.write({**head, **_body(messages[0])})
        if self._envelope is not None:
            answer = self._envelope.seal(answer)
        return Carried(answer.encode(), "application/xml", 1)

    def acknowledge(self, _received: Received) -> Carried:
        """The word that keeps WeChat from asking again."""
        return Carried(b"success")

    async def fetch(self, file: File) -> Fetched:
        """A photo or video by its media id."""
        try:
            return await run_sync(self.api.media, str(file.ref["media_id"]))
        except (Refused, Unreachable) as error:
            raise CannotFetch(words.FETCH_AGAIN.format(noun=file.noun)) from error

    def noticed(self, _incoming: Incoming) -> None:
        """WeChat shows nothing of it."""

    def send(self, notice: Outgoing) -> None:
        """See `WechatSender`."""
        self._sender.send(notice)


def _body(message: Native) -> dict[str, str | int]:
    if isinstance(message, Text):
        return {"MsgType": "text", "Content": message.text}
    parts = {"Title": message.title, "Description": message.description, "Url": message.url}
    item = "".join(f"<{name}>{xml.cdata(value)}</{name}>" for name, value in parts.items())
    return {"MsgType": "news", "ArticleCount": 1, "Articles": xml.Raw(f"<item>{item}</item>")}
