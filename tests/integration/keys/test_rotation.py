"""A new data key: nothing sealed is lost, everything goes on opening, whenever the change is killed; on both databases."""

import contextlib
import json
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select, text, update

from bot.conversations.models import Message
from bot.store import Database, Fingerprint, vault
from bot.store import alone as alone_module
from mingbai import rotation
from mingbai.claim import claimed
from mingbai.errors import CannotStart
from mingbai.keys import NEXT, ROTATION, key_file
from mingbai.settings import ROOT
from mingbai.tables import METADATA
from mingbai.wiring import open_database
from tests.integration.keys.conftest import Home
from tests.integration.test_backups import rows
from tests.support.running import environment, free_port
from tests.support.sealed import assert_all_of, assert_no_column_is_empty, assert_opens, columns, fill, kept


class Killed(BaseException):
    """Stands for what no code of ours is asked about."""


def silent(_line: str) -> None:
    """Nobody looks."""


def dies_at(step: int) -> Callable[[str], None]:
    """A progress that kills its process when it is told for this time."""
    left = iter(range(step))

    def told(_line: str) -> None:
        if next(left, None) is None:
            raise Killed

    return told


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of two rows, each of them told."""
    monkeypatch.setattr(rotation, "BATCH", 2)
    monkeypatch.setattr(rotation, "_TOLD_EVERY", 1)


def plain(database: Database) -> dict[str, list[object]]:
    """Everything in the store, opened, without the fingerprints."""
    hidden = columns(Fingerprint)
    names = {name: [column.name for column in table.columns] for name, table in METADATA.tables.items()}
    return {
        table: [tuple(value for name, value in zip(names[table], row, strict=True) if (table, name) not in hidden) for row in found]
        for table, found in rows(database).items()
    }


def test_everything_is_sealed_anew_and_goes_on_opening(home: Home):
    assert_no_column_is_empty(home.database)
    old, before, marks = home.key, plain(home.database), kept(home.database, Fingerprint)
    home.let_go()
    counted = rotation.rotate(home.settings, silent)
    home.use_key()
    assert plain(home.database) == before
    assert_opens(home.database, home.secrets)
    assert assert_all_of(home.database, home.key) > 0
    with pytest.raises(vault.VaultError):
        assert_all_of(home.database, old)
    now = kept(home.database, Fingerprint)
    assert all(len(now[where]) == len(marks[where]) and not set(now[where]) & set(marks[where]) for where in marks)
    assert counted["message"] == 5 and counted["ticket"] == 1
    assert [path.name for path in (home.path / "keys").iterdir()] == ["data.key"] and key_file(home.path).stat().st_mode & 0o777 == 0o600
    assert not inspect(home.database.engine).has_table(ROTATION.name)


def test_what_the_key_makes_lies_only_in_columns_that_are_carried_over(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Whatever is kept of a fingerprint must be found by its column's type: a new column cannot be forgotten."""
    made: set[str] = set()
    real = vault.Vault.fingerprint

    def noted(self: vault.Vault, words: str, purpose: str, length: int = 64) -> str:
        made.add(found := real(self, words, purpose, length))
        return found

    monkeypatch.setattr(vault.Vault, "fingerprint", noted)
    database = Database(f"sqlite:///{tmp_path / 'other.db'}")
    database.migrate()
    fill(database)
    with database.engine.connect() as connection:
        holding = {
            (table.name, column.name)
            for table in METADATA.sorted_tables
            for column in table.columns
            for value in connection.scalars(text(f'SELECT "{column.name}" FROM {table.name}'))
            if any(mark in str(value) for mark in made)
        }
    database.close()
    assert holding == columns(Fingerprint)


