"""What others ask of the hand-over: want a person, take a conversation, speak in it, give it back. State lives in the store."""

import datetime as dt
from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from bot.agencies.hours import read_hours
from bot.agencies.service import Profile
from bot.conversations.handover import telling, words
from bot.conversations.handover.lifecycle import Act, State
from bot.conversations.handover.models import Handover
from bot.conversations.handover.moves import CITIZEN, DESK, HandoverError, ahead_of, enter, move, name_of, open_row
from bot.conversations.models import Conversation, Message
from bot.conversations.replies import Option, Reply, options
from bot.conversations.service import CITIZEN as CITIZEN_AUTHOR
from bot.conversations.service import replies_to
from bot.people.masking import mask_text
from bot.store import utc_now

__all__ = ["THREAT", "HandoverError", "Switchboard", "name_of"]

PERSON, UNSURE, THREAT = "person", "unsure", "threat"
# Who only wants somebody to talk to; every other reason is danger or a threat.
WISHES = frozenset({PERSON, UNSURE})
# An open page says every few seconds that it is there; a page without script holds for as long as an act is worth.
LIVE = dt.timedelta(seconds=45)
PLAIN = dt.timedelta(minutes=10)
TYPING = dt.timedelta(seconds=6)
# The opening question of a consultation made of what was asked.
_QUESTION_LENGTH = 200

AskAgain = Callable[[Session, Conversation], list[Reply]]


