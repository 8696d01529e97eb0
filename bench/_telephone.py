"""A desk without an engine, and one client that is its telephone system and an operator at once."""

import json
import re
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from consoles.hotline.signing import SIGNATURE, TIMESTAMP, signature
from tests.support.running import RunningDesk

SECRET = "telephone-secret-of-the-bench"
_REVISION = re.compile(r'data: \{"revision": (\d+),')


@contextmanager
def desk() -> Iterator[RunningDesk]:
    """A desk without an engine: calls do not need one."""
    with tempfile.TemporaryDirectory() as folder:
        running = RunningDesk(Path(folder) / "home", settings={"engine_url": "http://127.0.0.1:9", "hotline_secret": SECRET})
        try:
            running.start()
            yield running
        finally:
            running.clear_away()


class Line:
    """The telephone system's side of a desk, and an operator's."""

    def __init__(self, running: RunningDesk) -> None:
        # Idle connections are let go of before the desk closes them (5 s), or a word would now and then meet a closed one.
        limits = httpx.Limits(max_connections=400, max_keepalive_connections=400, keepalive_expiry=2)
        self.url = running.url
        self.client = httpx.AsyncClient(base_url=running.url, trust_env=False, timeout=60, limits=limits)
        self._password = running.passwords["operator"]
        self.csrf = ""

    async def sign_in(self) -> None:
        """Become an operator."""
        answer = await self.client.post("/staff/sign-in", data={"login": "operator", "password": self._password})
        if answer.status_code != 303:
            raise SystemExit(f"sign-in: {answer.status_code}")
        found = re.search(r'name="csrf" value="([^"]*)"', (await self.client.get("/staff/account")).text)
        self.csrf = found[1] if found else ""

    async def signed(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """One request of the telephone system; SystemExit for any refusal."""
        content, now, where = json.dumps(body, ensure_ascii=False).encode(), str(int(time.time())), f"/api/hotline{path}"
        answer = await self.client.post(where, content=content, headers={TIMESTAMP: now, SIGNATURE: signature(SECRET, now, "POST", where, content)})
        if answer.status_code not in (200, 201):
            raise SystemExit(f"{where}: {answer.status_code} {answer.text[:200]}")
        found: dict[str, Any] = answer.json()
        return found

    async def call(self, reference: str) -> str:
        """A call that rings and is taken."""
        call_id = str((await self.signed("/calls", {"reference": reference}))["call_id"])
        taken = await self.client.post(f"/hotline/calls/{call_id}/take", data={"csrf": self.csrf})
        if not taken.headers.get("location", "").endswith(call_id):
            raise SystemExit(f"not taken: {taken.status_code}")
        return call_id

    async def say(self, call_id: str, name: str, text: str, *, final: bool, speaker: str = "caller") -> int:
        """One result of a recogniser; the revision that it made."""
        body = {"utterance_id": name, "text": text, "final": final, "speaker": speaker}
        return int((await self.signed(f"/calls/{call_id}/utterances", body))["revision"] or 0)

    async def revisions(self, call_id: str) -> AsyncIterator[int]:
        """The revisions of the screens that this call is sent. Nothing else of them is read: that would cost as much as making them."""
        async with self.client.stream("GET", "/hotline/stream", params={"call": call_id}, timeout=None) as answer:
            event = ""
            async for row in answer.aiter_lines():
                if row.startswith("event: "):
                    event = row[7:]
                elif row.startswith("data: ") and event == "call" and (found := _REVISION.match(row)):
                    yield int(found[1])
