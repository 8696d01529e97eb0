"""Hot topics and emergencies, on both databases: what many report at once is seen, timed and told of, once each."""

import datetime as dt
import threading

import pytest
from sqlalchemy import func, select

from bot.delivery.staff import OVERSIGHT, StaffNotice, agency, unread
from bot.oversight import hot_topics as topics
from bot.oversight.emergencies import (
    EmergencyError,
    close_emergency,
    emergencies,
    find_emergency,
    mark_done,
    open_emergencies,
    raise_emergency,
    remind,
)
from bot.oversight.heat import CONFERENCE, DEFAULT_HEAT, WORD, parse_heat
from bot.oversight.hot_topics import close_topic, find_topic, forget_cold, gather, hot_topics, tickets_of
from bot.oversight.models import Emergency, HotTopic, HotTopicTicket
from bot.people.models import AuditEntry
from bot.store import Database, utc_now
from bot.tickets.joining import join
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import Act
from bot.tickets.models import Ticket
from bot.tickets.service import Filing, Tickets
from tests.support.people import NAME, PHONE
from tests.support.tickets import AGENCY

SERVICE = Tickets()
WAYS = ("汤沟镇先锋村停水三天了", "先锋村没水用，吃水困难", "汤沟镇先锋村自来水停了没人管", "先锋村一直断水，请尽快处理", "我们先锋村没来水好几天")
RULE = DEFAULT_HEAT.emergency


def filing(text: str, number: int, kind: Kind = Kind.COMPLAINT, phone: str | None = None) -> Filing:
    applicant = {"applicant_name": NAME, "contact_phone": phone or f"139000{number:05d}"}
    return Filing(kind, applicant, "citizen", {"description": text}, text[:60], AGENCY, "web", conversation_id=f"{number:032d}")


def report(database: Database, text: str, number: int, ago: dt.timedelta = dt.timedelta(), **more: object) -> int:
    """Somebody reports it, so long ago; the ticket's id."""
    with database.write() as session:
        ticket = session.get_one(Ticket, SERVICE.file(session, filing(text, number, **more)).ticket_id)
        ticket.created_at = utc_now() - ago
        return ticket.id


def minutes(number: int) -> dt.timedelta:
    return dt.timedelta(minutes=number)


def many(database: Database, count: int, apart: int = 120) -> None:
    """So many people report the same, so many minutes apart, the last one now."""
    for number in range(count):
        report(database, WAYS[number % len(WAYS)], number, minutes((count - 1 - number) * apart))


class TestTopics:
    def test_what_enough_people_report_is_hot(self, database: Database):
        many(database, 6)
        report(database, "会宫镇老街路灯不亮", 90)
        report(database, "汤沟镇高桥村停水两天", 91)
        assert gather(database).hot == 1
        with database.read() as session:
            [topic] = hot_topics(session)
            assert (topic.title, topic.place, topic.agency) == ("先锋村：停水", "先锋村", AGENCY)
            assert (topic.tickets, topic.reporters, topic.emergency_id) == (6, 6, None)
            assert minutes(590) < topic.last_at - topic.first_at < minutes(610)
            assert len(tickets_of(session, topic.id)) == 6 and find_topic(session, topic.id) == topic
            told = [unread(session, [whom])[0].text for whom in (OVERSIGHT, agency(AGENCY))]
            assert all("先锋村：停水" in text and "5人" in text for text in told)

    def test_one_person_who_reports_often_is_one(self, database: Database):
        for number in range(8):
            report(database, WAYS[number % 5], number, phone=PHONE)
        assert gather(database).hot == 0
        with database.read() as session:
            assert hot_topics(session) == [] and session.scalars(select(HotTopic.reporters)).one() == 1

    def test_it_grows_with_every_run_and_is_told_once(self, database: Database):
        many(database, 5)
        gather(database)
        for number in range(20, 23):
            report(database, WAYS[number % 5], number)
            gather(database)
        with database.read() as session:
            assert hot_topics(session)[0].reporters == 8
            assert session.scalar(select(func.count()).where(StaffNotice.template == "hot_topic")) == 2

    def test_looking_twice_counts_nothing_twice(self, database: Database):
        many(database, 6)
        gather(database)
        before = self._rows(database)
        for _ in range(3):
            gather(database)
        assert self._rows(database) == before

    def _rows(self, database: Database) -> list[tuple[int, int]]:
        with database.read() as session:
            return [(row.ticket_id, row.topic_id) for row in session.scalars(select(HotTopicTicket).order_by(HotTopicTicket.ticket_id))]

    def test_those_who_joined_count_too(self, database: Database):
        main = report(database, WAYS[0], 0)
        for number in range(1, 6):
            with database.write() as session:
                join(session, SERVICE, filing(WAYS[number % 5], number), session.get_one(Ticket, main).number)
        assert gather(database).hot == 1
        with database.read() as session:
            assert hot_topics(session)[0].reporters == 6

    def test_what_lies_too_far_apart_is_no_topic(self, database: Database):
        for number in range(6):
            report(database, WAYS[number % 5], number, dt.timedelta(days=9 * (5 - number)))
        assert gather(database).hot == 0

    def test_applications_and_what_is_only_near_it_are_none(self, database: Database):
        for number in range(6):
            report(database, f"先锋村停水抢修工程{2020 + number}年的招标文件", number, kind=Kind.APPLICATION)
            report(database, f"汤沟镇{'甲乙丙丁戊己'[number]}山村停水三天了", 50 + number)
        gather(database)
        with database.read() as session:
            assert hot_topics(session) == []

    def test_what_was_closed_begins_anew(self, database: Database):
        many(database, 5)
        gather(database)
        with database.write() as session:
            [topic] = hot_topics(session)
            assert close_topic(session, topic.id, "staff:oversight", "已恢复供水")
            assert not close_topic(session, topic.id, "staff:oversight", "已恢复供水")
            assert hot_topics(session) == []
        many(database, 5)
        gather(database)
        with database.read() as session:
            assert [one.tickets for one in hot_topics(session)] == [5]

    def test_several_runs_at_once_take_turns(self, database: Database):
        many(database, 12)
        errors: list[BaseException] = []

        def work() -> None:
            try:
                gather(database)
            except BaseException as error:
                errors.append(error)

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with database.read() as session:
            assert errors == [] and [topic.reporters for topic in hot_topics(session)] == [12]

    def test_a_late_transaction_is_not_passed_over(self, database: Database):
        many(database, 4)
        late = report(database, WAYS[4], 70)
        with database.write() as session:
            session.execute(topics.SimilarState.__table__.insert().values(name="hot topics", number=late + 5, at_instant=utc_now()))
        report(database, WAYS[0], 71)
        assert gather(database).looked == 0
        with database.write() as session:
            session.get_one(topics.SimilarState, "hot topics").number = late - 1
        assert gather(database).looked == 2

    def test_what_never_became_hot_is_forgotten(self, database: Database):
        many(database, 3)
        gather(database)
        with database.write() as session:
            assert forget_cold(session) == 0
            session.scalars(select(HotTopic)).one().last_at = utc_now() - dt.timedelta(days=15)
            session.flush()
            assert forget_cold(session) == 1
            assert session.scalar(select(func.count()).select_from(HotTopicTicket)) == 0


