"""Whether words place a matter in another part of the country, where this place's agencies cannot act (属地管理).

The divisions are those of the national list of division codes (GB/T 2260) that python-stdnum carries to check identity numbers.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_ROW = re.compile(r'^(?P<code>\d{2}| {2}\d{4}) (?:province|county)="(?P<names>[^"]*)"$')
_NAME = re.compile(r"(?:\[(?P<since>\d*)-(?P<until>\d*)\])?(?P<name>[^,\[]+)")
_NO_NAME = frozenset({"市辖区", "县", "市", "省直辖县级行政区划", "自治区直辖县级行政区划"})
_SHORT = re.compile(r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|省|市|地区|盟)$")
_OF_PEOPLES = re.compile(r"^(?P<name>.{2,}?)(?:.{1,3}族)+自治州$")
_MOST = 11  # characters of a division's name that are looked at
# A road, a bank or a dish named after a city is not in it; neither is who only works or comes from there.
_NOT_THERE = re.compile(
    r"(?:东|南|西|北|中)?(?:路|街|大道|大街|巷|镇|乡|村|社区|小区|花园|大厦|广场|商[场城]|酒店|饭店|宾馆|超市|公馆|桥|站|苑|府|银行)"
    r"|人|籍|产|牌|货|话|菜|口音|户口|(?:那边)?(?:打工|上班|务工|做工|读书|上学|念书|工作|当兵|看病|住院|出差|回来|买的)"
)
_IS_AT = r"(?:我们?|俺们?|咱们?|家)?(?:人|现|就|是|都)?(?:住在?|家在|位于|地[址点](?:是|在)|发生在|在|[:：])"
_HOME = re.compile(r"老家|家里|家乡|村里|你们(?:县|市|州|区|那)|(?:贵|本|咱们?)(?:县|市|州|区)")


@dataclass(frozen=True)
class Division:
    """A province, a prefecture or a county, by its whole name; `prefecture` is the city whose 12345 answers there, where there is one."""

    name: str
    code: str
    prefecture: str

    @property
    def title(self) -> str:
        """The name as people there would say it: 合肥市包河区."""
        return self.name if self.prefecture in ("", self.name) else self.prefecture + self.name


class Divisions:
    """Tells this place's ground from others. `place` is its whole name (安徽省铜陵市枞阳县)."""

    def __init__(self, place: str, names: Mapping[str, object]) -> None:
        self._ours = _code_of(place)
        self._names = tuple(name for name in names if len(name) > 1)

    def stands_elsewhere(self, words: str) -> Division | None:
        """The division in which an address lies, when it is not this place's."""
        return self._elsewhere(words, 0)

    def told_elsewhere(self, words: str) -> Division | None:
        """The division in which words say that a matter or its teller is («我住合肥包河区»), when it is not this place's."""
        if _HOME.search(words):
            return None
        found = (self._elsewhere(words, match.end()) for match in re.finditer(_IS_AT, words))
        return next(filter(None, found), None)

    def _elsewhere(self, words: str, start: int) -> Division | None:
        if self._ours is None or any(name in words for name in self._names):
            return None
        found, end = _read(words, start)
        if found is None or _NOT_THERE.match(words, end) or self._is_ours(found.code):
            return None
        return found

    def _is_ours(self, code: str) -> bool:
        """Inside this place, or what this place lies in: «铜陵市» may well mean the county."""
        ours, theirs = _within(self._ours or ""), _within(code)
        return ours.startswith(theirs) or theirs.startswith(ours)


def _code_of(place: str) -> str | None:
    found, end = _read(place, 0)
    return found.code if found and end == len(place) else None


def _read(words: str, start: int) -> tuple[Division | None, int]:
    """The narrowest division that begins at `start`, read from the province down, and where its name ends."""
    inside, found, end = "", None, start
    while step := next(_steps(words, end, inside), None):
        found, end = step
        inside = _within(found.code)
    return found, end


def _within(code: str) -> str:
    """How the codes of all that lies in a division begin: 34 for a province, 3407 for a prefecture."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def _steps(words: str, at: int, inside: str) -> Iterator[tuple[Division, int]]:
    """Divisions whose name stands at `at` and that lie within `inside`, the longest name first."""
    for end in range(min(len(words), at + _MOST), at + 1, -1):
        for one in _known().get(words[at:end], ()):
            below = one.code.startswith(inside) and _within(one.code) != inside
            if below and (inside or one.code.endswith("00") or _stands_alone(words[at:end])):
                yield one, end


def _stands_alone(name: str) -> bool:
    """A county is known by its name alone where only one has it and it is no «鼓楼区»."""
    return len(name) > 2 and name[-1] in "县市旗" and len(_known()[name]) == 1


@cache
def _known() -> Mapping[str, tuple[Division, ...]]:
    """Today's divisions by whole name, provinces and prefectures by the short one too."""
    known: dict[str, list[Division]] = {}
    province = prefecture = ""
    for row in files("stdnum.cn").joinpath("loc.dat").read_text("utf-8").splitlines():
        match = _ROW.match(row)
        if match is None:
            continue
        part, name = match["code"].strip(), _today(match["names"])
        code = part.ljust(6, "0") if len(part) == 2 else province + part
        if len(part) == 2:
            province, prefecture = part, ""
            city = name if name and name.endswith("市") else ""
        elif code.endswith("00") and not code.endswith("0000"):
            prefecture = "" if name in _NO_NAME else name or ""
        if name is None or name in _NO_NAME or (code.endswith("0000") and len(part) == 4):
            continue
        division = Division(name, code, city or prefecture)
        short = {_SHORT.sub("", name), _OF_PEOPLES.sub(r"\g<name>州", name)} if code.endswith("00") else set()
        for said in {name, *short}:
            known.setdefault(said, []).append(division)
    return {name: tuple(found) for name, found in known.items() if len(name) > 1}


def _today(names: str) -> str | None:
    """The name in use of «[-2015]铜陵县,[2015-]义安区»."""
    return next((match["name"] for match in _NAME.finditer(names) if not match["until"]), None)
