"""By which ways a citizen hears: where it was filed, where it was linked to, and what was left for the worst."""

import asyncio

import pytest
from sqlalchemy import select

from bot.conversations import owed, service
from bot.conversations.models import Message
from bot.conversations.understanding import Understanding
from bot.delivery.models import Notice, NoticeState
from bot.delivery.service import Outgoing
from bot.delivery.worker import CannotSend, Worker
from bot.store import Database
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import Act
from bot.tickets.links import MOST, TooManyLinks, link, links_of
from bot.tickets.models import Ticket
from bot.tickets.reach import Reach
from bot.tickets.service import Tickets
from tests.support.desk import Talk, open_talk
from tests.support.people import EMAIL
from tests.support.tickets import REASONS, RECEIVED, filing, on

EVERYTHING = Reach(frozenset({"email", "sms"}))


class Dead:
    """A channel that takes nothing."""

    def __init__(self, *, final: bool = True) -> None:
        self.final = final

    def send(self, _notice: Outgoing) -> None:
        raise CannotSend("dead", final=self.final)


class Taking:
    """A channel that takes everything."""

    def __init__(self) -> None:
        self.took: list[Outgoing] = []

    def send(self, notice: Outgoing) -> None:
        self.took.append(notice)


def file(database: Database, reach: Reach, channel: str = "web", conversation: str | None = "c" * 32, **applicant: str) -> tuple[Tickets, int]:
    tickets = Tickets(reach=reach)
    with on(RECEIVED), database.write() as session:
        made = tickets.file(session, _left(filing(Kind.COMPLAINT), channel, conversation, applicant))
        tickets.act(session, session.get_one(Ticket, made.ticket_id), Act.SIGN, "staff:clerk")
    return tickets, made.ticket_id


def _left(base, channel, conversation, applicant):
    from dataclasses import replace

    return replace(base, channel=channel, conversation_id=conversation, applicant={"applicant_name": "方国栋", **applicant})


def answer(database: Database, tickets: Tickets, ticket_id: int) -> None:
    with on(RECEIVED), database.write() as session:
        tickets.answer(session, session.get_one(Ticket, ticket_id), "staff:clerk", "solved", REASONS)


def channels(database: Database, template: str = "answered") -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Notice.channel).where(Notice.template == template).order_by(Notice.id)))


def test_an_answer_to_a_page_goes_to_the_e_mail_that_was_left_too(database: Database):
    tickets, ticket = file(database, EVERYTHING, email=EMAIL)
    answer(database, tickets, ticket)
    assert channels(database) == ["web", "email"]
    assert channels(database, "signed") == ["web"]


def test_a_way_that_the_desk_does_not_have_is_not_tried(database: Database):
    tickets, ticket = file(database, Reach(), email=EMAIL)
    answer(database, tickets, ticket)
    assert channels(database) == ["web"]


def test_a_channel_that_comes_to_the_citizen_needs_no_letter_beside(database: Database):
    tickets, ticket = file(database, EVERYTHING, channel="wechat", email=EMAIL)
    answer(database, tickets, ticket)
    assert channels(database) == ["wechat"]


def test_what_a_channel_refuses_goes_by_the_next_way_that_was_left(database: Database):
    tickets, ticket = file(database, EVERYTHING, channel="wechat", email=EMAIL, contact_phone="13900000011")
    answer(database, tickets, ticket)
    mail, phone = Dead(), Taking()
    worker = Worker(database, {"wechat": Dead(), "email": mail, "sms": phone, "console": Taking()}, EVERYTHING.next_way)
    while worker.run_once():
        pass
    assert channels(database) == ["wechat", "email", "sms"]
    assert [notice.template for notice in phone.took].count("answered") == 1
    with database.read() as session:
        states = dict(session.execute(select(Notice.channel, Notice.state).where(Notice.template == "answered")).tuples().all())
    assert states == {"wechat": NoticeState.FAILED, "email": NoticeState.FAILED, "sms": NoticeState.SENT}


def test_trouble_that_may_pass_changes_no_way(database: Database):
    tickets, ticket = file(database, EVERYTHING, channel="wechat", email=EMAIL)
    answer(database, tickets, ticket)
    Worker(database, {"wechat": Dead(final=False), "email": Taking()}, EVERYTHING.next_way).run_once()
    assert channels(database) == ["wechat"]


def test_a_linked_conversation_is_told_as_well(database: Database):
    tickets, ticket = file(database, Reach())
    with database.write() as session:
        other = service.of_address(session, "wechat", "somebody")
        link(session, session.get_one(Ticket, ticket), "wechat", other)
        link(session, session.get_one(Ticket, ticket), "wechat", other)
    answer(database, tickets, ticket)
    assert channels(database) == ["web", "wechat"]


def test_a_ticket_is_told_of_in_so_many_places_and_no_more(database: Database):
    _, ticket = file(database, Reach())
    with database.write() as session:
        row = session.get_one(Ticket, ticket)
        for place in range(MOST):
            link(session, row, "web", f"{place}" * 32)
        with pytest.raises(TooManyLinks):
            link(session, row, "web", "f" * 32)
        assert len(links_of(session, ticket)) == MOST


