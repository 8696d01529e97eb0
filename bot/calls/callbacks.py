"""回访: whom to ring up, what to tell them, what they said. For callers these tasks are the channel: nothing is sent into nothing."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from bot.calls.models import Call, CallBack, CallBackLine, CallBackState
from bot.clock.service import add_workdays, today
from bot.filing import checks
from bot.filing.checks import SlotError
from bot.people.audit import CALLED_BACK, audit
from bot.store import utc_now
from bot.tickets.lifecycle import Act, Status
from bot.tickets.models import Ticket
from bot.tickets.service import Tickets

NOTICE, MISSED, PROMISED = "notice", "missed", "promised"
REASON_WORDS = {NOTICE: "告知与回访", MISSED: "漏接来电", PROMISED: "约定回电"}
# So many working days to ring, by what has to be told: the desk's own rule, no law sets it. What is not here can wait until the
# citizen is spoken to anyway.
PRESSING = {
    "answered": 2, "main_answered": 2, "correction_asked": 1, "fee_asked": 1, "extended": 1, "refused": 1, "transferred": 1, "given_up": 1,
    "redone": 2, "recalculated": 2, "corrected": 2, "consulted": 2, "opinion_received": 2,
}  # fmt: skip
_RING_AGAIN, _TRIES = 1, 3
# So long a task is the operator's who opened it: two do not ring one citizen.
_LENT = dt.timedelta(minutes=30)


class CallBackError(ValueError):
    """A call-back that cannot be done as asked; one Chinese sentence."""


@dataclass(frozen=True)
class Result:
    """What came of ringing. `reached` False: nobody answered; what was not said is None."""

    reached: bool
    satisfied: bool | None = None
    solved: bool | None = None
    note: str = ""


@dataclass(frozen=True)
class Rates:
    """What callers said over a time: how many were reached and not, and of those reached who said what."""

    reached: int
    unreachable: int
    satisfied: int
    unsatisfied: int
    solved: int
    unsolved: int

    @property
    def satisfied_share(self) -> float | None:
        """Satisfied among those who said; None when nobody did."""
        return _share(self.satisfied, self.unsatisfied)

    @property
    def solved_share(self) -> float | None:
        """Solved among those who said; None when nobody did."""
        return _share(self.solved, self.unsolved)


def tell(session: Session, ticket: Ticket, key: str, template: str, text: str) -> bool:
    """Put something on the list of what to tell the one who filed a ticket; False when it stands there, or nobody can be rung.

    The ticket's row is locked: two notices at once come to one task.
    """
    if session.scalar(select(CallBackLine.id).where(CallBackLine.key == key)) is not None:
        return False
    session.scalar(select(Ticket.id).where(Ticket.id == ticket.id).with_for_update())
    task = session.scalar(select(CallBack).where(CallBack.ticket_id == ticket.id, CallBack.state == CallBackState.OPEN))
    if task is None:
        task = CallBack(reason=NOTICE, ticket_id=ticket.id)
        session.add(task)
        session.flush()
    session.add(CallBackLine(call_back_id=task.id, key=key, template=template, text=text))
    if not (ticket.applicant or {}).get("contact_phone"):
        _end(task, CallBackState.UNREACHABLE, "desk")
        return False
    if template in PRESSING:
        task.due_on = _earlier(task.due_on, add_workdays(today(), PRESSING[template])[0])
    return True


def missed(session: Session, call: Call) -> None:
    """Somebody rang and nobody took it: to be rung back on the next working day at the latest."""
    if call.caller is not None:
        due, _ = add_workdays(today(), 1)
        session.add(CallBack(reason=MISSED, call_id=call.id, phone=call.caller, due_on=due))


def promise(session: Session, call: Call, on: dt.date, note: str, phone: str = "") -> CallBack:
    """A call back that was promised in a call, to `phone` or else to the number that rang; CallBackError without a number or for a day that is past."""
    number = _number(phone) if phone else call.caller
    if number is None:
        raise CallBackError("这个来电没有号码，请写上回电号码。")
    if on < today():
        raise CallBackError("约定回电的日期不能早于今天。")
    task = CallBack(reason=PROMISED, call_id=call.id, phone=number, due_on=on, note=note.strip()[:500] or None)
    session.add(task)
    return task


def _number(phone: str) -> str:
    try:
        return checks.phone(phone)
    except SlotError as error:
        raise CallBackError("回电号码不像电话号码，请核对。") from error


def rang_again(session: Session, call: Call) -> None:
    """Whoever was missed has got through meanwhile: those tasks are done."""
    if call.caller_key is None:
        return
    earlier = select(Call.id).where(Call.caller_key == call.caller_key)
    for task in session.scalars(select(CallBack).where(CallBack.reason == MISSED, CallBack.state == CallBackState.OPEN, CallBack.call_id.in_(earlier))):
        _end(task, CallBackState.DONE, str(call.operator))


def due(session: Session, limit: int = 100) -> Sequence[CallBack]:
    """What has to be rung, the most pressing first; without what can wait."""
    query = select(CallBack).where(CallBack.state == CallBackState.OPEN, CallBack.due_on.is_not(None))
    return session.scalars(query.order_by(CallBack.due_on, CallBack.id).limit(limit)).all()


def count_due(session: Session) -> int:
    """How many have to be rung by the end of today."""
    query = select(func.count()).select_from(CallBack).where(CallBack.state == CallBackState.OPEN, CallBack.due_on <= today())
    return session.scalar(query) or 0


def lines_of(session: Session, task: CallBack) -> Sequence[CallBackLine]:
    """What is to be told, oldest first."""
    return session.scalars(select(CallBackLine).where(CallBackLine.call_back_id == task.id).order_by(CallBackLine.id)).all()


def count_lines(session: Session, tasks: Sequence[CallBack]) -> dict[int, int]:
    """How many things are to be told in each of these tasks; tasks with none are not there."""
    query = select(CallBackLine.call_back_id, func.count()).where(CallBackLine.call_back_id.in_([task.id for task in tasks]))
    rows = session.execute(query.group_by(CallBackLine.call_back_id))
    return {row[0]: row[1] for row in rows}


def untold(session: Session, ticket_ids: Sequence[int]) -> dict[int, list[str]]:
    """News of these tickets that their callers have not been told yet: told by the way when they ring."""
    query = (
        select(CallBack.ticket_id, CallBackLine.text)
        .join(CallBackLine, CallBackLine.call_back_id == CallBack.id)
        .where(CallBack.ticket_id.in_(ticket_ids), CallBack.state == CallBackState.OPEN)
        .order_by(CallBackLine.id)
    )
    found: dict[int, list[str]] = {}
    for ticket_id, text in session.execute(query):
        found.setdefault(int(ticket_id or 0), []).append(text)
    return found


def phone_of(session: Session, task: CallBack) -> str:
    """The number to ring; empty for none."""
    if task.ticket_id is None:
        return str(task.phone or "")
    ticket = session.get_one(Ticket, task.ticket_id)
    return str((ticket.applicant or {}).get("contact_phone") or task.phone or "")


def take(session: Session, task_id: int, login: str) -> CallBack | None:
    """Open a task for ringing; None when it is over, or another operator is at it just now."""
    now = utc_now()
    free = or_(CallBack.taken_by.is_(None), CallBack.taken_by == login, CallBack.taken_at <= now - _LENT)
    taken = update(CallBack).where(CallBack.id == task_id, CallBack.state == CallBackState.OPEN, free).values(taken_by=login, taken_at=now)
    if not getattr(session.execute(taken), "rowcount", 0):
        return None
    return session.get_one(CallBack, task_id, populate_existing=True)


def finish(session: Session, tickets: Tickets, task: CallBack, login: str, result: Result) -> None:
    """Register what came of ringing. An answered ticket's own call-back (满意, 解决) is done with it; it counts in the rates.

    Not reached: rung again on the next working day, and given up after three tries.
    """
    task.tries += 1
    task.taken_by = task.taken_at = None
    if result.note:
        task.note = f"{task.note}；{result.note}"[:500] if task.note else result.note[:500]
    if not result.reached and task.tries < _TRIES:
        task.due_on, _ = add_workdays(today(), _RING_AGAIN)
        return
    task.satisfied, task.solved = result.satisfied, result.solved
    _end(task, CallBackState.DONE if result.reached else CallBackState.UNREACHABLE, login)
    number = _register(session, tickets, task, login, result)
    audit(session, login, CALLED_BACK, number, REASON_WORDS[task.reason])


def _register(session: Session, tickets: Tickets, task: CallBack, login: str, result: Result) -> str | None:
    if task.ticket_id is None:
        return None
    ticket = session.get_one(Ticket, task.ticket_id)
    if ticket.status == Status.ANSWERED:
        data = {"satisfied": result.satisfied, "solved": result.solved}
        tickets.act(session, ticket, Act.CALL_BACK, f"staff:{login}", result.note, data)
    return str(ticket.number)


def rates(session: Session, since: dt.datetime, until: dt.datetime) -> Rates:
    """What came of the call-backs that were finished from `since` until before `until`."""
    rows = session.execute(
        select(CallBack.state, CallBack.satisfied, CallBack.solved).where(
            CallBack.done_at >= since, CallBack.done_at < until, CallBack.reason != MISSED
        )
    ).all()
    reached = [row for row in rows if row.state == CallBackState.DONE]
    return Rates(
        len(reached), len(rows) - len(reached), sum(row.satisfied is True for row in reached), sum(row.satisfied is False for row in reached),
        sum(row.solved is True for row in reached), sum(row.solved is False for row in reached),
    )  # fmt: skip


def _share(yes: int, no: int) -> float | None:
    return yes / (yes + no) if yes + no else None


def _earlier(one: dt.date | None, other: dt.date) -> dt.date:
    return other if one is None else min(one, other)


def _end(task: CallBack, state: CallBackState, who: str) -> None:
    task.state, task.done_at, task.done_by = state, utc_now(), who
