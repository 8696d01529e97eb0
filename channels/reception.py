"""Where everything that a channel read is dealt with: once, in time where there is time, and never forgotten.

The channel's other side waits a few seconds for an answer. What is ready by then goes with it; what is not is acknowledged,
and the answer is sent later (`bot.conversations.owed`). Asked again for the same thing, both come to the same work.
"""

import asyncio
import contextlib
import datetime as dt
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from bot.conversations import choices, edits, owed, service
from bot.conversations.inbox import Inbox, MessageRefused
from bot.conversations.owed import Item
from bot.conversations.replies import Reply
from bot.conversations.turn import Turn
from bot.conversations.turns import Turns
from bot.delivery.worker import GivenUp
from bot.people.masking import mask_text
from bot.store import Database
from channels import words
from channels.channel import Arrived, Edited, File, Incoming, Place, Tapped, Undelivered, Unreadable, Webhook, What, Words
from channels.files import Files
from channels.marks import Marks
from channels.post import undelivered
from channels.problems import Problem
from channels.uploads import Uploads

_log = structlog.get_logger(__name__)
_MOST_ADDRESSES = 20_000
_MOST_ACKNOWLEDGED = 20_000
_LOOK_UPS_AT_ONCE = 4
# How much longer than its patience a request waits for its words to be kept: what is not kept is not acknowledged.
_LAST_MOMENT = 0.7
Key = tuple[str, str, str]


@dataclass
class _Case:
    """One incoming thing while it is dealt with."""

    task: asyncio.Task[list[Reply] | None]
    acknowledged: bool = False


@dataclass(frozen=True)
class Dealt:
    """What came of an incoming thing: its replies; or None when they are not ready and will be sent later."""

    item: Item
    replies: list[Reply] | None


