"""The hand-over as other programs see it over HTTP: the contract's shapes, the stream's events, what an outside client may rely on."""

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from bot.conversations.handover import words
from bot.conversations.handover.queue import standings
from bot.store import Database
from tests.support.running import Citizen
from tests.support.served import ServedDesk, served_desk

PERSON, TYPING = "person", "typing"


@pytest.fixture
def desk(database: Database, tmp_path) -> Iterator[ServedDesk]:
    with served_desk(database, tmp_path) as running:
        yield running


@pytest.fixture
def citizen(desk: ServedDesk) -> Citizen:
    desk.engine.fails = "before"
    return Citizen(desk)


def do(desk: ServedDesk, citizen: Citizen, act: str, *rest: Any) -> None:
    """An operator's act on this citizen's conversation."""
    with desk.database.write() as session:
        getattr(desk.desk.switchboard, act)(session, standings(session)[citizen.session_id].id, "operator", *rest)


@dataclass
class Line:
    """An open stream: what has come, and what comes next."""

    events: "queue.Queue[tuple[str, dict[str, Any]]]" = field(default_factory=queue.Queue)
    seen: list[str] = field(default_factory=list)

    def __call__(self, name: str, **wanted: Any) -> dict[str, Any]:
        """The data of the next event of this name, and with these values where some are named."""
        while True:
            found, data = self.events.get(timeout=20)
            self.seen.append(found)
            if found == name and wanted.items() <= data.items():
                return data


@contextmanager
def stream(desk: ServedDesk, citizen: Citizen, last_event_id: int | None = None) -> Iterator[Line]:
    """An open stream."""
    line = Line()
    headers = citizen.key | ({"Last-Event-ID": str(last_event_id)} if last_event_id is not None else {})
    client = httpx.Client(base_url=desk.url, trust_env=False, timeout=30)

    def read(response: httpx.Response) -> None:
        fields: dict[str, str] = {}
        try:
            for text in response.iter_lines():
                if not text and "data" in fields:
                    line.events.put((fields["event"], {**json.loads(fields["data"]), "_id": fields.get("id")}))
                name, _, value = text.partition(": ")
                fields = {**fields, name: value} if text else {}
        except (httpx.HTTPError, httpx.StreamError):  # the test has heard enough
            return

    with client.stream("GET", "/api/chat/stream", headers=headers) as response:
        assert response.status_code == 200
        threading.Thread(target=read, args=(response,), daemon=True).start()
        yield line


def test_who_asks_for_a_person_gets_one_reply_of_the_contracts_shape(citizen: Citizen):
    reply = citizen.say("转人工")[0]
    assert reply["outcome"] == "handed_over" and "12345" in reply["text"]
    assert set(reply) == {"id", "text", "outcome", "citations", "asks", "options", "ticket"}
    assert all(set(option) == {"label", "text"} for option in reply["options"])


def test_while_nobody_has_taken_it_every_message_is_answered(citizen: Citizen):
    citizen.say("转人工")
    assert citizen.say("申请信息公开多久能答复")[0]["outcome"] == "answered"


def test_once_taken_the_first_message_is_acknowledged_and_the_others_get_an_empty_list(desk: ServedDesk, citizen: Citizen):
    citizen.say("转人工")
    do(desk, citizen, "take")
    first, second = citizen.post("申请信息公开多久能答复", "m-1"), citizen.post("在吗", "m-2")
    assert [reply["outcome"] for reply in first.json()["replies"]] == ["handed_over"]
    assert (second.status_code, second.json()) == (200, {"replies": []})
    assert citizen.post("申请信息公开多久能答复", "m-1").json() == first.json()
    assert citizen.post("在吗", "m-2").json() == second.json()


def test_an_operators_words_stand_in_the_history_with_their_author(desk: ServedDesk, citizen: Citizen):
    citizen.say("转人工")
    do(desk, citizen, "take")
    do(desk, citizen, "say", "您好，请讲", "k1")
    taken, said = citizen.history()[-2:]
    assert (taken["from"], taken["outcome"], taken["text"]) == ("desk", "handed_over", words.TAKEN)
    assert set(said) == {"id", "from", "at", "text"} and (said["from"], said["text"]) == ("operator", "您好，请讲")


def test_the_stream_tells_the_place_the_taking_the_words_the_typing_and_the_end(desk: ServedDesk, citizen: Citizen):
    earlier = Citizen(desk)
    earlier.say("转人工")
    with stream(desk, citizen) as heard:
        citizen.say("转人工")
        assert heard(PERSON) == {"state": "waiting", "ahead": 1, "there": True, "_id": None}
        earlier.say("不等了")
        assert heard(PERSON)["ahead"] == 0
        do(desk, citizen, "take")
        assert heard("message")["text"] == words.TAKEN
        assert heard(PERSON)["state"] == "taken"
        with desk.database.write() as session:
            desk.desk.switchboard.typing(session, citizen.session_id, "operator")
        assert heard(TYPING)["on"] is True
        do(desk, citizen, "say", "您好", "k1")
        said = heard("message")
        assert (said["from"], said["text"], said["_id"]) == ("operator", "您好", str(said["id"]))
        assert heard(TYPING)["on"] is False
        do(desk, citizen, "hand_back")
        assert heard(PERSON)["state"] is None


