"""A whole desk into one file and out of it again, on either database: the same tickets, and the sealed data can be read."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.store import Base, Database, vault
from bot.tickets.likeness import filling
from bot.tickets.models import Ticket
from mingbai.tables import METADATA
from tests.support.command_line import CommandLine
from tests.support.desk import open_talk
from tests.support.people import ID_NUMBER, NAME, PHONE

SAID = {
    "info_description": "2024年度全县农村危房改造补助资金的分配方案", "target_agency": "不清楚", "applicant_type": "个人", "applicant_name": NAME,
    "id_number": ID_NUMBER, "contact_phone": PHONE, "contact_address": "枞阳县枞阳镇莲花湖路18号", "delivery_form": "纸质", "delivery_way": "邮寄",
    "review": "确认",
}  # fmt: skip


def file_application(database: Database, home: Path) -> None:
    """One application, filed by conversation."""
    talk = open_talk(database, home)
    reply = asyncio.run(talk.through("我要申请公开"))
    while reply.outcome != "filed":
        reply = asyncio.run(talk.through(SAID[reply.asks]))


def files(home: Path) -> dict[Path, bytes]:
    """What lies in a home. SQLite's own -wal and -shm come and go with its connections, which are closed when they are collected."""
    return {path: path.read_bytes() for path in home.rglob("*") if path.is_file() and not path.name.endswith(("-wal", "-shm"))}


def rows(database: Database) -> dict[str, list[Any]]:
    """Everything in the store that cannot be made anew, unsealed, by table."""
    with database.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
            if not table.info.get("derived")
        }


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(monkeypatch, capsys)


@pytest.fixture
def home(tmp_path: Path, line: CommandLine) -> Iterator[Path]:
    """The home of a desk with two tickets and a file."""
    home = tmp_path / "old"
    before = vault.current()
    vault.use(vault.Vault.at(home / "keys" / "data.key"))
    database = Database(f"sqlite:///{home / 'mingbai.db'}")
    database.migrate()
    for _ in range(2):
        file_application(database, home)
    database.close()
    (home / "files").mkdir()
    (home / "files" / "f1").write_bytes(b"a citizen's file")
    yield home
    vault.use(before)


@pytest.fixture
def saved(home: Path, line: CommandLine, tmp_path: Path) -> Path:
    """Its backup."""
    target = tmp_path / "desk.backup"
    assert line.run(home, "backup", str(target)).code == 0
    return target


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_restored_desk_holds_the_same_and_can_read_it(kind: str, request: pytest.FixtureRequest, home: Path, saved: Path, line: CommandLine, tmp_path: Path):
    new = tmp_path / "new"
    url = request.getfixturevalue("empty_postgres") if kind == "postgresql" else ""
    done = line.run(new, "restore", str(saved), database_url=url)
    assert done.code == 0, done.out + done.err
    vault.use(vault.Vault.at(new / "keys" / "data.key"))
    old, restored = Database(f"sqlite:///{home / 'mingbai.db'}"), Database(url or f"sqlite:///{new / 'mingbai.db'}")
    assert rows(restored) == rows(old)
    with restored.read() as session:
        applicants = [ticket.applicant for ticket in session.scalars(select(Ticket))]
    assert [applicant["id_number"] for applicant in applicants] == [ID_NUMBER] * 2
    assert (new / "files" / "f1").read_bytes() == b"a citizen's file"
    file_application(restored, new)  # and goes on numbering where it was
    with restored.read() as session:
        assert session.scalar(select(func.count()).select_from(Ticket)) == 3
    old.close()
    restored.close()


def test_everything_that_the_place_has_of_its_own_comes_back(home: Path, line: CommandLine, tmp_path: Path):
    own = {
        "profiles/wangjiang.yml": "id: wangjiang", "profiles/_duties/90-local.yml": "urban: []", "knowledge/imported/rule.yml": "title: 办法",
        "calendars/2027.yml": "year: 2027", "contacts.yml": "agencies: {}", "routing-wangjiang.npz": "learned", "settings.env": "MINGBAI_PORT=8001",
    }  # fmt: skip
    for name, words in own.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(words, encoding="utf-8")
    target, new = tmp_path / "desk.backup", tmp_path / "new"
    assert line.run(home, "backup", str(target)).code == 0
    assert line.run(new, "restore", str(target)).code == 0
    assert {name: (new / name).read_text(encoding="utf-8") for name in own} == own
    assert new.stat().st_mode & 0o077 == 0


