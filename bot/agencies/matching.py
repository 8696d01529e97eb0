"""Which agency of an ordinary county an office of a spreadsheet is: by its name, by a second name, at last by what the name speaks of.

Offices are called otherwise in every county (城市管理局, 城市管理综合执法局; 农业农村局, 农牧局). What is matched by likeness is told, so
that somebody looks at it.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

Raw = Mapping[str, Any]
_LEAST = 2  # characters of a subject: 农业, 数据
_OFFICES = ("委员会办公室", "委员会", "管理局", "服务局", "办公室", "局", "委", "办")
_COMPANIES = ("有限责任公司", "股份有限公司", "有限公司", "分公司", "公司", "所", "站")
_SUFFIXES = {False: _OFFICES, True: _COMPANIES}
# Says how an office works, not on what: «综合», «政务服务».
_GENERAL = frozenset({"综合", "管理", "服务", "行政", "事务", "中心", "执法", "保障", "发展", "公共", "开发", "建设", "监督"})
_BRANCH = re.compile(r"^.*?(?P<of>[\u4e00-\u9fff]{2,10}?局)(?:.{1,8}?[县市区旗州])?分局$")


def plain_branch(name: str) -> str:
    """An office of a higher level's bureau as it is called for short: 北疆市生态环境局怀朔县分局 → 生态环境分局; any other name unchanged."""
    found = _BRANCH.match(name)
    if found is None:
        return name
    of = re.sub(r"^.*[省市州盟县区旗](?=[\u4e00-\u9fff]{2,}局$)", "", found["of"])
    return f"{of.removesuffix('局')}分局"


def by_name(name: str, free: Mapping[str, Raw], *, second: bool) -> str | None:
    """The first agency of this very name; with `second` also the first that has it beside its own."""
    for key, item in free.items():
        today = item["name"].values() if isinstance(item["name"], Mapping) else (item["name"],)
        if name in today or (second and name in (*(item.get("aliases") or ()), *(item.get("former") or ()))):
            return key
    return None


def by_likeness(name: str, free: Mapping[str, Raw]) -> str | None:
    """The agency whose subject the name speaks of, by the longest subject, then by the number of them; None where two are as likely."""
    best: dict[str, tuple[int, int]] = {}
    for key, item in free.items():
        is_company = item.get("kind") == "utility"
        if subject_of(name, is_company) is None:
            continue
        if shared := {subject for subject in _subjects(item, is_company) if subject in name}:
            best[key] = (max(map(len, shared)), len(shared))
    likest = max(best.values(), default=(0, 0))
    found = [key for key, likeness in best.items() if likeness == likest]
    return found[0] if len(found) == 1 else None


def _subjects(item: Raw, is_company: bool) -> Iterable[str]:
    names = item["name"].values() if isinstance(item["name"], Mapping) else (item["name"],)
    for name in (*names, *(item.get("aliases") or ()), *(item.get("former") or ())):
        subject = subject_of(name, is_company)
        if subject is not None and len(subject) >= _LEAST and subject not in _GENERAL:
            yield subject


def subject_of(name: str, is_company: bool) -> str | None:
    """What an office is for: its name without the word for an office (城市管理局 → 城市); None where it is no office of this sort."""
    for suffix in _SUFFIXES[is_company]:
        if name.endswith(suffix):
            rest = name.removesuffix(suffix)
            return rest.removesuffix("管理") if len(rest) > 3 else rest
    return None
