"""How a ticket ends, and what its answer must say then.

For applications the outcomes are the rows of table 3 of the national annual report; each carries the clause it rests on
and the kind of remedy that the applicant must be told of.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.tickets.kinds import Kind

REGULATION = "政府信息公开条例"


class Remedy(StrEnum):
    """Which paragraph on remedies an answer closes with."""

    NONE = "none"
    RECONSIDERATION_FIRST = "reconsideration_first"
    EITHER = "either"
    OPINION = "opinion"


@dataclass(frozen=True)
class Outcome:
    """One way to end: code (the annual report's row for applications), words, clause, remedy, a draft of the answer."""

    code: str
    title: str
    group: str
    article: str
    remedy: Remedy
    draft: str


_PROVIDED = "您申请公开的信息可以公开，现提供给您：\n（请写明提供的内容，或获取的方式、途径和时间）"
_WITHHELD = "您申请公开的信息，经审查决定不予公开。\n理由：（请写明具体理由）"
_ABSENT = "您申请公开的信息，本机关无法提供。\n理由：（请写明检索情况或具体理由）"
_NOT_HANDLED = "您的申请不予处理。\n理由：（请写明具体理由和可以走的渠道）"


def _row(code: str, title: str, group: str, article: str, remedy: Remedy, draft: str) -> Outcome:
    return Outcome(code, title, group, article, remedy, draft)


_WITHHOLD, _LACK, _REFUSE, _OTHER = "不予公开", "无法提供", "不予处理", "其他处理"
APPLICATION_OUTCOMES: tuple[Outcome, ...] = (
    _row("3.1", "予以公开", "予以公开", "第三十六条", Remedy.OPINION, _PROVIDED),
    _row("3.2", "部分公开", "部分公开", "第三十七条", Remedy.RECONSIDERATION_FIRST,
         "您申请公开的信息可以部分公开，可以公开的内容现提供给您。\n不公开的内容及理由：（请写明）"),
    _row("3.3.1", "属于国家秘密", _WITHHOLD, "第十四条", Remedy.RECONSIDERATION_FIRST, _WITHHELD),
    _row("3.3.2", "其他法律行政法规禁止公开", _WITHHOLD, "第十四条", Remedy.RECONSIDERATION_FIRST, _WITHHELD),
    _row("3.3.3", "危及“三安全一稳定”", _WITHHOLD, "第十四条", Remedy.RECONSIDERATION_FIRST, _WITHHELD),
    _row("3.3.4", "保护第三方合法权益", _WITHHOLD, "第十五条", Remedy.RECONSIDERATION_FIRST, _WITHHELD),
    _row("3.3.5", "属于三类内部事务信息", _WITHHOLD, "第十六条", Remedy.RECONSIDERATION_FIRST, _WITHHELD),
    _row("3.3.6", "属于四类过程性信息", _WITHHOLD, "第十六条", Remedy.RECONSIDERATION_FIRST, _WITHHELD),
    _row("3.3.7", "属于行政执法案卷", _WITHHOLD, "第十六条", Remedy.RECONSIDERATION_FIRST, _WITHHELD),
    _row("3.3.8", "属于行政查询事项", _WITHHOLD, "第三十六条", Remedy.RECONSIDERATION_FIRST,
         "您申请公开的信息，有关法律、行政法规对其获取有特别规定，请按该规定办理：（请写明办理途径）"),
    _row("3.4.1", "本机关不掌握相关政府信息", _LACK, "第三十六条", Remedy.EITHER, _ABSENT),
    _row("3.4.2", "没有现成信息需要另行制作", _LACK, "第三十八条", Remedy.EITHER, _ABSENT),
    _row("3.4.3", "补正后申请内容仍不明确", _LACK, "第三十条", Remedy.EITHER, _ABSENT),
    _row("3.5.1", "信访举报投诉类申请", _REFUSE, "第三十九条", Remedy.EITHER, _NOT_HANDLED),
    _row("3.5.2", "重复申请", _REFUSE, "第三十六条", Remedy.EITHER, _NOT_HANDLED),
    _row("3.5.3", "要求提供公开出版物", _REFUSE, "第三十九条", Remedy.EITHER, _NOT_HANDLED),
    _row("3.5.4", "无正当理由大量反复申请", _REFUSE, "第三十五条", Remedy.EITHER, _NOT_HANDLED),
    _row("3.5.5", "要求行政机关确认或重新出具已获取信息", _REFUSE, "第三十六条", Remedy.EITHER, _NOT_HANDLED),
    _row("3.6.1", "逾期不补正，不再处理", _OTHER, "第三十条", Remedy.EITHER, _NOT_HANDLED),
    _row("3.6.2", "逾期未缴费，不再处理", _OTHER, "第四十二条", Remedy.EITHER, _NOT_HANDLED),
    _row("3.6.3", "其他", _OTHER, "第三十六条", Remedy.EITHER, "对您的申请答复如下：\n（请写明答复内容和理由）"),
)
OTHER_OUTCOMES: tuple[Outcome, ...] = (
    _row("solved", "已解决", "办结", "", Remedy.NONE, "您反映的事项已办理：\n（请写明办理情况和结果）"),
    _row("partly", "部分解决", "办结", "", Remedy.NONE, "您反映的事项部分解决：\n（请写明已解决和尚未解决的部分、下一步安排）"),
    _row("explained", "解释说明", "办结", "", Remedy.NONE, "您反映的事项暂时无法办理，说明如下：\n（请写明原因）"),
    _row("adopted", "采纳", "办结", "", Remedy.NONE, "感谢您的建议。经研究：\n（请写明采纳情况）"),
)
_RECONSIDER = "自收到本答复之日起六十日内申请行政复议（行政复议法第二十条）"
REMEDIES = {
    Remedy.NONE: "",
    Remedy.OPINION: "如认为本机关在政府信息公开工作中侵犯您的合法权益，可以" + _RECONSIDER + "。",
    Remedy.RECONSIDERATION_FIRST: (
        "如不服本答复中不予公开的决定，应当先" + _RECONSIDER
        + "；对行政复议决定不服的，可以再依法向人民法院提起行政诉讼（行政复议法第二十三条第一款第四项）。"
    ),
    Remedy.EITHER: (
        "如不服本答复，可以" + _RECONSIDER + "，也可以自知道本答复之日起六个月内依法向人民法院提起行政诉讼（行政诉讼法第四十六条）。"
    ),
}
_APPLICATION_BY_CODE = {outcome.code: outcome for outcome in APPLICATION_OUTCOMES}
_OTHER_BY_CODE = {outcome.code: outcome for outcome in OTHER_OUTCOMES}


def outcomes_for(kind: Kind) -> tuple[Outcome, ...]:
    """The ways a ticket of this kind can end with an answer."""
    return APPLICATION_OUTCOMES if kind is Kind.APPLICATION else OTHER_OUTCOMES


def outcome_of(kind: Kind, code: str) -> Outcome | None:
    """The outcome with this code, if this kind has it."""
    return (_APPLICATION_BY_CODE if kind is Kind.APPLICATION else _OTHER_BY_CODE).get(code)


def closing(outcome: Outcome) -> str:
    """The paragraphs an answer must close with: the clause it rests on and the remedy; empty where none is owed."""
    basis = f"依据：《{REGULATION}》{outcome.article}。" if outcome.article else ""
    return "\n".join(part for part in (basis, REMEDIES[outcome.remedy]) if part)