class Reception:
    """Deals with what comes in over all channels outside the desk's own pages.

    `given_up`: what becomes of a notice of which the other side says afterwards that it did not arrive (`bot.delivery.worker`).
    """

    def __init__(self, database: Database, inbox: Inbox, turns: Turns, uploads: Uploads, given_up: GivenUp) -> None:
        self._database = database
        self._given_up = given_up
        self._inbox = inbox
        self._turns = turns
        self._files = Files(database, inbox, turns, uploads)
        self._marks = Marks(database)
        self._open: dict[Key, _Case] = {}
        self._addresses: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._acknowledged: OrderedDict[Key, None] = OrderedDict()
        self._doubtful: set[Key] = set()
        # Threads of its own: who writes for the first time must not wait for the answers to others.
        self._looking_up = CapacityLimiter(_LOOK_UPS_AT_ONCE)

    async def deal(self, channel: Webhook, incoming: Incoming, base: str, until: float) -> Dealt:
        """Deal with one incoming thing, waiting for its replies until the loop's time `until`.

        Problem 503 when it could not even be kept: the other side will send it again.
        """
        item = Item(await self._conversation(channel.name, incoming.address), incoming.id)
        key = (channel.name, incoming.address, incoming.id)
        if key in self._acknowledged:
            return Dealt(item, None)
        case = self._open.get(key) or self._begin(channel, incoming, item, key, base)
        await asyncio.wait({case.task}, timeout=until - asyncio.get_running_loop().time())
        if case.task.done() and case.task.exception() is None:
            return Dealt(item, case.task.result() if await self._is_ours(key, item) else None)
        case.acknowledged = True
        if not await self._is_kept(case, item):
            case.acknowledged = False
            self._doubtful.add(key)
            raise Problem(503, "busy", "服务繁忙，请稍后再试。")
        self._remember(key)
        return Dealt(item, None)

    async def finish(self, dealt: Dealt, carried: int, made: int, base: str) -> None:
        """Told when a request has been answered with `carried` of the `made` native messages: the rest goes to the outbox."""
        if carried >= made:
            await self._marks.make(lambda session: owed.settle(session, dealt.item))
        else:
            await self._marks.make(lambda session: owed.hand_over(session, dealt.item, carried, base))

    async def finish_left_over(self, channel: Webhook, older_than: dt.timedelta) -> int:
        """Fetch the files that a process took in and could not fetch; how many there were."""
        return await self._files.finish_left_over(channel, older_than)

    def _begin(self, channel: Webhook, incoming: Incoming, item: Item, key: Key, base: str) -> _Case:
        task = asyncio.create_task(self._work(channel, incoming, item, key, base))
        task.add_done_callback(lambda done: done.cancelled() or done.exception())  # logged already, and nobody may be waiting
        case = self._open[key] = _Case(task)
        return case

    async def _work(self, channel: Webhook, incoming: Incoming, item: Item, key: Key, base: str) -> list[Reply] | None:
        """The replies; None where the outbox has them."""
        case = self._open[key]
        try:
            if await run_sync(self._is_brought_apart, item, limiter=self._looking_up):
                return None
            channel.noticed(incoming)
            replies = await self._dealt(channel, incoming.what, item)
            if case.acknowledged:
                await self._marks.make(lambda session: owed.hand_over(session, item, 0, base))
            return replies
        except Exception as error:
            _log.exception("reception.failed", channel=channel.name, error=type(error).__name__)
            raise
        finally:
            del self._open[key]

    async def _is_kept(self, case: _Case, item: Item) -> bool:
        """Acknowledge in the store; waits a last moment for a message that is not in it yet, or for a store that is held up."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LAST_MOMENT):
                # A mark that comes too late must not be made: the other side was told otherwise.
                while not await self._marks.make(lambda session: case.acknowledged and owed.acknowledge(session, item)):
                    await asyncio.sleep(0.1)
                return True
        return False

    async def _is_ours(self, key: Key, item: Item) -> bool:
        """Whether this request may carry the answer: an acknowledgement that came too late may have given it to the outbox."""
        if key not in self._doubtful:
            return True
        self._doubtful.discard(key)
        return bool(await self._marks.make(lambda session: owed.take_back(session, item)))

    def _is_brought_apart(self, item: Item) -> bool:
        """Whether another process, or this one before it was started anew, has acknowledged the same already."""
        with self._database.read() as session:
            return owed.is_brought_apart(session, item)

    def _remember(self, key: Key) -> None:
        self._acknowledged[key] = None
        while len(self._acknowledged) > _MOST_ACKNOWLEDGED:
            self._acknowledged.popitem(last=False)

    async def _conversation(self, channel: str, address: str) -> str:
        """The conversation with an address: looked up once, then remembered, since it never changes."""
        key = (channel, address)
        if key not in self._addresses:
            self._addresses[key] = await run_sync(self._look_up, channel, address, limiter=self._looking_up)
        self._addresses.move_to_end(key)
        while len(self._addresses) > _MOST_ADDRESSES:
            self._addresses.popitem(last=False)
        return self._addresses[key]

    def _look_up(self, channel: str, address: str) -> str:
        with self._database.read() as session:
            known = service.known_address(session, channel, address)
        if known is not None:
            return known
        with self._database.write_ahead() as session:  # the words that follow are kept after it
            return service.of_address(session, channel, address)

    # — each kind of thing ————————————————————————————————————————————————

    async def _dealt(self, channel: Webhook, what: What, item: Item) -> list[Reply]:
        if isinstance(what, Words):
            return await self._words(what.text, item)
        if isinstance(what, File):
            return await self._files.take(channel, what, item)
        if isinstance(what, Place):
            return await self._note(f"（位置）{what.label}", item, lambda turn: self._turns.place(turn, what.label))
        if isinstance(what, Edited):
            return await self._edited(what, item)
        if isinstance(what, Tapped):
            return await self._tapped(what, item)
        if isinstance(what, Unreadable):
            return await self._say(what.shown, item, Reply(what.say, "clarify"))
        if isinstance(what, Arrived):
            return await self._note(what.shown, item, self._turns.greet)
        if isinstance(what, Undelivered):
            await self._marks.make(lambda session: undelivered(session, what.remote_id, what.why, self._given_up))
            return []
        return await run_sync(self._left, item)

    async def _words(self, text: str, item: Item) -> list[Reply]:
        if text.strip("。.!！ ") in words.GO_ON and await run_sync(self._waits, item):
            return await self._inbox.note(item.conversation_id, {"text": text}, item.client_message_id, lambda _: [], owed=True)
        try:
            return await self._inbox.take(item.conversation_id, text, item.client_message_id, owed=True)
        except MessageRefused as refused:
            return await self._say("（空消息）", item, Reply(str(refused), "clarify"))

    async def _tapped(self, what: Tapped, item: Item) -> list[Reply]:
        text = await run_sync(self._choice, what, item)
        if text is not None:
            return await self._words(text, item)
        return await self._say("（旧按钮）", item, Reply(words.OLD_BUTTON, "clarify"))

    def _choice(self, what: Tapped, item: Item) -> str | None:
        with self._database.read() as session:
            return choices.of_reply(session, item.conversation_id, what.reply, what.choice)

    async def _edited(self, what: Edited, item: Item) -> list[Reply]:
        meant = await run_sync(self._meant, what, item)
        if meant is not None:
            return await self._words(meant, item)
        return await self._say(f"（修改）{mask_text(what.text)}", item, Reply(words.EDITED_LATE, "clarify"))

    def _meant(self, what: Edited, item: Item) -> str | None:
        with self._database.read() as session:
            return edits.meant(session, item.conversation_id, what.original, what.text)

    async def _say(self, shown: str, item: Item, reply: Reply) -> list[Reply]:
        """One sentence, and the open question of a draft after it."""
        return await self._note(shown, item, lambda turn: [reply, *self._turns.asked_again(turn)])

    async def _note(self, shown: str, item: Item, answer: Callable[[Turn], list[Reply]]) -> list[Reply]:
        return await self._inbox.note(item.conversation_id, {"text": shown}, item.client_message_id, answer, owed=True)

    def _waits(self, item: Item) -> bool:
        """Whether the rest of something is on its way as soon as the citizen says anything."""
        with self._database.read() as session:
            return owed.waits_to_be_spoken_to(session, item.conversation_id)

    def _left(self, item: Item) -> list[Reply]:
        with self._database.write() as session:
            service.mark_unreachable(session, item.conversation_id)
        return []
