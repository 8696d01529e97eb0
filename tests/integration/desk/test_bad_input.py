"""What people and accidents do to a running desk: every time a clear answer, nothing lost, nothing filed twice."""

import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import psutil
import pytest

from mingbai.settings import ROOT
from tests.integration.desk.saying import begin, file
from tests.integration.desk.test_contract import check_error
from tests.support.people import ID_NUMBER, NAME, PHONE
from tests.support.running import Citizen, Clerk, RunningDesk, environment, new_id, running_desk, until

_FOREIGN = re.compile(r"Traceback|Exception|\bError\b|\bNone\b|\bnull\b|undefined|\{[a-z_]+\}")


def check_words(replies: list[dict]) -> None:
    """Chinese sentences for a citizen, and nothing of the machine's own."""
    for reply in replies:
        assert re.search(r"[\u4e00-\u9fff]{2,}", reply["text"]), reply
        assert not _FOREIGN.search(reply["text"]), reply


def tickets(desk: RunningDesk) -> int:
    """How many tickets the store holds."""
    connection = sqlite3.connect(f"file:{desk.home / 'mingbai.db'}?mode=ro", uri=True)
    try:
        return int(connection.execute("SELECT count(*) FROM ticket").fetchone()[0])
    finally:
        connection.close()


def at_once(*calls: Callable[[], httpx.Response]) -> list[httpx.Response]:
    """Make all calls as nearly at the same time as threads can."""
    gate = threading.Barrier(len(calls))

    def wait_and(call: Callable[[], httpx.Response]) -> httpx.Response:
        gate.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(wait_and, calls))


# — words ——————————————————————————————————————————————————————————————————


@pytest.mark.parametrize("text", ["", " \n\t ", "\x00\x01\x07", "\u200b" * 0 + "\x7f", "字" * 20_000, "a" * 20_000, "\ue000\ue001"])
def test_what_is_no_message_is_refused_and_leaves_nothing(citizen: Citizen, text: str):
    check_error(citizen.post(text), 422)
    assert citizen.history() == []


@pytest.mark.parametrize(
    "text",
    [
        "😀😀😀", "？？？", "。", "1", "啊" * 5_000, "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a\u202eb", "\u200b\u200b",
        "'; DROP TABLE ticket;--", "{{7*7}} ${7*7} {text}", "%s%n%d", "/restart", "\x00你好\x00", "٣٤٥", "ᠮᠣᠩᠭᠣᠯ",
        "申\u0301请\u0301信息公开多久能答复",
    ],
)  # fmt: skip
def test_odd_messages_get_a_clear_answer(citizen: Citizen, text: str):
    replies = citizen.say(text)
    check_words(replies)
    assert replies[-1]["outcome"] != "filed"


@pytest.mark.parametrize("text", ["😀😀", "<b>x</b>", "？", "\u200b", "字" * 5_000, "/cancel"])
def test_odd_answers_in_a_form_ask_again_or_go_on(citizen: Citizen, text: str):
    begin(citizen, "complaint", until="contact_phone")
    replies = citizen.say(text)
    check_words(replies)
    assert replies[-1]["asks"] == "contact_phone"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/chat/messages?after=-1", 422),
        ("/api/chat/messages?after=abc", 422),
        ("/api/chat/messages?after=99999999999999999999999", 422),
        ("/api/tickets/%00?code=%00", 404),
        ("/api/tickets/" + "9" * 3_000 + "?code=" + "9" * 3_000, 404),
        ("/api/tickets/%F0%9F%98%80?code=%F0%9F%98%80", 404),
    ],
)
def test_odd_addresses_are_a_4xx(citizen: Citizen, path: str, status: int):
    check_error(citizen.client.get(path, headers=citizen.key), status)


@pytest.mark.parametrize("last_event_id", [b"\xb2", b"abc", b"-5", b"9" * 40])
def test_an_odd_last_event_id_begins_the_stream_now(citizen: Citizen, last_event_id: bytes):
    citizen.say("你好")
    headers = {**citizen.key, "Last-Event-ID": last_event_id}
    with citizen.client.stream("GET", "/api/chat/stream", headers=headers) as answer:
        assert answer.status_code == 200
        first = next(answer.iter_lines())
    assert first == ": open"


