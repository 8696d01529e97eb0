"""What all senders do with a notice before and after their own part: whose address, whose turn, what was taken already."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations import judging, owed, service
from bot.conversations.replies import Reply
from bot.delivery.models import Notice, NoticeState
from bot.delivery.service import Outgoing, earlier_waits
from bot.delivery.worker import CannotSend, GivenUp
from bot.store import Database
from channels.models import Pushed

_IN_TURN = dt.timedelta(seconds=1)


@dataclass(frozen=True)
class Letter:
    """A notice ready for its channel: where to, from which native message on, and which of them are there already.

    `replies`: the other half of a conversation; None for a notice of the desk's own, which is its text, or `asking`.
    """

    notice: Outgoing
    address: str
    conversation_id: str
    replies: list[Reply] | None
    base: str
    from_part: int
    taken: frozenset[int]
    # The notice with a question below it (`bot.conversations.judging`).
    asking: Reply | None = None

    def is_due(self, part: int) -> bool:
        """Whether this native message still has to be sent."""
        return part >= self.from_part and part not in self.taken


class Post:
    """The store's side of sending over a channel."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def letter(self, notice: Outgoing) -> Letter:
        """What there is to send; CannotSend where nobody can be reached, or something older goes first."""
        conversation = notice.to.conversation_id
        with self._database.read() as session:
            address = service.address_of(session, conversation) if conversation else None
            if conversation is None or address is None:
                raise CannotSend("对方已拉黑或取消关注，收不到消息", final=True)
            if earlier_waits(session, notice.id):
                raise CannotSend("等前一条先发", wait=_IN_TURN)
            taken = frozenset(session.scalars(select(Pushed.part).where(Pushed.notice_key == notice.key)))
            return Letter(notice, address, conversation, *self._content(session, notice.template, notice.data), taken, judging.invitation(notice))

    def _content(self, session: Session, template: str, data: Mapping[str, str]) -> tuple[list[Reply] | None, str, int]:
        if template != owed.TEMPLATE:
            return None, "", 0
        return service.replies_to(session, int(data["message"])), data["base"], int(data["from"])

    def asked(self, letter: Letter) -> Reply | None:
        """What the notice asks, kept in the conversation, so that a number or a button can answer it; None where it asks nothing."""
        if letter.asking is None:
            return None
        with self._database.write() as session:
            return judging.keep(session, letter.notice, letter.asking)

    def taken(self, letter: Letter, part: int, remote_id: str | None = None) -> None:
        """The other side has this one."""
        with self._database.write() as session:
            session.add(Pushed(conversation_id=letter.conversation_id, notice_key=letter.notice.key, part=part, remote_id=remote_id))

    def gone(self, letter: Letter) -> CannotSend:
        """The address takes nothing any more; the failure to raise."""
        with self._database.write() as session:
            service.mark_unreachable(session, letter.conversation_id)
        return CannotSend("对方已拉黑或取消关注，收不到消息", final=True)


def undelivered(session: Session, remote_id: str, why: str, given_up: GivenUp) -> None:
    """The other side reports later that something it had taken did not arrive: the notice is given up, staff see it and may send it again.

    Told once more, nothing changes.
    """
    taken = session.scalar(select(Pushed).where(Pushed.remote_id == remote_id))
    notice = session.scalar(select(Notice).where(Notice.key == taken.notice_key)) if taken else None
    if taken is None or notice is None:
        return
    session.delete(taken)  # else the next try would take it for sent
    notice.state, notice.last_error = NoticeState.FAILED, f"没有送达：{why}"[:500]
    given_up(session, notice)
