"""The list of call-backs, and one of them while it is rung."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from bot.calls import callbacks
from bot.calls.callbacks import REASON_WORDS, Result
from bot.calls.models import CallBack
from bot.calls.service import Calls
from bot.clock.service import today
from bot.people.audit import PERSONAL_SEEN, audit
from bot.people.masking import mask_phone, mask_text
from bot.people.service import Action, SignedIn, may
from bot.tickets.lifecycle import STATUS_WORDS, Status
from bot.tickets.models import Ticket
from bot.tickets.service import TicketError
from consoles.console import Console
from consoles.guard import field
from consoles.pages import go, not_found, render

_FIELDS = ("satisfied", "solved", "note")
_NOTHING = dict.fromkeys(_FIELDS, "")
_SAID = {"yes": True, "no": False, "unsaid": None}
_DONE = {"done": "已登记回访结果。", "again": "已记下没有接通，下一个工作日再打。", "gone": "这件回访已经有人在办，或者已经办完。"}


@dataclass(frozen=True)
class Row:
    """One call-back in the list."""

    id: int
    reason: str
    due_on: object
    overdue: bool
    number: str
    title: str
    lines: int
    tries: int
    taken_by: str


@dataclass(frozen=True)
class Open:
    """One call-back that is being rung. `asks`: an answered ticket's own call-back, whose result counts."""

    id: int
    reason: str
    phone: str
    masked: bool
    ticket: Ticket | None
    status: str
    lines: tuple[str, ...]
    note: str
    tries: int
    asks: bool


class CallBackPages:
    """Pages for those who take calls."""

    def __init__(self, console: Console, calls: Calls) -> None:
        self._console = console
        self._database = console.database
        self._tickets = calls.tickets

    def listed(self, present: SignedIn, done: str) -> Response:
        """What has to be rung, the most pressing first."""
        if not may(present.staff, Action.TAKE_CALLS):
            return not_found(self._console, present)
        with self._database.read() as session:
            rows = _rows(session, callbacks.due(session), present.staff.login)
        return render(self._console, "hotline/callbacks.html", present, rows=rows, done=_DONE.get(done, ""))

    def ring(self, present: SignedIn, task_id: int, form: FormData) -> Response:
        """Open a task for ringing, show its number, or register what came of it, as the button says."""
        if not may(present.staff, Action.TAKE_CALLS):
            return not_found(self._console, present)
        act = field(form, "do")
        with self._database.write() as session:
            task = callbacks.take(session, task_id, present.staff.login)
            if task is None:
                return go("/hotline/callbacks?done=gone")
            if act in ("reached", "missed"):
                return self._finish(session, present, task, form, reached=act == "reached")
            if act == "number":
                audit(session, present.staff, PERSONAL_SEEN, _number(session, task), "回访")
            return self._one(session, present, task, full=act == "number")

    def _finish(self, session: Session, present: SignedIn, task: CallBack, form: FormData, *, reached: bool) -> Response:
        said = {name: field(form, name) for name in _FIELDS}
        if reached and self._asks(session, task) and not {said["satisfied"], said["solved"]} <= set(_SAID):
            return self._one(session, present, task, error="请登记是否满意、是否解决；没有说的选“没有表态”。", sent=said)
        result = Result(reached, _SAID.get(said["satisfied"]), _SAID.get(said["solved"]), said["note"][:400])
        try:
            callbacks.finish(session, self._tickets, task, present.staff.login, result)
        except (TicketError, ValueError) as error:
            session.rollback()
            return render(self._console, "refused.html", present, 409, message=str(error))
        return go(f"/hotline/callbacks?done={'done' if reached or task.done_at else 'again'}")

    def _one(
        self, session: Session, present: SignedIn, task: CallBack, *, full: bool = False, error: str = "", sent: Mapping[str, str] = _NOTHING
    ) -> Response:
        """The page of one task; `sent` is the form that was refused."""
        phone = callbacks.phone_of(session, task)
        ticket = session.get(Ticket, task.ticket_id) if task.ticket_id else None
        shown = Open(
            task.id, REASON_WORDS[task.reason], phone if full else mask_phone(phone), not full, ticket,
            STATUS_WORDS[Status(ticket.status)].title if ticket else "", tuple(mask_text(row.text) for row in callbacks.lines_of(session, task)),
            str(task.note or ""), task.tries, self._asks(session, task),
        )  # fmt: skip
        return render(self._console, "hotline/callback.html", present, 422 if error else 200, one=shown, error=error, sent=sent)

    def _asks(self, session: Session, task: CallBack) -> bool:
        ticket = session.get(Ticket, task.ticket_id) if task.ticket_id else None
        return ticket is not None and ticket.status == Status.ANSWERED


def _rows(session: Session, tasks: Sequence[CallBack], login: str) -> list[Row]:
    query = select(Ticket.id, Ticket.number, Ticket.title).where(Ticket.id.in_([task.ticket_id for task in tasks if task.ticket_id]))
    tickets = {ident: (number, mask_text(title)) for ident, number, title in session.execute(query)}
    lines = callbacks.count_lines(session, tasks)
    return [_row(task, *tickets.get(task.ticket_id or 0, ("", str(task.note or ""))), lines.get(task.id, 0), login) for task in tasks]


def _row(task: CallBack, number: str, title: str, lines: int, login: str) -> Row:
    overdue = task.due_on is not None and task.due_on < today()
    busy = task.taken_by if task.taken_by and task.taken_by != login else ""
    return Row(task.id, REASON_WORDS[task.reason], task.due_on, overdue, number, title, lines, task.tries, busy)


def _number(session: Session, task: CallBack) -> str | None:
    ticket = session.get(Ticket, task.ticket_id) if task.ticket_id else None
    return ticket.number if ticket else None
