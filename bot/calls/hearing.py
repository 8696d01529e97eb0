"""Which fields of a ticket a call's words fill, and by which words: nothing is guessed that was not said."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.calls import pieces
from bot.calls.transcript import CALLER, Turn
from bot.filing import corrections, extract, naming, remarks
from bot.filing.checks import SlotError
from bot.filing.choosing import choose, take_agency
from bot.filing.offices import Offices
from bot.filing.slots import EXTRA, FORMS, NOT_GIVEN, Slot, matter_slot, slot_of
from bot.tickets.kinds import Kind

_QUOTE = 40
# Who is calling does not change with what is asked next.
WHO = frozenset({
    "applicant_type", "applicant_name", "id_type", "id_number", "organization_name", "credit_code", "contact_phone", "contact_address",
    "postal_code", "email",
})  # fmt: skip


@dataclass(frozen=True)
class Heard:
    """A field as the words fill it: the value to keep, and the words it came from."""

    value: str
    quote: str


Fields = dict[str, Heard]

# What people say before the thing itself, on the telephone.
_FILLER = re.compile(r"^(?:(?:嗯+|呃+|啊+|哦+|噢|那个|这个|就是|对[的啊]?|是的?|好的?|行|您?记一?下|我想想|等一?下|我看看|这样啊?|是这样的?|喂)[,，。、\s]*)+(?=.)")
_TAIL = re.compile(r"(?:[,，。.!！~\s]|就(?:这样|行|可以了?)|谢谢(?:您|你)?|麻烦(?:您|你)?了?|(?:的?话?)?吧|[啊呀哦哈啦嘛]|的吧)+$")
_LIVES = re.compile(
    r"(?:^|[,，。;；\s]|我们?|人|家)(?:我?家?就?住在?|家在|(?:我的?)?(?:联系|收信|邮寄)?(?:地址|住址)(?:就?是|[:：])?|寄到|送到)\s*"
    r"(?P<it>[\u4e00-\u9fff0-9A-Za-z（）()-]{4,50})"
)
# What was meant as a number of this sort, whether it can be one or not.
_LIKE = {
    "id_number": re.compile(r"(?<![0-9A-Za-z])\d{16,18}[\dXx](?![0-9A-Za-z])"),
    "contact_phone": re.compile(r"(?<![0-9A-Za-z])1[3-9](?:\d{8}|\d{10})(?![0-9A-Za-z])"),
}
_ID_TOLD = re.compile(r"身份证(?:号码?)?[是:：\s]*\d")
_POSTAL = re.compile(r"邮(?:政编码|编)[^0-9]{0,4}(?P<it>\d{6})(?!\d)")
_FROM = re.compile(
    r"(?:我是|我们是|这里是|我代表|代表|本?公司(?:叫|是)|单位(?:叫|是)|全称(?:是|叫)?)"
    r"(?P<it>[\u4e00-\u9fff（）()]{3,28}?(?:有限责任公司|股份有限公司|有限公司|合作社|公司|协会|商会|研究院|研究所|律师事务所|事务所|学校|医院|厂))"
)
# A name that stands by itself beside a number, as an operator jots it down: «方国栋 139…».
_JOTTED = re.compile(r"(?:^|[,，。;；\s])(?P<it>[\u4e00-\u9fff]{2,4})(?:先生|女士)?[,，\s]*(?=(?:电话|手机)?[:：\s]*(?:1[3-9]\d{9}|\d{17}[\dXx]))")
_SAME_PHONE = re.compile(r"(?:就?(?:是|打|用|留|回)?(?:这个|现在(?:打|用)的(?:这个)?|我?打来的(?:这个)?)(?:电话|号码|手机|号)?(?:就?(?:行|可以|好))?|本机)")
# Another's number or name is often told too: what is known already is only replaced by one that is introduced as the caller's own.
_OWN = {"contact_phone": r"我的?(?:联系)?(?:电话|手机)|联系(?:电话|方式)|打我", "applicant_name": r"我叫|我的?名字|我姓名|本人"}
_AMENDS = re.compile(r"(?:说错|报错|念错|记错|写错|不对[,，]|更正|改成|改为|换成|应该是)")


def hear(turns: Sequence[Turn], kind: Kind, offices: Offices, caller: str | None = None) -> Fields:
    """The fields of a ticket of this kind that the turns fill; what was said later goes before what was said earlier.

    `caller`: the number that rings, for «就这个号码». The matter itself is put together by `bot.calls.matters`.
    """
    found: Fields = {}
    for turn in turns:
        if turn.speaker != CALLER:
            continue
        for part in _amended(turn):
            for slot, heard in _in_turn(part, kind, offices, caller, found):
                if not turn.before or slot in WHO:
                    found[slot] = heard
    asked = {slot.name for slot in FORMS[kind]}
    wanted = {slot.name for slot in form_of(kind, answers_of(found))} | (set(EXTRA) - asked) | {"anonymous"}
    return {name: heard for name, heard in found.items() if name in wanted}


def misheard(turns: Sequence[Turn], answers: Mapping[str, str]) -> frozenset[str]:
    """The numbers that the caller told, but that cannot be right: a check digit does not fit, a digit is missing."""
    told = [turn.plain for turn in turns if turn.speaker == CALLER]
    return frozenset(name for name, like in _LIKE.items() if not answers.get(name) and any(map(like.search, told)))


def only_lives(part: str) -> bool:
    """Whether the words say nothing but where the caller lives."""
    found = _LIVES.match(part)
    return found is not None and found.end() == len(part)


def _amended(turn: Turn) -> list[Turn]:
    """What was said, and what was then said to be otherwise: «电话是…，说错了，是…»."""
    amends = _AMENDS.search(turn.text)
    at = max(turn.text.rfind(sign, 0, amends.start()) for sign in "，,。；") + 1 if amends else 0
    return [replace(turn, text=part, pieces=()) for part in (turn.text[:at], turn.text[at:])] if at else [turn]


def _in_turn(turn: Turn, kind: Kind, offices: Offices, caller: str | None, before: Fields) -> Iterator[tuple[str, Heard]]:
    text = turn.plain
    slot = slot_of(kind, turn.asks) if turn.asks else None
    if _AMENDS.search(text) and (changed := _changed(text, kind, offices, before)):
        yield changed
        return
    for name, value in _unasked(text, kind).items():
        if name == turn.asks or name not in before or _says_it_anew(text, name, value, before[name].value):
            yield name, Heard(value, quoted(turn.text, value))
    if slot is not None and slot.name != matter_slot(kind):
        answers = (_answer(slot, words, turn, offices, caller) for words in dict.fromkeys((text, turn.first)))
        if (answer := next((one for one in answers if one is not None), None)) is not None:
            yield slot.name, Heard(answer, quoted(turn.text, answer))
        if slot.name == "applicant_name" and remarks.refuses_name(bare(turn.first)):
            yield "anonymous", Heard("yes", turn.text[:_QUOTE])


def _says_it_anew(text: str, name: str, value: str, before: str) -> bool:
    """Whether a fact that is known already gives way: to a person's own («我的电话»), to a place or time said more fully."""
    if name in _OWN:
        return re.search(_OWN[name], text) is not None
    return len(value) > len(before) if name in ("place", "occurred_at") else True


