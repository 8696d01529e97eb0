"""Files that come over a channel: noted first, fetched then, so that none is forgotten when a process dies in between."""

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict

import structlog
from anyio.to_thread import run_sync
from sqlalchemy import select

from bot.conversations import owed, service
from bot.conversations.inbox import Inbox
from bot.conversations.models import Attachment, Conversation
from bot.conversations.owed import Item
from bot.conversations.replies import Reply
from bot.conversations.turn import Turn
from bot.conversations.turns import Turns
from bot.conversations.words import MENU
from bot.store import Database, utc_now
from bot.store.files import suffix_of
from channels import words
from channels.channel import CannotFetch, File, Webhook
from channels.problems import Problem
from channels.uploads import Uploads

_log = structlog.get_logger(__name__)


class Files:
    """Takes files in: each becomes an attachment of its conversation and is answered."""

    def __init__(self, database: Database, inbox: Inbox, turns: Turns, uploads: Uploads) -> None:
        self._database = database
        self._inbox = inbox
        self._turns = turns
        self._uploads = uploads

    async def take(self, channel: Webhook, file: File, item: Item) -> list[Reply]:
        """Fetch a file and keep it; what is said to it."""
        known = await run_sync(self._note_down, file, item)
        if known is not None:
            return known
        return await self._fetch(channel, file, item)

    async def finish_left_over(self, channel: Webhook, older_than: dt.timedelta) -> int:
        """Fetch what was noted down and never fetched; how many there were."""
        left = await run_sync(self._left_over, channel.name, utc_now() - older_than)
        for item, file in left:
            try:
                await self._fetch(channel, file, item)
            except Exception:  # one file that cannot be dealt with must not keep the others from being fetched
                _log.exception("file.failed", channel=channel.name)
        return len(left)

    def _note_down(self, file: File, item: Item) -> list[Reply] | None:
        with self._database.write() as session:
            message = service.with_client_id(session, item.conversation_id, item.client_message_id)
            if message is not None:
                return service.replies_to(session, message.id) if message.answered else None
            shown = {"text": f"（{file.noun}）"}
            service.add_unread(session, item.conversation_id, shown, item.client_message_id, {"file": asdict(file)}, owed.OWED)
        return None

    async def _fetch(self, channel: Webhook, file: File, item: Item) -> list[Reply]:
        try:
            fetched = await channel.fetch(file)
            name = file.name or fetched.name or f"{file.noun}{suffix_of(fetched.data)}"
            await self._uploads.put(item.conversation_id, name, fetched.data, item.client_message_id)
        except (CannotFetch, Problem) as error:
            why = error.message if isinstance(error, Problem) else str(error)
            return await self._answer(file, item, lambda turn: [Reply(why, "failed"), *self._turns.asked_again(turn)])
        return await self._answer(file, item, lambda turn: self._kept(turn, file))

    async def _answer(self, file: File, item: Item, answer: Callable[[Turn], list[Reply]]) -> list[Reply]:
        return await self._inbox.note(item.conversation_id, {"text": f"（{file.noun}）"}, item.client_message_id, answer, owed=True)

    def _kept(self, turn: Turn, file: File) -> list[Reply]:
        """With a draft open the form goes on; after filing the file belongs to the ticket; else the citizen is asked what it is about."""
        if asked := self._turns.asked_again(turn):
            return [Reply(words.KEPT_FOR_DRAFT.format(noun=file.noun), "answered"), *asked]
        newest = select(Attachment.ticket_id).where(Attachment.conversation_id == turn.conversation.id).order_by(Attachment.at.desc())
        if turn.session.scalar(newest.limit(1)) is not None:
            return [Reply(words.KEPT_FOR_TICKET.format(noun=file.noun), "answered")]
        return [Reply(f"{words.KEPT.format(noun=file.noun)}{words.WHAT_ABOUT}", "clarify", options=MENU)]

    def _left_over(self, channel: str, before: dt.datetime) -> list[tuple[Item, File]]:
        found = []
        with self._database.read() as session:
            for message in service.unanswered(session, before):
                if isinstance(message.raw, dict) and session.get_one(Conversation, message.conversation_id).channel == channel:
                    found.append((Item(message.conversation_id, message.client_message_id or ""), File(**message.raw["file"])))
        return found