def test_killed_at_any_step_it_is_finished_by_running_it_again(home: Home, small: None):
    """Once for every step, each on the store that the one before left: at last its fingerprints have gone through many keys."""
    before, steps = plain(home.database), 0
    while True:
        home.let_go()
        try:
            rotation.rotate(home.settings, dies_at(steps))
            break
        except Killed:
            steps += 1
        if (home.path / "keys" / NEXT).exists() or inspect(home.database.engine).has_table(ROTATION.name):
            home.let_go()
            with pytest.raises(CannotStart, match="mingbai keys rotate"):
                open_database(home.settings)
            with contextlib.suppress(Killed):  # and killed once more on the way
                rotation.rotate(home.settings, dies_at(steps // 3))
            rotation.rotate(home.settings, silent)
            home.use_key()
            assert assert_all_of(home.database, home.key) > 0
            assert_opens(home.database, home.secrets)
            assert plain(home.database) == before
    assert steps > 40
    home.use_key()
    assert_opens(home.database, home.secrets)


_SLOW = """
import sys
from pathlib import Path
from mingbai import rotation
from mingbai.settings import Settings
rotation.BATCH, rotation._TOLD_EVERY = 2, 1
def step(line):
    print(line, flush=True)
    sys.stdin.readline()
rotation.rotate(Settings(home=Path(sys.argv[1]), database_url=sys.argv[2]), step)
"""


def test_kill_9_in_the_middle_loses_nothing(home: Home):
    before = plain(home.database)
    home.let_go()
    process = subprocess.Popen([sys.executable, "-c", _SLOW, str(home.path), home.url], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None and process.stdout is not None
    for line in process.stdout:
        if "重新加密 message：已有 4 行" in line:
            break
        process.stdin.write("\n")
        process.stdin.flush()
    process.kill()
    process.communicate()
    said = _run(home.path, home.url, "keys", "rotate")
    assert "接着做" in said and "密钥已更换" in said
    home.use_key()
    assert plain(home.database) == before
    assert_opens(home.database, home.secrets)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alone_module, "_PATIENCE_SECONDS", 0.2)


def _assert_untouched(home: Home, old: vault.Vault) -> None:
    assert assert_all_of(home.database, old) > 0
    assert [path.name for path in (home.path / "keys").iterdir()] == ["data.key"]
    open_database(home.settings).close()


def test_beside_a_desk_or_a_worker_it_is_refused(home: Home, hasty: None):
    old = home.key
    with claimed(home.path, "服务台"), pytest.raises(CannotStart, match="服务台"):
        rotation.rotate(home.settings, silent)
    with home.database.read() as session:
        session.scalars(select(Message)).first()
        with pytest.raises(CannotStart, match="全部停掉"):
            rotation.rotate(home.settings, silent)
    home.let_go()
    _assert_untouched(home, old)


@pytest.mark.parametrize("home", ["postgresql"], indirect=True)
def test_a_desk_that_starts_while_everything_is_looked_at_is_noticed_before_anything_is_changed(home: Home, hasty: None):
    old, other = home.key, Database(home.url)

    def start(line: str) -> None:
        if "新密钥已写好" in line:
            other.shape()  # as a desk of another home would, which keeps its connections

    home.let_go()
    with pytest.raises(CannotStart, match="全部停掉"):
        rotation.rotate(home.settings, start)
    other.close()
    _assert_untouched(home, old)


def test_nobody_reads_or_writes_while_it_runs(home: Home, hasty: None):
    def look(line: str) -> None:
        if line == "开始重新加密":
            with pytest.raises(CannotStart, match="mingbai keys rotate"):
                open_database(home.settings)

    home.let_go()
    assert rotation.rotate(home.settings, look)


def test_what_cannot_be_opened_stops_it_before_anything_is_changed(home: Home):
    old = home.key
    with home.database.write() as session:
        broken = session.scalars(select(Message.id).order_by(Message.id)).first()
        content = session.execute(text("SELECT content FROM message WHERE id = :id"), {"id": broken}).scalar_one()
        session.execute(text("UPDATE message SET content = :bytes WHERE id = :id"), {"bytes": bytes(content)[:-1] + b"x", "id": broken})
    home.let_go()
    with pytest.raises(CannotStart, match=f"表 message 里 id={broken} 的 content"):
        rotation.rotate(home.settings, silent)
    with home.database.write() as session:
        session.execute(update(Message).where(Message.id == broken).values(content={"text": "again"}))
    _assert_untouched(home, old)


def test_a_lost_new_key_is_told_and_nothing_more_is_changed(home: Home, small: None):
    home.let_go()
    with pytest.raises(Killed):
        rotation.rotate(home.settings, dies_at(30))
    new = (home.path / "keys" / NEXT)
    aside = new.rename(home.path / "aside")
    for run in (lambda: rotation.rotate(home.settings, silent), lambda: open_database(home.settings)):
        with pytest.raises(CannotStart, match=r"next\.key|mingbai keys rotate"):
            run()
    vault.Vault.at(key_file(home.path)).write_successor(new)  # another one than that which was begun with
    with pytest.raises(CannotStart, match="不是"):
        rotation.rotate(home.settings, silent)
    aside.replace(new)
    rotation.rotate(home.settings, silent)
    home.use_key()
    assert_opens(home.database, home.secrets)


def _run(path: Path, url: str, *words: str) -> str:
    """A command as a process of its own, whose connections end with it; what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "mingbai", *words], cwd=ROOT, env=environment(path, free_port(), database_url=url), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_backups_from_before_and_after_are_both_restored(home: Home, tmp_path: Path):
    home.let_go()
    for name in ("before", "after"):
        _run(home.path, home.url, "backup", str(tmp_path / f"{name}.backup"))
        if name == "before":
            assert json.loads(_run(home.path, home.url, "keys", "rotate", "--json"))["ok"] is True
    for name in ("before", "after"):
        file, new = tmp_path / f"{name}.backup", tmp_path / name
        with tarfile.open(file) as archive:
            assert [member for member in archive.getnames() if "keys/" in member] == ["home/keys/data.key"]
        _run(new, "", "restore", str(file))
        _assert_opens_in(new, home)
    _run(tmp_path / "before", "", "keys", "rotate")  # what came from an old backup is given a new key again
    _assert_opens_in(tmp_path / "before", home)
    restored, kept_on = _checked(tmp_path / "before", ""), _checked(home.path, home.url)
    assert kept_on["rows"].pop("paced") == 1 and restored["rows"].pop("paced") == 0, "what is counted by the minute goes into no backup"
    assert restored == kept_on


def _checked(path: Path, url: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(_run(path, url, "keys", "check", "--json"))
    return told


def _assert_opens_in(path: Path, home: Home) -> None:
    database = Database(f"sqlite:///{path / 'mingbai.db'}")
    vault.use(vault.Vault.at(key_file(path)))
    assert_opens(database, home.secrets)
    database.close()
