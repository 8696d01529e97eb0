"""What is done with one message: before the engine's act an ordered table is gone through, and its first word wins."""

from collections.abc import Callable
from dataclasses import replace

from bot.conversations import afterwards, commands, conduct, lookup, manners, own, refusals, words
from bot.conversations.acts import A_CHOICE, LIKELY, Acts
from bot.conversations.answering import Answering
from bot.conversations.handover.service import Switchboard
from bot.conversations.replies import Reply
from bot.conversations.steps import Step, first
from bot.conversations.turn import Turn, reply_of, with_question_before
from bot.filing import english, questions, remarks, talk
from bot.filing.demands import is_grievance
from bot.filing.service import Filing
from bot.knowledge.service import Answer
from bot.knowledge.text import is_english
from bot.people.masking import holds_id_number
from bot.tickets.kinds import Kind
from bot.tickets.service import Tickets

ACTS = frozenset({"answer", "file", "fill", "lookup", "hand_over", "decline", "smalltalk", "clarify"})
_NO_FORM = ACTS - {"fill"}  # in an open form numbers, names and short words are answers
_LIKENED = frozenset({"answer", "hand_over", "decline", "clarify"})  # acts that the engine may liken an order to file to
_SURE_ALONE = {"manipulate": 0.65, "hand_over": 0.8, "lookup": 0.8}  # from where on the engine needs no word that says so


