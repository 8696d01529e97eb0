"""Which agencies and townships a text names outright, which in passing, and which names in it only look like one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.agencies.directory import Directory
from bot.agencies.models import Agency, Profile

# "民政局门口的路灯坏了" names a spot, not who should act; what follows the name tells.
_SPOT = re.compile(
    r"(的|那边|那儿)?(门口|大门|旁边|旁|边上|对面|附近|后面|前面|隔壁|院内|院子|大院|宿舍|家属|小区|路口|楼下|楼上|大楼|那条路|背后|门前|周边|周围|后门|停车场)"
    r"|到.{0,6}(路|线)|的?退休|下属|干部|职工|上班|工作(?!人员)"
)
# "我叫马桥镇", "联系人索镇海": what follows is a person.
_PERSON = re.compile(r"(我叫|名叫|姓名[是为:]?|本人|联系人[是为:]?|当事人|我是|叫)[\u4e00-\u9fff]{0,4}$")
_ASKED = re.compile(r"(请|希望|建议|要求|申请|投诉|咨询|反映|举报|联系|问一?下?|向)(公开)?$")
# "找了法院", "法院说…", "去民政局办离婚", "给法院寄的快递": somebody was there or was sent there; that does not make it theirs.
_SENT = re.compile(r"((推|踢|转)(给|到)|(说|让|叫)(是|我|我们|他|去)?找|找(过|了)|说(让|要|是)|去|到|给|跟|和|同)$")
_WENT = re.compile(r"(又|就|都|也|却)?(说|讲|让|叫|来了|来过|来人|寄|送|办|领|取|拿|交|登记|判|那边说|回来|出来|签)")
# "税务局的人态度差" is about that office itself.
_STAFF = re.compile(r"的?(工作人员|办事员|办事人员|人|窗口|领导|科长|接待|服务)")


class Role(Enum):
    """What a name does in a text."""

    ASKED = "asked"  # the writer turns to it, or speaks of its staff
    NAMED = "named"
    PASSING = "passing"  # somebody went there or was sent there
    SPOT = "spot"  # a place beside it
    PERSON = "person"


@dataclass(frozen=True)
class Named:
    """A name of an agency found in a text, where, and what it does there."""

    agency: Agency
    name: str
    role: Role
    start: int

    @property
    def counts(self) -> bool:
        """Whether the agency itself is meant."""
        return self.role not in (Role.SPOT, Role.PERSON)


class Names:
    """Finds the names of a place's agencies in texts, the longest first."""

    def __init__(self, profile: Profile) -> None:
        self._by_start: dict[str, list[tuple[str, Agency]]] = {}
        for name, agency in sorted(Directory(profile).names(), key=lambda item: -len(item[0])):
            if len(name) > 1:
                self._by_start.setdefault(name[:2], []).append((name, agency))

    def find(self, text: str) -> tuple[Named, ...]:
        """Every name in the order of the text, each with its role."""
        return tuple(Named(agency, name, _role(agency, text, start, start + len(name)), start) for start, name, agency in self._hits(text))

    def _hits(self, text: str) -> Iterator[tuple[int, str, Agency]]:
        at = 0
        while at < len(text) - 1:
            hit = next(((name, agency) for name, agency in self._by_start.get(text[at : at + 2], ()) if text.startswith(name, at)), None)
            if hit is not None:
                yield at, *hit
            at += 1 if hit is None else len(hit[0])


def meant(found: Sequence[Named]) -> tuple[Named, ...]:
    """Each agency that is itself meant, once, in its strongest role."""
    best: dict[str, Named] = {}
    for name in found:
        if name.counts and (name.agency.id not in best or _STRENGTH[name.role] > _STRENGTH[best[name.agency.id].role]):
            best[name.agency.id] = name
    return tuple(best.values())


def without_spots(text: str, found: Sequence[Named]) -> str:
    """The text without the names of spots and persons, which say nothing about the matter."""
    for name in reversed(found):
        if not name.counts:
            text = text[: name.start] + text[name.start + len(name.name) :]
    return text


_STRENGTH = {Role.PASSING: 0, Role.NAMED: 1, Role.ASKED: 2}


def _role(agency: Agency, text: str, start: int, end: int) -> Role:
    before, after = text[max(0, start - 12) : start], text[end : end + 8]
    if agency.id.startswith("town:"):
        person = _PERSON.search(before) and not after.startswith(("人", "的", "居民", "村民"))
        return Role.PERSON if person else Role.ASKED if _ASKED.search(before) else Role.NAMED
    if _SPOT.match(after):
        return Role.SPOT
    if _ASKED.search(before) or _STAFF.match(after):
        return Role.ASKED
    return Role.PASSING if _SENT.search(before) or _WENT.match(after) else Role.NAMED
