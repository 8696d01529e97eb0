"""Two clerks at one ticket see each other; what one has begun to write is kept, sealed, theirs alone, and gone once it is sent."""

import datetime as dt

import pytest
from sqlalchemy import event, text

from bot.people import drafts, presence
from bot.people.models import AuditEntry, StaffDraft
from bot.store import utc_now
from tests.integration.consoles.conftest import THEIRS, Clerk, Desk, hidden

WORDS = "经检索档案室和业务系统，没有找到这份合同。"


@pytest.fixture
def signed(desk: Desk, ours: Clerk) -> str:
    number = desk.file()
    ours.act(number, "sign")
    return number


def _post(clerk: Clerk, number: str, path: str, accept: str = "application/json", **fields: str):
    csrf = hidden(clerk.page("/staff/account").text, "csrf")
    return clerk.browser.post(f"/agency/tickets/{number}/{path}", data={"csrf": csrf, **fields}, headers={"accept": accept})


def _beat(clerk: Clerk, number: str, doing: str = "reading") -> dict:
    return _post(clerk, number, "presence", doing=doing).json()


def test_who_opens_a_ticket_is_seen_by_the_next_and_who_writes_is_said_to_write(desk, ours, signed):
    head = desk.signed_in("ours-head")
    assert "正在" not in ours.page(f"/agency/tickets/{signed}").text
    assert "王办事正在看" in head.page(f"/agency/tickets/{signed}").text
    assert _beat(head, signed, "writing")["others"] == ["王办事正在看"]
    assert _beat(ours, signed)["others"] == ["ours-head正在写"]
    assert _beat(head, signed, "gone") and _beat(ours, signed)["others"] == []


def test_a_heartbeat_that_stops_is_somebody_gone(desk, ours, signed, monkeypatch):
    head = desk.signed_in("ours-head")
    _beat(head, signed, "writing")
    later = utc_now() + presence.HERE
    monkeypatch.setattr(presence, "utc_now", lambda: later)
    assert _beat(ours, signed)["others"] == []


def test_a_heartbeat_tells_that_the_ticket_moved(desk, ours, signed):
    before = _beat(ours, signed)["version"]
    desk.signed_in("ours-head").act(signed, "consult", whom="third_party", party="某公司")
    assert _beat(ours, signed)["version"] == before + 1


def test_staff_of_another_agency_are_named_with_it(desk, ours, signed):
    desk.signed_in("office").act(signed, "set_co", co=[THEIRS])
    _beat(desk.signed_in("theirs"), signed)
    assert f"theirs（{THEIRS}）正在看" in _beat(ours, signed)["others"]


def test_opening_a_ticket_is_audited_once_a_visit(desk, ours, monkeypatch):
    number = desk.file()
    for _ in range(3):
        ours.page(f"/agency/tickets/{number}")
    _beat(ours, number)
    assert _seen(desk, number) == 1
    later = utc_now() + presence.VISIT + dt.timedelta(seconds=1)
    monkeypatch.setattr(presence, "utc_now", lambda: later)
    ours.page(f"/agency/tickets/{number}")
    assert _seen(desk, number) == 2


def _seen(desk: Desk, number: str) -> int:
    with desk.database.read() as session:
        return session.query(AuditEntry).filter_by(what="ticket_seen", ticket_number=number).count()


def test_an_answer_begun_here_is_there_again_on_another_machine(desk, ours, signed):
    kept = _post(ours, signed, "drafts/answer", outcome="3.4.1/not_found", written_for="3.4.1/not_found", text=WORDS)
    assert kept.status_code == 200 and "月" in kept.json()["kept"]
    elsewhere = desk.signed_in("ours")
    assert "继续写答复" in elsewhere.page(f"/agency/tickets/{signed}").text
    page = elsewhere.page(f"/agency/tickets/{signed}/answer").text
    assert WORDS in page and "存的草稿，还没有发送" in page and 'value="3.4.1/not_found" selected' in page
    assert WORDS not in desk.signed_in("ours-head").page(f"/agency/tickets/{signed}/answer?outcome=3.4.1/not_found").text


def test_a_draft_is_sealed_and_gone_once_it_is_sent(desk, ours, signed):
    _post(ours, signed, "drafts/answer", outcome="3.6.3", written_for="3.6.3", text=WORDS)
    with desk.database.read() as session:
        raw = bytes(session.execute(text("SELECT body FROM staff_draft")).scalar_one())
    assert WORDS.encode() not in raw
    assert ours.act(signed, "answer", step="send", outcome="3.6.3", text=WORDS).status_code == 303
    with desk.database.read() as session:
        assert session.query(StaffDraft).count() == 0


