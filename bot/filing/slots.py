"""The slots of every kind: what is asked, in which order, in which words, and how an answer is checked.

An application asks what 政府信息公开条例 art. 29 lists and nothing more; no purpose (用途) is ever asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.filing import checks
from bot.tickets.kinds import Kind

Answers = Mapping[str, str]
NOT_GIVEN = ""  # an optional answer that the citizen declined to give


@dataclass(frozen=True)
class Slot:
    """One thing to be known. `needed` says whether, with these answers, it is asked at all."""

    name: str
    title: str
    question: str
    check: Callable[[str], str] | None = None
    choices: tuple[tuple[str, str], ...] = ()
    optional: bool = False
    free: bool = False
    needed: Callable[[Answers], bool] = lambda _: True
    skip_note: str = ""


def _is_organization(answers: Answers) -> bool:
    return answers.get("applicant_type") == "organization"


def _is_citizen(answers: Answers) -> bool:
    return not _is_organization(answers)


def _wants_email(answers: Answers) -> bool:
    return answers.get("delivery_way") == "电子邮件"


def _is_named(answers: Answers) -> bool:
    return answers.get("anonymous") != "yes"


KIND_QUESTION = "请问您要办哪一样？"
KIND_CHOICES = (("申请信息公开", "申请公开"), ("投诉", "投诉"), ("咨询", "咨询"), ("提建议", "建议"))

APPLICANT_TYPE = Slot(
    "applicant_type", "申请人类型", "请问您是以个人名义，还是以单位名义申请？", choices=(("个人", "个人"), ("单位", "单位"))
)
ORGANIZATION = Slot(
    "organization_name", "单位名称", "请告诉我单位的全称。", checks.organization_name, free=True, needed=_is_organization
)
CREDIT_CODE = Slot("credit_code", "统一社会信用代码", "请告诉我单位的统一社会信用代码（18 位）。", checks.credit_code, needed=_is_organization)
NAME = Slot("applicant_name", "姓名", "请问您的姓名？", checks.name, free=True, needed=_is_citizen)
CONTACT = Slot("applicant_name", "联系人", "请问联系人（经办人）的姓名？", checks.name, free=True, needed=_is_organization)
CONTACT_NAME = Slot(
    "applicant_name", "姓名", "请问怎么称呼您？（不愿留名可以回复“匿名”）", checks.calling, optional=True, free=True, needed=_is_named
)
ID_NUMBER = Slot(
    "id_number", "证件号码",
    "请告诉我您的身份证号码（条例要求申请人提供身份证明，号码会加密保存）。用护照等其他证件的，请写明证件名称和号码。",
    checks.id_number, needed=_is_citizen,
)
PHONE = Slot(
    "contact_phone", "联系电话", "请问您的联系电话？", checks.phone, optional=True,
    skip_note="没有电话，办理中就无法电话联系您，请凭编号和查询码查看进展。",
)
# Who files no application may stay unreachable: he hears that he may.
PHONE_OR_NOT = replace(PHONE, question="请问您的联系电话？（没有或者不愿留，可以回复“没有”）")
ADDRESS = Slot(
    "contact_address", "联系地址", "请问您的联系地址？（用来送达答复）", checks.address, optional=True, free=True
)
AGENCY = Slot("target_agency", "受理机关", "请问向哪个单位申请？不清楚的话回复“不清楚”，由我来判断。", optional=True, free=True)
INFO = Slot(
    "info_description", "所需信息",
    "请说一说您要的是什么信息：名称、文号，或者年份、地点、事项这样的特征，越具体越好找。",
    checks.description, free=True,
)
FORM = Slot(
    "delivery_form", "提供形式", "您要纸质的还是电子的？", choices=(("纸质", "纸质"), ("电子", "电子"))
)
WAY = Slot(
    "delivery_way", "获取方式", "您想怎么拿到？",
    choices=(("邮寄", "邮寄"), ("自行领取", "自行领取"), ("电子邮件", "电子邮件"), ("当场查阅", "当场查阅")),
)
EMAIL = Slot("email", "电子邮箱", "请告诉我接收的电子邮箱。", checks.email, needed=_wants_email)
PLACE = Slot("place", "地点", "请问是在什么地方？（镇村、街道、小区、门牌，越具体越好；说不清可以回复“说不清”）", checks.place, optional=True, free=True)
WHEN = Slot("occurred_at", "时间", "请问是什么时候的事？记不清可以说“记不清了”。", checks.occurred_at, optional=True, free=True)
WHERE_TO = Slot(
    "place", "地点", "建议针对哪个地方？没有具体地点请回复“没有”。", checks.place, optional=True, free=True
)


def _matter(question: str) -> Slot:
    return Slot("description", "内容", question, checks.description, free=True)


FORMS: Mapping[Kind, tuple[Slot, ...]] = {
    Kind.APPLICATION: (
        INFO, AGENCY, APPLICANT_TYPE, ORGANIZATION, CREDIT_CODE, CONTACT, NAME, ID_NUMBER, PHONE, ADDRESS, FORM, WAY, EMAIL,
    ),
    Kind.COMPLAINT: (_matter("请说一下您要投诉的事情：谁、做了什么、有什么影响。"), PLACE, WHEN, CONTACT_NAME, PHONE_OR_NOT),
    Kind.CONSULTATION: (_matter("请说一下您想咨询的问题。"), CONTACT_NAME, PHONE_OR_NOT),
    Kind.SUGGESTION: (_matter("请说一下您的建议。"), WHERE_TO, CONTACT_NAME, PHONE_OR_NOT),
}
# Never asked for, but kept when the citizen says it, and changed when the citizen corrects it.
EXTRA: Mapping[str, Slot] = {
    slot.name: slot
    for slot in (
        Slot("postal_code", "邮政编码", "请问邮政编码？", checks.postal_code, optional=True),
        Slot("contact_address", "联系地址", "请问您的联系地址？", checks.address, optional=True, free=True),
        Slot("email", "电子邮箱", "请告诉我电子邮箱。", checks.email, optional=True),
        Slot("id_type", "证件类型", "请问是什么证件？", optional=True),
        Slot("callback_preference", "回访要求", "", optional=True),
        Slot("oral_help", "代为填写", "", optional=True),
        Slot("urgent", "加急", "", optional=True),
        Slot("on_behalf_of", "代谁提出", "", optional=True),
    )
}


def slot_of(kind: Kind, name: str) -> Slot | None:
    """The slot of this name as this kind asks it, or as it is kept beside."""
    return next((slot for slot in FORMS[kind] if slot.name == name), None) or EXTRA.get(name)


def next_slot(kind: Kind, answers: Answers) -> Slot | None:
    """The first slot that is needed and not yet answered; None when the draft is complete."""
    return next((slot for slot in FORMS[kind] if slot.name not in answers and slot.needed(answers)), None)


def matter_slot(kind: Kind) -> str:
    """Which slot holds the matter itself."""
    return "info_description" if kind is Kind.APPLICATION else "description"
