"""The store: database, column types, the vault for personal data, migrations."""

from bot.store.base import Base, RowId, utc_now
from bot.store.database import Database
from bot.store.types import Fingerprint, Sealed, UtcInstant

__all__ = ["Base", "Database", "Fingerprint", "RowId", "Sealed", "UtcInstant", "utc_now"]
