"""What lies in a desk beside its tickets, in a number that grows with them: accounts, the audit trail, notices, conversations, calls, call-backs.

Everything is made up. Rows are poured in past the services: what is measured is looking at them.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import Table, func, select, text
from sqlalchemy.orm import Session

from bot.calls import line
from bot.calls.models import Call, CallBack, CallBackLine, CallTicket
from bot.conversations.handover.models import Handover
from bot.conversations.models import Conversation, Message, Unanswered
from bot.delivery.models import Notice
from bot.delivery.staff import StaffNotice
from bot.knowledge.flags import FlaggedAnswer
from bot.oversight.models import LegalCase
from bot.people.models import AuditEntry, Staff
from bot.people.service import add_staff
from bot.store import Base, Database, utc_now, vault
from bot.store.bulk import continue_numbering, pour
from bot.tickets.lifecycle import OPEN
from bot.tickets.models import Ticket

PASSWORD = "a-password-for-measuring"
ROLES = ("clerk", "head", "operator", "editor", "oversight", "admin")
# What stands for so many of a thousand tickets.
_ACCOUNTS, _NOTICES, _STAFF_NOTICES, _CONVERSATIONS, _CALLS, _CALL_BACKS, _QUESTIONS = 1, 300, 50, 100, 300, 20, 2
_QUEUE, _TALK, _CASES, _FLAGS = 200, 400, 300, 150
_BITE = 20_000
_SAID = ("路灯坏了好几天没人修", "我想申请公开道路改造的中标合同", "宅基地确权要带什么材料", "公交车为什么改线", "医保断缴了怎么补")


@dataclass(frozen=True)
class Office:
    """Who looks at the store in a measurement: the agency with most open tickets, an open call, a conversation, an account."""

    agency: str
    call: str
    chat: int
    login: str


def is_there(database: Database) -> bool:
    """Whether this store has its office already."""
    with database.read() as session:
        return session.scalar(select(Staff.id).where(Staff.login == login_of("clerk"))) is not None


def size(database: Database) -> int:
    """How many tickets there are."""
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Ticket)) or 0


def login_of(role: str) -> str:
    """The account of a role."""
    return f"bench-{role}"


def fill(database: Database) -> None:
    """Put everything beside the tickets that are there. Once a store."""
    chance = Random(3)
    count = size(database)
    with database.read() as session:
        agency = _busiest(session)
        numbers = [tuple(row) for row in session.execute(select(Ticket.id, Ticket.number, Ticket.agency, Ticket.phone_key).order_by(Ticket.id.desc()).limit(200_000))]
    with database.write() as session:
        for role in ROLES:
            add_staff(session, login_of(role), role, agency=agency if role in ("clerk", "head") else None, password=PASSWORD)[0].password_given = False
    made = _Made(count, chance, numbers, utc_now(), vault.current().seal({"text": _SAID[0]}))
    for model, columns, rows in made.everything():
        _pour(database, model, columns, rows)
    with database.write() as session:
        line.open_by_hand(session, login_of("operator"), _a_callers_phone(session))
        for model in (Handover, CallBack, CallBackLine):
            continue_numbering(session.connection(), _table(model))
    settle(database)


def settle(database: Database) -> None:
    """What the database does by itself sooner or later: look at what it has, and which pages nobody changes any more."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if connection.dialect.name == "postgresql" else "ANALYZE"))


def look(database: Database) -> Office:
    """What the measurement needs to know of the store."""
    with database.read() as session:
        agency = session.scalars(select(Staff.agency).where(Staff.login == login_of("clerk"))).one()
        call = session.scalars(select(Call.id).where(Call.operator == login_of("operator"), Call.state == "talking")).first()
        chat = session.scalars(select(Handover.id).where(Handover.taken_by == login_of("operator"), Handover.open_key.is_not(None)).order_by(Handover.id)).first()
    assert agency is not None and call is not None and chat is not None
    return Office(agency, call, chat, login_of("clerk"))


