"""How quick and how right the operators' screen is.

`python -m bench.hotline` starts a desk (its engine is not needed), opens 50 calls that are spoken at once, and measures from
the sending of a word to the suggestions that came of it: over the stream that screens listen to, and in a real Chromium.
The baseline of a time is a POST to a bare endpoint of the same framework, at the same pace, in the same run.

`python -m bench.hotline FILE.jsonl` plays every persona of a set as a call over the telephone system's door, spoken in pieces,
once asked question by question (both speakers heard) and once told at one go, and counts the fields that are filled rightly
without typing, and how much had to be said until the kind and the agency were right.
"""

import argparse
import asyncio
import random
import re
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
from playwright.async_api import async_playwright

from bench._persona_calls import Persona, breaths, read_personas, spoken
from bench._telephone import Line, desk
from bench.report import report, report_load
from tests.support.chromium import chromium
from tests.support.running import RunningDesk, free_port

OPEN, SPEAKING = 200, 10  # calls open on screens at once, and how many of their callers speak
CALLS, SECONDS, PACE = 50, 20.0, 0.35  # a recogniser tells of a change about three times a second
LAST_SECONDS = 5.0  # for what is still on its way when nobody speaks any more
CHARACTERS_A_SECOND = 4.0
SEEDS = 2
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


async def speak(line: Line, bare: httpx.AsyncClient, number: int, times: Times) -> None:
    """One call: words come in, and each is timed until the screen has what came of it."""
    call_id = await line.call(f"bench-{number}")
    spoken_at: list[tuple[int, float]] = []
    shown_at: list[tuple[int, float]] = []

    async def listen() -> None:
        async for screen in line.screens(call_id):
            shown_at.append((screen["revision"], time.perf_counter()))

    listener = asyncio.create_task(listen())
    await asyncio.sleep(1 + number * PACE / CALLS)
    ends, turn = time.perf_counter() + SECONDS, 0
    while time.perf_counter() < ends:
        text = SAID[(number + turn) % len(SAID)]
        for words, final in spoken(text, 3):
            sent = time.perf_counter()
            revision = await line.say(call_id, f"u{turn}", words, final=final)
            done = time.perf_counter()
            times.posted.append(done - sent)
            spoken_at.append((revision, sent))
            await bare.post("/bare", json={"text": words})
            times.bare.append(time.perf_counter() - done)
            await asyncio.sleep(max(0.0, PACE - (time.perf_counter() - sent)))
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
    alone, times = Times(), Times()
    async with typing_operator(line) as page:
        await type_words(page, 1, [])  # warm: the first word of a desk loads what the others find loaded
        await type_words(page, 2, alone.typed)
        limits = httpx.Limits(max_connections=400, max_keepalive_connections=400, keepalive_expiry=2)
        async with httpx.AsyncClient(base_url=bare_url, trust_env=False, timeout=60, limits=limits) as bare:
            await asyncio.gather(*(speak(line, bare, number, times) for number in range(CALLS)), type_words(page, 2, times.typed))
            tell(alone, times)
            tell_many(await many_open(line, bare))
    await line.client.aclose()


async def many_open(line: Line, bare: httpx.AsyncClient) -> Times:
    """A full hall: every call stands open on a screen, some of the callers speak."""

    async def sit(number: int) -> None:
        async for _ in line.screens(await line.call(f"open-{number}")):
            pass

    silent = [asyncio.create_task(sit(number)) for number in range(OPEN - SPEAKING)]
    await asyncio.sleep(LAST_SECONDS)
    times = Times()
    await asyncio.gather(*(speak(line, bare, OPEN + number, times) for number in range(SPEAKING)))
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


def tell(alone: Times, times: Times) -> None:
    """Print the figures."""
    report("hotline.words", len(times.pushed), "words")
    report("hotline.words_a_second", len(times.pushed) / SECONDS, "1/s")
    for share in (50, 95):
        bare = quantile(times.bare, share)
        report(f"hotline.word_to_screen_{CALLS}_calls.p{share}", quantile(times.pushed, share) * 1000, "ms", bare * 1000)
        report(f"hotline.word_taken_{CALLS}_calls.p{share}", quantile(times.posted, share) * 1000, "ms", bare * 1000)
        report(f"hotline.browser_typed_{CALLS}_calls.p{share}", quantile(times.typed, share) * 1000, "ms", quantile(alone.typed, share) * 1000)


