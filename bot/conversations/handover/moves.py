"""One act on one wish for a person: the table's row as a single conditional UPDATE, so that of two only one succeeds."""

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.conversations.handover.lifecycle import BY_ACT, OPEN, STATE_WORDS, Act, State
from bot.conversations.handover.models import Handover, HandoverEvent
from bot.people.masking import mask_text
from bot.people.models import Staff
from bot.store import utc_now

CITIZEN, DESK = "citizen", "desk"


class HandoverError(ValueError):
    """What was tried cannot be done now; one Chinese sentence for whoever tried."""


def open_row(session: Session, conversation_id: str, *, lock: bool = False) -> Handover | None:
    """The open wish of a conversation. `lock`: nobody else moves it until this transaction ends."""
    query = select(Handover).where(Handover.open_key == conversation_id)
    return session.scalar(query.with_for_update() if lock else query)


def enter(session: Session, conversation_id: str, reason: str, *, urgent: bool, told_open: bool) -> tuple[Handover, bool]:
    """Put a conversation into the queue, or add the reason where it is in it already; and whether it is new there."""
    row = open_row(session, conversation_id, lock=True)
    if row is None and (row := _begun(session, conversation_id, reason, urgent, told_open)) is not None:
        return row, True
    row = row or session.scalars(select(Handover).where(Handover.open_key == conversation_id).with_for_update()).one()
    if reason not in row.reasons:
        row.reasons, row.urgent = [*row.reasons, reason], row.urgent or urgent
        _note(session, row.id, Act.ASK, CITIZEN, reason)
    return row, False


def _begun(session: Session, conversation_id: str, reason: str, urgent: bool, told_open: bool) -> Handover | None:
    """A new row; None when another process put the conversation there at the same time."""
    row = Handover(conversation_id=conversation_id, open_key=conversation_id, reasons=[reason], urgent=urgent, told_open=told_open)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return None
    _note(session, row.id, Act.ASK, CITIZEN, reason)
    return row


def move(session: Session, handover_id: int, act: Act, who: str, *also: ColumnElement[bool], note: str = "", **values: Any) -> Handover:
    """Do an act that the table allows now, with its event; HandoverError says why it cannot be. `also`: further conditions."""
    sources, target = BY_ACT[act].sources, BY_ACT[act].target
    if target not in OPEN:
        values |= {"open_key": None, "ended_at": utc_now()}
    if target is State.WAITING:  # who had it last stays with what has ended
        values |= {"taken_by": None, "held_until": None, "operator_typing_at": None}
    rows = update(Handover).where(Handover.id == handover_id, Handover.state.in_(sources), *also)
    if session.scalar(rows.values(state=target, **values).returning(Handover.id)) is None:
        raise HandoverError(_why_not(session, handover_id))
    _note(session, handover_id, act, who, note)
    return session.get_one(Handover, handover_id, populate_existing=True)


def _note(session: Session, handover_id: int, act: Act, who: str, note: str) -> None:
    session.add(HandoverEvent(handover_id=handover_id, act=act, who=who, note=mask_text(note)[:200]))


def _why_not(session: Session, handover_id: int) -> str:
    row = session.get(Handover, handover_id, populate_existing=True)
    if row is None:
        return "没有这个对话。"
    if row.state == State.TAKEN and row.taken_by is not None:
        return f"这个对话现在由{name_of(session, row.taken_by)}接待，请看队列里的其他对话。"
    return f"这个对话现在是“{STATE_WORDS[State(row.state)]}”，请刷新后再看。"


def name_of(session: Session, login: str) -> str:
    """What a member of staff is called."""
    return session.scalar(select(Staff.name).where(Staff.login == login)) or login


def ahead_of(session: Session, row: Handover) -> int:
    """How many wait before this one: danger first, then whoever asked earlier."""
    earlier = or_(Handover.asked_at < row.asked_at, and_(Handover.asked_at == row.asked_at, Handover.id < row.id))
    before = and_(Handover.urgent.is_(True), earlier) if row.urgent else or_(Handover.urgent.is_(True), earlier)
    count = select(func.count()).select_from(Handover).where(Handover.state == State.WAITING, Handover.id != row.id, before)
    return session.scalar(count) or 0
