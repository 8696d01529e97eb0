"""The clauses of imported documents, taken in while the desk runs."""

import logging
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from bot.knowledge.clauses import ClauseIndex
from bot.knowledge.loader import load_imported
from bot.knowledge.models import Clause, KnowledgeError

_LOG = logging.getLogger(__name__)
_PAUSE = 2.0  # seconds between two looks at the folder

_State = tuple[tuple[str, int, int], ...]


class ImportedClauses:
    """An index that follows a folder: what is imported answers a few seconds later, without a restart.

    A new index is built beside the old one, which answers until then.
    """

    def __init__(self, fixed: Sequence[Clause], folder: Path | None = None) -> None:
        self._fixed = tuple(fixed)
        self._folder = folder
        self._lock = threading.Lock()
        self._looked = time.monotonic()
        self._state = self._seen()
        self._index = self._built()

    def index(self) -> ClauseIndex:
        """The index to ask now."""
        if self._folder is not None and time.monotonic() - self._looked >= _PAUSE and self._lock.acquire(blocking=False):
            threading.Thread(target=self._follow, name="imported-clauses", daemon=True).start()
        return self._index

    def _follow(self) -> None:
        try:
            state = self._seen()
            if state != self._state:
                self._state = state
                self._index = self._built()
        except (KnowledgeError, OSError) as error:
            _LOG.error("imported documents not read, the earlier ones stay: %s", error)
        finally:
            self._looked = time.monotonic()
            self._lock.release()

    def _seen(self) -> _State:
        if self._folder is None or not self._folder.is_dir():
            return ()
        found = [(path, path.stat()) for path in sorted(self._folder.glob("*.yml"))]
        return tuple((path.name, stat.st_mtime_ns, stat.st_size) for path, stat in found)

    def _built(self) -> ClauseIndex:
        return ClauseIndex((*self._fixed, *(load_imported(self._folder) if self._folder is not None else ())))
