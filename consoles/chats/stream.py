"""What an open page of the conversations hears by itself: the queue, new messages, typing, and a beat that it answers."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

from anyio.to_thread import run_sync

from bot.conversations.doorbell import QUEUE
from bot.conversations.handover import queue
from bot.conversations.handover.queue import Entry
from bot.people.service import Action, SignedIn, may
from consoles.chats.chats import Chats
from consoles.chats.views import is_mine, lines_of, queue_for
from consoles.console import Console
from consoles.pages import part

# A browser that has gone to sleep still hears the line, where its own clocks stand still: so the beat comes from here.
BEAT_SECONDS = 12.0
_STREAM_SECONDS = 3_600.0
Whoever = Callable[[], SignedIn | None]


class Stream:
    """Server-sent events for one page."""

    def __init__(self, console: Console, chats: Chats) -> None:
        self._console = console
        self._chats = chats

    async def events(self, present: SignedIn, whoever: Whoever, chat: int, after: int) -> AsyncIterator[str]:
        """`queue` {html, waiting, unanswered}, `message` {html, citizen} with its id, `state` {state, mine}, `typing` {on}, `beat`.

        `chat`: the conversation that the page shows (0: none). The line ends with the session, or after an hour; browsers come back.
        """
        entry = await run_sync(self._entry, chat) if chat else None
        names = [QUEUE, *([entry.conversation_id] if entry else [])]
        loop = asyncio.get_running_loop()
        ends, beat = loop.time() + _STREAM_SECONDS, 0.0
        told: dict[str, str] = {}
        async with self._chats.doorbell.watch(*names) as bell:
            while loop.time() < ends:
                if loop.time() >= beat:
                    if not await run_sync(_still_there, whoever):
                        return
                    beat = loop.time() + BEAT_SECONDS
                    yield "event: beat\ndata: {}\n\n"
                bell.clear()
                for event in await run_sync(self._news, present, entry, after):
                    if event.id:
                        after = event.id
                    elif told.get(event.name) == event.data:
                        continue
                    told[event.name] = event.data
                    yield event.text
                await _until(bell, beat - loop.time())

    def _entry(self, chat: int) -> Entry | None:
        with self._console.database.read() as session:
            return queue.entry(session, chat)

    def _news(self, present: SignedIn, entry: Entry | None, after: int) -> list["_Event"]:
        with self._console.database.read() as session:
            found = queue_for(session, present.staff)
            html = part("chats/queue.html", queue=found, csrf=present.csrf, here=entry.id if entry else 0)
            events = [_Event("queue", {"html": html, "waiting": len(found.waiting), "unanswered": found.unanswered})]
            if entry is None or (now := queue.entry(session, entry.id)) is None:
                return events
            lines = lines_of(session, now, after=after)
            for line in lines:
                html = part("chats/message.html", line=line, number=now.id, may_open=may(present.staff, Action.VIEW_PERSONAL))
                events.append(_Event("message", {"html": html, "citizen": line.author == "citizen"}, line.id))
            # As the page itself has it: where the two differ, a page loads itself anew for ever.
            mine = is_mine(now, present.staff)
            events.append(_Event("state", {"state": now.state, "mine": mine, "urgent": now.urgent, "reasons": now.reasons}))
            events.append(_Event("typing", {"on": now.citizen_typing}))
            return events


class _Event:
    """One event as it goes out; those with an id are resumed after it."""

    def __init__(self, name: str, data: object, id: int = 0) -> None:
        self.name, self.id = name, id
        self.data = json.dumps(data, ensure_ascii=False)

    @property
    def text(self) -> str:
        number = f"id: {self.id}\n" if self.id else ""
        return f"{number}event: {self.name}\ndata: {self.data}\n\n"


def _still_there(whoever: Whoever) -> bool:
    present = whoever()
    return present is not None and may(present.staff, Action.CHAT)


async def _until(bell: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(bell.wait(), max(seconds, 0.0))
    except TimeoutError:
        return
