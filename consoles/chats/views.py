"""What the pages of the conversations show: the queue in three parts, and one conversation with everything around it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock.calendar import SHANGHAI
from bot.clock.service import today
from bot.conversations.handover import queue, telling
from bot.conversations.handover.lifecycle import BY_ACT, STATE_WORDS, Act, State
from bot.conversations.handover.queue import Entry
from bot.conversations.handover.words import REASON_WORDS, lasted
from bot.delivery.models import Notice, NoticeState
from bot.filing.models import Draft
from bot.filing.remarks import wants_person
from bot.filing.slots import slot_of
from bot.knowledge.service import Answer
from bot.people.models import Staff
from bot.store import utc_now
from bot.tickets.kinds import WORDS, Kind
from bot.tickets.models import Ticket
from consoles.chats.lines import Line, line_of, without_codes

CHANNELS = {"web": "网页", "wechat": "微信", "telegram": "Telegram"}
PAGE = 100
_WHO = {"citizen": "市民", "desk": "服务台"}


@dataclass(frozen=True)
class Row:
    """A conversation in the list. `unanswered`: since when the citizen waits for the operator's next word; empty when he does not."""

    entry: Entry
    why: str
    waited: str
    words: str
    channel: str
    unanswered: str
    ending: str


@dataclass(frozen=True)
class Queue:
    """The list: those of the account itself, those that wait, those that others have, and what ended today."""

    mine: Sequence[Row]
    waiting: Sequence[Row]
    others: Sequence[Row]
    ended: Sequence[Row]

    @property
    def unanswered(self) -> int:
        """How many citizens wait for this account's answer."""
        return sum(1 for row in self.mine if row.unanswered)


def queue_for(session: Session, staff: Staff) -> Queue:
    """The list as this account sees it."""
    rows = [row_of(entry, staff) for entry in queue.open_entries(session)]
    taken = [row for row in rows if row.entry.state is State.TAKEN]
    midnight = dt.datetime.combine(today(), dt.time(), SHANGHAI)
    return Queue(
        mine=[row for row in taken if row.entry.taken_by == staff.login],
        waiting=[row for row in rows if row.entry.state is State.WAITING],
        others=[row for row in taken if row.entry.taken_by != staff.login],
        ended=[row_of(entry, staff) for entry in queue.ended_since(session, midnight)],
    )


def row_of(entry: Entry, staff: Staff) -> Row:
    """One conversation of the list."""
    now, said = utc_now(), entry.said
    waits = said is not None and said.author == "citizen" and is_mine(entry, staff)
    since = (entry.taken_at if entry.state is State.TAKEN else None) or entry.asked_at
    return Row(
        entry, "、".join(REASON_WORDS.get(reason, reason) for reason in entry.reasons), lasted(since, entry.ended_at or now),
        without_codes(_matter(said.citizen)) if said else "", CHANNELS.get(entry.channel, entry.channel),
        lasted(said.at, now) if waits and said else "", _ending(entry),
    )


def _matter(texts: Sequence[str]) -> str:
    """What it is about: the citizen's last words that do not only ask for a person."""
    return next((text for text in texts if not wants_person(text)), texts[0] if texts else "")


def _ending(entry: Entry) -> str:
    """When and how it ended, and who had it; empty while it is open."""
    if entry.ended_at is None:
        return ""
    how = f"{entry.ended_at.astimezone(SHANGHAI):%H:%M} {STATE_WORDS[entry.state]}"
    return f"{how} · {entry.name}" if entry.name else how


@dataclass(frozen=True)
class Step:
    """Something that was done about the wish for a person."""

    clock: str
    what: str
    who: str
    note: str


@dataclass(frozen=True)
class Chat:
    """One conversation. `earlier`: the id to look before for what was said earlier; None when this is all."""

    row: Row
    state: str
    mine: bool
    lines: Sequence[Line]
    earlier: int | None
    steps: Sequence[Step]
    draft: str
    tickets: Sequence[str]

    @property
    def newest(self) -> int:
        """The id of the last line."""
        return self.lines[-1].id if self.lines else 0

    @property
    def question(self) -> str:
        """What the citizen asked last: what an answer is looked up for."""
        said = [line.text for line in reversed(self.lines) if line.author == "citizen" and not line.files]
        return next((text for text in said if not wants_person(text)), "")


def is_mine(entry: Entry, staff: Staff) -> bool:
    """Whether this account has the conversation now. Who had it until it ended still stands in the entry."""
    return entry.state is State.TAKEN and entry.taken_by == staff.login


def chat_for(session: Session, staff: Staff, entry: Entry, before: int | None = None) -> Chat:
    """The conversation as this account sees it."""
    shown = lines_of(session, entry, before=before)
    draft = session.get(Draft, entry.conversation_id)
    tickets = select(Ticket.number).where(Ticket.conversation_id == entry.conversation_id).order_by(Ticket.id)
    return Chat(
        row_of(entry, staff), STATE_WORDS[entry.state], is_mine(entry, staff), shown,
        shown[0].id if len(shown) == PAGE else None, [_step(one) for one in queue.steps(session, entry.id)],
        _open_question(draft) if draft else "", list(session.scalars(tickets)),
    )


def lines_of(session: Session, entry: Entry, *, before: int | None = None, after: int = 0) -> list[Line]:
    """Messages of the conversation, oldest first, with what became of those that went to an outside channel."""
    items = queue.talk(session, entry.conversation_id, before=before, after=after, limit=PAGE)
    said = [item["id"] for item in items if item["from"] == "operator"] if entry.channel != "web" else []
    return [line_of(item, _undelivered(session, said)) for item in items]


def _undelivered(session: Session, message_ids: Sequence[int]) -> dict[int, str]:
    keys = {telling.notice_key(one): one for one in message_ids}
    failed = select(Notice).where(Notice.key.in_(keys), Notice.state == NoticeState.FAILED)
    return {keys[row.key]: row.last_error for row in session.scalars(failed)} if keys else {}


def _step(step: queue.Step) -> Step:
    act = Act(step.act)
    note = REASON_WORDS.get(step.note, step.note) if act is Act.ASK else step.note
    return Step(f"{step.at.astimezone(SHANGHAI):%H:%M}", BY_ACT[act].words, _WHO.get(step.who, step.who), note)


def _open_question(draft: Draft) -> str:
    if draft.kind is None:
        return "工单，还没有选种类"
    kind, slot = Kind(draft.kind), slot_of(Kind(draft.kind), draft.asks or "")
    doing = "等市民核对" if draft.asks == "review" else f"正在问：{slot.title}" if slot else "正在填写"
    return f"{WORDS[kind].title}，{doing}"


@dataclass(frozen=True)
class Found:
    """An answer out of the knowledge, ready to be put into the reply: with its source."""

    text: str
    sources: tuple[str, ...]

    @property
    def whole(self) -> str:
        """The words to insert."""
        return f"{self.text.strip()}\n依据：{'、'.join(self.sources)}。" if self.sources else self.text.strip()


def found_of(answer: Answer) -> Found:
    """A knowledge answer for the operator."""
    return Found(answer.text, tuple(dict.fromkeys(f"《{one.source}》{one.article}" for one in answer.citations)))

