"""Pieces of a turn that say nothing but where, or nothing but when: people on the telephone say these by themselves."""

import re

from bot.filing import checks
from bot.filing.checks import SlotError

_CUT = re.compile(r"[,，。;；!！\n]\s*")
_LONGEST_PLACE, _LONGEST_TIME = 32, 24
_WHERE = re.compile(r"^(?:就)?(?:是)?(?:在|位于|地[点址](?:是|在|就是)?|位置(?:是|在)?)(?P<it>.{2,})$")
# «俺是麒麟镇梅花村的», «我住在…», «就在…»: what leads to a place.
_LEAD = re.compile(r"^(?:(?:我|俺|咱)们?(?:家)?(?:就)?(?:是在|住在|是|住|在)|(?:就)?(?:是)?(?:在|位于))(?=.{2,})")
_THERE = re.compile(r"(?:那里|那儿|那边|这里|这儿|这边|那块|那个地方|这个地方)$")
# Whatever else is said in the same breath is no mere place: somebody does something there.
_DOES = re.compile(r"[了着过没不被把给吗呢]|天天|每[天晚]|有人|投诉|反映|建议|希望|要求|上班|工作|打工|家里|等|办")
_WHEN = re.compile(
    r"^(?:大概|大约|差不多|应该)?(?:是|就是|在|从)?(?P<it>(?:(?:20\d\d|今|去|前)年|20\d\d[-/.]\d{1,2}|\d{1,2}月|[今昨前]天|[今昨]晚|上个?[周月]|这个?[周月]|每[天晚周月]|天天|前[几两]天|最近|[一二两三四五六七八九十半几\d]+(?:个?多?)(?:天|月|年|星期|周|小时)(?:前|多|以来|来|了))"
    r"[^,，。]{0,20}?)(?:的事情?|的时候|左右|发生的)?$"
)
_NO_TIME = re.compile(r"[，。]|路灯|停|坏|堵|漏|欠|扣|没人|投诉|文件|方案|名单|标准|明细|批复|决算|预算|报告|资金|公开|要|能|可以|申请|怎么|交|换|修|拆|被|把|给")


def parts(text: str) -> list[str]:
    """The text between its signs."""
    return [part for part in (part.strip() for part in _CUT.split(text)) if part]


def where(part: str) -> str | None:
    """The place, where the whole piece says only where: «就在枞阳镇阳光花园那里»."""
    found = _WHERE.match(part)
    if not found or len(part) > _LONGEST_PLACE or _DOES.search(found["it"]):
        return None
    return plain_place(found["it"])


def plain_place(said: str) -> str | None:
    """A place without the little words round it; None when it is none."""
    bare = _THERE.sub("", _LEAD.sub("", said.strip())).strip()
    try:
        return checks.place(bare)
    except SlotError:
        return None


def when(part: str) -> str | None:
    """The time, where the whole piece says only when: «大概2026-03起的事»."""
    found = _WHEN.match(part)
    if not found or len(part) > _LONGEST_TIME or _NO_TIME.search(found["it"]):
        return None
    return found["it"].strip()