def test_settings_that_are_there_already_stay_and_a_database_that_they_do_not_name_is_told(
    home: Path, line: CommandLine, tmp_path: Path, empty_postgres: str
):
    (home / "settings.env").write_text("MINGBAI_DATABASE_URL=postgresql://old.example/desk\n", encoding="utf-8")
    target, new = tmp_path / "desk.backup", tmp_path / "new"
    assert line.run(home, "backup", str(target)).code == 0
    new.mkdir()
    (new / "settings.env").write_text(f"MINGBAI_DATABASE_URL={empty_postgres}\n", encoding="utf-8")
    done = line.run(new, "restore", str(target), database_url=empty_postgres)
    assert done.code == 0 and "settings.env.from-backup" in done.out and "注意" not in done.out
    assert empty_postgres in (new / "settings.env").read_text(encoding="utf-8")
    assert "old.example" in (new / "settings.env.from-backup").read_text(encoding="utf-8")
    moved = line.run(tmp_path / "moved", "restore", str(target))
    assert moved.code == 0 and "MINGBAI_DATABASE_URL" in moved.out and "注意" in moved.out


def test_a_backup_with_one_damaged_byte_is_refused_before_anything_is_changed(saved: Path, line: CommandLine, tmp_path: Path):
    whole = saved.read_bytes()
    for at in range(200, len(whole), len(whole) // 7):
        damaged = bytearray(whole)
        damaged[at] ^= 0x01
        saved.write_bytes(damaged)
        done = line.run(tmp_path / "new", "restore", str(saved))
        assert done.code == 1 and "不是完整的备份文件" in done.out, at
        assert not (tmp_path / "new").exists()


def test_what_can_be_made_anew_is_not_carried_along_and_is_made_anew(home: Path, saved: Path, line: CommandLine, tmp_path: Path):
    assert line.run(tmp_path / "new", "restore", str(saved)).code == 0
    vault.use(vault.Vault.at(tmp_path / "new" / "keys" / "data.key"))
    restored = Database(f"sqlite:///{tmp_path / 'new' / 'mingbai.db'}")
    derived = [table for table in METADATA.sorted_tables if table.info.get("derived")]
    with restored.read() as session:
        assert derived and [session.scalar(select(func.count()).select_from(table)) for table in derived] == [0] * len(derived)
    assert filling.fill(restored, 10).tickets == 2
    restored.close()


def test_a_backup_is_for_its_owner_only_and_holds_no_number_in_the_clear(saved: Path):
    import tarfile

    assert saved.stat().st_mode & 0o077 == 0
    with tarfile.open(saved) as archive:
        names = archive.getnames()
        told = b"".join(found.read() for member in archive.getmembers() if (found := archive.extractfile(member)))
    assert {"manifest.json", "tables/ticket.jsonl", "home/keys/data.key", "home/files/f1"} <= set(names)
    assert ID_NUMBER.encode() not in told and PHONE.encode() not in told


def test_a_home_that_is_not_empty_is_left_alone(home: Path, saved: Path, line: CommandLine):
    before = files(home)
    done = line.run(home, "restore", str(saved))
    assert done.code == 1 and "空" in done.out and len(done.out.strip().splitlines()) == 1
    assert files(home) == before


def test_a_database_that_is_not_empty_is_left_alone_and_nothing_is_put_into_the_home(home: Path, saved: Path, line: CommandLine, tmp_path: Path):
    new = tmp_path / "new"
    url = f"sqlite:///{home / 'mingbai.db'}"
    for _ in range(2):  # refused alike however often it is tried
        done = line.run(new, "restore", str(saved), database_url=url)
        assert done.code == 1 and "已有数据" in done.out
    assert not (new / "keys").exists()


@pytest.mark.parametrize("content", [b"", b"not a backup", b"\x1f\x8b\x08\x00broken"])
def test_what_is_no_backup_is_refused_with_a_sentence(line: CommandLine, tmp_path: Path, content: bytes):
    (tmp_path / "bad").write_bytes(content)
    for name in ("bad", "absent"):
        done = line.run(tmp_path / "new", "restore", str(tmp_path / name))
        assert done.code == 1 and "备份文件" in done.out and "Traceback" not in done.out + done.err
    assert not (tmp_path / "new" / "keys").exists()


def test_half_a_backup_is_refused_and_leaves_no_half_desk(saved: Path, line: CommandLine, tmp_path: Path):
    half = tmp_path / "half"
    half.write_bytes(saved.read_bytes()[: saved.stat().st_size // 2])
    done = line.run(tmp_path / "new", "restore", str(half))
    assert done.code == 1 and "备份文件" in done.out and "Traceback" not in done.out + done.err
    assert not (tmp_path / "new" / "keys").exists()


def test_a_backup_that_cannot_be_written_leaves_no_file(home: Path, line: CommandLine, tmp_path: Path):
    done = line.run(home, "backup", str(tmp_path / "no" / "folder" / "x"))
    assert done.code == 1 and len(done.out.strip().splitlines()) == 1 and "Traceback" not in done.out + done.err