def _busiest(session: Session) -> str:
    query = select(Ticket.agency).where(Ticket.status.in_(sorted(OPEN))).group_by(Ticket.agency).order_by(func.count().desc(), Ticket.agency)
    return session.scalars(query.limit(1)).one()


def _a_callers_phone(session: Session) -> str:
    """The number of somebody who filed several tickets."""
    often = select(Ticket.phone_key).where(Ticket.phone_key.is_not(None)).group_by(Ticket.phone_key).order_by(func.count().desc()).limit(1)
    ticket = session.scalars(select(Ticket).where(Ticket.phone_key == often.scalar_subquery()).limit(1)).one()
    return str(ticket.applicant["contact_phone"])


def _pour(database: Database, model: type[Base], columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    while bite := list(islice(rows, _BITE)):
        with database.write() as session:
            pour(session.connection(), _table(model), columns, bite)


def _table(model: type[Base]) -> Table:
    assert isinstance(model.__table__, Table)
    return model.__table__


Rows = tuple[type[Base], tuple[str, ...], Iterator[Sequence[Any]]]


@dataclass(frozen=True)
class _Made:
    """The rows of one store. `tickets`: id, number, agency and phone key of its newest ones."""

    count: int
    chance: Random
    tickets: Sequence[tuple[Any, ...]]
    now: dt.datetime
    sealed: bytes

    def _of(self, in_a_thousand: int) -> range:
        return range(1, max(self.count * in_a_thousand // 1000, 20) + 1)

    def _back(self, place: int, whole: int) -> dt.datetime:
        """Instants over one year, the last of them now."""
        return self.now - dt.timedelta(minutes=525_600 * (whole - place) / whole)

    def everything(self) -> Iterator[Rows]:
        """Every table's rows, those that others point to first."""
        yield Staff, ("login", "name", "role", "agency", "password_hash", "password_given", "failed_tries", "active", "created_at"), self._accounts()
        yield AuditEntry, ("who", "what", "ticket_number", "at_instant", "detail"), self._trail()
        columns = ("key", "channel", "ticket_id", "template", "data", "state", "attempts", "next_try_at", "last_error", "until_spoken", "created_at")
        yield Notice, columns, self._notices()
        yield StaffNotice, ("key", "recipient", "ticket_id", "template", "level", "text", "data", "at_instant", "read_at"), self._staff_notices()
        yield Conversation, ("id", "channel", "created_at"), ((f"bench{n}", "web", self.now) for n in self._of(_CONVERSATIONS))
        yield Message, ("conversation_id", "author", "content", "answered", "at_instant"), self._messages()
        yield Handover, ("id", "conversation_id", "open_key", "state", "reasons", "urgent", "asked_at", "told_open", "taken_by", "taken_at", "greeted", "ended_at"), self._queue()
        yield Unanswered, ("text", "at_instant"), ((f"{self.chance.choice(_SAID)}，第{n % 97}个", self.now) for n in self._of(_QUESTIONS))
        yield Call, ("id", "origin", "caller_key", "operator", "state", "revision", "sheet", "opened_at", "taken_at", "closed_at"), self._calls()
        yield CallTicket, ("call_id", "sheet", "ticket_id", "how", "anonymous", "at_instant"), (
            (f"bench{n}", 1, self.chance.choice(self.tickets)[0], "filed", False, self.now) for n in self._of(_CALLS) if n % 2
        )
        yield CallBack, ("id", "reason", "ticket_id", "state", "due_on", "tries", "created_at"), self._call_backs()
        yield CallBackLine, ("id", "call_back_id", "key", "template", "text", "at_instant"), (
            (n, n, f"bench/{n}", "answered", vault.current().seal("您反映的事项已经办结，承办单位已答复。"), self.now) for n in self._of(_CALL_BACKS)
        )
        flags = (("no-entry", login_of("operator"), _SAID[n % 5], "不对", self.now) for n in range(_FLAGS))
        yield FlaggedAnswer, ("entry_id", "who", "asked", "remark", "at_instant"), flags
        cases = (
            (self.chance.choice(self.tickets)[2], "reconsideration", "", self.now.date() - dt.timedelta(days=n), "", login_of("head"), self.now, 1)
            for n in range(_CASES)
        )
        yield LegalCase, ("agency", "route", "case_number", "accepted_on", "remark", "entered_by", "entered_at", "version"), cases

    def _accounts(self) -> Iterator[Sequence[Any]]:
        for n in self._of(_ACCOUNTS):
            yield f"bench-{n:05}", f"测试{n}", "clerk", self.chance.choice(self.tickets)[2], "-", False, 0, True, self.now

    def _trail(self) -> Iterator[Sequence[Any]]:
        """As many lines as there are tickets, most of them looks at a ticket."""
        for n in range(1, self.count + 1):
            what = self.chance.choices(("ticket_seen", "signed_in", "personal_seen", "answer", "sign_in_failed"), (70, 10, 10, 9, 1))[0]
            number = self.chance.choice(self.tickets)[1] if what in ("ticket_seen", "personal_seen", "answer") else None
            who = login_of("clerk") if n % 50 == 0 else f"bench-{self.chance.randrange(1, 1 + max(self.count // 1000, 20)):05}"
            yield who, what, number, self._back(n, self.count), ""

    def _notices(self) -> Iterator[Sequence[Any]]:
        for n in self._of(_NOTICES):
            failed = n % 300 == 0
            ticket = self.chance.choice(self.tickets)[0]
            yield f"bench/{n}", "email", ticket, "answered", self.sealed, "failed" if failed else "sent", 3, self.now, "对方系统没有回应" if failed else "", False, self.now

    def _staff_notices(self) -> Iterator[Sequence[Any]]:
        for n in self._of(_STAFF_NOTICES):
            ident, number, agency, _ = self.chance.choice(self.tickets)
            read = self.now if n % 20 else None
            yield f"bench/{n}", f"agency:{agency}", ident, "overdue", "red", f"{number}已经逾期，请尽快办理。", {"number": number}, self.now, read

    def _messages(self) -> Iterator[Sequence[Any]]:
        """Four messages a conversation, and one long talk."""
        for n in self._of(_CONVERSATIONS):
            for turn in range(_TALK if n == 1 else 4):
                yield f"bench{n}", "desk" if turn % 2 else "citizen", self.sealed, True, self.now

    def _queue(self) -> Iterator[Sequence[Any]]:
        """The first is the operator's own; as many wait as the list shows; what came before is over."""
        for n in self._of(_CONVERSATIONS):
            own, waits = n == 1, n <= _QUEUE
            state = "taken" if own else "waiting" if waits else "closed"
            yield (
                n, f"bench{n}", f"bench{n}" if waits else None, state, ["person"], False, self.now, True,
                login_of("operator") if own else None, self.now if own else None, own, None if waits else self._back(n, len(self._of(_CONVERSATIONS)) + 1),
            )  # fmt: skip

    def _calls(self) -> Iterator[Sequence[Any]]:
        sheet = vault.current().seal({})
        for n in self._of(_CALLS):
            at, key = self._back(n, len(self._of(_CALLS))), self.chance.choice(self.tickets)[3]
            yield f"bench{n}", "hand", key, f"bench-{self.chance.randrange(1, 30):05}", "closed", 1, sheet, at, at, at

    def _call_backs(self) -> Iterator[Sequence[Any]]:
        newest = list(self.tickets[: len(self._of(_CALL_BACKS))])
        for n in self._of(_CALL_BACKS):
            due = self.now.date() + dt.timedelta(days=self.chance.randrange(-3, 4))
            yield n, "notice", newest[(n - 1) % len(newest)][0], "open", due, 0, self.now
