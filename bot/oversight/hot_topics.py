"""Hot topics: what many people report at once, with its place, its span and its count.

Each new ticket is looked at once, in the order they came: it belongs to the topic of the ticket it is most like, or begins one
with it. So no two tickets are ever compared that the index of likeness did not bring together.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, defer, lazyload

from bot.delivery.staff import OVERSIGHT, StaffDesk, agency
from bot.oversight.emergencies import LEAST, hour_zh, raise_emergency
from bot.oversight.heat import DEFAULT_HEAT, Heat
from bot.oversight.models import Emergency, HotTopic, HotTopicTicket
from bot.people.masking import mask_text
from bot.store import Database, utc_now
from bot.tickets.joining import about
from bot.tickets.kinds import Kind
from bot.tickets.likeness.features import Features, names_of
from bot.tickets.likeness.index import features_of_ticket, text_of
from bot.tickets.likeness.learning import weights_in
from bot.tickets.likeness.models import SimilarState, held_state
from bot.tickets.likeness.scoring import likeness
from bot.tickets.models import Ticket, TicketFact
from bot.tickets.similar import LIKELY, like

_STATE = "hot topics"
_BATCH, _CANDIDATES = 100, 12
# How like the first report of a topic a further one has to be: a chain of likenesses must not wander off.
_STILL_THE_SAME = 0.4
# Transactions do not end in the order of their numbers: what is younger than this is looked at again.
_SETTLED = dt.timedelta(minutes=2)
DESK = "desk"


@dataclass(frozen=True)
class Topic:
    """A hot topic as oversight sees it."""

    id: int
    title: str
    place: str
    agency: str
    first_at: dt.datetime
    last_at: dt.datetime
    tickets: int
    reporters: int
    hot_since: dt.datetime | None
    emergency_id: int | None = None


def hot_topics(session: Session, *, since: dt.datetime | None = None, limit: int = 50) -> list[Topic]:
    """Topics that are hot and were reported again since (default: the last seven days), those most people report first."""
    begin = since or utc_now() - DEFAULT_HEAT.window
    query = (
        select(HotTopic).where(HotTopic.hot_since.is_not(None), HotTopic.closed_at.is_(None), HotTopic.last_at >= begin)
        .order_by(HotTopic.reporters.desc(), HotTopic.id.desc()).limit(limit)
    )
    rows = session.scalars(query).all()
    raised = _emergencies_of(session, [row.id for row in rows])
    return [_view(row, raised.get(row.id)) for row in rows]


def find_topic(session: Session, topic_id: int) -> Topic | None:
    """One topic, hot or not, or None."""
    row = session.get(HotTopic, topic_id)
    return _view(row, _emergencies_of(session, [topic_id]).get(topic_id)) if row else None


def tickets_of(session: Session, topic_id: int, limit: int = 200) -> Sequence[Ticket]:
    """The tickets of a topic, newest first; who filed them is not unsealed."""
    query = select(Ticket).join(HotTopicTicket, HotTopicTicket.ticket_id == Ticket.id).where(HotTopicTicket.topic_id == topic_id)
    return session.scalars(query.order_by(HotTopicTicket.at.desc(), Ticket.id.desc()).limit(limit).options(defer(Ticket.applicant))).all()


def close_topic(session: Session, topic_id: int, who: str, why: str) -> bool:
    """Dealt with, or none at all: it is no longer shown, and further reports begin a new one. False when it is not there or closed."""
    row = session.scalar(select(HotTopic).where(HotTopic.id == topic_id, HotTopic.closed_at.is_(None)).with_for_update())
    if row is None:
        return False
    row.closed_at, row.closed_by, row.closing = utc_now(), who, mask_text(why.strip())
    return True


@dataclass(frozen=True)
class Gathered:
    """What one run did: tickets looked at, topics that became hot, emergencies raised; whether tickets are left."""

    looked: int = 0
    hot: int = 0
    raised: int = 0
    left: bool = False

    def __add__(self, other: "Gathered") -> "Gathered":
        return Gathered(self.looked + other.looked, self.hot + other.hot, self.raised + other.raised, other.left)


def gather(database: Database, heat: Heat = DEFAULT_HEAT, staff: StaffDesk | None = None, seconds: float = 20.0) -> Gathered:
    """Look at the tickets that came since the last run, for about so long. Run it as often as you like; several at once take turns."""
    gathering, whole, ends = _Gathering(heat, staff or StaffDesk()), Gathered(), utc_now() + dt.timedelta(seconds=seconds)
    with database.read() as session:
        more = gathering.anything_new(session)
    while more and utc_now() < ends:
        with database.write() as session:
            done = gathering.batch(session)
        whole += done
        more = done.left
    return whole


class _Gathering:
    def __init__(self, heat: Heat, staff: StaffDesk) -> None:
        self._heat = heat
        self._staff = staff

    def anything_new(self, session: Session) -> bool:
        after = session.scalar(select(SimilarState.number).where(SimilarState.name == _STATE))
        return after is None or session.scalar(select(Ticket.id).where(Ticket.id > after).limit(1)) is not None

    def batch(self, session: Session) -> Gathered:
        """The next tickets; the state is held, so that two runs do not look at the same ones."""
        state = held_state(session, _STATE, lambda: self._begin(session))
        found = self._next(session, state.number)
        whole = Gathered(left=len(found) == _BATCH)
        for ticket in found:
            whole = self._look(session, ticket) + whole
        settled = [ticket.id for ticket in found if ticket.created_at < utc_now() - _SETTLED]
        state.number = max(settled, default=state.number)
        return Gathered(whole.looked, whole.hot, whole.raised, left=len(found) == _BATCH and bool(settled))

    def _begin(self, session: Session) -> int:
        """Before the first ticket of the window: older ones are of no topic any more."""
        first = session.scalar(select(func.min(TicketFact.ticket_id)).where(TicketFact.received_on >= (utc_now() - self._heat.window).date()))
        return (first or (session.scalar(select(func.max(Ticket.id))) or 0) + 1) - 1

    def _next(self, session: Session, after: int) -> Sequence[Ticket]:
        query = (
            select(Ticket).outerjoin(HotTopicTicket, HotTopicTicket.ticket_id == Ticket.id)
            .where(Ticket.id > after, HotTopicTicket.ticket_id.is_(None)).order_by(Ticket.id).limit(_BATCH)
        )
        return session.scalars(query.options(defer(Ticket.applicant), lazyload(Ticket.events))).all()

    def _look(self, session: Session, ticket: Ticket) -> Gathered:
        if ticket.kind == Kind.APPLICATION or ticket.created_at < utc_now() - self._heat.window:
            return Gathered(1)
        features = features_of_ticket(ticket)
        topic = self._topic_for(session, ticket, features)
        if topic is None:
            return Gathered(1)
        self._add(session, topic, ticket)
        return Gathered(1, int(self._warm(session, topic)), int(self._burst(session, topic, ticket)))

    def _topic_for(self, session: Session, ticket: Ticket, features: Features) -> HotTopic | None:
        """The topic of the nearest report, or a new one that begins with it; None where nothing is like it."""
        near = [ticket.main_id] if ticket.main_id else list(self._near(session, ticket, features))
        others = {one.id: one for one in session.scalars(select(Ticket).where(Ticket.id.in_(near)).options(defer(Ticket.applicant), lazyload(Ticket.events)))}
        known = _topics_of(session, near)
        for ticket_id in near:
            topic = session.get(HotTopic, known[ticket_id]) if ticket_id in known else None
            if topic is not None and self._takes(session, topic, features, joined=bool(ticket.main_id)):
                return topic
        first = next((others[one] for one in near if one in others and one not in known and self._recent(others[one], ticket)), None)
        return self._begun(session, first) if first is not None else None

    def _near(self, session: Session, ticket: Ticket, features: Features) -> Sequence[int]:
        """Earlier reports that are like it, best first: a later one will find this one when its turn comes."""
        found = like(session, features, exclude=ticket.id, limit=_CANDIDATES)
        return [ticket_id for ticket_id, worth in found.items() if worth >= LIKELY and ticket_id < ticket.id]

    def _recent(self, first: Ticket, ticket: Ticket) -> bool:
        return first.kind != Kind.APPLICATION and abs(ticket.created_at - first.created_at) <= self._heat.window

    def _takes(self, session: Session, topic: HotTopic, features: Features, *, joined: bool) -> bool:
        if topic.closed_at is not None or topic.last_at < utc_now() - self._heat.window:
            return False
        return joined or likeness(features, Features.unpack(topic.marks), weights_in(session)) >= _STILL_THE_SAME

    def _begun(self, session: Session, first: Ticket) -> HotTopic:
        features = features_of_ticket(first)
        words = text_of(first.title, first.matter)
        places = [f"{place.name}{place.kind}" for place in names_of(words) if place.kind]
        title = about(words, features) or mask_text(first.title)[:30]
        topic = HotTopic(
            title=title, place="".join(places[:1]), agency=first.agency, first_at=first.created_at, last_at=first.created_at, marks=features.pack()
        )
        session.add(topic)
        session.flush()
        self._add(session, topic, first)
        return topic

    def _add(self, session: Session, topic: HotTopic, ticket: Ticket) -> None:
        reporter = ticket.phone_key or ticket.conversation_id or f"ticket {ticket.id}"
        session.add(HotTopicTicket(ticket_id=ticket.id, topic_id=topic.id, at=ticket.created_at, reporter=reporter))
        session.flush()
        mine = HotTopicTicket.topic_id == topic.id
        topic.tickets, topic.reporters = session.execute(select(func.count(), func.count(HotTopicTicket.reporter.distinct())).where(mine)).one()
        topic.first_at, topic.last_at = min(topic.first_at, ticket.created_at), max(topic.last_at, ticket.created_at)

    def _warm(self, session: Session, topic: HotTopic) -> bool:
        """Whether it became hot just now; oversight and its agency are told."""
        if topic.hot_since is not None or topic.reporters < self._heat.reporters:
            return False
        topic.hot_since = utc_now()
        told = {"title": topic.title, "count": str(topic.reporters), "agency": topic.agency, "since": hour_zh(topic.first_at)}
        for recipient in (OVERSIGHT, agency(topic.agency)):
            self._staff.tell(session, f"hot_topic/{topic.id}", recipient, "hot_topic", told, None, "yellow")
        return True

    def _burst(self, session: Session, topic: HotTopic, ticket: Ticket) -> bool:
        """Whether so many reported within so short a time that an emergency is raised: once a topic."""
        mine = (HotTopicTicket.topic_id == topic.id, HotTopicTicket.at > ticket.created_at - self._heat.burst, HotTopicTicket.at <= ticket.created_at)
        count = session.scalar(select(func.count(HotTopicTicket.reporter.distinct())).where(*mine)) or 0
        if count < self._heat.burst_reporters or _emergencies_of(session, [topic.id]):
            return False
        why = f"{self._heat.burst_minutes}分钟内有{count}人反映（{topic.agency}）"
        if not self._heat.burst_raises or self._heat.emergency is None:
            told = {"title": topic.title, "why": why}
            self._staff.tell(session, f"hot_topic/{topic.id}/burst", OVERSIGHT, "burst", told, None, "red")
            return False
        title = topic.title if len(topic.title) >= LEAST else f"多人反映：{topic.title}"  # a thing without a place («停水»)
        raise_emergency(session, self._heat.emergency, title, why, DESK, at=ticket.created_at, topic_id=topic.id, staff=self._staff)
        return True


def forget_cold(session: Session, heat: Heat = DEFAULT_HEAT) -> int:
    """Delete what never became hot and is older than the window; how many topics."""
    cold = select(HotTopic.id).where(HotTopic.hot_since.is_(None), HotTopic.last_at < utc_now() - 2 * heat.window)
    ids = session.scalars(cold.limit(1_000)).all()
    if ids:
        session.execute(delete(HotTopicTicket).where(HotTopicTicket.topic_id.in_(ids)))
        session.execute(delete(HotTopic).where(HotTopic.id.in_(ids)))
    return len(ids)


def forget_empty(session: Session) -> None:
    """Delete topics whose tickets are all gone (made-up ones that were removed), and the emergencies that the desk raised of them."""
    empty = select(HotTopic.id).where(~select(HotTopicTicket.ticket_id).where(HotTopicTicket.topic_id == HotTopic.id).exists())
    session.execute(delete(Emergency).where(Emergency.topic_id.in_(empty), Emergency.raised_by == DESK))
    kept = select(Emergency.topic_id).where(Emergency.topic_id.is_not(None))
    session.execute(delete(HotTopic).where(HotTopic.id.in_(empty), HotTopic.id.not_in(kept)))


def _topics_of(session: Session, ticket_ids: Sequence[int]) -> dict[int, int]:
    query = select(HotTopicTicket.ticket_id, HotTopicTicket.topic_id).where(HotTopicTicket.ticket_id.in_(ticket_ids))
    return dict(session.execute(query).all()) if ticket_ids else {}


def _emergencies_of(session: Session, topic_ids: Sequence[int]) -> dict[int, int]:
    query = select(Emergency.topic_id, func.max(Emergency.id)).where(Emergency.topic_id.in_(topic_ids)).group_by(Emergency.topic_id)
    return {topic_id: emergency_id for topic_id, emergency_id in session.execute(query) if topic_id is not None} if topic_ids else {}


def _view(row: HotTopic, emergency_id: int | None) -> Topic:
    return Topic(
        row.id, row.title, row.place, row.agency, row.first_at, row.last_at, row.tickets, row.reporters, row.hot_since, emergency_id
    )
