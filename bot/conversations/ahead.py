"""The engine reads a message while the message is being kept: what it has to be told of the conversation is guessed from the turn before.

A guess is acted upon only when it was right: the act waits for the message to be kept, and is not done where the store says otherwise.
"""

import asyncio
import itertools
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.conversations.replies import Reply

_MOST = 20_000
# What is said where a person was called, or may have been.
_MAY_CALL = frozenset({"handed_over", "safety", "failed"})
# In the metadata of a message that is read ahead; the engine hands it back to the act.
NUMBER = "ahead"

Told = Mapping[str, Any] | None
Read = Callable[[dict[str, Any]], Coroutine[Any, Any, list[Reply]]]


@dataclass(frozen=True)
class Ahead:
    """A message that the engine has already: what it was told of the draft, what becomes of the message's keeping, and of the reading."""

    number: int
    told: Told
    kept: asyncio.Future[int | None]
    reading: asyncio.Task[list[Reply]]


class ReadAhead:
    """Guesses how conversations stand, and holds what is read on such a guess."""

    def __init__(self) -> None:
        # Of each conversation the draft as it will stand, and the client's id of its last message.
        self._next: OrderedDict[str, tuple[Told, str | None]] = OrderedDict()
        self._underway: dict[int, Ahead] = {}
        self._numbers = itertools.count(1)

    def learn(self, conversation_id: str, draft: Told, replies: Sequence[Reply], client_message_id: str | None) -> None:
        """Guess from a turn how the next one begins: the draft goes on to what was asked last, or there is none.

        Nothing is guessed where a person was called, nor of a draft that has just begun, whose kind the replies do not tell.
        """
        asks = replies[-1].asks if replies else None
        if (asks and draft is None) or any(reply.outcome in _MAY_CALL for reply in replies):
            return
        self._next[conversation_id] = ({**draft, "asks": asks} if draft and asks else None, client_message_id)
        if len(self._next) > _MOST:
            self._next.popitem(last=False)

    def forget(self, conversation_id: str) -> None:
        """The next message is not read ahead: nobody can guess what it will be for."""
        self._next.pop(conversation_id, None)

    def begin(self, conversation_id: str, client_message_id: str | None, read: Read) -> Ahead | None:
        """Have a message read; None where there is nothing to guess from, or the last one is pushed again. Whoever begins also ends it."""
        if (known := self._next.get(conversation_id)) is None or (client_message_id and client_message_id == known[1]):
            return None
        told = known[0]
        number = next(self._numbers)
        reading = asyncio.create_task(read({NUMBER: number, "draft": told}))
        ahead = Ahead(number, told, asyncio.get_running_loop().create_future(), reading)
        self._underway[number] = ahead
        return ahead

    async def kept(self, number: int) -> int | None:
        """The id of the message with this number once it is kept; None where nothing is to be done for it: the guess was wrong."""
        ahead = self._underway.get(number)
        return None if ahead is None else await asyncio.shield(ahead.kept)

    def end(self, ahead: Ahead) -> None:
        """Nothing more is done for it, however late the engine comes; twice does no harm."""
        self._underway.pop(ahead.number, None)
        if not ahead.kept.done():
            ahead.kept.set_result(None)
        ahead.reading.cancel()
