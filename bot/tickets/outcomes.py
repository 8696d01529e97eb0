"""How a ticket ends, and what its answer must say then.

For applications the outcomes are the rows of table 3 of the national annual report; each carries the clause it rests on,
a template of its answer and the remedies that the applicant must be told of (`bot.tickets.remedies`).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.tickets.kinds import Kind
from bot.tickets.remedies import REMEDIES, Remedy

REGULATION = "政府信息公开条例"
# How every blank of a template begins: an answer that still has one cannot be sent.
ANY_BLANK = "（请写明"
_BLANK = re.compile(r"（请写明[^）]*）")


@dataclass(frozen=True)
class Variant:
    """One of several answers that stand in the same row: its own clause and template."""

    key: str
    title: str
    article: str
    draft: str


@dataclass(frozen=True)
class Outcome:
    """One way to end: code (the annual report's row for applications), words, clause, remedy, a draft of the answer.

    `variants` are the cases that the law treats apart within one row. `by_answer` is False where the row is reached by
    another act (given up). `needs_correction`: only after a correction was asked for and came.
    """

    code: str
    title: str
    group: str
    article: str
    remedy: Remedy
    draft: str
    variants: tuple[Variant, ...] = ()
    by_answer: bool = True
    needs_correction: bool = False


_NO = Remedy.RECONSIDERATION_FIRST
_EITHER = Remedy.EITHER
_RIGHTS = Remedy.RIGHTS
_WITHHOLD, _LACK, _REFUSE, _OTHER = "不予公开", "无法提供", "不予处理", "其他处理"


def _withheld(what: str, *asks: str) -> str:
    lines = [f"您申请公开的信息{what}，本机关决定不予公开。", *asks, "理由：（请写明具体理由）"]
    return "\n".join(lines)


_PROVIDED = Variant(
    "provided", "提供信息", "第三十六条第二项", "您申请公开的信息可以公开，现提供给您：\n（请写明提供的内容，或获取的方式、途径和时间）"
)
_PUBLISHED = Variant(
    "published", "已主动公开", "第三十六条第一项", "您申请公开的信息已经主动公开。\n获取的方式、途径：（请写明网址、公报期号或查阅地点）"
)
_NOT_FOUND = Variant(
    "not_found", "信息不存在", "第三十六条第四项",
    "您申请公开的信息，本机关无法提供。\n经检索，没有您申请公开的信息，该政府信息不存在。\n检索的情况：（请写明检索的范围、方法和结果）",
)
_NOT_OURS = Variant(
    "not_ours", "不属于本机关负责公开", "第三十六条第五项",
    "您申请公开的信息，本机关无法提供。\n该信息不属于本机关负责公开。\n理由：（请写明具体理由）\n"
    "负责公开的机关：（请写明机关名称；确实不能确定的，请说明）\n该机关的联系方式：（请写明电话、地址）",
)
APPLICATION_OUTCOMES: tuple[Outcome, ...] = (
    Outcome("3.1", "予以公开", "予以公开", "第三十六条", _RIGHTS, _PROVIDED.draft, (_PROVIDED, _PUBLISHED)),
    Outcome(
        "3.2", "部分公开", "部分公开", "第三十七条", _NO,
        "您申请公开的信息可以部分公开，可以公开的内容现提供给您：\n（请写明提供的内容或获取的方式）\n"
        "不予公开的内容：（请写明是哪一部分）\n理由：（请写明依据的条款和具体理由）",
    ),
    Outcome("3.3.1", "属于国家秘密", _WITHHOLD, "第十四条", _NO, _withheld("依法确定为国家秘密")),
    Outcome(
        "3.3.2", "其他法律行政法规禁止公开", _WITHHOLD, "第十四条", _NO,
        _withheld("属于法律、行政法规禁止公开的政府信息", "禁止公开的规定：（请写明法律、行政法规的名称和条款）"),
    ),
    Outcome("3.3.3", "危及“三安全一稳定”", _WITHHOLD, "第十四条", _NO, _withheld("公开后可能危及国家安全、公共安全、经济安全、社会稳定")),
    Outcome(
        "3.3.4", "保护第三方合法权益", _WITHHOLD, "第十五条", _NO,
        _withheld("涉及商业秘密、个人隐私等，公开会对第三方合法权益造成损害", "征求第三方意见的情况：（请写明）"),
    ),
    Outcome("3.3.5", "属于三类内部事务信息", _WITHHOLD, "第十六条第一款", _NO, _withheld("属于人事管理、后勤管理、内部工作流程等内部事务信息")),
    Outcome(
        "3.3.6", "属于四类过程性信息", _WITHHOLD, "第十六条第二款", _NO, _withheld("属于讨论记录、过程稿、磋商信函、请示报告等过程性信息")
    ),
    Outcome("3.3.7", "属于行政执法案卷", _WITHHOLD, "第十六条第二款", _NO, _withheld("属于行政执法案卷信息")),
    Outcome(
        "3.3.8", "属于行政查询事项", _WITHHOLD, "第三十六条第七项", _NO,
        "您申请公开的信息，有关法律、行政法规对信息的获取有特别规定，请依照该规定办理。\n"
        "规定的名称和条款：（请写明）\n办理的途径：（请写明到哪里、怎样查询）",
    ),
    Outcome("3.4.1", "本机关不掌握相关政府信息", _LACK, "第三十六条", _EITHER, _NOT_FOUND.draft, (_NOT_FOUND, _NOT_OURS)),
    Outcome(
        "3.4.2", "没有现成信息需要另行制作", _LACK, "第三十八条", _EITHER,
        "您申请公开的信息，本机关无法提供。\n没有现成的信息，需要对现有政府信息进行加工、分析。\n理由：（请写明现有哪些信息、为什么要另行制作）",
    ),
    Outcome(
        "3.4.3", "补正后申请内容仍不明确", _LACK, "第三十条", _EITHER,
        "您申请公开的信息，本机关无法提供。\n经您补正，申请内容仍不明确。\n理由：（请写明哪些内容不明确、曾怎样告知补正）",
        needs_correction=True,
    ),
    Outcome(
        "3.5.1", "信访举报投诉类申请", _REFUSE, "第三十九条第一款", _EITHER,
        "您以政府信息公开申请的形式提出信访、投诉、举报事项，不作为政府信息公开申请处理。\n理由：（请写明具体理由）\n"
        "可以通过的渠道：（请写明渠道和联系方式）",
    ),
    Outcome(
        "3.5.2", "重复申请", _REFUSE, "第三十六条第六项", _EITHER,
        "您重复申请公开相同的政府信息，本机关不予重复处理。\n已经作出的答复：（请写明答复的日期、文号或编号）",
    ),
    Outcome(
        "3.5.3", "要求提供公开出版物", _REFUSE, "第三十九条第二款", _EITHER,
        "您要求提供的是政府公报、报刊、书籍等公开出版物，不作为政府信息公开申请处理。\n获取的途径：（请写明到哪里购买或查阅）",
    ),
    Outcome(
        "3.5.4", "无正当理由大量反复申请", _REFUSE, "第三十五条", _EITHER,
        "您申请公开政府信息的数量、频次明显超过合理范围，本机关不予处理。\n要求说明理由的情况：（请写明何时要求、申请人怎样说明）\n"
        "认为理由不合理的原因：（请写明）",
    ),
    Outcome(
        "3.5.5", "要求行政机关确认或重新出具已获取信息", _REFUSE, "第三十六条", _EITHER,
        "您要求对已经获取的信息予以确认或者重新出具，本机关不予处理。\n理由：（请写明何时、怎样获取过该信息）",
    ),
    Outcome("3.6.1", "逾期不补正，不再处理", _OTHER, "第三十条", _RIGHTS, "", by_answer=False),
    Outcome("3.6.2", "逾期未缴费，不再处理", _OTHER, "第四十二条", _RIGHTS, "", by_answer=False),
    Outcome("3.6.3", "其他", _OTHER, "第三十六条", _RIGHTS, "对您的申请答复如下：\n（请写明答复内容和理由）"),
)
_SOLVED = Outcome("solved", "已解决", "办结", "", Remedy.NONE, "您反映的事项已办理：\n（请写明办理情况和结果）")
_PARTLY = Outcome(
    "partly", "部分解决", "办结", "", Remedy.NONE,
    "您反映的事项部分解决。\n已经解决的：（请写明）\n还没有解决的和下一步安排：（请写明）",
)
_EXPLAINED = Outcome("explained", "解释说明", "办结", "", Remedy.NONE, "关于您反映的事项，说明如下：\n（请写明情况和原因）")
_OF_KIND: dict[Kind, tuple[Outcome, ...]] = {
    Kind.COMPLAINT: (_SOLVED, _PARTLY, _EXPLAINED),
    Kind.CONSULTATION: (
        Outcome("replied", "已解答", "办结", "", Remedy.NONE, "您咨询的问题答复如下：\n（请写明答复内容和依据）"), _SOLVED, _PARTLY, _EXPLAINED,
    ),
    Kind.SUGGESTION: (
        Outcome("adopted", "采纳", "办结", "", Remedy.NONE, "感谢您的建议。经研究，予以采纳。\n采纳和落实的情况：（请写明）"),
        Outcome(
            "partly_adopted", "部分采纳", "办结", "", Remedy.NONE,
            "感谢您的建议。经研究，部分采纳。\n采纳的部分：（请写明）\n没有采纳的部分和理由：（请写明）",
        ),
        Outcome("not_adopted", "未采纳", "办结", "", Remedy.NONE, "感谢您的建议。经研究，暂不采纳。\n理由：（请写明）"),
        _SOLVED, _PARTLY, _EXPLAINED,
    ),
    Kind.APPLICATION: APPLICATION_OUTCOMES,
}
OTHER_OUTCOMES = tuple(dict.fromkeys(outcome for kind in Kind if kind is not Kind.APPLICATION for outcome in _OF_KIND[kind]))


def outcomes_for(kind: Kind) -> tuple[Outcome, ...]:
    """The ways a ticket of this kind can end with an answer."""
    return tuple(outcome for outcome in _OF_KIND[kind] if outcome.by_answer)


def outcome_of(kind: Kind, code: str) -> Outcome | None:
    """The outcome with this code, if this kind has it; also those that no answer, but another act leads to."""
    return next((outcome for outcome in _OF_KIND[kind] if outcome.code == code), None)


def closing(outcome: Outcome, variant: str | None = None) -> str:
    """The paragraphs an answer must close with: the clause it rests on and the remedy; empty where none is owed."""
    chosen = next((one for one in outcome.variants if one.key == variant), None)
    article = chosen.article if chosen else outcome.article
    basis = f"依据：《{REGULATION}》{article}。" if article else ""
    return "\n".join(part for part in (basis, REMEDIES[outcome.remedy]) if part)


@lru_cache(maxsize=64)
def skeletons(outcome: Outcome) -> tuple[str, ...]:
    """The template's own phrases, longest first: what is left of an answer without them is the clerk's."""
    drafts = (outcome.draft, *(variant.draft for variant in outcome.variants), closing(outcome))
    phrases = {phrase.strip() for draft in drafts for line in draft.splitlines() for phrase in _BLANK.split(line)}
    return tuple(sorted(phrases - {""}, key=len, reverse=True))
