"""The same matter again, on both databases: joined, asked after, looked up."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from bot.calls.filing import FilingRefused
from bot.calls.models import Call
from bot.delivery.staff import StaffNotice
from bot.store import Database
from bot.tickets.models import Ticket
from tests.support.calls import OPERATOR_LOGIN, SeenBefore, complain, file, ring, say, shown, telephone
from tests.support.people import OTHER_PHONE, PHONE


@pytest.fixture
def main_ticket(database: Database, call_id: str) -> str:
    with database.write() as session:
        call = session.get_one(Call, call_id)
        complain(session, call)
    return file(database, call_id).number


def join(database: Database, caller: str, number: str):
    with database.write() as session:
        call = ring(session, caller, OPERATOR_LOGIN)
        complain(session, call)
        return telephone().join(session, call, shown(telephone().screen(session, call)), number)


def test_another_citizens_report_joins_the_matter_that_is_handled(database: Database, main_ticket: str):
    receipt = join(database, OTHER_PHONE, main_ticket)
    assert receipt.joined_to == main_ticket and receipt.number != main_ticket
    with database.read() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == receipt.number)).one()
        main = session.scalars(select(Ticket).where(Ticket.number == main_ticket)).one()
        assert (ticket.status, ticket.main_id) == ("merged", main.id)
        assert "attach" in [event.act for event in main.events]


def test_the_callers_own_matter_is_asked_after_and_not_filed_again(database: Database, main_ticket: str):
    receipt = join(database, PHONE, main_ticket)
    assert receipt.number == main_ticket and receipt.query_code == ""
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Ticket)) == 1
        assert session.scalars(select(StaffNotice).where(StaffNotice.template == "staff_called_again")).one()


@pytest.mark.parametrize("number", ["T20990101001", "", "x"])
def test_what_is_not_there_cannot_be_joined(database: Database, main_ticket: str, number: str):
    with pytest.raises(FilingRefused):
        join(database, OTHER_PHONE, number)


def test_like_tickets_are_shown_with_whose_they_are(database: Database, main_ticket: str, monkeypatch: pytest.MonkeyPatch):
    class One:
        number, title, agency, status, received_on = main_ticket, f"出租车拒载，打我电话{PHONE}", "县交通运输局", "dispatched", dt.date(2026, 9, 14)

    monkeypatch.setattr(telephone(), "similar", SeenBefore(One()))
    with database.write() as session:
        call = ring(session, PHONE)
        complain(session, call)
        found = telephone().screen(session, call).alike
    assert [(one.number, one.own) for one in found] == [(main_ticket, True)]
    assert PHONE not in found[0].title


def test_a_callers_earlier_tickets_come_up_whatever_the_channel(database: Database, main_ticket: str):
    with database.write() as session:
        again = ring(session, PHONE)
        found = telephone().earlier(session, again)
        assert [one.number for one in found] == [main_ticket]
        assert found[0].status and not found[0].over
        assert telephone().earlier(session, ring(session, OTHER_PHONE)) == []
        assert telephone().earlier(session, ring(session, None)) == []


def test_a_ticket_is_opened_by_number_and_code_together(database: Database, call_id: str):
    with database.write() as session:
        complain(session, session.get_one(Call, call_id))
    receipt = file(database, call_id)
    with database.write() as session:
        call = ring(session, OTHER_PHONE)
        say(session, call, f"我查一下{receipt.number}")
        assert telephone().screen(session, call).asked_about is None
        say(session, call, f"查询码{'00000000' if receipt.query_code != '00000000' else '11111111'}")
        assert telephone().screen(session, call).asked_about is None
        say(session, call, f"查询码是{receipt.query_code}")
        assert telephone().screen(session, call).asked_about.number == receipt.number
