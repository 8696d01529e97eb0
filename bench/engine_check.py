"""What keeping the compiled schema saves: a turn through the engine as we run it against one as Rasa ships it.

Both engines have the same model and the same action server (one of our own here, which answers at once), and are asked in turns.
"""

import asyncio
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from bench.report import report, report_load
from bench.turns import Line
from bot.conversations.replies import Option, Reply
from mingbai.engine import EngineProcess, endpoints
from mingbai.model import engine_python
from tests.support.running import free_port, kept_model

TURNS, WARM_UP = 120, 10
_AS_SHIPPED = "import sys; sys.path.insert(0, '.'); from engine import serve; serve.cache_action_result_check = lambda: None; serve.main()"


def main() -> None:
    """Print the median turn of both, and the ratio."""
    report_load("engine_check")
    with tempfile.TemporaryDirectory() as folder, _actions() as actions_url:
        ours, shipped = EngineProcess(), _Shipped()
        model, ports = kept_model(), (free_port(), free_port())
        try:
            ours.start(model, ports[0], actions_url, "bench", Path(folder) / "ours")
            shipped.start(model, ports[1], actions_url, "bench", Path(folder) / "shipped")
            ready = [asyncio.run(engine.wait_ready(180)) for engine in (ours, shipped)]
            if not all(ready):
                raise SystemExit(f"engines ready: {ready}")
            kept, compiled = _medians([Line(f"http://127.0.0.1:{port}") for port in ports])
        finally:
            ours.stop()
            shipped.stop()
    report("engine_check.form_turn_p50", kept * 1000, "ms", compiled * 1000)


def _medians(lines: list[Line]) -> list[float]:
    body = {"message": "枞阳镇莲花小区南门", "metadata": {"message_id": 1, "draft": {"kind": "complaint", "asks": "place"}}}
    times: list[list[float]] = [[], []]
    for turn in range(TURNS + WARM_UP):
        for line, taken in zip(lines, times, strict=True):
            began = time.perf_counter()
            line.post("/webhooks/rest/webhook", {"sender": f"bench-{turn}", **body})
            taken.append(time.perf_counter() - began)
    return [statistics.median(taken[WARM_UP:]) for taken in times]


class _Shipped(EngineProcess):
    """The same engine without our kept validator."""

    def start(self, model: Path, port: int, actions_url: str, secret: str, home: Path) -> None:
        """As ours, but started by a line of Python that leaves Rasa's own check in place."""
        super().start(model, port, actions_url, secret, home)
        super().stop()
        (home / "engine-endpoints.yml").write_text(endpoints(""), encoding="utf-8")
        arguments = ["--model", str(model), "--port", str(port), "--endpoints", str(home / "engine-endpoints.yml")]
        self._command = [str(engine_python()), "-W", "ignore", "-c", _AS_SHIPPED, *arguments]
        self._launch()


@contextmanager
def _actions() -> Iterator[str]:
    """An action server that answers every action with a form's next question."""
    app, port = FastAPI(), free_port()
    reply = Reply("请问是什么时候的事？", "asked", asks="occurred_at", options=(Option("取消", "取消"),)).as_json()

    @app.post("/actions")
    async def act() -> dict[str, Any]:
        return {"events": [], "responses": [{"custom": reply}]}

    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}/actions"
    finally:
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    main()
