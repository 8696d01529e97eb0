"""Pushing to operators' screens: the call that is open on one, and the calls that wait."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from anyio.to_thread import run_sync
from fastapi import Request

from bot.calls import callbacks, line
from bot.calls.service import Calls
from bot.people.service import Action, SignedIn, may
from consoles.console import Console
from consoles.guard import Guard
from consoles.hotline.live import DESK, Live
from consoles.hotline.screen import update
from consoles.hotline.waiting import waiting_rows
from consoles.pages import macros

# A stream looks again by itself after so long: a telephone that has rung alone long enough rings for all.
_AGAIN_SECONDS = 5.0
_STREAM_SECONDS = 3_600.0


class Streams:
    """Server-sent events: `call` with the screen of one's own call, `desk` with what waits."""

    def __init__(self, console: Console, calls: Calls, live: Live) -> None:
        self._console = console
        self._calls = calls
        self._live = live

    async def events(self, request: Request, present: SignedIn, call_id: str, guard: Guard) -> AsyncIterator[str]:
        """Everything that changes, until the browser leaves, signs out, or an hour has gone by (it then comes again)."""
        loop = asyncio.get_running_loop()
        ends, seen, told = loop.time() + _STREAM_SECONDS, -1, ""
        yield ": open\nretry: 1000\n\n"
        async with self._live.watch(*({call_id, DESK} - {""})) as bell:
            while loop.time() < ends:
                bell.clear()
                found = await run_sync(self._look, request, guard, call_id, seen)
                if found is None:
                    yield "event: signed-out\ndata: {}\n\n"
                    return
                screen, desk = found
                if screen is not None:
                    seen = screen["revision"]
                    yield f"event: call\ndata: {json.dumps(screen, ensure_ascii=False)}\n\n"
                if desk != told:
                    told = desk
                    yield f"event: desk\ndata: {desk}\n\n"
                try:
                    await asyncio.wait_for(bell.wait(), _AGAIN_SECONDS)
                except TimeoutError:
                    yield ": still here\n\n"

    def _look(self, request: Request, guard: Guard, call_id: str, seen: int) -> tuple[dict[str, Any] | None, str] | None:
        present = guard.whoever(request)
        if present is None or not may(present.staff, Action.TAKE_CALLS):
            return None
        login = present.staff.login
        with self._console.database.read() as session:
            call = line.own(session, call_id, login) if call_id else None
            screen = update(self._calls.screen(session, call)) if call is not None and call.revision != seen else None
            rows = waiting_rows(line.waiting(session, login), login)
            html = str(macros("hotline/lists.html").waiting(rows, present.csrf))
            desk = {"count": len(rows), "mine": sum(row.mine for row in rows), "html": html, "due": callbacks.count_due(session)}
        return screen, json.dumps(desk, ensure_ascii=False)
