"""The desk's knowledge with the editors' changes, followed while the desk runs: nothing is trained, nothing restarted."""

import threading
import time
from datetime import date

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.knowledge.editing.service import Version, edited, version
from bot.knowledge.models import Answer, KnowledgeError, Library
from bot.knowledge.service import Knowledge
from bot.store import Database

_log = structlog.get_logger(__name__)
_PAUSE = 2.0  # seconds between two looks at the store


class EditedKnowledge(Knowledge):
    """Answers like the knowledge it was made from, with every published change a few seconds after it was published.

    A new index is built beside the old one, which answers until then; each process of a desk follows by itself.
    """

    def __init__(self, own: Knowledge, database: Database) -> None:
        self._own = own
        self._database = database
        self._lock = threading.Lock()
        self._looked = time.monotonic()
        self._version: Version = (0, 0)
        self._current = own
        self._catch_up()

    @property
    def library(self) -> Library:
        """The content as it is said now."""
        return self._current.library

    @property
    def own(self) -> Library:
        """The project's own content, without any change."""
        return self._own.library

    def answer(self, text: str, *, today: date, language: str = "zh", asked: float | None = None) -> Answer | None:
        """As `Knowledge.answer`, from the newest content that is ready."""
        return self.now().answer(text, today=today, language=language, asked=asked)

    def foresee(self, text: str) -> None:
        """As `Knowledge.foresee`, in the newest content that is ready."""
        self.now().foresee(text)

    def search(self, text: str, *, today: date, limit: int = 4) -> list[Answer]:
        """As `Knowledge.search`, from the newest content that is ready."""
        return self.now().search(text, today=today, limit=limit)

    def revised(self, library: Library) -> Knowledge:
        """The same desk's knowledge with other content, for looking at before anything is published."""
        return self._own.revised(library)

    def now(self) -> Knowledge:
        """What answers at this moment; looks for changes beside it."""
        if time.monotonic() - self._looked >= _PAUSE and self._lock.acquire(blocking=False):
            threading.Thread(target=self._follow, name="edited-knowledge", daemon=True).start()
        return self._current

    def catch_up(self) -> None:
        """Take in what is published before answering again; waits for the index."""
        with self._lock:
            self._catch_up()

    def _follow(self) -> None:
        try:
            self._catch_up()
        finally:
            self._looked = time.monotonic()
            self._lock.release()

    def _catch_up(self) -> None:
        try:
            with self._database.read() as session:
                found = version(session)
                if found == self._version:
                    return
                library = edited(session, self._own.library)
            self._current = self._own.revised(library) if found != (0, 0) else self._own
            self._version = found
        except (SQLAlchemyError, KnowledgeError) as error:
            _log.error("knowledge.changes_unread", error=type(error).__name__)
