"""Warnings, on both databases: each once, to whom it concerns, also after a pause, twice at once, or with a new due date."""

import datetime as dt
import threading

import pytest
from sqlalchemy import func, select

from bot.delivery.models import Notice
from bot.delivery.service import Addressee
from bot.delivery.staff import OVERSIGHT, Recipient, StaffDesk, StaffNotice, agency, mark_read, unread
from bot.filing.models import Draft
from bot.oversight.models import Noticed
from bot.oversight.service import answer_urging, delete_abandoned_drafts, sweep, urge, urged
from bot.store import Database, utc_now
from bot.tickets.lifecycle import Act
from bot.tickets.models import Ticket
from bot.tickets.service import Tickets
from bot.tickets.watching import colours, parse_watch
from tests.support.tickets import AGENCY, OTHER_AGENCY, REASONS, RECEIVED, filed, on, signed

TICKETS = Tickets()
DUE = dt.date(2026, 10, 16)
# Working days before DUE, Friday: 15 Thu, 14 Wed, 13 Tue, 12 Mon, 10 Sat (made up for the National Day), 9 Fri.
BLUE, YELLOW, RED, LATE = dt.date(2026, 10, 10), dt.date(2026, 10, 13), dt.date(2026, 10, 15), dt.date(2026, 10, 17)


def swept(database: Database, day: dt.date, **more: object):
    with on(day):
        return sweep(database, **more)


def told(database: Database) -> list[tuple[str, str]]:
    """Warnings written so far: what, for whom."""
    with database.read() as session:
        rows = session.scalars(select(StaffNotice).where(StaffNotice.level != "").order_by(StaffNotice.id))
        return [(row.level, row.recipient) for row in rows]


@pytest.fixture
def number(database: Database) -> str:
    with database.write() as session:
        return signed(session, TICKETS).number


def ticket_of(session, number: str) -> Ticket:
    return session.scalars(select(Ticket).where(Ticket.number == number)).one()


def test_the_colours_begin_on_their_days():
    assert [(one.name, one.from_day) for one in colours(DUE)] == [
        ("blue", BLUE), ("yellow", YELLOW), ("red", RED), ("overdue", LATE)
    ]


def test_each_warning_goes_out_once_however_often_the_sweep_runs(database, number):
    day = RECEIVED
    while day <= LATE + dt.timedelta(days=10):
        for _ in range(2):
            swept(database, day)
        day += dt.timedelta(days=1)
    ours = f"agency:{AGENCY}"
    assert told(database) == [
        ("blue", ours), ("yellow", ours), ("red", ours), ("red", "oversight"), ("overdue", ours), ("overdue", "oversight")
    ]


def test_after_a_pause_only_what_is_true_now_is_told(database, number):
    swept(database, BLUE)
    swept(database, LATE + dt.timedelta(days=7))
    assert [level for level, _ in told(database)] == ["blue", "overdue", "overdue"]


def test_two_sweeps_at_once_tell_once(database, number):
    errors: list[BaseException] = []

    def work() -> None:
        try:
            sweep(database, day=LATE)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert [level for level, _ in told(database)] == ["overdue", "overdue"]


def test_a_sweep_that_dies_before_its_end_tells_nothing_and_the_next_one_all(database, number, monkeypatch):
    real = StaffDesk.write

    def dies(self, *given):
        real(self, *given)
        raise KeyboardInterrupt

    monkeypatch.setattr(StaffDesk, "write", dies)
    with pytest.raises(KeyboardInterrupt):
        sweep(database, day=LATE)
    assert told(database) == []
    monkeypatch.undo()
    sweep(database, day=LATE)
    assert len(told(database)) == 2


def test_more_than_one_batch_is_swept_and_what_is_not_due_is_not_read(database, monkeypatch):
    monkeypatch.setattr("bot.oversight.sweep.BATCH", 3)
    with database.write() as session:
        for _ in range(7):
            filed(session, TICKETS)
        filed(session, TICKETS, day=dt.date(2026, 11, 2))
    assert swept(database, LATE).looked == 7
    assert len(told(database)) == 14
    assert swept(database, LATE).looked == 0


def test_a_new_due_date_is_warned_of_anew_and_the_old_one_no_more(database, number):
    swept(database, RED)
    with database.write() as session, on(RED):
        TICKETS.act(session, ticket_of(session, number), Act.EXTEND, "staff:head", "需要向多个单位核实", {"workdays": 20})
    assert swept(database, LATE).told == 0
    with database.read() as session:
        later = ticket_of(session, number).due_on
    assert later == dt.date(2026, 11, 13)  # 19 and 26 Oct, 2 and 9 Nov begin four whole weeks of five working days
    assert swept(database, dt.date(2026, 11, 6)).told == 1
    assert [level for level, _ in told(database)] == ["red", "red", "blue"]


@pytest.mark.parametrize("act", ["answer", "withdraw"])
def test_what_is_over_is_not_warned_of(database, number, act):
    with database.write() as session, on(RECEIVED):
        ticket = ticket_of(session, number)
        if act == "answer":
            TICKETS.answer(session, ticket, "staff:clerk", "3.4.1", REASONS)
        else:
            TICKETS.act(session, ticket, Act.WITHDRAW, "citizen")
        assert ticket.next_warning_on is None
    assert swept(database, LATE).looked == 0


