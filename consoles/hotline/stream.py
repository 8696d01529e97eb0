"""Pushing to operators' screens: the call that is open on one, and the calls that wait."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Request

from bot.calls import callbacks, line
from bot.calls.service import Calls
from bot.people.service import Action, may
from consoles.console import Console
from consoles.guard import Guard
from consoles.hotline.live import DESK, Live
from consoles.hotline.screen import update
from consoles.hotline.waiting import waiting_rows
from consoles.pages import macros

# A stream looks again by itself after so long: a telephone that has rung alone long enough rings for all.
_AGAIN_SECONDS = 5.0
_STREAM_SECONDS = 3_600.0
# So many screens are made at once: more would only take the processor from one another, and from the words that come in.
# A screen that waits its turn is made of the newest words there are then.
_AT_ONCE = 2


class Streams:
    """Server-sent events: `call` with the screen of one's own call, `desk` with what waits."""

    def __init__(self, console: Console, calls: Calls, live: Live) -> None:
        self._console = console
        self._calls = calls
        self._live = live
        self._turns = CapacityLimiter(_AT_ONCE)

    async def events(self, request: Request, call_id: str, guard: Guard) -> AsyncIterator[str]:
        """Everything that changes, until the browser leaves, signs out, or an hour has gone by (it then comes again)."""
        loop = asyncio.get_running_loop()
        ends, seen, told, login = loop.time() + _STREAM_SECONDS, -1, "", ""
        moved: set[str] = set()
        yield ": open\nretry: 1000\n\n"
        async with self._live.watch(*({call_id, DESK} - {""})) as bell:
            while loop.time() < ends:
                # A word wakes its own screen and nothing else: who is there, and what waits, is looked at every few seconds.
                if not moved or DESK in moved:
                    found = await run_sync(self._desk, request, guard)
                    if found is None:
                        yield "event: signed-out\ndata: {}\n\n"
                        return
                    login, desk = found
                    if desk != told:
                        told = desk
                        yield f"event: desk\ndata: {desk}\n\n"
                screen = await run_sync(self._screen, call_id, login, seen, limiter=self._turns) if call_id else None
                if screen is not None:
                    seen = screen["revision"]
                    yield f"event: call\ndata: {json.dumps(screen, ensure_ascii=False)}\n\n"
                moved = await bell.wait(_AGAIN_SECONDS)
                if not moved:
                    yield ": still here\n\n"

    def _screen(self, call_id: str, login: str, seen: int) -> dict[str, Any] | None:
        """The screen of this operator's call, if it moved."""
        with self._console.database.read() as session:
            call = line.own(session, call_id, login)
            return update(self._calls.screen(session, call)) if call is not None and call.revision != seen else None

    def _desk(self, request: Request, guard: Guard) -> tuple[str, str] | None:
        """Who is there, and what waits for them; None for nobody who takes calls."""
        present = guard.whoever(request)
        if present is None or not may(present.staff, Action.TAKE_CALLS):
            return None
        login = present.staff.login
        with self._console.database.read() as session:
            rows = waiting_rows(line.waiting(session, login), login)
            html = str(macros("hotline/lists.html").waiting(rows, present.csrf))
            desk = {"count": len(rows), "mine": sum(row.mine for row in rows), "html": html, "due": callbacks.count_due(session)}
        return login, json.dumps(desk, ensure_ascii=False)
