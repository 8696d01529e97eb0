"""`mingbai demo`, on both databases: one by one and poured in, what is made obeys the same rules, and it can be taken out again."""

from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select, text

from bot.agencies.service import load_profile
from bot.clock.service import today
from bot.delivery.models import Notice, NoticeState
from bot.oversight.service import fold
from bot.store import Database
from bot.tickets import clockwork, facts, finding
from bot.tickets.kinds import WORDS, Kind
from bot.tickets.lifecycle import OPEN, Act, Status, next_status
from bot.tickets.likeness.models import SimilarDocument, SimilarPosting
from bot.tickets.models import WORDS_INDEX, NumberSeries, Ticket, TicketEvent, TicketFact, TicketReturn
from bot.tickets.service import Tickets
from bot.tickets.similar import similar
from mingbai.demo.bursts import burst
from mingbai.demo.making import make
from mingbai.demo.place import DemoPlace
from mingbai.demo.pouring import pour_in
from mingbai.demo.removing import holds_real_tickets, remove
from mingbai.demo.sender import CHANNEL, QUERY_CODE
from mingbai.places import overrides_of
from mingbai.settings import ROOT, Settings
from mingbai.worker import senders
from tests.support.command_line import CommandLine
from tests.support.tickets import AGENCY, filed, filing

PROFILE = load_profile(ROOT / "profiles" / "zongyang.yml")
OVERRIDES = overrides_of(PROFILE)
SERVICE, PLACE = Tickets(OVERRIDES), DemoPlace.of(PROFILE)
COUNT = 60


def one_by_one(database: Database) -> None:
    assert list(make(database, SERVICE, PLACE, COUNT, Random(1)))[-1] == COUNT


def poured(database: Database, count: int = COUNT) -> None:
    assert list(pour_in(database, SERVICE, PLACE, count, Random(1)))[-1].tickets == count


def everything(session) -> Iterable[Ticket]:
    return session.scalars(select(Ticket).order_by(Ticket.id)).all()


@pytest.fixture(params=[one_by_one, poured], ids=["one by one", "poured in"])
def filled(request: pytest.FixtureRequest, database: Database) -> Database:
    """A store with made-up tickets, made either way."""
    request.param(database)
    return database


def test_every_ticket_is_what_its_events_come_to(filled: Database):
    with filled.read() as session:
        tickets = everything(session)
        assert len(tickets) == COUNT and {ticket.channel for ticket in tickets} == {CHANNEL}
        for ticket in tickets:
            due = clockwork.deadline_of(ticket, OVERRIDES)
            assert (ticket.due_on, ticket.provisional) == (due.due_on, due.provisional)
            assert ticket.next_warning_on == clockwork.next_look(ticket, OVERRIDES)
            walked = Status.RECEIVED
            for event in ticket.events[1:]:
                walked = next_status(Kind(ticket.kind), walked, Act(event.act))
            assert walked == ticket.status
            assert [event.on for event in ticket.events] == sorted(event.on for event in ticket.events)
            assert [event.at for event in ticket.events] == sorted(event.at for event in ticket.events)
            assert ticket.number.startswith(f"{WORDS[Kind(ticket.kind)].letter}{ticket.received_on:%Y%m%d}") and ticket.received_on <= today()
            assert "⟦" not in f"{ticket.agency}{ticket.co_agencies}{[(event.text, event.data) for event in ticket.events]}"


def test_what_is_counted_and_found_of_it_is_there(filled: Database):
    with filled.write() as session:
        for ticket in everything(session):
            fact = session.get_one(TicketFact, ticket.id)
            assert {name: getattr(fact, name) for name in facts.fact_values(ticket)} == facts.fact_values(ticket)
            returns = session.scalars(select(TicketReturn.event_id).where(TicketReturn.ticket_id == ticket.id).order_by(TicketReturn.event_id))
            assert list(returns) == [made.event_id for made in facts.returns(ticket)]
        assert WORDS_INDEX.lacking(session.connection(), 0, 10) == []
        opened = set(session.scalars(select(Ticket.id).where(Ticket.status.in_(sorted(OPEN)))))
        assert set(session.scalars(select(SimilarDocument.ticket_id))) == opened
        assert set(session.scalars(select(SimilarPosting.ticket_id))) == opened
    assert list(facts.catch_up(filled)) == list(finding.catch_up(filled)) == []
    assert fold(filled) > 0


def test_it_can_be_looked_up_and_similar_ones_are_found(filled: Database):
    with filled.read() as session:
        for ticket in everything(session):
            assert SERVICE.look_up(session, ticket.number, QUERY_CODE).number == ticket.number
            found = [one.ticket_id for one in similar(session, f"{ticket.title}。{ticket.matter.get('place', '')}", limit=COUNT)]
            assert (ticket.id in found) == (ticket.status in OPEN)
        sealed = session.execute(text("SELECT applicant FROM ticket")).scalars()
        assert not any("演示".encode() in bytes(one) for one in sealed)


def test_nobody_is_told_of_it_not_even_later(filled: Database, tmp_path: Path):
    with filled.read() as session:
        assert session.scalar(select(func.count()).where(Notice.state == NoticeState.WAITING)) == 0
    assert CHANNEL in senders(filled, Settings(home=tmp_path))