def test_looking_does_not_make_a_clerks_form_stale(database, number):
    with database.read() as session:
        before = ticket_of(session, number).version
    swept(database, LATE)
    with database.read() as session:
        assert ticket_of(session, number).version == before


def test_co_agencies_are_warned_too(database):
    with database.write() as session:
        filed(session, TICKETS, co_agencies=(OTHER_AGENCY,))
    swept(database, BLUE)
    assert told(database) == [("blue", f"agency:{AGENCY}"), ("blue", f"agency:{OTHER_AGENCY}")]


def test_a_profile_sets_its_own_colours(database):
    watch = parse_watch({"levels": [{"name": "orange", "title": "橙色预警", "left": 2, "tell": ["oversight"]}]})
    with database.write() as session:
        filed(session, Tickets(watch=watch))
    assert swept(database, dt.date(2026, 10, 13), watch=watch).told == 0
    assert swept(database, dt.date(2026, 10, 14), watch=watch).told == 1
    with database.read() as session:
        assert "橙色预警" in session.scalars(select(StaffNotice.text).where(StaffNotice.level == "orange")).one()


def test_an_unanswered_correction_is_proposed_not_closed(database, number):
    with database.write() as session, on(RECEIVED):
        TICKETS.act(session, ticket_of(session, number), Act.ASK_CORRECTION, "staff:clerk", "请写明合同年份", {"answer_by": "2026-09-28"})
    assert swept(database, dt.date(2026, 9, 28)).told == 0
    assert swept(database, dt.date(2026, 9, 29)).told == 1
    with database.read() as session:
        notice = session.scalars(select(StaffNotice).where(StaffNotice.level == "correction_lapsed")).one()
        assert "2026年9月28日" in notice.text and "第三十条" in notice.text
        assert ticket_of(session, number).status == "correcting"
    assert swept(database, dt.date(2026, 12, 1)).told == 0


def test_a_silent_third_party_is_noticed(database, number):
    with database.write() as session, on(RECEIVED):
        TICKETS.act(session, ticket_of(session, number), Act.CONSULT, "staff:clerk", "", {"whom": "third_party", "party": "某公司"})
    # 15 working days after 14 Sep: 15-18 (4), 20 made up (5), 21-24 (9), 25 Mid-Autumn off, 28-30 (12), 8-10 Oct (15).
    look = dt.date(2026, 10, 11)
    assert swept(database, look - dt.timedelta(days=1)).told == 0
    assert swept(database, look).told == 1
    assert told(database)[0][0] == "opinion_lapsed"


def test_urging_has_its_own_deadline_and_its_answer(database, number):
    with database.write() as session, on(RECEIVED):
        urge(session, TICKETS, ticket_of(session, number), "staff:oversight", "来电三次未回复")
    with database.read() as session:
        ticket = ticket_of(session, number)
        assert [one.number for one in urged(session)] == [number]
        assert ticket.urged_until == dt.date(2026, 9, 17) and ticket.due_on == DUE
        assert "来电三次未回复" in unread(session, [agency(AGENCY)])[0].text
    assert swept(database, dt.date(2026, 9, 18)).told == 2
    with database.write() as session, on(dt.date(2026, 9, 18)):
        answer_urging(session, TICKETS, ticket_of(session, number), "staff:clerk", "已联系申请人")
    with database.read() as session:
        assert urged(session) == []
        assert "已联系申请人" in unread(session, [OVERSIGHT])[0].text


def test_reading_marks_ones_own_notices_only(database, number):
    with database.write() as session:
        mine = unread(session, [agency(AGENCY)])
        assert len(mine) == 1
        assert mark_read(session, [mine[0].id], [agency(OTHER_AGENCY)], "staff:x") == 0
        assert mark_read(session, [mine[0].id], [agency(AGENCY)], "staff:clerk") == 1
        assert unread(session, [agency(AGENCY)]) == []


def test_a_further_route_gets_the_same_notice_through_the_outbox(database, number):
    def routes(to: Recipient) -> list[Addressee]:
        return [Addressee("email", address="office@example.com")] if to == OVERSIGHT else []

    swept(database, LATE, staff=StaffDesk(routes))
    with database.read() as session:
        [sent] = session.scalars(select(Notice).where(Notice.channel == "email"))
        assert (sent.template, sent.address) == ("overdue", "office@example.com")
        assert sent.key.endswith("/overdue/oversight@email")


def test_the_ledger_says_what_was_noticed_and_when(database, number):
    swept(database, LATE)
    with database.read() as session:
        [row] = session.scalars(select(Noticed))
        assert (row.name, row.about, row.on) == ("overdue", DUE, LATE)


def test_a_ticket_that_cannot_be_judged_holds_up_no_other(database, number):
    with database.write() as session:
        broken = signed(session, TICKETS)
        broken.events[0].act = broken.events[1].act = "sign"  # a history without a receipt: no sum can be made of it
        broken.status = "consulting"
    done = swept(database, LATE)
    assert (done.looked, done.failed) == (2, 1)
    assert len(told(database)) == 2


def test_drafts_are_deleted_after_thirty_days_and_not_before(database):
    with database.write() as session:
        for name, days in (("old", 31), ("young", 29)):
            session.add(Draft(conversation_id=name, answers={}, updated_at=utc_now() - dt.timedelta(days=days)))
    with database.write() as session:
        assert delete_abandoned_drafts(session) == 1
        assert session.scalar(select(func.count()).select_from(Draft)) == 1
