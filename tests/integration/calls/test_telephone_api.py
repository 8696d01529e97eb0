"""The telephone system's door: who may knock, what it may say, what it is answered."""

import datetime as dt
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.calls import line
from bot.calls.models import Call
from consoles.hotline.signing import MAX_BODY, SIGNATURE, TIMESTAMP, WINDOW_SECONDS, signature
from tests.integration.calls.conftest import SECRET, Hotline, Operator, Switchboard, make_hotline
from tests.support.calls import OPERATOR_LOGIN, OTHER_LOGIN
from tests.support.people import PHONE


def test_a_signed_call_is_opened_and_shown_to_those_who_wait_for_it(switchboard: Switchboard, operator: Operator, hotline: Hotline):
    answer = switchboard.send("/calls", {"caller": f"+86 {PHONE}", "reference": "pbx-1"})
    assert answer.status_code == 201
    assert answer.json()["state"] == "waiting"
    page = operator.page("/hotline").text
    assert answer.json()["call_id"] in page and PHONE not in page and "0011" in page
    assert switchboard.send("/calls", {"caller": PHONE, "reference": "pbx-1"}).json() == answer.json()
    with hotline.database.read() as session:
        assert session.get_one(Call, answer.json()["call_id"]).caller == f"+86 {PHONE}"


def test_without_a_secret_nothing_is_there(database, tmp_path):
    closed = make_hotline(database, tmp_path, secret="").switchboard()
    for path in ("/calls", f"/calls/{'0' * 32}/utterances", f"/calls/{'0' * 32}/end"):
        assert closed.send(path, {"caller": PHONE}).status_code == 404
        assert closed.browser.post(f"/api/hotline{path}", json={}).status_code == 404


def test_who_does_not_sign_right_is_turned_away_before_anything_is_looked_at(hotline: Hotline):
    switchboard = hotline.switchboard()
    body, now, path = json.dumps({"caller": PHONE}).encode(), str(int(time.time())), "/api/hotline/calls"
    right = signature(SECRET, now, "POST", path, body)
    wrong = [
        {}, {TIMESTAMP: now}, {TIMESTAMP: now, SIGNATURE: "sha256=" + "0" * 64}, {TIMESTAMP: now, SIGNATURE: right[:-1]}, {TIMESTAMP: now, SIGNATURE: "秘密".encode()},
        {TIMESTAMP: str(int(now) + 1), SIGNATURE: right}, {TIMESTAMP: "x", SIGNATURE: signature(SECRET, "x", "POST", path, body)},
        {TIMESTAMP: now, SIGNATURE: signature("another", now, "POST", path, body)}, {TIMESTAMP: now, SIGNATURE: signature(SECRET, now, "POST", path, body + b" ")},
        {TIMESTAMP: now, SIGNATURE: signature(SECRET, now, "POST", "/api/hotline/other", body)}, {TIMESTAMP: now, SIGNATURE: signature(SECRET, now, "GET", path, body)},
    ]  # fmt: skip
    for headers in wrong:
        answer = switchboard.browser.post(path, content=body, headers=headers)
        assert answer.status_code == 401, headers
        assert PHONE not in answer.text and right not in answer.text
    with hotline.database.read() as session:
        assert session.query(Call).count() == 0


@pytest.mark.parametrize("late", [WINDOW_SECONDS + 5, -WINDOW_SECONDS - 5])
def test_what_was_signed_long_ago_or_ahead_is_not_taken(switchboard: Switchboard, late: int):
    answer = switchboard.send("/calls", {"caller": PHONE}, timestamp=str(int(time.time()) - late))
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "stale_timestamp"


def test_the_same_request_sent_again_opens_nothing_anew(switchboard: Switchboard):
    now = str(int(time.time()))
    first = switchboard.send("/calls", {"caller": PHONE}, timestamp=now)
    again = switchboard.send("/calls", {"caller": PHONE}, timestamp=now)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


def test_words_of_one_call_cannot_be_sent_to_anothers(hotline: Hotline, switchboard: Switchboard):
    one, other = switchboard.call(PHONE, reference="1"), switchboard.call(PHONE, reference="2")
    body, now = json.dumps({"utterance_id": "u1", "text": "假话", "final": True}).encode(), str(int(time.time()))
    sign = signature(SECRET, now, "POST", f"/api/hotline/calls/{one}/utterances", body)
    answer = switchboard.browser.post(f"/api/hotline/calls/{other}/utterances", content=body, headers={TIMESTAMP: now, SIGNATURE: sign})
    assert answer.status_code == 401


