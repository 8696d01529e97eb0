"""What is sound in a profile and should still be looked at: old numbers, values nobody has set yet, things left out."""

import datetime as dt
from collections.abc import Iterator

from bot.agencies.models import Fact, Profile

_OLD_YEARS = 3


def remarks(profile: Profile, today: dt.date) -> list[str]:
    """One sentence each; none of them keeps the profile from being used."""
    return [*_old_numbers(profile, today), *_not_set(profile)]


def _old_numbers(profile: Profile, today: dt.date) -> Iterator[str]:
    for line in profile.hotlines:
        if line.number[:1].isdigit() and len(line.number) > 5 and _old(line.fact, today):
            yield f"热线“{line.name}”{line.number}是{line.fact.on}年的，请打通核对"
    old = [agency.name for agency in profile.agencies.values() if agency.phone and _old(agency.fact, today)]
    if old:
        yield f"{len(old)}个单位的电话超过{_OLD_YEARS}年没有核对：{'、'.join(old[:8])}{'等' if len(old) > 8 else ''}"
    if profile.office.phone and _old(profile.office.fact, today):
        yield f"公开机构的电话是{profile.office.fact.on}年的，请打通核对"


def _old(fact: Fact, today: dt.date) -> bool:
    return fact.on[:4].isdigit() and int(fact.on[:4]) < today.year - _OLD_YEARS


def _not_set(profile: Profile) -> Iterator[str]:
    if profile.hours.fact.source == "default":
        yield "办公时间还是默认值，请换成本地的"
    own = {period.kind for period in profile.periods if not period.source.startswith("参照")}
    if not {"complaint", "consultation", "suggestion"} <= own:
        yield "投诉、咨询、建议的期限是参照国务院办公厅对政府网站的要求定的，请换成本地的规定"
    if profile.office.phone is None:
        yield "没有写公开机构的电话"
    if not profile.key_areas:
        yield "没有写重点领域"
    if not any(key.startswith("town:") for key in profile.agencies):
        yield "没有写乡镇街道，属地的事找不到具体乡镇"