def test_a_citizen_links_a_ticket_with_number_and_code_and_unlinks_it(database: Database, tmp_path):
    mine, other = open_talk(database, tmp_path), open_talk(database, tmp_path)
    filed = asyncio.run(mine.through("我要投诉", "楼下烧烤摊每天半夜冒黑烟，熏得没法睡觉", "枞阳镇莲花湖路18号", "每晚11点以后", "匿名", "没有", "确认")).ticket
    refused = asyncio.run(other.through(f"关联 {filed.number} {'0' * 8 if filed.query_code != '0' * 8 else '1' * 8}"))
    assert "不对" in refused.text
    seen = asyncio.run(other.through(f"查进度 {filed.number} {filed.query_code}"))
    choice = next(option for option in seen.options if filed.number in option.text)
    assert "关联" in choice.text
    assert "同时发到这个对话" in asyncio.run(other.through(choice.text)).text
    assert filed.number in asyncio.run(other.through("查进度")).text
    with database.read() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == filed.number)).one()
        assert [row.conversation_id for row in links_of(session, ticket.id)] == [other.conversation_id]
    assert "已取消" in asyncio.run(other.through(f"取消关联 {filed.number}")).text
    assert "不用取消" in asyncio.run(other.through(f"取消关联 {filed.number}")).text


# — what the citizen did himself in a conversation ——————————————————————————————


def withdrawn(database: Database, tmp_path, channel: str, **left: str) -> tuple[Talk, int]:
    """A ticket that its citizen took back in the conversation where it was filed; the talk, and the message that did it."""
    talk = open_talk(database, tmp_path)
    if channel != "web":
        with database.write() as session:
            talk.conversation_id = service.of_address(session, channel, "somebody")
    tickets = Tickets(reach=EVERYTHING)
    with database.write() as session:
        made = tickets.file(session, _left(filing(Kind.COMPLAINT), channel, talk.conversation_id, left))
        link(session, session.get_one(Ticket, made.ticket_id), "telegram", service.of_address(session, "telegram", "elsewhere"))
    asyncio.run(talk.through("撤回投诉"))
    asyncio.run(talk.inbox.take(talk.conversation_id, "确认撤回", "m-1", owed=channel != "web"))
    with database.read() as session:
        return talk, session.scalars(select(Message.id).where(Message.client_message_id == "m-1")).one()


def told(database: Database) -> list[tuple[str, str, str]]:
    with database.read() as session:
        rows = session.execute(select(Notice.channel, Notice.template, Notice.state).where(Notice.template.in_(("withdrawn", "reply"))).order_by(Notice.id))
        return [(channel, template, state) for channel, template, state in rows]


@pytest.mark.parametrize("channel", ["web", "wechat"])
def test_what_a_reply_tells_comes_as_a_notice_elsewhere_only(database: Database, tmp_path, channel: str):
    talk, _ = withdrawn(database, tmp_path, channel)
    here, there = Taking(), Taking()
    Worker(database, {channel: here, "telegram": there, "console": Taking()}, EVERYTHING.next_way).run_once()
    assert [notice.template for notice in there.took] == ["withdrawn"]
    assert here.took == []
    with database.read() as session:
        assert "已撤回" in service.history(session, talk.conversation_id)[-1]["text"]


def test_where_the_reply_never_arrives_the_notice_goes_by_the_next_way(database: Database, tmp_path):
    _, message = withdrawn(database, tmp_path, "wechat", email=EMAIL)
    with database.write() as session:
        owed.acknowledge(session, owed.Item(session.get_one(Message, message).conversation_id, "m-1"))
        owed.hand_over_left(session)
    mail = Taking()
    worker = Worker(database, {"wechat": Dead(), "telegram": Taking(), "email": mail, "console": Taking()}, EVERYTHING.next_way)
    while worker.run_once():
        pass
    assert [(notice.template, notice.to.address) for notice in mail.took] == [("withdrawn", EMAIL)]
    assert ("wechat", "reply", NoticeState.FAILED) in told(database)


def test_another_reply_that_is_given_up_tells_nothing_twice(database: Database, tmp_path):
    talk, _ = withdrawn(database, tmp_path, "wechat", email=EMAIL)
    asyncio.run(talk.inbox.take(talk.conversation_id, "谢谢", "m-2", owed=True))
    with database.write() as session:
        owed.settle(session, owed.Item(talk.conversation_id, "m-1"))
        owed.acknowledge(session, owed.Item(talk.conversation_id, "m-2"))
        owed.hand_over_left(session)
    mail = Taking()
    worker = Worker(database, {"wechat": Dead(), "telegram": Taking(), "email": mail, "console": Taking()}, EVERYTHING.next_way)
    while worker.run_once():
        pass
    assert mail.took == []
    assert told(database).count(("wechat", "reply", NoticeState.FAILED)) == 1


def test_an_act_whose_reply_is_not_kept_is_told_by_notice(database: Database, tmp_path):
    talk = open_talk(database, tmp_path)
    with database.write() as session:
        Tickets().file(session, _left(filing(Kind.COMPLAINT), "web", talk.conversation_id, {}))
    for text in ("撤回投诉", "确认撤回"):
        talk.inbox.act("answer", talk.conversation_id, None, text, Understanding())
    assert told(database) == [("web", "withdrawn", NoticeState.WAITING)]
