"""People who file, played as callers: what they say aloud, in which words, and what of it must stand in the form."""

import json
import random
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.calls.asking import KIND, MATTER
from bot.filing.slots import FORMS, matter_slot
from bot.tickets.kinds import Kind

_DIGITS = "零幺二三四五六七八九"
_SAYS = {"citizen": "个人", "organization": "单位"}
_KINDS = {Kind.APPLICATION: "申请公开", Kind.COMPLAINT: "投诉", Kind.CONSULTATION: "咨询", Kind.SUGGESTION: "建议"}
_NUMBERS = frozenset({"contact_phone", "id_number", "credit_code", "postal_code"})
# How an answer begins and ends; one of them is drawn for each.
_ASKED = {
    "applicant_name": ("{}", "我叫{}", "嗯，{}", "姓名{}"), "contact_phone": ("{}", "我电话{}", "嗯{}"), "id_number": ("{}", "身份证号是{}", "好，{}"),
    "contact_address": ("{}", "我住在{}", "地址是{}"), "email": ("{}", "邮箱是{}"), "place": ("{}", "在{}", "就在{}那里"),
    "occurred_at": ("{}", "大概{}", "{}的事"), "info_description": ("{}", "就是{}", "我要{}"), "description": ("{}", "是这样的，{}"),
    "target_agency": ("{}", "向{}申请吧", "应该是{}"), "delivery_form": ("{}", "要{}的"), "delivery_way": ("{}", "{}吧"),
    "credit_code": ("{}", "代码是{}"), "organization_name": ("{}", "我们是{}"),
}  # fmt: skip
_UNASKED = {
    "applicant_name": "我叫{}", "contact_phone": "我电话{}", "id_number": "身份证号{}", "contact_address": "我住{}", "email": "邮箱{}", "place": "在{}",
    "occurred_at": "{}", "info_description": "我要的是{}", "description": "{}", "target_agency": "向{}申请", "delivery_form": "要{}的", "delivery_way": "{}",
    "credit_code": "信用代码{}", "organization_name": "我们是{}", "applicant_type": "{}",
}  # fmt: skip
_NOT_KNOWN = {"applicant_type": "个人", "applicant_name": "不想说", "occurred_at": "记不清了", "place": "说不清", "target_agency": "不清楚"}


@dataclass(frozen=True)
class Persona:
    """Somebody who files: the first words, the facts, and what must come of them."""

    id: str
    kind: Kind
    opening: str
    facts: Mapping[str, str]
    agencies: tuple[str, ...]

    def wanted(self) -> dict[str, str]:
        """The fields of the form that the facts must fill."""
        return {slot.name: self.facts[slot.name] for slot in FORMS[self.kind] if slot.name in self.facts}

    def answer(self, slot: str, draw: random.Random) -> str:
        """What this caller says to the question for a slot."""
        if slot == KIND:
            return _KINDS[self.kind]
        name = matter_slot(self.kind) if slot == MATTER else slot
        value = self.facts.get(name)
        if value is None:
            return _NOT_KNOWN.get(name, "没有")
        return draw.choice(_ASKED.get(name, ("{}",))).format(aloud(name, value, draw))

    def narration(self, draw: random.Random) -> Iterator[str]:
        """Everything told at one go, without a question."""
        yield self.opening
        for name, value in self.wanted().items():
            yield _UNASKED.get(name, "{}").format(aloud(name, value, draw))

    def right(self, name: str, value: str, agency: str) -> bool:
        """Whether a field holds what the caller said."""
        wanted = self.facts[name]
        if name == "target_agency":
            return agency in self.agencies or plain(agency) == plain(wanted)
        if name in ("info_description", "description", "occurred_at"):
            return plain(wanted) in plain(value)
        return plain(wanted) == plain(value)


def read_personas(path: Path) -> list[Persona]:
    """The people of a set, one JSON object a line."""
    rows: list[dict[str, Any]] = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [
        Persona(row["id"], Kind(row["expect"]["kind"]), row["opening"], row["facts"], tuple(row["expect"].get("agency_any") or ()))
        for row in rows
    ]


def aloud(name: str, value: str, draw: random.Random) -> str:
    """A value as it is said: numbers digit by digit, often in groups, more often than not as recognisers write them out."""
    said = _SAYS.get(value, value)
    if name not in _NUMBERS:
        return said
    digits = "".join(_DIGITS[int(sign)] if sign.isdigit() else sign for sign in said) if draw.random() < 0.6 else said
    if draw.random() < 0.5:
        first = 3 if len(digits) == 11 else 6
        return "，".join([digits[:first], *(digits[at : at + 4] for at in range(first, len(digits), 4))])
    return digits


def spoken(text: str, piece: int = 5) -> Iterator[tuple[str, bool]]:
    """An utterance in pieces, as it is recognised: (words so far, whether final)."""
    for end in range(piece, len(text), piece):
        yield text[:end], False
    yield text, True


def breaths(text: str, most: int = 200) -> list[str]:
    """A long speech in utterances: nobody speaks, and no recogniser hears, three thousand characters at one go."""
    return [text[at : at + most] for at in range(0, len(text), most)] or [""]


def plain(text: str) -> str:
    """Without width, blanks and case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()
