"""The life of tickets on both databases: whole paths, merging, disputes, a new calendar."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock.service import TimelineError, load_calendar, use_calendar
from bot.delivery.models import Notice
from bot.delivery.staff import OVERSIGHT, StaffNotice, agency, unread
from bot.store import Database
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import Act, LifecycleError, Status
from bot.tickets.models import Ticket
from bot.tickets.recalculation import recalculate_touched
from bot.tickets.service import TicketError, find
from tests.support.people import ID_NUMBER, NAME, PHONE
from tests.support.tickets import (
    AGENCY,
    CLERK,
    HEAD,
    OTHER_AGENCY,
    RECEIVED,
    TICKETS,
    act,
    acts,
    days,
    filed,
    filing,
    on,
    signed,
    told,
)

REFUSALS = (LifecycleError, TicketError, TimelineError)


class TestPaths:
    def test_an_application_from_receipt_to_archive(self, database: Database):
        with database.write() as session:
            ticket = signed(session, TICKETS)
            assert acts(ticket) == ["receive", "confirm", "dispatch", "sign"]
            act(session, ticket, Act.ASK_CORRECTION, "请写明年份", days(1))
            assert (ticket.status, ticket.due_on) == ("correcting", None)
            act(session, ticket, Act.CORRECT, "2025年的", days(2), actor="citizen")
            assert ticket.due_on == dt.date(2026, 10, 20)  # 16 Sep + 20: 17,18,20-24 (7), 28-30 (10), 8-10 (13), 12-16 (18), 19, 20
            act(session, ticket, Act.CONSULT, "", days(3), whom="third_party", party="某公司")
            act(session, ticket, Act.OPINION, "同意公开", days(7), whom="third_party", party="某公司")
            act(session, ticket, Act.ASK_EXTENSION, "材料多", days(8), workdays=10)
            act(session, ticket, Act.EXTEND, "同意", days(8), HEAD)
            with on(days(9)):
                TICKETS.answer(session, ticket, CLERK, "3.1", "合同文本随信寄出，请查收。")
            act(session, ticket, Act.CALL_BACK, "", days(10), satisfied=True, solved=True)
            act(session, ticket, Act.ARCHIVE, "", days(11))
            assert (ticket.status, ticket.outcome, ticket.answered_on, ticket.satisfied) == ("archived", "3.1", days(9), True)
            assert told(session, ticket) == [
                "signed", "correction_asked", "corrected", "consulted", "opinion_received", "extended", "answered"
            ]
            assert all(event.actor and event.at for event in ticket.events)

    def test_a_letter_counts_from_the_day_it_is_confirmed(self, database):
        with database.write() as session, on(RECEIVED):
            ticket = session.get_one(Ticket, TICKETS.file(session, filing(confirmed=False)).ticket_id)
            assert (ticket.status, ticket.due_on) == ("received", dt.date(2026, 10, 16))
            act(session, ticket, Act.CONFIRM, "", days(2))
            assert (ticket.received_on, ticket.due_on) == (days(2), dt.date(2026, 10, 20))
            act(session, ticket, Act.DISPATCH, f"转交{AGENCY}", days(2))
            assert told(session, ticket) == ["confirmed"]

    def test_several_opinions_are_awaited_one_by_one(self, database):
        with database.write() as session:
            ticket = signed(session, TICKETS)
            act(session, ticket, Act.CONSULT, whom="third_party", party="甲公司")
            act(session, ticket, Act.CONSULT, whom="agency", party="县财政局")
            act(session, ticket, Act.OPINION, "", days(1), whom="agency", party="县财政局")
            assert ticket.status == "consulting"
            act(session, ticket, Act.ASK_CORRECTION, "请写明年份", days(1))
            act(session, ticket, Act.CORRECT, "", days(2))
            assert ticket.status == "consulting"
            act(session, ticket, Act.OPINION, "", days(3), whom="third_party", party="甲公司")
            assert ticket.status == "signed"

    def test_a_dispute_is_decided_once(self, database):
        with database.write() as session:
            ticket = signed(session, TICKETS, Kind.COMPLAINT)
            act(session, ticket, Act.RETURN, "不属于本局职责")
            assert "不属于本局职责" in unread(session, [OVERSIGHT])[0].text
            act(session, ticket, Act.REASSIGN, "按职责清单", actor="staff:oversight", to=OTHER_AGENCY)
            assert (ticket.agency, ticket.status) == (OTHER_AGENCY, "dispatched")
            assert unread(session, [agency(OTHER_AGENCY)])
            with pytest.raises(LifecycleError, match=r"不能再次退回.*第二十二条"):
                act(session, ticket, Act.RETURN, "也不属于本局")
            assert Act.RETURN not in TICKETS.possible(ticket)

    def test_the_agency_that_returned_it_may_be_told_to_keep_it(self, database):
        with database.write() as session:
            ticket = filed(session, TICKETS, Kind.COMPLAINT)
            act(session, ticket, Act.RETURN, "不属于本局职责")
            act(session, ticket, Act.REASSIGN, "属于该局职责", to=AGENCY)
            act(session, ticket, Act.SIGN)
            with pytest.raises(LifecycleError, match="不能再次退回"):
                act(session, ticket, Act.RETURN, "还是不属于")

    def test_only_an_unsatisfied_citizen_has_it_done_again_and_the_period_runs_anew(self, database):
        with database.write() as session:
            ticket = signed(session, TICKETS, Kind.COMPLAINT)
            with on(days(9)):
                TICKETS.answer(session, ticket, CLERK, "solved", "已经修好路灯十二盏。")
            with pytest.raises(LifecycleError):
                act(session, ticket, Act.REDO, "", days(10))
            act(session, ticket, Act.CALL_BACK, "", days(10), satisfied=False, solved=None)
            act(session, ticket, Act.REDO, "", days(11))
            assert (ticket.status, ticket.outcome, ticket.satisfied) == ("signed", None, None)
            assert ticket.due_on == dt.date(2026, 10, 22)  # 25 Sep + 15: 28-30 (3), 8-10 (6), 12-16 (11), 19-22 (15)
            assert TICKETS.view(ticket).answer is None
            with on(days(12)):
                TICKETS.answer(session, ticket, CLERK, "solved", "第二次修理完成，全部亮了。")
            act(session, ticket, Act.CALL_BACK, "", days(12), satisfied=True, solved=True)
            with pytest.raises(LifecycleError, match="没有表示不满意"):
                act(session, ticket, Act.REDO, "", days(13))

    def test_merging_tells_both_and_the_answer_reaches_both(self, database):
        with database.write() as session:
            main = signed(session, TICKETS, Kind.COMPLAINT)
            later = filed(session, TICKETS, Kind.COMPLAINT)
            act(session, later, Act.MERGE, "", main=main.number)
            assert (later.status, later.main_id, acts(main)[-1]) == ("merged", main.id, "attach")
            assert told(session, later) == ["merged"] and told(session, main) == ["signed", "attached"]
            with on(days(1)):
                TICKETS.answer(session, main, CLERK, "solved", f"已联系反映人（{PHONE}），路灯修好了。")
            assert told(session, later) == ["merged", "main_answered"]
            late = filed(session, TICKETS, Kind.COMPLAINT, days(2))
            act(session, late, Act.MERGE, "", days(2), main=main.number.lower())
            assert told(session, late) == ["merged", "main_answered"]
            for notice in session.scalars(select(Notice).where(Notice.template == "main_answered")):
                assert "路灯修好了" in notice.data["text"] and PHONE not in notice.data["text"]

    def test_what_was_merged_goes_along_when_its_main_ticket_is_merged(self, database):
        with database.write() as session:
            first, second, third = (signed(session, TICKETS, Kind.COMPLAINT) for _ in range(3))
            act(session, third, Act.MERGE, "", main=second.number)
            act(session, second, Act.MERGE, "", main=first.number)
            session.expire_all()
            assert [ticket.main_id for ticket in (second, third)] == [first.id, first.id]

    def test_merging_wants_an_earlier_ticket_of_the_same_kind_that_is_not_over(self, database):
        with database.write() as session:
            first, second = (signed(session, TICKETS, Kind.COMPLAINT) for _ in range(2))
            other = filed(session, TICKETS, Kind.SUGGESTION)
            for number in ("", "T20990101001", other.number, first.number, second.number):
                with pytest.raises(TicketError):
                    act(session, first, Act.MERGE, "", main=number)
            act(session, first, Act.WITHDRAW, actor="citizen")
            with pytest.raises(LifecycleError):
                act(session, second, Act.MERGE, "", main=first.number)
            assert (second.status, acts(second)[-1]) == ("signed", "sign")

    def test_whoever_is_turned_away_is_told_the_right_channel(self, database):
        with database.write() as session:
            ticket = signed(session, TICKETS, Kind.COMPLAINT)
            for name in (Act.REFUSE, Act.TRANSFER):
                with pytest.raises(TicketError, match="哪个渠道"):
                    act(session, ticket, name, "本单位不受理。")
            with pytest.raises(TicketError, match="渠道"):
                act(session, ticket, Act.TRANSFER, "没有渠道", channel="none")
            act(session, ticket, Act.TRANSFER, "已进入信访程序。", channel="petition")
            assert (ticket.status, "信访部门" in ticket.events[-1].text) == ("transferred", True)
            application = signed(session, TICKETS)
            for name in (Act.REFUSE, Act.TRANSFER, Act.MERGE):
                with pytest.raises(REFUSALS, match="。"):
                    act(session, application, name, "请向法院起诉。", channel="court")

    def test_co_agencies_help_under_a_lead(self, database):
        with database.write() as session:
            ticket = signed(session, TICKETS, Kind.COMPLAINT)
            with pytest.raises(LifecycleError, match="没有协办单位"):
                act(session, ticket, Act.CO_REPORT, "路面由我局负责", agency=OTHER_AGENCY)
            with pytest.raises(TicketError, match="主办单位"):
                act(session, ticket, Act.SET_CO, agencies=[AGENCY])
            act(session, ticket, Act.SET_CO, agencies=[OTHER_AGENCY, OTHER_AGENCY])
            assert ticket.co_agencies == [OTHER_AGENCY] and unread(session, [agency(OTHER_AGENCY)])
            with pytest.raises(TicketError, match="不是这张工单的协办单位"):
                act(session, ticket, Act.CO_REPORT, "与我局无关", agency="县水利局")
            act(session, ticket, Act.CO_REPORT, "路面由我局负责", agency=OTHER_AGENCY)
            assert ticket.status == "signed"

    def test_giving_up_waits_for_the_limit_and_sets_the_outcome(self, database):
        with database.write() as session:
            ticket = signed(session, TICKETS)
            with pytest.raises(LifecycleError, match="政府信息公开条例第三十条"):
                act(session, ticket, Act.GIVE_UP)
            act(session, ticket, Act.ASK_CORRECTION, "请写明年份", answer_by="2026-09-21")
            with pytest.raises(LifecycleError, match=r"9月21日.*才满.*第三十条"):
                act(session, ticket, Act.GIVE_UP, "", dt.date(2026, 9, 21))
            act(session, ticket, Act.GIVE_UP, "", dt.date(2026, 9, 22))
            assert (ticket.status, ticket.outcome, ticket.next_warning_on) == ("given_up", "3.6.1", None)

    def test_a_fee_that_is_not_paid_ends_the_application(self, database):
        with database.write() as session:
            ticket = signed(session, TICKETS)
            act(session, ticket, Act.ASK_FEE, "本月第十五件", amount=500)
            assert ticket.events[-1].data["pay_by"] == "2026-10-16"
            with pytest.raises(LifecycleError, match="缴费期限"):
                act(session, ticket, Act.GIVE_UP, "", dt.date(2026, 10, 16))
            act(session, ticket, Act.GIVE_UP, "", dt.date(2026, 10, 17))
            assert ticket.outcome == "3.6.2"

    def test_a_withdrawn_application_stands_in_the_report(self, database):
        with database.write() as session:
            ticket = filed(session, TICKETS)
            act(session, ticket, Act.WITHDRAW, actor="citizen")
            assert (ticket.status, ticket.outcome, told(session, ticket)) == ("withdrawn", "3.6.3", ["withdrawn"])

    def test_an_extension_is_decided_by_another_than_who_asks(self, database):
        with database.write() as session:
            ticket = signed(session, TICKETS)
            with pytest.raises(LifecycleError, match="没有等待决定"):
                act(session, ticket, Act.DECLINE_EXTENSION, "不必", actor=HEAD)
            act(session, ticket, Act.ASK_EXTENSION, "材料多", workdays=20)
            with pytest.raises(LifecycleError, match=r"不能由提请的人自己批准.*第"):
                act(session, ticket, Act.EXTEND, "同意")
            with pytest.raises(LifecycleError, match=r"不能由提请的人自己决定.*第"):
                act(session, ticket, Act.DECLINE_EXTENSION, "算了")
            act(session, ticket, Act.DECLINE_EXTENSION, "材料不多", actor=HEAD)
            assert ticket.due_on == dt.date(2026, 10, 16)
            act(session, ticket, Act.ASK_EXTENSION, "还要问省厅", workdays=20)
            act(session, ticket, Act.EXTEND, "同意", actor=HEAD)
            assert ticket.events[-1].data == {"workdays": 20, "asked_by": CLERK}

    def test_a_suggestion_has_fifteen_days_at_most(self, database):
        with database.write() as session:
            ticket = signed(session, TICKETS, Kind.SUGGESTION)
            with pytest.raises(TimelineError, match=r"合计15个.*参照《国务院办公厅"):
                act(session, ticket, Act.ASK_EXTENSION, "情况复杂", workdays=9)
            act(session, ticket, Act.EXTEND, "情况复杂", actor=HEAD, workdays=8)
            assert ticket.due_on == dt.date(2026, 10, 10)  # 15-18 (4), 20-24 (9), 28-30 (12), 8-10 (15)

    def test_still_unclear_is_answered_only_after_a_correction(self, database):
        with database.write() as session:
            ticket = signed(session, TICKETS)
            with on(RECEIVED), pytest.raises(TicketError, match="第三十条"):
                TICKETS.answer(session, ticket, CLERK, "3.4.3", "仍然看不出要哪一份材料。")

    def test_no_personal_data_in_what_staff_and_outsiders_see(self, database):
        with database.write() as session:
            ticket = signed(session, TICKETS)
            act(session, ticket, Act.RETURN, f"申请人 {ID_NUMBER} 电话 {PHONE} 不归我局")
            shown = [notice.text + str(notice.data) for notice in session.scalars(select(StaffNotice))]
            shown.append(str(TICKETS.view(ticket)))
            assert not any(secret in text for text in shown for secret in (NAME, ID_NUMBER, PHONE))


NOTICE = """\
year: 2027
notice: 关于2027年部分节假日安排的通知（测试用）
number: 测试〔2026〕1号
off:
  - 2027-01-01..2027-01-05 元旦
  - 2027-05-01 劳动节
  - 2027-10-01..2027-10-07 国庆节
