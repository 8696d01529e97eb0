"""Joining what others reported, on both databases: one transaction, one answer for all, and nothing of the others given away."""

import asyncio
import threading

import pytest
from sqlalchemy import func, select

from bot.delivery.models import Notice
from bot.delivery.staff import StaffNotice
from bot.filing.joining import TOO_LATE
from bot.store import Database
from bot.tickets.joining import join, joined_counts, to_join
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import Act, LifecycleError
from bot.tickets.models import Ticket
from bot.tickets.service import Filing, TicketError, find
from tests.support.desk import Talk, open_talk
from tests.support.people import NAME, OTHER_PHONE, PHONE
from tests.support.tickets import AGENCY, CLERK, OTHER_AGENCY, RECEIVED, TICKETS, act, acts, days, filed, filing, on, told

LAMP = "枞阳镇银塘路的路灯坏了一个星期，我叫方国栋，住银塘路18号"
ASKED = "银塘路晚上黑灯瞎火，路灯不亮"


def lamp(text: str = LAMP, kind: Kind = Kind.COMPLAINT, conversation: str = "0" * 32) -> Filing:
    applicant = {"applicant_name": NAME, "contact_phone": PHONE}
    return Filing(kind, applicant, "citizen", {"description": text}, text[:60], AGENCY, "web", conversation_id=conversation)


def filed_lamp(session, *given: object) -> Ticket:
    with on(RECEIVED):
        return session.get_one(Ticket, TICKETS.file(session, lamp(*given)).ticket_id)


def joined(session, main: Ticket, conversation: str = "1" * 32) -> Ticket:
    with on(RECEIVED):
        return session.get_one(Ticket, join(session, TICKETS, lamp(ASKED, conversation=conversation), main.number).filed.ticket_id)


