"""The open question of a form in the citizen's words, and the review when nothing is open."""

from bot.agencies.service import Decision
from bot.conversations.replies import Option, Reply, options
from bot.filing import words
from bot.filing.form import Form
from bot.filing.grounds import not_here
from bot.filing.offices import Offices
from bot.filing.review import review_text
from bot.filing.slots import Slot
from bot.people.masking import mask_text

CONFIRM_OR_CANCEL = (Option("确认提交", "确认"), Option("取消", "取消"))
_FOR_A_PERSON = "请人工判断"  # how the reason of a decision ends that found no duty


def _is_a_guess(found: Decision) -> bool:
    """Whether no duty speaks for the agency: then none is proposed, and no reason given."""
    return not found.sure and (not found.candidates or _FOR_A_PERSON in found.candidates[0].why)


class Asking:
    """Asks; every method leaves the form at the question that it answers."""

    def __init__(self, offices: Offices) -> None:
        self._offices = offices

    def ask(self, form: Form, lead: str = "") -> Reply:
        """The open question, with `lead` before it; the review when nothing is open."""
        lead = not_here(form, self._offices.divisions, self._offices.profile.name) or lead
        slot = form.advance()
        if slot is None:
            return self.review(form, lead)
        text, choices = self._question(form, slot)
        return Reply(f"{lead}\n{text}".strip(), "asked", asks=slot.name, options=choices)

    def _question(self, form: Form, slot: Slot) -> tuple[str, tuple[Option, ...]]:
        said = form.notes.get("said")
        if slot.name == form.matter_slot and said:
            return words.more_about(mask_text(said)[:80], form.of_kind), (Option("就这些", "就这些"),)
        if slot.name == "target_agency" and (suggested := self._suggestion(form)):
            return words.suggest_agency(suggested[0], words.duty_alone(suggested[1])), (Option(f"向{suggested[0]}申请", suggested[0]), Option("不清楚", "不清楚"))
        if slot.name == "target_agency":
            return words.question_of(slot), (Option("不清楚", "不清楚"),)
        return words.question_of(slot), options(slot.choices) or words.ways_out(slot)

    def route(self, form: Form) -> Decision:
        """Who is responsible for the matter as it was told so far."""
        return self._offices.route(form.matter(), form.answers.get("place", ""))

    def _suggestion(self, form: Form) -> tuple[str, str] | None:
        found = self.route(form)
        why = found.candidates[0].why if found.candidates else ""
        if not self._offices.may_take(found) or _is_a_guess(found):
            return None
        form.notes["suggested"] = found.agency
        return found.agency, why

    def review(self, form: Form, lead: str) -> Reply:
        """The whole draft for the citizen to confirm, with `lead` before it."""
        agency, why = self._offices_for(form)
        text = review_text(form.of_kind, form.answers, agency, words.duty_alone(why))
        return Reply(f"{lead}\n{text}".strip(), "asked", asks="review", options=CONFIRM_OR_CANCEL)

    def _offices_for(self, form: Form) -> tuple[str, str]:
        if chosen := form.answers.get("target_agency"):
            return chosen, ""
        found = self.route(form)
        form.notes["agency"] = found.agency
        form.notes["co"] = "、".join(found.co)
        return found.agency, "" if _is_a_guess(found) else found.candidates[0].why
