"""Who waits, who has whom, and one conversation with its whole history: what operators look at. Changes nothing."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from bot.conversations.handover.lifecycle import OPEN, State
from bot.conversations.handover.models import Handover, HandoverEvent
from bot.conversations.handover.service import TYPING, WISHES
from bot.conversations.models import Conversation, Message
from bot.conversations.service import CITIZEN, shown
from bot.people.models import Staff
from bot.store import utc_now

# More at once than any office has people for; the rest comes up as these are dealt with.
MOST = 200
# The citizen's last words may only ask for a person: the ones before them tell what it is about.
_WORDS = 3


@dataclass(frozen=True)
class Said:
    """What a conversation has come to: who spoke last and when, and what the citizen said last, numbers masked, the newest first."""

    author: str
    at: dt.datetime
    citizen: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One conversation that a person is wanted in. `ahead`: how many wait before it; `taken_by`, `name`: who has it, and his name."""

    id: int
    conversation_id: str
    state: State
    reasons: tuple[str, ...]
    urgent: bool
    asked_at: dt.datetime
    ahead: int
    channel: str
    told_open: bool = True
    taken_by: str | None = None
    name: str | None = None
    taken_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    citizen_typing: bool = False
    operator_typing: bool = False
    said: Said | None = None

    @property
    def wished(self) -> bool:
        """Whether the citizen knows that he waits: he asked, or was told; not so when only danger called a person."""
        return bool(WISHES & set(self.reasons))


def standings(session: Session) -> dict[str, Entry]:
    """Everything open, by conversation, without its words: what the streams watch. Danger first, then whoever asked first."""
    return {entry.conversation_id: entry for entry in _entries(session)}


def ever_wanted(session: Session, conversation_id: str) -> bool:
    """Whether a person was ever wanted in this conversation."""
    return session.scalar(select(Handover.id).where(Handover.conversation_id == conversation_id).limit(1)) is not None


def open_entries(session: Session) -> list[Entry]:
    """Everything open with its last words, in the order of the queue."""
    return _with_words(session, _entries(session))


def entry(session: Session, handover_id: int) -> Entry | None:
    """One of them, open or ended."""
    row = _rows(session, Handover.id == handover_id)
    if not row:
        return None
    whole = standings(session).get(row[0][0].conversation_id) if row[0][0].open_key else None
    return _with_words(session, [whole or _entry(*row[0], ahead=0)])[0]


def ended_since(session: Session, since: dt.datetime, limit: int = 20) -> list[Entry]:
    """What ended lately, the latest first."""
    rows = _rows(session, Handover.ended_at >= since, order=(Handover.ended_at.desc(),), limit=limit)
    return _with_words(session, [_entry(*row, ahead=0) for row in rows])


def _entries(session: Session) -> list[Entry]:
    rows = _rows(session, Handover.state.in_(OPEN), order=(Handover.urgent.desc(), Handover.asked_at, Handover.id), limit=MOST)
    ahead, found = 0, []
    for row in rows:
        found.append(_entry(*row, ahead=ahead))
        ahead += row[0].state == State.WAITING
    return found


def _rows(session: Session, *which: Any, order: Sequence[Any] = (), limit: int | None = None) -> Sequence[Row[Handover, str, str | None]]:
    query = select(Handover, Conversation.channel, Staff.name).join(Conversation, Conversation.id == Handover.conversation_id)
    named = query.outerjoin(Staff, Staff.login == Handover.taken_by)
    return session.execute(named.where(*which).order_by(*order).limit(limit)).all()


def _entry(row: Handover, channel: str, name: str | None, *, ahead: int) -> Entry:
    now = utc_now()

    def typing(at: dt.datetime | None) -> bool:
        return row.state == State.TAKEN and at is not None and now - at < TYPING

    return Entry(
        row.id, row.conversation_id, State(row.state), tuple(row.reasons), row.urgent, row.asked_at, ahead, channel, row.told_open, row.taken_by,
        name, row.taken_at, row.ended_at, typing(row.citizen_typing_at), typing(row.operator_typing_at),
    )


def _with_words(session: Session, entries: Iterable[Entry]) -> list[Entry]:
    found = list(entries)
    said = _said_in(session, [one.conversation_id for one in found]) if found else {}
    return [replace(one, said=said.get(one.conversation_id)) for one in found]


def _said_in(session: Session, conversations: Sequence[str]) -> dict[str, Said]:
    """The last messages of these, read and opened together: the newest of all, and the citizen's own newest few."""
    back = func.row_number().over(partition_by=(Message.conversation_id, Message.author == CITIZEN), order_by=Message.id.desc())
    counted = select(Message.id, back.label("back")).where(Message.conversation_id.in_(conversations)).subquery()
    newest = select(Message).join(counted, counted.c.id == Message.id).where(counted.c.back <= _WORDS).order_by(Message.id.desc())
    by_conversation: dict[str, list[Message]] = {}
    for row in session.scalars(newest):
        by_conversation.setdefault(row.conversation_id, []).append(row)
    return {name: Said(rows[0].author, rows[0].at, _citizens(rows)) for name, rows in by_conversation.items()}


def _citizens(rows: Iterable[Message]) -> tuple[str, ...]:
    return tuple(row.content.get("text", "") for row in rows if row.author == CITIZEN)


def talk(session: Session, conversation_id: str, *, before: int | None = None, after: int = 0, limit: int = 100) -> list[dict[str, Any]]:
    """The newest messages of a conversation between two ids, oldest first, as its owner sees them."""
    query = select(Message).where(Message.conversation_id == conversation_id, Message.id > after)
    if before is not None:
        query = query.where(Message.id < before)
    return [shown(row) for row in reversed(session.scalars(query.order_by(Message.id.desc()).limit(limit)).all())]


@dataclass(frozen=True)
class Step:
    """What was done about a wish for a person: the act, by whom (a name, `citizen`, `desk`), and when."""

    act: str
    who: str
    at: dt.datetime
    note: str


def steps(session: Session, handover_id: int) -> list[Step]:
    """Everything that was done, oldest first."""
    query = select(HandoverEvent, Staff.name).outerjoin(Staff, Staff.login == HandoverEvent.who)
    rows = session.execute(query.where(HandoverEvent.handover_id == handover_id).order_by(HandoverEvent.id))
    return [Step(row.act, name or row.who, row.at, row.note) for row, name in rows]
