"""How quick and how right the operators' screen is.

`python -m bench.hotline` starts a desk (its engine is not needed), opens 50 calls at once, and measures from the sending of a
word to the suggestions that came of it: over the stream that screens listen to, and in a real Chromium. Twice: *lifelike*,
caller and operator in turns, four characters a second; and *hard*, all fifty callers at once without a pause, at twice
the pace of speech. The baseline of a time is a POST to a bare endpoint of the same framework, at the same pace, in the same run.

`python -m bench.hotline FILE.jsonl` plays every persona of a set as a call over the telephone system's door, spoken in pieces,
once asked question by question (both speakers heard) and once told at one go, and counts the fields that are filled rightly
without typing, and how much had to be said until the kind and the agency were right.
"""

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
from playwright.async_api import async_playwright

from bench._persona_calls import read_personas, spoken
from bench._replay import CHARACTERS_A_SECOND, replay
from bench._telephone import Line, desk
from bench.report import report, report_load
from tests.support.chromium import chromium
from tests.support.running import RunningDesk, free_port

OPEN, SPEAKING = 200, 10  # calls open on screens at once, and how many of their callers speak
CALLS, SECONDS = 50, 60.0
ROUNDS = 6  # sentences that the operator types meanwhile: enough key presses for a p95
LAST_SECONDS = 5.0  # for what is still on its way when nobody speaks any more
ASKS = ("您好，请问有什么可以帮您", "具体在什么地方", "是什么时候的事", "请问您怎么称呼", "还有别的要补充吗")
SAID = (
    "你好，我要投诉，汽车站门口的出租车拒载老人还乱收费一直没人管", "我想申请公开去年县里农村公路养护的资金分配方案", "小区楼下的路灯坏了半个月没有人来修",
    "建议镇文化广场晚上多装几盏路灯老人看不清路", "申请信息公开多久能答复要不要钱", "楼上邻居天天半夜跳舞吵得睡不着觉",
)  # fmt: skip
BARE = """
from fastapi import FastAPI, Request
app = FastAPI()
@app.post("/bare")
async def bare(request: Request) -> dict[str, int]:
    return {"length": len(await request.body())}
"""


