"""Answers to another question than the open one: a name, an address, a time, given where something else is asked.

Only what is labelled («地址 …», «我叫…») or can be nothing else is taken; everything else stays with the open question.
"""

import re

from bot.filing import checks, corrections, extract, naming, remarks
from bot.filing.corrections import Change
from bot.filing.form import Form
from bot.filing.slots import Slot, slot_of
from bot.tickets.kinds import Kind

_WHOM = {"citizen": "个人", "organization": "单位"}
_A_NAME = 3  # characters: towns of two begin with surnames, too
_NAMING = 24  # characters: a longer text that names somebody tells more than a name
_SIX = re.compile(r"\d{6}")  # where it is sent by post, six digits by themselves are the postal code
_END_OF_A_PLACE = "村|组|庄|号|社区|小区|花园|路|街|巷|市场|学校|小学|中学|医院|楼下?|栋|室|单元|门口|路口|旁边?|附近|对面|工地"
_PLACE = re.compile(
    r"(?:具体)?(?:我?们?家?是?住?在?)(?P<place>(?:[\u4e00-\u9fff]{2,4}[省市县区])*[\u4e00-\u9fff]{1,6}?(?:镇|乡|街道|路|街|大道)"
    rf"[\u4e00-\u9fff0-9A-Za-z]{{0,14}}?(?:{_END_OF_A_PLACE}))(?:的|这里|这边|那边|那里|人)?[。.!！\s]*"
)
_HOME = re.compile(r"(?:我|俺)?家?住在?(?P<place>[\u4e00-\u9fff0-9]{3,20}(?:镇|乡|街道|村|社区|小区|组|号))(?:的|上)?[。.!！\s]*")
_A_DAY = "今天|昨天|前天|昨晚|今早|上个?(?:周|月|星期|礼拜)|去年|今年|前年|年初|年底|月初|月底|最近|这几天"
_A_DATE = r"(?:20\d\d|今|去|前)?年?\d{1,2}月(?:\d{1,2}[日号]?)?|20\d\d年"
_AGO = r"[一二三四五六七八九十几半两\d]+个?(?:天|周|星期|礼拜|月|年)(?:以?前|多)"
_OF_THE_DAY = "早上|上午|中午|下午|晚上|半夜|夜里|凌晨"
_TIME = re.compile(
    rf"(?:大概|大约|应该|就是?|是|从|自从?|打)*(?P<time>(?:{_A_DAY}|{_A_DATE}|{_AGO})(?:的?(?:{_OF_THE_DAY}))?)(?:开始|起|的事?|就|吧|了|到现在)*[。.!！\s]*"
)


def changes(form: Form, open_slot: Slot | None, text: str) -> list[Change]:
    """What the words give for questions other than `open_slot` (None: at the review), whether asked before or still to come."""
    asked = open_slot.name if open_slot else ""
    if whom := as_whom(form, asked, text):
        return whom
    if asked == form.matter_slot and corrections.only_labelled(text, form.of_kind):
        return _of_an_organization(form, corrections.labelled(text, form.of_kind))
    if remarks.is_question(text) or (asked == form.matter_slot and extract.matter(text, form.of_kind)):
        return []
    if open_slot is None and _SIX.fullmatch(text.strip()) and form.answers.get("delivery_way") == "邮寄":
        return [Change("postal_code", text.strip())]
    found = corrections.labelled(text, form.of_kind) or [*_name(form, asked, text), *_where(form, text), *_when(form, text)]
    found = [_of_this_form(form, change) for change in found]
    return found if any(change.slot != asked for change in found) else []


def _of_an_organization(form: Form, found: list[Change]) -> list[Change]:
    """The facts with whose they are: who gives a company's name applies for it."""
    theirs = any(change.slot in ("organization_name", "credit_code") for change in found) and "applicant_type" not in form.answers
    return [Change("applicant_type", _WHOM["organization"]), *found] if theirs and form.kind is Kind.APPLICATION else found


def as_whom(form: Form, asked: str, text: str) -> list[Change]:
    """«还是个人», «改成公司吧», while something else is asked."""
    whom = extract.as_whom(text) if form.kind is Kind.APPLICATION and asked != "applicant_type" else None
    return [Change("applicant_type", _WHOM[whom])] if whom else []


def _of_this_form(form: Form, change: Change) -> Change:
    """The address in a complaint is that of the matter, unless its place was told."""
    return Change("place", change.value) if change.slot == "contact_address" and _tells_place(form) and "place" not in form.answers else change


def _tells_place(form: Form) -> bool:
    return form.kind is not Kind.APPLICATION and slot_of(form.of_kind, "place") is not None


def _name(form: Form, asked: str, text: str) -> list[Change]:
    name = naming.person(text) if len(text) <= _NAMING else None
    bare = text.strip(" 。.,，")
    if name is None and asked != "applicant_name" and "applicant_name" not in form.answers and len(bare) == _A_NAME:
        name = bare if not checks.names_a_place(bare) and naming.sounds_like_a_name(bare) and not bare.isascii() else None
    return [Change("applicant_name", name)] if name else []


def _where(form: Form, text: str) -> list[Change]:
    match = _PLACE.fullmatch(text.strip()) or _HOME.fullmatch(text.strip())
    if match is None:
        return []
    if _tells_place(form):
        return [Change("place", match["place"])]
    return [Change("contact_address", match["place"])] if "contact_address" not in form.answers else []


def _when(form: Form, text: str) -> list[Change]:
    match = _TIME.fullmatch(text.strip())
    if match is None or form.kind is not Kind.COMPLAINT:
        return []
    told, said = form.answers.get("occurred_at", ""), text.strip(" 。.!！")
    if match["time"] in told:
        return [Change("occurred_at", told)]
    return [Change("occurred_at", extract.dated(said) if not told or told in said else f"{told}，{extract.dated(said)}")]
