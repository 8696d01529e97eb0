"""What a clerk wants to see in the inbox: kept in the page's address, so that it can be bookmarked and sent on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlencode

from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import Status
from bot.tickets.phones import TAIL

PAGE = 30
LONG_PAGE = 100
DUE = ("overdue", "soon", "urged", "extension")
MINE, NOBODYS = "me", "none"
_KEYS = ("kind", "status", "due", "part", "who", "q", "by", "n")
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,38}[a-z0-9]")
_NUMBER = re.compile(r"[A-Za-z]\d{3,22}")


class Sought(StrEnum):
    """What the words in the search box are."""

    NOTHING = ""
    NUMBER = "number"
    PHONE = "phone"
    WORDS = "words"


@dataclass(frozen=True)
class Filters:
    """One choice of tickets. `due` is one of DUE; `part` is `co` for the tickets that others lead; `who` is MINE, NOBODYS or a login."""

    kind: str = ""
    status: str = ""
    due: str = ""
    part: str = ""
    who: str = ""
    q: str = ""
    by: str = ""
    n: str = ""
    after: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        """The filters of an address; a value that means nothing is no filter."""
        who = query.get("who", "")
        return cls(
            kind=_one_of(query, "kind", Kind),
            status=_one_of(query, "status", Status),
            due=_one_of(query, "due", DUE),
            part=_one_of(query, "part", ("co",)),
            who=who if who in (MINE, NOBODYS) or _LOGIN.fullmatch(who) else "",
            q=query.get("q", "").replace("\0", "").strip()[:50],
            by=_one_of(query, "by", (Sought.WORDS,)),
            n=_one_of(query, "n", (str(LONG_PAGE),)),
            after=query.get("after", "").replace("\0", "")[:40],
        )

    def address(self, **changes: str) -> str:
        """The inbox's address with these filters."""
        changed = replace(self, **{"after": "", **changes})
        given = {name: value for name in (*_KEYS, "after") if (value := getattr(changed, name))}
        return f"/agency?{urlencode(given)}" if given else "/agency"

    @property
    def page_size(self) -> int:
        """How many tickets stand on one page."""
        return LONG_PAGE if self.n else PAGE

    @property
    def sought(self) -> Sought:
        """Whether `q` is a ticket's number (or how it begins), the last four digits of a phone, or words."""
        plain = "".join(self.q.split())
        if not plain:
            return Sought.NOTHING
        if _NUMBER.fullmatch(plain) and plain.isascii():
            return Sought.NUMBER
        four_digits = len(plain) == TAIL and plain.isascii() and plain.isdigit()
        return Sought.PHONE if four_digits and not self.by else Sought.WORDS


def _one_of(query: Mapping[str, str], name: str, known: object) -> str:
    value = query.get(name, "")
    return value if value in set(known) else ""  # type: ignore[call-overload]