class Turns(Acts):
    """The desk's conduct: `steps` in their order, then the act that the engine heard."""

    def __init__(self, answering: Answering, filing: Filing, tickets: Tickets, switchboard: Switchboard) -> None:
        super().__init__(answering, filing, tickets, switchboard)
        self.steps = self._steps()
        self._acts: dict[str, Callable[[Turn], list[Reply]]] = {
            "answer": self.answer, "file": self.file, "fill": self.fill, "lookup": self.lookup,
            "hand_over": self.hand_over, "decline": self.decline, "smalltalk": self.smalltalk, "clarify": self.clarify,
        }  # fmt: skip

    def run(self, act: str, turn: Turn) -> list[Reply]:
        """Do the act of this name (one of `ACTS`), unless a step before it has something to say.

        Whoever writes English hears the desk's own sentences in English, too.
        """
        turn = replace(with_question_before(turn), act=act)
        replies = [commands.with_buttons(reply) for reply in first(self.steps, turn, act) or self._acts[act](turn)]
        return [words.in_english(reply) for reply in replies] if is_english(turn.text) else replies

    def ask(self, text: str) -> Answer | None:
        """What the knowledge says to a question today."""
        return self._answering.ask(text)

    def foresee(self, text: str) -> None:
        """Look for the answer while the engine still reads the message; nothing is said or kept."""
        self._answering.foresee(text)

    # — the order ————————————————————————————————————————————————————————————

    def _steps(self) -> tuple[Step[Turn], ...]:
        """Danger, threats and keys are before all of these, at the gate (`bot.conversations.gate`)."""
        return (
            Step("private_number", "masked whatever else was said; a form and a filing need it", refusals.private_number, ACTS - {"fill", "file"}),
            Step("secret", "a password or a card is warned of before anything is looked for in the words", refusals.secret, _NO_FORM),
            Step("orders_us", "an order to the desk must not be answered as the question that it contains", refusals.order, _NO_FORM),
            Step("pries", "nobody's filings are told to others, and no question about rules is read into it", refusals.prying, _NO_FORM),
            Step("others_work", "school work and weather: some word of ours stands in most of it", refusals.others_work, _NO_FORM),
            Step("points_only", "words that tell nothing are asked about before anybody finds a likeness in them", self._points_only, _NO_FORM - {"clarify"}),
            Step("in_english", "the engine hardly knows English wishes: the words are believed", self._in_english, _NO_FORM),
            Step("afterwards", "short words right after danger, or after a long answer, mean that and nothing else", self._afterwards, _NO_FORM),
            Step("own_ticket", "whose ticket stands here means that one, and no rule about tickets", self.own_ticket, _NO_FORM),
            Step("lost_number", "who has no number must not be asked for it once more; whose ticket stands here needs none", self._lost_number, _NO_FORM),
            Step("judgement", "what an agency's answer asks is answered in one word, also while a form is open: no question of a form takes it",
                 self._judgement, frozenset({"fill"})),
            Step("manners", "«嗯», «菜单» want nothing of the law; after what may wait for a yes or a no", self._manners, _NO_FORM),
            Step("story", "what a long story ends in counts more than all that it resembles", self._story, _NO_FORM),
            Step("no_subject", "without its subject a question resembles any entry: read with what was said before", self._no_subject,
                 frozenset({"file", "clarify", "answer", "lookup"})),
            Step("named_person", "who asks for a person in so many words asks the knowledge nothing", self._named_person, frozenset({"answer"})),
            Step("one_more", "«再申请一件：…» is an order with its matter, however much the matter resembles an entry", self._one_more, _LIKENED | {"file"}),
            Step("ordered", "filing that is ordered in so many words waits for no answer", self._ordered, _LIKENED),
            Step("matter", "what is told of a place's own business, and asks nothing, is registered: no rule of disclosure is read into a broken lamp",
                 self._matter, frozenset({"answer", "clarify", "smalltalk", "file", "decline"})),
            Step("known", "what engine and knowledge together take for a question is one, whatever the engine alone makes of it", self._known,
                 ACTS - {"fill", "answer"}),
            Step("nobody_named", "a wish for a person that names none is a wish for an ear, or for filing", self._nobody_named, frozenset({"hand_over"})),
            Step("number_masked", "a filing goes on with its number: last, since it does the act itself", self._number_masked, frozenset({"file"})),
        )  # fmt: skip

    def _points_only(self, turn: Turn) -> list[Reply] | None:
        return self.clarify(turn) if len(turn.text) >= A_CHOICE and conduct.only_points(turn.text) else None

    def _in_english(self, turn: Turn) -> list[Reply] | None:
        if english.tracks(turn.text):
            return lookup.look_up(turn.session, self._tickets, turn.conversation, turn.text)
        kind = english.wants(turn.text)
        return self._filing.start(turn.session, turn.speaker, kind, turn.text) if kind else None

    @staticmethod
    def _afterwards(turn: Turn) -> list[Reply]:
        return afterwards.deal(turn.session, turn.conversation, turn.text)

    def _lost_number(self, turn: Turn) -> list[Reply] | None:
        found = self.ask(lookup.LOST) if lookup.has_lost_number(turn.text) else None
        return [reply_of(found)] if found else None

    def _named_person(self, turn: Turn) -> list[Reply] | None:
        return self.hand_over(turn) if remarks.wants_person(turn.text) else None

    def own_ticket(self, turn: Turn) -> list[Reply]:
        """What is wanted of a ticket that was filed here; empty where nothing is, or there is none."""
        return own.deal(turn, self._tickets)

    def _judgement(self, turn: Turn) -> list[Reply] | None:
        judged = own.judged(turn, self._tickets)
        return [*judged, *self.asked_again(turn)] if judged else None

    def _manners(self, turn: Turn) -> list[Reply] | None:
        if turn.waits("lookup") or remarks.wants_person(turn.text):
            return None
        said = manners.reply_to(turn.text)
        return [said] if said else None

    def _story(self, turn: Turn) -> list[Reply] | None:
        ends = conduct.ends_in_a_wish_for_a_record(turn.text)
        return self._filing.start(turn.session, turn.speaker, Kind.APPLICATION, turn.text) if ends else None

    def _no_subject(self, turn: Turn) -> list[Reply] | None:
        if turn.waits("lookup") or not (conduct.lacks_subject(turn.text) and remarks.is_question(turn.text)):
            return None
        if answered := self._answering.in_context(turn):
            return answered
        asked_back = [Reply(words.ABOUT, "answered"), Reply(words.SAY_WHAT, "clarify", options=words.MENU)]
        return asked_back if turn.act in ("file", "clarify") else None

    def _one_more(self, turn: Turn) -> list[Reply] | None:
        more = None if holds_id_number(turn.text) else talk.one_more(turn.text)
        return self._filing.start(turn.session, turn.speaker, *more) if more else None

    def _ordered(self, turn: Turn) -> list[Reply] | None:
        """«我要投诉12345不接电话», «帮我写一个申请吧»: and nothing is asked."""
        text = turn.text
        asks = remarks.is_question(text) or lookup.number_in(text) is not None or lookup.asks_progress(text)
        return self.file(turn) if remarks.orders_filing(text) and not asks else None

    def _matter(self, turn: Turn) -> list[Reply] | None:
        # «窗口说系统升级» speaks of a system, and the engine hears an order to the desk.
        heard_wrongly = turn.act != "decline" or turn.understood.top == "manipulate"
        return self.file(turn) if heard_wrongly and self._answering.is_a_matter(turn) else None

    def _known(self, turn: Turn) -> list[Reply] | None:
        return None if self._is_plain(turn) else self._answering.told(turn)

    def _nobody_named(self, turn: Turn) -> list[Reply] | None:
        if remarks.wants_person(turn.text) or conduct.names_a_person(turn.text):
            return None
        # «我有桩事想打听打听» wants an ear, not yet a person; «欠我们工钱，你们给讨讨» wants it registered.
        return self.file(turn) if is_grievance(turn.text) else self.clarify(turn)

    def _number_masked(self, turn: Turn) -> list[Reply] | None:
        return [Reply(words.NUMBER_MASKED, "safety"), *self.file(turn)] if holds_id_number(turn.text) else None

    def _is_plain(self, turn: Turn) -> bool:
        """Whether the act is wanted in so many words, so that there is no question to look for."""
        act, text, top = turn.act, turn.text, turn.understood.top or ""
        if act == "file":
            chosen = len(text) <= A_CHOICE and remarks.named_kind(text) is not None and not remarks.is_question(text)
            ordered = remarks.orders_filing(text) and not questions.asks_where_to_complain(text)
            return chosen or bool(turn.waits("place")) or ordered or lookup.asks_progress(text)
        if act == "hand_over" and conduct.wants_a_voice(text) and turn.understood.sure_of(act) >= LIKELY:
            return True
        if act == "lookup":
            told = lookup.number_in(text) is not None or lookup.asks_progress(text)
            return told or bool(turn.waits("lookup")) or turn.understood.sure_of(act) >= _SURE_ALONE[act]
        if top == "manipulate" and not refusals.bent(turn):
            return False
        return (act == "hand_over" and remarks.wants_person(text)) or turn.understood.sure_of(top) >= _SURE_ALONE.get(top, 2.0)
