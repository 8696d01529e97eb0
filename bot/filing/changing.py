"""What a change does to a form: the new value checked, its slot's words for the citizen, and what falls away with it."""

from bot.filing import corrections
from bot.filing.checks import SlotError
from bot.filing.choosing import choose, take_agency
from bot.filing.corrections import Change
from bot.filing.form import Form
from bot.filing.offices import Offices
from bot.filing.slots import FORMS, Slot, slot_of
from bot.people.masking import mask_text

_SHOWN = 24


def made(form: Form, offices: Offices, changes: tuple[Change, ...]) -> str:
    """Make the changes and say in one sentence what was changed, noted or added, and what could not be."""
    done: dict[str, list[str]] = {}
    wrong = ""
    for change in changes:
        how = _how(form, change)
        try:
            told = _apply(form, offices, change)
            done.setdefault(how, []).append(told)
        except SlotError as error:
            wrong = str(error)
    forget_unneeded(form)
    said = "".join(f"{how}：{'、'.join(titles)}。" for how, titles in done.items())
    return said + (f"{wrong}（{'这一项' if said else '其他内容'}没有变）" if wrong else "")


def _how(form: Form, change: Change) -> str:
    if change.append:
        slot = slot_of(form.of_kind, change.slot)
        return f"已补充到{slot.title if slot else '内容'}"
    return "已改好" if change.slot in form.answers else "已记下"


def _apply(form: Form, offices: Offices, change: Change) -> str:
    """Makes the change and answers the title of what was changed, or the words that were added. Errors: `SlotError`, and nothing is changed."""
    slot = slot_of(form.of_kind, change.slot)
    old = form.answers.get(change.slot, "")
    value = _new_value(offices, change, slot)
    told = slot.title if slot else "受理机关"
    if old and change.append:
        told, value = f"“{mask_text(value)[:_SHOWN]}”", f"{old}；{value}"
    elif old and change.keep_old:
        value = f"{value}（更正前：{old}）"
    form.answers[change.slot] = corrections.merged(change.slot, old, value)
    if change.slot == "applicant_name":
        form.answers.pop("anonymous", None)
    return told


def _new_value(offices: Offices, change: Change, slot: Slot | None) -> str:
    text = change.value or ""
    if change.slot == "target_agency":
        name = take_agency(offices, "", text)
        if not name:
            raise SlotError(offices.not_found(text))
        return name
    if slot is None:
        return text
    if slot.choices:
        chosen = choose(slot, text)
        if chosen is None:
            raise SlotError(f"{slot.title}请从“{'、'.join(label for label, _ in slot.choices)}”里选。")
        return chosen
    return slot.check(text) if slot.check else text


def forget_unneeded(form: Form) -> None:
    """An answer whose question no longer applies (an e-mail address once the post was chosen) is not filed."""
    for slot in FORMS[form.of_kind]:
        if not slot.needed(form.answers) and slot.name != "applicant_name":
            form.answers.pop(slot.name, None)
