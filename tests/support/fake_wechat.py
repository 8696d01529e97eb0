"""WeChat as the desk meets it: pushes citizens' messages signed (and encrypted), asks again, and serves the interface with its rules.

It shares no code with the desk: signatures, cipher and XML are written down here once more, from WeChat's own documents.
"""

import base64
import hashlib
import json
import os
import random
import re
import struct
import time
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import httpx
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.support.serving import Answer, Call, FakeServer

APP_ID, SECRET, TOKEN, ACCOUNT = "wx0123456789abcdef", "the app secret", "the token", "gh_fedcba987654"
AES_KEY = base64.b64encode(bytes(range(32))).decode()[:43]
TRIES = 3


def signature(*parts: str) -> str:
    """SHA-1 over the sorted parts."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def encrypt(text: str, app_id: str = APP_ID, key: str = AES_KEY) -> str:
    """AES-256-CBC with PKCS#7 to 32 bytes over random(16) + length + text + AppId."""
    raw = base64.b64decode(key + "=")
    plain = os.urandom(16) + struct.pack("!I", len(text.encode())) + text.encode() + app_id.encode()
    pad = 32 - len(plain) % 32
    cipher = Cipher(algorithms.AES(raw), modes.CBC(raw[:16])).encryptor()
    return base64.b64encode(cipher.update(plain + bytes([pad]) * pad) + cipher.finalize()).decode()


def decrypt(sealed: str, key: str = AES_KEY) -> tuple[str, str]:
    """The text and the AppId of what the desk encrypted."""
    raw = base64.b64decode(key + "=")
    cipher = Cipher(algorithms.AES(raw), modes.CBC(raw[:16])).decryptor()
    plain = cipher.update(base64.b64decode(sealed)) + cipher.finalize()
    plain = plain[16 : -plain[-1]]
    size = struct.unpack("!I", plain[:4])[0]
    return plain[4 : 4 + size].decode(), plain[4 + size :].decode()


def fields_of(xml: str) -> dict[str, str]:
    """The first level of an answer's elements."""
    return {element.tag: element.text or "" for element in ElementTree.fromstring(xml)}


@dataclass(frozen=True)
class Shown:
    """One message as it appears on a citizen's phone."""

    kind: str
    text: str
    url: str = ""
    way: str = "passive"


@dataclass
class Pushed:
    """What came of one push: every try's status, and what the last one was answered."""

    tries: list[int | str] = field(default_factory=list)
    body: str = ""

    @property
    def failed(self) -> bool:
        """WeChat shows «该公众号暂时无法提供服务» to the citizen."""
        return self.tries[-1] != 200


