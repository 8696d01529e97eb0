"""The outside contract of the chat, over real HTTP, with the trained engine behind it."""

import datetime as dt
import json
import queue
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from tests.integration.desk.saying import begin, file
from tests.support.people import NAME, PHONE
from tests.support.running import Citizen, RunningDesk, new_id

OUTCOMES = {
    "answered", "asked", "clarify", "declined", "redirected", "safety", "handed_over", "filed", "looked_up", "cancelled", "smalltalk", "failed",
}  # fmt: skip
SLOTS = {
    "kind", "applicant_type", "applicant_name", "id_type", "id_number", "organization_name", "credit_code", "contact_phone", "contact_address",
    "postal_code", "email", "target_agency", "info_description", "delivery_form", "delivery_way", "description", "place", "occurred_at",
    "anonymous", "attachments", "review", "satisfaction",
}  # fmt: skip
ELSEWHERE = {"Origin": "https://www.example.org"}
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


def check_reply(reply: dict[str, Any]) -> None:
    """The contract's shape of one reply."""
    assert {"id", "text", "outcome", "citations", "asks", "options", "ticket"} <= set(reply)
    assert isinstance(reply["id"], int) and reply["text"].strip()
    assert reply["outcome"] in OUTCOMES
    assert reply["asks"] is None or reply["asks"] in SLOTS
    for citation in reply["citations"]:
        assert {"source", "article"} <= set(citation) <= {"source", "article", "quote", "url"}
        assert citation["source"] and citation["article"] and not citation["source"].startswith(("《", "中华人民共和国"))
    for option in reply["options"]:
        assert set(option) == {"label", "text"} and option["label"] and option["text"]
    if (ticket := reply["ticket"]) is not None:
        assert {"number", "kind", "agency", "due_on", "provisional"} <= set(ticket)
        assert isinstance(ticket["provisional"], bool) and (ticket["due_on"] is None or dt.date.fromisoformat(ticket["due_on"]))


def check_error(answer: httpx.Response, status: int) -> dict[str, str]:
    """The contract's shape of a refusal, with a sentence that a citizen can use."""
    assert answer.status_code == status, answer.text
    assert set(answer.json()) == {"error"}
    error: dict[str, str] = answer.json()["error"]
    assert set(error) == {"code", "message"}
    assert re.fullmatch(r"[a-z_]+", error["code"])
    assert re.search(r"[\u4e00-\u9fff]{4,}.*。$", error["message"], re.DOTALL), error["message"]
    assert not re.search(r"Traceback|Error|Exception|[A-Za-z]{4,} [A-Za-z]{3,} ", error["message"]), error["message"]
    return error


@pytest.fixture(scope="module")
def filed(desk: RunningDesk) -> tuple[Citizen, dict[str, Any]]:
    """A citizen with a filed complaint."""
    citizen = Citizen(desk)
    return citizen, file(citizen)


