"""One desk on one home: a second is refused in one sentence, and a home whose desk was killed is free at once."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from bot.delivery.models import Notice, NoticeState
from bot.delivery.service import Addressee, enqueue
from bot.store import Database, vault
from mingbai.claim import claimed
from mingbai.demo.sender import CHANNEL
from mingbai.errors import CannotStart
from mingbai.settings import ROOT
from tests.support.running import RunningDesk, environment, free_port, until

_NO_ENGINE = "http://127.0.0.1:9"
# Holds the home, tells the number of a child that it started, and then waits for somebody to end it.
_HOLDER = """
import subprocess, sys
from pathlib import Path
from mingbai.claim import claimed
with claimed(Path(sys.argv[1]), "服务台 http://127.0.0.1:8000/"):
    print(subprocess.Popen(["sleep", "600"], stdout=subprocess.DEVNULL).pid, flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(home: Path) -> Iterator[tuple[subprocess.Popen[str], psutil.Process]]:
    """Another process that has the home, and that one's child."""
    process = subprocess.Popen([sys.executable, "-c", _HOLDER, str(home)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    child = psutil.Process(int(process.stdout.readline()))
    try:
        yield process, child
    finally:
        child.kill()
        process.kill()
        process.communicate()


def test_who_has_a_home_is_told_and_the_home_is_free_when_that_process_was_killed(tmp_path: Path):
    with holder(tmp_path) as (process, child):
        with pytest.raises(CannotStart) as refused, claimed(tmp_path, "second"):
            pass
        said = str(refused.value)
        assert str(tmp_path) in said and "http://127.0.0.1:8000/" in said and f"进程 {process.pid}" in said and "MINGBAI_HOME" in said
        process.kill()
        process.wait()
        with claimed(tmp_path, "second"):
            assert child.is_running(), "what a killed desk leaves behind for a moment holds nothing"


def test_a_home_is_free_after_its_desk_was_stopped_and_names_nobody(tmp_path: Path):
    with claimed(tmp_path, "first"), claimed(tmp_path / "another", "another"):
        assert "first" in (tmp_path / "desk.lock").read_text("utf-8")
    with claimed(tmp_path, "second"):
        assert "first" not in (tmp_path / "desk.lock").read_text("utf-8")
    assert (tmp_path / "desk.lock").stat().st_mode & 0o077 == 0


def _second(home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mingbai", "up"], cwd=ROOT, env=environment(home, free_port(), engine_url=_NO_ENGINE),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_a_second_desk_on_the_home_of_a_running_one_is_refused_and_after_kill_9_one_starts(tmp_path: Path):
    desk = RunningDesk(tmp_path / "home", settings={"engine_url": _NO_ENGINE})
    try:
        desk.start()
        second = _second(desk.home)
        assert second.returncode == 1 and "Traceback" not in second.stderr
        assert len(second.stdout.strip().splitlines()) == 1 and desk.url in second.stdout and "MINGBAI_HOME" in second.stdout
        assert desk.health()["status"] == "ok", "the first one goes on"
        desk.stop(signal.SIGKILL)
        desk.start()
    finally:
        desk.clear_away()


def test_a_worker_may_work_beside_a_desk(tmp_path: Path):
    before = vault.current()
    vault.use(vault.Vault.at(tmp_path / "keys" / "data.key"))
    database = Database(f"sqlite:///{tmp_path / 'mingbai.db'}")
    database.migrate()
    with database.write() as session:
        enqueue(session, "told", Addressee(CHANNEL), "answered", {"kind": "投诉", "number": "T20261126001", "agency": "县城市管理局", "text": "已办。"})

    def sent() -> bool:
        with database.read() as session:
            return session.query(Notice.state).scalar() == NoticeState.SENT

    with claimed(tmp_path, "desk"):
        worker = subprocess.Popen([sys.executable, "-m", "mingbai", "worker"], cwd=ROOT, env=environment(tmp_path, free_port()), stdin=subprocess.DEVNULL)
        try:
            until(sent, 120, "the notice sent by the worker beside the desk")
        finally:
            worker.terminate()
            worker.wait(60)
            database.close()
            vault.use(before)
