"""Starting, watching and stopping the engine's process, with a stand-in for the engine."""

import asyncio
import os
import signal
import socket
import sys
import time

import pytest
import yaml

from mingbai import engine as engines
from mingbai.engine import EngineProcess, endpoints
from mingbai.errors import CannotStart

STAND_IN = """
import http.server, sys
port = int(sys.argv[sys.argv.index("--port") + 1])
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "serve.py").write_text(STAND_IN, encoding="utf-8")
    monkeypatch.setattr(engines, "ROOT", tmp_path)
    monkeypatch.setattr(engines, "engine_python", lambda: sys.executable)
    process = EngineProcess()
    yield process
    process.stop()


def start(process, tmp_path, port):
    process.start(tmp_path / "model.tar.gz", port, "http://127.0.0.1:1/actions", "a secret", tmp_path / "home")


def test_it_gets_ready_and_is_stopped(stand_in, tmp_path):
    start(stand_in, tmp_path, free_port())
    assert asyncio.run(stand_in.wait_ready(20))
    assert stand_in.alive
    stand_in.stop()
    assert not stand_in.alive
    assert not stand_in.ensure_running(), "a stopped engine stays stopped"


def test_a_killed_engine_is_started_anew_after_a_pause(stand_in, tmp_path):
    start(stand_in, tmp_path, free_port())
    assert asyncio.run(stand_in.wait_ready(20))
    assert not stand_in.ensure_running(), "it is running"
    first = stand_in.pid
    os.kill(first, signal.SIGKILL)
    until = time.monotonic() + 10
    while not stand_in.ensure_running() and time.monotonic() < until:
        time.sleep(0.05)
    assert stand_in.pid != first
    assert asyncio.run(stand_in.wait_ready(20))


def test_one_that_dies_at_once_is_not_waited_for(stand_in, tmp_path):
    (tmp_path / "engine" / "serve.py").write_text("raise SystemExit(1)", encoding="utf-8")
    start(stand_in, tmp_path, free_port())
    began = time.monotonic()
    assert not asyncio.run(stand_in.wait_ready(60))
    assert time.monotonic() - began < 30


def test_a_taken_port_is_told(stand_in, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CannotStart, match="已被别的程序占用"):
            start(stand_in, tmp_path, taken.getsockname()[1])


def test_the_secret_is_in_no_file_and_on_no_command_line(stand_in, tmp_path):
    start(stand_in, tmp_path, free_port())
    assert "a secret" not in " ".join(stand_in._command)
    for file in (tmp_path / "home").iterdir():
        assert "a secret" not in file.read_text(encoding="utf-8")


def test_the_engine_is_told_nothing_else_of_the_desk(stand_in, tmp_path, monkeypatch):
    monkeypatch.setenv("MINGBAI_WECHAT_APP_SECRET", "hidden")
    start(stand_in, tmp_path, free_port())
    assert "MINGBAI_WECHAT_APP_SECRET" not in stand_in._environment


def test_without_redis_there_is_no_lock_store():
    assert "lock_store" not in yaml.safe_load(endpoints(""))


def test_with_redis_the_locks_are_there_and_the_password_is_not():
    file = endpoints("rediss://desk:top%20secret@cache.example:6380/3")
    store = yaml.safe_load(file)["lock_store"]
    assert (store["type"], store["port"], store["db"], store["use_ssl"]) == ("redis", 6380, 3, True)
    assert "secret@" not in file
    assert "top" not in file
