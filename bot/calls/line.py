"""One call on the line: opened, taken by one operator, its words kept as they are heard, hung up."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, Insert, and_, case, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.calls.models import OPEN_STATES, Call, CallState, Seat, Utterance
from bot.calls.sheet import Change, Done, Sheet
from bot.calls.transcript import Said, Turn, lines_of, turns
from bot.store import utc_now
from bot.tickets.phones import phone_key

# So long only the operator whose telephone rings may take a call; then anybody may.
RINGS_ALONE = dt.timedelta(seconds=20)
BY_HAND, BY_TELEPHONE = "hand", "telephone"
MAX_UTTERANCE = 2_000
_DEAF = frozenset({CallState.CLOSED, CallState.MISSED, CallState.PAST})


class CallError(ValueError):
    """Something that cannot be done to a call; one Chinese sentence and the way on."""


@dataclass(frozen=True)
class Hearing:
    """One result of a recogniser. `at`: when it was recognised; results may come late, twice and in any order."""

    utterance_id: str
    text: str
    final: bool
    speaker: str
    at: dt.datetime


def open_by_hand(session: Session, login: str, caller: str | None = None) -> Call:
    """A call that an operator has on the line already."""
    call = _new(BY_HAND, caller)
    call.operator, call.state, call.taken_at = login, CallState.TALKING, call.opened_at
    session.add(call)
    session.flush()
    return call


def announce(session: Session, caller: str | None, reference: str, login: str | None = None, extension: str | None = None) -> Call:
    """A call that the telephone system tells of. The same `reference` again is the same call, whatever became of it.

    `login` or `extension` name the operator whose telephone rings; one that nobody sits at rings for all.
    """
    if (known := session.scalar(select(Call).where(Call.reference == reference))) is not None:
        return known
    call = _new(BY_TELEPHONE, caller)
    call.reference, call.shown_to = reference, login or _sits_at(session, extension)
    session.add(call)
    session.flush()
    return call


def _new(origin: str, caller: str | None) -> Call:
    return Call(
        id=uuid.uuid4().hex, origin=origin, caller=caller or None, caller_key=phone_key(caller), state=CallState.WAITING,
        sheet=Sheet().kept(), revision=0, opened_at=utc_now(),
    )  # fmt: skip


def _sits_at(session: Session, extension: str | None) -> str | None:
    seat = session.get(Seat, extension) if extension else None
    return seat.login if seat else None


def sit_down(session: Session, login: str, extension: str) -> None:
    """This operator sits at this telephone now; whoever sat there, and wherever the operator sat before, is forgotten."""
    for seat in session.scalars(select(Seat).where(or_(Seat.login == login, Seat.extension == extension))):
        session.delete(seat)
    session.flush()
    if extension:
        session.add(Seat(extension=extension[:20], login=login))


def seat_of(session: Session, login: str) -> str:
    """The extension that this operator sits at; empty for none."""
    return session.scalar(select(Seat.extension).where(Seat.login == login)) or ""


def waiting(session: Session, login: str, limit: int = 50) -> Sequence[Call]:
    """The calls that this operator may take now, the longest waiting first."""
    return waiting_for(session, [login], limit)[login]


def waiting_for(session: Session, logins: Collection[str], limit: int = 50) -> dict[str, list[Call]]:
    """`waiting` for several operators, from one look."""
    longest_alone = utc_now() - RINGS_ALONE
    calls = session.scalars(select(Call).where(Call.state == CallState.WAITING).order_by(Call.opened_at)).all()
    return {login: [call for call in calls if call.shown_to in (None, login) or call.opened_at <= longest_alone][:limit] for login in logins}


def mine(session: Session, login: str, limit: int = 50) -> Sequence[Call]:
    """The calls that this operator has to finish, the latest first."""
    query = select(Call).where(Call.operator == login, Call.state.in_(sorted(OPEN_STATES)))
    return session.scalars(query.order_by(Call.opened_at.desc()).limit(limit)).all()


def _may_take(login: str) -> ColumnElement[bool]:
    return or_(Call.shown_to.is_(None), Call.shown_to == login, Call.opened_at <= utc_now() - RINGS_ALONE)


def take(session: Session, call_id: str, login: str) -> bool:
    """Take a waiting call; False when somebody else has it, or it is another's to take. Of two at once one gets it."""
    mine_now = {"operator": login, "state": CallState.TALKING, "taken_at": utc_now(), "revision": Call.revision + 1}
    taken = session.execute(update(Call).where(Call.id == call_id, Call.state == CallState.WAITING, _may_take(login)).values(mine_now))
    return bool(getattr(taken, "rowcount", 0))


