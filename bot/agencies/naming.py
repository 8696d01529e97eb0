"""Which agencies and townships a text names outright, and which names in it only look like one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.agencies.directory import Directory
from bot.agencies.models import Agency, Profile

# "民政局门口的路灯坏了" names a spot, not who should act.
_SPOT = re.compile(r"(门口|旁边|对面|附近|后面|前面|隔壁|院内|院子|宿舍|家属|小区|路口|楼下|大楼|那条路|背后|门前|周边|到.{0,6}(路|线)|的?退休|下属|干部|职工|上班)")
# "我叫马桥镇", "联系人索镇海": what follows is a person.
_PERSON = re.compile(r"(我叫|名叫|姓名[是为:]?|本人|联系人[是为:]?|当事人|我是|叫)[\u4e00-\u9fff]{0,4}$")
_WANTED = re.compile(r"(请|希望|建议|要求|申请|投诉|咨询|反映|举报|联系|转|问一?下?|向|给|找)(公开)?$")


@dataclass(frozen=True)
class Named:
    """An agency named in a text; `wanted` when the words before it ask for it."""

    agency: Agency
    name: str
    wanted: bool


class Names:
    """Finds the names of a place's agencies in texts, the longest first."""

    def __init__(self, profile: Profile) -> None:
        self._by_start: dict[str, list[tuple[str, Agency]]] = {}
        for name, agency in sorted(Directory(profile).names(), key=lambda item: -len(item[0])):
            if len(name) > 1:
                self._by_start.setdefault(name[:2], []).append((name, agency))

    def find(self, text: str) -> tuple[Named, ...]:
        """Agencies named, in the order of the text, each once; spots and persons left out."""
        found: dict[str, Named] = {}
        for start, name, agency in self._hits(text):
            end = start + len(name)
            before, after = text[max(0, start - 12) : start], text[end : end + 8]
            if not _SPOT.match(after) and not (agency.id.startswith("town:") and _is_person(before, after)):
                found.setdefault(agency.id, Named(agency, name, _WANTED.search(before) is not None))
        return tuple(found.values())

    def _hits(self, text: str) -> Iterator[tuple[int, str, Agency]]:
        at = 0
        while at < len(text) - 1:
            hit = next(((name, agency) for name, agency in self._by_start.get(text[at : at + 2], ()) if text.startswith(name, at)), None)
            if hit is not None:
                yield at, *hit
            at += 1 if hit is None else len(hit[0])


def _is_person(before: str, after: str) -> bool:
    return _PERSON.search(before) is not None and not after.startswith(("人", "的", "居民", "村民"))
