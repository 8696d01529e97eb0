"""What the desk does with one message once it is understood: each act in the same shape, `(turn) -> replies`.

The engine decides which act; when it is down the inbox decides by plain words. Either way these are the only acts there are.
"""

from bot.conversations import afterwards, conduct, lookup, words
from bot.conversations.answering import Answering
from bot.conversations.handover.service import Switchboard
from bot.conversations.refusals import BEYOND_DOUBT, bent, not_to_be_ordered, others_data
from bot.conversations.replies import Reply
from bot.conversations.turn import Turn
from bot.filing import remarks
from bot.filing.demands import is_grievance
from bot.filing.service import Filing
from bot.knowledge.text import matters
from bot.people.masking import holds_id_number
from bot.tickets.kinds import Kind
from bot.tickets.service import Tickets

A_CHOICE = 8  # characters: «申请公开», «我要投诉» choose and ask nothing
LIKELY = 0.7
_SURE = 0.6
_UNSURE = 0.4  # nobody is turned away on a guess
_A_WISH = 3  # characters: «申请» and «公开» alone may mean anything
_A_MATTER = 10  # characters: so long a message is no single word any more
_HEARD = 0.05
_LIKELY_KIND = 0.4  # of five kinds of message and more
KIND_OF_INTENT = {
    "file_application": Kind.APPLICATION,
    "file_complaint": Kind.COMPLAINT,
    "file_consultation": Kind.CONSULTATION,
    "file_suggestion": Kind.SUGGESTION,
}