class TestBursts:
    def test_many_within_the_hour_raise_the_clock_once(self, database: Database):
        many(database, 12, apart=4)
        assert gather(database).raised == 1
        gather(database)
        with database.read() as session:
            [one] = open_emergencies(session)
            assert (one.title, one.raised_by, one.why) == ("先锋村：停水", "desk", f"60分钟内有10人反映（{AGENCY}）")
            tenth = session.scalars(select(HotTopicTicket.at).order_by(HotTopicTicket.at).offset(9).limit(1)).one()
            assert one.raised_at == tenth
            assert [duty.due_at - one.raised_at for duty in one.duties] == [dt.timedelta(hours=5), dt.timedelta(hours=24)]
            assert hot_topics(session)[0].emergency_id == one.id
            assert "最迟" in unread(session, [OVERSIGHT])[0].text and one.basis == "关于全面推进政务公开工作的意见实施细则三"

    def test_a_matter_of_one_word_without_a_place_raises_it_too(self, database: Database):
        for number in range(10):
            report(database, ("停水了，家里没水用", "一直停水没人管")[number % 2], number, minutes(10 - number))
        assert gather(database).raised == 1
        with database.read() as session:
            assert [one.title for one in open_emergencies(session)] == ["多人反映：停水"]

    def test_as_many_over_a_day_raise_none(self, database: Database):
        many(database, 12, apart=30)
        assert gather(database).raised == 0

    @pytest.mark.parametrize("raw", [{"burst": {"raises": False}}, {"emergency": {"enabled": False}}])
    def test_where_it_is_turned_off_oversight_is_told_and_decides(self, database: Database, raw):
        many(database, 11, apart=3)
        assert gather(database, parse_heat(raw)).raised == 0
        with database.read() as session:
            assert open_emergencies(session) == []
            assert [notice.template for notice in unread(session, [OVERSIGHT])].count("burst") == 1