def _unasked(text: str, kind: Kind) -> dict[str, str]:
    """Facts that are marked as what they are, whatever was asked."""
    found = extract.facts(text, kind)
    for slot, pattern in (("postal_code", _POSTAL), ("organization_name", _FROM), ("contact_address", _LIVES)):
        if (match := pattern.search(text)) and (kept := _kept(slot, match["it"], kind)):
            found.setdefault(slot, kept)
    for part in pieces.parts(text):
        if kind in (Kind.COMPLAINT, Kind.SUGGESTION) and (place := pieces.where(part)):
            found["place"] = place
        if kind is Kind.COMPLAINT and (time := pieces.when(part)):
            found["occurred_at"] = extract.dated(time)
    if place := found.get("place"):
        found["place"] = pieces.plain_place(place) or place
    if "applicant_name" not in found and (jotted := _JOTTED.search(text)) and (person := naming.person(f"我叫{jotted['it']}")):
        found["applicant_name"] = person
    if "organization_name" in found and kind is Kind.APPLICATION:
        found["applicant_type"] = "organization"
    elif kind is Kind.APPLICATION and (found.get("id_number") or _ID_TOLD.search(text)):
        found.setdefault("applicant_type", "citizen")
    return found


def _kept(name: str, value: str, kind: Kind) -> str | None:
    slot = slot_of(kind, name) or EXTRA.get(name)
    if slot is None or slot.check is None:
        return None
    try:
        return slot.check(_TAIL.sub("", value))
    except SlotError:
        return None


