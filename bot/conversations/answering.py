"""What the desk can say to a question: from its knowledge, from the profile, or whose question it is."""

from dataclasses import replace

from bot.agencies.contacts import Contacts
from bot.agencies.service import tells_several
from bot.clock.service import today
from bot.conversations import conduct, service, words
from bot.conversations.doors import Door, Doors
from bot.conversations.models import Unanswered
from bot.conversations.refusals import BEYOND_DOUBT
from bot.conversations.replies import Reply, options
from bot.conversations.turn import ASKED, Turn, reply_of, reply_with
from bot.filing import remarks
from bot.filing.demands import is_grievance
from bot.knowledge.service import Answer, Knowledge
from bot.knowledge.text import matters
from bot.people.masking import holds_id_number, mask_text

_A_WORD = 6  # characters: «咨询» asks nothing
_A_MATTER, _NO_STORY = 5, 30  # characters
_A_TALE = 4  # characters: «征地» names what it is about, and tells nothing of it
_TOLD_BEFORE = 60  # characters: a long story before would outweigh the question
_AGAINST_A_NO = 0.35  # a faint likeness to an entry is no reason to answer what the engine declines
_LIKELY, _HARDLY = 0.7, 0.1
# Where nothing else fits a message, it was most likely a question: then an answer may be a little less sure than usual.
_ASKED_AFTER_ALL, _NEAR = 0.9, 0.4


