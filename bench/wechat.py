"""WeChat under load: a steady stream, a burst, and what the webhook itself costs.

`python -m bench wechat` starts a desk with its engine and a fake WeChat, and prints JSON lines. The webhook's baseline is a bare
endpoint of the same framework and server in a process of its own, asked in the same run, turn about. Everything is on loopback.
"""

import http.client
import multiprocessing
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psutil
import uvicorn
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from bench.report import report, report_load
from tests.support import fake_wechat
from tests.support.fake_wechat import FakeWechat
from tests.support.running import RunningDesk, free_port, running_desk, until

QUESTIONS = (
    "申请信息公开多久能答复", "申请公开要交钱吗", "对答复不满意怎么办", "申请要写哪些内容", "个人隐私会不会被公开", "什么信息不予公开",
)  # fmt: skip
STEADY_RATE, STEADY_SECONDS = 50, 20
BURST, BURST_SECONDS = 1_000, 5.0
WARM_UP, PINGS = 50, 600
CLIENTS = 96
_HANGS_UP = 5.0
_PATH = "/channels/wechat"


@dataclass
class Push:
    """One message: what is posted, when, and what came of it."""

    openid: str
    target: str
    body: bytes
    due: float
    seconds: float = 0.0
    status: int = 0
    passive: bool = False
    tries: int = field(default=0)


