"""One message in hand, and how what is known is said as a reply."""

from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from bot.agencies.contacts import Contact
from bot.conversations import words
from bot.conversations.models import Conversation
from bot.conversations.replies import Citation, Reply, options
from bot.conversations.understanding import Understanding
from bot.filing.service import Speaker
from bot.knowledge.service import Answer

ASKED = "asked"  # what waits under this name is the question before, which found no answer
_CHOICES = 4


@dataclass(frozen=True)
class Turn:
    """One message in hand, inside one transaction."""

    session: Session
    conversation: Conversation
    message_id: int | None
    text: str
    understood: Understanding
    asked: str = ""  # the question before this message, where it found no answer
    act: str = ""  # what the engine would have done with it
    # What the knowledge said in this turn, by question and the engine's opinion of it: asked once, however many steps want to know.
    heard: dict[tuple[str, float | None], Answer | None] = field(default_factory=dict, repr=False, compare=False)

    def waits(self, name: str) -> str:
        """What was said before and waits for this message: the number of a look-up, a place shown on the map."""
        return str((self.conversation.pending or {}).get(name) or "")

    @property
    def speaker(self) -> Speaker:
        """Who is speaking, for filing."""
        return Speaker(self.conversation.id, self.conversation.channel)


def turn_of(session: Session, conversation_id: str, message_id: int | None, text: str) -> Turn:
    """A message that no engine has read."""
    return Turn(session, session.get_one(Conversation, conversation_id), message_id, text, Understanding())


def with_question_before(turn: Turn) -> Turn:
    """The question that found no answer waits for the very next message only."""
    asked = turn.waits(ASKED)
    if asked:
        turn.conversation.pending = {name: kept for name, kept in turn.conversation.pending.items() if name != ASKED} or None
    return replace(turn, asked=asked)


def reply_of(answer: Answer) -> Reply:
    """A knowledge answer as a reply; where two things may be meant, both, each under what it answers."""
    both = [answer] if answer.beside is None else [answer, answer.beside]
    citations = dict.fromkeys(Citation(c.source, c.article, c.quote, c.url) for one in both for c in one.citations)
    choices = dict.fromkeys((o.label, o.text) for one in both for o in one.options)
    text = answer.text if answer.beside is None else words.either([(one.title, one.text) for one in both])
    return Reply(text, answer.outcome, tuple(citations), options=options(list(choices)[:_CHOICES]))


def reply_with(contact: Contact) -> Reply:
    """How an agency is reached, as a reply."""
    return Reply(contact.text, "answered", (Citation(contact.fact.source, contact.fact.on),))
