"""One message of a conversation as a line of the operator's page: who, when, what, and nothing that opens a ticket."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.clock.calendar import SHANGHAI
from bot.clock.service import titled
from bot.conversations import lookup

SPEAKERS = {"citizen": "市民", "desk": "服务台", "agency": "承办单位", "operator": "工作人员"}
_HIDDEN = "········"
_CODE = re.compile(r"(查询码[：:]?\s*)\d{8}")


@dataclass(frozen=True)
class File:
    """A file that the citizen sent."""

    id: str
    name: str


@dataclass(frozen=True)
class Line:
    """A message. `undelivered`: why an outside channel did not take it; empty while it may still."""

    id: int
    author: str
    who: str
    at: dt.datetime
    text: str
    sources: tuple[str, ...] = ()
    ticket: str = ""
    files: tuple[File, ...] = ()
    undelivered: str = ""

    @property
    def clock(self) -> str:
        """Hours and minutes in Shanghai."""
        return f"{self.at.astimezone(SHANGHAI):%H:%M}"

    @property
    def day(self) -> str:
        """The day in Shanghai, as a heading."""
        there = self.at.astimezone(SHANGHAI)
        return f"{there.month}月{there.day}日"


def line_of(item: Mapping[str, Any], undelivered: Mapping[int, str]) -> Line:
    """The line of a message in the contract's shape."""
    author = item["from"]
    return Line(
        item["id"], author, SPEAKERS.get(author, author), dt.datetime.fromisoformat(item["at"]), without_codes(item.get("text", "")),
        tuple(_source(one) for one in item.get("citations") or ()), (item.get("ticket") or {}).get("number", ""),
        tuple(File(one["id"], one["name"]) for one in item.get("attachments") or ()), undelivered.get(item["id"], ""),
    )


def without_codes(text: str) -> str:
    """A ticket's query code is its citizen's alone."""
    return _HIDDEN if lookup.looks_like_code(text) else _CODE.sub(rf"\g<1>{_HIDDEN}", text)


def _source(citation: Mapping[str, Any]) -> str:
    return f"{titled(citation['source'])}{citation['article']}"