def test_the_desk_goes_on_numbering_after_it(filled: Database):
    with filled.write() as session:
        numbers = {ticket.number for ticket in everything(session)}
        for kind in Kind:
            made = SERVICE.file(session, filing(kind, AGENCY))
            assert made.number not in numbers and session.get_one(Ticket, made.ticket_id).events[0].id
        assert session.scalar(select(func.max(TicketEvent.id))) == max(event.id for event in session.scalars(select(TicketEvent)))


def test_pouring_in_twice_gives_no_number_twice(database: Database):
    poured(database)
    poured(database)
    with database.read() as session:
        assert session.scalar(select(func.count(Ticket.number.distinct()))) == 2 * COUNT
        for series in session.scalars(select(NumberSeries)):
            like = f"{series.letter}{series.on:%Y%m%d}%"
            assert series.last == session.scalar(select(func.count()).where(Ticket.number.like(like)))


def test_indexes_are_as_before(database: Database):
    names = "SELECT indexname FROM pg_indexes" if database.engine.dialect.name == "postgresql" else "SELECT name FROM sqlite_master WHERE type = 'index'"
    with database.read() as session:
        before = sorted(session.execute(text(names)).scalars())
    poured(database)
    with database.read() as session:
        assert sorted(session.execute(text(names)).scalars()) == before


def test_some_report_the_same_within_the_hour(database: Database):
    count = burst(database, SERVICE, PLACE, COUNT, Random(2))
    with database.read() as session:
        tickets = everything(session)
        assert len(tickets) == count >= 8
        latest = max(ticket.created_at for ticket in tickets)
        assert sum((latest - ticket.created_at).total_seconds() < 3600 for ticket in tickets) >= 4


class TestRemoving:
    def test_all_of_it(self, filled: Database):
        burst(filled, SERVICE, PLACE, COUNT, Random(2))
        assert list(remove(filled, SERVICE))
        with filled.write() as session:
            for table in (Ticket, TicketEvent, TicketFact, TicketReturn, Notice, SimilarDocument, SimilarPosting):
                assert session.scalar(select(func.count()).select_from(table)) == 0, table
            filed(session, SERVICE)
            assert WORDS_INDEX.lacking(session.connection(), 0, 10) == []

    def test_real_tickets_stay_as_they_are(self, database: Database, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("mingbai.demo.removing._BATCH", 50)
        with database.write() as session:
            real = filed(session, SERVICE, Kind.COMPLAINT)
        poured(database, 5 * COUNT)  # so many that some are open on whatever day it is
        with database.write() as session:
            # Which demo tickets are still open depends on the day: any kind but applications, which are not merged, will do.
            mergeable = Ticket.kind.in_([kind.value for kind in Kind if kind is not Kind.APPLICATION])
            main = session.scalars(select(Ticket).where(mergeable, Ticket.status.in_(sorted(OPEN)), Ticket.channel == CHANNEL)).first()
            assert main is not None
            later = session.get_one(Ticket, SERVICE.file(session, filing(Kind(main.kind), AGENCY)).ticket_id)
            SERVICE.act(session, later, Act.MERGE, "staff:x", "", {"main": main.number})
            assert holds_real_tickets(session)
        assert list(remove(database, SERVICE))[-1].startswith("已删除")
        with database.read() as session:
            left = {ticket.number: ticket for ticket in everything(session)}
            assert set(left) == {real.number, later.number}
            assert (left[later.number].status, left[later.number].main_id) == ("dispatched", None)
            assert [one.number for one in similar(session, "道路改造工程的中标合同，道路改造", kind="complaint")]
        assert list(finding.catch_up(database)) == []


class TestTheCommand:
    @pytest.fixture
    def line(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
        return CommandLine(monkeypatch, capsys)

    def test_it_makes_shows_progress_and_removes(self, line: CommandLine, tmp_path: Path):
        made = line.run(tmp_path, "demo", "--tickets", "30")
        assert made.code == 0 and "已生成 40 件" in made.out and QUERY_CODE in made.out
        removed = line.run(tmp_path, "demo", "--remove")
        assert removed.code == 0 and removed.out.endswith("演示工单已全部删除。\n")

    def test_it_refuses_where_somebodys_tickets_are(self, line: CommandLine, tmp_path: Path):
        line.run(tmp_path, "demo", "--tickets", "5")
        database = Database(f"sqlite:///{tmp_path / 'mingbai.db'}")
        with database.write() as session:
            session.execute(text("UPDATE ticket SET channel = 'web' WHERE id = 1"))
        database.close()
        refused = line.run(tmp_path, "demo", "--tickets", "5")
        assert refused.code == 1 and "已有真实工单" in refused.out and refused.out.count("\n") == 1
        assert line.run(tmp_path, "demo", "--tickets", "5", "--yes-mix").code == 0

    @pytest.mark.parametrize("count", ["0", "-3", "x", "99999999"])
    def test_a_count_that_is_none_is_misuse(self, line: CommandLine, tmp_path: Path, count: str):
        assert line.run(tmp_path, "demo", "--tickets", count).code == 2
