"""What the desk does with one message once it is understood: each act in the same shape, `(turn) -> replies`.

The engine decides which act; when it is down the inbox decides by plain words. Either way these are the only acts there are.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from bot.agencies.contacts import Contact, Contacts
from bot.clock.service import period, today
from bot.conversations import conduct, lookup, manners, own, safety, service, words
from bot.conversations.doors import Door, Doors
from bot.conversations.handover.service import Switchboard
from bot.conversations.models import Conversation, Unanswered
from bot.conversations.replies import Citation, Reply, options
from bot.conversations.understanding import Understanding
from bot.filing import english, remarks
from bot.filing.extract import is_grievance
from bot.filing.service import Filing, Speaker
from bot.knowledge.service import Answer, Knowledge
from bot.knowledge.text import is_english, matters
from bot.people.masking import holds_id_number, mask_text
from bot.tickets.kinds import Kind
from bot.tickets.service import Tickets

_SURE = 0.6
# How sure the engine has to be of these to be believed whatever the knowledge makes of the message.
_BEYOND_DOUBT = 0.85
_CHOICES = 4
_A_CHOICE = 8  # characters: «申请公开», «我要投诉» choose and ask nothing
_TOLD_BEFORE = 60  # characters: a long story before would outweigh the question
_A_WISH = 3  # characters: «申请» and «公开» alone may mean anything
_A_MATTER = 10  # characters: so long a message is no single word any more
_LIKELY = 0.7
_HARDLY = 0.1
_HEARD = 0.05
_LIKELY_KIND = 0.4  # of five kinds of message and more
_PLAIN = {"manipulate": 0.65, "hand_over": 0.8}
KIND_OF_INTENT = {
    "file_application": Kind.APPLICATION,
    "file_complaint": Kind.COMPLAINT,
    "file_consultation": Kind.CONSULTATION,
    "file_suggestion": Kind.SUGGESTION,
}
_REGULATION = "政府信息公开条例"
_ASKED = "asked"
_LIKENED = ("answer", "hand_over", "decline", "clarify")  # acts that the engine may liken an order to file to


@dataclass(frozen=True)
class Turn:
    """One message in hand, inside one transaction."""

    session: Session
    conversation: Conversation
    message_id: int | None
    text: str
    understood: Understanding
    asked: str = ""  # the question before this message, where it found no answer

    def waits(self, name: str) -> str:
        """What was said before and waits for this message: the number of a look-up, a place shown on the map."""
        return str((self.conversation.pending or {}).get(name) or "")

    @property
    def speaker(self) -> Speaker:
        """Who is speaking, for filing."""
        return Speaker(self.conversation.id, self.conversation.channel)


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


class Turns:
    """The desk's conduct. It knows the business, and neither channel nor engine."""

    def __init__(
        self, knowledge: Knowledge, filing: Filing, tickets: Tickets, switchboard: Switchboard, contacts: Contacts, doors: Doors
    ) -> None:
        self._knowledge = knowledge
        self._filing = filing
        self._tickets = tickets
        self._switchboard = switchboard
        self._contacts = contacts
        self._doors = doors

    def run(self, act: str, turn: Turn) -> list[Reply]:
        """Do the act of this name (`answer`, `file`, `fill`, `lookup`, `hand_over`, `decline`, `smalltalk`, `clarify`).

        Whoever writes English hears the desk's own sentences in English, too.
        """
        replies = self._run(act, turn)
        return [words.in_english(reply) for reply in replies] if is_english(turn.text) else replies

    def _run(self, act: str, turn: Turn) -> list[Reply]:
        acts: dict[str, Callable[[Turn], list[Reply]]] = {
            "answer": self.answer, "file": self.file, "fill": self.fill, "lookup": self.lookup,
            "hand_over": self.hand_over, "decline": self.decline, "smalltalk": self.smalltalk, "clarify": self.clarify,
        }
        turn = _with_question_before(turn)
        if act not in ("fill", "file") and holds_id_number(turn.text):
            return [Reply(words.KEEP_NUMBERS_PRIVATE, "safety")]
        if act != "fill" and safety.gives_secret(turn.text):
            return [Reply(words.KEEP_SECRETS, "safety", (Citation("个人信息保护法", "第二十八条"),))]
        if act != "fill" and conduct.orders_us(turn.text):
            return [self._not_to_be_ordered()]
        if act not in ("fill", "clarify") and len(turn.text) >= _A_CHOICE and conduct.only_points(turn.text):
            return self.clarify(turn)
        if act != "fill" and conduct.pries(turn.text) and lookup.number_in(turn.text) is None:
            return [self._others_data()]
        if act != "fill" and conduct.is_others_work(turn.text):
            return [Reply(words.OUT_OF_SCOPE, "declined", options=words.MENU)]
        if act != "fill" and (kind := english.wants(turn.text)):
            return self._filing.start(turn.session, turn.speaker, kind, turn.text)
        if act != "fill" and (done := own.deal(turn.session, self._tickets, turn.conversation, turn.text)):
            return done
        if act != "fill" and not turn.waits("lookup") and not remarks.wants_person(turn.text) and (said := manners.reply_to(turn.text)):
            return [said]
        if act != "fill" and conduct.ends_in_a_wish_for_a_record(turn.text):
            return self._filing.start(turn.session, turn.speaker, Kind.APPLICATION, turn.text)
        if act in ("file", "clarify", "answer", "lookup") and not turn.waits("lookup") and conduct.lacks_subject(turn.text) and remarks.is_question(turn.text):
            if answered := self._in_context(turn):
                return answered
            if act in ("file", "clarify"):
                return [Reply(words.SAY_WHAT, "clarify", options=words.MENU)]
        if act in _LIKENED and self._orders(turn):
            return self.file(turn)
        if act not in ("fill", "answer") and not self._is_plain(act, turn) and (replies := self._told(turn, act)):
            return replies
        if act == "hand_over" and not remarks.wants_person(turn.text) and not conduct.names_a_person(turn.text):
            # «我有桩事想打听打听» wants an ear, not yet a person; «欠我们工钱，你们给讨讨» wants it registered.
            return self.file(turn) if is_grievance(turn.text) else self.clarify(turn)
        told = [Reply(words.NUMBER_MASKED, "safety")] if act == "file" and holds_id_number(turn.text) else []
        return [*told, *acts[act](turn)]

    @staticmethod
    def _orders(turn: Turn) -> bool:
        """Whether filing is ordered in so many words and nothing is asked: «我要投诉12345不接电话», «帮我写一个申请吧»."""
        text = turn.text
        return remarks.orders_filing(text) and not remarks.is_question(text) and lookup.number_in(text) is None and not lookup.asks_progress(text)

    def ask(self, text: str) -> Answer | None:
        """What the knowledge says to a question today."""
        return self._knowledge.answer(text, today=today())

    def _in_context(self, turn: Turn) -> list[Reply]:
        """The answer to a question that leaves out what it is about, read together with what was said before; empty where that tells nothing."""
        before = service.words_before(turn.session, turn.conversation.id, turn.message_id)
        found = self.ask(f"{before}，{turn.text}") if before and len(before) <= _TOLD_BEFORE else None
        return [reply_of(found)] if found is not None and found.outcome == "answered" and found.beside is None else []

    def foresee(self, text: str) -> None:
        """Look for the answer while the engine still reads the message; nothing is said or kept."""
        self._knowledge.foresee(text)

    def _told(self, turn: Turn, act: str) -> list[Reply]:
        """The answer, where knowledge and engine together take the message for a question, whatever the engine alone makes of it.

        Where somebody else's data may be wanted there must be no doubt that a rule is asked for.
        """
        found = self._knowledge.answer(turn.text, today=today(), asked=turn.understood.sure_of("ask"))
        if found is None or found.outcome == "clarify" or (act == "file" and holds_id_number(turn.text)) or self._service(turn):
            return []
        plainly = turn.understood.sure_of(turn.understood.top or "") >= _LIKELY or turn.understood.sure_of("ask") < _HARDLY
        if act == "file" and found.beside is not None and (is_grievance(turn.text) or plainly):
            return []  # two answers in doubt keep nobody from filing what is plainly a matter
        doubted = act == "decline" and turn.understood.top == "others_data" and conduct.is_about_somebody(turn.text)
        return [] if doubted and found.confidence < _BEYOND_DOUBT else [reply_of(found), *self._left_over(turn)]

    def _is_plain(self, act: str, turn: Turn) -> bool:
        """Whether an act is wanted in so many words, so that there is no question to look for."""
        text, top = turn.text, turn.understood.top or ""
        if act == "file":
            chosen = len(text) <= _A_CHOICE and remarks.named_kind(text) is not None and not remarks.is_question(text)
            ordered = remarks.orders_filing(text) and not remarks.asks_where_to_complain(text)
            return chosen or bool(turn.waits("place")) or ordered or lookup.asks_progress(text)
        if act == "hand_over" and conduct.wants_a_voice(text) and turn.understood.sure_of(act) >= _LIKELY:
            return True
        if act == "lookup":
            return bool(turn.waits("lookup")) or lookup.number_in(text) is not None or lookup.asks_progress(text)
        if top == "manipulate" and not self._bent(turn):
            return False
        return (act == "hand_over" and remarks.wants_person(text)) or turn.understood.sure_of(top) >= _PLAIN.get(top, 2.0)

    def answer(self, turn: Turn) -> list[Reply]:
        """Answer from the entries, and numbers of agencies from the profile; what nobody could answer is kept for the editor."""
        if lookup.asks_progress(turn.text) and turn.understood.nearly("lookup"):
            return self.lookup(turn)
        contact = self._contacts.about(turn.text)
        if contact is not None and contact.known:
            return [reply_with(contact)]
        found = self._knowledge.answer(turn.text, today=today(), asked=turn.understood.sure_of("ask"))
        if found is not None and (service := self._service(turn)):
            return [self._shown(turn, service, words.A_SERVICE)]
        if found is not None and found.outcome != "clarify":
            return [reply_of(found), *self._left_over(turn)]
        if contact is not None:
            return [reply_with(contact)]
        if left := self._left_over(turn):
            return left
        if remarks.orders_filing(turn.text) and remarks.named_kind(turn.text):
            return self.file(turn)
        turn.session.add(Unanswered(text=mask_text(turn.text)[:500]))
        if found is not None:
            return [reply_of(found)]
        door = self._doors.of(turn.text)
        return [self._shown(turn, door, words.NOT_FOUND_BUT) if door else self._offered(turn, words.NOT_FOUND)]

    def _service(self, turn: Turn) -> Door | None:
        """The office whose benefit, paper or permit is asked for, where the knowledge only finds something like it."""
        return self._doors.of_service(turn.text, self._sure_alone)

    def _sure_alone(self, text: str) -> float:
        found = self.ask(text)
        return found.confidence if found else 0.0

    def _shown(self, turn: Turn, door: Door, text: str) -> Reply:
        """Whose question it is and how they are reached; where it is an office of the place, it can be asked from here."""
        if door.elsewhere:
            return Reply(door.elsewhere, "redirected", options=words.MENU)
        said = self._offered(turn, text.format(agency=door.agency, contact=door.contact.text))
        return replace(said, citations=reply_with(door.contact).citations)

    @staticmethod
    def _offered(turn: Turn, text: str) -> Reply:
        """What could not be answered may be registered; a bare «咨询» after it means this very question."""
        turn.conversation.pending = {**(turn.conversation.pending or {}), _ASKED: mask_text(turn.text)}
        choices = options((("登记成咨询", "咨询"), ("登记成投诉", "投诉"), ("申请信息公开", "申请公开"), ("找人工", "转人工")))
        return Reply(text, "clarify", options=choices)

    def _left_over(self, turn: Turn) -> list[Reply]:
        """What of a message was not answered: named, and offered to be filed; filing tells several matters apart."""
        parts = matters(turn.text)
        open_parts = [part for part in parts if len(part) >= 5 and "件事" not in part and self.ask(part) is None] if len(parts) > 1 else []
        if not open_parts:
            return []
        said = "，还有".join(open_parts)
        choices = options((kind, f"{kind}：{said}") for kind in ("投诉", "咨询", "建议"))
        return [Reply(words.ALSO_SAID.format(part=mask_text(said)[:120]), "asked", options=choices)]

    def file(self, turn: Turn) -> list[Reply]:
        """Begin a draft of the kind that was understood; a question beside the wish is answered first."""
        kind = KIND_OF_INTENT.get(turn.understood.top or "") or self._likeliest(turn) or remarks.named_kind(turn.text) or (Kind.COMPLAINT if is_grievance(turn.text) else None)
        if lookup.asks_progress(turn.text):
            return self.lookup(turn)
        place = turn.waits("place")
        if place:
            turn.conversation.pending = None
        beside = self._beside(turn)
        told = turn.asked if turn.asked and len(turn.text) <= _A_CHOICE and remarks.named_kind(turn.text) else turn.text
        for part in beside:  # what was answered is no matter to be filed
            told = told.replace(part, "", 1) if len(told) - len(part) >= _A_MATTER else told
        asked_at = self._asked_at(turn) if kind is Kind.CONSULTATION and not beside else []
        return [*asked_at, *beside.values(), *self._filing.start(turn.session, turn.speaker, kind, told, place)]

    def _asked_at(self, turn: Turn) -> list[Reply]:
        """Whom a question of another office can be asked directly, before it is registered; nothing where registering was ordered."""
        door = None if turn.asked or remarks.orders_filing(turn.text) or len(turn.text) <= _A_CHOICE - 2 else self._doors.of(turn.text)
        if door is None or door.elsewhere or not door.contact.known:
            return []
        return [replace(reply_with(door.contact), text=words.ASK_THEM.format(agency=door.agency, contact=door.contact.text))]

    @staticmethod
    def _likeliest(turn: Turn) -> Kind | None:
        """The kind that the engine hears next, where a matter that is told was taken for a look-up."""
        intent = max(KIND_OF_INTENT, key=turn.understood.sure_of)
        return KIND_OF_INTENT[intent] if turn.understood.top == "lookup" and turn.understood.sure_of(intent) >= _HEARD else None

    def _beside(self, turn: Turn) -> dict[str, Reply]:
        """Questions beside the wish that the knowledge answers, each with its answer."""
        parts = matters(turn.text)
        asking = [part for part in parts if remarks.is_question(part) and not is_grievance(part)] if len(parts) > 1 else []
        found = [(part, answer) for part in asking if (answer := self.ask(part)) and answer.outcome != "clarify"]
        return {part: reply_of(answer) for part, answer in found[:2]}

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
        if not turn.waits("lookup") and turn.understood.sure_of("lookup") < _LIKELY and lookup.tells_a_matter(turn.text):
            return self.file(turn)
        found = lookup.look_up(turn.session, self._tickets, turn.conversation, turn.text)
        if holds_id_number(turn.text):
            return found
        return [*found, *self._beside(turn).values(), *self._filed_beside(turn)]

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
        if top == "others_data":
            doubted = not conduct.names_somebody(turn.text) and turn.understood.sure_of(top) < _BEYOND_DOUBT
            return self.answer(turn) if doubted else [self._others_data()]
        if top == "manipulate":
            return [self._not_to_be_ordered()] if self._bent(turn) else self.answer(turn)
        return [Reply(words.OUT_OF_SCOPE, "declined", options=words.MENU)]

    @staticmethod
    def _bent(turn: Turn) -> bool:
        """Whether what the engine likens to an order is one: by its words, or beyond doubt."""
        return conduct.bends_rules(turn.text) or turn.understood.sure_of("manipulate") >= _BEYOND_DOUBT

    @staticmethod
    def _others_data() -> Reply:
        return Reply(words.OTHERS_DATA, "declined", (Citation("个人信息保护法", "第十条"), Citation(_REGULATION, "第十五条")))

    @staticmethod
    def _not_to_be_ordered() -> Reply:
        return Reply(f"{words.MANIPULATE}\n{_reply_period()}", "declined", (Citation(_REGULATION, "第三十三条"),))

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
        return [Reply(words.ABOUT, "answered"), Reply(words.WHICH, "clarify", options=words.MENU)]


def _with_question_before(turn: Turn) -> Turn:
    """The question that found no answer waits for the very next message only."""
    asked = turn.waits(_ASKED)
    if asked:
        turn.conversation.pending = {name: kept for name, kept in turn.conversation.pending.items() if name != _ASKED} or None
    return replace(turn, asked=asked)


def _reply_period() -> str:
    """The statutory reply period as the clock has it, so that no sentence here can grow old by itself."""
    limit = period("application")
    return f"政府信息公开申请的答复期限是收到申请之日起 {limit.workdays} 个工作日（《政府信息公开条例》第三十三条）。"
