"""What is missing, dead or contradictory in a profile: one Chinese sentence each, naming file and agency."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.agencies.directory import spellings
from bot.agencies.hours import read_hours
from bot.agencies.loading import read_profile, read_yaml
from bot.agencies.models import Agency, Profile, ProfileError
from bot.agencies.phones import PhoneError, read_phones
from bot.clock.service import today
from bot.oversight.heat import parse_heat
from bot.tickets.watching import parse_watch

TICKET_KINDS = ("application", "complaint", "consultation", "suggestion")
_DEAD = ("信访条例", "法释〔2011〕17号", "国务院令第492号")  # repealed: nothing may rest on them
_LIVING = ("信访工作条例",)
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_KEYS = frozenset(
    (
        *("id", "name", "full_name", "above", "level", "extends", "with", "drop", "nicknames", "website", "notices", "hotlines", "office"),
        *("hours", "periods", "rules", "key_areas", "towns", "agencies", "warnings", "heat", "duties", "source", "dated"),
    )
)

_READ_ELSEWHERE: Mapping[str, Callable[[Mapping[str, Any]], object]] = {"warnings": parse_watch, "heat": parse_heat}  # sections of other areas


def check_profile(path: Path) -> list[str]:
    """Every problem of a file; an empty list means that it can be used."""
    try:
        profile = read_profile(path)
    except ProfileError as error:
        return [str(error)]
    problems = (*_sections(read_yaml(path)), *(problem for check in _CHECKS for problem in check(profile)))
    return [f"{path.name}：{problem}" for problem in problems]


def _sections(raw: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"不认识的项目“{key}”，是不是写错了" for key in raw if key not in _KEYS)
    for key, read in _READ_ELSEWHERE.items():
        section = raw.get(key) or {}
        if not isinstance(section, Mapping):
            yield f"“{key}”下面要写成“名称: 值”"
            continue
        try:
            read(section)
        except ValueError as error:
            yield str(error)


def _parents(profile: Profile) -> Iterator[str]:
    for agency in profile.agencies.values():
        if agency.parent is not None and agency.parent not in profile.agencies:
            yield f"{agency.name}的上级“{agency.parent}”不存在"
        elif _in_loop(profile, agency):
            yield f"{agency.name}的上级关系绕成了圈：{' → '.join(_chain(profile, agency))}"


def _chain(profile: Profile, agency: Agency) -> list[str]:
    names, seen, at = [agency.name], {agency.id}, agency.parent
    while at is not None and at in profile.agencies:
        names.append(profile.agencies[at].name)
        if at in seen:
            return names
        seen.add(at)
        at = profile.agencies[at].parent
    return names


def _in_loop(profile: Profile, agency: Agency) -> bool:
    names = _chain(profile, agency)
    return len(names) > 1 and names[-1] == names[0]


def _names(profile: Profile) -> Iterator[str]:
    owners: dict[str, list[Agency]] = defaultdict(list)
    for agency in profile.agencies.values():
        for name in spellings(profile, agency):
            owners[name].append(agency)
    told: set[frozenset[str]] = set()
    for name, agencies in owners.items():
        pair = frozenset(agency.id for agency in agencies)
        if len(pair) > 1 and pair not in told:
            told.add(pair)
            yield f"“{name}”同时是{'和'.join(dict.fromkeys(f'{agency.name}（{agency.id}）' for agency in agencies))}的名称"


def _sources(profile: Profile) -> Iterator[str]:
    for label, source, dated in _facts(profile):
        if not source.strip():
            yield f"{label}没有写出处（source）"
        if not dated.strip():
            yield f"{label}没有写日期（dated）"
        elif fault := _date_fault(dated):
            yield f"{label}的日期“{dated}”{fault}"
        if any(dead in source for dead in _DEAD) and not any(living in source for living in _LIVING):
            yield f"{label}引用的“{source}”已经废止"


def _date_fault(dated: str) -> str:
    found = _DATE.fullmatch(dated.strip())
    if found is None:
        return "看不懂，应写成2026、2026-11或2026-11-26"
    try:
        day = dt.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return "不是日历上的日子"
    return "还没有到" if day > today() else ""


def _phones(profile: Profile) -> Iterator[str]:
    found = [(agency.name, agency.phone) for agency in profile.agencies.values() if agency.phone]
    found += [("公开机构", profile.office.phone)] if profile.office.phone else []
    found += [(f"热线“{line.name}”", line.number) for line in profile.hotlines if line.number[:1].isdigit()]
    for label, numbers in found:
        try:
            read_phones(numbers)
        except PhoneError as error:
            yield f"{label}的电话“{error}”不像电话号码"


def _facts(profile: Profile) -> Iterator[tuple[str, str, str]]:
    for agency in profile.agencies.values():
        yield agency.name, agency.fact.source, agency.fact.on
    for line in profile.hotlines:
        yield f"热线“{line.name}”", line.fact.source, line.fact.on
    for area in profile.key_areas:
        yield f"重点领域“{area.name}”", area.fact.source, area.fact.on
    for period in profile.periods:
        yield f"期限“{period.kind}”", f"{period.source}{period.article}", period.on
    for rule in profile.rules:
        yield f"规则“{rule.text[:12]}…”", f"{rule.source}{rule.article}", rule.on
    yield "公开机构", profile.office.fact.source, profile.office.fact.on
    yield "办公时间", profile.hours.fact.source, profile.hours.fact.on


def _references(profile: Profile) -> Iterator[str]:
    known = profile.agencies
    for agency in known.values():
        for duty in agency.duties:
            for key in (*duty.also, *duty.co):
                if key not in known:
                    yield f"{agency.name}的职责“{duty.name}”提到的机构“{key}”不存在"
    for area in profile.key_areas:
        if not area.lead:
            yield f"重点领域“{area.name}”没有牵头机构（lead）"
        for key in area.lead:
            if key not in known:
                yield f"重点领域“{area.name}”的牵头机构“{key}”不存在"
    if profile.office.agency not in known:
        yield f"公开机构“{profile.office.agency}”不存在"


def _complete(profile: Profile) -> Iterator[str]:
    if not profile.hotlines:
        yield "没有写热线电话（hotlines）"
    if not profile.notices:
        yield "没有写依据的通知（notices）"
    for agency in profile.agencies.values():
        if agency.kind in ("department", "vertical") and not agency.duties:
            yield f"{agency.name}没有写职责，无法判断哪些事归它办"
        if agency.is_elsewhere and not agency.instead:
            yield f"{agency.name}不受理工单，却没有写怎么告诉群众（instead）"
        for duty in agency.duties:
            if agency.id in (*duty.also, *duty.co):
                yield f"{agency.name}的职责“{duty.name}”把自己写成了协办"


def _periods(profile: Profile) -> Iterator[str]:
    seen: set[str] = set()
    for period in profile.periods:
        if period.kind not in TICKET_KINDS:
            yield f"期限的种类“{period.kind}”不认识，只能是{'、'.join(TICKET_KINDS)}"
        if period.kind in seen:
            yield f"期限“{period.kind}”写了两次"
        seen.add(period.kind)
        if period.kind == "application":
            yield "依申请公开的期限由政府信息公开条例第三十三条规定，不能由本地改写"
        if period.workdays < 1 or (period.extended_to is not None and period.extended_to <= period.workdays):
            yield f"期限“{period.kind}”前后矛盾：{period.workdays}个工作日，延长后{period.extended_to}个工作日"


def _hotlines(profile: Profile) -> Iterator[str]:
    numbers: dict[str, str] = {}
    for line in profile.hotlines:
        if numbers.setdefault(line.name, line.number) != line.number:
            yield f"热线“{line.name}”有两个号码：{numbers[line.name]}和{line.number}"


def _hours(profile: Profile) -> Iterator[str]:
    try:
        read_hours(profile.hours)
    except ProfileError as error:
        yield str(error)


_CHECKS: tuple[Callable[[Profile], Iterator[str]], ...] = (
    _parents, _names, _sources, _references, _complete, _periods, _hotlines, _hours, _phones,
)
