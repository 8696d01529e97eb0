"""What an operator reads out: what an application is, and the whole form for the caller to confirm."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.clock.service import Period
from bot.conversations.replies import Citation
from bot.filing.review import shown
from bot.filing.slots import FORMS, NOT_GIVEN
from bot.filing.words import ART_29, ART_39, not_ours
from bot.tickets.kinds import WORDS, Kind

_WRITTEN = "申请要用书面形式，网上、信件都可以。书写确实有困难的，可以口头提出，由我代为填写，填好后读给您核对。"
_ORAL = "您书写有困难，可以口头提出：您说，我代为填写，填好后读给您核对。"
_CONTENT = "要说明三样：姓名、身份证明和联系方式；要的是什么信息；要纸质还是电子、怎么拿。"
_GRIEVANCE = "用信息公开申请的形式投诉、举报的，不作为信息公开申请处理；您反映的事，我按投诉登记，转给承办单位办理。"
# Digits are read one by one, in groups that can be followed.
_GROUPED = {"contact_phone": (3, 4, 4), "id_number": (6, 4, 4, 4), "credit_code": (4, 4, 4, 6)}


@dataclass(frozen=True)
class Explanation:
    """A paragraph to read out and the clauses that bear it."""

    title: str
    text: str
    citations: tuple[Citation, ...]


def application(limit: Period, *, oral: bool) -> Explanation:
    """What asking for government information takes (政府信息公开条例 arts. 29, 33)."""
    basis = Citation(limit.basis.source, limit.basis.article)
    more = f"，需要延长的最多再加 {limit.extension} 个工作日，会告知您" if limit.extension else ""
    text = f"您要的是政府信息，按申请信息公开办理。{_ORAL if oral else _WRITTEN}{_CONTENT}收到申请之日起 {limit.workdays} 个工作日内答复{more}。"
    return Explanation("申请信息公开怎么办", text, (ART_29, basis))


def grievance() -> Explanation:
    """Why a complaint that calls itself an application is filed as a complaint (政府信息公开条例 art. 39)."""
    return Explanation("为什么按投诉登记", _GRIEVANCE, (ART_39,))


def elsewhere(there: str, here: str) -> Explanation:
    """What a caller is told whose matter lies in another place."""
    text = f"{not_ours(there, here)}事情就在{here}的，请告诉我在{here}的哪里。"
    return Explanation("地点不在本地", text, ())


def read_back(kind: Kind, answers: Mapping[str, str], agency: str, due: str) -> str:
    """The form in one paragraph for the caller to confirm; numbers in groups, nothing hidden: it is the caller's own."""
    parts = [f"{slot.title}：{_spoken(slot.name, answers[slot.name])}" for slot in FORMS[kind] if answers.get(slot.name, NOT_GIVEN)]
    if answers.get("anonymous") == "yes":
        parts.append("匿名，不留姓名")
    office = "受理机关" if kind is Kind.APPLICATION else "承办单位"
    return f"我跟您核对一下，{WORDS[kind].title}。{'；'.join(parts)}。{office}：{agency}。{due}请问对不对？"


def _spoken(slot: str, value: str) -> str:
    groups = _GROUPED.get(slot)
    if groups is None or len(value) != sum(groups):
        return shown("", value)
    pieces, at = [], 0
    for size in groups:
        pieces.append(value[at : at + size])
        at += size
    return " ".join(pieces)
