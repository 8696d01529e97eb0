"""Waiting for the disk apart from committing: other work is done meanwhile, and one wait serves all who ask for it."""

import os
import threading
from pathlib import Path


class Log:
    """SQLite's write-ahead log as a file. What was committed to it is safe once the file is on the disk."""

    def __init__(self, database_file: str) -> None:
        self._path = Path(f"{database_file}-wal")
        self._counting, self._syncing = threading.Lock(), threading.Lock()
        self._asked = 0
        self._done = 0

    def settle(self) -> None:
        """Return when everything that was committed before this call is on the disk. OSError when the disk fails."""
        with self._counting:
            self._asked += 1
            mine = self._asked
        with self._syncing:
            if self._done >= mine:
                return
            upto = self._asked
            self._sync()
            self._done = upto

    def _sync(self) -> None:
        try:
            log = os.open(self._path, os.O_RDWR)
        except FileNotFoundError:
            return  # its content is in the database, which SQLite waited for before it took the log away
        try:
            os.fdatasync(log)
        finally:
            os.close(log)
