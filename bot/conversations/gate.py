"""What must not wait for anybody's understanding: said where a message comes in, before the engine is asked."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.conversations import choices, lookup, safety, service
from bot.conversations.acts import Acts
from bot.conversations.handover.lifecycle import State
from bot.conversations.handover.service import THREAT, Switchboard
from bot.conversations.handover.words import stops_waiting
from bot.conversations.replies import Reply
from bot.conversations.steps import Step, first
from bot.conversations.threats import is_threat
from bot.conversations.turn import Turn, turn_of


@dataclass(frozen=True)
class Knock:
    """A message at the gate, kept already. `state`: whether a person is waited for, or has the conversation."""

    session: Session
    conversation_id: str
    message_id: int
    text: str
    state: State | None

    @property
    def turn(self) -> Turn:
        """The message in hand; the conversation is read only where a step has something to say."""
        return turn_of(self.session, self.conversation_id, self.message_id, self.text)


class Gate:
    """Answers at the gate, in the transaction that keeps the message."""

    def __init__(self, acts: Acts, switchboard: Switchboard) -> None:
        self._acts = acts
        self._switchboard = switchboard
        self.steps: tuple[Step[Knock], ...] = (
            Step("danger", "a life may hang on the number to call: it goes before everything, also where a person has the conversation", self._danger),
            Step("threat", "a person has to look, whatever the words are answered with; it says nothing itself", self._threat),
            Step("no_person", "whoever waits no more is let go before his words are read as anything else", self._no_person),
            Step("link", "number and code in one message are a key, and must reach neither engine nor operator", self._link),
            Step("code", "the code that a look-up waits for is a key, too; a bare number means it only then", self._code),
        )

    def answered(self, knock: Knock) -> list[Reply] | None:
        """The replies as they are kept; None for a message that has to be understood."""
        said = first(self.steps, knock)
        return None if said is None else service.record(knock.session, knock.message_id, said)

    def _danger(self, knock: Knock) -> list[Reply] | None:
        danger = safety.danger_in(knock.text)
        if danger is None:
            return None
        self._switchboard.call(knock.session, knock.conversation_id, danger.name)
        beside = [] if knock.state is State.TAKEN else self._acts.beside_danger(knock.turn)
        return [safety.reply_to(danger, knock.text), *beside]

    def _threat(self, knock: Knock) -> None:
        if is_threat(knock.text):
            self._switchboard.call(knock.session, knock.conversation_id, THREAT)

    def _no_person(self, knock: Knock) -> list[Reply] | None:
        if knock.state is None or not stops_waiting(knock.text):
            return None
        said = self._switchboard.leave(knock.session, knock.conversation_id)
        return [said, *self._acts.asked_again(knock.turn)] if said else None

    def _link(self, knock: Knock) -> list[Reply] | None:
        return self._acts.link(knock.turn) if knock.state is not State.TAKEN and lookup.wants_link(knock.text) else None

    def _code(self, knock: Knock) -> list[Reply] | None:
        if knock.state is State.TAKEN or not lookup.looks_like_code(knock.text):
            return None
        turn = knock.turn
        return self._acts.lookup(turn) if turn.waits("lookup") else None


def may_answer(text: str) -> bool:
    """Whether a message may be answered at the gate, or means what only the store knows."""
    at_the_gate = safety.danger_in(text) or is_threat(text) or stops_waiting(text) or lookup.looks_like_code(text) or lookup.wants_link(text)
    return bool(at_the_gate or choices.number_in(text))
