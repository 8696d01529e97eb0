"""By which ways the citizen of a ticket is reached: where it was filed, where it was linked to, and what was left for the worst."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.delivery.models import Notice, NoticeState
from bot.delivery.notices import IN_CONVERSATION, TO_CITIZENS
from bot.delivery.service import Addressee, enqueue
from bot.tickets.links import links_of
from bot.tickets.models import Ticket

WEB, EMAIL, SMS = "web", "email", "sms"
# What a citizen must not miss: a page that nobody looks at is not enough where an address was left.
_PRESSING = frozenset({"answered", "main_answered", "correction_asked", "fee_asked", "extended", "refused", "transferred"})
_STEP = "~"


@dataclass(frozen=True)
class Answered:
    """A message of the citizen's own that does an act: its reply tells of the act, so no notice goes into that conversation as well.

    `reply_key`: what the outbox would call the reply where it has to be brought, so that a reply which never arrives is known for what it told.
    """

    conversation_id: str
    reply_key: str


@dataclass(frozen=True)
class Reach:
    """Which ways outside conversations are open on this desk (`email`, `sms`); the others are not tried in vain."""

    open: frozenset[str] = frozenset()

    def ways(self, session: Session, ticket: Ticket, template: str) -> list[Addressee]:
        """Whom a notice goes to: the ticket's own conversation, the linked ones; for pressing news to a web page its e-mail too."""
        ways = [*self._own(ticket), *(Addressee(one.channel, one.conversation_id) for one in links_of(session, ticket.id))]
        only_pages = all(way.channel == WEB for way in ways)
        return [*ways, *self._left(ticket)[:1]] if only_pages and template in _PRESSING else ways

    def next_way(self, session: Session, notice: Notice) -> bool:
        """A notice to a citizen was given up: send it by the next way that was left and not used for it; False when there is none.

        With a reply goes what only it told: each of those is sent so.
        """
        if notice.template in IN_CONVERSATION:
            return sum(self.next_way(session, told) for told in _told_by(session, notice)) > 0
        if notice.template not in TO_CITIZENS or notice.ticket_id is None:
            return False
        ticket = session.get_one(Ticket, notice.ticket_id)
        occasion = notice.key.partition(_STEP)[0]
        used = set(session.scalars(select(Notice.channel).where(Notice.ticket_id == ticket.id, Notice.key.startswith(occasion, autoescape=True))))
        way = next((way for way in self._left(ticket) if way.channel not in used), None)
        if way is None:
            return False
        enqueue(session, f"{occasion}{_STEP}{way.channel}", way, notice.template, notice.data, ticket.id)
        return True

    def _own(self, ticket: Ticket) -> Iterable[Addressee]:
        if ticket.conversation_id is not None or ticket.channel != WEB:
            yield Addressee(ticket.channel, ticket.conversation_id)

    def _left(self, ticket: Ticket) -> list[Addressee]:
        """What the citizen left with the ticket, as far as the desk has that way: e-mail before the telephone."""
        left = {EMAIL: ticket.applicant.get("email"), SMS: ticket.applicant.get("contact_phone")}
        return [Addressee(channel, address=address) for channel, address in left.items() if address and channel in self.open]


def key_in_reply(occasion: str, answered: Answered) -> str:
    """The key of a notice that a reply tells."""
    return f"{occasion}{_STEP}{answered.reply_key}"


def _told_by(session: Session, reply: Notice) -> list[Notice]:
    told = select(Notice).where(Notice.conversation_id == reply.conversation_id, Notice.state == NoticeState.IN_REPLY)
    return list(session.scalars(told.where(Notice.key.endswith(f"{_STEP}{reply.key}", autoescape=True))))


def keys(occasion: str, ways: Iterable[Addressee]) -> list[str]:
    """A key for each way of one occasion: the first bears the occasion's own."""
    return [occasion if place == 0 else f"{occasion}{_STEP}{way.channel}{place}" for place, way in enumerate(ways)]