work:
  - 2026-12-26 元旦
"""


class TestNewCalendar:
    @pytest.fixture(autouse=True)
    def _calendar(self):
        yield
        use_calendar(None)

    def test_touched_tickets_are_counted_anew_listed_and_told(self, database: Database, tmp_path: Path):
        with database.write() as session:
            moved = signed(session, TICKETS, day=dt.date(2026, 12, 14))
            settled = signed(session, TICKETS, Kind.SUGGESTION, day=dt.date(2026, 12, 25))
            early = signed(session, TICKETS, day=RECEIVED)
            over = signed(session, TICKETS, day=dt.date(2026, 12, 14))
            act(session, over, Act.WITHDRAW, "", dt.date(2026, 12, 15), actor="citizen")
            before = {ticket.number: ticket.due_on for ticket in (moved, settled, early, over)}
            numbers = [ticket.number for ticket in (moved, settled, early, over)]
            assert (moved.provisional, early.provisional) == (True, False)
        (tmp_path / "2027.yml").write_text(NOTICE, encoding="utf-8")
        use_calendar(load_calendar(tmp_path))
        span = (dt.date(2026, 12, 26), dt.date(2027, 12, 31))
        with on(dt.date(2026, 12, 28)):
            listed = list(recalculate_touched(database, TICKETS, *span, "放假通知已公布。"))
            again = list(recalculate_touched(database, TICKETS, *span, "放假通知已公布。"))
        assert {change.number for change in listed} == set(numbers[:2]) and again == []
        with database.read() as session:
            moved, settled, early, over = (find(session, number) for number in numbers)
            assert moved.due_on != before[moved.number] and not moved.provisional
            assert told(session, moved)[-1] == "recalculated" and acts(moved)[-1] == "recalculate"
            assert (early.due_on, over.due_on) == (before[early.number], before[over.number])
            assert f"{moved.number} " in str(next(change for change in listed if change.number == moved.number))

    def test_the_command_lists_them(self, database, tmp_path, monkeypatch):
        import json

        from typer.testing import CliRunner

        from bot.store import vault
        from mingbai.commands.calendar import calendar_app

        with database.write() as session:
            number = signed(session, TICKETS, day=dt.date(2026, 12, 14)).number
        (tmp_path / "notice.yml").write_text(NOTICE, encoding="utf-8")
        monkeypatch.setenv("MINGBAI_HOME", str(tmp_path))
        monkeypatch.setenv("MINGBAI_DATABASE_URL", database.url)
        monkeypatch.setattr(vault, "use", lambda _vault: None)
        with on(dt.date(2026, 12, 28)):
            result = CliRunner().invoke(calendar_app, ["import", str(tmp_path / "notice.yml"), "--json"])
        assert result.exit_code == 0, result.output
        [line] = json.loads(result.stdout)["affected"]
        assert line.startswith(number) and "→" in line


def test_possible_hides_what_conditions_forbid(database):
    with database.write() as session:
        ticket = signed(session, TICKETS)
        possible = set(TICKETS.possible(ticket))
        assert {Act.ANSWER, Act.ASK_EXTENSION, Act.EXTEND, Act.RETURN, Act.ASK_CORRECTION, Act.CONSULT} <= possible
        assert not possible & {Act.GIVE_UP, Act.PAY_FEE, Act.DECLINE_EXTENSION, Act.ANSWER_URGE, Act.CO_REPORT, Act.RECALCULATE}
        assert ticket.status == Status.SIGNED and len(ticket.events) == 4