class Acts:
    """The acts. They know the business, and neither channel nor engine."""

    def __init__(self, answering: Answering, filing: Filing, tickets: Tickets, switchboard: Switchboard) -> None:
        self._answering = answering
        self._filing = filing
        self._tickets = tickets
        self._switchboard = switchboard

    def answer(self, turn: Turn) -> list[Reply]:
        """Answer from the entries, and numbers of agencies from the profile; what nobody could answer is kept for the editor."""
        if lookup.asks_progress(turn.text) and turn.understood.nearly("lookup"):
            return self.lookup(turn)
        if known := self._answering.known(turn):
            return known
        if remarks.orders_filing(turn.text) and remarks.named_kind(turn.text):
            return self.file(turn)
        return self._answering.unknown(turn)

    def file(self, turn: Turn) -> list[Reply]:
        """Begin a draft of the kind that was understood; a question beside the wish is answered first."""
        kind = KIND_OF_INTENT.get(turn.understood.top or "") or self._likeliest(turn) or remarks.named_kind(turn.text) or (
            Kind.COMPLAINT if is_grievance(turn.text) or self._answering.is_a_matter(turn) else None
        )
        if lookup.asks_progress(turn.text):
            return self.lookup(turn)
        place = turn.waits("place")
        if place:
            turn.conversation.pending = None
        beside = self._answering.beside(turn)
        told = turn.asked if turn.asked and len(turn.text) <= A_CHOICE and remarks.named_kind(turn.text) else turn.text
        for part in beside:  # what was answered is no matter to be filed
            told = told.replace(part, "", 1) if len(told) - len(part) >= _A_MATTER else told
        asked_at = self._answering.asked_at(turn) if kind is Kind.CONSULTATION and not beside else []
        return [*asked_at, *beside.values(), *self._filing.start(turn.session, turn.speaker, kind, told, place)]

    @staticmethod
    def _likeliest(turn: Turn) -> Kind | None:
        """The kind that the engine hears next, where a matter that is told was taken for a look-up."""
        intent = max(KIND_OF_INTENT, key=turn.understood.sure_of)
        return KIND_OF_INTENT[intent] if turn.understood.top == "lookup" and turn.understood.sure_of(intent) >= _HEARD else None

    def fill(self, turn: Turn) -> list[Reply]:
        """The next message of a filing; a wish for a person or a look-up in the middle is met, and the form goes on."""
        aside: list[Reply] = []
        if remarks.wants_person(turn.text):
            aside = self.hand_over(turn)
        elif lookup.number_in(turn.text):
            aside = lookup.look_up(turn.session, self._tickets, turn.conversation, turn.text)
        if aside:
            return [*aside, *self._filing.ask_again(turn.session, turn.speaker)]
        top = turn.understood.top or ""
        likely = KIND_OF_INTENT.get(top) if turn.understood.sure_of(top) >= _LIKELY_KIND else None
        return self._filing.fill(turn.session, turn.speaker, turn.message_id, turn.text, likely) or self.clarify(turn)

    def asked_again(self, turn: Turn) -> list[Reply]:
        """The open question of a draft once more; empty without one."""
        return self._filing.ask_again(turn.session, turn.speaker)

    def beside_danger(self, turn: Turn) -> list[Reply]:
        """What follows the number to call: an open form goes on, and what was said of its matter is not lost."""
        return self._filing.beside_danger(turn.session, turn.speaker, turn.message_id, turn.text)

    def lookup(self, turn: Turn) -> list[Reply]:
        """Where a ticket stands: for whoever holds number and code, or filed it in this very conversation."""
        if not turn.waits("lookup") and turn.understood.sure_of("lookup") < LIKELY and lookup.tells_a_matter(turn.text):
            return self.file(turn)
        found = lookup.look_up(turn.session, self._tickets, turn.conversation, turn.text)
        if holds_id_number(turn.text):
            return found
        return [*found, *self._answering.beside(turn).values(), *self._filed_beside(turn)]

    def _filed_beside(self, turn: Turn) -> list[Reply]:
        """A wish to file that stands beside the question what became of an earlier matter: its form begins at once."""
        parts = matters(turn.text)
        wish = next((part for part in parts if remarks.orders_filing(part) and not lookup.asks_progress(part)), None) if len(parts) > 1 else None
        if wish is None:
            return []
        intent = max(KIND_OF_INTENT, key=turn.understood.sure_of)
        kind = KIND_OF_INTENT[intent] if turn.understood.sure_of(intent) > 0 else None
        return self._filing.start(turn.session, turn.speaker, kind, wish)

    def link(self, turn: Turn) -> list[Reply]:
        """A ticket is to be told of in this conversation too, or no more; an open form goes on."""
        return [*lookup.link_here(turn.session, self._tickets, turn.conversation, turn.text), *self._filing.ask_again(turn.session, turn.speaker)]

    def hand_over(self, turn: Turn) -> list[Reply]:
        """A person is wanted: into the queue, and the citizen hears what happens now."""
        return [self._switchboard.wanted(turn.session, turn.conversation.id)]

    def decline(self, turn: Turn) -> list[Reply]:
        """Out of scope, an order to break the rules, or other people's data: a clear no, and the way on."""
        top = turn.understood.top
        if turn.understood.sure_of(top or "") < _UNSURE and not bent(turn) and not conduct.is_about_somebody(turn.text):
            return self.answer(turn)
        if top == "others_data":
            doubted = not conduct.names_somebody(turn.text) and turn.understood.sure_of(top) < BEYOND_DOUBT
            return self.answer(turn) if doubted else [others_data()]
        if top == "manipulate":
            return [not_to_be_ordered()] if bent(turn) else self.answer(turn)
        return [Reply(words.OUT_OF_SCOPE, "declined", options=words.MENU)]

    def smalltalk(self, turn: Turn) -> list[Reply]:
        """Greetings and thanks; an insult is not argued with, and a question inside it is answered."""
        top = turn.understood.top
        if top == "abuse" and turn.understood.sure_of("abuse") < _SURE and len(turn.text) <= 6:
            return self.clarify(turn)
        if top == "abuse":
            return [Reply(words.ABUSE, "smalltalk", options=words.MENU)]
        said = {"thanks": words.THANKS, "goodbye": words.GOODBYE}.get(top or "", words.GREETING)
        return [Reply(said, "smalltalk", options=words.MENU if said is words.GREETING else ())]

    def greet(self, _turn: Turn) -> list[Reply]:
        """Somebody came who said nothing yet."""
        return [Reply(words.GREETING, "smalltalk", options=words.MENU)]

    def place(self, turn: Turn, label: str) -> list[Reply]:
        """A place was shown on the map: it goes into the open draft, or the citizen is asked what is about it."""
        if kept := self._filing.place(turn.session, turn.speaker, label):
            return kept
        turn.conversation.pending = {"place": label}
        return [Reply(words.WHAT_ABOUT_PLACE.format(label=label), "clarify", options=words.ABOUT_PLACE)]

    def clarify(self, turn: Turn) -> list[Reply]:
        """Too little was said: tell what can be done here, and ask back with choices. A matter told is registered all the same."""
        if remarks.only_applies(turn.text) and len(turn.text) >= _A_WISH:
            return self.file(turn)
        if len(turn.text) >= _A_MATTER and turn.understood.top == "vague" and not conduct.only_points(turn.text):
            return self.file(turn)
        before = afterwards.last(turn.session, turn.conversation.id, "clarify")
        if before is not None and before.text in (words.WHICH, words.WHICH_AGAIN):
            return [Reply(words.WHICH_AGAIN, "clarify", options=words.MENU)]
        return [Reply(words.ABOUT, "answered"), Reply(words.WHICH, "clarify", options=words.MENU)]
