"""One POST to somebody's system, and what its answer means for trying again."""

import datetime as dt
from collections.abc import Mapping

import httpx

from bot.delivery.worker import CannotSend

_TIMEOUT = httpx.Timeout(10.0)
_TOO_MANY, _TIMED_OUT = 429, 408
_LONGEST_WAIT = 3_600


def post(url: str, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
    """The answer, when it is a 2xx; CannotSend otherwise. Redirects are not followed: an address that moved has to be set anew."""
    try:
        answer = httpx.post(url, content=body, headers=dict(headers), timeout=_TIMEOUT, follow_redirects=False, trust_env=False)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise CannotSend(f"对方系统连不上（{type(error).__name__}）", final=isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol)) from error
    if answer.is_success:
        return answer
    if answer.status_code == _TOO_MANY:
        raise CannotSend("对方系统要求稍后再发（429）", wait=_wait(answer.headers.get("Retry-After", "")))
    refused = answer.is_redirect or (answer.is_client_error and answer.status_code != _TIMED_OUT)
    raise CannotSend(f"对方系统答复 {answer.status_code}", final=refused)


def _wait(seconds: str) -> dt.timedelta:
    """As long as the other side asks for, in reason; a minute when it says nothing usable."""
    return dt.timedelta(seconds=min(int(seconds), _LONGEST_WAIT) if seconds.isascii() and seconds.isdigit() else 60)
