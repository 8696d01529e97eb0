"""What the telephone system and speech recognisers call: open a call, stream its words, say that it is over. All of it signed."""

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Sequence
from typing import Annotated, Any, Literal, TypeVar

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import select

from bot.calls import closing, line
from bot.calls.line import CallError, Hearing
from bot.calls.models import Call, CallState
from bot.store import utc_now
from channels.problems import Problem
from consoles.console import Console
from consoles.hotline.live import DESK, Live
from consoles.hotline.signing import SIGNATURE, signed_body
from consoles.hotline.together import Together

_ID = r"^[^\x00-\x1f\x7f]+$"
_AHEAD = dt.timedelta(minutes=5)
# What recognisers tell is written together, so often at most. A word that comes alone is written at once.
_PAUSE_SECONDS, _MOST = 0.03, 200
_Model = TypeVar("_Model", bound=BaseModel)


class NewCall(BaseModel):
    """A call that rings. `reference`: what the telephone system calls it; `operator` (login) or `extension`: whose telephone rings."""

    model_config = ConfigDict(extra="ignore")
    caller: Annotated[str, Field(max_length=40)] = ""
    reference: Annotated[str, Field(max_length=80, pattern=_ID)] | None = None
    operator: Annotated[str, Field(max_length=40)] | None = None
    extension: Annotated[str, Field(max_length=20)] | None = None


class NewUtterance(BaseModel):
    """One result of a recogniser, partial or final. `at` (ISO 8601 with an offset): when it was recognised; default now."""

    model_config = ConfigDict(extra="ignore")
    utterance_id: Annotated[str, Field(max_length=80, pattern=_ID)]
    text: Annotated[str, Field(max_length=line.MAX_UTTERANCE)]
    final: bool = False
    speaker: Literal["caller", "operator"] = "caller"
    at: dt.datetime | None = None


def router(console: Console, secret: str, live: Live) -> APIRouter:
    """`/api/hotline/…`; without a secret nothing is there."""
    routes = APIRouter(prefix="/api/hotline", tags=["hotline"])
    ears = Together[tuple[str, Hearing], int | None](lambda lot: _hear(console, lot), most=_MOST, pause=_PAUSE_SECONDS)

    @routes.post("/calls", status_code=201)
    async def open_call(request: Request) -> JSONResponse:
        body = await signed_body(request, secret)
        wanted = _read(NewCall, body)
        # Sent again word for word, a call without a reference of its own is still the same call.
        reference = wanted.reference or "signed:" + hashlib.sha256(request.headers[SIGNATURE].encode()).hexdigest()
        answer, new = await run_sync(lambda: _announce(console, wanted, reference))
        live.ring(DESK)
        return JSONResponse(answer, 201 if new else 200)

    @routes.post("/calls/{call_id}/utterances")
    async def hear(request: Request, call_id: str) -> dict[str, Any]:
        said = _read(NewUtterance, await signed_body(request, secret))
        try:
            revision = await ears.ask((call_id, _hearing(said)))
        except LookupError as error:
            raise Problem(404, "not_found", "没有这个通话。") from error
        except CallError as error:
            raise Problem(409, "call_over", str(error)) from error
        if revision is not None:
            live.ring(call_id)
        return {"call_id": call_id, "utterance_id": said.utterance_id, "changed": revision is not None, "revision": revision}

    @routes.post("/calls/{call_id}/end")
    async def end(request: Request, call_id: str) -> dict[str, str]:
        await signed_body(request, secret)
        state = await run_sync(lambda: _end(console, call_id))
        live.ring(call_id)
        live.ring(DESK)
        return {"call_id": call_id, "state": state}

    return routes


def _read(model: type[_Model], body: bytes) -> _Model:
    try:
        return model.model_validate_json(body or b"{}")
    except ValidationError as error:
        fields = "、".join(sorted({str(part["loc"][0]) for part in error.errors() if part["loc"]}))
        raise Problem(422, "invalid_request", f"请求的格式不对，请检查{fields or '内容'}。") from error


def _announce(console: Console, wanted: NewCall, reference: str) -> tuple[dict[str, str], bool]:
    caller = "".join(char for char in wanted.caller if char.isdigit() or char in "+-() ").strip()
    with console.database.write() as session:
        known = session.scalar(select(Call.id).where(Call.reference == reference))
        call = line.announce(session, caller or None, reference, wanted.operator, wanted.extension)
        return {"call_id": call.id, "state": call.state}, known is None


def _hearing(said: NewUtterance) -> Hearing:
    now = utc_now()
    at = said.at or now
    if at.tzinfo is None or at > now + _AHEAD:
        raise Problem(422, "invalid_request", "at 要写成带时区的时间，而且不能是将来，例如 2026-09-14T09:30:00.250+08:00。")
    return Hearing(said.utterance_id, _plain(said.text), said.final, said.speaker, at)


def _hear(console: Console, results: Sequence[tuple[str, Hearing]]) -> list[int | Exception | None]:
    # The recogniser keeps what it sent until it is answered, and sends it again: the disk need not be waited for.
    with console.database.write_ahead() as session:
        return line.hear_all(session, results)


def _plain(text: str) -> str:
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) not in ("Cc", "Cs", "Co", "Cn")).strip()


def _end(console: Console, call_id: str) -> str:
    with console.database.write() as session:
        call = session.scalar(select(Call).where(Call.id == call_id).with_for_update())
        if call is None:
            raise Problem(404, "not_found", "没有这个通话。")
        if call.state == CallState.WAITING:
            closing.miss(session, call)
        else:
            line.hang_up(session, call)
        return str(call.state)