class Switchboard:
    """Passes conversations between the desk and its people. `ask_again` repeats the open question of a draft."""

    def __init__(self, profile: Profile, ask_again: AskAgain) -> None:
        self._hours = read_hours(profile.hours)
        self._hotline = profile.line
        self._ask_again = ask_again

    # — the citizen's side —

    def state(self, session: Session, conversation_id: str) -> State | None:
        """Whether the conversation waits for a person or has one; None when neither."""
        found = session.scalar(select(Handover.state).where(Handover.open_key == conversation_id))
        return State(found) if found else None

    def wanted(self, session: Session, conversation_id: str) -> Reply:
        """A person is asked for: into the queue, and what truly happens now."""
        return self._queued(session, conversation_id, PERSON, "")

    def call(self, session: Session, conversation_id: str, reason: str) -> None:
        """Danger or a threat: people of the staff have to look, and the citizen is told nothing of a queue."""
        enter(session, conversation_id, reason, urgent=True, told_open=True)

    def attended(self, session: Session, conversation_id: str) -> list[Reply] | None:
        """What the desk still says where a person has the conversation; None where nobody has it. Holds it for this transaction."""
        row = open_row(session, conversation_id, lock=True)
        if row is None or row.state != State.TAKEN:
            return None
        row.citizen_typing_at = None
        if row.greeted:
            return []
        row.greeted = True
        return [Reply(words.PASSED_ON, "handed_over")]

    def leave(self, session: Session, conversation_id: str) -> Reply | None:
        """The citizen does not want a person any longer; None when he was not waiting for one."""
        row = open_row(session, conversation_id, lock=True)
        if row is None:
            return None
        said = words.LEFT_PERSON if row.state == State.TAKEN else words.STOPPED_WAITING
        move(session, row.id, Act.LEAVE, CITIZEN)
        return Reply(said, "cancelled")

    def round_off(self, session: Session, conversation_id: str, message_id: int, text: str, replies: list[Reply]) -> list[Reply]:
        """The desk's replies with what follows from them: unsure twice in a row calls a person, a ticket may replace the wait."""
        if _unsure(replies) and _was_unsure(session, conversation_id, message_id):
            if self.state(session, conversation_id) is None:
                return [*replies, self._queued(session, conversation_id, UNSURE, text)]
        elif any(reply.outcome == "filed" for reply in replies) and self._instead(session, conversation_id):
            return [Reply(words.TICKET_INSTEAD, "handed_over"), *replies]
        return replies

    def _instead(self, session: Session, conversation_id: str) -> bool:
        """End the wait of somebody who was told that nobody is there, and has filed a ticket now."""
        row = open_row(session, conversation_id, lock=True)
        if row is None or row.told_open or row.state != State.WAITING or not set(row.reasons) <= WISHES:
            return False
        move(session, row.id, Act.LEAVE_TICKET, CITIZEN)
        return True

    def _queued(self, session: Session, conversation_id: str, reason: str, text: str) -> Reply:
        now = utc_now()
        there = self._hours.open_at(now)
        row, new = enter(session, conversation_id, reason, urgent=False, told_open=there)
        row.told_open = there
        if there:
            said = words.waiting if new else words.still_waiting
            return Reply(_led(reason, said(ahead_of(session, row), self._hotline)), "handed_over", options=_WAITING_CHOICES)
        told = words.nobody_there(self._hours.next_opening(now), self._hotline)
        return Reply(_led(reason, told), "handed_over", options=_closed_choices(text))

    # — the operators' side: `login` is who acts —

    def take(self, session: Session, handover_id: int, login: str) -> None:
        """Take a conversation; HandoverError when somebody else was first. The citizen is told."""
        now = utc_now()
        row = move(session, handover_id, Act.TAKE, login, taken_by=login, taken_at=now, held_until=now + PLAIN, greeted=False)
        telling.desk_says(session, row.conversation_id, [Reply(words.TAKEN, "handed_over")])

    def say(self, session: Session, handover_id: int, login: str, text: str, key: str) -> Message:
        """Speak to the citizen; the same `key` again says it once. HandoverError for whoever does not have the conversation."""
        row = self._held(session, handover_id, login)
        row.greeted, row.operator_typing_at = True, None
        return telling.operator_says(session, row.conversation_id, text, f"operator/{handover_id}/{key}")

    def hand_back(self, session: Session, handover_id: int, login: str, note: str = "") -> None:
        """Back to the desk, which tells the citizen and goes on where it was, with the draft that was open."""
        row = move(session, handover_id, Act.HAND_BACK, login, Handover.taken_by == login, note=note)
        again = self._ask_again(session, session.get_one(Conversation, row.conversation_id))
        telling.desk_says(session, row.conversation_id, [Reply(words.HANDED_BACK, "handed_over"), *again])

    def give_back(self, session: Session, handover_id: int, login: str, note: str = "") -> None:
        """Back into the queue, at the place it had, for another operator."""
        row = move(session, handover_id, Act.GIVE_BACK, login, Handover.taken_by == login, note=note)
        said = words.given_back(ahead_of(session, row))
        telling.desk_says(session, row.conversation_id, [Reply(said, "handed_over", options=_WAITING_CHOICES)])

    def close(self, session: Session, handover_id: int, login: str, note: str = "") -> None:
        """Nothing more to do here. Whoever wanted a person, or had one, is told; who was only looked after is not."""
        mine = (Handover.taken_by == login) | (Handover.state == State.WAITING)
        row = move(session, handover_id, Act.CLOSE, login, mine, note=note)
        if row.taken_at is not None or set(row.reasons) & WISHES:
            again = self._ask_again(session, session.get_one(Conversation, row.conversation_id))
            telling.desk_says(session, row.conversation_id, [Reply(words.CLOSED, "handed_over"), *again])

    def hold(self, session: Session, login: str, *, live: bool) -> None:
        """A sign of life of an operator's page: it holds all that he has. `live`: a page that gives one every few seconds."""
        mine = update(Handover).where(Handover.state == State.TAKEN, Handover.taken_by == login)
        session.execute(mine.values(held_until=utc_now() + (LIVE if live else PLAIN)))

    def typing(self, session: Session, conversation_id: str, login: str | None = None) -> None:
        """Somebody is writing: the operator `login`, or the citizen. Shown for a few seconds, and only while a person has the conversation."""
        rows = update(Handover).where(Handover.open_key == conversation_id, Handover.state == State.TAKEN)
        if login is None:
            session.execute(rows.values(citizen_typing_at=utc_now()))
        else:
            session.execute(rows.where(Handover.taken_by == login).values(operator_typing_at=utc_now()))

    def _held(self, session: Session, handover_id: int, login: str) -> Handover:
        row = session.get(Handover, handover_id, with_for_update=True, populate_existing=True)
        if row is None or row.state != State.TAKEN or row.taken_by != login:
            raise HandoverError("这个对话不在您手里，可能已放回队列或由同事接待，请回到队列看一下。")
        return row

    # — what the desk sees to by itself —

    def anything_due(self, session: Session) -> bool:
        """Whether `release` or `follow_hours` has something to do (a read)."""
        now = utc_now()
        due = or_(_gone(now), _waits(told_open=not self._hours.open_at(now)))
        return session.scalar(select(Handover.id).where(due).limit(1)) is not None

    def release(self, session: Session) -> int:
        """Give back what is held by pages that are gone, and tell each citizen; how many there were."""
        now = utc_now()
        gone = select(Handover.id).where(_gone(now)).order_by(Handover.id)
        return sum(self._release(session, handover_id, now) for handover_id in session.scalars(gone).all())

    def _release(self, session: Session, handover_id: int, now: dt.datetime) -> bool:
        try:
            row = move(session, handover_id, Act.LAPSE, DESK, Handover.held_until < now)
        except HandoverError:
            return False  # another process was first, or the page is back
        said = words.lapsed(ahead_of(session, row))
        telling.desk_says(session, row.conversation_id, [Reply(said, "handed_over", options=_WAITING_CHOICES)])
        return True

    def follow_hours(self, session: Session) -> int:
        """Tell those who still wait when the working hours end, once each time; how many were told. Opening is told by being there."""
        now = utc_now()
        there = self._hours.open_at(now)
        turned = update(Handover).where(_waits(told_open=not there)).values(told_open=there)
        changed = session.scalars(turned.returning(Handover.conversation_id)).all()
        if there:
            return 0
        said = words.gone_home(self._hours.next_opening(now), self._hotline)
        for conversation_id in changed:
            telling.desk_says(session, conversation_id, [Reply(said, "handed_over", options=_closed_choices(""))])
        return len(changed)


