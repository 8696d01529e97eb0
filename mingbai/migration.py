"""Writes the next migration from what changed in the tables: `python -m mingbai.migration "what changed"`."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

import bot.store.migrations
from bot.store import Database
from mingbai.tables import METADATA


def write(message: str) -> None:
    """Compare the tables with what the migrations so far make, and write the difference as a new one."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/shape.db")
        database.migrate()
        with database.engine.execution_options(mingbai_write=True).begin() as connection:
            config = Config()
            config.set_main_option("script_location", str(Path(bot.store.migrations.__path__[0])))
            config.attributes["connection"] = connection
            number = len(list(Path(bot.store.migrations.__path__[0]).glob("versions/[0-9]*.py"))) + 1
            command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")
        database.close()


if __name__ == "__main__":
    assert METADATA.tables
    write(sys.argv[1])
