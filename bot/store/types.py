"""Column types that behave alike on SQLite and PostgreSQL."""

import datetime as dt
from typing import Any

from sqlalchemy import DateTime, LargeBinary, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from bot.store import vault


class UtcInstant(TypeDecorator[dt.datetime]):
    """An aware UTC instant. SQLite forgets time zones, so they are checked going in and put back coming out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime refused: instants are stored in UTC")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Sealed(TypeDecorator[Any]):
    """A JSON value that is encrypted at rest (个人信息保护法 art. 51(3)); it cannot be searched or sorted by."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else vault.current().seal(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else vault.current().open(value)


class Fingerprint(TypeDecorator[str]):
    """A digest made with the desk's key (`Vault.fingerprint`): a new key carries all columns of this type over."""

    impl = String
    cache_ok = True
