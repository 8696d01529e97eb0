"""The command line in this process, with a home of its own."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.store import vault
from mingbai.cli import main
from mingbai.settings import settings


@dataclass(frozen=True)
class Done:
    """What a command answered."""

    code: int
    out: str
    err: str


@dataclass
class CommandLine:
    """Runs `mingbai …` as the script does: its one sentence and its exit code for what fails."""

    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def run(self, home: Path, *words: str, database_url: str = "") -> Done:
        """One command on the desk of this home."""
        self.capsys.readouterr()
        with self._as_in(home, database_url, words):
            try:
                main()
                code = 0
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        shown = self.capsys.readouterr()
        return Done(code, shown.out, shown.err)

    @contextmanager
    def _as_in(self, home: Path, database_url: str, words: Sequence[str]) -> Iterator[None]:
        """The process as it would be for this one command: its own settings and its own key."""
        before = vault.current()
        settings.cache_clear()
        with self.monkeypatch.context() as changed:
            changed.setenv("MINGBAI_HOME", str(home))
            changed.setenv("MINGBAI_DATABASE_URL", database_url)
            changed.setattr(sys, "argv", ["mingbai", *words])
            yield
        settings.cache_clear()
        vault.use(before)
