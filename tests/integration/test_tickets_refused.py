"""What cannot be done to a ticket, on both databases: refused in one sentence with its rule, nothing half-written."""

import datetime as dt
import threading

import pytest
from sqlalchemy import func, select

from bot.clock.service import TimelineError
from bot.store import Database
from bot.tickets.lifecycle import Act, LifecycleError
from bot.tickets.models import Ticket, TicketEvent
from bot.tickets.service import TicketConflict, TicketError, find
from tests.support.tickets import CLERK, HEAD, REASONS, RECEIVED, TICKETS, act, acts, days, filing, on, signed, told

REFUSALS = (LifecycleError, TicketError, TimelineError)


BAD = [
    ("before receipt", Act.ASK_CORRECTION, {"day": dt.date(2026, 9, 13)}, "早于收到之日.*第四十五条"),
    ("in the future", Act.ANSWER, {"day": dt.date(2027, 1, 4), "outcome": "3.4.1"}, "还没有到.*第四十五条"),
    ("signed twice", Act.SIGN, {}, "不能“签收”.*第四十五条"),
    ("received twice", Act.RECEIVE, {}, "不能“收到”.*第四十五条"),
    ("correction that nobody asked for", Act.CORRECT, {}, "不能“收到补正”.*第四十五条"),
    ("opinion that nobody asked for", Act.OPINION, {"whom": "agency"}, "不能“收到意见”.*第四十五条"),
    ("extension of 21 days", Act.EXTEND, {"workdays": 21}, "最长不得超过20个工作日.*政府信息公开条例第三十三条"),
    ("extension of no days", Act.EXTEND, {"workdays": 0}, "至少1个.*第"),
    ("extension of text", Act.EXTEND, {"workdays": "20"}, "至少1个.*第"),
    ("extension of true", Act.EXTEND, {"workdays": True}, "至少1个.*第"),
    ("asking 21 days", Act.ASK_EXTENSION, {"workdays": 21}, "最长不得超过20个工作日.*第三十三条"),
    ("correction by yesterday", Act.ASK_CORRECTION, {"answer_by": "2026-09-14"}, "合理的时间.*第三十条"),
    ("consulting everybody", Act.CONSULT, {"whom": "everybody"}, "第三十二条"),
    ("no fee", Act.ASK_FEE, {"amount": 0}, "第四十二条"),
]


class TestBadInput:
    @pytest.mark.parametrize(("name", "given", "words"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
    def test_it_is_refused_with_the_rule_and_nothing_is_written(self, database, name, given, words):
        with database.write() as session:
            number = signed(session, TICKETS).number
        data = {**given}
        day = data.pop("day", RECEIVED)
        # The refusal is caught and the transaction committed all the same: even so nothing may be in it.
        with database.write() as session, on(RECEIVED):
            ticket = find(session, number)
            with pytest.raises(REFUSALS, match=words):
                TICKETS.act(session, ticket, name, CLERK, REASONS, data, on=day)
        _untouched(database, number)

    def test_out_of_order(self, database):
        with database.write() as session:
            ticket = signed(session, TICKETS)
            act(session, ticket, Act.ASK_CORRECTION, "请写明年份", days(3))
            with pytest.raises(LifecycleError, match=r"先后登记.*9月17日.*9月16日.*第四十五条"):
                act(session, ticket, Act.CORRECT, "", days(2))

    def test_a_second_extension_and_a_second_correction(self, database):
        with database.write() as session:
            ticket = signed(session, TICKETS)
            act(session, ticket, Act.EXTEND, "材料多", actor=HEAD, workdays=5)
            with pytest.raises(TimelineError, match=r"只能延长一次.*第三十三条"):
                act(session, ticket, Act.EXTEND, "还要多", actor=HEAD, workdays=5)
            act(session, ticket, Act.ASK_CORRECTION, "请写明年份", days(1))
            act(session, ticket, Act.CORRECT, "", days(2))
            with pytest.raises(LifecycleError, match=r"一次性告知.*第三十条"):
                act(session, ticket, Act.ASK_CORRECTION, "再写明月份", days(3))

    def test_an_extension_after_the_due_date(self, database):
        with database.write() as session:
            ticket = signed(session, TICKETS)
            with pytest.raises(TimelineError, match=r"届满.*第三十三条"):
                act(session, ticket, Act.EXTEND, "材料多", dt.date(2026, 10, 19), HEAD, workdays=5)

    def test_a_reply_after_archive(self, database):
        with database.write() as session:
            ticket = signed(session, TICKETS)
            with on(RECEIVED):
                TICKETS.answer(session, ticket, CLERK, "3.4.1", REASONS)
            act(session, ticket, Act.ARCHIVE)
            with on(RECEIVED), pytest.raises(LifecycleError, match=r"已归档.*不能“答复”.*第四十五条"):
                TICKETS.answer(session, ticket, CLERK, "3.4.1", REASONS)

    @pytest.mark.parametrize("day", [dt.date(1999, 3, 1), dt.date(2150, 3, 1)])
    def test_a_year_without_calendar(self, database, day):
        # The refusal is caught inside the transaction, which then commits: nothing may be in it.
        with database.write() as session, on(day), pytest.raises(TimelineError, match=r"没有.*年的工作日历.*第七条"):
            TICKETS.file(session, filing(), day)
        with database.read() as session:
            assert session.scalar(select(func.count()).select_from(Ticket)) == 0
            assert session.scalar(select(func.count()).select_from(TicketEvent)) == 0

    def test_filing_tomorrow(self, database):
        with database.write() as session, on(RECEIVED):
            with pytest.raises(LifecycleError, match=r"还没有到.*第四十五条"):
                TICKETS.file(session, filing(), days(1))
            assert session.scalar(select(func.count()).select_from(Ticket)) == 0


def _untouched(database: Database, number: str) -> None:
    with database.read() as session:
        ticket = find(session, number)
        assert (ticket.status, ticket.due_on, ticket.outcome) == ("signed", dt.date(2026, 10, 16), None)
        assert acts(ticket) == ["receive", "confirm", "dispatch", "sign"]
        assert session.scalar(select(func.count()).select_from(TicketEvent)) == 4
        assert told(session, ticket) == ["signed"]


class TestTwoAtOnce:
    def test_of_two_answers_exactly_one_goes_out(self, database):
        with database.write() as session:
            number = signed(session, TICKETS).number
        gate, errors = threading.Barrier(2), []

        def clerk(name: str) -> None:
            try:
                with database.read() as reading:
                    ticket = find(reading, number)
                gate.wait(10)
                with database.write() as session:
                    TICKETS.answer(session, session.merge(ticket, load=False), name, "3.4.1", f"{REASONS}（{name}）")
            except Exception as error:
                errors.append(error)

        with on(RECEIVED):
            threads = [threading.Thread(target=clerk, args=(f"staff:{name}",)) for name in "ab"]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert [type(error) for error in errors] == [TicketConflict]
        assert "别人改动" in str(errors[0])
        with database.read() as session:
            ticket = find(session, number)
            assert acts(ticket).count("answer") == 1 and told(session, ticket).count("answered") == 1

    def test_whoever_reads_after_the_first_is_told_what_the_ticket_is_now(self, database):
        with database.write() as session:
            number = signed(session, TICKETS).number
        with on(RECEIVED):
            with database.write() as session:
                TICKETS.answer(session, find(session, number), "staff:a", "3.4.1", REASONS)
            with database.write() as session, pytest.raises(LifecycleError, match="现在是“已答复”"):
                TICKETS.answer(session, find(session, number), "staff:b", "3.4.1", REASONS)
