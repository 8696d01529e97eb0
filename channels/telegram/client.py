"""What is asked of Telegram's Bot API, and what can come of it.

python-telegram-bot carries the requests and knows the errors (https://core.telegram.org/bots/api#making-requests). It works in
an event loop; so that any thread may call, one loop of its own runs beside. No error's own words go further than this: some
hold the bot's token.
"""

import asyncio
import datetime as dt
import json
import threading
import time
import warnings
from collections.abc import Coroutine
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import httpx
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest
from telegram.warnings import PTBUserWarning

from bot.store.files import MAX_BYTES

REAL_BASE = "https://api.telegram.org"
_CONNECT, _ANSWER, _DOWNLOAD_SECONDS = 4.0, 10.0, 30.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_T = TypeVar("_T")
# The library would rather build its own objects of every answer; of most we need nothing, and one that lacks a field
# would make a message that was sent look like one that was not.
warnings.filterwarnings("ignore", message="Please use 'Bot", category=PTBUserWarning)


class Blocked(Exception):
    """The citizen blocked the bot, or is not there any more."""


class TooFast(Exception):
    """Telegram asks to wait."""

    def __init__(self, wait: dt.timedelta) -> None:
        super().__init__(f"{wait.total_seconds():.0f} s")
        self.wait = wait


class Refused(Exception):
    """Telegram does not take this, now or later."""


class Unreachable(Exception):
    """Telegram did not answer, or with something that is no answer."""


class _Line(HTTPXRequest):
    """The library's request, without its habit of logging whole answers."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer's object; TelegramError for anything else. One that reports a failure has no result, whatever its status."""
        try:
            found = json.loads(payload)
        except ValueError as error:
            raise TelegramError("no JSON") from error
        if not isinstance(found, dict):
            raise TelegramError("no answer")
        return {"result": found.get("result", True)} if found.get("ok") else found


class Api:
    """The calls that the desk makes. Each raises Blocked, TooFast, Refused or Unreachable and nothing else."""

    def __init__(self, token: str, base: str = REAL_BASE) -> None:
        base = base.rstrip("/").removesuffix("/bot")
        self._token, self._base = token, base
        # A proxy of the environment leads outside; a server on this machine is not found there.
        self._trust_env = urlsplit(base).hostname not in _LOOPBACK
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._bot: Bot | None = None

    def call(self, method: str, **parameters: Any) -> Any:
        """Call one method and wait for its result."""
        return self._run(self._call(method, parameters))

    def begin(self, method: str, **parameters: Any) -> None:
        """Call one method whose result nobody needs, and do not wait."""
        future = asyncio.run_coroutine_threadsafe(self._call(method, parameters), self._started())
        future.add_done_callback(lambda done: done.exception())

    def download(self, file_id: str) -> bytes:
        """A file's bytes, up to one more than is taken."""
        return self._run(self._download(file_id))

    async def _call(self, method: str, parameters: dict[str, Any]) -> Any:
        given = {name: value for name, value in parameters.items() if value is not None}
        try:
            return await self._opened().do_api_request(method, api_kwargs=given)
        except RetryAfter as error:
            wait = error.retry_after
            raise TooFast(wait if isinstance(wait, dt.timedelta) else dt.timedelta(seconds=wait)) from None
        except Forbidden:
            raise Blocked(method) from None
        except BadRequest as error:
            raise (Blocked if "chat not found" in str(error).lower() else Refused)(method) from None
        except (ChatMigrated, InvalidToken, EndPointNotFound, Conflict) as error:
            raise Refused(f"{method}: {type(error).__name__}") from None
        except TimedOut:
            raise Unreachable(f"{method}: no answer in time") from None
        except (TelegramError, KeyError, TypeError, ValueError) as error:
            raise Unreachable(f"{method}: {type(error).__name__}") from None

    def _opened(self) -> Bot:
        if self._bot is None:
            line = _Line(connect_timeout=_CONNECT, read_timeout=_ANSWER, write_timeout=_ANSWER, pool_timeout=_ANSWER, httpx_kwargs={"trust_env": self._trust_env})
            self._bot = Bot(self._token, base_url=f"{self._base}/bot", base_file_url=f"{self._base}/file/bot", request=line)
        return self._bot

    async def _download(self, file_id: str) -> bytes:
        found = await self._call("getFile", {"file_id": file_id})
        path = found.get("file_path") if isinstance(found, dict) else None
        if not isinstance(path, str):
            raise Refused("getFile")
        url = f"{self._base}/file/bot{self._token}/{quote(path)}"
        data = bytearray()
        ends = time.monotonic() + _DOWNLOAD_SECONDS
        timeout = httpx.Timeout(_ANSWER, connect=_CONNECT)
        try:
            async with httpx.AsyncClient(timeout=timeout, trust_env=self._trust_env) as client, client.stream("GET", url) as answer:
                if answer.status_code != 200:
                    raise Unreachable(f"file: status {answer.status_code}")
                async for chunk in answer.aiter_bytes():
                    data += chunk
                    if len(data) > MAX_BYTES:
                        break
                    if time.monotonic() > ends:
                        raise Unreachable("file: slow")
        except httpx.HTTPError as error:
            raise Unreachable(f"file: {type(error).__name__}") from None
        return bytes(data[: MAX_BYTES + 1])

    def _run(self, work: Coroutine[Any, Any, _T]) -> _T:
        try:
            return asyncio.run_coroutine_threadsafe(work, self._started()).result(_DOWNLOAD_SECONDS + _ANSWER)
        except TimeoutError:
            raise Unreachable("no answer in time") from None

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="telegram", daemon=True).start()
            return self._loop
