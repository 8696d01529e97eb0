"""Trying a draft on questions that citizens really asked: worked out beside the pages, since it takes some seconds."""

import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import structlog
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.clock.service import today
from bot.conversations import unanswered
from bot.knowledge.editing import service
from bot.knowledge.editing.preview import Preview, compare, distinct
from bot.knowledge.models import KnowledgeError
from bot.people.service import SignedIn
from consoles.knowledge.room import Room

_log = structlog.get_logger(__name__)
_MOST_QUESTIONS = 300
_KEPT = 20


@dataclass
class Job:
    """One trial. `asked` of `total` questions so far; then a result, or a sentence that says why there is none."""

    asked: int = 0
    total: int = 0
    result: Preview | None = None
    error: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def done(self) -> bool:
        """Whether nothing more comes."""
        return self.result is not None or bool(self.error)


class Previews:
    """`/knowledge/entries/ID/preview`. One at a time: building an index takes a processor for itself."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="preview")

    def start(self, entry_id: str) -> None:
        """Begin anew with the draft as it is now."""
        job = self._jobs[entry_id] = Job()
        self._jobs.move_to_end(entry_id)
        while len(self._jobs) > _KEPT:
            self._jobs.popitem(last=False)
        self._worker.submit(self._work, entry_id, job)

    def page(self, present: SignedIn, entry_id: str) -> Response:
        """How far it is, or what came of it."""
        with self._room.console.database.read() as session:
            draft = service.draft_of(session, entry_id)
        if draft is None:
            return self._room.missing(present)
        if entry_id not in self._jobs:
            self.start(entry_id)
        return self._room.page("preview", present, "/knowledge/entries", entry_id=entry_id, job=self._jobs[entry_id], draft=draft)

    def _work(self, entry_id: str, job: Job) -> None:
        try:
            job.result = self._compared(entry_id, job)
        except KnowledgeError as error:
            job.error = str(error).split("：", 1)[-1]
        except Exception:  # whoever waits for the page must learn that nothing comes
            _log.exception("preview.broke", entry=entry_id)
            job.error = "没有试成，请稍后再试一次。"

    def _compared(self, entry_id: str, job: Job) -> Preview:
        knowledge = self._room.editing.knowledge
        with self._room.console.database.read() as session:
            draft = service.draft_of(session, entry_id)
            if draft is None:
                raise KnowledgeError("：草稿已经不在了。")
            library = service.with_draft(session, knowledge.own, draft)
            texts = [*unanswered.texts_of(session, draft.questions), *_open(session), *unanswered.asked_lately(session, _MOST_QUESTIONS)]
        questions = distinct(texts, _MOST_QUESTIONS)
        job.total = len(questions)

        def told(number: int) -> None:
            job.asked = number

        return compare(knowledge.now(), knowledge.revised(library), questions, entry_id, today(), told)


def _open(session: Session) -> list[str]:
    return [text for group in unanswered.groups(session) for text in group.questions]