class FakeWechat(FakeServer):
    """One official account and its followers."""

    def __init__(self, *, aes: bool = False, hangs_up_after: float = 5.0) -> None:
        super().__init__()
        self.aes = aes
        self.hangs_up_after = hangs_up_after
        self.before_try: Callable[[int], None] = lambda _number: None
        self.desk = ""
        self.phones: dict[str, list[Shown]] = defaultdict(list)
        self.calls: list[Call] = []
        self.tokens: dict[str, float] = {}
        self.token_seconds = 7200
        self.media: dict[str, Answer] = {}
        self.menu: Any = None
        self.troubles: list[Answer] = []
        self.unsubscribed: set[str] = set()
        self._windows: dict[str, tuple[float, int]] = {}
        self._client = httpx.Client(trust_env=False)

    # — the interface ——————————————————————————————————————————————————————

    def answer(self, call: Call) -> Answer:
        """`/cgi-bin/…` as the real one answers it."""
        with self.lock:
            self.calls.append(call)
            if not call.path.startswith("/cgi-bin/"):
                return self.media.get(call.path, Answer({"errcode": 404}, 404))
            if call.path == "/cgi-bin/stable_token":
                return self._stable_token(call)
            if self.troubles:
                return self.troubles.pop(0)
            if trouble := self._bad_token(call.query.get("access_token", "")):
                return trouble
            name = re.sub(r"\W", "_", call.path.removeprefix("/cgi-bin/"))
            return getattr(self, f"_{name}", lambda _: Answer({"errcode": 40066, "errmsg": "invalid url"}))(call)

    def _stable_token(self, call: Call) -> Answer:
        body = call.json
        if (body["grant_type"], body["appid"], body["secret"]) != ("client_credential", APP_ID, SECRET):
            return Answer({"errcode": 40125, "errmsg": "invalid appsecret"})
        good = [token for token, until in self.tokens.items() if until > time.time()]
        if not good or body.get("force_refresh"):
            self.tokens = {f"{uuid.uuid4().hex * 16}": time.time() + self.token_seconds}
            good = list(self.tokens)
        return Answer({"access_token": good[0], "expires_in": self.token_seconds})

    def _bad_token(self, token: str) -> Answer | None:
        if token not in self.tokens:
            return Answer({"errcode": 40001, "errmsg": "invalid credential, access_token is invalid or not latest"})
        return Answer({"errcode": 42001, "errmsg": "access_token expired"}) if self.tokens[token] < time.time() else None

    def expire_tokens(self) -> None:
        """All tokens end now, earlier than was said."""
        with self.lock:
            self.tokens = dict.fromkeys(self.tokens, 0.0)

    def revoke_tokens(self) -> None:
        """Somebody else fetched one by force: the others are not known any more."""
        with self.lock:
            self.tokens = {}

    def close_windows(self) -> None:
        """48 hours pass for everybody."""
        with self.lock:
            self._windows = {}

    def _message_custom_send(self, call: Call) -> Answer:
        body = call.json
        to = body["touser"]
        if to in self.unsubscribed:
            return Answer({"errcode": 43004, "errmsg": "require subscribe"})
        until, left = self._windows.get(to, (0.0, 0))
        if time.time() > until or left <= 0:
            return Answer({"errcode": 45015 if time.time() > until else 45047, "errmsg": "response out of time limit or subscription is canceled"})
        if body["msgtype"] == "text":
            text = body["text"]["content"]
            if len(text.encode()) > 2047:
                return Answer({"errcode": 45002, "errmsg": "content size out of limit"})
            self.phones[to].append(Shown("text", text, way="custom"))
        else:
            [article] = body["news"]["articles"]
            self.phones[to].append(Shown("news", f"{article['title']}\n{article['description']}", article["url"], "custom"))
        self._windows[to] = (until, left - 1)
        return Answer({"errcode": 0, "errmsg": "ok"})

    def _message_template_send(self, call: Call) -> Answer:
        body = call.json
        text = "\n".join(value["value"] for value in body["data"].values())
        self.phones[body["touser"]].append(Shown(body["template_id"], text, body.get("url", ""), "template"))
        return Answer({"errcode": 0, "errmsg": "ok", "msgid": 200228332 + len(self.calls)})

    def _message_subscribe_bizsend(self, call: Call) -> Answer:
        return self._message_template_send(call)

    def _media_get(self, call: Call) -> Answer:
        return self.media.get(call.query.get("media_id", ""), Answer({"errcode": 40007, "errmsg": "invalid media_id"}))

    def _menu_create(self, call: Call) -> Answer:
        self.menu = call.json
        return Answer({"errcode": 0, "errmsg": "ok"})

    def _menu_get(self, _call: Call) -> Answer:
        return Answer({"menu": self.menu} if self.menu else {"errcode": 46003, "errmsg": "menu no exist"})

    def called(self, path: str) -> list[Call]:
        """The calls of one path."""
        return [call for call in self.calls if call.path == f"/cgi-bin/{path}"]

    # — pushes —————————————————————————————————————————————————————————————

    def check_address(self, echo: str = "5927781489442352469", **wrong: str) -> httpx.Response:
        """WeChat's check of the address, when it is entered on the account's page."""
        query = {**self._signed(), "echostr": echo, **wrong}
        return self._client.get(f"{self.desk}/channels/wechat", params=query)

    def push(self, openid: str, kind: str, **fields: str | int) -> Pushed:
        """A citizen sends a message: asked again after `hangs_up_after` seconds, three times in all, each time freshly signed."""
        message = {"ToUserName": ACCOUNT, "FromUserName": openid, "CreateTime": int(time.time()), "MsgType": kind, **fields}
        if kind != "event":
            message.setdefault("MsgId", random.getrandbits(60))
            self._windows[openid] = (time.time() + 48 * 3600, 5)
        elif message.get("Event") in ("CLICK", "subscribe", "SCAN") and self._windows.get(openid, (0, 0))[1] < 3:
            self._windows[openid] = (time.time() + 60, 3)
        done = Pushed()
        for number in range(1, TRIES + 1):
            self.before_try(number)
            self._try(message, done)
            if not done.failed:
                break
        self._show(openid, done)
        return done

    def _try(self, message: dict[str, Any], done: Pushed) -> None:
        query, body = self.packed(message)
        try:
            answer = self._client.post(f"{self.desk}/channels/wechat?{urlencode(query)}", content=body, timeout=self.hangs_up_after)
            done.tries.append(answer.status_code)
            done.body = answer.text
        except httpx.TimeoutException:
            done.tries.append("timeout")
        except httpx.TransportError:
            done.tries.append("no answer")
            time.sleep(min(self.hangs_up_after, 1.0))

    def packed(self, message: dict[str, Any]) -> tuple[dict[str, str], bytes]:
        """Query and body of a push, in the account's mode."""
        xml = "".join(f"<{name}>{value if isinstance(value, int) else self._cdata(value)}</{name}>" for name, value in message.items())
        xml = f"<xml>{xml}</xml>"
        if not self.aes:
            return self._signed(), xml.encode()
        sealed = encrypt(xml)
        query = self._signed(sealed)
        return query, f"<xml><ToUserName>{self._cdata(ACCOUNT)}</ToUserName><Encrypt>{self._cdata(sealed)}</Encrypt></xml>".encode()

    @staticmethod
    def _cdata(text: str) -> str:
        return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"

    def _signed(self, sealed: str | None = None) -> dict[str, str]:
        stamp, nonce = str(int(time.time())), str(random.randint(10**8, 10**10))
        query = {"signature": signature(TOKEN, stamp, nonce), "timestamp": stamp, "nonce": nonce}
        if sealed is not None:
            query |= {"encrypt_type": "aes", "msg_signature": signature(TOKEN, stamp, nonce, sealed)}
        return query

    def _show(self, openid: str, done: Pushed) -> None:
        """What the phone shows of the passive reply; anything that is neither XML nor `success` is an error there."""
        if done.failed or done.body in ("", "success"):
            return
        fields = fields_of(done.body)
        if self.aes:
            assert signature(TOKEN, fields["TimeStamp"], fields["Nonce"], fields["Encrypt"]) == fields["MsgSignature"]
            text, app_id = decrypt(fields["Encrypt"])
            assert app_id == APP_ID
            fields = fields_of(text)
            done.body = text
        assert (fields["ToUserName"], fields["FromUserName"]) == (openid, ACCOUNT)
        assert fields["CreateTime"].isdecimal()
        if fields["MsgType"] == "news":
            article = ElementTree.fromstring(done.body).find("Articles/item")
            self.phones[openid].append(Shown("news", f"{article.findtext('Title')}\n{article.findtext('Description')}", article.findtext("Url") or ""))
            return
        assert fields["MsgType"] == "text"
        assert len(fields["Content"].encode()) <= 2047
        self.phones[openid].append(Shown("text", fields["Content"]))


