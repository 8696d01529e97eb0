"""Pushing to operators' screens: the call that is open on one, and the calls that wait."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from anyio.to_thread import run_sync
from fastapi import Request
from sqlalchemy.orm import Session

from bot.calls import callbacks, line
from bot.calls.models import Call
from bot.calls.service import Calls
from bot.calls.transcript import Said
from bot.people.service import Action, may
from consoles.console import Console
from consoles.guard import Guard
from consoles.hotline.live import DESK, Live
from consoles.hotline.screen import update
from consoles.hotline.together import Together
from consoles.hotline.waiting import waiting_rows
from consoles.pages import macros

# A stream looks again by itself after so long: a telephone that has rung alone long enough rings for all.
_AGAIN_SECONDS = 5.0
_STREAM_SECONDS = 3_600.0
# So many screens are made in one lot: the next one is made of the newest words there are then.
_SCREENS, _DESKS = 8, 64


@dataclass(frozen=True)
class _Watched:
    """A screen: the call on it, whose it is, and the revision that it shows."""

    call_id: str
    login: str
    seen: int


@dataclass(frozen=True)
class _Seated:
    """An operator before the desk."""

    login: str
    csrf: str


class Streams:
    """Server-sent events: `call` with the screen of one's own call, `desk` with what waits."""

    def __init__(self, console: Console, calls: Calls, live: Live) -> None:
        self._console = console
        self._calls = calls
        self._live = live
        self._screens = Together[_Watched, tuple[int, str] | None](self._screens_of, most=_SCREENS)
        self._desks = Together[_Seated, str](self._desks_of, most=_DESKS)

    async def events(self, request: Request, call_id: str, guard: Guard) -> AsyncIterator[str]:
        """Everything that changes, until the browser leaves, signs out, or an hour has gone by (it then comes again)."""
        loop = asyncio.get_running_loop()
        ends, looks, seen, told = loop.time() + _STREAM_SECONDS, 0.0, -1, ""
        moved: set[str] = set()
        seated: _Seated | None = None
        yield ": open\nretry: 1000\n\n"
        async with self._live.watch(*({call_id, DESK} - {""})) as bell:
            while loop.time() < ends:
                # A word wakes its own screen and nothing else: who is there is looked at every few seconds.
                if seated is None or loop.time() >= looks:
                    looks, seated = loop.time() + _AGAIN_SECONDS, await run_sync(self._whoever, request, guard)
                    if seated is None:
                        yield "event: signed-out\ndata: {}\n\n"
                        return
                    moved = moved | {DESK}
                if DESK in moved and (desk := await self._desks.ask(seated)) != told:
                    told = desk
                    yield f"event: desk\ndata: {desk}\n\n"
                if call_id and (screen := await self._screens.ask(_Watched(call_id, seated.login, seen))) is not None:
                    seen, text = screen
                    yield f"event: call\ndata: {text}\n\n"
                moved = await bell.wait(max(0.0, looks - loop.time()))
                if not moved:
                    yield ": still here\n\n"

    def _whoever(self, request: Request, guard: Guard) -> _Seated | None:
        """Who is there; None for nobody who takes calls."""
        present = guard.whoever(request)
        return _Seated(present.staff.login, present.csrf) if present is not None and may(present.staff, Action.TAKE_CALLS) else None

    def _screens_of(self, asked: Sequence[_Watched]) -> list[tuple[int, str] | Exception | None]:
        """The screens that moved, each with its revision; None for what did not, and for what is another's call."""
        with self._console.database.read() as session:
            calls = line.owned(session, {(one.call_id, one.login) for one in asked})
            found = [call if (call := calls.get((one.call_id, one.login))) and call.revision != one.seen else None for one in asked]
            heard = line.utterances_of(session, {call.id for call in found if call})
            return [self._screen(session, call, heard.get(call.id, [])) if call else None for call in found]

    def _screen(self, session: Session, call: Call, heard: Sequence[Said]) -> tuple[int, str] | Exception:
        try:
            return call.revision, json.dumps(update(self._calls.screen(session, call, heard)), ensure_ascii=False)
        except Exception as error:  # raised to this stream: the others of the lot go on
            return error

    def _desks_of(self, asked: Sequence[_Seated]) -> list[str]:
        """What waits for each of these."""
        with self._console.database.read() as session:
            due, show = callbacks.count_due(session), macros("hotline/lists.html").waiting
            calls = line.waiting_for(session, {one.login for one in asked})
        found = []
        for one in asked:
            rows = waiting_rows(calls[one.login], one.login)
            desk = {"count": len(rows), "mine": sum(row.mine for row in rows), "html": str(show(rows, one.csrf)), "due": due}
            found.append(json.dumps(desk, ensure_ascii=False))
        return found
