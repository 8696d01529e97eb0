"""How dates and rules are written for citizens."""

from datetime import date, timedelta

from bot.clock.models import LegalBasis

_WEEKDAYS = "一二三四五六日"


def day_zh(day: date) -> str:
    """`2026年10月16日（星期五）`."""
    return f"{day.year}年{day.month}月{day.day}日（星期{_WEEKDAYS[day.weekday()]}）"


def span_zh(first: date, last: date) -> str:
    """`2026年10月1日至7日`, with no more of the second date than needed."""
    start = f"{first.year}年{first.month}月{first.day}日"
    if first == last:
        return start
    if first.year != last.year:
        return f"{start}至{last.year}年{last.month}月{last.day}日"
    if first.month != last.month:
        return f"{start}至{last.month}月{last.day}日"
    return f"{start}至{last.day}日"


def cite(*bases: LegalBasis) -> str:
    """`（政府信息公开条例第三十三条）`; a rule that is only followed keeps its book marks: `（参照《…意见》二）`."""
    return "（" + "、".join(basis.titled if basis.borrowed else str(basis) for basis in bases) + "）"


def next_day(day: date) -> date:
    """The calendar day after."""
    return day + timedelta(days=1)
