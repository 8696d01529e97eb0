"""One desk on one home: whoever has the home holds a lock on a file in it, which the system takes back when the process ends, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mingbai.errors import CannotStart

_FILE = "desk.lock"


@contextmanager
def claimed(home: Path, who: str) -> Iterator[None]:
    """Inside, this process alone has the home; `who` is told to whoever wants it too. CannotStart, with a way on, when another has it.

    The lock is the process's own: what it starts does not inherit it, so a desk that was killed leaves its home free.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(home / _FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "r+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotStart(_refusal(home, file.read().strip())) from error
        _write(file.fileno(), f"{who}，进程 {os.getpid()}")
        try:
            yield
        finally:
            _write(file.fileno(), "")


def _write(descriptor: int, words: str) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, words.encode(), 0)


def _refusal(home: Path, by: str) -> str:
    return f"目录 {home} 正由另一个明白程序使用（{by or '正在启动'}）。请先停掉它；要另开一个服务台，请把 MINGBAI_HOME 设为另一个目录。"