def give_back(session: Session, call: Call) -> None:
    """Put a call back to those that wait: the operator cannot go on, the words stay with the call."""
    if call.state != CallState.TALKING:
        raise CallError("通话已经结束，不能再转给别人。")
    call.state, call.operator, call.shown_to, call.taken_at = CallState.WAITING, None, None, None
    call.opened_at = utc_now()
    call.revision += 1


def own(session: Session, call_id: str, login: str, *, lock: bool = False) -> Call | None:
    """This operator's call; None for another's and for none at all. `lock`: until the transaction ends."""
    query = select(Call).where(Call.id == call_id, Call.operator == login)
    return session.scalar(query.with_for_update() if lock else query)


def revisions(session: Session, call_ids: Sequence[str]) -> dict[str, int]:
    """How far each of these calls has moved."""
    return {row.id: row.revision for row in session.execute(select(Call.id, Call.revision).where(Call.id.in_(call_ids)))}


def hear(session: Session, call_id: str, heard: Hearing) -> int | None:
    """Keep a recogniser's result; the call's new revision, None when it changed nothing. Partial results replace each other, a final one stays.

    CallError for a call that is over; LookupError for one that there is not.
    """
    found = hear_all(session, [(call_id, heard)])[0]
    if isinstance(found, Exception):
        raise found
    return found


def hear_all(session: Session, results: Sequence[tuple[str, Hearing]]) -> list[int | Exception | None]:
    """`hear` for results of any number of calls at once, for little more than the price of one.

    In place of raising, the exception stands where the answer would. What one lot changed of a call has one revision.
    """
    # Locked in their order: two processes that hear the same calls wait for each other instead of both standing still.
    calls = select(Call.id, Call.state).where(Call.id.in_({call_id for call_id, _ in results})).order_by(Call.id).with_for_update()
    states = {row.id: row.state for row in session.execute(calls)}
    answers: list[int | Exception | None] = [_refused(call_id, states) for call_id, _ in results]
    fresh = [number for number, answer in enumerate(answers) if answer is None]
    changed = set(_keep_all(session, [(number, *results[number]) for number in fresh]))
    moved = {results[number][0] for number in changed}
    if moved:
        up = update(Call).where(Call.id.in_(moved)).values(revision=Call.revision + 1).returning(Call.id, Call.revision)
        revision = {row.id: row.revision for row in session.execute(up.execution_options(synchronize_session=False))}
        for number in changed:
            answers[number] = revision[results[number][0]]
    return answers


def _refused(call_id: str, states: Mapping[str, str]) -> Exception | None:
    if call_id not in states:
        return LookupError(call_id)
    return CallError("通话已经办结，不再接收语音文字。") if states[call_id] in _DEAF else None


def _keep_all(session: Session, results: Sequence[tuple[int, str, Hearing]]) -> Iterator[int]:
    """Keep (number, call, result)s; the numbers of those that changed something. Of one utterance one is kept at a time, in order."""
    later: list[tuple[int, str, Hearing]] = []
    now: dict[tuple[str, str], int] = {}
    rows = []
    for number, call_id, heard in results:
        key = (call_id, heard.utterance_id)
        if key in now:
            later.append((number, call_id, heard))
            continue
        now[key] = number
        rows.append({
            "call_id": call_id, "utterance_id": heard.utterance_id, "speaker": heard.speaker, "text": heard.text[:MAX_UTTERANCE],
            "final": heard.final, "began_at": heard.at, "heard_at": heard.at,
        })  # fmt: skip
    if rows:
        kept = session.connection().execute(_upsert(session.get_bind().dialect.name), sorted(rows, key=lambda row: (row["call_id"], row["utterance_id"])))
        yield from (now[row.call_id, row.utterance_id] for row in kept)
    if later:
        yield from _keep_all(session, later)