def test_choosing_another_kind_of_answer_loses_no_words(ours, signed):
    chosen = ours.act(signed, "answer", step="choose", written_for="3.4.1/not_found", outcome="3.3.1", text=WORDS)
    page = ours.page(chosen.headers["location"]).text
    assert "依法确定为国家秘密" in page and WORDS in page and "您为“本机关不掌握相关政府信息（信息不存在）”写的内容" in page
    back = ours.act(signed, "answer", step="choose", written_for="3.3.1", outcome="3.4.1/not_found", text="属于国家秘密的理由如下")
    page = ours.page(back.headers["location"]).text
    assert f">{WORDS}</textarea>" in page and "属于国家秘密的理由如下" in page


def test_a_preview_with_another_kind_chosen_shows_that_kind_first(desk, ours, signed):
    answer = ours.act(signed, "answer", step="preview", written_for="3.4.1/not_found", outcome="3.3.1", text=WORDS)
    assert answer.status_code == 303 and answer.headers["location"].endswith("/answer?outcome=3.3.1")


def test_what_is_previewed_is_kept(desk, ours, signed):
    assert ours.act(signed, "answer", step="preview", outcome="3.6.3", text=WORDS).status_code == 200
    assert WORDS in ours.page(f"/agency/tickets/{signed}/answer").text


def test_the_other_forms_keep_their_words_too_also_without_a_script(desk, ours, signed):
    kept = _post(ours, signed, "drafts/ask_extension", "text/html", workdays="10", text="要向乡镇调档案")
    assert kept.headers["location"] == f"/agency/tickets/{signed}#ask_extension"
    page = ours.page(f"/agency/tickets/{signed}").text
    assert ">要向乡镇调档案</textarea>" in page and 'name="workdays" value="10"' in page and "丢掉草稿" in page
    assert _post(ours, signed, "drafts/ask_extension/drop").status_code == 303
    assert "要向乡镇调档案" not in ours.page(f"/agency/tickets/{signed}").text


def test_only_what_may_be_done_can_be_begun(desk, ours, signed):
    for act in ("reassign", "extend", "sign", "call_back"):
        assert _post(ours, signed, f"drafts/{act}", text="x").status_code == 409
    assert _post(ours, signed, "drafts/nonsense", text="x").status_code == 404


def test_a_very_long_draft_is_cut_and_kept(desk, ours, signed):
    assert _post(ours, signed, "drafts/return", text="长" * 50_000).status_code == 200
    assert "长" * 20_000 in ours.page(f"/agency/tickets/{signed}").text


def test_another_agencys_ticket_is_answered_like_none(desk, ours):
    foreign, none = desk.file(agency=THEIRS), "G20990101001"
    for path in ("presence", "drafts/answer", "drafts/sign/drop", "drafts/nonsense"):
        one, other = (_post(ours, number, path, doing="writing", text="x") for number in (foreign, none))
        assert one.status_code == other.status_code == 404 and one.content == other.content, path


@pytest.mark.parametrize("path", ["", "/answer"])
def test_the_database_is_asked_the_same_for_both(desk, ours, path):
    """As long as the questions are the same, time does not tell a foreign ticket from none."""
    foreign = desk.file(agency=THEIRS)
    ours.page("/agency/tickets/G20990101001")
    asked: list[list[str]] = []
    for number in (foreign, "G20990101001"):
        seen: list[str] = []
        note = lambda _c, _k, statement, *_more, seen=seen: seen.append(statement)  # noqa: E731
        event.listen(desk.database.engine, "before_cursor_execute", note)
        assert ours.page(f"/agency/tickets/{number}{path}").status_code == 404
        event.remove(desk.database.engine, "before_cursor_execute", note)
        asked.append(seen)
    assert asked[0] == asked[1] != []


def test_no_heartbeat_and_no_draft_without_the_sessions_secret(ours, signed):
    for path in ("presence", "drafts/return", "drafts/return/drop"):
        assert ours.browser.post(f"/agency/tickets/{signed}/{path}", data={"text": "x"}).status_code == 403


def test_what_is_over_is_put_away(desk, ours, signed, monkeypatch):
    _post(ours, signed, "drafts/return", text="不属于")
    with desk.database.write() as session:
        assert drafts.delete_old_drafts(session) == presence.forget_gone(session) == 0
    later = utc_now() + drafts.KEPT + dt.timedelta(seconds=1)
    for module in (drafts, presence):
        monkeypatch.setattr(module, "utc_now", lambda: later)
    with desk.database.write() as session:
        assert drafts.delete_old_drafts(session) == presence.forget_gone(session) == 1
