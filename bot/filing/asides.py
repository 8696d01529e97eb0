"""Questions in the middle of a form: what is said before the form goes on."""

from collections.abc import Callable, Mapping

from bot.clock.service import Period
from bot.conversations.replies import Reply
from bot.filing import demands, questions, remarks, words
from bot.filing.form import Form
from bot.filing.slots import FORMS, Slot
from bot.tickets.kinds import Kind

Ask = Callable[[str], Reply | None]
_SHORT = 8  # characters: «那要钱吗» leaves out what for
_A_FEAR = 30  # characters: a longer text tells of what was threatened
# By which words a citizen means the open question.
_CALLED: Mapping[str, tuple[str, ...]] = {
    "id_number": ("身份证", "证件", "证号", "号码", "泄"),
    "contact_phone": ("电话", "手机", "号码"),
    "contact_address": ("地址", "住址", "住哪"),
    "credit_code": ("代码", "执照", "税号"),
    "applicant_name": ("名字", "姓名", "名姓", "叫什么"),
}


class Asides:
    """Answers what a citizen asks while a form is open; the form's own matters first, then the knowledge."""

    def __init__(self, ask: Ask, period: Callable[[Kind], Period]) -> None:
        self._knowledge = ask
        self._period = period

    def answer(self, form: Form, slot: Slot, text: str) -> Reply:
        """What to say to a question, an offer or a remark that is no answer to the open slot."""
        if remarks.offers_photo(text):
            return Reply(words.PHOTO, "answered")
        if slot.name == "contact_phone" and remarks.wishes_call_time(text):
            form.answers["callback_preference"] = text.strip()[:60]
            return Reply("可以，已记下您的回访要求，会转告承办单位。", "answered")
        if known := self.of_being_known(form, text):
            return known
        if form.kind is not None and form.kind is not Kind.APPLICATION and questions.asks_what_follows(text):
            limit = words.period_of(form.kind, self._period(form.kind))
            return Reply(f"{words.WHAT_FOLLOWS}\n{limit.text}", "answered", limit.citations)
        if remarks.puts_off(questions.without_lead(text)):
            return Reply(words.LATER + (words.LATER_EMAIL if slot.name == "email" else ""), "answered")
        if form.kind is Kind.APPLICATION and demands.needs_writing_help(text):
            form.answers["oral_help"] = words.ORAL_HELP
            return Reply(words.ORAL, "answered", (words.ART_29,))
        if other := self.of_another(form, slot, text):
            return other
        why = self.why(form, slot)
        if why and (remarks.means_someone_else(text) or questions.asks_what_to_write(text) or self._is_about_slot(form, slot, text)):
            return why
        return self.looked_up(form, text) or (why if why and questions.asks_why(text) else Reply(words.NOT_SURE, "clarify"))

    def of_another(self, form: Form, slot: Slot, text: str) -> Reply | None:
        """Why another question is asked than the open one, where that is asked or balked at: «为啥要问名字», «还要身份证啊我不想给»."""
        if form.kind is None or not (questions.asks_why(text) or questions.balks(text)):
            return None
        named = (one for one in FORMS[form.kind] if any(word in text for word in _CALLED.get(one.name, ())))
        other = next((one for one in named if one.needed(form.answers)), slot)
        return None if other.name == slot.name else self.why(form, other)

    def of_being_known(self, form: Form, text: str) -> Reply | None:
        """What is said to the fear that the other side hears who complained; an applicant's name is the agency's to know."""
        feared = form.kind is not Kind.APPLICATION and len(text) <= _A_FEAR and questions.fears_being_known(text)
        return Reply(words.KEPT_SECRET, "answered") if feared else None

    def looked_up(self, form: Form, text: str) -> Reply | None:
        """What the knowledge says; «几天答复» in a complaint means a complaint, whose limits are not an application's."""
        plain = questions.without_lead(text)
        if questions.asks_cost(plain) and len(plain) <= _SHORT:
            return self._knowledge(words.COST)
        if not questions.worth_asking(plain) and not questions.asks_period(plain):
            return None
        if form.kind is not None and questions.asks_period(plain) and len(plain) <= 20:
            return words.period_of(form.kind, self._period(form.kind))
        return self._knowledge(plain)

    def why(self, form: Form, slot: Slot) -> Reply | None:
        """Why a slot is asked for; None where nothing is to be said."""
        if form.kind is Kind.APPLICATION:
            text, citations = words.WHY_ORGANIZATION.get(slot.title) or words.WHY.get(slot.name, ("", ()))
            return Reply(text, "answered", citations) if text else None
        text = words.WHY_OTHER_KINDS.get(slot.name, "")
        return Reply(text, "answered") if text else None

    def _is_about_slot(self, form: Form, slot: Slot, text: str) -> bool:
        """The form's own words go first where the open question is meant: anonymity is another thing for a complaint than for an application."""
        if questions.asks_for_a_number(text):
            return False
        if questions.asks_why(text) and any(word in text for word in _CALLED.get(slot.name, ())):
            return True
        return form.kind is not Kind.APPLICATION and any(word in text for word in ("名字", "姓名", "匿名", "留名", "真名", "实名", "署名", "电话", "地址", "地点"))
