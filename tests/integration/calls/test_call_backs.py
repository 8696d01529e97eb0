"""Call-backs: what cannot be sent to a caller is told by ringing, and what they say counts."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.calls import callbacks, closing, line
from bot.calls.callbacks import CallBackError, Result
from bot.calls.models import Call, CallBack, CallBackLine, CallBackState
from bot.calls.sender import HotlineSender
from bot.clock.service import add_workdays, today
from bot.delivery.models import Notice, NoticeState
from bot.delivery.worker import Worker
from bot.people.models import AuditEntry
from bot.store import Database, utc_now
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import Act
from bot.tickets.models import Ticket
from bot.tickets.service import Filing
from mingbai.settings import Settings
from mingbai.worker import senders
from tests.support.calls import OPERATOR_LOGIN, OTHER_LOGIN, ring, telephone
from tests.support.people import NAME, PHONE

AGENCY = "县交通运输局"


@pytest.fixture
def number(database: Database) -> str:
    return filed(database)


def filed(database: Database, **applicant: str) -> str:
    who = applicant or {"applicant_name": NAME, "contact_phone": PHONE}
    with database.write() as session:
        return telephone().tickets.file(session, Filing(Kind.COMPLAINT, who, "citizen", {"description": "拒载"}, "出租车拒载", AGENCY, "hotline")).number


def act(database: Database, number: str, *acts: Act) -> None:
    for one in acts:
        with database.write() as session:
            ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
            if one is Act.ANSWER:
                telephone().tickets.answer(session, ticket, "staff:clerk", "solved", "已责成出租车公司整改并向您道歉。")
            else:
                telephone().tickets.act(session, ticket, one, "staff:clerk")


def deliver(database: Database) -> None:
    while Worker(database, {"hotline": HotlineSender(database)}).run_once():
        pass


def tasks(database: Database) -> list[CallBack]:
    with database.read() as session:
        return list(session.scalars(select(CallBack).order_by(CallBack.id)))


def texts(database: Database, task: CallBack) -> list[str]:
    with database.read() as session:
        return [row.template for row in callbacks.lines_of(session, task)]


def test_the_worker_knows_the_channel(database: Database, tmp_path: Path):
    assert isinstance(senders(database, Settings(home=tmp_path))["hotline"], HotlineSender)


def test_news_that_can_wait_makes_nobody_ring_but_is_told_when_they_call(database: Database, number: str):
    act(database, number, Act.SIGN)
    deliver(database)
    task = tasks(database)[0]
    assert (task.due_on, texts(database, task)) == (None, ["signed"])
    with database.write() as session:
        assert callbacks.due(session) == []
        assert "签收" in telephone().earlier(session, ring(session))[0].untold[0]


def test_an_answer_is_to_be_told_in_two_working_days_with_all_that_was_not_told(database: Database, number: str):
    act(database, number, Act.SIGN, Act.ANSWER)
    deliver(database)
    (task,) = tasks(database)
    assert task.due_on == add_workdays(today(), 2)[0]
    assert texts(database, task) == ["signed", "answered"]
    with database.read() as session:
        assert {row.state for row in session.scalars(select(Notice))} == {NoticeState.SENT}
        assert callbacks.phone_of(session, session.get_one(CallBack, task.id)) == PHONE


def test_a_notice_sent_twice_stands_there_once(database: Database, number: str):
    act(database, number, Act.SIGN)
    with database.read() as session:
        ticket = session.scalars(select(Ticket)).one()
    for _ in range(2):
        with database.write() as session:
            callbacks.tell(session, ticket, "ticket/x/1/citizen", "answered", "已答复")
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(CallBackLine)) == 1


def test_two_notices_at_once_come_to_one_task(database: Database, number: str):
    def tell(key: int) -> None:
        with database.write() as session:
            ticket = session.scalars(select(Ticket)).one()
            callbacks.tell(session, ticket, f"key/{key}", "answered", "已答复")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(tell, range(6)))
    assert len(tasks(database)) == 1


def test_who_left_no_number_is_not_failed(database: Database):
    number = filed(database, anonymous="yes")
    act(database, number, Act.SIGN, Act.ANSWER)
    deliver(database)
    assert {task.state for task in tasks(database)} == {CallBackState.UNREACHABLE}
    with database.read() as session:
        assert {row.state for row in session.scalars(select(Notice))} == {NoticeState.SENT}
        assert callbacks.due(session) == []


def ring_about(database: Database, result: Result, login: str = OPERATOR_LOGIN) -> CallBack:
    with database.write() as session:
        (task,) = callbacks.due(session)
        taken = callbacks.take(session, task.id, login)
        assert taken is not None
        callbacks.finish(session, telephone().tickets, taken, login, result)
        return taken


def answered(database: Database) -> str:
    number = filed(database)
    act(database, number, Act.SIGN, Act.ANSWER)
    deliver(database)
    return number


def test_what_a_caller_says_is_the_tickets_call_back_and_counts(database: Database):
    number = answered(database)
    ring_about(database, Result(True, satisfied=False, solved=True, note="态度不好"))
    with database.read() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        assert (ticket.status, ticket.satisfied, ticket.solved) == ("called_back", False, True)
        found = callbacks.rates(session, utc_now() - dt.timedelta(hours=1), utc_now() + dt.timedelta(hours=1))
        assert (found.reached, found.satisfied_share, found.solved_share) == (1, 0.0, 1.0)
        assert [(row.who, row.what, row.ticket_number) for row in session.scalars(select(AuditEntry))] == [(OPERATOR_LOGIN, "called_back", number)]


def test_who_is_not_reached_is_rung_again_and_given_up_after_three_tries(database: Database):
    number = answered(database)
    assert ring_about(database, Result(False)).due_on == add_workdays(today(), 1)[0]
    ring_about(database, Result(False))
    assert ring_about(database, Result(False)).state == CallBackState.UNREACHABLE
    with database.read() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        assert (ticket.status, ticket.satisfied) == ("called_back", None)
        assert callbacks.due(session) == []


def test_two_operators_do_not_ring_one_citizen(database: Database):
    answered(database)
    with database.write() as session:
        (task,) = callbacks.due(session)
        assert callbacks.take(session, task.id, OPERATOR_LOGIN) is not None
        assert callbacks.take(session, task.id, OTHER_LOGIN) is None
        assert callbacks.take(session, task.id, OPERATOR_LOGIN) is not None
        assert callbacks.take(session, 10**6, OPERATOR_LOGIN) is None


def test_a_missed_call_is_called_back_until_they_ring_again(database: Database):
    with database.write() as session:
        call = line.announce(session, PHONE, "pbx-1")
        closing.miss(session, call)
        assert callbacks.phone_of(session, callbacks.due(session)[0]) == PHONE
    with database.write() as session:
        again = ring(session)
        telephone().close(session, again)
    with database.read() as session:
        assert callbacks.due(session) == []


def test_a_missed_call_without_a_number_leaves_no_task(database: Database):
    with database.write() as session:
        closing.miss(session, line.announce(session, None, "pbx-1"))
        assert callbacks.due(session) == []


def test_a_promise_is_kept_on_its_day(database: Database):
    with database.write() as session:
        call = ring(session)
        callbacks.promise(session, call, today(), "问清楚后回电")
        assert callbacks.count_due(session) == 1
        with pytest.raises(CallBackError):
            callbacks.promise(session, call, today() - dt.timedelta(days=1), "")
        with pytest.raises(CallBackError):
            callbacks.promise(session, ring(session, None), today(), "")


def test_the_number_of_a_missed_call_is_noise_on_disk(database: Database):
    with database.write() as session:
        closing.miss(session, line.announce(session, PHONE, "pbx-1"))
    with database.read() as session:
        raw = b"".join(bytes(row[0]) for row in session.execute(select(CallBack.__table__.c.phone).select_from(CallBack.__table__)) if isinstance(row[0], bytes))
        assert PHONE.encode() not in raw
        assert session.get(Call, session.scalars(select(CallBack.call_id)).one()).state == "missed"