@dataclass
class Follower:
    """One citizen with the account open on the phone."""

    wechat: FakeWechat
    openid: str = field(default_factory=lambda: f"o{uuid.uuid4().hex[:27]}")

    def say(self, text: str, **fields: str | int) -> str:
        """Write; what the phone then shows newly, as one text."""
        before = len(self.phone)
        self.sent = self.wechat.push(self.openid, "text", Content=text, **fields)
        return "\n".join(shown.text for shown in self.phone[before:])

    def tap(self, event: str, **fields: str | int) -> str:
        """An event."""
        before = len(self.phone)
        self.sent = self.wechat.push(self.openid, "event", Event=event, **fields)
        return "\n".join(shown.text for shown in self.phone[before:])

    def send(self, kind: str, **fields: str | int) -> str:
        """Another kind of message."""
        before = len(self.phone)
        self.sent = self.wechat.push(self.openid, kind, **fields)
        return "\n".join(shown.text for shown in self.phone[before:])

    @property
    def phone(self) -> list[Shown]:
        """Everything that the phone shows."""
        return self.wechat.phones[self.openid]


def settings(fake: FakeWechat) -> dict[str, str]:
    """The desk's settings for this account."""
    return {
        "wechat_app_id": APP_ID, "wechat_app_secret": SECRET, "wechat_token": TOKEN, "wechat_aes_key": AES_KEY if fake.aes else "",
        "wechat_api_base": fake.url,
    }  # fmt: skip


def dumped(call: Call) -> str:
    """A call's body, readable."""
    return json.dumps(call.json, ensure_ascii=False)
