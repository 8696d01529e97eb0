"""Calls on both databases: opened, taken once, heard in any order, finished."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from sqlalchemy import func, select, text

from bot.calls import callbacks, closing, line
from bot.calls.callbacks import Result
from bot.calls.filing import FilingRefused
from bot.calls.line import CallError, Hearing
from bot.calls.models import Call, CallBack, CallState, CallTicket, Utterance
from bot.calls.sheet import Change, Done, Sheet
from bot.calls.transcript import CALLER
from bot.conversations.models import Unanswered
from bot.store import Database
from tests.support.calls import OPERATOR_LOGIN, OTHER_LOGIN, complain, file, ring, said, say, shown, telephone
from tests.support.people import ID_NUMBER, NAME, PHONE

_NOW = dt.datetime(2026, 9, 14, 4, 0, tzinfo=dt.UTC)


def heard_at(utterance: str, words: str, second: float, *, final: bool = False) -> Hearing:
    return Hearing(utterance, words, final, CALLER, _NOW + dt.timedelta(seconds=second))


def test_a_call_announced_twice_is_one(database: Database):
    with database.write() as session:
        first = line.announce(session, PHONE, "pbx-1").id
    with database.write() as session:
        assert line.announce(session, PHONE, "pbx-1").id == first
        assert line.announce(session, PHONE, "pbx-2").id != first


def test_of_many_at_once_one_operator_gets_the_call(database: Database):
    with database.write() as session:
        call_id = line.announce(session, PHONE, "pbx").id

    def take(login: str) -> bool:
        with database.write() as session:
            return line.take(session, call_id, login)

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(take, [f"operator{n}" for n in range(8)]))
    assert taken.count(True) == 1
    with database.read() as session:
        assert session.get_one(Call, call_id).operator == f"operator{taken.index(True)}"


def test_a_ringing_telephone_is_its_operators_first_and_then_anybodys(database: Database):
    with time_machine.travel(_NOW, tick=False), database.write() as session:
        line.sit_down(session, OPERATOR_LOGIN, "8001")
        call = line.announce(session, PHONE, "pbx", extension="8001")
        assert call.shown_to == OPERATOR_LOGIN
        assert not line.waiting(session, OTHER_LOGIN) and line.waiting(session, OPERATOR_LOGIN)
        assert not line.take(session, call.id, OTHER_LOGIN)
    with time_machine.travel(_NOW + line.RINGS_ALONE, tick=False), database.write() as session:
        assert [one.id for one in line.waiting(session, OTHER_LOGIN)] == [call.id]
        assert line.take(session, call.id, OTHER_LOGIN)


def test_an_extension_belongs_to_whoever_sat_down_last(database: Database):
    with database.write() as session:
        line.sit_down(session, OPERATOR_LOGIN, "8001")
        line.sit_down(session, OTHER_LOGIN, "8001")
        assert (line.seat_of(session, OPERATOR_LOGIN), line.seat_of(session, OTHER_LOGIN)) == ("", "8001")
        line.sit_down(session, OTHER_LOGIN, "8002")
        assert line.announce(session, None, "pbx", extension="8001").shown_to is None


def test_another_operators_call_is_like_none(database: Database, call_id: str):
    with database.read() as session:
        assert line.own(session, call_id, OTHER_LOGIN) is None
        assert line.own(session, "0" * 32, OPERATOR_LOGIN) is None
        assert line.own(session, call_id, OPERATOR_LOGIN) is not None


def test_a_call_given_back_waits_for_anybody_with_its_words(database: Database, call_id: str):
    with database.write() as session:
        call = line.own(session, call_id, OPERATOR_LOGIN)
        say(session, call, "路灯坏了")
        line.give_back(session, call)
    with database.write() as session:
        assert line.take(session, call_id, OTHER_LOGIN)
    assert said(database, call_id) == ["路灯坏了"]


def test_partial_results_replace_each_other_and_the_final_one_stays(database: Database, call_id: str):
    results = [
        heard_at("u1", "我", 0), heard_at("u1", "我要", 1), heard_at("u1", "我要投诉", 2, final=True), heard_at("u1", "我要偷树", 3), heard_at("u1", "别的", 4, final=True),
    ]  # fmt: skip
    with database.write() as session:
        changed = [line.hear(session, call_id, one) is not None for one in results]
    assert changed == [True, True, True, False, False]
    assert said(database, call_id) == ["我要投诉"]


def test_results_may_come_late_twice_and_in_any_order(database: Database, call_id: str):
    with database.write() as session:
        line.hear(session, call_id, heard_at("u2", "路灯坏了", 5, final=True))
        line.hear(session, call_id, heard_at("u1", "你好", 2))
        line.hear(session, call_id, heard_at("u1", "你", 1))
        line.hear(session, call_id, heard_at("u1", "你好", 2, final=True))
        line.hear(session, call_id, heard_at("u1", "你好", 2, final=True))
    assert said(database, call_id) == ["你好", "路灯坏了"]


def test_results_of_several_calls_are_kept_together_and_each_is_answered_for_itself(database: Database, call_id: str):
    with database.write() as session:
        other, over = ring(session, None), ring(session, None)
        telephone().close(session, over)
        results = [
            (call_id, heard_at("u1", "我", 0)), (other.id, heard_at("u1", "你好", 0)), (call_id, heard_at("u1", "我要投诉", 1, final=True)),
            (over.id, heard_at("u1", "喂", 1)), ("0" * 32, heard_at("u1", "喂", 1)), (call_id, heard_at("u2", "路灯坏了", 2)), (call_id, heard_at("u1", "我要", 3)),
        ]  # fmt: skip
        found = line.hear_all(session, results)
        other_id = other.id
    first, hello, final, closed, unknown, second, late = found
    assert isinstance(closed, CallError) and isinstance(unknown, LookupError) and late is None
    assert first == final == second and hello is not None
    assert said(database, call_id) == ["我要投诉", "路灯坏了"] and said(database, other_id) == ["你好"]
    with database.read() as session:
        assert line.revisions(session, [call_id, other_id]) == {call_id: first, other_id: hello}


def test_two_first_results_at_once_are_one_utterance(database: Database, call_id: str):
    def send(number: int) -> int | None:
        with database.write() as session:
            return line.hear(session, call_id, heard_at("u1", f"第{number}次", number))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(send, range(6)))
    assert said(database, call_id) == ["第5次"]


def test_words_and_number_are_noise_on_disk(database: Database, call_id: str):
    with database.write() as session:
        say(session, session.get_one(Call, call_id), f"我叫{NAME}，电话{PHONE}")
        line.change(session.get_one(Call, call_id), Change(typed=f"记录 {PHONE}"))
    with database.read() as session:
        raw = b"".join(bytes(value) for row in session.execute(text("SELECT text FROM call_utterance")) for value in row)
        raw += b"".join(bytes(value) for row in session.execute(text("SELECT caller, sheet FROM hotline_call")) for value in row)
    assert PHONE.encode() not in raw and NAME.encode() not in raw


def test_every_change_moves_the_revision(database: Database, call_id: str):
    with database.write() as session:
        call = session.get_one(Call, call_id)
        start = call.revision
        say(session, call, "路灯坏了")
        line.change(call, Change(typed="备注"))
        line.change(call, Change(typed="备注"))
        line.note(call, Done("answer", "x"))
    with database.read() as session:
        assert line.revisions(session, [call_id]) == {call_id: start + 3}


def test_a_closed_call_keeps_a_summary_and_its_words_masked(database: Database, call_id: str):
    with database.write() as session:
        call = session.get_one(Call, call_id)
        say(session, call, f"我要投诉出租车拒载，我叫{NAME}，身份证{ID_NUMBER}，电话幺三九零零零零零零幺幺")
        line.change(call, Change(typed=f"记录 {PHONE}", own={"place": "县汽车站"}))
        line.note(call, Done("answer", "time-reply", "多久能答复"))
        line.note(call, Done("danger", "crime", "110"))
    receipt = file(database, call_id, description="出租车拒载", agency="县交通运输局")
    with database.write() as session:
        telephone().close(session, session.get_one(Call, call_id))
    with database.read() as session:
        call = session.get_one(Call, call_id)
        kept = call.summary + str(call.sheet) + "".join(said(database, call_id))
        assert PHONE not in kept and ID_NUMBER not in kept
        for words in ("139****0011", receipt.number, "县交通运输局", "多久能答复", "110"):
            assert words in call.summary
        assert call.state == CallState.CLOSED and Sheet.of(call.sheet).own == {}
        assert session.scalars(select(CallTicket)).one().receipt is None


def test_the_operators_own_summary_is_kept(database: Database, call_id: str):
    with database.write() as session:
        call = session.get_one(Call, call_id)
        telephone().close(session, call, f"已解释，号码 {PHONE}")
        telephone().close(session, call, "第二次")
        assert call.summary == "已解释，号码 139****0011"


def test_nothing_is_heard_or_filed_after_the_end(database: Database, call_id: str):
    with database.write() as session:
        complain(session, session.get_one(Call, call_id))
        form = shown(telephone().screen(session, session.get_one(Call, call_id)))
        telephone().close(session, session.get_one(Call, call_id))
    with pytest.raises(CallError), database.write() as session:
        line.hear(session, call_id, heard_at("u9", "喂", 1))
    with pytest.raises(FilingRefused), database.write() as session:
        telephone().file(session, session.get_one(Call, call_id), form)
    with pytest.raises(LookupError), database.write() as session:
        line.hear(session, "0" * 32, heard_at("u9", "喂", 1))


def test_a_question_nobody_could_answer_goes_to_the_editor(database: Database, call_id: str):
    with database.write() as session:
        say(session, session.get_one(Call, call_id), "申请公开的政府信息可以拿去月球上用吗，火星呢")
        telephone().close(session, session.get_one(Call, call_id))
        kept = [row.text for row in session.scalars(select(Unanswered))]
        assert kept == ["申请公开的政府信息可以拿去月球上用吗，火星呢"]


def test_unfinished_calls_are_put_away_and_missed_ones_called_back(database: Database):
    with time_machine.travel(_NOW, tick=False), database.write() as session:
        waiting = line.announce(session, PHONE, "pbx").id
        talking = ring(session).id
    with time_machine.travel(_NOW + dt.timedelta(hours=25), tick=False), database.write() as session:
        assert closing.put_away(session, telephone().assistant) == 2
    with database.read() as session:
        assert [session.get_one(Call, one).state for one in (waiting, talking)] == [CallState.MISSED, CallState.CLOSED]


def test_words_are_deleted_in_time_and_then_the_number_too(database: Database):
    with time_machine.travel(_NOW, tick=False), database.write() as session:
        call_id = ring(session).id
        say(session, session.get_one(Call, call_id), "路灯坏了")
        telephone().close(session, session.get_one(Call, call_id))
    with time_machine.travel(_NOW + closing.WORDS_KEPT - dt.timedelta(days=1), tick=False), database.write() as session:
        assert closing.forget(session) == 0
    with time_machine.travel(_NOW + closing.WORDS_KEPT + dt.timedelta(days=1), tick=False), database.write() as session:
        assert closing.forget(session) == 1
        assert session.scalar(select(func.count()).select_from(Utterance)) == 0
        assert session.get_one(Call, call_id).caller == PHONE
    with time_machine.travel(_NOW + closing.CALL_KEPT + dt.timedelta(days=1), tick=False), database.write() as session:
        closing.forget(session)
        session.expire_all()
        assert (session.get_one(Call, call_id).caller, session.get_one(Call, call_id).summary) == (None, None)


def test_the_number_of_a_call_that_nobody_took_is_deleted_too(database: Database):
    with time_machine.travel(_NOW, tick=False), database.write() as session:
        call = line.announce(session, PHONE, "pbx")
        closing.miss(session, call)
        call_id = call.id
        task = session.scalars(select(CallBack)).one()
        callbacks.finish(session, telephone().tickets, task, OPERATOR_LOGIN, Result(reached=True, note="约好改天再说"))
    for after in (closing.WORDS_KEPT, closing.CALL_KEPT):
        with time_machine.travel(_NOW + after + dt.timedelta(days=1), tick=False), database.write() as session:
            assert closing.anything_left(session)
            assert closing.forget(session) >= 1
            assert not closing.anything_left(session)
    with database.read() as session:
        call, task = session.get_one(Call, call_id), session.scalars(select(CallBack)).one()
        assert (call.caller, call.caller_key, task.phone, task.note) == (None, None, None, None)


def test_a_number_that_is_still_to_be_rung_is_kept(database: Database):
    with time_machine.travel(_NOW, tick=False), database.write() as session:
        closing.miss(session, line.announce(session, PHONE, "pbx"))
    with time_machine.travel(_NOW + closing.CALL_KEPT + dt.timedelta(days=1), tick=False), database.write() as session:
        closing.forget(session)
        closing.forget(session)
        assert session.scalars(select(CallBack)).one().phone == PHONE


def test_two_hundred_open_calls_are_told_apart(database: Database):
    with database.write() as session:
        ids = [ring(session, None, f"operator{n}").id for n in range(200)]
        assert len(set(ids)) == 200
        assert len(line.revisions(session, ids)) == 200
        assert [call.id for call in line.mine(session, "operator7")] == [ids[7]]