@pytest.mark.parametrize("own", ["\ud800", "\x00", "x" * 81])
def test_an_odd_client_message_id_is_a_4xx(citizen: Citizen, own: str):
    body = b'{"text":"\\u4f60\\u597d","client_message_id":"%s"}' % own.encode("unicode_escape").replace(b"\\x", b"\\u00")
    answer = citizen.client.post("/api/chat/messages", content=body, headers=citizen.key | {"Content-Type": "application/json"})
    check_error(answer, 422)


def test_a_long_file_name_keeps_its_ending(citizen: Citizen):
    answer = citizen.attach("a" * 200 + ".png", b"\x89PNG\r\n\x1a\n")
    assert answer.status_code == 201, answer.text
    assert answer.json()["name"].endswith(".png") and len(answer.json()["name"]) <= 120


# — keys ———————————————————————————————————————————————————————————————————


@pytest.mark.parametrize("header", [{}, {"Authorization": ""}, {"Authorization": "Bearer"}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eDp4"}])
def test_without_the_token_nothing_opens(citizen: Citizen, header: dict[str, str]):
    citizen.say("你好")
    tries = [
        citizen.client.post("/api/chat/messages", json={"text": "你好"}, headers=header),
        citizen.client.get("/api/chat/messages", headers=header),
        citizen.client.get("/api/chat/stream", headers=header),
        citizen.client.post("/api/chat/attachments", files={"file": ("a.png", b"\x89PNG\r\n\x1a\n")}, headers=header),
    ]
    for answer in tries:
        check_error(answer, 401)
        assert answer.headers["www-authenticate"] == "Bearer"
    assert len({answer.content for answer in tries}) == 1


def test_another_citizens_token_opens_only_that_citizens_conversation(desk: RunningDesk, citizen: Citizen):
    other = Citizen(desk)
    begin(citizen, "complaint", until="contact_phone")
    assert other.history() == []
    assert other.through("确认")["outcome"] != "filed"
    assert NAME not in str(other.history())
    assert citizen.through(PHONE)["asks"] == "review"


# — twice, and at once —————————————————————————————————————————————————————


def test_two_tabs_confirming_at_once_file_once(desk: RunningDesk, citizen: Citizen):
    begin(citizen, "complaint")
    before = tickets(desk)
    answers = at_once(lambda: citizen.post("确认", new_id()), lambda: citizen.post("确认", new_id()))
    assert [answer.status_code for answer in answers] == [200, 200]
    outcomes = [answer.json()["replies"][-1]["outcome"] for answer in answers]
    assert outcomes.count("filed") == 1
    assert tickets(desk) == before + 1
    for answer in answers:
        check_words(answer.json()["replies"])


def test_one_message_sent_twice_at_once_works_once(desk: RunningDesk, citizen: Citizen):
    begin(citizen, "complaint")
    before, own = tickets(desk), new_id()
    first, second = at_once(lambda: citizen.post("确认", own), lambda: citizen.post("确认", own))
    assert first.status_code == second.status_code == 200
    assert first.content == second.content
    assert tickets(desk) == before + 1


def test_many_citizens_at_once_each_get_a_ticket_of_their_own(desk: RunningDesk):
    people = [Citizen(desk) for _ in range(6)]
    for person in people:
        begin(person, "suggestion")
    answers = at_once(*(lambda person=person: person.post("确认") for person in people))
    numbers = {answer.json()["replies"][-1]["ticket"]["number"] for answer in answers}
    assert len(numbers) == len(people)


# — processes that die —————————————————————————————————————————————————————


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """A desk to be maltreated: the tests below run in this order, and each leaves it whole."""
    with running_desk(tmp_path_factory.mktemp("own") / "home") as running:
        yield running


def test_the_engine_killed_in_a_conversation_neither_loses_nor_doubles(own: RunningDesk):
    citizen, another = Citizen(own), Citizen(own)
    begin(citizen, "complaint", until="applicant_name")
    begin(another, "suggestion")
    engine, confirmed = own.engine, new_id()
    in_flight, _ = at_once(lambda: another.post("确认", confirmed), lambda: engine.kill())
    assert in_flight.status_code == 200 and in_flight.json()["replies"][-1]["outcome"] == "filed"
    assert citizen.through(NAME)["asks"] == "contact_phone"
    assert citizen.through(PHONE)["asks"] == "review"
    assert citizen.through("确认")["outcome"] == "filed"
    assert another.post("确认", confirmed).content == in_flight.content
    assert citizen.say("申请信息公开多久能答复")[0]["outcome"] == "answered"
    assert tickets(own) == 2
    own.wait_engine("down", 20)
    own.wait_engine("ok")
    assert own.engine.pid != engine.pid
    assert citizen.say("您好")[-1]["outcome"] == "smalltalk"


def test_a_killed_worker_comes_back_and_a_notice_arrives_once(own: RunningDesk):
    citizen, clerk = Citizen(own), Clerk(own)
    card = file(citizen)
    worker = own.worker
    worker.kill()
    clerk.answer(card["number"], "solved", "摊点已经搬走，油烟不再进楼。")
    told = until(lambda: [m["text"] for m in citizen.history() if m["from"] == "agency"][1:], 30, "the notices of a worker that was killed")
    assert "摊点已经搬走" in told[0]
    assert own.worker.pid != worker.pid
    time.sleep(2)  # longer than the worker's pause: a second sending would show by now
    assert len([m for m in citizen.history() if m["from"] == "agency"]) == 2


def test_a_killed_desk_takes_engine_and_worker_with_it_and_its_tokens_live_on(own: RunningDesk):
    citizen = Citizen(own)
    begin(citizen, "complaint", until="applicant_name")
    card = file(Citizen(own))
    filed = tickets(own)
    left = own.stop(signal.SIGKILL)
    assert left == [], "engine and worker end with the desk"
    own.start()
    assert citizen.through(NAME)["asks"] == "contact_phone", "the token and the draft outlive the desk"
    begin_again = citizen.through(PHONE)
    assert begin_again["asks"] == "review"
    assert citizen.through("确认")["outcome"] == "filed"
    assert tickets(own) == filed + 1
    found = citizen.client.get(f"/api/tickets/{card['number']}", params={"code": card["query_code"]})
    assert found.status_code == 200


def test_no_personal_number_lies_in_any_file_of_the_home(own: RunningDesk):
    citizen = Citizen(own)
    file(citizen, "application")
    citizen.say(f"我的身份证是{ID_NUMBER}，电话{PHONE}")
    citizen.attach(f"{PHONE}.png", b"\x89PNG\r\n\x1a\n")
    files = [path for path in (*own.home.rglob("*"), own.home.parent / "home.out") if path.is_file() and path.suffix != ".gz"]
    assert {"mingbai.log", "engine.log", "mingbai.db"} <= {path.name for path in files}
    told = [(path.name, number) for path in files for number in (ID_NUMBER, PHONE) if number.encode() in path.read_bytes()]
    assert told == []


def test_an_interrupt_leaves_nothing_running_and_frees_the_port(own: RunningDesk):
    children = own.processes()[1:]
    assert len(children) >= 2
    assert own.stop(signal.SIGINT) == []
    assert not [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]
    assert own.process.returncode == 0
    assert "Traceback" not in own.said
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", own.port))


def test_a_taken_port_is_one_sentence(desk: RunningDesk, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "mingbai", "up"], cwd=ROOT, env=environment(tmp_path / "home", desk.port), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    said = (done.stdout + done.stderr).strip()
    assert len(said.splitlines()) == 1 and str(desk.port) in said and "MINGBAI_PORT" in said
    assert "Traceback" not in said
    assert desk.health()["engine"] == "ok"
