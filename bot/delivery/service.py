"""Writing notices down, taking them out for sending, and keeping account of what came of it."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.delivery import notices
from bot.delivery.models import Notice, NoticeState
from bot.people.audit import SENT_AGAIN, audit
from bot.store import utc_now

MAX_ATTEMPTS = 12
KEY_LENGTH = 120
_LEASE = dt.timedelta(seconds=60)
_FIRST_WAIT = dt.timedelta(seconds=2)
_LONGEST_WAIT = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Addressee:
    """Whom to tell, and over which channel: a conversation of the desk, or an address outside."""

    channel: str
    conversation_id: str | None = None
    address: Any = None


@dataclass(frozen=True)
class Outgoing:
    """A notice as its channel gets it: words ready to send."""

    id: int
    key: str
    to: Addressee
    template: str
    text: str
    data: Mapping[str, Any]


def enqueue(
    session: Session, key: str, to: Addressee, template: str, data: Mapping[str, str], ticket_id: int | None = None,
    state: NoticeState = NoticeState.WAITING,
) -> Notice:
    """Write a notice in the caller's transaction; it is sent only if that commits, and not at all when its `state` is another."""
    key = _bounded(key)
    notices.text_of(template, data)  # a missing value must fail here, beside what it tells, not later in the worker
    notice = Notice(
        key=key,
        channel=to.channel,
        conversation_id=to.conversation_id,
        address=to.address,
        ticket_id=ticket_id,
        template=template,
        data=dict(data),
        state=state,
    )
    session.add(notice)
    return notice


def _bounded(key: str) -> str:
    """A key that fits its column: a long one keeps its beginning, and a digest of the whole tells it from others."""
    return key if len(key) <= KEY_LENGTH else f"{key[: KEY_LENGTH - 33]}#{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def channels_due(session: Session) -> set[str]:
    """The channels for which a notice waits whose time has come (a read, so that an idle worker takes no write lock)."""
    due = select(Notice.channel).where(Notice.state == NoticeState.WAITING, Notice.next_try_at <= utc_now()).distinct()
    return set(session.scalars(due))


def claim(session: Session, channel: str, limit: int = 20) -> list[Outgoing]:
    """Take a channel's waiting notices whose time has come; each is lent to the caller for a minute, then anybody's again."""
    now = utc_now()
    due = (
        select(Notice)
        .where(Notice.state == NoticeState.WAITING, Notice.next_try_at <= now, Notice.channel == channel)
        .order_by(Notice.next_try_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = session.scalars(due).all()
    for notice in claimed:
        notice.next_try_at = now + _LEASE
        notice.attempts += 1
    return [_outgoing(notice) for notice in claimed]


def _outgoing(notice: Notice) -> Outgoing:
    to = Addressee(notice.channel, notice.conversation_id, notice.address)
    text = notices.text_of(notice.template, notice.data)
    return Outgoing(notice.id, notice.key, to, notice.template, text, notice.data)


def mark_sent(session: Session, notice_id: int) -> None:
    """The channel has taken it."""
    notice = session.get_one(Notice, notice_id)
    notice.state, notice.sent_at, notice.last_error = NoticeState.SENT, utc_now(), ""


def put_off(session: Session, notice_id: int, why: str, wait: dt.timedelta) -> None:
    """The channel asked to wait: no attempt is lost by it."""
    notice = session.get_one(Notice, notice_id)
    notice.last_error, notice.attempts, notice.next_try_at = why[:500], notice.attempts - 1, utc_now() + wait


def mark_failed(session: Session, notice_id: int, error: str, *, final: bool = False, until_spoken: bool = False) -> Notice | None:
    """It did not go: try later with growing waits, or give up after the last try and show it to staff. The notice, when it was given up."""
    notice = session.get_one(Notice, notice_id)
    notice.last_error, notice.until_spoken = error[:500], until_spoken
    if final or notice.attempts >= MAX_ATTEMPTS:
        notice.state, notice.next_try_at = NoticeState.FAILED, notice.next_try_at - _LEASE  # when it was tried last
        return notice
    notice.next_try_at = utc_now() + wait_after(notice.attempts)
    return None


def earlier_waits(session: Session, notice_id: int) -> bool:
    """Whether something older for the same conversation is still on its way: what is said later must not arrive first."""
    notice = session.get_one(Notice, notice_id)
    older = select(Notice.id).where(
        Notice.conversation_id == notice.conversation_id, Notice.state == NoticeState.WAITING, Notice.id < notice_id, Notice.channel == notice.channel
    )
    return notice.conversation_id is not None and session.scalar(older.limit(1)) is not None


def try_again(session: Session, notices: Iterable[Notice]) -> None:
    """Put failed notices back into the outbox, with all their attempts before them."""
    for notice in notices:
        notice.state, notice.attempts, notice.until_spoken, notice.next_try_at = NoticeState.WAITING, 0, False, utc_now()


def wait_after(attempts: int) -> dt.timedelta:
    """How long to wait after so many failed tries: 2 s, 4 s, 8 s … at most one hour."""
    return min(_FIRST_WAIT * 2 ** max(attempts - 1, 0), _LONGEST_WAIT)


@dataclass(frozen=True)
class Failed:
    """A notice that was given up: what for, over which channel, how often it was tried and what came back last.

    `until_spoken`: the channel lets nothing through before the citizen writes; then it goes by itself.
    """

    id: int
    ticket_id: int | None
    channel: str
    template: str
    attempts: int
    last_error: str
    created_at: dt.datetime
    until_spoken: bool

    @property
    def refused(self) -> bool:
        """Whether the other side refused it for good; else every try was used up, or it waits until the citizen speaks."""
        return self.attempts < MAX_ATTEMPTS and not self.until_spoken


def failed(session: Session, limit: int = 50, before: int | None = None) -> list[Failed]:
    """Notices that were given up, newest first; `before` is the id of the last one of the page before."""
    columns = (Notice.id, Notice.ticket_id, Notice.channel, Notice.template, Notice.attempts, Notice.last_error, Notice.created_at, Notice.until_spoken)
    query = select(*columns).where(Notice.state == NoticeState.FAILED).order_by(Notice.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Notice.id < before)
    return [Failed(*row) for row in session.execute(query)]


def count_failed(session: Session) -> int:
    """How many notices were given up."""
    return session.scalar(select(func.count()).where(Notice.state == NoticeState.FAILED)) or 0


def send_again(session: Session, notice_id: int, who: str) -> bool:
    """Put a notice that was given up back into the outbox with all its tries; False when it is not given up (any more). Audited."""
    notice = session.scalar(select(Notice).where(Notice.id == notice_id, Notice.state == NoticeState.FAILED).with_for_update())
    if notice is None:
        return False
    notice.state, notice.attempts, notice.next_try_at = NoticeState.WAITING, 0, utc_now()
    audit(session, who, SENT_AGAIN, detail=f"notice {notice_id} over {notice.channel}")
    return True
