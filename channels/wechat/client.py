"""What is asked of WeChat's interface, and what can come of it: an answer, a refusal with its code, or nobody there.

wechatpy makes the requests. Its client knows no time limits of its own, no shared token and no end of trying again, and lets
through what `requests` raises; all of that is dealt with here. One thread, one client.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from wechatpy.client import WeChatClient
from wechatpy.exceptions import WeChatClientException

from bot.store import Database
from bot.store.files import MAX_BYTES
from channels.channel import Fetched
from channels.wechat.token import TokenBusy, Tokens

REAL_BASE = "https://api.weixin.qq.com"
# Seconds to connect and to wait for each piece of an answer.
_TIMEOUT = (3.0, 8.0)
_DOWNLOAD_SECONDS = 30.0
_CHUNK = 64 * 1024
# The token is not, or no longer, good.
_BAD_TOKEN = (40001, 40014, 42001)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Refused(Exception):
    """WeChat answered with an error code. https://developers.weixin.qq.com/doc/offiaccount/Getting_Started/Global_Return_Code.html"""

    def __init__(self, code: int) -> None:
        super().__init__(f"errcode {code}")
        self.code = code


class Unreachable(Exception):
    """WeChat did not answer, or with something that is no answer."""


class _Client(WeChatClient):
    """wechatpy's client with our time limits and our token, and without its own trying again."""

    def __init__(self, app_id: str, base: str, token: Callable[[], str]) -> None:
        super().__init__(app_id, "", timeout=_TIMEOUT, auto_retry=False)
        self.API_BASE_URL = f"{base}/cgi-bin/"
        self._token = token
        # A proxy of the environment leads outside; a server on this machine is not found there.
        self._http.trust_env = urlsplit(base).hostname not in _LOOPBACK

    @property
    def access_token(self) -> str:
        return self._token()

    def bare(self, path: str, body: Mapping[str, Any]) -> Any:
        """A request without a token."""
        return self.post(path, data=dict(body), params={"access_token": None})

    def stream(self, url: str, params: Mapping[str, str]) -> requests.Response:
        """A download that is read by its caller, as far as its caller wants."""
        return self._http.get(url, params=params, timeout=_TIMEOUT, stream=True)


class Api:
    """The calls that the desk makes. Each raises Refused or Unreachable and nothing else."""

    def __init__(self, database: Database, app_id: str, secret: str, base: str = REAL_BASE) -> None:
        self._app_id, self._secret = app_id, secret
        self._base = base.rstrip("/").removesuffix("/cgi-bin")
        self._tokens = Tokens(database, app_id, self._fetch_token)
        self._local = threading.local()

    def send_text(self, to: str, text: str) -> None:
        """A customer-service message."""
        self._call(lambda client: client.message.send_text(to, text))

    def send_card(self, to: str, card: Mapping[str, str]) -> None:
        """A customer-service message of one article: title, description, url."""
        self._call(lambda client: client.message.send_articles(to, [dict(card)]))

    def send_template(self, body: Mapping[str, Any]) -> str:
        """A template message; what WeChat calls it."""
        return str(self._call(lambda client: client.post("message/template/send", data=dict(body))).get("msgid", ""))

    def send_subscription(self, body: Mapping[str, Any]) -> None:
        """A subscription notice."""
        self._call(lambda client: client.post("message/subscribe/bizsend", data=dict(body)))

    def set_menu(self, menu: Mapping[str, Any]) -> None:
        """Replace the account's menu."""
        self._call(lambda client: client.menu.create(dict(menu)))

    def menu(self) -> Any:
        """The menu as it is now; None without one."""
        return self._call(lambda client: client.menu.get() or {}).get("menu")

    def media(self, media_id: str) -> Fetched:
        """A temporary file that a citizen sent, up to one byte more than is taken.

        https://developers.weixin.qq.com/doc/offiaccount/Asset_Management/Get_temporary_materials.html
        """
        return self._renewing(lambda client: self._download(client, f"{client.API_BASE_URL}media/get", {"media_id": media_id}))

    def _call(self, ask: Callable[[_Client], Any]) -> dict[str, Any]:
        return self._renewing(lambda client: _checked(lambda: ask(client)))

    def _renewing(self, ask: Callable[[_Client], Any]) -> Any:
        """Ask; once more with another token where this one is refused."""
        client = self._client()
        try:
            self._local.token = self._token()
            return ask(client)
        except Refused as error:
            if error.code not in _BAD_TOKEN:
                raise
        self._local.token = self._token(instead_of=self._local.token)
        return ask(client)

    def _token(self, instead_of: str | None = None) -> str:
        try:
            return self._tokens.current() if instead_of is None else self._tokens.instead_of(instead_of)
        except TokenBusy as error:
            raise Unreachable("access_token") from error

    def _client(self) -> _Client:
        if not hasattr(self._local, "client"):
            self._local.client = _Client(self._app_id, self._base, lambda: self._local.token)
        return self._local.client

    def _fetch_token(self, force: bool) -> tuple[str, int]:
        body = {"grant_type": "client_credential", "appid": self._app_id, "secret": self._secret, "force_refresh": force}
        answer = _checked(lambda: self._client().bare("stable_token", body))
        token, seconds = answer.get("access_token"), answer.get("expires_in", 7200)
        if not isinstance(token, str) or not token or not isinstance(seconds, int):
            raise Unreachable("stable_token")
        return token, seconds

    def _download(self, client: _Client, url: str, params: Mapping[str, str]) -> Fetched:
        params = {**params, "access_token": client.access_token} if params else {}
        try:
            with client.stream(url, params) as answer:
                data = _read(answer)
                kind, said = answer.headers.get("Content-Type", ""), answer.headers.get("Content-Disposition", "")
        except requests.RequestException as error:
            raise Unreachable(type(error).__name__) from error
        if answer.status_code != 200:
            raise Unreachable(f"status {answer.status_code}")
        if "json" in kind or kind.startswith("text/plain"):
            return self._instead_of_file(client, data, again=not params)
        return Fetched(data, said.partition("filename=")[2].strip('"'))

    def _instead_of_file(self, client: _Client, data: bytes, *, again: bool) -> Fetched:
        """An error; or, for a video, where it really lies."""
        try:
            body = json.loads(data)
            code, video = int(body.get("errcode") or 0), str(body.get("video_url") or "")
        except (ValueError, TypeError, AttributeError) as error:
            raise Unreachable("media") from error
        if again or urlsplit(video).scheme not in ("http", "https"):
            raise Refused(code)
        return self._download(client, video, {})


def _checked(ask: Callable[[], Any]) -> dict[str, Any]:
    """The JSON object of an answer."""
    try:
        answer = ask()
    except WeChatClientException as error:
        if error.errcode is None:
            raise Unreachable("status") from error
        raise Refused(int(error.errcode)) from error
    except (requests.RequestException, ValueError, TypeError) as error:
        raise Unreachable(type(error).__name__) from error
    if not isinstance(answer, dict):  # what wechatpy hands on as it came: a page of some proxy's
        raise Unreachable("no JSON")
    return answer


def _read(answer: requests.Response) -> bytes:
    """The body, up to one byte more than is taken; a sender that drips is given up."""
    data = bytearray()
    ends = time.monotonic() + _DOWNLOAD_SECONDS
    for chunk in answer.iter_content(_CHUNK):
        data += chunk
        if len(data) > MAX_BYTES:
            break
        if time.monotonic() > ends:
            raise Unreachable("slow")
    return bytes(data[: MAX_BYTES + 1])
