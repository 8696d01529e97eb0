"""Everything that an operator's screen suggests, from one call's words: one service, whatever the words came from.

It reads and suggests; it writes nothing. The same words and the same sheet always come to the same suggestions.
"""

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.agencies.service import Decision, Matter
from bot.calls import dangers, explaining, hearing, marks, matters, questions
from bot.calls.dangers import Alarm
from bot.calls.explaining import Explanation
from bot.calls.hearing import Heard
from bot.calls.questions import Question
from bot.calls.sheet import Sheet
from bot.calls.transcript import CALLER, Turn
from bot.calls.wanting import QUESTION, UNCLEAR, Wants, Wishes
from bot.calls.withdrawing import without_withdrawn
from bot.clock.service import Deadline, Event, Period, PeriodOverrides, deadline, period, today
from bot.filing import checks, demands, extract, remarks
from bot.filing.offices import Offices
from bot.filing.questions import worth_asking
from bot.filing.slots import matter_slot
from bot.knowledge.service import Answer, Knowledge
from bot.tickets.kinds import Kind

_SURE = 0.5  # of an answer that is read out to somebody
_KEPT = 0.55  # how sure another kind must be to take the place of the one that is shown
_ANSWERS = 6
_TOLD_WELL = 25  # characters: a matter told in fewer is asked about once more
_REMEMBERED = 1_000
CALLER_ID = "来电号码"
_PART = re.compile(r"[,，。;；]\s*")
_WHO = frozenset({"applicant_name", "contact_phone", "id_number", "email"})


@dataclass(frozen=True)
class Suggested:
    """An answer to read out, and the caller's words that asked for it."""

    answer: Answer
    asked: str

    @property
    def key(self) -> str:
        """What it is kept in its place by."""
        return self.answer.entry_id


@dataclass(frozen=True)
class Assist:
    """What the screen shows of a call. `kind` is the form's: the operator's choice, else the one that was heard."""

    wants: Wants
    kind: Kind
    chosen: bool
    alarms: tuple[Alarm, ...]
    answers: tuple[Suggested, ...]
    explanation: Explanation | None
    questions: tuple[Question, ...]
    fields: Mapping[str, Heard]
    own: frozenset[str]
    agency: str
    decision: Decision | None
    due: Deadline
    read_back: str
    matter: str = ""
    marks: Mapping[str, Heard] = field(default_factory=dict)
    # What else was told that is other agencies' business: each gets a form of its own after this one.
    others: tuple[Matter, ...] = ()

    @property
    def values(self) -> dict[str, str]:
        """Slot → value of the form as it stands."""
        return hearing.answers_of(self.fields)


