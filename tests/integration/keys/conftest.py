"""A desk's home with a key and a full store, on each database."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.store import Database, vault
from mingbai.keys import key_file
from mingbai.settings import Settings
from tests.support.sealed import Secrets, fill


@dataclass
class Home:
    """The home, its store, and what opens what in it."""

    path: Path
    url: str
    database: Database
    secrets: Secrets

    @property
    def settings(self) -> Settings:
        """What a command would be given."""
        return Settings(home=self.path, database_url=self.url)

    @property
    def key(self) -> vault.Vault:
        """The key that the home has now."""
        return vault.Vault.at(key_file(self.path))

    def use_key(self) -> None:
        """As a process that starts now would."""
        vault.use(self.key)

    def let_go(self) -> None:
        """No connection of the test's own is open any more."""
        self.database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    path, before = tmp_path / "home", vault.current()
    url = "" if request.param == "sqlite" else request.getfixturevalue("empty_postgres")
    vault.use(vault.Vault.at(key_file(path)))
    database = Database(url or f"sqlite:///{path / 'mingbai.db'}")
    database.migrate()
    yield Home(path, url, database, fill(database, 5))
    database.close()
    vault.use(before)
