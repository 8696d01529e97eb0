"""Reading a choice out of free words: «发我邮箱吧» is a choice too."""

import re

from bot.filing import extract, remarks
from bot.filing.offices import Offices
from bot.filing.slots import CREDIT_CODE, ORGANIZATION, Slot

_ORGANIZATION = re.compile(r"单位|公司|企业|组织|机构|合作社|协会|法人|律所|集体|compan|organi[sz]ation|firm", re.IGNORECASE)
_CITIZEN = re.compile(r"个人|自己|本人|我个|私人|公民|老百姓|自然人|individual|personal|myself", re.IGNORECASE)
_WRONG = r"不对?[,，\s]*|不是的?[,，\s]*|错了[,，\s]*|没有(?:单位|公司)[,，\s]*"
_NO_FIRM = "不是(?:什么)?(?:单位|公司|企业)的?|没有?(?:单位|公司)"
_A_PERSON = "(?:个人|自己|本人|私人|老百姓|村民|农民|市民|居民|公民|自然人)(?:名义)?(?:申请|要的?|来要|一个人)?"
_IN_PERSON = re.compile(
    rf"(?:{_WRONG})?我?们?就?(?:{_NO_FIRM}|(?:就?[是以用按算写])?我?{_A_PERSON})(?:的|啊|呀|吧|了|哦|嘛)*(?:[,，。\s].{{0,16}})?$"
)
_YES = re.compile(r"^(?:就|向)?(?:可以|好的?|行|对的?|是的?|嗯+|中|要得|没问题|同意|就它|就这个|它|都行|随便|你看着办|你们?定)(?:吧|了|啊|呀|的|申请)*[。.!！\s]*$")
_BY_MAIL = re.compile(r"(?:用|走|发|就|要|我要|电子|网上)*(?:邮箱|邮件|电子版?|e-?mail|mail|网上发)(?:的|上|里|就行|就好)?", re.IGNORECASE)
_AN_ADDRESS = re.compile(r"(?:用|走|发|到|就|要|我的?|这个|电子|[:：\s])*(?:邮箱|邮件|e-?mail)?(?:地址)?[是为:：\s]*[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE | re.ASCII)
_RATHER = re.compile(r"(?:不对|不是|错了|弄错|搞错)[^是]*?[,，\s]*(?:应该是?|而?是|改成?|换成?|要)(?P<new>.{2,})$")
_INSTEAD = re.compile(r"(?:改成|换成|改为|换为|应该是|应该向|应该找|应该归|改向|换到|转给|交给|帮我问问?|问问|归)(?P<new>[^,，。]{2,16})$")
# «就管河道的那个»: an office by what it does.
_BY_DUTY = re.compile(r"管(?!事|这|那|它)([^,，。管]{2,8}?)(?:这一?[块摊]儿?)?的")


def choose(slot: Slot, text: str) -> str | None:
    """The kept value of the choice that the words mean; None when they mean none."""
    plain = text.strip(" 。.,，！!吧\n")
    if plain.isdigit() and 1 <= int(plain) <= len(slot.choices):
        return _kept(slot, slot.choices[int(plain) - 1][1])
    for label, value in slot.choices:
        if plain in (label, value):
            return _kept(slot, value)
    if slot.name == "applicant_type":
        return "organization" if _ORGANIZATION.search(plain) else "citizen" if _CITIZEN.search(plain) else None
    if slot.name == "delivery_way" and (_BY_MAIL.fullmatch(plain) or _AN_ADDRESS.fullmatch(plain)):
        return "电子邮件"
    if slot.name == "delivery_way":
        return extract.delivery_way(plain) or next((value for label, value in slot.choices if label in plain), None)
    if slot.name == "delivery_form":
        return extract.delivery_form(plain) or next((value for label, value in slot.choices if label in plain), None)
    return None


def says_in_person(slot: Slot, text: str) -> bool:
    """Whether an answer to a question about the organisation says that there is none: a code may only be missing, a name is not."""
    if slot.name not in (ORGANIZATION.name, CREDIT_CODE.name):
        return False
    if slot.name == ORGANIZATION.name and remarks.is_none(text):
        return True
    return _IN_PERSON.match(text.strip()) is not None


def _kept(slot: Slot, value: str) -> str:
    return {"个人": "citizen", "单位": "organization"}.get(value, value) if slot.name == "applicant_type" else value


def take_agency(offices: Offices, suggested: str, text: str) -> str | None:
    """The agency that an answer means: a name, what it does, an agreement with the suggestion, or «不清楚» which leaves it to the desk."""
    if rather := _RATHER.search(text):
        text = rather["new"]
    if named := offices.named(text) or _by_duty(offices, text):
        return named
    if offices.divisions.stands_elsewhere(text.strip()):  # «合肥市财政局» is not this place's
        return None
    if suggested and remarks.is_confirm(re.sub(r"(.{1,2})\1", r"\1", text.strip())):
        return suggested
    if remarks.is_none(text) or remarks.leaves_it_to_the_desk(text) or _YES.match(text.strip()):
        return suggested
    return next((name for name in _mentioned(offices, text)), None) if not remarks.is_question(text) else None


def another_agency(offices: Offices, text: str) -> str | None:
    """The office that is wished for in place of another: «住建局不对，应该是城市管理局», «改向教育局申请»."""
    rather = _RATHER.search(text) or _INSTEAD.search(text)
    return offices.named(re.sub(r"(?:申请|管|负责|办|才对|那边|去)+$", "", rather["new"].strip(" 。.!！吧了的"))) if rather and len(text) <= 40 else None


def _by_duty(offices: Offices, text: str) -> str | None:
    """The office that surely has the duty which the words name."""
    parts = [part for part in re.split(r"[,，。\s]+", text) if not remarks.is_question(part)]
    said = next(filter(None, map(_BY_DUTY.search, parts)), None)
    decision = offices.route([said[1]]) if said else None
    return decision.agency if decision and decision.sure and offices.may_take(decision) else None


def _mentioned(offices: Offices, text: str) -> list[str]:
    """Agencies whose name stands inside the words, the longest name first."""
    found = [(len(name), agency.name) for name, agency in offices.directory.names() if len(name) >= 3 and name in text and not agency.is_elsewhere]
    return [name for _, name in sorted(found, reverse=True)]
