"""The key of this desk beside its store: a lost or wrong key is told at once, never replaced by a new one.

Where a new key were made for a store that has rows, everything sealed in it would be lost behind a desk that seems to work.
"""

from pathlib import Path

from sqlalchemy import Column, Connection, LargeBinary, MetaData, String, Table, Text, inspect, select, type_coerce

from bot.store import Database, vault
from mingbai.errors import CannotStart
from mingbai.tables import METADATA

_FIRST = METADATA.tables["staff"]  # no desk that ever ran is without a row in it
# What is looked into, the likeliest first: the key is looked at before old tables are brought up to date.
_SEALED = tuple((METADATA.tables[table], METADATA.tables[table].c[name]) for table, name in (("ticket", "applicant"), ("message", "content"), ("second_factor", "secret")))
# While the key is being changed: the new one beside the old one, and in the store how far it is (`mingbai.rotation`).
NEXT = "next.key"
ROTATION = Table("key_rotation", MetaData(), Column("name", String(80), primary_key=True), Column("upto", Text, nullable=False))
_HALF = "数据密钥正在更换，或者上次没有换完。请运行 mingbai keys rotate 把它换完，再启动。"


def key_file(home: Path) -> Path:
    """Where the key of the desk in this home lies."""
    return home / "keys" / "data.key"


def open_vault(database: Database, home: Path) -> vault.Vault:
    """The key that the store was sealed with, made where store and key are both new. CannotStart when it is lost or another."""
    check_key(database, home)
    return read_key(key_file(home))


def refuse_half_changed(home: Path) -> None:
    """CannotStart when a change of the key was begun here and is not done: no store need be opened to know that."""
    if key_file(home).with_name(NEXT).exists():
        raise CannotStart(_HALF)


def check_key(database: Database, home: Path) -> None:
    """CannotStart when the store has rows and its key is lost, broken, another or being changed; nothing is made."""
    refuse_half_changed(home)
    with database.engine.connect() as connection:
        if inspect(connection).has_table(ROTATION.name):
            raise CannotStart(_HALF)
    check_fits(database, home)


def check_fits(database: Database, home: Path) -> None:
    """CannotStart when the store has rows and its key is lost, broken or another; nothing is made."""
    file = key_file(home)
    with database.engine.connect() as connection:
        if not file.exists() and _has_rows(connection):
            raise CannotStart(f"找不到密钥文件 {file}，而数据库里已有数据。没有原来的密钥，加密的内容读不出来：请从备份里取回密钥文件，放回原处再启动。")
        if file.exists():
            _check(connection, read_key(file), file)


def read_key(file: Path) -> vault.Vault:
    """The key in a file; CannotStart when it is none."""
    try:
        return vault.Vault.at(file)
    except ValueError as error:
        raise CannotStart(f"密钥文件 {file} 坏了，请从备份里取回原来的密钥文件。") from error


def _has_rows(connection: Connection) -> bool:
    return inspect(connection).has_table(_FIRST.name) and connection.scalar(select(_FIRST.c.id).limit(1)) is not None


def _check(connection: Connection, opened: vault.Vault, file: Path) -> None:
    if (sealed := _newest_sealed(connection)) is None:
        return
    try:
        opened.open(sealed)
    except vault.VaultError as error:
        raise CannotStart(f"密钥文件 {file} 不是这个数据库的密钥，请换回原来的密钥文件，或核对 MINGBAI_DATABASE_URL。") from error


def _newest_sealed(connection: Connection) -> bytes | None:
    """The newest sealed value of the first table that has one; none in a store that is still empty."""
    there = inspect(connection)
    for table, column in _SEALED:
        if there.has_table(table.name):
            newest = select(type_coerce(column, LargeBinary)).order_by(*(key.desc() for key in table.primary_key)).limit(1)
            if (found := connection.scalar(newest)) is not None:
                return bytes(found)
    return None
