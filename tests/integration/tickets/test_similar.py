"""Finding similar open tickets, on both databases: what is found, when it no longer is, and what was filed before the index."""

import threading

import pytest
from sqlalchemy import delete, func, select

from bot.store import Database
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import OPEN, Act
from bot.tickets.likeness import filling, learning
from bot.tickets.likeness.models import SimilarDocument, SimilarPosting, SimilarState
from bot.tickets.models import Ticket
from bot.tickets.service import Filing
from bot.tickets.similar import LIKELY, similar
from tests.support.people import NAME, PHONE
from tests.support.tickets import AGENCY, CLERK, OTHER_AGENCY, RECEIVED, TICKETS, act, on

LAMP, WATER, ROAD = "枞阳镇银塘路的路灯坏了一个星期", "汤沟镇先锋村停水三天了", "会宫镇老街路面有个大坑"
ASKED = "银塘路晚上黑灯瞎火，路灯不亮"


def file(session, text: str, kind: Kind = Kind.COMPLAINT, agency: str = AGENCY, **matter: str) -> Ticket:
    applicant = {"applicant_name": NAME, "contact_phone": PHONE}
    filing = Filing(kind, applicant, "citizen", {"description": text, **matter}, text[:60], agency, "web", conversation_id="0" * 32)
    with on(RECEIVED):
        return session.get_one(Ticket, TICKETS.file(session, filing).ticket_id)


def found(session, text: str = ASKED, **filters: object) -> list[str]:
    return [one.number for one in similar(session, text, **filters)]


def counts(session) -> tuple[int, int]:
    return tuple(session.scalar(select(func.count()).select_from(table)) for table in (SimilarDocument, SimilarPosting))


def test_the_same_matter_in_other_words_is_found_and_described(database: Database):
    with database.write() as session:
        lamp, _, _ = file(session, LAMP), file(session, WATER), file(session, ROAD)
    with database.read() as session:
        [one] = similar(session, ASKED)
        assert (one.ticket_id, one.number, one.kind, one.title, one.agency) == (lamp.id, lamp.number, "complaint", LAMP, AGENCY)
        assert (one.status, one.received_on) == ("dispatched", RECEIVED) and one.likeness >= LIKELY


def test_the_best_comes_first_and_no_more_than_asked_for(database: Database):
    with database.write() as session:
        numbers = [file(session, text).number for text in ("枞阳镇金穗路路灯不亮", LAMP, "银塘路的路灯坏了，晚上黑灯瞎火", WATER)]
        assert found(session)[0] == numbers[2] and set(found(session)[:2]) == {numbers[1], numbers[2]}
        assert len(found(session, limit=1)) == 1


def test_the_place_may_stand_in_its_own_field(database: Database):
    with database.write() as session:
        lamp = file(session, "路灯坏了一个星期", place="枞阳镇银塘路菜市场旁边")
        assert found(session) == [lamp.number]


def test_only_the_kind_and_the_agency_that_are_asked_for(database: Database):
    with database.write() as session:
        complaint, suggestion = file(session, LAMP), file(session, "建议银塘路多装路灯", Kind.SUGGESTION, OTHER_AGENCY)
        assert found(session, kind="complaint") == [complaint.number]
        assert found(session, kind=Kind.SUGGESTION) == [suggestion.number]
        assert found(session, agency=OTHER_AGENCY) == [suggestion.number]
        assert found(session, agency="没有这个单位") == []
        assert complaint.number not in found(session, exclude=complaint.id)


def test_what_is_over_is_not_found_and_leaves_nothing_in_the_index(database: Database):
    with database.write() as session:
        lamp = file(session, LAMP)
        act(session, lamp, Act.WITHDRAW, actor="citizen")
        assert found(session) == [] and counts(session) == (0, 0)


def test_what_has_to_be_done_again_is_found_again(database: Database):
    with database.write() as session:
        lamp = file(session, LAMP)
        act(session, lamp, Act.SIGN)
        with on(RECEIVED):
            TICKETS.answer(session, lamp, CLERK, "solved", "已经修好路灯十二盏。")
        assert found(session) == []
        act(session, lamp, Act.CALL_BACK, satisfied=False, solved=False)
        act(session, lamp, Act.REDO)
        assert found(session) == [lamp.number]