class Answering:
    """Answers; nothing is filed here."""

    def __init__(self, knowledge: Knowledge, contacts: Contacts, doors: Doors) -> None:
        self._knowledge = knowledge
        self._contacts = contacts
        self._doors = doors

    def ask(self, text: str) -> Answer | None:
        """What the knowledge says to a question today."""
        return self._knowledge.answer(text, today=today())

    def in_context(self, turn: Turn) -> list[Reply]:
        """The answer to a question that leaves out what it is about, read together with what was said before; empty where that tells nothing."""
        before = service.words_before(turn.session, turn.conversation.id, turn.message_id)
        found = self._heard(turn, f"{before}，{turn.text}") if before and len(before) <= _TOLD_BEFORE else None
        return [reply_of(found)] if found is not None and found.outcome == "answered" and found.beside is None else []

    def foresee(self, text: str) -> None:
        """Look for the answer while the engine still reads the message; nothing is said or kept."""
        self._knowledge.foresee(text)

    def known(self, turn: Turn) -> list[Reply]:
        """The answer from the profile or the entries; empty where there is none."""
        contact = self._contacts.about(turn.text)
        if contact is not None and contact.known:
            return [reply_with(contact)]
        found = self._found(turn)
        if found is not None and (service := self._service(turn)):
            return [self._shown(turn, service, words.A_SERVICE)]
        if found is not None and found.outcome != "clarify":
            return [reply_of(found), *self._left_over(turn)]
        return [reply_with(contact)] if contact is not None else []

    def unknown(self, turn: Turn) -> list[Reply]:
        """What is said where there is no answer: a question back, or whose question it is; kept for the editor."""
        near = self._heard(turn, turn.text, _ASKED_AFTER_ALL)
        if near and near.outcome != "clarify" and near.confidence >= _NEAR:
            return [reply_of(near)]
        turn.session.add(Unanswered(text=mask_text(turn.text)[:500]))
        if found := self._found(turn):
            return [reply_of(found)]
        door = self._doors.of(turn.text)
        return [self._shown(turn, door, words.NOT_FOUND_BUT) if door else self._offered(turn, words.NOT_FOUND)]

    def _found(self, turn: Turn) -> Answer | None:
        return self._heard(turn, turn.text, turn.understood.sure_of("ask"))

    def _heard(self, turn: Turn, text: str, asked: float | None = None) -> Answer | None:
        """What the knowledge says, asked once in a turn: several steps want to know, and each asking costs milliseconds."""
        if (text, asked) not in turn.heard:
            turn.heard[text, asked] = self._knowledge.answer(text, today=today(), asked=asked)
        return turn.heard[text, asked]

    def is_a_matter(self, turn: Turn) -> bool:
        """Whether the words ask nothing, tell of what another office does, and no entry is plainly meant."""
        if len(turn.text) < _A_TALE or remarks.is_question(turn.text) or not self._doors.is_theirs(turn.text):
            return False
        found = self._found(turn)
        return found is None or found.outcome == "clarify" or found.beside is not None

    def told(self, turn: Turn) -> list[Reply]:
        """The answer, where knowledge and engine together take the message for a question, whatever the engine alone makes of it.

        Where somebody else's data may be wanted there must be no doubt that a rule is asked for.
        """
        found = self._found(turn)
        if found is None or found.outcome == "clarify" or (turn.act == "file" and holds_id_number(turn.text)) or self._service(turn):
            return []
        plainly = turn.understood.sure_of(turn.understood.top or "") >= _LIKELY or (
            turn.understood.sure_of("ask") < _HARDLY and not remarks.is_question(turn.text)
        )
        if turn.act == "file" and found.beside is not None and (is_grievance(turn.text) or plainly):
            return []  # two answers in doubt keep nobody from filing what is plainly a matter
        if turn.act == "decline" and found.confidence < min(_AGAINST_A_NO, turn.understood.sure_of(turn.understood.top or "")):
            return []  # the engine is surer that it is nothing for the desk
        doubted = turn.act == "decline" and turn.understood.top == "others_data" and conduct.is_about_somebody(turn.text)
        return [] if doubted and found.confidence < BEYOND_DOUBT else [reply_of(found), *self._left_over(turn)]

    def asked_at(self, turn: Turn) -> list[Reply]:
        """Whom a question of another office can be asked directly, before it is registered; nothing where registering was ordered."""
        door = None if turn.asked or remarks.orders_filing(turn.text) or len(turn.text) <= _A_WORD else self._doors.of(turn.text)
        if door is None or door.elsewhere or not door.contact.known:
            return []
        return [replace(reply_with(door.contact), text=words.ASK_THEM.format(agency=door.agency, contact=door.contact.text))]

    def beside(self, turn: Turn) -> dict[str, Reply]:
        """Questions beside the wish that the knowledge answers, each with its answer."""
        parts = matters(turn.text)
        asking = [part for part in parts if remarks.is_question(part) and not is_grievance(part)] if len(parts) > 1 else []
        found = [(part, answer) for part in asking if (answer := self._heard(turn, part)) and answer.outcome != "clarify"]
        return {part: reply_of(answer) for part, answer in found[:2]}

    def _service(self, turn: Turn) -> Door | None:
        """The office whose benefit, paper or permit is asked for, where the knowledge only finds something like it."""
        return self._doors.of_service(turn.text, lambda text: found.confidence if (found := self._heard(turn, text)) else 0.0)

    def _shown(self, turn: Turn, door: Door, text: str) -> Reply:
        """Whose question it is and how they are reached; where it is an office of the place, it can be asked from here."""
        if door.elsewhere:
            return Reply(door.elsewhere, "redirected", options=words.MENU)
        said = self._offered(turn, text.format(agency=door.agency, contact=door.contact.text))
        return replace(said, citations=reply_with(door.contact).citations)

    @staticmethod
    def _offered(turn: Turn, text: str) -> Reply:
        """What could not be answered may be registered; a bare «咨询» after it means this very question."""
        turn.conversation.pending = {**(turn.conversation.pending or {}), ASKED: mask_text(turn.text)}
        choices = options((("登记成咨询", "咨询"), ("登记成投诉", "投诉"), ("申请信息公开", "申请公开"), ("找人工", "转人工")))
        return Reply(text, "clarify", options=choices)

    def _left_over(self, turn: Turn) -> list[Reply]:
        """A matter told beside the question that was answered: named, and offered to be filed; filing tells several matters apart."""
        parts = matters(turn.text)
        open_parts = [part for part in parts if self._is_beside(part, turn.text) and self._heard(turn, part) is None] if len(parts) > 1 else []
        if not open_parts:
            return []
        said = "，还有".join(open_parts)
        choices = options((kind, f"{kind}：{said}") for kind in ("投诉", "咨询", "建议"))
        return [Reply(words.ALSO_SAID.format(part=mask_text(said)[:120]), "asked", options=choices)]

    def _is_beside(self, part: str, text: str) -> bool:
        """Whether a part of a message is a matter of its own. In a story what is told leads up to the question and is none."""
        if len(part) < _A_MATTER:
            return False
        return remarks.orders_filing(part) or ((len(text) <= _NO_STORY or tells_several(text)) and self._doors.knows(part))