def test_a_stream_that_comes_back_hears_how_things_stand_now(desk: ServedDesk, citizen: Citizen):
    citizen.say("转人工")
    with stream(desk, citizen) as heard:
        assert heard(PERSON)["state"] == "waiting"
    citizen.say("不等了")
    with stream(desk, citizen, citizen.history()[-1]["id"]) as heard:
        assert heard(PERSON)["state"] is None


def test_who_never_wanted_a_person_hears_of_none(desk: ServedDesk, citizen: Citizen):
    with stream(desk, citizen, 0) as heard:
        for text in ("申请信息公开多久能答复", "申请信息公开要收费吗"):
            citizen.say(text)
            heard("message", text=text)
            heard("message", **{"from": "desk"})
        assert set(heard.seen) == {"message"}


def test_danger_alone_shows_no_queue(desk: ServedDesk, citizen: Citizen):
    with stream(desk, citizen, 0) as heard:
        citizen.say("厨房着火了，快来人")
        heard("message", outcome="safety")
        citizen.say("申请信息公开多久能答复")
        heard("message", outcome="answered")
        assert set(heard.seen) == {"message"}
        citizen.say("转人工")
        assert heard(PERSON)["state"] == "waiting"


def test_a_citizens_typing_is_told_only_where_a_person_has_the_conversation(desk: ServedDesk, citizen: Citizen):
    def typing() -> bool:
        with desk.database.read() as session:
            return standings(session)[citizen.session_id].citizen_typing

    citizen.say("转人工")
    assert citizen.client.post("/api/chat/typing", headers=citizen.key).status_code == 204
    assert not typing()
    do(desk, citizen, "take")
    assert citizen.client.post("/api/chat/typing", headers=citizen.key).status_code == 204
    assert typing()
    citizen.say("我说完了")
    assert not typing()


def test_typing_needs_the_conversations_key(desk: ServedDesk):
    answer = httpx.post(f"{desk.url}/api/chat/typing", headers={"Authorization": "Bearer nobody"}, trust_env=False)
    assert answer.status_code == 401 and answer.json()["error"]["code"] == "unknown_token"


def test_a_danger_while_a_person_has_it_is_answered_at_once(desk: ServedDesk, citizen: Citizen):
    citizen.say("转人工")
    do(desk, citizen, "take")
    assert [reply["outcome"] for reply in citizen.say("厨房着火了，快来人")] == ["safety"]


# — several processes, and a restart —


def test_what_one_process_does_the_streams_of_another_tell(desk: ServedDesk, citizen: Citizen, database: Database, tmp_path):
    """Two desks on one store: the citizen's line is open at one, the operator works at the other."""
    beside = Database(database.url)
    with served_desk(beside, tmp_path, staff=False) as other, stream(desk, citizen, 0) as heard:
        citizen.say("转人工")
        assert heard(PERSON)["state"] == "waiting"
        do(other, citizen, "take")
        assert heard(PERSON)["state"] == "taken"
        there = httpx.Client(base_url=other.url, trust_env=False, headers=citizen.key)
        assert there.post("/api/chat/typing").status_code == 204
        with beside.read() as session:
            assert standings(session)[citizen.session_id].citizen_typing
        said = there.post("/api/chat/messages", json={"text": "申请信息公开多久能答复"}).json()["replies"]
        assert [reply["text"] for reply in said] == [words.PASSED_ON]
        do(other, citizen, "say", "您好", "k1")
        assert heard("message", **{"from": "operator"})["text"] == "您好"
    beside.close()


def test_after_a_restart_the_person_still_has_the_conversation(database: Database, tmp_path):
    with served_desk(database, tmp_path) as before:
        before.engine.fails = "before"
        citizen = Citizen(before)
        citizen.say("转人工")
        do(before, citizen, "take")
        do(before, citizen, "say", "您好", "k1")
    with served_desk(database, tmp_path, staff=False) as after:
        citizen.client = httpx.Client(base_url=after.url, trust_env=False, timeout=60)
        assert citizen.post("申请信息公开多久能答复").json() == {"replies": []}
        assert after.engine.seen == []
        do(after, citizen, "hand_back")
        assert citizen.say("申请信息公开要收费吗")[0]["outcome"] == "answered"