class TestEmergencies:
    def raised(self, session, ago: dt.timedelta = dt.timedelta()) -> int:
        return raise_emergency(session, RULE, "某水厂管网爆裂", "全镇停水", "staff:oversight", at=utc_now() - ago).id

    def test_it_is_timed_told_and_audited(self, database: Database):
        with database.write() as session:
            one = find_emergency(session, self.raised(session))
            assert [(duty.name, duty.late(utc_now())) for duty in one.duties] == [(WORD, False), (CONFERENCE, False)]
            assert "某水厂管网爆裂" in unread(session, [OVERSIGHT])[0].text
            assert session.scalars(select(AuditEntry.what)).all() == ["emergency_raised"]

    def test_each_limit_is_told_when_near_and_when_passed_once(self, database: Database):
        with database.write() as session:
            self.raised(session)
        begin = utc_now()
        hours = [0, 3, 4.1, 4.5, 5.1, 6, 19, 20.1, 23, 24.1, 30]
        told = [remind(database, RULE, now=begin + dt.timedelta(hours=hour)) for hour in hours]
        assert told == [0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0]
        with database.read() as session:
            texts = [notice.text for notice in unread(session, [OVERSIGHT])]
            assert sum("快到期限" in text for text in texts) == sum("已超过期限" in text for text in texts) == 2

    def test_what_is_done_is_not_reminded_of(self, database: Database):
        with database.write() as session:
            ident = self.raised(session)
            done = mark_done(session, ident, WORD, "staff:spokesman", "已通过政府网站发布停水原因和恢复时间。")
            assert done.duties[0].done_by == "staff:spokesman" and done.duties[0].left(utc_now()) is None
            with pytest.raises(EmergencyError, match="已经登记过"):
                mark_done(session, ident, WORD, "staff:spokesman", "再说一次也不能改。")
        assert remind(database, RULE, now=utc_now() + dt.timedelta(hours=6)) == 0

    def test_what_was_done_late_stays_late(self, database: Database):
        with database.write() as session:
            ident = self.raised(session, dt.timedelta(hours=6))
            one = mark_done(session, ident, WORD, "staff:a", "权威信息已经发布。")
            assert one.duties[0].late(utc_now()) and not one.duties[1].late(utc_now())
            earlier = self.raised(session, dt.timedelta(hours=6))
            in_time = mark_done(session, earlier, WORD, "staff:a", "权威信息已经发布。", at=utc_now() - dt.timedelta(hours=2))
            assert not in_time.duties[0].late(utc_now())

    def test_when_it_is_over_the_clock_stops(self, database: Database):
        with database.write() as session:
            ident = self.raised(session)
            closed = close_emergency(session, ident, "staff:oversight", "核实为误报。")
            assert closed.closed_by == "staff:oversight" and open_emergencies(session) == [] and emergencies(session) == [closed]
            with pytest.raises(EmergencyError, match="已经结束"):
                mark_done(session, ident, WORD, "staff:a", "已经结束的不能再登记。")
            assert session.scalars(select(AuditEntry.what).order_by(AuditEntry.id)).all() == ["emergency_raised", "emergency_closed"]
        assert remind(database, RULE, now=utc_now() + dt.timedelta(hours=30)) == 0

    def test_the_most_pressing_comes_first(self, database: Database):
        with database.write() as session:
            first, second, third = (self.raised(session, dt.timedelta(hours=hours)) for hours in (1, 3, 2))
            mark_done(session, second, WORD, "staff:a", "权威信息已经发布。")
            assert [one.id for one in open_emergencies(session)] == [third, first, second]

    def test_wrong_words_are_refused(self, database: Database):
        with database.write() as session:
            ident = self.raised(session)
            now = utc_now()
            for call in (
                lambda: raise_emergency(session, None, "某水厂管网爆裂", "全镇停水", "staff:a"),
                lambda: raise_emergency(session, RULE, "短", "全镇停水没有水", "staff:a"),
                lambda: raise_emergency(session, RULE, "某水厂管网爆裂", "", "staff:a"),
                lambda: raise_emergency(session, RULE, "某水厂管网爆裂", "全镇停水没有水", "staff:a", at=now + dt.timedelta(hours=1)),
                lambda: mark_done(session, ident, "else", "staff:a", "已经发布了信息。"),
                lambda: mark_done(session, ident, WORD, "staff:a", " "),
                lambda: mark_done(session, ident, WORD, "staff:a", "已经发布了信息。", at=now - dt.timedelta(days=1)),
                lambda: mark_done(session, 999, WORD, "staff:a", "已经发布了信息。"),
                lambda: close_emergency(session, ident, "staff:a", "无"),
            ):
                with pytest.raises(EmergencyError, match=r"。$"):
                    call()
            assert session.scalar(select(func.count()).select_from(Emergency)) == 1

    def test_numbers_in_what_is_said_are_hidden(self, database: Database):
        with database.write() as session:
            one = raise_emergency(session, RULE, f"某水厂爆裂{PHONE}", f"来电人{PHONE}", "staff:a")
            assert PHONE not in f"{one.title}{one.why}"


def test_a_ticket_that_is_over_still_counts(database: Database):
    many(database, 4)
    with database.write() as session:
        for ticket in session.scalars(select(Ticket)).all()[:2]:
            SERVICE.act(session, ticket, Act.WITHDRAW, "citizen")
    report(database, WAYS[4], 60)
    report(database, WAYS[0], 61)
    gather(database)
    with database.read() as session:
        assert session.scalars(select(HotTopic.tickets)).one() >= 4
