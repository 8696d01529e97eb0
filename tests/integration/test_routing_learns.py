"""What a person decides is learned: after some corrections of a kind of matter the next is routed right, without a restart."""

import zipfile

import pytest

from bot.agencies.history import CORRECTION_COUNTS, Message, learn, save_learned
from bot.agencies.service import history_name, load_router
from bot.tickets.decided import decided
from bot.tickets.lifecycle import Act
from bot.tickets.models import Ticket
from bot.tickets.service import Filing
from tests.support.desk import offices
from tests.support.people import NAME, PHONE
from tests.support.tickets import RECEIVED as DAY
from tests.support.tickets import TICKETS, filing, on

# In this place the water people look after the boardwalk: only what was decided can tell.
WRONG, RIGHT = "县城市管理局", "县水利局"
TOLD = ("云栖栈道的木板断了一块", "云栖栈道的扶手松动", "云栖栈道上没有灯", "云栖栈道的台阶塌了", "云栖栈道的木板翘起来绊人")
NEXT = "云栖栈道的扶手掉了"


def _ticket(session, text: str, agency: str, acts: list[tuple[Act, dict]]) -> None:
    draft = filing(agency=agency)
    matter = {"description": f"{text}，我叫{NAME}，电话{PHONE}"}
    made = TICKETS.file(session, Filing(draft.kind, draft.applicant, "citizen", matter, text, agency, "web", conversation_id="0" * 32))
    ticket = session.get_one(Ticket, made.ticket_id)
    for act, more in acts:
        TICKETS.act(session, ticket, act, "staff:oversight", "按职责", more)


@pytest.fixture
def corrected(database):
    with on(DAY), database.write() as session:
        for text in TOLD:
            _ticket(session, text, WRONG, [(Act.REASSIGN, {"to": RIGHT})])
        for text in ("路灯坏了一个月", "井盖没了", "垃圾没人拉", "摆摊占道"):
            _ticket(session, text, "县公安局", [(Act.REASSIGN, {"to": WRONG})])
    return database


def _teach(database, path) -> None:
    with database.read() as session:
        found = [Message(agency, "", text) for agency, text, moved in decided(session) for _ in range(CORRECTION_COUNTS if moved else 1)]
    save_learned(learn(found), path)


def test_after_some_corrections_the_next_one_is_routed_right_without_a_restart(corrected, tmp_path):
    path = tmp_path / history_name("zongyang")
    router = load_router(offices().profile, path)
    assert router.route(NEXT).agency != RIGHT
    _teach(corrected, path)
    decision = router.route(NEXT)
    assert decision.agency == RIGHT and "以往的办理情况" in decision.candidates[0].why


def test_other_matters_stay_where_they_were(corrected, tmp_path):
    path = tmp_path / history_name("zongyang")
    _teach(corrected, path)
    router = load_router(offices().profile, path)
    assert router.route("老板拖欠工资不给").agency == "县人力资源和社会保障局"
    assert router.route("孩子在学校被同学打了").agency == "县教育体育局"


def test_nobodys_data_is_learned(corrected, tmp_path):
    with corrected.read() as session:
        assert not any(NAME in text or PHONE[-4:] in text for _, text, _ in decided(session))
    path = tmp_path / "l.npz"
    _teach(corrected, path)
    with zipfile.ZipFile(path) as kept:
        everything = b"".join(kept.read(name) for name in kept.namelist()).decode("utf-8", "ignore")
    assert NAME not in everything and PHONE not in everything


def test_a_ticket_nobody_decided_teaches_nothing(database):
    with on(DAY), database.write() as session:
        _ticket(session, TOLD[0], WRONG, [])
    with database.read() as session:
        assert list(decided(session)) == []