def test_a_session_gives_an_id_and_a_token(desk: RunningDesk):
    answers = [httpx.post(f"{desk.url}/api/chat/sessions", trust_env=False) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert all({"session_id", "token"} <= set(answer.json()) for answer in answers)
    assert answers[0].json()["token"] != answers[1].json()["token"]
    assert all(len(answer.json()["token"]) >= 32 for answer in answers)


def test_every_reply_of_a_filing_has_the_contracts_shape(citizen: Citizen):
    replies = citizen.say("申请信息公开多久能答复")
    begin(citizen, "complaint")
    for text in ("确认", "查进度", "转人工", "谢谢"):
        replies += citizen.say(text)
    kept = [{name: value for name, value in message.items() if name not in ("from", "at")} for message in citizen.history() if message["from"] == "desk"]
    for reply in (*replies, *kept):
        check_reply(reply)
    assert [reply for reply in kept if reply["id"] in {reply["id"] for reply in replies}] == replies


def test_the_filed_reply_carries_the_ticket(filed: tuple[Citizen, dict[str, Any]]):
    _, card = filed
    assert set(card) == {"number", "query_code", "kind", "agency", "due_on", "provisional"}
    assert card["kind"] == "complaint" and card["agency"]
    assert dt.date.fromisoformat(card["due_on"]) > dt.date.fromisoformat("2026-01-01")


def test_the_same_client_message_id_works_once_and_answers_the_same(citizen: Citizen):
    begin(citizen, "complaint")
    again = new_id()
    first, second = citizen.post("确认", again), citizen.post("确认", again)
    assert first.json()["replies"][-1]["outcome"] == "filed"
    assert first.content == second.content
    assert [message["text"] for message in citizen.history() if message["from"] == "citizen"].count("确认") == 1


def test_the_history_goes_on_after_an_id(citizen: Citizen):
    own = new_id()
    citizen.say("你好")
    replies = citizen.say("申请信息公开要交钱吗", own)
    whole = citizen.history()
    assert [message["from"] for message in whole][:2] == ["citizen", "desk"]
    assert [message["id"] for message in whole] == sorted({message["id"] for message in whole})
    asked = next(message for message in whole if message.get("client_message_id") == own)
    assert [message["id"] for message in citizen.history(asked["id"])] == [reply["id"] for reply in replies]
    assert [message["text"] for message in citizen.history(asked["id"])] == [reply["text"] for reply in replies]
    assert citizen.history(whole[-1]["id"]) == []


# — server-sent events —————————————————————————————————————————————————————


@contextmanager
def stream(citizen: Citizen, last_event_id: int | None = None) -> Iterator["queue.Queue[dict[str, Any]]"]:
    """An open stream; its events as they arrive: `id` and `data`."""
    events: queue.Queue[dict[str, Any]] = queue.Queue()
    headers = citizen.key | ({"Last-Event-ID": str(last_event_id)} if last_event_id is not None else {})
    client = httpx.Client(base_url=str(citizen.client.base_url), trust_env=False, timeout=httpx.Timeout(60, read=60))

    def read(response: httpx.Response) -> None:
        fields: dict[str, Any] = {}
        try:
            for line in response.iter_lines():
                name, _, value = line.partition(":")
                if name:
                    fields[name] = value.strip()
                elif line == "" and fields:
                    events.put(fields)
                    fields = {}
        except (httpx.TransportError, httpx.StreamError):
            return  # the test closed the stream

    with client.stream("GET", "/api/chat/stream", headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        reader = threading.Thread(target=read, args=(response,), daemon=True)
        reader.start()
        yield events
        client.close()


def next_message(events: "queue.Queue[dict[str, Any]]", seconds: float = 15.0) -> dict[str, Any]:
    """The next event that carries a message; its `id` is checked against the event's."""
    ends = time.monotonic() + seconds
    while True:
        event = events.get(timeout=max(0.01, ends - time.monotonic()))
        if "data" in event:
            message: dict[str, Any] = json.loads(event["data"])
            assert event["event"] == "message" and int(event["id"]) == message["id"]
            return message


def test_a_stream_resumes_after_the_last_event(citizen: Citizen):
    citizen.say("你好")
    first, *_ = citizen.history()
    expected = [message["id"] for message in citizen.history(first["id"])]
    with stream(citizen, first["id"]) as events:
        assert [next_message(events)["id"] for _ in expected] == expected
        replies = citizen.say("公开申请被拒绝了怎么办")
        shown = [next_message(events) for _ in range(1 + len(replies))]
    assert shown[0]["from"] == "citizen"
    assert [message["id"] for message in shown[1:]] == [reply["id"] for reply in replies]


def test_a_stream_without_an_id_begins_now_and_tells_where(citizen: Citizen):
    citizen.say("你好")
    newest = citizen.history()[-1]["id"]
    with stream(citizen) as events:
        assert int(events.get(timeout=15)["id"]) == newest
        citizen.say("谢谢")
        assert next_message(events)["id"] > newest


def test_the_agencys_reply_arrives_by_itself(citizen: Citizen, clerk):
    card = file(citizen)
    newest = citizen.history()[-1]["id"]
    with stream(citizen, newest) as events:
        clerk.answer(card["number"], "solved", "经查，该摊点已搬离居民楼一侧，并加装了油烟净化设备。")
        signed, answered = next_message(events), next_message(events)
    assert signed["from"] == answered["from"] == "agency"
    assert "油烟净化设备" in answered["text"] and card["number"] in answered["text"]
    with stream(citizen, signed["id"]) as events:
        assert next_message(events)["id"] == answered["id"]
    found = citizen.client.get(f"/api/tickets/{card['number']}", params={"code": card["query_code"]}).json()
    assert found["status"] == "answered" and found["outcome"] == "solved"


# — attachments ————————————————————————————————————————————————————————————


def test_a_file_is_kept_and_shown_in_the_history(citizen: Citizen):
    answer = citizen.attach("现场.png", PNG)
    assert answer.status_code == 201, answer.text
    shown = citizen.history()[-1]
    assert shown["id"] == answer.json()["message_id"]
    assert shown["attachments"] == [{"id": answer.json()["id"], "name": "现场.png", "size": len(PNG)}]


def test_a_file_with_the_same_client_message_id_is_kept_once(desk: RunningDesk, citizen: Citizen):
    own = new_id()
    first, second = citizen.attach("现场.png", PNG, own), citizen.attach("现场.png", PNG, own)
    assert first.status_code == 201 and first.content == second.content
    assert len(citizen.history()) == 1
    assert (desk.home / "files" / first.json()["id"]).read_bytes() == PNG


@pytest.mark.parametrize(
    ("name", "data"),
    [("脚本.html", b"<script>alert(1)</script>"), ("假图.png", b"MZ\x90\x00"), ("程序.exe", b"MZ\x90\x00"), ("图.svg", b"<svg/>"), ("空.pdf", b"")],
)
def test_a_file_of_another_kind_is_refused(citizen: Citizen, name: str, data: bytes):
    check_error(citizen.attach(name, data), 415)
    assert citizen.history() == []


def test_a_file_that_is_too_large_is_refused(desk: RunningDesk, citizen: Citizen):
    before = list((desk.home / "files").iterdir()) if (desk.home / "files").exists() else []
    check_error(citizen.attach("大.png", PNG + b"\x00" * (10 * 1024 * 1024)), 413)
    check_error(citizen.attach("更大.png", PNG + b"\x00" * (11 * 1024 * 1024)), 413)
    assert citizen.history() == []
    assert len(list((desk.home / "files").iterdir()) if before else []) == len(before)


def test_a_files_name_leads_nowhere(desk: RunningDesk, citizen: Citizen):
    answer = citizen.attach("../../../keys/data.png", PNG)
    assert answer.status_code == 201
    assert (desk.home / "files" / answer.json()["id"]).exists()
    assert citizen.history()[-1]["text"] == "data.png"


# — looking a ticket up ————————————————————————————————————————————————————


def test_number_and_code_open_a_ticket_without_personal_data(filed: tuple[Citizen, dict[str, Any]]):
    citizen, card = filed
    answer = citizen.client.get(f"/api/tickets/{card['number']}", params={"code": card["query_code"]})
    assert answer.status_code == 200
    found = answer.json()
    assert {"number", "kind", "status", "outcome", "agency", "received_on", "due_on", "provisional", "timeline"} <= set(found)
    assert (found["number"], found["kind"], found["due_on"]) == (card["number"], "complaint", card["due_on"])
    assert found["timeline"] and all(set(step) == {"on", "what"} for step in found["timeline"])
    assert NAME not in answer.text and PHONE not in answer.text and "油烟排进" not in answer.text


def test_a_wrong_number_and_a_wrong_code_answer_alike(filed: tuple[Citizen, dict[str, Any]]):
    citizen, card = filed
    wrong_code = "00000001" if card["query_code"] != "00000001" else "00000002"
    tries = [(card["number"], wrong_code), ("T20260105999", card["query_code"]), ("没有", "x"), (card["number"], "")]
    answers = [citizen.client.get(f"/api/tickets/{number}", params={"code": code}) for number, code in tries]
    for answer in answers:
        check_error(answer, 404)
    assert len({answer.content for answer in answers}) == 1
    names = [sorted(answer.headers) for answer in answers]
    assert names == [names[0]] * len(names)


def test_a_stranger_in_the_chat_needs_the_code(desk: RunningDesk, filed: tuple[Citizen, dict[str, Any]]):
    _, card = filed
    stranger = Citizen(desk)
    assert "查询码" in stranger.through(f"查一下 {card['number']} 的进度")["text"]
    assert stranger.through("00000001" if card["query_code"] != "00000001" else "00000002")["outcome"] == "asked"
    found = stranger.through(card["query_code"])
    assert found["outcome"] == "looked_up" and found["ticket"]["number"] == card["number"]
    assert "query_code" not in found["ticket"] or found["ticket"]["query_code"] is None


# — refusals, and being embedded by any site ———————————————————————————————


def test_addresses_that_do_not_exist_and_wrong_methods(desk: RunningDesk):
    with httpx.Client(base_url=desk.url, trust_env=False) as client:
        check_error(client.get("/api/nothing"), 404)
        check_error(client.delete("/api/chat/messages"), 405)
        check_error(client.post("/actions", json={}), 404)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"text": 5}', b'{"text": null}', b"{}", b'{"text": "x", "client_message_id": ""}', b"\x00"],
)
def test_what_is_no_message_is_a_4xx(citizen: Citizen, body: bytes):
    headers = citizen.key | {"Content-Type": "application/json"}
    check_error(citizen.client.post("/api/chat/messages", content=body, headers=headers), 422)


