"""The whole desk in one file: tables, keys, citizens' files, what the place has of its own, settings. Readable into SQLite and PostgreSQL alike.

Tables marked as `derived` are left out: the desk makes them anew from the others.
"""

import base64
import datetime as dt
import gzip
import io
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, MetaData, Select, Table, func, insert, select, type_coerce

from bot.store import Base, Database, Sealed
from bot.store.bulk import continue_numbering
from mingbai.errors import CannotStart

_FORMAT = 1
# Everything in a home that cannot be made anew; models, caches and logs can, and the embedded database goes as tables.
_HOME_PARTS = ("keys", "files", "calendars", "profiles", "knowledge", "routing-*.npz", "contacts.yml", "settings.env")
SETTINGS, SET_ASIDE = "settings.env", "settings.env.from-backup"
_BATCH = 1_000
Progress = Callable[[str], None]


def back_up(database: Database, home: Path, target: Path, progress: Progress) -> dict[str, int]:
    """Write the backup; rows by table. The file appears whole or not at all, readable by its owner only."""
    unfinished = target.with_name(target.name + ".part")
    try:
        counts = _written(database, home, unfinished, progress)
        unfinished.replace(target)
    except OSError as error:
        raise CannotStart(f"写不了备份文件 {target}。请换一个位置，或腾出磁盘空间后重试。") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return counts


def _written(database: Database, home: Path, target: Path, progress: Progress) -> dict[str, int]:
    counts: dict[str, int] = {}
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz", compresslevel=3) as archive:
        with _snapshot(database) as connection:
            for table in _kept_tables():
                progress(f"备份 {table.name} ……")
                counts[table.name] = _dump(connection, table, archive)
        for found in sorted(path for part in _HOME_PARTS for path in home.glob(part)):
            archive.add(found, f"home/{found.name}")
        _add(archive, "manifest.json", json.dumps({"format": _FORMAT, "made_at": dt.datetime.now(dt.UTC).isoformat(), "rows": counts}).encode())
    return counts


def _kept_tables() -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if not table.info.get("derived")]


def _snapshot(database: Database) -> Any:
    level = {"isolation_level": "REPEATABLE READ"} if database.engine.dialect.name == "postgresql" else {}
    return database.engine.execution_options(**level).begin()


def _dump(connection: Connection, table: Table, archive: tarfile.TarFile) -> int:
    """One JSON line a row, through a temporary file so that a large table does not fill the memory."""
    count = 0
    with tempfile.TemporaryFile() as lines:
        rows = connection.execution_options(stream_results=True).execute(_raw(table))
        for row in rows.mappings():
            lines.write(json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False).encode() + b"\n")
            count += 1
        size = lines.tell()
        lines.seek(0)
        info = tarfile.TarInfo(f"tables/{table.name}.jsonl")
        info.size = size
        archive.addfile(info, lines)
    return count


def _raw(table: Table) -> Select[Any]:
    """The rows as they lie in the store: sealed values stay sealed."""
    return select(
        *(type_coerce(column, LargeBinary).label(column.name) if isinstance(column.type, Sealed) else column for column in table.columns)
    )


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, dt.datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    return value


def _unplain(value: Any) -> Any:
    if isinstance(value, dict) and len(value) == 1:
        if "bytes" in value:
            return base64.b64decode(value["bytes"])
        if "instant" in value:
            return dt.datetime.fromisoformat(value["instant"])
        if "date" in value:
            return dt.date.fromisoformat(value["date"])
    return value


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    archive.addfile(info, io.BytesIO(data))


def check_whole(source: Path) -> None:
    """Read the whole backup once before anything is changed; CannotStart when it is no backup or not all of it.

    To the very end: there stands the checksum that tells a damaged file from a whole one, and reading the archive stops before it.
    """
    try:
        with gzip.open(source) as packed:
            shutil.copyfileobj(packed, _Nowhere())
        _opened(source).close()
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        raise CannotStart(f"{source} 不是完整的备份文件，请换一个备份。") from error


class _Nowhere(io.RawIOBase):
    def write(self, data: Any) -> int:
        return len(data)


def check_empty(url: str, home: Path) -> None:
    """CannotStart when the home has a key or the database has a row: nothing is ever written over."""
    if (home / "keys").exists():
        raise CannotStart(f"{home} 里已有密钥文件。请把服务台恢复到一个空目录：先设 MINGBAI_HOME 为新目录，再恢复。")
    database = Database(url)
    try:
        database.migrate()
        with database.engine.connect() as connection:
            _refuse_rows(connection)
    finally:
        database.close()


def _refuse_rows(connection: Connection) -> None:
    if any(connection.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables):
        raise CannotStart("目标数据库里已有数据，不会覆盖。请恢复到一个空的数据库。")


def put_home_back(source: Path, home: Path) -> None:
    """Keys, files and settings first: without its key a restored database cannot be read.

    Settings that are there already are this machine's own and stay; the backup's are laid beside them.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    settled = (home / SETTINGS).exists()
    with _opened(source) as archive:
        for member in archive:
            if member.name.startswith("home/") and (member.isfile() or member.isdir()):
                name = member.name.removeprefix("home/")
                member.name = SET_ASIDE if settled and name == SETTINGS else name
                archive.extract(member, home, filter="data")


def put_rows_back(database: Database, source: Path, progress: Progress) -> dict[str, int]:
    """Fill the empty tables in one transaction; rows by table. CannotStart when there is anything in them already."""
    counts: dict[str, int] = {}
    with _opened(source) as archive, database.engine.execution_options(mingbai_write=True).begin() as connection:
        _refuse_rows(connection)
        for table in _kept_tables():
            progress(f"恢复 {table.name} ……")
            counts[table.name] = _load(connection, table, archive)
    return counts


def _load(connection: Connection, table: Table, archive: tarfile.TarFile) -> int:
    try:
        lines = archive.extractfile(f"tables/{table.name}.jsonl")
    except KeyError:
        return 0  # a table that is newer than the backup
    count, batch = 0, []
    raw = Table(table.name, MetaData(), *_bytes_columns(table))
    for line in lines or ():
        batch.append({name: _unplain(value) for name, value in json.loads(line).items()})
        if len(batch) == _BATCH:
            connection.execute(insert(raw), batch)
            count, batch = count + len(batch), []
    if batch:
        connection.execute(insert(raw), batch)
    continue_numbering(connection, table)
    return count + len(batch)


def _bytes_columns(table: Table) -> Iterator[Column[Any]]:
    for column in table.columns:
        yield Column(column.name, LargeBinary() if isinstance(column.type, Sealed) else column.type)


def _opened(source: Path) -> tarfile.TarFile:
    try:
        archive = tarfile.open(source, mode="r:gz")  # noqa: SIM115 — the callers close it
        manifest = json.load(archive.extractfile("manifest.json") or io.BytesIO(b"{}"))
    except (OSError, EOFError, tarfile.TarError, zlib.error, KeyError, ValueError) as error:
        raise CannotStart(f"{source} 不是完整的备份文件，请换一个备份。") from error
    if manifest.get("format") != _FORMAT:
        raise CannotStart("备份文件的格式版本不认识，请用生成它的版本恢复。")
    return archive
