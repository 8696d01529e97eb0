"""Very many rows at once: COPY on PostgreSQL, prepared inserts on SQLite, indexes made afterwards instead of row by row."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import JSON, Connection, Table, text

from bot.store.database import Database

Convert = Callable[[Any], Any]


def pour(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Put rows in, each a value a column, in the caller's transaction. Values are as the models hold them; what is sealed is sealed already."""
    raw = connection.connection.driver_connection
    assert raw is not None
    names, values = ", ".join(f'"{name}"' for name in columns), _converted(connection, table, columns, rows)
    if connection.dialect.name == "postgresql":
        with raw.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
            for row in values:
                copy.write_row(row)
    else:
        raw.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({", ".join("?" * len(columns))})', values)


def _converted(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    sqlite = connection.dialect.name == "sqlite"
    converts = [(place, convert) for place, name in enumerate(columns) if (convert := _convert(table, name, sqlite=sqlite))]
    for row in rows:
        ready = list(row)
        for place, convert in converts:
            if ready[place] is not None:
                ready[place] = convert(ready[place])
        yield ready


def _convert(table: Table, name: str, *, sqlite: bool) -> Convert | None:
    kind = table.c[name].type
    if isinstance(kind, JSON):
        return _as_json
    python = kind.python_type if sqlite and not hasattr(kind, "impl") else getattr(getattr(kind, "impl", None), "python_type", None)
    if sqlite and python is dt.datetime:
        return _as_sqlite_instant
    return dt.date.isoformat if sqlite and python is dt.date else None


def _as_json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _as_sqlite_instant(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def continue_numbering(connection: Connection, table: Table) -> None:
    """PostgreSQL's sequences do not see ids that were put in by hand."""
    column = table.autoincrement_column
    if connection.dialect.name == "postgresql" and column is not None:
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'), COALESCE((SELECT MAX({column.name}) FROM {table.name}), 0) + 1, false)")
        )


@contextmanager
def indexes_afterwards(database: Database, tables: Iterable[str]) -> Iterator[None]:
    """Inside, these tables have no indexes but those of their keys; afterwards all are made again, also when it failed.

    Nobody else may be at work in the store meanwhile.
    """
    made = [statement for table in tables for statement in _taken_away(database, table)]
    try:
        yield
    finally:
        for statement in made:
            with database.write() as session:
                session.connection().exec_driver_sql(statement)
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))


def _taken_away(database: Database, table: str) -> list[str]:
    """Drop the indexes of a table; the statements that make them again."""
    with database.write() as session:
        connection = session.connection()
        if connection.dialect.name == "postgresql":
            query = (
                "SELECT i.indexname, i.indexdef FROM pg_indexes i LEFT JOIN pg_constraint c ON c.conname = i.indexname"
                " WHERE i.schemaname = current_schema() AND i.tablename = :table AND c.conname IS NULL"
            )
        else:
            query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :table AND sql IS NOT NULL"
        found = [tuple(row) for row in connection.execute(text(query), {"table": table})]
        for name, _ in found:
            connection.exec_driver_sql(f'DROP INDEX "{name}"')
    return [statement for _, statement in found]