def test_bytes_that_are_no_text_are_refused(citizen: Citizen):
    headers = citizen.key | {"Content-Type": "application/json"}
    check_error(citizen.client.post("/api/chat/messages", content=b'{"text":"\xff"}', headers=headers), 400)


def test_any_site_may_read_answers_and_refusals(desk: RunningDesk, citizen: Citizen):
    message = {"json": {"text": "你好"}}
    answers = {
        201: citizen.client.post("/api/chat/sessions", headers=ELSEWHERE),
        200: citizen.client.post("/api/chat/messages", headers=citizen.key | ELSEWHERE, **message),
        401: citizen.client.post("/api/chat/messages", headers=ELSEWHERE, **message),
        422: citizen.client.post("/api/chat/messages", headers=citizen.key | ELSEWHERE, json={"text": ""}),
        404: citizen.client.get("/api/tickets/T1?code=1", headers=ELSEWHERE),
        413: citizen.client.post("/api/chat/messages", headers=citizen.key | ELSEWHERE, json={"text": "字" * 4_000_000}),
    }
    for status, answer in answers.items():
        assert answer.status_code == status, answer.text
        assert answer.headers.get("access-control-allow-origin") == "*", status
        assert "access-control-allow-credentials" not in answer.headers


def test_a_browser_elsewhere_is_told_that_it_may_send(desk: RunningDesk):
    asks = ELSEWHERE | {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    answer = httpx.options(f"{desk.url}/api/chat/messages", headers=asks, trust_env=False)
    assert answer.status_code == 200
    assert {"authorization", "content-type"} <= set(answer.headers["access-control-allow-headers"].lower().replace(" ", "").split(","))


def test_health_is_told(desk: RunningDesk):
    told = desk.health()
    assert (told["status"], told["engine"]) == ("ok", "ok")
