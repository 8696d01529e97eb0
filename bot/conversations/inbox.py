"""The one way in: every channel hands a citizen's message over here and gets the replies back.

Store first, then act: once this has taken a message, neither the message nor what came of it can be lost or done twice.
"""

import asyncio
import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import structlog
from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from opencc import OpenCC
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations import choices, gate, lookup, safety, service, words
from bot.conversations.ahead import NUMBER, Ahead, ReadAhead, Told
from bot.conversations.alarming import alarming
from bot.conversations.engine import Engine, EngineDown
from bot.conversations.gate import Gate, Knock
from bot.conversations.handover.lifecycle import State
from bot.conversations.handover.service import Switchboard
from bot.conversations.models import Conversation, Message
from bot.conversations.owed import OWED
from bot.conversations.replies import Reply
from bot.conversations.turn import Turn, turn_of
from bot.conversations.turns import Turns
from bot.conversations.understanding import Understanding
from bot.filing import remarks
from bot.filing.models import Draft
from bot.people.masking import mask_text
from bot.store import Database, utc_now

MAX_TEXT = 5_000
# More at once would only queue up inside the engine, where waiting counts against its time limit, and in the way of words
# that still have to be kept.
_TURNS_AT_ONCE = 8
# Words are kept in threads of their own, a few only, since one thread writes at a time: they wait for no act.
_KEPT_AT_ONCE = 4
_log = structlog.get_logger(__name__)
_T = TypeVar("_T")


class MessageRefused(ValueError):
    """A message that cannot be taken; one Chinese sentence and the way on."""


@dataclass(frozen=True)
class _Received:
    """A message as kept, and what the engine has to be told of its conversation."""

    message_id: int
    text: str
    draft: Told
    replies: list[Reply] | None
    # Whether a person is waited for, or has the conversation; while one has it nothing is asked of the engine.
    state: State | None = None


