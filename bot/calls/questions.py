"""The questions that a slot comes to on the telephone: short, to be read out as they stand."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from bot.calls import asking
from bot.calls.hearing import open_slots
from bot.filing.slots import Slot, matter_slot
from bot.tickets.kinds import Kind

_ON_THE_PHONE: Mapping[str, str] = {
    "info_description": "您要的是什么信息？请说名称、文号，或者年份和事项。",
    "target_agency": "您想向哪个单位申请？不清楚的话由我们判断。",
    "applicant_type": "您是以个人名义，还是以单位名义申请？",
    "organization_name": "请说一下单位的全称。",
    "credit_code": "请报一下统一社会信用代码。",
    "applicant_name": "请问您怎么称呼？姓名是哪几个字？",
    "id_number": "请报一下您的身份证号码。",
    "contact_phone": "联系电话是多少？",
    "contact_address": "您的联系地址是哪里？",
    "delivery_form": "您要纸质的，还是电子的？",
    "delivery_way": "邮寄给您、您自己来取，还是发电子邮件？",
    "email": "请报一下接收的电子邮箱。",
    "place": "具体在什么地方？镇村、小区、门牌都请说一下。",
    "occurred_at": "是什么时候的事？",
}
_MATTER: Mapping[Kind, str] = {
    Kind.COMPLAINT: "请您说一下是怎么回事，有什么影响？", Kind.CONSULTATION: "请您说一下想咨询的问题。", Kind.SUGGESTION: "请您说一下您的建议。",
}  # fmt: skip
_MORE: Mapping[Kind, str] = {
    Kind.APPLICATION: "您要的信息能说得再具体些吗？比如哪一年、哪个地方、文件名称或文号。",
    Kind.COMPLAINT: "能说得再详细些吗？谁、怎么回事、有什么影响？",
    Kind.CONSULTATION: "能说得再具体些吗？您是什么情况？", Kind.SUGGESTION: "您的建议能说得再具体些吗？",
}  # fmt: skip


@dataclass(frozen=True)
class Question:
    """One thing that is still missing, and the words to ask for it."""

    slot: str
    title: str
    text: str
    optional: bool


KIND = Question(asking.KIND, "来意", "请问您是要咨询、投诉、提建议，还是申请信息公开？", optional=False)


# For a number that was told, but cannot be one: a digit was misheard or mistyped.
_AGAIN: Mapping[str, str] = {
    "id_number": "刚才记下的证件号码有一位对不上，请您慢一点再报一遍。", "contact_phone": "刚才记下的电话号码位数不对，请您再报一遍。",
}  # fmt: skip


def missing(kind: Kind, answers: Mapping[str, str], *, more: bool = False, again: Set[str] = frozenset()) -> list[Question]:
    """What a ticket of this kind still needs, in the order of its form. `more`: of the matter only the first words are known.

    `again`: what was told, but cannot be right.
    """
    found = [
        Question(slot.name, slot.title, _AGAIN[slot.name] if slot.name in again else wording(slot, kind), slot.optional)
        for slot in open_slots(kind, answers)
    ]
    slot = matter_slot(kind)
    return [Question(asking.MATTER, "补充", _MORE[kind], optional=True), *found] if more and slot in answers else found


def wording(slot: Slot, kind: Kind) -> str:
    """A slot's question as it is asked on the telephone."""
    if slot.name == "description":
        return _MATTER[kind]
    return _ON_THE_PHONE.get(slot.name, slot.question)