class Assistant:
    """Reads calls for one place. A reading takes some milliseconds: what was read of a turn before is remembered."""

    def __init__(self, knowledge: Knowledge, offices: Offices, wishes: Wishes, overrides: PeriodOverrides | None) -> None:
        self.offices = offices
        self._overrides = overrides
        self._wishes = wishes
        self._knowledge, self._library = knowledge, knowledge.library
        self._answer = lru_cache(4096)(lambda text, day: knowledge.answer(text, today=day))
        self._route = lru_cache(2048)(offices.route)
        self._apart = lru_cache(2048)(offices.matters)
        self._shown: OrderedDict[str, str] = OrderedDict()

    def read(self, call_id: str, turns: Sequence[Turn], sheet: Sheet, caller: str | None) -> Assist:
        """The suggestions for these words. `caller`: the number that rings, where it is known."""
        standing = without_withdrawn(turns)
        wants = self._wants(call_id, standing)
        kind = Kind(sheet.kind) if sheet.kind else wants.kind or Kind.CONSULTATION
        lead, others = self._several(standing, kind, sheet)
        fields, noted = self._fields(standing, kind, sheet, caller, lead)
        values = hearing.answers_of(fields)
        matter = values.get(matter_slot(kind), "")
        told = [matter] if lead or matter_slot(kind) in sheet.own else matters.mentioned(standing, kind, self.answered)
        decision = self._route(tuple(told), values.get("place", "")) if any(told) else None
        agency = self._agency(sheet, kind, values, decision)
        due = deadline(kind, [Event("received", today())], self._overrides)
        return Assist(
            wants, kind, bool(sheet.kind), self._alarms(turns, sheet), self._answers(turns), self._explanation(standing, wants, kind, values),
            self._questions(standing, wants, sheet, kind, values), fields, frozenset(sheet.own), agency, decision, due,
            explaining.read_back(kind, values, agency, _due_words(due)), matter, noted, others,
        )  # fmt: skip

    # — what is wanted ————————————————————————————————————————————————————

    def _wants(self, call_id: str, turns: Sequence[Turn]) -> Wants:
        """What is wanted; another kind takes the place of the one that is shown only when it is clear, so that nothing flickers."""
        told = matters.told(turns, self.answered)
        said = "，".join(_about(turn) for turn in told)
        found = self._wishes.read(said, answered=bool(told) and all(self.answered(text) for turn in told for text in turn.stretches))
        before = self._shown.get(call_id)
        if before and said and found.what != before and found.sure < _KEPT:
            found = Wants(before, found.sure)
        # What half a word suggested holds nothing: only whole utterances settle what is shown.
        if said and found.kind and all(turn.final for turn in turns):
            self._shown[call_id] = found.what
            self._shown.move_to_end(call_id)
            while len(self._shown) > _REMEMBERED:
                self._shown.popitem(last=False)
        return found

    def answered(self, text: str) -> bool:
        """Whether the words ask something that the knowledge has an answer to."""
        found = self._say(text)
        return found is not None and not demands.is_grievance(text) and not demands.asks_for_a_record(text)

    def asks_rules(self, text: str) -> bool:
        """Whether the words are a question about the rules, answered or not."""
        return worth_asking(text) and remarks.is_question(text) and self._wishes.read(text).what == QUESTION

    def _say(self, text: str) -> Answer | None:
        if self._library is not self._knowledge.library:  # an editor changed something: what was remembered is said no more
            self._library = self._knowledge.library
            self._answer.cache_clear()
        found = self._answer(text, today()) if worth_asking(text) else None
        return found if found is not None and found.outcome != "clarify" and found.confidence >= _SURE else None

    # — what to say ———————————————————————————————————————————————————————

    def _alarms(self, turns: Sequence[Turn], sheet: Sheet) -> tuple[Alarm, ...]:
        return tuple(alarm for alarm in dangers.alarms(turns) if not sheet.has_done("danger", alarm.name))

    def _answers(self, turns: Sequence[Turn]) -> tuple[Suggested, ...]:
        """Answers to everything that was asked, the latest first; each once."""
        found: dict[str, Suggested] = {}
        for turn in reversed(turns):
            if turn.speaker != CALLER or (turn.asks and turn.asks not in matters.MATTER_SLOTS and not remarks.is_question(turn.plain)):
                continue
            for text in reversed(turn.stretches):
                # Beside an answer only the question counts: «昨天，那个多久能办» tells when it happened, not when it was filed.
                asked = _question_in(text) if turn.asks and turn.asks not in matters.MATTER_SLOTS else text
                for one in self._to_say(asked):
                    found.setdefault(one.key, one)
        return tuple(found.values())[:_ANSWERS]

    def _to_say(self, text: str) -> list[Suggested]:
        """What answers the words: each of several questions by itself, the latest first, so that what was read out keeps its place and its title.

        Of one question that may mean either of two things, both.
        """
        parts = [part for part in reversed(_PART.split(text)) if remarks.is_question(part)]
        apart = [Suggested(answer, part) for part in parts if (answer := self._say(part)) is not None]
        if len({one.key for one in apart}) > 1:
            return apart
        if (answer := self._say(text)) is None:
            return []
        asked = next((one.asked for one in apart if one.key == answer.entry_id), _question_in(text))
        rival = [] if answer.beside is None else [Suggested(answer.beside, f"{answer.beside.title}（也可能问的是这件）")]
        return [Suggested(answer, asked), *rival]

    def _explanation(self, turns: Sequence[Turn], wants: Wants, kind: Kind, values: Mapping[str, str]) -> Explanation | None:
        # The matter's own words, where no place was heard: «合肥市蜀山区的路灯坏了».
        told = values.get("place") or values.get(matter_slot(kind), "")
        if told and (there := self.offices.divisions.stands_elsewhere(told)):
            return explaining.elsewhere(there.title, self.offices.profile.name)
        if kind is Kind.APPLICATION and (wants.kind or values):
            return explaining.application(self.period(kind), oral=bool(values.get("oral_help")))
        if kind is Kind.COMPLAINT and any("公开" in turn.text and demands.is_grievance(turn.text) for turn in turns if turn.speaker == CALLER):
            return explaining.grievance()
        return None

    def _questions(self, turns: Sequence[Turn], wants: Wants, sheet: Sheet, kind: Kind, values: Mapping[str, str]) -> tuple[Question, ...]:
        """What is still missing; first of all what the caller wants, while that was not heard."""
        if wants.what == UNCLEAR and not sheet.kind:
            return (questions.KIND,)
        asked = {turn.asks for turn in turns}
        slot = matter_slot(kind)
        matter = values.get(slot, "")
        more = slot not in sheet.own and not asked & matters.MATTER_SLOTS and (len(matter) < _TOLD_WELL or not extract.enough(matter, kind))
        return tuple(questions.missing(kind, values, more=more, again=hearing.misheard(turns, values)))

    def period(self, kind: Kind) -> Period:
        """How long this place has for a kind."""
        return period(kind, self._overrides)

    # — the form ——————————————————————————————————————————————————————————

    def _several(self, turns: Sequence[Turn], kind: Kind, sheet: Sheet) -> tuple[str, tuple[Matter, ...]]:
        """Of several matters the words of the one for this form (empty: there is one), and the others, which wait for theirs."""
        told = matters.account(turns, kind, self.answered, sheet.waiting)
        if not told or (kind is Kind.APPLICATION and not sheet.waiting):
            return "", ()
        found = sorted(self._apart(told), key=lambda one: not self.offices.may_take(one.decision))
        written = sheet.own.get(matter_slot(kind), "")
        others = tuple(one for one in found[1:] if one.words not in written)
        return (found[0].words if len(found) > 1 or sheet.waiting else ""), others

    def _fields(
        self, turns: Sequence[Turn], kind: Kind, sheet: Sheet, caller: str | None, lead: str
    ) -> tuple[dict[str, Heard], dict[str, Heard]]:
        """The form as heard, with the caller's number, and over it all what the operator wrote; and the marks that were heard.

        `lead`: the matter, where it was taken apart from others.
        """
        noted = marks.suggested(turns, kind)
        fields = hearing.hear(turns, kind, self.offices, caller) | noted
        if lead:
            fields[matter_slot(kind)] = Heard(lead, hearing.quoted(lead, lead))
        elif (matter := matters.matter(turns, kind, self.answered)) is not None:
            fields[matter_slot(kind)] = matter
        fields |= {slot: Heard(value, "") for slot, value in sheet.own.items()}
        anonymous = fields.get("anonymous", Heard("", "")).value == "yes"
        if anonymous and "applicant_name" not in sheet.own:
            fields.pop("applicant_name", None)
        if caller and not anonymous and "contact_phone" not in fields and _can_be_rung(caller):
            fields["contact_phone"] = Heard(caller, CALLER_ID)
        return fields, noted

    def _agency(self, sheet: Sheet, kind: Kind, values: Mapping[str, str], decision: Decision | None) -> str:
        named = sheet.agency or (values.get("target_agency", "") if kind is Kind.APPLICATION else "")
        return named or (decision.agency if decision is not None and self.offices.may_take(decision) else "")


def _about(turn: Turn) -> str:
    """A turn without what only says who is speaking."""
    parts = _PART.split(turn.plain)
    return "，".join(part for part in parts if part and not set(extract.facts(part, None)) & _WHO)


@lru_cache(maxsize=4096)
def _can_be_rung(caller: str) -> bool:
    """Whether the caller's number is one that a ticket may bear: an extension's, a foreign or a mistyped one would refuse the whole form."""
    try:
        return bool(checks.phone(caller))
    except checks.SlotError:
        return False


def _question_in(text: str) -> str:
    """The part of the words that asks."""
    return next((part for part in reversed(_PART.split(text)) if remarks.is_question(part)), text)


def _due_words(due: Deadline) -> str:
    return f"最迟 {due.due_on.month} 月 {due.due_on.day} 日前答复。" if due.due_on else ""