def _gone(now: dt.datetime) -> ColumnElement[bool]:
    """Taken, and no sign of life from the operator's page."""
    return and_(Handover.state == State.TAKEN, Handover.held_until < now)


def _waits(*, told_open: bool) -> ColumnElement[bool]:
    """Waiting, and told that; who is looked after for danger is told nothing of a queue."""
    return and_(Handover.state == State.WAITING, Handover.told_open.is_(told_open), Handover.urgent.is_(False))


_WAITING_CHOICES = (Option(words.STOP_WAITING, words.STOP_WAITING),)


def _closed_choices(question: str) -> tuple[Option, ...]:
    """A ticket in place of the wait; the question that the desk could not answer goes with it."""
    asked = f"咨询：{mask_text(question)[:_QUESTION_LENGTH]}" if question else "我要咨询"
    return options((("登记成咨询", asked), ("登记成投诉", "我要投诉"), (words.STOP_WAITING, words.STOP_WAITING)))


def _led(reason: str, told: str) -> str:
    return words.unsure(told) if reason == UNSURE else told


def _unsure(replies: Sequence[Reply]) -> bool:
    """Whether the desk could not help: it asked back, found nothing, or had nobody to understand it."""
    return bool(replies) and replies[-1].outcome in ("clarify", "failed")


def _was_unsure(session: Session, conversation_id: str, message_id: int) -> bool:
    """Whether the message before was met like that as well."""
    said = Message.conversation_id == conversation_id, Message.author == CITIZEN_AUTHOR, Message.id < message_id
    before = session.scalar(select(Message.id).where(*said).order_by(Message.id.desc()).limit(1))
    return before is not None and _unsure(replies_to(session, before))
