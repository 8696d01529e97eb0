"""A desk put together for tests: the real business and store, and an engine double whose understanding is written down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.agencies.service import load_profile
from bot.conversations import service
from bot.conversations.engine import EngineDown
from bot.conversations.inbox import Inbox
from bot.conversations.replies import Reply
from bot.conversations.understanding import Understanding
from bot.filing.offices import Offices
from bot.knowledge.service import Knowledge
from bot.store import Database
from mingbai.settings import ROOT, Settings
from mingbai.wiring import Desk, assemble, load_knowledge

INTENTS = {
    "我要申请公开": "file_application", "我要投诉": "file_complaint", "我要咨询": "file_consultation", "我有建议": "file_suggestion",
    "查进度": "lookup", "你好": "greet",
}
ACTS = {"file_": "file", "lookup": "lookup", "greet": "smalltalk", "ask": "answer"}


@lru_cache(maxsize=1)
def offices() -> Offices:
    """The default place with its agencies, read once."""
    return Offices.of(load_profile(ROOT / "profiles" / "zongyang.yml"))


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """The desk's own knowledge, loaded once."""
    return load_knowledge(offices().profile)


@dataclass
class EngineDouble:
    """Understands by a written list, and calls the desk's acts as the engine's actions do. `fails` makes it die, before or after."""

    inbox: Callable[[], Inbox] | None = None
    fails: str | None = None
    seen: list[str] = field(default_factory=list)

    async def turn(self, conversation_id: str, text: str, metadata: Mapping[str, Any]) -> list[Reply]:
        """One turn, as the real engine would."""
        self.seen.append(text)
        if self.fails == "before" or self.inbox is None:
            raise EngineDown("killed before its action")
        intent = next((intent for words, intent in INTENTS.items() if text.startswith(words)), "ask")
        act = "fill" if metadata.get("draft") else next(act for start, act in ACTS.items() if intent.startswith(start))
        replies = await self.inbox().acted(act, conversation_id, metadata, text, Understanding({intent: 0.95}))
        if self.fails == "after":
            raise EngineDown("killed after its action")
        return replies


@dataclass
class Talk:
    """One citizen's conversation with a test desk."""

    desk: Desk
    inbox: Inbox
    engine: EngineDouble
    conversation_id: str

    async def say(self, text: str, client_message_id: str | None = None) -> list[Reply]:
        """Send one message."""
        return await self.inbox.take(self.conversation_id, text, client_message_id)

    async def through(self, *texts: str) -> Reply:
        """Send message after message; the last reply of the last one."""
        replies: list[Reply] = []
        for text in texts:
            replies = await self.say(text)
        return replies[-1]


def make_desk(database: Database, home: Path) -> Desk:
    """The desk on this store."""
    return assemble(Settings(home=home), database, offices(), knowledge())


def open_talk(database: Database, home: Path) -> Talk:
    """A new conversation with a desk on this store."""
    desk = make_desk(database, home)
    engine = EngineDouble()
    inbox = desk.inbox(engine)
    engine.inbox = lambda: inbox
    with database.write() as session:
        opened = service.open_with_token(session, "web")
    return Talk(desk, inbox, engine, opened.conversation_id)