def _answer(slot: Slot, text: str, turn: Turn, offices: Offices, caller: str | None) -> str | None:
    """What an answer to this slot's question comes to; None when the words are no answer. An empty value: declined."""
    said = bare(text)
    if not said:
        return None
    if slot.name == "contact_phone" and caller and _SAME_PHONE.fullmatch(said):
        return caller
    if remarks.is_none(said) and slot.optional:
        return NOT_GIVEN
    if remarks.is_question(said) and not turn.labelled:
        return None
    if slot.choices:
        return choose(slot, said)
    if slot.name == "place":
        return pieces.plain_place(said)
    if slot.name == "occurred_at":
        said = pieces.when(said) or said
    if slot.name == "target_agency":
        return take_agency(offices, "", said) or None
    return _first_that_fits(slot, said)


def _first_that_fits(slot: Slot, said: str) -> str | None:
    """The whole answer, or the first part of it that the slot takes: «方国栋，方向的方»."""
    if slot.check is None:
        return None
    parts = [said, *re.split(r"[,，。;；]", said)] if slot.name == "applicant_name" else [said]
    for part in parts:
        try:
            value = slot.check(bare(part))
        except SlotError:
            continue
        return extract.dated(value) if slot.name == "occurred_at" else value
    return None


def bare(text: str) -> str:
    """Words without what people say before and after the thing itself."""
    return _TAIL.sub("", _FILLER.sub("", text.strip()))


def _changed(text: str, kind: Kind, offices: Offices, before: Fields) -> tuple[str, Heard] | None:
    """«电话说错了，是…»: a slot that is known already gets its new value."""
    answers = {name: heard.value for name, heard in before.items()}
    change = corrections.read(text, kind, answers)
    slot = slot_of(kind, change.slot) if change else None
    if change is None or not change.value or slot is None or change.slot not in answers:
        return None
    value = _new_value(slot, change.value, kind, offices)
    return (slot.name, Heard(corrections.merged(slot.name, answers[slot.name], value), text[:_QUOTE])) if value else None


def _new_value(slot: Slot, text: str, kind: Kind, offices: Offices) -> str | None:
    if slot.name == "target_agency":
        return offices.named(text)
    return choose(slot, text) if slot.choices else _kept(slot.name, text, kind)


def quoted(text: str, value: str) -> str:
    """The words that a value came from: the value where it stands in them, else their beginning."""
    at = text.find(value)
    if at < 0:
        return text if len(text) <= _QUOTE else f"{text[:_QUOTE]}…"
    start, end = max(0, at - 6), min(len(text), at + len(value) + 4)
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def answers_of(fields: Mapping[str, Heard]) -> dict[str, str]:
    """Slot → value."""
    return {name: heard.value for name, heard in fields.items()}


def form_of(kind: Kind, answers: Mapping[str, str]) -> list[Slot]:
    """The slots that a ticket of this kind has with these answers, in the order of its form."""
    return [slot for slot in FORMS[kind] if slot.needed(answers)]


def open_slots(kind: Kind, answers: Mapping[str, str]) -> list[Slot]:
    """What a ticket of this kind still needs, in the order of its form."""
    return [slot for slot in form_of(kind, answers) if slot.name not in answers]
