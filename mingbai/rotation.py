"""A new data key: everything that was sealed with the old one is sealed anew, every fingerprint is carried over, batch by batch.

What is where at any moment, so that a rotation that was killed can be finished:

    keys/next.key   table key_rotation          a kill here leaves
    -               -                           the old key, nothing begun
    there           -                           the same; the new key is used when it is begun again
    there           mark of next.key, how far   some rows under the old key, some under the new; both keys are there
    -               mark of data.key            the new key; only the table has to go

Each batch and the note of how far it came are one transaction. While the table is there, no desk opens the store.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    LargeBinary,
    MetaData,
    RowMapping,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    inspect,
    select,
    tuple_,
    update,
)

from bot.store import Database, Fingerprint, Sealed, vault
from bot.store.alone import NotAlone, alone, refuse_others
from mingbai.claim import claimed
from mingbai.errors import CannotStart
from mingbai.keys import NEXT, ROTATION, check_fits, key_file, read_key
from mingbai.settings import Settings
from mingbai.tables import METADATA

BATCH = 1_000
_TOLD_EVERY = 20_000
_MARK = "-"  # the line of the table that says to which key
Progress = Callable[[str], None]
_Row = RowMapping


@dataclass(frozen=True)
class _Kept:
    """One table that holds something of the key: its columns as they lie in the store, and which of them are concerned."""

    table: Table
    sealed: tuple[str, ...]
    fingerprints: tuple[str, ...]

    @classmethod
    def all(cls) -> "list[_Kept]":
        """Every table that there is one for, in a fixed order."""
        return [one for table in METADATA.sorted_tables if (one := cls._of(table)).sealed or one.fingerprints]

    @classmethod
    def _of(cls, table: Table) -> "_Kept":
        raw = Table(table.name, MetaData(), *(_raw(column) for column in table.columns))
        return cls(raw, *(tuple(column.name for column in table.columns if isinstance(column.type, kind)) for kind in (Sealed, Fingerprint)))

    @property
    def keys(self) -> list[Column[Any]]:
        """The primary key."""
        return list(self.table.primary_key.columns)

    def batches(self, connection: Connection, below: Sequence[Any] | None = None) -> Iterator[Sequence[_Row]]:
        """The rows below a key (None: all), newest first, so many at a time."""
        wanted = select(*self.keys, *(self.table.c[name] for name in (*self.sealed, *self.fingerprints))).order_by(*(key.desc() for key in self.keys))
        while True:
            query = wanted if below is None else wanted.where(tuple_(*self.keys) < tuple_(*below))
            rows = connection.execute(query.limit(BATCH)).mappings().all()
            if not rows:
                return
            yield rows
            below = [rows[-1][key.name] for key in self.keys]


def _raw(column: Column[Any]) -> Column[Any]:
    kind = LargeBinary() if isinstance(column.type, Sealed) else String() if isinstance(column.type, Fingerprint) else column.type
    return Column(column.name, kind, primary_key=column.primary_key)


@dataclass
class _Count:
    """What was looked at or changed, and how it is told."""

    progress: Progress
    rows: dict[str, int] = field(default_factory=dict)

    def add(self, doing: str, name: str, count: int) -> None:
        before = self.rows.get(name, 0)
        self.rows[name] = before + count
        if before // _TOLD_EVERY != self.rows[name] // _TOLD_EVERY:
            self.progress(f"{doing} {name}：已有 {self.rows[name]} 行")


def check(database: Database, opened: vault.Vault, progress: Progress) -> dict[str, int]:
    """Open everything that is sealed; rows by table. CannotStart names the first that the key does not open."""
    with database.engine.connect() as connection:
        return _check(connection, opened, progress)


def _check(connection: Connection, opened: vault.Vault, progress: Progress) -> dict[str, int]:
    counts = _Count(progress)
    for kept in _Kept.all():
        progress(f"核对 {kept.table.name} ……")
        for rows in kept.batches(connection):
            for row in rows:
                _opened(kept, row, opened)
            counts.add("核对", kept.table.name, len(rows))
        counts.rows.setdefault(kept.table.name, 0)
    return counts.rows


def _opened(kept: _Kept, row: _Row, key: vault.Vault) -> dict[str, Any]:
    """What is sealed in a row, by column."""
    opened: dict[str, Any] = {}
    for name in kept.sealed:
        try:
            opened |= {} if row[name] is None else {name: key.open(bytes(row[name]))}
        except vault.VaultError as error:
            where = "、".join(f"{column.name}={row[column.name]}" for column in kept.keys)
            raise CannotStart(f"表 {kept.table.name} 里 {where} 的 {name} 用这把密钥打不开：可能损坏，或者是用别的密钥写的。请先用备份核对这一行。") from error
    return opened


def rotate(chosen: Settings, progress: Progress) -> dict[str, int]:
    """Give the desk a new key, or finish what was begun; rows changed now by table.

    CannotStart when somebody else is at work in the home or the store, when the key is not the store's, and when anything that is
    sealed cannot be opened: nothing is changed then.
    """
    if not key_file(chosen.home).exists():
        raise CannotStart(f"{key_file(chosen.home)} 还没有：服务台没有启动过，或者 MINGBAI_HOME 不对。")
    with claimed(chosen.home, "更换数据密钥"):
        database = Database(chosen.url)
        try:
            _prepare(database, chosen.home)
            with alone(database) as connection:
                return _Rotation(connection, chosen.home, progress).run()
        except NotAlone as error:
            raise CannotStart("数据库还有别的明白程序在用（服务台、worker 或别的命令）。请全部停掉，再更换密钥。") from error
        finally:
            database.close()


def _prepare(database: Database, home: Path) -> None:
    """This version's tables, sealed with the key of the home. What was begun by another version has to be finished by that one."""
    shape = database.shape()
    with database.engine.connect() as connection:
        begun = inspect(connection).has_table(ROTATION.name)
    if shape == "newer" or (begun and shape != "current"):
        raise CannotStart("数据库不是这个版本的（或者更换密钥是另一个版本开始的）。请用那个版本的程序更换密钥。")
    if not begun:
        check_fits(database, home)
        vault.use(read_key(key_file(home)))
        database.migrate()