class Pusher:
    """Posts pushes at their times over kept connections; WeChat's five seconds and three tries hold here too."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._address = (parts.hostname or "", parts.port)

    def run(self, pushes: list[Push], clients: int) -> None:
        """Post all of them, each when it is due."""
        waiting = iter(pushes)
        lock = threading.Lock()
        began = time.perf_counter()

        def client() -> None:
            line = http.client.HTTPConnection(*self._address, timeout=_HANGS_UP)
            while True:
                with lock:
                    push = next(waiting, None)
                if push is None:
                    return
                time.sleep(max(0.0, began + push.due - time.perf_counter()))
                line = self._post(line, push)

        threads = [threading.Thread(target=client) for _ in range(min(clients, len(pushes)))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _post(self, line: http.client.HTTPConnection, push: Push) -> http.client.HTTPConnection:
        while push.tries < fake_wechat.TRIES and push.status != 200:
            push.tries += 1
            began = time.perf_counter()
            try:
                line.request("POST", push.target, push.body)
                answer = line.getresponse()
                data = answer.read()
                push.status, push.passive = answer.status, data.startswith(b"<xml")
            except (OSError, http.client.HTTPException):
                line.close()
                line = http.client.HTTPConnection(*self._address, timeout=_HANGS_UP)
            push.seconds = time.perf_counter() - began
        return line


def pushes(fake: FakeWechat, count: int, seconds: float, **fields: str | int) -> list[Push]:
    """`count` messages of as many citizens, spread evenly over `seconds`."""
    made = []
    for number in range(count):
        openid = f"o{uuid.uuid4().hex[:27]}"
        message = {"ToUserName": fake_wechat.ACCOUNT, "FromUserName": openid, "CreateTime": int(time.time()), "MsgType": "text",
                   "Content": QUESTIONS[number % len(QUESTIONS)], "MsgId": number + 10**12, **fields}  # fmt: skip
        query, body = fake.packed(message)
        fake._windows[openid] = (time.time() + 3600, 5)
        made.append(Push(openid, f"{_PATH}?{urlencode(query)}", body, number * seconds / count))
    return made


def wait_answered(fake: FakeWechat, sent: list[Push], began: float) -> float:
    """Wait until everybody was answered, with the request or later; seconds since `began`. SystemExit when somebody is left."""
    later = [push for push in sent if not push.passive]
    try:
        until(lambda: all(fake.phones.get(push.openid) for push in later), 180, "everybody is answered", every=0.2)
    except AssertionError as error:
        left = sum(not fake.phones.get(push.openid) for push in later)
        raise SystemExit(f"{left} of {len(sent)} were never answered") from error
    return time.perf_counter() - began


def measure_steady(desk: RunningDesk, fake: FakeWechat) -> None:
    """The rate that is asked for, for some seconds."""
    count = STEADY_RATE * STEADY_SECONDS
    sent = pushes(fake, count, STEADY_SECONDS)
    began = time.perf_counter()
    Pusher(desk.url).run(sent, CLIENTS)
    report("wechat.steady.rate", count / (time.perf_counter() - began), "1/s", STEADY_RATE)
    times = [push.seconds * 1000 for push in sent]
    for share in (50, 95, 99):
        report(f"wechat.steady.reply.p{share}", statistics.quantiles(times, n=100)[share - 1], "ms")
    report("wechat.steady.passive", sum(push.passive for push in sent) / count, "share")
    wait_answered(fake, sent, began)


def measure_burst(desk: RunningDesk, fake: FakeWechat, name: str) -> None:
    """A thousand citizens within five seconds."""
    sent = pushes(fake, BURST, BURST_SECONDS)
    began = time.perf_counter()
    Pusher(desk.url).run(sent, CLIENTS * 4)
    in_time = [push.seconds for push in sent]
    report(f"wechat.{name}.acknowledged.max", max(in_time), "s", _HANGS_UP)
    report(f"wechat.{name}.passive", sum(push.passive for push in sent) / BURST, "share")
    report(f"wechat.{name}.refused", sum(push.status != 200 for push in sent), "messages")
    report(f"wechat.{name}.retried", sum(push.tries > 1 for push in sent), "messages")
    report(f"wechat.{name}.all_answered_after", wait_answered(fake, sent, began), "s", BURST_SECONDS)
    doubled = sum(len(fake.phones.get(push.openid, ())) + push.passive > 1 for push in sent)
    report(f"wechat.{name}.answered_twice", doubled, "messages")


def measure_webhook(desk: RunningDesk, fake: FakeWechat) -> None:
    """An event that asks for nothing, over the webhook and over a bare endpoint, turn about."""
    with bare_endpoint() as bare:
        ours, theirs = (one_by_one(url, fake) for url in (desk.url, bare))
        times: dict[str, list[float]] = {"ours": [], "bare": []}
        for number in range(PINGS):
            for name, ping in (("ours", ours), ("bare", theirs)) if number % 2 else (("bare", theirs), ("ours", ours)):
                times[name].append(ping())
    for share in (50, 95):
        ours_ms, bare_ms = (statistics.quantiles(found[WARM_UP:], n=100)[share - 1] * 1000 for found in (times["ours"], times["bare"]))
        report(f"wechat.webhook.p{share}", ours_ms, "ms", bare_ms)


def one_by_one(url: str, fake: FakeWechat) -> Callable[[], float]:
    """Posts one event after the other; seconds each."""
    parts = urlsplit(url)
    line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_HANGS_UP)
    ready = iter(pushes(fake, PINGS, 0.0, MsgType="event", Event="VIEW", EventKey="https://desk.example.gov.cn/ticket"))

    def ping() -> float:
        push = next(ready)
        began = time.perf_counter()
        line.request("POST", push.target, push.body)
        answer = line.getresponse()
        data = answer.read()
        if data != b"success":
            raise SystemExit(f"{url}: {answer.status} {data[:200]!r}")
        return time.perf_counter() - began

    return ping


@contextmanager
def bare_endpoint() -> Iterator[str]:
    """The least that can answer WeChat with this framework, in a process of its own."""
    port = free_port()
    process = multiprocessing.get_context("spawn").Process(target=serve_bare, args=(port,), daemon=True)
    process.start()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=1)

    def answers() -> bool:
        try:
            line.request("POST", _PATH, b"")
            return line.getresponse().read() == b"success"
        except OSError:
            line.close()
            return False

    try:
        until(answers, 30, "the bare endpoint")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.join()


def serve_bare(port: int) -> None:
    """Answer every push with the word that WeChat wants."""
    app = FastAPI()

    @app.post(_PATH)
    async def success() -> PlainTextResponse:
        return PlainTextResponse("success")

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


def memory(desk: RunningDesk) -> float:
    """The desk's own process, MiB."""
    return psutil.Process(desk.processes()[0].pid).memory_full_info().pss / 2**20


def main() -> None:
    """Start a desk and a fake, measure, stop them."""
    fake = FakeWechat(aes=True)
    with tempfile.TemporaryDirectory() as folder, running_desk(Path(folder) / "home", **fake_wechat.settings(fake)) as desk:
        fake.desk = desk.url
        Pusher(desk.url).run(pushes(fake, WARM_UP, 2.0), CLIENTS)
        report_load("wechat")
        measure_webhook(desk, fake)
        measure_steady(desk, fake)
        measure_burst(desk, fake, "burst")
        before = memory(desk)
        measure_burst(desk, fake, "burst_again")
        report("wechat.memory_desk", memory(desk), "MiB", before)
        report_load("wechat.after")
    fake.close()


if __name__ == "__main__":
    main()