@dataclass(frozen=True)
class Speech:
    """How people speak: so many characters every so many seconds, so long a pause after each utterance, with or without the operator."""

    name: str
    piece: int
    pace: float
    pause: float
    operator: bool

    def said(self, number: int, turn: int) -> tuple[str, str]:
        """(who, what) of a call's next utterance."""
        if self.operator and turn % 2:
            return "operator", ASKS[(number + turn // 2) % len(ASKS)]
        return "caller", SAID[(number + (turn // 2 if self.operator else turn)) % len(SAID)]


# A recogniser tells of a change two or three times a second.
LIFELIKE = Speech("lifelike", piece=2, pace=2 / CHARACTERS_A_SECOND, pause=0.7, operator=True)
HARD = Speech("hard", piece=3, pace=0.35, pause=0.0, operator=False)


@dataclass
class Times:
    """Seconds, by what was measured."""

    pushed: list[float] = field(default_factory=list)
    posted: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    typed: list[float] = field(default_factory=list)


@contextmanager
def bare_endpoint() -> Iterator[str]:
    """A POST that does nothing, in a process of its own."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "bare.py").write_text(BARE, "utf-8")
        process = subprocess.Popen([sys.executable, "-m", "uvicorn", "bare:app", "--port", str(port), "--log-level", "warning"], cwd=folder)
        try:
            url = f"http://127.0.0.1:{port}"
            _until_up(url)
            yield url
        finally:
            process.terminate()
            process.wait(20)


def _until_up(url: str) -> None:
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        try:
            httpx.post(f"{url}/bare", json={}, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the bare endpoint did not come up")


# — fifty calls at once ———————————————————————————————————————————————————————


async def speak(line: Line, bare: httpx.AsyncClient, number: int, times: Times, speech: Speech) -> None:
    """One call: words come in, and each is timed until the screen has what came of it."""
    call_id = await line.call(f"{speech.name}-{number}")
    spoken_at: list[tuple[int, float]] = []
    shown_at: list[tuple[int, float]] = []

    async def listen() -> None:
        async for revision in line.revisions(call_id):
            shown_at.append((revision, time.perf_counter()))

    listener = asyncio.create_task(listen())
    await asyncio.sleep(1 + number * speech.pace / CALLS)
    ends, turn = time.perf_counter() + SECONDS, 0
    while time.perf_counter() < ends:
        speaker, text = speech.said(number, turn)
        for words, final in spoken(text, speech.piece):
            sent = time.perf_counter()
            revision = await line.say(call_id, f"u{turn}", words, final=final, speaker=speaker)
            done = time.perf_counter()
            times.posted.append(done - sent)
            spoken_at.append((revision, sent))
            await bare.post("/bare", json={"text": words})
            times.bare.append(time.perf_counter() - done)
            await asyncio.sleep(max(0.0, speech.pace - (time.perf_counter() - sent)))
        await asyncio.sleep(speech.pause)
        turn += 1
    await asyncio.sleep(LAST_SECONDS)
    listener.cancel()
    times.pushed.extend(shown - sent for sent, shown in matched(spoken_at, shown_at, number))


def matched(spoken_at: Sequence[tuple[int, float]], shown_at: Sequence[tuple[int, float]], number: int) -> Iterator[tuple[float, float]]:
    """Each word's sending with the first screen that had it in it: a push may overtake the answer to the word itself."""
    for revision, sent in spoken_at:
        shown = next((at for seen, at in shown_at if seen >= revision), None)
        if shown is None:
            raise SystemExit(f"a word of call {number} never came to the screen")
        yield sent, shown


@asynccontextmanager
async def typing_operator(line: Line) -> AsyncIterator[Any]:
    """A real Chromium with a call open."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        await context.add_cookies([{"name": name, "value": value, "url": line.url} for name, value in line.client.cookies.items()])
        page = await context.new_page()
        await page.goto(f"{line.url}/hotline/calls/{await line.call('bench-browser')}")
        yield page
        await browser.close()


async def type_words(page: Any, rounds: int, times: list[float]) -> None:
    """Type as an operator does, four characters a second; how long each took to come back to the screen as suggestions."""
    for number in range(rounds):
        await page.locator("#typed").press_sequentially(f"{SAID[number % len(SAID)]}\n", delay=250)
    await asyncio.sleep(1)
    found = await page.evaluate("performance.getEntriesByName('hotline:suggested').map((one) => one.duration / 1000)")
    await page.evaluate("performance.clearMeasures()")
    times.extend(found)


async def load(running: RunningDesk, bare_url: str) -> None:
    """Everything that is timed."""
    line = Line(running)
    await line.sign_in()
    alone = Times()
    async with typing_operator(line) as page:
        await type_words(page, 1, [])  # warm: the first word of a desk loads what the others find loaded
        await type_words(page, ROUNDS, alone.typed)
        tell_one(alone)
        limits = httpx.Limits(max_connections=400, max_keepalive_connections=400, keepalive_expiry=2)
        async with httpx.AsyncClient(base_url=bare_url, trust_env=False, timeout=60, limits=limits) as bare:
            for speech in (LIFELIKE, HARD):
                times, spent = Times(), Spent(running)
                await asyncio.gather(*(speak(line, bare, number, times, speech) for number in range(CALLS)), type_words(page, ROUNDS, times.typed))
                spent.tell(f"hotline.{speech.name}", len(times.pushed))
                tell(speech, alone, times)
            tell_many(await many_open(line, bare))
    await line.client.aclose()


class Spent:
    """The processor time of the desk, of this load generator and of the browser (with its driver) from now on."""

    def __init__(self, running: RunningDesk) -> None:
        desk = running.processes()
        own = psutil.Process()
        browser = [one for one in own.children(recursive=True) if one not in desk]
        self._parts = {"desk": desk[:1], "generator": [own], "browser": browser}
        self._began, self._before = time.perf_counter(), self._read()

    def _read(self) -> dict[str, float]:
        times = {part: [one.cpu_times() for one in processes if one.is_running()] for part, processes in self._parts.items()}
        return {part: sum(one.user + one.system for one in found) for part, found in times.items()}

    def tell(self, name: str, words: int) -> None:
        """Print shares of one processor, and what a word with its screen took of it in the desk."""
        seconds, now = time.perf_counter() - self._began, self._read()
        for part, spent in now.items():
            report(f"{name}.processor_{part}", (spent - self._before[part]) / seconds, "of one processor")
        report(f"{name}.processor_time_a_word", (now["desk"] - self._before["desk"]) / words * 1000, "ms")


async def many_open(line: Line, bare: httpx.AsyncClient) -> Times:
    """A full hall: every call stands open on a screen, some of the callers speak."""

    async def sit(number: int) -> None:
        async for _ in line.revisions(await line.call(f"open-{number}")):
            pass

    silent = [asyncio.create_task(sit(number)) for number in range(OPEN - SPEAKING)]
    await asyncio.sleep(LAST_SECONDS)
    times = Times()
    await asyncio.gather(*(speak(line, bare, OPEN + number, times, HARD) for number in range(SPEAKING)))
    ended = [task for task in silent if task.done()]
    for task in silent:
        task.cancel()
    if ended:
        raise SystemExit(f"{len(ended)} of {OPEN} screens lost their call")
    return times


def tell_many(times: Times) -> None:
    """Print the figures of the full hall."""
    for share in (50, 95):
        report(f"hotline.word_to_screen_{OPEN}_open.p{share}", quantile(times.pushed, share) * 1000, "ms", quantile(times.bare, share) * 1000)


def tell_one(alone: Times) -> None:
    """Print what one operator alone sees."""
    for share in (50, 95):
        report(f"hotline.browser_typed_1_call.p{share}", quantile(alone.typed, share) * 1000, "ms")


def tell(speech: Speech, alone: Times, times: Times) -> None:
    """Print the figures of fifty calls."""
    name = f"hotline.{speech.name}"
    report(f"{name}.words", len(times.pushed), "words")
    report(f"{name}.words_a_second", len(times.pushed) / SECONDS, "1/s")
    for share in (50, 95):
        bare = quantile(times.bare, share)
        report(f"{name}.word_to_screen_{CALLS}_calls.p{share}", quantile(times.pushed, share) * 1000, "ms", bare * 1000)
        report(f"{name}.word_taken_{CALLS}_calls.p{share}", quantile(times.posted, share) * 1000, "ms", bare * 1000)
        report(f"{name}.browser_typed_{CALLS}_calls.p{share}", quantile(times.typed, share) * 1000, "ms", quantile(alone.typed, share) * 1000)


def quantile(times: Sequence[float], share: int) -> float:
    """Seconds that so many of a hundred stay below."""
    return statistics.quantiles(times, n=100)[share - 1]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("personas", nargs="?", type=Path, help="a set of personas, one JSON object a line")
    chosen = parser.parse_args()
    with desk() as running:
        if chosen.personas:
            asyncio.run(replay(running, read_personas(chosen.personas)))
            return
        report_load("hotline")
        with bare_endpoint() as bare_url:
            asyncio.run(load(running, bare_url))
        report_load("hotline.after")


if __name__ == "__main__":
    main()