def test_another_agency_is_known_at_once(database: Database):
    with database.write() as session:
        lamp = file(session, LAMP)
        act(session, lamp, Act.REASSIGN, to=OTHER_AGENCY)
        assert found(session, agency=OTHER_AGENCY) == [lamp.number] and found(session, agency=AGENCY) == []


def test_a_filing_that_is_taken_back_leaves_nothing(database: Database):
    with pytest.raises(RuntimeError), database.write() as session:
        file(session, LAMP)
        raise RuntimeError("made up")
    with database.read() as session:
        assert counts(session) == (0, 0)


def test_many_at_once_are_all_found(database: Database):
    def work(number: int) -> None:
        for _ in range(5):
            with database.write() as session:
                file(session, f"枞阳镇银塘路的路灯坏了{number}天")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert len(found(session, limit=50)) == 20


@pytest.mark.parametrize("text", ["", "灯", "灯" * 20_000, "the lamp is broken", "1234567890", "'; DROP TABLE ticket; --", "%_\\", "😀"])
def test_any_text_may_be_asked(database: Database, text: str):
    with database.write() as session:
        file(session, LAMP)
        assert len(found(session, text)) <= 1


def test_what_was_filed_before_the_index_is_brought_in(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(filling, "_BATCH", 2)
    with database.write() as session:
        lamp, *_ = file(session, LAMP), file(session, WATER), file(session, ROAD)
        over = file(session, WATER)
        act(session, over, Act.WITHDRAW, actor="citizen")
        before = counts(session)
        session.execute(delete(SimilarPosting))
        session.execute(delete(SimilarDocument))
    assert filling.fill(database, 10) == filling.Filled(3, 0)
    assert filling.fill(database, 10) == filling.Filled(0, 0)
    with database.read() as session:
        assert counts(session) == before and found(session) == [lamp.number]


def test_bringing_in_goes_on_where_it_stopped_and_takes_nothing_twice(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(filling, "_BATCH", 2)
    with database.write() as session:
        for text in (LAMP, WATER, ROAD, LAMP, WATER):
            file(session, text)
    first = filling.fill(database, 0)
    assert (first.tickets, first.left_from > 0) == (2, True)
    with database.write() as session:
        file(session, ROAD)
    assert filling.fill(database, 10) == filling.Filled(3, 0)
    with database.read() as session:
        assert counts(session)[0] == 6


def test_features_of_an_earlier_version_are_made_anew(database: Database, monkeypatch: pytest.MonkeyPatch):
    with database.write() as session:
        file(session, LAMP)
    filling.fill(database, 10)
    monkeypatch.setattr(filling, "_NAME", "indexed/next")
    assert filling.fill(database, 10) == filling.Filled(1, 0)
    with database.read() as session:
        assert counts(session)[0] == 1


def test_what_everybody_writes_weighs_little_once_that_is_learned(database: Database):
    with database.write() as session:
        for number in range(30):
            file(session, f"枞阳镇第{number}号楼下路灯坏了")
        assert learning.learned_at(session) is None and learning.learn(session) == 30
        common = learning.weights_in(session)
        assert common.known and learning.learned_at(session) is not None
        assert session.scalar(select(SimilarState.number).where(SimilarState.name == "weights"))
    with database.read() as session:
        assert learning.weights_in(session) is common


def test_the_index_holds_the_open_tickets_and_no_other(database: Database):
    with database.write() as session:
        tickets = [file(session, text) for text in (LAMP, WATER, ROAD, LAMP)]
        act(session, tickets[0], Act.REFUSE, "请向法院起诉", channel="court")
        act(session, tickets[3], Act.MERGE, main=tickets[1].number)
        act(session, tickets[2], Act.RETURN, "不属于本局职责")
    with database.read() as session:
        still = session.scalars(select(Ticket.id).where(Ticket.status.in_(sorted(OPEN))))
        assert set(session.scalars(select(SimilarDocument.ticket_id))) == set(still) == {tickets[1].id, tickets[2].id}
