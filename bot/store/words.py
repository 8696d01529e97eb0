"""Finding rows by the words in them, on SQLite and PostgreSQL, without reading every row.

Chinese is written without blanks, so a text is cut into every two characters that follow one another, and the databases
index these pairs: SQLite in an FTS5 table without content, PostgreSQL in an array under GIN. A row is found when all pairs
of the wanted words stand in it. Numbers of seven digits and more are left out: the index holds no phone, no identity number.
A row may bear a mark as well (whose it is): a word that many write is then found among one's own without reading all the others.
"""

import re
import unicodedata
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, TableClause, cast, column, table, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

# What is written later in a very long text is not looked for.
MAX_CHARACTERS = 1_000
_LONG_NUMBER = re.compile(r"\d{7,}x?")
_SQLITE = (
    "CREATE VIRTUAL TABLE {name} USING fts5(pairs, content='', detail='none', tokenize='ascii')",
)
_POSTGRESQL = (
    "CREATE TABLE {name} (rowid BIGINT PRIMARY KEY REFERENCES {of} (id) ON DELETE CASCADE, pairs INTEGER[] NOT NULL)",
    "CREATE INDEX ix_{name}_pairs ON {name} USING gin (pairs)",
)


@dataclass(frozen=True)
class Hits:
    """Where found rows come from: a selectable to join, the column of their ids, and what a row must fulfil."""

    rows: TableClause
    id: ColumnElement[int]
    fits: ColumnElement[bool]


@dataclass(frozen=True)
class Indexed:
    """What stands in the index of one row: its words, and its mark (empty: none)."""

    id: int
    words: str
    mark: str = ""

    def numbers(self) -> list[int]:
        """Its pairs and its mark."""
        return pairs(self.words) + _mark(self.mark)


@dataclass(frozen=True)
class WordIndex:
    """The index `name` over the texts of the rows of table `of`; it is derived, so backups leave it out and restoring makes it anew."""

    name: str
    of: str

    def create(self, connection: Connection) -> None:
        """Make the empty index."""
        self._run(connection, _POSTGRESQL if _postgres(connection) else _SQLITE)

    def drop(self, connection: Connection) -> None:
        """Take the index away."""
        self._run(connection, ("DROP TABLE IF EXISTS {name}",))

    def _run(self, connection: Connection, statements: Iterable[str]) -> None:
        for statement in statements:
            connection.exec_driver_sql(statement.format(name=self.name, of=self.of))

    def add(self, connection: Connection, texts: Iterable[Indexed]) -> None:
        """Index these rows, which must not be in it yet."""
        postgres = _postgres(connection)
        rows = [{"id": one.id, "pairs": one.numbers() if postgres else _spelled(one.numbers())} for one in texts]
        if rows:
            unless = " ON CONFLICT DO NOTHING" if postgres else ""  # two workers may catch up at the same time
            connection.execute(text(f"INSERT INTO {self.name} (rowid, pairs) VALUES (:id, :pairs){unless}"), rows)

    def lacking(self, connection: Connection, after: int, limit: int) -> list[int]:
        """The first ids above `after` that have a row but no words here."""
        there, key = (self.name, "rowid") if _postgres(connection) else (f"{self.name}_docsize", "id")
        found = connection.execute(
            text(
                f"SELECT o.id FROM {self.of} o LEFT JOIN {there} w ON w.{key} = o.id "
                f"WHERE w.{key} IS NULL AND o.id > :after ORDER BY o.id LIMIT :limit"
            ),
            {"after": after, "limit": limit},
        )
        return list(found.scalars())

    def change(self, connection: Connection, before: Indexed, after: Indexed) -> None:
        """Index a row anew that stands in it as `before`."""
        self.forget(connection, [before])
        self.add(connection, [after])

    def forget(self, connection: Connection, texts: Iterable[Indexed]) -> None:
        """Take rows out, each as it was indexed."""
        if _postgres(connection):
            gone: list[dict[str, Any]] = [{"id": one.id} for one in texts]
            statement = f"DELETE FROM {self.name} WHERE rowid = :id"
        else:  # an index without content has to be told what to forget
            gone = [{"id": one.id, "pairs": _spelled(one.numbers())} for one in texts]
            statement = f"INSERT INTO {self.name} ({self.name}, rowid, pairs) VALUES ('delete', :id, :pairs)"
        if gone:
            connection.execute(text(statement), gone)

    def hits(self, session: Session, wanted: str, mark: str = "") -> Hits | None:
        """Rows that hold every word of `wanted`, and bear the mark if one is named; None when there is not one word of two characters in it.

        A mark narrows what is read, it decides nothing: whoever asks compares the row itself as well.
        """
        words = pairs(wanted)
        if not words:
            return None
        found = words + _mark(mark)
        rows = table(self.name, column("rowid", Integer), column("pairs", ARRAY(Integer)), column(self.name))
        if _postgres(session.connection()):
            return Hits(rows, rows.c.rowid, rows.c.pairs.contains(cast(found, ARRAY(Integer))))
        whole: ColumnElement[Any] = rows.c[self.name]
        return Hits(rows, rows.c.rowid, whole.op("MATCH", is_comparison=True)(_spelled(found)))


def pairs(words: str) -> list[int]:
    """Every two neighbouring characters of each word as a number of 32 bits, each once; blanks and signs part words."""
    plain = _LONG_NUMBER.sub(" ", unicodedata.normalize("NFKC", words).casefold())
    kept = "".join(sign if sign.isalnum() else " " for sign in plain)[:MAX_CHARACTERS]
    found = {word[place : place + 2]: None for word in kept.split() for place in range(len(word) - 1)}
    return [_number(pair) for pair in found]


def _mark(mark: str) -> list[int]:
    # No two characters of a text have a line break between them.
    return [_number(f"\n{mark}")] if mark else []


def _number(pair: str) -> int:
    return zlib.crc32(pair.encode()) - 0x8000_0000  # into the range of a signed column


def _spelled(numbers: Iterable[int]) -> str:
    """Pairs as tokens for FTS5: plain ASCII, whatever its tables say about Chinese."""
    return " ".join(f"p{number + 0x8000_0000:x}" for number in numbers)


def _postgres(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
