"""What our layer costs: a turn over `POST /api/chat/messages` against the same turn straight to the engine's REST webhook.

`python -m bench turns` starts a desk of its own and prints JSON lines. The baseline of a time or a rate is the engine alone,
asked in the same run, turn about. Straight to the engine the desk's actions still do their work, but no message is kept.
"""

import http.client
import itertools
import json
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil

from bench.report import report, report_load
from bot.knowledge.loader import load_library
from mingbai.settings import ROOT
from tests.support.people import NAME, PHONE
from tests.support.running import RunningDesk, running_desk

FORM = {
    "description": "夜市烤串摊把油烟排进居民楼，家里没法开窗", "place": "枞阳镇银塘路菜市场旁", "occurred_at": "上个月开始", "applicant_name": NAME,
    "contact_phone": PHONE, "review": "取消",
}  # fmt: skip
OPENING = "我要投诉"
WARM_UP, QUESTION_TURNS, FORMS = 20, 200, 25
CLIENTS, TURNS_A_CLIENT = 8, 60
_PER_MINUTE = "1000000"
_FORMS_EACH, _FORMS = 4, 600
_REGULATION = "政府信息公开条例"


def forms() -> list[str]:
    """Questions about the regulation in many words, in an order that is the same each time."""
    asked = [
        form
        for entry in load_library(ROOT / "knowledge").entries
        if entry.place is None and entry.outcome == "answered" and any(citation.source == _REGULATION for citation in entry.citations)
        for form in entry.questions[:_FORMS_EACH]
    ]
    random.Random(11).shuffle(asked)
    return asked[:_FORMS]


class Line:
    """A kept connection that posts JSON: as little of a client as can be, since it runs on the same machine."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)

    def post(self, path: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> Any:
        """The answer's JSON; SystemExit for any refusal, since a fast wrong answer is worth nothing."""
        self._connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json", **(headers or {})})
        answer = self._connection.getresponse()
        data = answer.read()
        if answer.status not in (200, 201):
            raise SystemExit(f"{path}: {answer.status} {data[:200]!r}")
        return json.loads(data)


class OverApi:
    """One citizen's conversation over the public interface."""

    def __init__(self, desk: RunningDesk) -> None:
        self._line = Line(desk.url)
        opened = self._line.post("/api/chat/sessions", {})
        self._key = {"Authorization": f"Bearer {opened['token']}"}
        self.session_id: str = opened["session_id"]

    def say(self, text: str) -> list[dict[str, Any]]:
        """One turn."""
        replies: list[dict[str, Any]] = self._line.post("/api/chat/messages", {"text": text}, self._key)["replies"]
        return replies


class Direct:
    """The same conversation straight to the engine, told of the draft as the inbox tells it."""

    def __init__(self, desk: RunningDesk, engine_url: str) -> None:
        self._line = Line(engine_url)
        self._sender = OverApi(desk).session_id
        self._draft: dict[str, str] | None = None

    def say(self, text: str) -> list[dict[str, Any]]:
        """One turn."""
        body = {"sender": self._sender, "message": text, "metadata": {"message_id": None, "draft": self._draft}}
        replies = [message["custom"] for message in self._line.post("/webhooks/rest/webhook", body)]
        asks = replies[-1]["asks"]
        self._draft = {"kind": "complaint", "asks": asks} if asks else None
        return replies


Talk = OverApi | Direct


def timed(talk: Talk, text: str, times: list[float]) -> dict[str, Any]:
    """Say one thing; its seconds go to `times`. SystemExit when it was not dealt with."""
    begun = time.perf_counter()
    replies = talk.say(text)
    times.append(time.perf_counter() - begun)
    if not replies or replies[-1]["outcome"] == "failed":
        raise SystemExit(f"{type(talk).__name__}: {text}: {replies}")
    return replies[-1]


def asking(desk: RunningDesk) -> Callable[[Talk, int, list[float]], None]:
    """One question turn, of many questions that are answered at once: each was found so before."""
    talk, answered = OverApi(desk), []
    for form in forms():
        reply = timed(talk, form, [])
        if reply["outcome"] == "answered" and not reply["asks"]:
            answered.append(form)
        else:
            talk = OverApi(desk)
    questions = itertools.cycle(answered)

    def ask(talk: Talk, _number: int, times: list[float]) -> None:
        timed(talk, next(questions), times)

    return ask