class _Rotation:
    def __init__(self, connection: Connection, home: Path, progress: Progress) -> None:
        self._connection, self._progress = connection, progress
        self._file, self._next = key_file(home), key_file(home).with_name(NEXT)
        self._old = read_key(self._file)

    def run(self) -> dict[str, int]:
        """From wherever it stands to the end."""
        begun = inspect(self._connection).has_table(ROTATION.name)
        self._connection.rollback()
        if begun and self._mark() == _mark_of(self._old):
            return self._finished({})
        new = self._begun() if begun else self._begin()
        counts = self._go_on(new)
        self._progress("核对新密钥能打开全部内容 ……")
        _check(self._connection, new, lambda _line: None)
        self._connection.rollback()
        self._progress("换上新密钥 ……")
        self._next.replace(self._file)
        vault.settle(self._file.parent)
        self._progress("新密钥已换上，收尾 ……")
        return self._finished(counts)

    def _begin(self) -> vault.Vault:
        """Nothing is begun before everything that there is has been opened once: a rotation must not get stuck in its middle."""
        self._progress("先核对现在的密钥能打开全部内容 ……")
        _check(self._connection, self._old, lambda _line: None)
        self._connection.rollback()
        self._old.write_successor(self._next)
        self._progress(f"新密钥已写好：{self._next}")
        new = self._read_next()
        with self._connection.begin():
            ROTATION.create(self._connection)
            self._connection.execute(insert(ROTATION).values(name=_MARK, upto=_mark_of(new)))
        try:
            refuse_others(self._connection)  # who came while everything was looked at; from now on the table keeps others out
        except NotAlone:
            self._finished({})
            self._next.unlink()
            raise
        self._progress("开始重新加密")
        return new

    def _begun(self) -> vault.Vault:
        self._progress("上次更换没有完成，接着做 ……")
        if not self._next.exists():
            raise CannotStart(f"更换密钥做到一半，而新密钥文件 {self._next} 不见了。请找回这个文件再试；找不回来的，用更换以前的备份恢复到一个新目录。")
        new = self._read_next()
        if self._mark() != _mark_of(new):
            raise CannotStart(f"数据库正在换的不是 {self._next} 这把密钥。请换回开始更换时的密钥文件，或核对 MINGBAI_DATABASE_URL。")
        return new

    def _read_next(self) -> vault.Vault:
        new = read_key(self._next)
        if not new.follows(self._old):
            raise CannotStart(f"{self._next} 不是从 {self._file} 换出来的密钥。请把它移到别处保存，再试一次。")
        return new

    def _mark(self) -> str:
        found = self._connection.scalar(select(ROTATION.c.upto).where(ROTATION.c.name == _MARK))
        self._connection.rollback()
        return str(found)

    def _go_on(self, new: vault.Vault) -> dict[str, int]:
        counts = _Count(self._progress)
        for kept in _Kept.all():
            upto = self._connection.scalar(select(ROTATION.c.upto).where(ROTATION.c.name == kept.table.name))
            left = self._connection.scalar(select(func.count()).select_from(kept.table))
            self._connection.rollback()
            self._progress(f"重新加密 {kept.table.name}（共 {left} 行{'，从上次停下的地方接着做' if upto else ''}）……")
            for rows in self._each(kept, json.loads(upto) if upto else None, new):
                counts.add("重新加密", kept.table.name, rows)
        return counts.rows

    def _each(self, kept: _Kept, below: Sequence[Any] | None, new: vault.Vault) -> Iterator[int]:
        """Change batch after batch, each in a transaction with the note of how far it came."""
        while True:
            with self._connection.begin():
                rows = next(kept.batches(self._connection, below), [])
                if not rows:
                    return
                self._connection.execute(_change(kept), [self._changed(kept, row, new) for row in rows])
                below = [rows[-1][key.name] for key in kept.keys]
                self._connection.execute(delete(ROTATION).where(ROTATION.c.name == kept.table.name))
                self._connection.execute(insert(ROTATION).values(name=kept.table.name, upto=json.dumps(below)))
            yield len(rows)

    def _changed(self, kept: _Kept, row: _Row, new: vault.Vault) -> dict[str, Any]:
        keys = {f"key_{key.name}": row[key.name] for key in kept.keys}
        opened = _opened(kept, row, self._old)
        values: dict[str, str | bytes | None] = {name: new.seal(opened[name]) if name in opened else None for name in kept.sealed}
        values |= {name: None if row[name] is None else new.carried(row[name]) for name in kept.fingerprints}
        return keys | {f"new_{name}": value for name, value in values.items()}

    def _finished(self, counts: dict[str, int]) -> dict[str, int]:
        with self._connection.begin():
            ROTATION.drop(self._connection)
        return counts


def _change(kept: _Kept) -> Any:
    here = [key == bindparam(f"key_{key.name}") for key in kept.keys]
    return update(kept.table).where(*here).values({name: bindparam(f"new_{name}") for name in (*kept.sealed, *kept.fingerprints)})


def _mark_of(opened: vault.Vault) -> str:
    return opened.fingerprint("", "rotation")
