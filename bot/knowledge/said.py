"""Numbers and dates as citizens say them: Chinese or Arabic numerals, with or without a year."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

import cn2an

_NUMERAL = "零〇一二两三四五六七八九十百千"
_CHINESE = re.compile(rf"(?<![几数好上成{_NUMERAL}])[{_NUMERAL}]+(?=\s*(?:个?多?工作日|个上班|[年月号日天件份页张项样条面]|个月|个申请|小时))")
# «九月二十一签收的»: the day without 号. What counts things (九月三批, 五月一直) is no day.
_DAY_AFTER_MONTH = re.compile(
    r"(?<=月)(?:[二三]?十[一二三四五六七八九]?|[二三四五六七八九]|一)"
    r"(?![零〇一二两三四五六七八九十百千万几多个件份页张家人天年月批项条种样遍次趟封篇直些起般共定旦会样边口点半来周]|\s*[.．])"
)
_FULL = re.compile(r"(?<!\d)(20\d\d)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})(?!\d)\s*[日号]?")
_MONTH_DAY = re.compile(r"(?<![\d.])(\d{1,2})\s*月份?\s*(\d{1,2})(?!\d|\s*[个件页份])\s*[日号]?")
_DOTTED = re.compile(r"(?<![\d./年])(\d{1,2})[./](\d{1,2})(?![\d./%]|\s*[元块万件页])\s*[日号]?")
# The day first, the month after it: 24号（9月，2026）, 24日,9月.
_DAY_FIRST = re.compile(r"(?<![\d.月])(\d{1,2})\s*[日号]\s*[(,，、]?\s*(?:是)?(\d{1,2})\s*月份?(?!\s*\d|\s*[的]?\s*[前后内])")
_THIS_MONTH = re.compile(r"(这个月|本月|这月|上个月|上月)\s*(\d{1,2})\s*[日号]?(?!\d|\s*[个件页份])")
_WEEKDAY = re.compile(r"(上上|上|这|本)个?(?:周|星期|礼拜)([一二三四五六日天])")
_SAME_WEEK = re.compile(r"(?<![上这本下每个])(?:周|星期|礼拜)([一二三四五六日天])")
# «4号交的»: a day alone, where something is done on it; 3号楼, 4号文, 5号线 are none.
_DID = r"[^,，。0-9]{0,4}?(?:交|递|提|寄|发|填|收|签|拿|送|登记|申请|报|受理|答复|回复|公布|公示|挂|贴|要求|通知|补|确认|双方|核)"
_DAY_ALONE = re.compile(rf"(?<![\d.月年/-])(?<!第)([12]?\d|3[01])\s*[号日](?:(?:那天|就|早上|上午|下午|晚上|我|才|已经)*)(?={_DID})(?!文|令|楼|栋|线|门|院)")
# What has not come until today did not begin today.
_DAY_WORD = re.compile(
    r"大前天|前天|昨天|昨儿|前儿|昨日"
    r"|(?<!到)(?<!至)(?<!过了)今[天日](?!(?:为止|都|也|还|仍|就|是)*(?:没|未|不见|多少天|第|[0-9]+天|过期|超期|到期|算不算|[,，]?是第))"
)
# «12日提交，15日确认，10月份的事»: the month said once for all days.
_MONTH_ALONE = re.compile(r"(?<![\d.])(1[0-2]|[1-9])月份(?!\s*\d|[前后内底初中])")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]*\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s*(20\d\d))?")
_ENGLISH_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({'|'.join(_MONTHS)})[a-z]*\b(?:,?\s*(20\d\d))?")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_YEAR_WORD = {"今年": 0, "本年": 0, "去年": -1, "前年": -2, "明年": 1}
_BACK = {"大前天": 3, "前天": 2, "昨天": 1, "昨儿": 1, "前儿": 2, "昨日": 1, "今天": 0, "今日": 0}


@dataclass(frozen=True, slots=True)
class SaidDate:
    """A date in a text: where it stands and whether its year, or its month, had to be assumed."""

    on: date
    start: int
    end: int
    year_assumed: bool
    month_assumed: bool = False


def with_digits(text: str) -> str:
    """Chinese numerals before a unit as digits: `九月十四号` → `9月14号`; what is not a number stays."""
    return _DAY_AFTER_MONTH.sub(lambda found: _digits(found[0]), _CHINESE.sub(lambda found: _digits(found[0]), text))


# A day of the lunar calendar: named so, in a month that only it has, or «初六», which no solar month has; 初三 is a class at school, too.
_LUNAR = re.compile(
    r"(?:农历|阴历|旧历|老历|古历)[^,，。0-9]{0,2}(?:[0-9正腊冬]|初|[一二三四五六七八九十])|(?:正月|腊月|冬月)里?(?:初|十|廿|二十|三十|[0-9])"
    r"|初(?:[四五六七八九十]|[一二三](?!学生|班|的?[娃孩]|年级|毕业|中))(?=[那就]?[^,，。]{0,4}(?:交|递|寄|送|签|收|提|拿|到|发))|月廿[一二三四五六七八九]?"
    r"|8月15[日号]?[^,，。]{0,2}中秋|中秋[^,，。]{0,3}8月15|5月5[日号]?[^,，。]{0,2}端午|端午[^,，。]{0,3}5月5|9月9[日号]?[^,，。]{0,2}重阳|重阳[^,，。]{0,3}9月9"
)
_LUNAR_DAY = re.compile(r"(?:农历|阴历|旧历|老历|古历)[^,，。]{0,2}?[0-9正腊冬]{1,2}月(?:初?[0-9一二三四五六七八九十廿]{1,3})[日号]?")
_LAST_WORD = re.compile(r"[,，。]\s*(?:是|阳历|公历)?(?:20\d\d年)?\d{1,2}月\d{1,2}[日号]?[。!！]?$")
_AS_SOLAR = re.compile(r"阳历|公历|新历|也就是|就是|相当于|合")


def is_lunar(text: str) -> bool:
    """Whether a day of the lunar calendar is said, and not the solar day it is: beside it, or as the last word when that was asked back."""
    told = (_AS_SOLAR.search(text) and _MONTH_DAY.search(text)) or _LAST_WORD.search(text)
    return bool(_LUNAR.search(text)) and not told


def without_lunar(text: str) -> str:
    """The text without its lunar days: «阴历七月十五» is no 15 July."""
    return _LUNAR_DAY.sub(lambda found: " " * len(found[0]), text)


def _digits(numeral: str) -> str:
    try:
        return str(int(cn2an.cn2an(numeral, "smart")))
    except ValueError:  # 十十 and the like are no numbers: leave the words as they were
        return numeral


def dates(text: str, today: date) -> list[SaidDate]:
    """The dates said in a text (digits already in place), in order; impossible ones (2月30日) are left out.

    A date without a year is one of the year named elsewhere in the text, else of `today`'s.
    """
    found = [*_calendar_dates(text, today), *_relative_dates(text, today)]
    kept: list[SaidDate] = []
    for one in sorted(found, key=lambda said: (said.start, -said.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _calendar_dates(text: str, today: date) -> list[SaidDate]:
    year, assumed = _year(text, today)
    found = [_made(m, int(m[1]), int(m[2]), int(m[3]), False) for m in _FULL.finditer(text)]
    for pattern in (_MONTH_DAY, _DOTTED):
        found += [_made(m, year, int(m[1]), int(m[2]), assumed) for m in pattern.finditer(text)]
    found += [_made(m, year, int(m[2]), int(m[1]), assumed) for m in _DAY_FIRST.finditer(text)]
    for m in _ENGLISH.finditer(text):
        found.append(_made(m, int(m[3] or year), _MONTHS.index(m[1]) + 1, int(m[2]), assumed and not m[3]))
    for m in _ENGLISH_DAY_FIRST.finditer(text):
        found.append(_made(m, int(m[3] or year), _MONTHS.index(m[2]) + 1, int(m[1]), assumed and not m[3]))
    return [one for one in found if one is not None]


def _relative_dates(text: str, today: date) -> list[SaidDate]:
    found: list[SaidDate | None] = []
    for m in _THIS_MONTH.finditer(text):
        first = today.replace(day=1)
        month = (first - timedelta(days=1)) if m[1].startswith("上") else first
        found.append(_made(m, month.year, month.month, int(m[2]), False))
    monday = None
    for m in sorted([*_WEEKDAY.finditer(text), *_SAME_WEEK.finditer(text)], key=lambda one: one.start()):
        if m.re is _WEEKDAY:
            monday = today - timedelta(days=today.weekday() + 7 * {"上上": 2, "上": 1}.get(m[1], 0))
        if monday is not None:  # 上周三寄的，周五签收: the second is of the week that was named
            found.append(SaidDate(monday + timedelta(days=min("一二三四五六日天".index(m[m.re.groups]), 6)), m.start(), m.end(), False))
    found += _days_alone(text, today)
    found += [SaidDate(today - timedelta(days=_BACK[m[0]]), m.start(), m.end(), False) for m in _DAY_WORD.finditer(text)]
    return [one for one in found if one is not None]


def _days_alone(text: str, today: date) -> list[SaidDate | None]:
    """Days without a month: the last such day that was, or the first one after the date said before it («9月4号交的，16号补的»)."""
    found: list[SaidDate | None] = []
    named = {int(month) for month in _MONTH_ALONE.findall(text)}
    of_all = date(_year(text, today)[0], named.pop(), 1) if len(named) == 1 else None
    for m in _DAY_ALONE.finditer(text):
        day = int(m[1])
        before = [one for one in (*_calendar_dates(text, today), *(said for said in found if said)) if one.end <= m.start()]
        base = max(before, key=lambda one: one.start).on if before else None
        if of_all is not None:
            month = of_all
        elif base is None:
            month = today if day <= today.day else today.replace(day=1) - timedelta(days=1)
        else:
            month = base if day >= base.day else base.replace(day=28) + timedelta(days=4)
        one = _made(m, month.year, month.month, day, False)
        found.append(replace(one, end=m.start() + len(m[1]), month_assumed=base is None and of_all is None) if one else None)
    return found


def _year(text: str, today: date) -> tuple[int, bool]:
    named = _YEAR.search(text)
    if named:
        return int(named[1]), False
    for word, offset in _YEAR_WORD.items():
        if word in text:
            return today.year + offset, False
    return today.year, True


def _made(m: re.Match[str], year: int, month: int, day: int, assumed: bool) -> SaidDate | None:
    try:
        return SaidDate(date(year, month, day), m.start(), m.end(), assumed)
    except ValueError:  # 2月30日, 13.5: not a date
        return None