def fill(talk: Talk, _number: int, times: list[float]) -> None:
    """One whole complaint, dropped at its review: only the turns with an open draft are timed."""
    reply = timed(talk, OPENING, [])
    while reply["asks"]:
        reply = timed(talk, FORM[reply["asks"]], times)


def turn_about(work: Callable[[Talk, int, list[float]], None], ours: Talk, theirs: Talk, rounds: int) -> tuple[list[float], list[float]]:
    """Both ways by turns, each going first every other time, so that whatever else the machine does meets both."""
    api: list[float] = []
    direct: list[float] = []
    for number in range(rounds):
        pairs: list[tuple[Talk, list[float]]] = [(ours, api), (theirs, direct)]
        for talk, times in pairs if number % 2 else reversed(pairs):
            work(talk, number, times)
    return api, direct


def report_times(name: str, api: list[float], direct: list[float]) -> None:
    """Median and 95th percentile in milliseconds."""
    for share in (50, 95):
        ours, theirs = (statistics.quantiles(times, n=100)[share - 1] * 1000 for times in (api, direct))
        report(f"turns.{name}.p{share}", ours, "ms", theirs)


def at_once(talks: list[Talk], work: Callable[[Talk, int, list[float]], None], rounds: int) -> float:
    """Turns per second of all talks together."""
    counts: list[list[float]] = [[] for _ in talks]

    def run(talk: Talk, times: list[float]) -> None:
        for number in range(rounds):
            work(talk, number, times)

    threads = [threading.Thread(target=run, args=pair) for pair in zip(talks, counts, strict=True)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    turns = sum(map(len, counts))
    if turns < rounds * len(talks):
        raise SystemExit("a client stopped early; see its error above")
    return turns / (time.perf_counter() - begun)


def parts(desk: RunningDesk) -> Iterator[tuple[str, psutil.Process]]:
    """The desk's processes by name."""
    yield "desk", desk.processes()[0]
    yield "engine", desk.engine
    yield "worker", desk.worker


def cpu(desk: RunningDesk) -> dict[str, float]:
    """Seconds of processor that each process has used."""
    return {name: sum(process.cpu_times()[:2]) for name, process in parts(desk)}


def measure(desk: RunningDesk) -> None:
    """Everything, on a desk that is ready."""
    engine_url = desk.engine_url
    ask = asking(desk)
    ours, theirs = OverApi(desk), Direct(desk, engine_url)
    for work in (ask, fill):
        turn_about(work, ours, theirs, WARM_UP if work is ask else 3)
    report_load("turns")
    for name, work, rounds in (("question", ask, QUESTION_TURNS), ("form", fill, FORMS)):
        api, direct = turn_about(work, ours, theirs, rounds)
        report_times(name, api, direct)
    used = cpu(desk)
    for number in range(QUESTION_TURNS):
        ask(ours, number, [])
    for name, seconds in cpu(desk).items():
        report(f"turns.question.cpu_{name}", (seconds - used[name]) / QUESTION_TURNS * 1000, "ms")
    for name, work, rounds in (("question", ask, TURNS_A_CLIENT), ("form", fill, TURNS_A_CLIENT // 6)):
        rates = []
        for make in (lambda: OverApi(desk), lambda: Direct(desk, engine_url)):
            rates.append(at_once([make() for _ in range(CLIENTS)], work, rounds))
        report(f"turns.{name}.rate_{CLIENTS}_clients", rates[0], "1/s", rates[1])
    for name, process in parts(desk):
        memory = process.memory_full_info()
        report(f"turns.memory_{name}.pss", memory.pss / 2**20, "MiB")
        report(f"turns.memory_{name}.rss", memory.rss / 2**20, "MiB")
    report_load("turns.after")


def main() -> None:
    """Start a desk, measure, stop it."""
    with tempfile.TemporaryDirectory() as folder, running_desk(Path(folder) / "home", messages_per_minute=_PER_MINUTE) as desk:
        measure(desk)


if __name__ == "__main__":
    main()