class Inbox:
    """Takes messages in, has them understood and acted upon, and answers the replies that were kept."""

    def __init__(self, database: Database, engine: Engine, turns: Turns, switchboard: Switchboard) -> None:
        self._database = database
        self._engine = engine
        self._turns = turns
        self._switchboard = switchboard
        self.gate = Gate(turns, switchboard)
        alarming()  # learnt now: the first cry for help must not wait for it
        # Characters only: with phrases («tw2sp») it would rewrite words that are simplified already (文件 → 文档).
        self._simplify = OpenCC("t2s")
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._places = asyncio.Semaphore(_TURNS_AT_ONCE)
        self._receiving = CapacityLimiter(_KEPT_AT_ONCE)
        # The messages that the engine has now, and the wait for the disk that began when the act was done.
        self._settling: dict[int, asyncio.Task[None] | None] = {}
        self._ahead = ReadAhead()

    async def take(self, conversation_id: str, text: str, client_message_id: str | None = None, *, owed: bool = False) -> list[Reply]:
        """Deal with one message; the replies, numbered as they are kept. MessageRefused for what is no message.

        None come where a person has the conversation: he answers. The same `client_message_id` again answers what was
        answered before, and does nothing twice. `owed`: the citizen does not read here, the answer has to be brought
        (`bot.conversations.owed`). A bare number picks a choice offered last.
        """
        plain = readable(text)
        here = gate.may_answer(plain)
        async with self._one_at_a_time(conversation_id), self._reading(conversation_id, plain, client_message_id, here=here) as ahead:
            receive = partial(self._receive, conversation_id, plain, client_message_id, OWED if owed else None, here=here)
            foreseen = receive if ahead is None or ahead.told else partial(self._foreseen, receive)
            received = await run_sync(foreseen, limiter=self._receiving)
            self._ahead.forget(conversation_id)
            if received.replies is not None:
                return received.replies
            if received.state is State.TAKEN:
                said = await self._threaded(self._for_person, conversation_id, received.message_id)
                if said is not None:
                    return said
            replies = await self._deal_with(conversation_id, received, ahead)
            if received.state is None:
                self._ahead.learn(conversation_id, received.draft, replies, client_message_id)
            return replies

    @asynccontextmanager
    async def _reading(self, conversation_id: str, text: str, client_message_id: str | None, *, here: bool) -> AsyncIterator[Ahead | None]:
        """The engine reads while the message is kept, where how the conversation stands can be guessed and the engine has a place free."""
        ahead = None
        if not (here or self._places.locked()):
            ahead = self._ahead.begin(conversation_id, client_message_id, partial(self._asked, conversation_id, text))
        try:
            yield ahead
        finally:
            if ahead is not None:
                self._ahead.end(ahead)

    async def note(
        self, conversation_id: str, content: Mapping[str, Any], client_message_id: str, answer: Callable[[Turn], list[Reply]], *, owed: bool = False
    ) -> list[Reply]:
        """Keep something that is not to be understood (a place, a file, a greeting) and what `answer` says to it, once."""
        async with self._one_at_a_time(conversation_id):
            return await self._threaded(self._note, conversation_id, content, client_message_id, answer, OWED if owed else None)

    def _note(
        self, conversation_id: str, content: Mapping[str, Any], client_message_id: str, answer: Callable[[Turn], list[Reply]], owed: str | None
    ) -> list[Reply]:
        with self._database.write() as session:
            message = service.with_client_id(session, conversation_id, client_message_id)
            if message is None:
                message = service.add_unread(session, conversation_id, content, client_message_id, None, owed)
            elif message.answered:
                return service.replies_to(session, message.id)
            said = self._switchboard.attended(session, conversation_id)
            return service.record(session, message.id, answer(turn_of(session, conversation_id, message.id, "")) if said is None else said)

    async def _deal_with(self, conversation_id: str, received: _Received, ahead: Ahead | None) -> list[Reply]:
        self._settling[received.message_id] = None
        try:
            replies = await self._understood(conversation_id, received, ahead)
            if not replies or not all(reply.id for reply in replies):  # what is numbered is kept
                # The engine may have died after its action was done, or before: what is kept in the store decides.
                kept = await self._threaded(self._kept, received.message_id)
                replies = kept or await self._threaded(self._without_engine, conversation_id, received.message_id)
            await (self._settling[received.message_id] or self._threaded(self._database.settle))
            return replies
        finally:
            del self._settling[received.message_id]

    async def _understood(self, conversation_id: str, received: _Received, ahead: Ahead | None) -> list[Reply]:
        """What the engine had the desk say; nothing while it is down."""
        if ahead is not None and ahead.told == received.draft:
            ahead.kept.set_result(received.message_id)
            return await ahead.reading
        if ahead is not None:  # the engine takes a conversation's messages in turn: this one must not wait for that one
            self._ahead.end(ahead)
        return await self._asked(conversation_id, received.text, {"message_id": received.message_id, "draft": received.draft})

    async def _asked(self, conversation_id: str, text: str, metadata: dict[str, Any]) -> list[Reply]:
        try:
            async with self._places:
                return await self._engine.turn(conversation_id, self._for_engine(text), metadata)
        except EngineDown as error:
            _log.warning("engine.down", reason=str(error), message=metadata.get("message_id"))
            return []

    def _for_engine(self, text: str) -> str:
        """What the engine reads: simplified characters, and no personal numbers in its memory or its logs."""
        return self._simplify.convert(mask_text(text))

    def _receive(self, conversation_id: str, text: str, client_message_id: str | None, owed: str | None, *, here: bool) -> _Received:
        # What answers the message waits for the disk and takes this there too; some things are answered right here.
        with self._database.write() if here else self._database.write_ahead() as session:
            known = service.with_client_id(session, conversation_id, client_message_id) if client_message_id else None
            if known is not None and known.answered:
                return _Received(known.id, text, None, service.replies_to(session, known.id))
            state = self._switchboard.state(session, conversation_id)
            text = text if state is State.TAKEN else choices.meant(session, conversation_id, text)
            message_id = known.id if known else service.add_citizen_message(session, conversation_id, text, client_message_id, owed)
            replies = self.gate.answered(Knock(session, conversation_id, message_id, text, state))
            return _Received(message_id, text, _draft(session, conversation_id), replies, state)

    def _foreseen(self, receive: Callable[[], _Received]) -> _Received:
        """Receive, and look for the answer already: the engine, which reads meanwhile, takes longer than both."""
        received = receive()
        if received.replies is None and received.state is None and received.draft is None:
            self._turns.foresee(received.text)
        return received

    def _for_person(self, conversation_id: str, message_id: int) -> list[Reply] | None:
        """Keep a message as one for the person who has the conversation; None when nobody has it any more."""
        with self._database.write() as session:
            said = self._switchboard.attended(session, conversation_id)
            return None if said is None else service.record(session, message_id, said)

    async def acted(self, act: str, conversation_id: str, metadata: Mapping[str, Any], text: str, understood: Understanding) -> list[Reply]:
        """`act` in a thread, once the message is kept; `metadata` is what the engine was given with it.

        The disk is waited for while the replies go back through the engine, by `take`, before anybody hears them. Nothing is said
        where the engine was told what turned out wrong: it is asked again.
        """
        message_id: int | None = metadata.get("message_id")
        if NUMBER in metadata and (message_id := await self._ahead.kept(metadata[NUMBER])) is None:
            return []
        replies = await self._threaded(self.act, act, conversation_id, message_id, text, understood)
        if message_id in self._settling:
            self._settling[message_id] = asyncio.create_task(self._threaded(self._database.settle))
        return replies

    def act(self, act: str, conversation_id: str, message_id: int | None, text: str, understood: Understanding) -> list[Reply]:
        """What the engine's actions call: do the act and keep its replies, in one transaction, once for each message.

        Without `message_id` (the engine was spoken to directly) nothing is kept as a message.
        """
        # Who sent a message hears nothing before `take` has waited for the disk.
        with self._database.write() if message_id is None else self._database.write_unsettled() as session:
            conversation = session.get(Conversation, conversation_id)
            if conversation is None:
                return [Reply("请从服务台的对话窗口发送消息。", "failed")]
            if message_id is None:
                return self._turns.run(act, Turn(session, conversation, None, text, understood))
            # Locked: another process may have been asked for the same message again, while the first one is still at it.
            message = session.get_one(Message, message_id, with_for_update=True)
            if message.answered:
                return service.replies_to(session, message_id)
            turn = Turn(session, conversation, message_id, message.raw or text, understood)
            return self._answered(turn, message_id, lambda: self._turns.run(act, turn))

    def _answered(self, turn: Turn, message_id: int, act: Callable[[], list[Reply]]) -> list[Reply]:
        """Do the act and keep its replies, unless a person took the conversation meanwhile: then the desk is silent."""
        conversation_id = turn.conversation.id
        said = self._switchboard.attended(turn.session, conversation_id)
        if said is None:
            said = [*safety.beside(turn.text), *self._switchboard.round_off(turn.session, conversation_id, message_id, turn.text, act())]
        return service.record(turn.session, message_id, said)

    def _without_engine(self, conversation_id: str, message_id: int) -> list[Reply]:
        """The desk stays open: a form goes on, questions are answered from the index, plain words still begin a filing."""
        with self._database.write() as session:
            message = session.get_one(Message, message_id, with_for_update=True)
            if message.answered:
                return service.replies_to(session, message_id)
            turn = turn_of(session, conversation_id, message_id, message.raw or "")
            return self._answered(turn, message_id, lambda: self._plainly(turn))

    def _plainly(self, turn: Turn) -> list[Reply]:
        if turn.session.get(Draft, turn.conversation.id):
            return self._turns.run("fill", turn)
        if done := self._turns.own_ticket(turn):
            return done
        if lookup.number_in(turn.text):
            return self._turns.lookup(turn)
        if remarks.wants_person(turn.text):
            return self._turns.hand_over(turn)
        if remarks.named_kind(turn.text) and not remarks.is_question(turn.text):
            return self._turns.file(turn)
        if self._turns.ask(turn.text) is not None:
            return self._turns.answer(turn)
        return [Reply(words.OFFLINE, "failed", options=words.MENU)]

    def _kept(self, message_id: int) -> list[Reply]:
        with self._database.read() as session:
            return service.replies_to(session, message_id)

    async def finish_left_over(self, older_than: dt.timedelta = dt.timedelta()) -> int:
        """Answer words that a process took in and could not answer; how many there were."""
        left = await self._threaded(self._left_over, utc_now() - older_than)
        for conversation_id, message_id in left:
            try:
                async with self._one_at_a_time(conversation_id):
                    await self._threaded(self._without_engine, conversation_id, message_id)
            except Exception:  # one message that cannot be dealt with must not keep the others from their answers
                _log.exception("left_over.failed", message=message_id)
        return len(left)

    def _left_over(self, before: dt.datetime) -> list[tuple[str, int]]:
        with self._database.read() as session:
            return [(row.conversation_id, row.id) for row in service.unanswered(session, before) if isinstance(row.raw, str)]

    @asynccontextmanager
    async def _one_at_a_time(self, conversation_id: str) -> AsyncIterator[None]:
        """Two tabs of one conversation take turns; the lock is forgotten when nobody waits for it."""
        lock = self._locks[conversation_id]
        async with lock:
            yield
        if not lock.locked() and not getattr(lock, "_waiters", None):
            self._locks.pop(conversation_id, None)

    @staticmethod
    async def _threaded(function: Callable[..., _T], *args: Any) -> _T:
        return await run_sync(lambda: function(*args))


def _draft(session: Session, conversation_id: str) -> Told:
    """What the engine is told of an open draft. Only these: the answers would be opened for nothing."""
    draft = session.execute(select(Draft.kind, Draft.asks).where(Draft.conversation_id == conversation_id)).one_or_none()
    return {"kind": draft.kind, "asks": draft.asks} if draft else None


def readable(text: str) -> str:
    """The message without control characters; MessageRefused when it is empty or too long."""
    plain = "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Co", "Cn"))
    plain = plain.replace("\t", " ").strip()
    if not plain:
        raise MessageRefused("消息是空的，请写下您要问的或要办的事。")
    if len(plain) > MAX_TEXT:
        raise MessageRefused(f"消息太长了（{len(plain)} 个字）。一次最多 {MAX_TEXT} 个字，请只写要点，详细材料可以作为附件上传。")
    return plain