@cache
def _upsert(dialect: str) -> Insert:
    """«Insert, or replace what is older and not final» is one statement: two results at once cannot both be first."""
    statement = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(Utterance)
    new, old = statement.excluded, Utterance.__table__.c
    earliest = case((new.began_at < old.began_at, new.began_at), else_=old.began_at)
    return statement.on_conflict_do_update(
        index_elements=["call_id", "utterance_id"],
        set_={"text": new.text, "final": new.final, "speaker": new.speaker, "began_at": earliest, "heard_at": new.heard_at},
        where=and_(old.final.is_(False), or_(new.final.is_(True), old.heard_at <= new.heard_at)),
    ).returning(old.call_id, old.utterance_id)


def owned(session: Session, asked: Collection[tuple[str, str]]) -> dict[tuple[str, str], Call]:
    """Of these (call, operator's login)s the calls that are the operator's."""
    found = session.scalars(select(Call).where(Call.id.in_({call_id for call_id, _ in asked})))
    return {key: call for call in found if (key := (call.id, call.operator or "")) in asked}


def utterances(session: Session, call_id: str) -> list[Said]:
    """What was heard, in the order in which it began to be said."""
    return utterances_of(session, [call_id]).get(call_id, [])


def utterances_of(session: Session, call_ids: Collection[str]) -> dict[str, list[Said]]:
    """`utterances` of several calls; a call without any is left out."""
    found: dict[str, list[Said]] = {}
    # Columns, not objects: a screen is made of them several times a second, and nothing is changed in them.
    row = Utterance.__table__.c
    query = select(row.call_id, row.utterance_id, row.speaker, row.text, row.final).where(row.call_id.in_(call_ids))
    for call_id, *said in session.connection().execute(query.order_by(row.began_at, row.id)):
        found.setdefault(call_id, []).append(Said(*said))
    return found


def turns_of(session: Session, call: Call) -> list[Turn]:
    """The whole of what was said and noted in a call."""
    sheet = Sheet.of(call.sheet)
    return turns(utterances(session, call.id), sheet.typed, sheet.cut)


def all_turns(session: Session, call: Call) -> list[Turn]:
    """The same without regard to what was filed meanwhile: for looking back on the whole call."""
    return turns(utterances(session, call.id), Sheet.of(call.sheet).typed)


def change(call: Call, wanted: Change) -> Sheet:
    """Keep what the operator wrote or chose; SheetError when it cannot be kept."""
    sheet = Sheet.of(call.sheet).changed(wanted)
    return keep(call, sheet)


def note(call: Call, done: Done) -> Sheet:
    """Note that the operator did something with a suggestion."""
    return keep(call, Sheet.of(call.sheet).with_done(done))


def keep(call: Call, sheet: Sheet) -> Sheet:
    """Keep a sheet with its call."""
    kept = sheet.kept()
    if kept != call.sheet:
        call.sheet = kept
        call.revision += 1
    return sheet


def next_form(session: Session, call: Call, kind: str, waiting: Sequence[str]) -> Sheet:
    """A form of `kind` for the first of the matters that wait, else an empty one for what the caller says from now on."""
    sheet = Sheet.of(call.sheet)
    return keep(call, sheet.next(len(utterances(session, call.id)), lines_of(sheet.typed), kind, waiting))


def hang_up(session: Session, call: Call) -> None:
    """The line is free: a call that nobody took is missed, one that was taken waits to be finished. Twice does no harm."""
    if call.state == CallState.WAITING:
        call.state, call.ended_at = CallState.MISSED, utc_now()
    elif call.state == CallState.TALKING:
        call.state, call.ended_at = CallState.ENDED, call.ended_at or utc_now()
    else:
        return
    call.revision += 1


def resume(call: Call) -> None:
    """Back to the form after the line was freed: who hung up in the middle has told enough for a ticket. The call ended when it ended."""
    if call.state == CallState.ENDED:
        call.state = CallState.TALKING
        call.revision += 1


def counted(session: Session, login: str, since: dt.datetime) -> int:
    """How many calls this operator has taken since then."""
    return session.scalar(select(func.count()).select_from(Call).where(Call.operator == login, Call.taken_at >= since)) or 0
