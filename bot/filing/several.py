"""Several matters told at once: each is filed by itself, to its own agency, one after the other."""

import json
import re
from collections.abc import Sequence

from bot.agencies.service import Matter
from bot.conversations.replies import Reply
from bot.filing import extract, own
from bot.filing.form import Form
from bot.filing.offices import Offices
from bot.filing.slots import Slot, slot_of
from bot.people.masking import mask_text
from bot.tickets.kinds import Kind

_WAITING = "waiting"  # the note of a draft that keeps the matters to be filed after it
_SHOWN = 60
_ORDER = "一二三四五六七八九十"
# What the next draft need not ask again: who is filing.
_SAME = ("applicant_name", "anonymous", "contact_phone", "callback_preference")
_ONE_MATTER = "[^,，。]{0,4}(?:是|算)?同?一件事(?:情)?"
_IN_ONE = "合(?:在一起|成一件|并成一件|到一起)|(?:不要|别|不用|不必)(?:给我)?分开?(?:登记|办|来)?|放(?:在)?一起(?:登记|说)?"
_TOGETHER = re.compile(rf"(?:{_ONE_MATTER}|{_IN_ONE})[了吧啊呀的办登记,，。.!！\s]*")


def parted(form: Form, offices: Offices, told: str) -> tuple[str, Reply] | None:
    """The matter to file first and what is said about them all; None when one matter was told.

    A matter that no agency here may handle is answered with its right door. `form.dropped` when that is so for all.
    An application asks for documents, and may ask for several: it is not taken apart.
    """
    found = offices.matters(told) if form.kind is not Kind.APPLICATION else ()
    if len(found) < 2 or any(own.bare_place(matter.words) for matter in found):  # where it is, is no second matter
        return None
    here = [matter for matter in found if offices.may_take(matter.decision)]
    form.dropped = not here
    _keep(form, [matter.words for matter in here[1:]])
    form.notes.pop("said", None)
    return (here[0].words if here else told), Reply(_overview(found, here), "answered" if here else "redirected")


def added(form: Form, offices: Offices, more: str) -> str | None:
    """What to say of an addition («还有…») that is another matter, kept to be filed after this one; None when it belongs to this one."""
    told = form.answers.get(form.matter_slot, "")
    found = offices.matters(f"{told}。另外，{more}") if form.kind is not Kind.APPLICATION else ()
    if len(found) < 2 or found[0].words not in told or own.bare_place(more):
        return None
    last = found[-1]
    if not offices.may_take(last.decision):
        return f"您又说的“{_short(last)}”是另一件事：{last.decision.elsewhere.say if last.decision.elsewhere else ''}"
    _keep(form, [*waiting(form), last.words])
    return f"您又说的“{_short(last)}”是另一件事，由{last.decision.agency}负责，已记下。这一件提交后，接着帮您登记。"


def together(form: Form, text: str) -> bool:
    """Whether the citizen says that what was taken apart is one matter; the draft then holds it whole again."""
    if not waiting(form) or len(text) > 24 or not _TOGETHER.fullmatch(text.strip()):
        return False
    said = [form.answers.get(form.matter_slot) or form.notes.pop("said", ""), *waiting(form)]
    form.answers[form.matter_slot] = "；".join(part for part in said if part)
    form.notes.pop(_WAITING)
    return True


def waiting(form: Form) -> list[str]:
    """The matters that are to be filed after this draft."""
    return [str(words) for words in json.loads(form.notes.get(_WAITING, "[]"))]


def following(form: Form) -> Form | None:
    """The draft of the next matter, for the same person; None when none waits."""
    left = waiting(form)
    if not left:
        return None
    answers = {name: form.answers[name] for name in _SAME if name in form.answers and _asked(form.of_kind, name)}
    new = Form(form.of_kind, None, answers)
    _keep(new, left[1:])
    if extract.enough(left[0], new.of_kind):
        new.answers[new.matter_slot] = left[0]
    else:
        new.notes["said"] = left[0]
    return new


def lead(form: Form) -> str:
    """How the draft of a matter that waited begins."""
    said = form.answers.get(form.matter_slot) or form.notes.get("said", "")
    kept = "姓名、电话沿用刚才的，不用再说。" if any(name in form.answers for name in _SAME) else ""
    return f"接着登记下一件：“{mask_text(said)[:_SHOWN]}”。{kept}不想登记这件，请回复“取消”。"


def _asked(kind: Kind, name: str) -> Slot | bool:
    return name == "anonymous" or slot_of(kind, name) or False


def _keep(form: Form, left: Sequence[str]) -> None:
    if left:
        form.notes[_WAITING] = json.dumps(list(left), ensure_ascii=False)
    else:
        form.notes.pop(_WAITING, None)


def _overview(found: Sequence[Matter], here: Sequence[Matter]) -> str:
    lines = [f"您说了{_counted(len(found))}件事，由不同的单位负责："]
    lines += [f"{_ORDER[number]}、“{_short(matter)}”：{_door(matter, matter in here)}" for number, matter in enumerate(found)]
    if len(here) > 1:
        lines.append("我一件一件帮您登记：先登记第一件，提交后接着登记下一件。其实是一件事的，请回复“合在一起”。")
    elif here:
        lines.append(f"“{_short(here[0])}”这件我现在帮您登记。")
    return "\n".join(lines)


def _door(matter: Matter, here: bool) -> str:
    decision = matter.decision
    if not here:
        return decision.elsewhere.say if decision.elsewhere else decision.agency
    reason = decision.candidates[0].why if decision.candidates else ""
    return f"{decision.agency}（{reason}）" if reason else decision.agency


def _counted(number: int) -> str:
    return {2: "两"}.get(number, _ORDER[number - 1])


def _short(matter: Matter) -> str:
    return mask_text(matter.words)[:_SHOWN]
