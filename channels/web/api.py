"""The chat over HTTP, as the outside contract has it."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Form, Header, Query, Request, UploadFile
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field, StrictStr

from bot.conversations import service, words
from bot.conversations.doorbell import Doorbell
from bot.conversations.handover import queue
from bot.conversations.handover.lifecycle import State
from bot.conversations.handover.queue import Entry
from bot.conversations.handover.service import Switchboard
from bot.conversations.inbox import Inbox, MessageRefused
from bot.store import Database
from channels.limits import Pace
from channels.problems import Problem
from channels.uploads import Uploads
from channels.web.channel import WebChannel
from channels.web.keys import Keys

CHANNEL = "web"
_KEEP_ALIVE_SECONDS = 15.0
# A first round of streams never lasts for ever: proxies and phones drop silent ones, and the client resumes by id.
_STREAM_SECONDS = 3_600.0
# No message has an id with so many digits: the store could not hold it.
_ID_DIGITS = 19
# A client's own id for its message: any characters but control characters, which not every database takes.
_CLIENT_ID = r"^[^\x00-\x1f\x7f]+$"


@dataclass(frozen=True)
class Chat:
    """What the web chat needs of the desk."""

    database: Database
    inbox: Inbox
    doorbell: Doorbell
    uploads: Uploads
    switchboard: Switchboard
    message_pace: Pace
    session_pace: Pace


class NewMessage(BaseModel):
    """A citizen's message."""

    text: StrictStr
    client_message_id: Annotated[str, Field(max_length=80, pattern=_CLIENT_ID)] | None = None


def router(chat: Chat) -> APIRouter:
    """The routes below `/api/chat`."""
    routes = APIRouter(prefix="/api/chat", tags=["chat"])

    keys = Keys(chat.database)
    own = WebChannel(chat.database)

    async def speaker(authorization: Annotated[str, Header()] = "") -> str:
        """The conversation that the bearer's token opens; 401 for every other token alike."""
        scheme, _, token = authorization.partition(" ")
        found = await keys.opens(token) if scheme.lower() == "bearer" and token else None
        if found is None:
            raise Problem(401, "unknown_token", "会话已失效，请刷新页面重新开始。", {"WWW-Authenticate": "Bearer"})
        return found

    Speaker = Annotated[str, Depends(speaker)]

    @routes.post("/sessions", status_code=201)
    async def open_session(request: Request) -> dict[str, str]:
        return await run_sync(_open, chat, request.client.host if request.client else "unknown")

    @routes.post("/messages")
    async def send(message: NewMessage, conversation: Speaker) -> JSONResponse:
        chat.message_pace.check(conversation)
        try:
            replies = await chat.inbox.take(conversation, message.text, message.client_message_id)
        except MessageRefused as error:
            raise Problem(422, "message_refused", str(error)) from error
        return JSONResponse({"replies": own.render(replies, "")})

    @routes.post("/typing", status_code=204)
    async def typing(conversation: Speaker) -> None:
        chat.message_pace.check(conversation)
        await run_sync(_typing, chat, conversation)

    @routes.get("/messages")
    async def history(conversation: Speaker, after: Annotated[int, Query(ge=0, lt=10 ** (_ID_DIGITS - 1))] = 0) -> dict[str, Any]:
        return {"messages": await run_sync(_history, chat.database, conversation, after)}

    @routes.get("/stream")
    async def stream(conversation: Speaker, last_event_id: Annotated[str, Header()] = "") -> StreamingResponse:
        after = int(last_event_id) if last_event_id.isdecimal() and len(last_event_id) < _ID_DIGITS else None
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(_events(chat, conversation, after), media_type="text/event-stream", headers=headers)

    @routes.post("/attachments", status_code=201)
    async def attach(
        file: UploadFile, conversation: Speaker, client_message_id: Annotated[str | None, Form(max_length=80, pattern=_CLIENT_ID)] = None
    ) -> dict[str, Any]:
        chat.message_pace.check(conversation)
        return await chat.uploads.keep(conversation, file, client_message_id)

    return routes


def too_fast_words() -> str:
    """What somebody hears who sends too fast."""
    return words.TOO_FAST


def _open(chat: Chat, address: str) -> dict[str, str]:
    chat.session_pace.check(address)
    with chat.database.write() as session:
        opened = service.open_with_token(session, CHANNEL)
    return {"session_id": opened.conversation_id, "token": opened.token}


def _history(database: Database, conversation: str, after: int) -> list[dict[str, Any]]:
    with database.read() as session:
        return service.history(session, conversation, after)


def _typing(chat: Chat, conversation: str) -> None:
    """Only where a person has the conversation is it of interest to anybody, and worth a write."""
    with chat.database.read() as session:
        if chat.switchboard.state(session, conversation) is not State.TAKEN:
            return
    with chat.database.write_ahead() as session:
        chat.switchboard.typing(session, conversation)


async def _events(chat: Chat, conversation: str, after: int | None) -> AsyncIterator[str]:
    """Server-sent events from `after` on (or from now on), each message with its id, so that a lost line is resumed.

    `person` {state, ahead, there} and `typing` {on} carry no id: they tell how things stand, and only where a person is wanted.
    """
    loop = asyncio.get_running_loop()
    ends = loop.time() + _STREAM_SECONDS
    # A page that comes back may still show a person who has gone; who never wanted one hears nothing of it.
    told = {} if await run_sync(_ever_wanted, chat.database, conversation) else _told(None)
    looked = False
    async with chat.doorbell.watch(conversation) as bell:
        if after is None:
            after = await run_sync(_newest, chat.database, conversation)
            yield f": open\nid: {after}\n\n"
        while loop.time() < ends:
            for message in await run_sync(_history, chat.database, conversation, after):
                after = message["id"]
                yield f"id: {after}\nevent: message\ndata: {json.dumps(message, ensure_ascii=False)}\n\n"
            standing = _told(chat.doorbell.standing(conversation)) if looked else told
            for name in [name for name in standing if standing[name] != told.get(name)]:
                yield f"event: {name}\ndata: {json.dumps(standing[name])}\n\n"
            told = standing
            try:
                looked = await asyncio.wait_for(bell.wait(), _KEEP_ALIVE_SECONDS)
            except TimeoutError:
                yield ": still here\n\n"
            bell.clear()


def _ever_wanted(database: Database, conversation: str) -> bool:
    with database.read() as session:
        return queue.ever_wanted(session, conversation)


def _told(standing: Entry | None) -> dict[str, dict[str, Any]]:
    """What the citizen's page hears of a person: whether he waits for one or has one, and whether that one is writing."""
    if standing is None:
        return {"person": {"state": None}, "typing": {"on": False}}
    person: dict[str, Any] = {"state": standing.state}
    if standing.state is State.WAITING:
        # Who is only looked after for danger is told nothing of a queue.
        person = {"state": standing.state, "ahead": standing.ahead, "there": standing.told_open} if standing.wished else {"state": None}
    return {"person": person, "typing": {"on": standing.operator_typing}}


def _newest(database: Database, conversation: str) -> int:
    with database.read() as session:
        return service.newest_ids(session, [conversation]).get(conversation, 0)