def quantile(times: Sequence[float], share: int) -> float:
    """Seconds that so many of a hundred stay below."""
    return statistics.quantiles(times, n=100)[share - 1]


# — personas as calls —————————————————————————————————————————————————————————


@dataclass
class Found:
    """What a set came to: fields wanted, filled rightly, filled wrongly; seconds of speech until something was right."""

    wanted: int = 0
    right: int = 0
    wrong: int = 0
    kind_after: list[float] = field(default_factory=list)
    agency_after: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


class Play:
    """One persona on the line."""

    def __init__(self, line: Line, persona: Persona, seed: int, found: Found) -> None:
        self._line, self._persona, self._found = line, persona, found
        self._draw = random.Random(f"{seed}/{persona.id}")
        self._said = 0
        self._seen: set[str] = set()
        self._count = 0

    async def run(self, *, asked: bool, reference: str) -> None:
        """Speak the whole call and judge the form."""
        self._call = await self._line.call(reference)
        if asked:
            screen = await self._dialogue()
        else:
            for text in self._persona.narration(self._draw):
                screen = await self._hear(text)
        self._judge(screen)

    async def _dialogue(self) -> dict[str, Any]:
        screen = await self._hear(self._persona.opening)
        asked: set[str] = set()
        while open_ones := [one["key"] for one in screen["questions"] if one["key"] not in asked]:
            slot = open_ones[0]
            asked.add(slot)
            html = next(one["html"] for one in screen["questions"] if one["key"] == slot)
            question = re.search(r'data-text="([^"]*)"', html)
            await self._hear(question[1] if question else "", speaker="operator")
            screen = await self._hear(self._persona.answer(slot, self._draw))
        return screen

    async def _hear(self, text: str, speaker: str = "caller") -> dict[str, Any]:
        """Say it in pieces, and look at the screen after each."""
        screen: dict[str, Any] = {}
        for part in breaths(text):
            self._count += 1
            for words, final in spoken(part, max(5, len(part) // 12)):
                await self._line.say(self._call, f"u{self._count}", words, final=final, speaker=speaker)
                answer = await self._line.client.post(f"/hotline/calls/{self._call}/sheet", json={}, headers={"X-CSRF": self._line.csrf})
                screen = answer.json()
                if speaker == "caller":
                    self._note(screen, self._said + len(words))
            self._said += len(part) if speaker == "caller" else 0
        return screen

    def _note(self, screen: dict[str, Any], characters: int) -> None:
        heard = "还没听出来" not in screen["headline"]
        for name, right, times in (
            ("kind", heard and screen["kind"] == self._persona.kind, self._found.kind_after),
            ("agency", screen["agency"] in self._persona.agencies, self._found.agency_after),
        ):
            if right and name not in self._seen:
                self._seen.add(name)
                times.append(characters / CHARACTERS_A_SECOND)

    def _judge(self, screen: dict[str, Any]) -> None:
        filled = {one["slot"]: one["value"] for one in screen["fields"]}
        for name in self._persona.wanted():
            value = filled.get(name, "")
            self._found.wanted += 1
            if self._persona.right(name, value, screen["agency"]):
                self._found.right += 1
            else:
                self._found.wrong += bool(value)
                self._found.missed.append(f"{self._persona.id} {name}: {value or '—'}")


async def replay(running: RunningDesk, personas: Sequence[Persona]) -> None:
    """Play every persona both ways, over all seeds."""
    line = Line(running)
    await line.sign_in()
    for asked, way in ((True, "asked"), (False, "told")):
        found = Found()
        for seed in range(SEEDS):
            for persona in personas:
                await Play(line, persona, seed, found).run(asked=asked, reference=f"{way}-{seed}-{persona.id}")
        report(f"hotline.{way}.fields_right", found.right / found.wanted, "share")
        report(f"hotline.{way}.fields_wrong", found.wrong / found.wanted, "share")
        for name, times in (("kind", found.kind_after), ("agency", found.agency_after)):
            report(f"hotline.{way}.{name}_found", len(times) / (SEEDS * len(personas)), "share")
            report(f"hotline.{way}.{name}_right_after", statistics.median(times), "s of speech")
        for missed in sorted(set(found.missed)):
            print(missed, file=sys.stderr)
    await line.client.aclose()


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
