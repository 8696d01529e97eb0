"""What a ticket is found by is kept with it: words, co-agencies, the phone's last four digits; on both databases."""

import pytest
from sqlalchemy import delete, select, text, update

from bot.store import Database
from bot.tickets import finding
from bot.tickets.lifecycle import Act
from bot.tickets.models import WORDS_INDEX, CoAgency, Ticket
from bot.tickets.phones import tail_key
from tests.support.people import ID_NUMBER, OTHER_PHONE, PHONE
from tests.support.tickets import OTHER_AGENCY, TICKETS, act, filed, filing, signed


def _found(database: Database, words: str, mark: str = "") -> list[int]:
    with database.read() as session:
        hits = WORDS_INDEX.hits(session, words, mark)
        return [] if hits is None else list(session.scalars(select(hits.id).where(hits.fits).order_by(hits.id)))


def _file(database: Database, title: str, description: str = "") -> int:
    with database.write() as session:
        filed_ = TICKETS.file(session, _with(title, description or title))
    return filed_.ticket_id


def _with(title: str, description: str):
    made = filing()
    return type(made)(**{**vars(made), "title": title, "matter": {"description": description, "delivery_form": "电子"}})


def test_words_are_found_wherever_they_stand_and_only_together(database: Database):
    roads, buses = _file(database, "道路改造工程的中标合同", "莲花小区南门，S228 省道"), _file(database, "公交不停站", "道路边的站牌")
    found = {
        "道路": [roads, buses], "改造工程": [roads], "道路 站牌": [buses], "Ｓ228": [roads], "s228": [roads], "合同的中标": [],
        "路": [], "": [], "，。 %": [], "电子": [], "\0": [],
    }  # fmt: skip
    assert {words: _found(database, words) for words in found} == found


@pytest.mark.parametrize("words", ['"道路', "道路*", "道路 OR 公交", "pairs:道路", "NEAR(道路 公交)", "'; DROP TABLE ticket; --", "道路" * 400])
def test_no_sign_of_a_query_language_does_anything(database: Database, words):
    _file(database, "公交不停站")
    assert _found(database, words) == []


def test_long_numbers_are_not_in_the_index(database: Database):
    _file(database, "请回电", f"电话{OTHER_PHONE}，身份证{ID_NUMBER}，2023年第15号文")
    assert _found(database, OTHER_PHONE) == _found(database, ID_NUMBER) == _found(database, ID_NUMBER[:6]) == []
    assert len(_found(database, "2023年第15号文")) == 1


def test_a_correction_is_found_too(database: Database):
    with database.write() as session:
        ticket = signed(session, TICKETS)
        act(session, ticket, Act.ASK_CORRECTION, "请写明年份")
        act(session, ticket, Act.CORRECT, "是横埠河大桥的合同")
        ident = ticket.id
    assert _found(database, "横埠河大桥") == _found(database, "道路改造") == _found(database, "道路改造 横埠") == [ident]


def test_words_are_found_by_the_agency_that_leads_now(database: Database):
    with database.write() as session:
        moved, kept = filed(session, TICKETS), filed(session, TICKETS)
        ours = moved.agency
        act(session, moved, Act.SIGN)
        act(session, moved, Act.RETURN, "不属于本单位职责")
        act(session, moved, Act.REASSIGN, to=OTHER_AGENCY)
    assert _found(database, "中标合同") == [moved.id, kept.id]
    assert _found(database, "中标合同", ours) == [kept.id]
    assert _found(database, "中标合同", OTHER_AGENCY) == [moved.id]
    assert _found(database, "中标合同", "县财政局") == _found(database, "公交", ours) == []


def test_co_agencies_have_rows_that_follow_the_ticket(database: Database):
    with database.write() as session:
        ticket = filed(session, TICKETS)
        act(session, ticket, Act.SET_CO, agencies=[OTHER_AGENCY, "县财政局"])
    assert _co(database) == {OTHER_AGENCY, "县财政局"}
    with database.write() as session:
        act(session, session.merge(ticket), Act.REASSIGN, to="县财政局")
    assert _co(database) == {OTHER_AGENCY}


def _co(database: Database) -> set[str]:
    with database.read() as session:
        return set(session.scalars(select(CoAgency.agency)))


def test_only_a_keyed_digest_of_the_last_four_digits_is_kept(database: Database):
    with database.write() as session:
        ticket = filed(session, TICKETS)
    assert ticket.phone_tail_key == tail_key(PHONE[-4:]) != tail_key(OTHER_PHONE[-4:])
    assert PHONE[-4:] not in ticket.phone_tail_key


def test_tickets_that_came_another_way_are_caught_up_with_once(database: Database):
    with database.write() as session:
        first, second = filed(session, TICKETS), filed(session, TICKETS, co_agencies=[OTHER_AGENCY])
        session.execute(delete(CoAgency))
        session.execute(update(Ticket).values(phone_tail_key=None))
    version = first.version
    _forget_words(database)
    assert _found(database, "中标合同") == []
    assert list(finding.catch_up(database)) == [2] and list(finding.catch_up(database)) == []
    assert _found(database, "中标合同") == [first.id, second.id] and _co(database) == {OTHER_AGENCY}
    with database.read() as session:
        kept = session.get_one(Ticket, first.id)
        assert (kept.phone_tail_key, kept.version) == (tail_key(PHONE[-4:]), version)


def _forget_words(database: Database) -> None:
    with database.write() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("DELETE FROM ticket_words"))
        else:
            session.execute(text("INSERT INTO ticket_words (ticket_words) VALUES ('delete-all')"))