def test_utterances_are_kept_once_whatever_order_they_come_in(switchboard: Switchboard, hotline: Hotline):
    call_id = switchboard.call(PHONE)
    assert switchboard.say(call_id, "u1", "我要", final=False).json()["changed"] is True
    assert switchboard.say(call_id, "u1", "我要投诉").json()["changed"] is True
    assert switchboard.say(call_id, "u1", "我要投诉").json()["changed"] is False
    assert switchboard.say(call_id, "u1", "我要偷", final=False).json()["changed"] is False
    with hotline.database.read() as session:
        assert [said.text for said in line.utterances(session, call_id)] == ["我要投诉"]


def test_recognised_instants_order_the_words(switchboard: Switchboard, hotline: Hotline):
    call_id, now = switchboard.call(PHONE), dt.datetime.now(dt.timezone(dt.timedelta(hours=8)))
    for name, ago in (("second", 1), ("first", 2)):
        at = (now - dt.timedelta(seconds=ago)).isoformat()
        assert switchboard.send(f"/calls/{call_id}/utterances", {"utterance_id": name, "text": name, "final": True, "at": at}).status_code == 200
    with hotline.database.read() as session:
        assert [said.text for said in line.utterances(session, call_id)] == ["first", "second"]


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"utterance_id": 5, "text": "x"}', b'{"utterance_id": "u"}', b'{"utterance_id": "u\\u0000", "text": "x"}',
        b'{"utterance_id": "", "text": "x"}', b'{"utterance_id": "u", "text": "x", "speaker": "robot"}', b'{"utterance_id": "u", "text": "x", "at": "gestern"}',
        b'{"utterance_id": "u", "text": "x", "at": "2026-09-14T09:30:00"}', b'{"utterance_id": "u", "text": "x", "at": "2099-09-14T09:30:00+08:00"}',
        json.dumps({"utterance_id": "u" * 81, "text": "x"}).encode(), json.dumps({"utterance_id": "u", "text": "长" * 2001}).encode(),
    ],
)  # fmt: skip
def test_what_is_no_utterance_is_refused_with_a_sentence(switchboard: Switchboard, raw: bytes):
    answer = switchboard.send(f"/calls/{switchboard.call(PHONE)}/utterances", raw=raw)
    assert answer.status_code == 422
    assert answer.json()["error"]["message"]


def test_a_body_too_large_is_refused(switchboard: Switchboard):
    assert switchboard.send("/calls", raw=b"{" + b" " * MAX_BODY + b"}").status_code == 413


@pytest.mark.parametrize("body", [{"caller": "1" * 41}, {"reference": "x" * 81}, {"caller": 5}, {"extension": "8" * 21}])
def test_what_is_no_call_is_refused(switchboard: Switchboard, body: dict[str, object]):
    assert switchboard.send("/calls", body).status_code == 422


def test_a_withheld_number_is_none(switchboard: Switchboard, hotline: Hotline):
    call_id = switchboard.call("anonymous")
    with hotline.database.read() as session:
        assert session.get_one(Call, call_id).caller is None


def test_a_call_there_is_not_is_answered_so(switchboard: Switchboard):
    assert switchboard.say("0" * 32, "u", "喂").status_code == 404
    assert switchboard.send(f"/calls/{'0' * 32}/end").status_code == 404


def test_a_call_that_ends_untaken_is_to_be_called_back(switchboard: Switchboard, operator: Operator):
    call_id = switchboard.call(PHONE)
    assert switchboard.send(f"/calls/{call_id}/end").json()["state"] == "missed"
    assert switchboard.send(f"/calls/{call_id}/end").json()["state"] == "missed"
    assert "漏接来电" in operator.page("/hotline/callbacks").text
    assert switchboard.say(call_id, "u", "喂").status_code == 409


def test_a_call_rings_at_the_extension_where_the_operator_sits(switchboard: Switchboard, operator: Operator, hotline: Hotline):
    assert operator.send("/hotline/seat", extension="8001").status_code == 303
    call_id = switchboard.call(PHONE, extension="8001")
    other = hotline.signed_in(OTHER_LOGIN)
    assert call_id in operator.page("/hotline").text
    assert call_id not in other.page("/hotline").text
    assert other.send(f"/hotline/calls/{call_id}/take").headers["location"] == "/hotline?done=taken"
    assert operator.send(f"/hotline/calls/{call_id}/take").headers["location"] == f"/hotline/calls/{call_id}"


def test_of_two_who_take_a_call_one_gets_it(switchboard: Switchboard, hotline: Hotline):
    call_id = switchboard.call(PHONE)
    operators = [hotline.signed_in(OPERATOR_LOGIN), hotline.signed_in(OTHER_LOGIN)]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda one: one.send(f"/hotline/calls/{call_id}/take").headers["location"], operators))
    assert sorted(answers) == sorted([f"/hotline/calls/{call_id}", "/hotline?done=taken"])
