"""The end of a call: what is kept of it, and with what hidden; and what becomes of calls that nobody finished."""

import datetime as dt
import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from bot.calls import callbacks, filing, line
from bot.calls.assist import Assistant
from bot.calls.models import Call, CallBack, CallState, CallTicket, Utterance
from bot.calls.sheet import Sheet
from bot.calls.spoken import written
from bot.calls.summary import summary
from bot.calls.transcript import CALLER
from bot.conversations.models import Unanswered
from bot.people.masking import mask_text
from bot.store import utc_now

MAX_SUMMARY = 4_000
_BITE = 500
_NOTE = 200
_RING_BACK = re.compile(r"回(?:我|给我)?(?:一?个)?(?:电话|电|话)|(?:给|跟)我(?:来|打)(?:一?个)?电话|打(?:过来|回来|给我)")
# A call that rings for so long without being taken is missed; one that was never finished is closed by the desk.
RINGS, UNFINISHED = dt.timedelta(minutes=10), dt.timedelta(hours=24)
# What is kept for how long after a call is closed (个人信息保护法 art. 19: the shortest time that the purpose needs).
WORDS_KEPT, CALL_KEPT = dt.timedelta(days=90), dt.timedelta(days=730)


def draft(session: Session, assistant: Assistant, call: Call) -> str:
    """The summary as the words and the work of the call have it, for the operator to look over."""
    sheet = Sheet.of(call.sheet)
    assist = assistant.read(f"{call.id}/whole", line.all_turns(session, call), sheet, call.caller)
    return summary(call, assist, filing.tickets_of(session, call))


@dataclass(frozen=True)
class RingBack:
    """What the caller said of being rung back: the number (the one given, else the one that rang; empty for none), the words (empty: not asked)."""

    phone: str
    words: str


def ring_back(session: Session, assistant: Assistant, call: Call) -> RingBack:
    """How the caller is to be rung back, as the words have it; a day is for the operator to agree."""
    turns = line.all_turns(session, call)
    given = assistant.read(f"{call.id}/whole", turns, Sheet.of(call.sheet), call.caller).values.get("contact_phone", "")
    asked = (turn.plain for turn in turns if turn.speaker == CALLER and _RING_BACK.search(turn.plain))
    return RingBack(given or str(call.caller or ""), mask_text(next(asked, ""))[:_NOTE])


def close(session: Session, assistant: Assistant, call: Call, words: str | None = None) -> None:
    """Finish a call: its summary is kept, its words with numbers masked, its receipts not at all. Twice does no harm."""
    if call.state == CallState.CLOSED:
        return
    line.hang_up(session, call)
    call.summary = mask_text((words or draft(session, assistant, call)).strip())[:MAX_SUMMARY]
    _keep_questions(session, assistant, call)
    callbacks.rang_again(session, call)
    _mask(session, call)
    call.state, call.closed_at = CallState.CLOSED, utc_now()
    call.revision += 1


def _keep_questions(session: Session, assistant: Assistant, call: Call) -> None:
    """What was asked about the rules and nobody could answer goes to the knowledge editor, as in the chat."""
    for turn in line.all_turns(session, call):
        if turn.speaker == CALLER and not turn.asks and assistant.asks_rules(turn.plain) and not assistant.answered(turn.plain):
            session.add(Unanswered(text=mask_text(turn.plain)[:500]))


def _mask(session: Session, call: Call) -> None:
    for row in session.scalars(select(Utterance).where(Utterance.call_id == call.id)):
        row.text = mask_text(written(row.text))
    sheet = Sheet.of(call.sheet)
    call.sheet = Sheet(typed=mask_text(written(sheet.typed)), number=sheet.number, cut=sheet.cut, done=sheet.done).kept()
    session.execute(update(CallTicket).where(CallTicket.call_id == call.id).values(receipt=None))


def anything_left(session: Session) -> bool:
    """Whether there is anything to put away or to forget (a read, so that most minutes take no write lock)."""
    now = utc_now()
    rang = and_(Call.state == CallState.WAITING, Call.opened_at < now - RINGS)
    unfinished = and_(Call.state.in_([CallState.TALKING, CallState.ENDED]), Call.opened_at < now - UNFINISHED)
    old = and_(Call.state.in_([CallState.CLOSED, CallState.MISSED]), Call.ended_at < now - WORDS_KEPT)
    calls = select(Call.id).where(or_(rang, unfinished, old, and_(*_very_old(now))))
    tasks = select(CallBack.id).where(*_rung_long_ago(now))
    return any(session.scalar(query.limit(1)) is not None for query in (calls, tasks))


def _very_old(now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    """Calls of which number or summary is still kept and need not be."""
    return Call.state == CallState.PAST, Call.opened_at < now - CALL_KEPT, or_(Call.summary.is_not(None), Call.caller.is_not(None))


def _rung_long_ago(now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    """The same for call-backs that are over."""
    return CallBack.done_at < now - CALL_KEPT, or_(CallBack.phone.is_not(None), CallBack.note.is_not(None))


def put_away(session: Session, assistant: Assistant) -> int:
    """Calls that rang too long are missed, calls that nobody finished are closed; how many."""
    now = utc_now()
    rang = session.scalars(select(Call).where(Call.state == CallState.WAITING, Call.opened_at < now - RINGS).with_for_update(skip_locked=True)).all()
    for call in rang:
        miss(session, call)
    left = select(Call).where(Call.state.in_([CallState.TALKING, CallState.ENDED]), Call.opened_at < now - UNFINISHED)
    unfinished = session.scalars(left.with_for_update(skip_locked=True)).all()
    for call in unfinished:
        close(session, assistant, call)
    return len(rang) + len(unfinished)


def miss(session: Session, call: Call) -> None:
    """Nobody took it: the caller is to be rung back."""
    line.hang_up(session, call)
    if call.state == CallState.MISSED:
        callbacks.missed(session, call)
        _mask(session, call)


def forget(session: Session) -> int:
    """Delete the words of calls that ended 90 days ago, and number and summary of calls and call-backs two years back; how many it touched."""
    now = utc_now()
    old = session.scalars(
        select(Call).where(Call.state.in_([CallState.CLOSED, CallState.MISSED]), Call.ended_at < now - WORDS_KEPT).limit(_BITE)
    ).all()
    session.execute(delete(Utterance).where(Utterance.call_id.in_([call.id for call in old])))
    for call in old:
        call.sheet, call.state = Sheet().kept(), CallState.PAST
    gone = (
        update(Call).where(*_very_old(now)).values(caller=None, caller_key=None, summary=None),
        update(CallBack).where(*_rung_long_ago(now)).values(phone=None, note=None),
    )
    return len(old) + sum(int(getattr(session.execute(statement), "rowcount", 0)) for statement in gone)
