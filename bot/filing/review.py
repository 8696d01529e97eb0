"""The whole draft as the citizen reads it before confirming, with personal numbers masked."""

from collections.abc import Mapping

from bot.filing.slots import EXTRA, FORMS, NOT_GIVEN
from bot.people.masking import mask_id, mask_phone, mask_text
from bot.tickets.kinds import WORDS, Kind

_HIDDEN = {"id_number": mask_id, "contact_phone": mask_phone}
_SAID = {"citizen": "个人", "organization": "单位"}
_HOW = "请您核对。没有问题请回复“确认”；哪一项要改请直接说，例如“电话改成……”；不想提交请回复“取消”。"


def shown(slot: str, value: str) -> str:
    """One value as it may be shown."""
    if value == NOT_GIVEN:
        return "（未填）"
    hide = _HIDDEN.get(slot)
    return hide(value) if hide else mask_text(_SAID.get(value, value))


def review_text(kind: Kind, answers: Mapping[str, str], agency: str, why: str) -> str:
    """Every answer on a line of its own, the agency it will go to, and how to go on."""
    lines = [f"类型：{WORDS[kind].title}", *_lines(kind, answers)]
    if kind is not Kind.APPLICATION:
        lines.append(f"拟转交：{agency}" + (f"（{why}）" if why else ""))
    return f"{_HOW}\n\n" + "\n".join(f"· {line}" for line in lines)


def _lines(kind: Kind, answers: Mapping[str, str]) -> list[str]:
    slots = [slot for slot in FORMS[kind] if slot.needed(answers)]
    named = {slot.name for slot in slots}
    slots += [slot for name, slot in EXTRA.items() if name not in named and answers.get(name)]
    lines = [f"{slot.title}：{shown(slot.name, answers[slot.name])}" for slot in slots if slot.name in answers]
    if answers.get("anonymous") == "yes":
        lines.append("署名：匿名")
    return lines
