"""Which model does the engine run? The one trained from exactly these files, kept by their content."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mingbai.errors import CannotStart

ROOT = Path(__file__).resolve().parent.parent
_KEPT_MODELS = 3
_FREE_BYTES = 300_000_000
_TELL_SECONDS = 5.0
_TRAINING_LIMIT_SECONDS = 1_800.0


def engine_python() -> Path:
    """The engine's own Python; CannotStart when its environment has not been set up."""
    python = ROOT / "engine" / ".venv" / "bin" / "python"
    if not python.exists():
        raise CannotStart("理解引擎的运行环境还没有装好。请先运行 python3 tools/setup.py engine。")
    return python


def inputs() -> Iterator[Path]:
    """Every file that a model is made from, in a fixed order."""
    yield from (ROOT / "config.yml", ROOT / "domain.yml", ROOT / "engine" / "requirements.txt", ROOT / "engine" / "train.py")
    yield from sorted((ROOT / "data").rglob("*.yml"))
    yield from sorted((ROOT / "engine" / "components").glob("*.py"))


def content_name() -> str:
    """A name for the model of the present inputs: a hash of their paths and contents."""
    digest = hashlib.sha256()
    for path in inputs():
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def train_if_needed(home: Path, progress: Callable[[str], None]) -> Path:
    """The model of the present inputs, trained now if `home/models` has not got it; older ones than three are removed.

    Safe to call from several processes at once: one trains, the others wait and use its model. CannotStart, with the
    reason, when training fails or cannot begin.
    """
    folder = home / "models"
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / f"{content_name()}.tar.gz"
    if not model.exists():
        with _one_at_a_time(folder, progress):
            if not model.exists():
                _train(model, home / "train.log", progress)
    os.utime(model)
    _forget_old(folder)
    return model


@contextmanager
def _one_at_a_time(folder: Path, progress: Callable[[str], None]) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress("另一个进程正在训练理解引擎，等它完成……")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _train(model: Path, log: Path, progress: Callable[[str], None]) -> None:
    """Train in a child process into a draft folder; the model appears under its name only when it is whole."""
    if shutil.disk_usage(model.parent).free < _FREE_BYTES:
        raise CannotStart(f"磁盘空间不足，无法训练理解引擎：请在 {model.parent} 所在的磁盘上腾出至少 300 MB 后重试。")
    draft = model.parent / f"draft-{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    try:
        _run_training(draft, log, progress)
        (draft / "model.tar.gz").replace(model)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _run_training(draft: Path, log: Path, progress: Callable[[str], None]) -> None:
    started = time.monotonic()
    progress("正在训练理解引擎（第一次或训练数据有改动时才需要，通常不到一分钟）……")
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "OMP_NUM_THREADS": "1"}
    with log.open("wb") as output:
        command = [str(engine_python()), "-W", "ignore", str(ROOT / "engine" / "train.py"), str(draft), "model"]
        child = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            status = _wait(child, started, progress)
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()
    if status != 0 or not (draft / "model.tar.gz").exists():
        raise CannotStart(f"理解引擎训练失败：{_last_line(log)}。完整记录见 {log}，改正后重新启动。")
    progress(f"理解引擎训练完成，用时 {time.monotonic() - started:.0f} 秒。")


def _wait(child: subprocess.Popen[bytes], started: float, progress: Callable[[str], None]) -> int:
    while True:
        try:
            return child.wait(_TELL_SECONDS)
        except subprocess.TimeoutExpired:
            elapsed = time.monotonic() - started
            if elapsed > _TRAINING_LIMIT_SECONDS:
                raise CannotStart("理解引擎训练超过半小时没有完成，已停止。请检查机器负载后重试。") from None
            progress(f"  训练中，已用 {elapsed:.0f} 秒")


def _last_line(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    return lines[-1][:200] if lines else "没有留下原因"


def _forget_old(folder: Path) -> None:
    """Keep the newest three models, by when each was last used."""
    for model in sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)[_KEPT_MODELS:]:
        model.unlink(missing_ok=True)
