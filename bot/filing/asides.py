"""Questions in the middle of a form: what is said before the form goes on."""

from collections.abc import Callable

from bot.clock.service import Period
from bot.conversations.replies import Reply
from bot.filing import extract, remarks, words
from bot.filing.form import Form
from bot.filing.slots import Slot
from bot.tickets.kinds import Kind

Ask = Callable[[str], Reply | None]


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
        if remarks.puts_off(text):
            return Reply(words.LATER + (words.LATER_EMAIL if slot.name == "email" else ""), "answered")
        if form.kind is Kind.APPLICATION and extract.needs_writing_help(text):
            form.answers["oral_help"] = words.ORAL_HELP
            return Reply(words.ORAL, "answered", (words.ART_29,))
        why = self.why(form, slot)
        if why and (remarks.means_someone_else(text) or self._is_about_slot(form, text)):
            return why
        found = self.looked_up(form, text)
        if why and remarks.asks_why(text):
            return found if found and slot.title[-2:] not in text else why
        return found or Reply(words.NOT_SURE, "clarify")

    def looked_up(self, form: Form, text: str) -> Reply | None:
        """What the knowledge says; «几天答复» in a complaint means a complaint, whose limits are not an application's."""
        plain = remarks.without_lead(text)
        if not remarks.worth_asking(plain):
            return None
        if form.kind is not None and remarks.asks_period(plain) and len(plain) <= 20:
            return words.period_of(form.kind, self._period(form.kind))
        return self._knowledge(plain)

    def why(self, form: Form, slot: Slot) -> Reply | None:
        """Why a slot is asked for; None where nothing is to be said."""
        if form.kind is Kind.APPLICATION:
            text, citations = words.WHY.get(slot.name, ("", ()))
            return Reply(text, "answered", citations) if text else None
        text = words.WHY_OTHER_KINDS.get(slot.name, "")
        return Reply(text, "answered") if text else None

    def _is_about_slot(self, form: Form, text: str) -> bool:
        """Anonymity and addresses are other things for a complaint than for an application: the form's own words go first."""
        return form.kind is not Kind.APPLICATION and any(word in text for word in ("名字", "姓名", "匿名", "留名", "电话", "地址", "地点"))
