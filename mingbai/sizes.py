"""How much a request may hold, whichever address it is for."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels.problems import Problem, answer_to

# A refused body is read to its end up to here: a connection that is closed on a sender's words loses the answer too.
_READ_AT_MOST = 4


class BodyLimit:
    """Refuses larger bodies with a 413 in the shape of every other refusal."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer it here when it says itself that it is too large."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif _told_length(scope) > self._max_bytes:
            await self._read_away(receive)
            await answer_to(Request(scope), Problem(413, "too_large"))(scope, receive, send)
        else:
            await self._app(scope, self._counted(receive), send)

    def _counted(self, receive: Receive) -> Receive:
        total = 0

        async def receiving() -> Message:
            nonlocal total
            message = await receive()
            total += len(message.get("body", b""))
            if total > self._max_bytes:
                raise HTTPException(413)
            return message

        return receiving

    async def _read_away(self, receive: Receive) -> None:
        total, more = 0, True
        while more and total <= _READ_AT_MOST * self._max_bytes:
            message = await receive()
            total += len(message.get("body", b""))
            more = message.get("more_body", False)


def _told_length(scope: Scope) -> int:
    told = Headers(scope=scope).get("content-length", "")
    return int(told) if told.isdecimal() else 0
