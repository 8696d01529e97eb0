"""`/channels/NAME`: where the other sides of the channels call us."""

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect

from channels.channel import Carried, Received, Webhook
from channels.problems import Problem
from channels.reception import Dealt, Reception

_log = structlog.get_logger(__name__)
_HOST = re.compile(r"[A-Za-z0-9.\-]+(?::\d+)?|\[[0-9a-fA-F:]+\](?::\d+)?")
_T = TypeVar("_T")


def router(channels: Iterable[Webhook], reception: Reception, public_url: str) -> APIRouter:
    """The routes of the channels that are switched on; every other name is not there.

    `public_url`: where citizens reach the desk; empty: as the other side reached it.
    """
    routes = APIRouter(prefix="/channels", include_in_schema=False)
    known = {channel.name: channel for channel in channels}

    def named(name: str) -> Webhook:
        if name not in known:
            raise Problem(404, "not_found")
        return known[name]

    def received(request: Request, body: bytes) -> Received:
        return Received(request.query_params, request.headers, body, public_url or _base(request))

    @routes.get("/{name}")
    async def greet(request: Request, name: str) -> PlainTextResponse:
        channel = named(name)
        return PlainTextResponse(_or_refused(name, lambda: channel.greet(received(request, b""))))

    @routes.post("/{name}")
    async def receive(request: Request, name: str) -> Response:
        until = asyncio.get_running_loop().time() + named(name).patience
        channel, whole = named(name), received(request, await _body(request, named(name).most_bytes))
        incoming = _or_refused(name, lambda: channel.read(whole))
        dealt = [await reception.deal(channel, one, whole.base, until) for one in incoming]
        if await request.is_disconnected():  # nobody would hear it: whatever is ready is asked for again, or sent after the grace
            return Response()
        if len(dealt) == 1 and dealt[0].replies is not None:
            messages = channel.render(dealt[0].replies, whole.base)
            carried = channel.carry(whole, incoming[0], messages)
            return _answer(carried, BackgroundTask(reception.finish, dealt[0], carried.parts, len(messages), whole.base))
        return _answer(channel.acknowledge(whole), BackgroundTask(_finish, reception, dealt, whole.base))

    return routes


async def _finish(reception: Reception, dealt: Sequence[Dealt], base: str) -> None:
    """Everything that is ready goes to the outbox: one answer cannot carry the replies to several messages."""
    for one in dealt:
        if one.replies is not None:
            await reception.finish(one, 0, len(one.replies), base)


def _answer(carried: Carried, then: BackgroundTask) -> Response:
    # After the answer is out, not before: a process that dies in between sends an answer twice rather than never.
    return Response(carried.body, media_type=carried.media_type, background=then)


def _or_refused(name: str, read: Callable[[], _T]) -> _T:
    try:
        return read()
    except Problem as problem:
        _log.warning("webhook.refused", channel=name, status=problem.status, code=problem.code)
        raise


async def _body(request: Request, most: int) -> bytes:
    """The body; a larger one is read to its end, since a connection closed on a sender's words loses the refusal too."""
    parts: list[bytes] = []
    total = 0
    try:
        async for part in request.stream():
            total += len(part)
            if total <= most:
                parts.append(part)
    except ClientDisconnect as error:
        raise Problem(400, "not_whole") from error
    if total > most:
        raise Problem(413, "too_large")
    return b"".join(parts)


def _base(request: Request) -> str:
    host = request.headers.get("host", "")
    return f"{request.url.scheme}://{host}" if _HOST.fullmatch(host) else ""
