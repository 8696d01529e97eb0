"""Questions that nobody could answer, for the knowledge editor: grouped by likeness, the most asked first."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.conversations.models import Message, Unanswered
from bot.conversations.service import CITIZEN
from bot.knowledge.text import clean
from bot.store import utc_now

# Of the open questions so many are looked at: what is older is asked again or forgotten.
LOOKED_AT = 1_000
# How alike (0..100) two questions must be to be one matter: the same words in another order, a few letters off.
ALIKE = 62


@dataclass(frozen=True)
class Group:
    """Questions that ask the same, the newest first."""

    ids: tuple[int, ...]
    questions: tuple[str, ...]
    last: dt.datetime

    @property
    def count(self) -> int:
        """How often it was asked."""
        return len(self.ids)


def groups(session: Session, most: int = 50) -> list[Group]:
    """The open questions in groups, the most asked first, then the newest."""
    rows = session.scalars(
        select(Unanswered).where(Unanswered.handled_at.is_(None)).order_by(Unanswered.id.desc()).limit(LOOKED_AT)
    ).all()
    found = [_group([rows[place] for place in places]) for places in alike([row.text for row in rows])]
    return sorted(found, key=lambda group: (-group.count, -group.ids[0]))[:most]


def _group(rows: Sequence[Unanswered]) -> Group:
    return Group(tuple(row.id for row in rows), tuple(dict.fromkeys(row.text for row in rows)), rows[0].at)


def alike(texts: Sequence[str]) -> list[list[int]]:
    """The places of texts that ask the same, group by group; who is like one of a group belongs to it."""
    if not texts:
        return []
    plain = [clean(text) for text in texts]
    near = process.cdist(plain, plain, scorer=fuzz.token_ratio if _spaced(plain) else fuzz.ratio, score_cutoff=ALIKE, dtype=np.uint8)
    leader = list(range(len(texts)))
    for one, other in zip(*np.nonzero(near), strict=True):
        if one < other:
            low, high = sorted((_root(leader, int(one)), _root(leader, int(other))))
            leader[high] = low
    found: dict[int, list[int]] = defaultdict(list)
    for place in range(len(texts)):
        found[_root(leader, place)].append(place)
    return list(found.values())


def _spaced(texts: Sequence[str]) -> bool:
    """Whether most of it is written with blanks between words (English, pinyin)."""
    return sum(" " in text for text in texts) > len(texts) / 2


def _root(leader: list[int], place: int) -> int:
    while leader[place] != place:
        leader[place] = leader[leader[place]]
        place = leader[place]
    return place


def count_open(session: Session) -> int:
    """How many questions wait for the editor."""
    return session.scalar(select(func.count()).select_from(Unanswered).where(Unanswered.handled_at.is_(None))) or 0


def texts_of(session: Session, ids: Iterable[int]) -> list[str]:
    """The open ones of these questions, in the order they were asked."""
    rows = select(Unanswered.text).where(Unanswered.id.in_(list(ids)), Unanswered.handled_at.is_(None)).order_by(Unanswered.id)
    return list(dict.fromkeys(session.scalars(rows)))


def close(session: Session, ids: Iterable[int], who: str, entry_id: str | None = None) -> int:
    """An entry answers these now, or they are put aside (None); how many were still open."""
    rows = update(Unanswered).where(Unanswered.id.in_(list(ids)), Unanswered.handled_at.is_(None))
    done = session.execute(rows.values(handled_at=utc_now(), handled_by=who, entry_id=entry_id))
    return int(getattr(done, "rowcount", 0))


def asked_lately(session: Session, most: int = 300) -> list[str]:
    """What citizens said last, masked as it is kept; answers to a form are among it and do no harm."""
    newest = select(Message).where(Message.author == CITIZEN).order_by(Message.id.desc()).limit(most * 3)
    return [str(row.content.get("text", "")) for row in session.scalars(newest)]