class TestTheService:
    def test_who_joins_has_a_ticket_of_his_own_and_hears_the_main_ones_answer(self, database: Database):
        with database.write() as session:
            main = filed_lamp(session)
            with on(RECEIVED):
                done = join(session, TICKETS, lamp(ASKED), main.number)
            own = session.get_one(Ticket, done.filed.ticket_id)
            assert (own.status, own.main_id, acts(own), acts(main)[-1]) == ("merged", main.id, ["receive", "merge"], "attach")
            assert (done.main.number, done.main.reported, done.main.due_on) == (main.number, 2, main.due_on)
            assert told(session, own) == [] and told(session, main) == ["attached"]
            act(session, main, Act.SIGN)
            with on(days(1)):
                TICKETS.answer(session, main, CLERK, "solved", f"已与反映人（{PHONE}）联系，路灯都修好了。")
            assert told(session, own) == ["main_answered"]
            view = TICKETS.look_up(session, own.number, done.filed.query_code)
            assert view.number == own.number and "路灯都修好了" in view.answer and PHONE not in view.answer
            assert [step.what for step in view.timeline] == ["收到", "合并", "签收", "答复"]

    def test_its_agency_is_not_asked_to_sign_for_it(self, database: Database):
        with database.write() as session:
            main = filed_lamp(session)
            joined(session, main)
            templates = session.scalars(select(StaffNotice.template).order_by(StaffNotice.id)).all()
            assert templates == ["staff_dispatched", "staff_attached"]

    def test_a_hundred_who_join_are_not_a_hundred_notices(self, database: Database):
        with database.write() as session:
            main = filed_lamp(session)
            for number in range(12):
                joined(session, main, f"{number:032d}")
            staff = session.scalars(select(StaffNotice.text).where(StaffNotice.template == "staff_attached").order_by(StaffNotice.id)).all()
            assert [text[text.index("共") :][:4] for text in staff] == ["共1张）", "共5张）", "共10张"]
            assert told(session, main) == ["attached"] and joined_counts(session, [main.id]) == {main.id: 12}

    def test_many_may_join_at_once(self, database: Database):
        with database.write() as session:
            number = filed_lamp(session).number
        errors: list[BaseException] = []

        def work(place: int) -> None:
            try:
                for part in range(3):
                    with database.write() as session:
                        join(session, TICKETS, lamp(ASKED, conversation=f"{place}{part}".zfill(32)), number)
            except BaseException as error:
                errors.append(error)

        threads = [threading.Thread(target=work, args=(place,)) for place in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with database.read() as session:
            main = find(session, number)
            assert errors == [] and joined_counts(session, [main.id]) == {main.id: 12} and acts(main).count("attach") == 12

    def test_what_cannot_be_joined_is_refused_and_nothing_is_filed(self, database: Database):
        with database.write() as session:
            over, other = filed_lamp(session), filed_lamp(session, "建议银塘路多装路灯", Kind.SUGGESTION)
            act(session, over, Act.WITHDRAW, actor="citizen")
        for number, error in ((over.number, LifecycleError), (other.number, TicketError), ("T20990101001", TicketError), ("", TicketError)):
            with pytest.raises(error, match="单独登记"), database.write() as session:
                join(session, TICKETS, lamp(ASKED), number)
        with database.read() as session:
            assert session.scalar(select(func.count()).select_from(Ticket)) == 2

    def test_when_the_main_one_is_withdrawn_the_next_goes_on_and_bears_the_others(self, database: Database):
        with database.write() as session:
            main = filed_lamp(session)
            second, third = joined(session, main, "1" * 32), joined(session, main, "2" * 32)
            act(session, main, Act.WITHDRAW, actor="citizen")
            session.expire_all()
            assert (second.status, second.main_id, acts(second)[-1]) == ("dispatched", None, "resume")
            assert third.main_id == second.id and second.due_on is not None
            assert told(session, second) == ["resumed"]
            act(session, second, Act.SIGN, day=days(1))
            with on(days(2)):
                TICKETS.answer(session, second, CLERK, "solved", "路灯已经全部修好，请查看。")
            assert told(session, third) == ["main_answered"]

    def test_what_becomes_of_the_main_one_is_told_to_all(self, database: Database):
        with database.write() as session:
            main = filed_lamp(session)
            own = joined(session, main)
            act(session, main, Act.REASSIGN, to=OTHER_AGENCY)
            act(session, main, Act.TRANSFER, f"已进入信访程序，经办人电话{PHONE}。", channel="petition")
            assert told(session, own) == ["reassigned", "transferred"]
            notice = session.scalars(select(Notice).where(Notice.ticket_id == own.id, Notice.template == "transferred")).one()
            assert "信访" in notice.data["text"] and PHONE not in notice.data["text"] and own.number == notice.data["number"]


class TestWhatOthersAreTold:
    def test_nothing_that_its_citizen_wrote(self, database: Database):
        with database.write() as session:
            main = filed_lamp(session)
            [one] = to_join(session, Kind.COMPLAINT, ASKED)
            assert (one.number, one.agency, one.received_on, one.reported) == (main.number, AGENCY, RECEIVED, 1)
            assert one.about == "银塘路：路灯"
            assert not any(words in str(one) for words in (NAME, "18号", "一个星期"))

    def test_only_what_concerns_many(self, database: Database):
        with database.write() as session:
            for text in ("恒达饲料厂拖欠我们三个月工资", "银塘路幼儿园老师体罚孩子，路灯也不亮"):
                with on(RECEIVED):
                    TICKETS.file(session, lamp(text))
            assert to_join(session, Kind.COMPLAINT, "恒达饲料厂不给钱，拖欠工资三个月") == []
            assert to_join(session, Kind.COMPLAINT, "银塘路幼儿园路灯不亮") == []

    def test_only_open_ones_of_the_kind_that_are_others(self, database: Database):
        with database.write() as session:
            main = filed_lamp(session)
            assert to_join(session, Kind.SUGGESTION, ASKED) == []
            assert to_join(session, Kind.COMPLAINT, ASKED, conversation_id="0" * 32) == []
            assert to_join(session, Kind.COMPLAINT, "汤沟镇先锋村路灯不亮") == []
            act(session, main, Act.WITHDRAW, actor="citizen")
            assert to_join(session, Kind.COMPLAINT, ASKED) == []


COMPLAINT = ("我要投诉", "银塘路晚上黑灯瞎火，路灯不亮", "枞阳镇银塘路菜市场旁", "上个星期", NAME, OTHER_PHONE)


@pytest.fixture
def talk(database: Database, tmp_path) -> Talk:
    with database.write() as session:
        TICKETS.file(session, lamp())
    return open_talk(database, tmp_path)


class TestInTheConversation:
    def test_the_review_offers_it_beside_the_usual(self, talk: Talk):
        review = asyncio.run(talk.through(*COMPLAINT))
        assert review.asks == "review" and [option.text for option in review.options] == ["确认", "一起办", "取消"]
        assert "已有1人" in review.text and "银塘路：" in review.text and AGENCY in review.text
        assert not any(words in review.text for words in ("方国栋，住", "18号"))

    def test_confirming_files_ones_own_as_ever(self, talk: Talk):
        filed = asyncio.run(talk.through(*COMPLAINT, "确认"))
        with talk.desk.database.read() as session:
            assert filed.outcome == "filed" and find(session, filed.ticket.number).status == "dispatched"

    @pytest.mark.parametrize("words", ["一起办", "好的，一起办吧", "加入", "和他们一起", "那就一起处理吧。"])
    def test_joining_is_one_word(self, talk: Talk, words: str):
        reply = asyncio.run(talk.through(*COMPLAINT, words))
        with talk.desk.database.read() as session:
            own = find(session, reply.ticket.number)
            assert (reply.outcome, own.status, own.agency) == ("filed", "merged", AGENCY)
            assert reply.ticket.due_on == session.get_one(Ticket, own.main_id).due_on
        assert reply.ticket.query_code in reply.text and "共有2人" in reply.text and reply.citations

    def test_when_it_is_over_meanwhile_ones_own_is_filed(self, talk: Talk):
        asyncio.run(talk.through(*COMPLAINT))
        with talk.desk.database.write() as session:
            main = session.scalars(select(Ticket)).one()
            TICKETS.act(session, main, Act.WITHDRAW, "citizen")
        reply = asyncio.run(talk.through("一起办"))
        assert reply.outcome == "filed" and reply.text.startswith(TOO_LATE)
        with talk.desk.database.read() as session:
            assert find(session, reply.ticket.number).status == "dispatched"

    def test_without_an_offer_the_words_mean_nothing(self, database: Database, tmp_path):
        talk = open_talk(database, tmp_path)
        review = asyncio.run(talk.through(*COMPLAINT))
        assert [option.text for option in review.options] == ["确认", "取消"]
        assert asyncio.run(talk.through("一起办")).asks == "review"

    def test_a_correction_makes_the_offer_anew(self, talk: Talk):
        asyncio.run(talk.through(*COMPLAINT))
        changed = asyncio.run(talk.through("内容改成汤沟镇先锋村停水三天没人管"))
        assert changed.asks == "review"
        placed = asyncio.run(talk.through("地点改成汤沟镇先锋村"))
        assert placed.asks == "review" and "一起办" not in placed.text

    def test_an_application_is_never_joined(self, talk: Talk):
        with talk.desk.database.write() as session:
            filed(session, TICKETS)
            assert filing().kind is Kind.APPLICATION
        assert to_join_nothing(talk)


def to_join_nothing(talk: Talk) -> bool:
    with talk.desk.database.read() as session:
        return to_join(session, Kind.APPLICATION, "银塘路道路改造工程的中标合同") == []
