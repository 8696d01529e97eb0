"""The yearly self-check: what it finds, what it proposes, what is decided, on both databases."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from bot.oversight import self_check
from bot.oversight.models import SelfCheck, SelfCheckGroup
from bot.oversight.self_check import Chosen, SelfCheckError
from bot.people.models import AuditEntry
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import Act
from bot.tickets.models import Ticket
from tests.support.people import ID_NUMBER
from tests.support.tickets import AGENCY, OTHER_AGENCY, TICKETS, filing, on

NOVEMBER = dt.date(2026, 11, 3)
RECEIVED = dt.date(2026, 9, 14)
REASON = "属于本机关内部的讨论记录和过程稿，不予公开。"


def asked_for(database, text: str, outcome: str = "", agency: str = AGENCY, day: dt.date = RECEIVED, kind: Kind = Kind.APPLICATION) -> str:
    draft = filing(kind, agency)
    draft = type(draft)(**{**draft.__dict__, "title": text[:60], "matter": {"info_description": text}})
    with database.write() as session, on(day):
        ticket = session.get_one(Ticket, TICKETS.file(session, draft).ticket_id)
        TICKETS.act(session, ticket, Act.SIGN, "staff:a")
        if outcome:
            TICKETS.answer(session, ticket, "staff:a", outcome, REASON)
        return ticket.number


def checked(database, day: dt.date = NOVEMBER) -> list[SelfCheckGroup]:
    with database.write() as session:
        self_check.ask(session, day, "oversight")
    self_check.make(database)
    with database.read() as session:
        found, _ = self_check.groups(session, self_check.latest(session), Chosen())
    return found


def test_withheld_and_often_asked_for_are_found_each_with_a_proposal(database):
    roads = [asked_for(database, f"{year}年道路改造工程中标合同", "3.1") for year in (2022, 2023, 2024)]
    asked_for(database, "局长办公会讨论记录", "3.3.6")
    for _ in range(3):
        asked_for(database, "历年路灯安装验收单", "3.4.1")
    asked_for(database, "医保报销比例", "3.1")  # once, and given: nothing to look at
    asked_for(database, "道路改造工程中标合同", "3.1", OTHER_AGENCY)
    asked_for(database, "道路改造工程中标合同", "3.3.7", day=dt.date(2025, 10, 31))  # before the twelve months
    asked_for(database, "道路改造工程什么时候完工", kind=Kind.CONSULTATION)
    found = checked(database)
    assert {(row.title, row.agency, row.asked, row.withheld, row.given, row.proposal) for row in found} == {
        ("2022年道路改造工程中标合同", AGENCY, 3, 0, 3, "publish"), ("局长办公会讨论记录", AGENCY, 1, 1, 0, "review"),
        ("历年路灯安装验收单", AGENCY, 3, 0, 0, "guide"),
    }  # fmt: skip
    assert found[0].numbers == roads[::-1] and found[0].outcomes == {"3.1": 3}
    with database.read() as session:
        check = self_check.latest(session)
        assert (check.first, check.last, check.read, check.whole) == (dt.date(2025, 11, 1), dt.date(2026, 10, 31), 9, 9)
        assert self_check.summary(session, check, None) == {"publish": 1, "review": 1, "guide": 1, "all": 3, "decided": 0}
        assert self_check.summary(session, check, OTHER_AGENCY)["all"] == 0


def test_numbers_of_people_are_hidden_in_titles(database):
    asked_for(database, f"我的宅基地审批材料，身份证 {ID_NUMBER}", "3.3.4")
    (row,) = checked(database)
    assert ID_NUMBER not in row.title and "宅基地" in row.title


def test_a_list_that_was_interrupted_is_made_anew_and_once(database, monkeypatch):
    asked_for(database, "讨论记录", "3.3.6"), asked_for(database, "请示报告", "3.3.6", OTHER_AGENCY)
    with database.write() as session:
        self_check.ask(session, NOVEMBER, "oversight")
        assert self_check.ask(session, NOVEMBER, "somebody else").asked_by == "oversight"
    real = self_check._make_agency

    def dies(database, ident, agency, period):
        if agency == AGENCY:
            raise KeyboardInterrupt
        return real(database, ident, agency, period)

    monkeypatch.setattr(self_check, "_make_agency", dies)
    with pytest.raises(KeyboardInterrupt):
        self_check.make(database)
    monkeypatch.setattr(self_check, "_make_agency", real)
    assert self_check.make(database) == 2 and self_check.make(database) == 0
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(SelfCheckGroup)) == 2
        assert session.scalars(select(SelfCheck)).one().read == 2


def test_it_is_asked_for_by_itself_once_every_november(database):
    with database.write() as session:
        assert not self_check.wanted_in_november(session, dt.date(2026, 10, 31))
        assert self_check.wanted_in_november(session, NOVEMBER)
        self_check.ask(session, NOVEMBER, self_check.DESK)
        assert not self_check.wanted_in_november(session, dt.date(2026, 11, 30))
        assert self_check.wanted_in_november(session, dt.date(2027, 11, 1))


def test_a_decision_is_kept_with_its_reason_and_written_down(database):
    asked_for(database, "讨论记录", "3.3.6")
    (row,) = checked(database)
    for decision, reason, agency, why in (
        ("x", "", None, "请选择"), ("kept", " ", None, "写明理由"), ("kept", "长" * 1001, None, "1000"), ("published", "", OTHER_AGENCY, "没有找到"),
    ):  # fmt: skip
        with pytest.raises(SelfCheckError, match=why), database.write() as session:
            self_check.decide(session, row.id, agency, decision, reason, "oversight")
    with database.write() as session:
        self_check.decide(session, row.id, AGENCY, "kept", "仍在讨论，电话 13900000011", "head")
    with database.read() as session:
        kept = session.get_one(SelfCheckGroup, row.id)
        assert (kept.decision, kept.reason, kept.decided_by) == ("kept", "仍在讨论，电话 139****0011", "head")
        assert session.scalars(select(AuditEntry.what).where(AuditEntry.what == "check_decided")).all() == ["check_decided"]
        check = self_check.latest(session)
        assert [len(self_check.groups(session, check, Chosen(decided=decided))[0]) for decided in ("yes", "no")] == [1, 0]


def test_pages_show_every_group_once(database, monkeypatch):
    with database.write() as session:
        check = self_check.ask(session, NOVEMBER, "oversight")
        session.add_all(
            SelfCheckGroup(check_id=check.id, agency=AGENCY, title=str(n), asked=n % 3, withheld=1, given=0, proposal="review") for n in range(11)
        )
    seen, after = [], ""
    with database.read() as session:
        check = self_check.latest(session)
        while True:
            rows, after = self_check.groups(session, check, Chosen(), after, limit=4)
            seen += [row.id for row in rows]
            if not after:
                break
        everything = session.scalars(select(SelfCheckGroup.id).order_by(SelfCheckGroup.asked.desc(), SelfCheckGroup.id)).all()
    assert seen == list(everything)
