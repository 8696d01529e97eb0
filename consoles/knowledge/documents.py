"""Sources and imported documents: what answers rest on, what went out of force, what is quoted word for word."""

import tempfile
from datetime import date
from pathlib import Path, PurePath

from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from bot.clock.service import today
from bot.knowledge.editing import service
from bot.knowledge.editing.overlay import resting_on
from bot.knowledge.editing.service import EditRefused
from bot.knowledge.importing.keeping import kept_documents, remove
from bot.knowledge.importing.service import Imported, ImportRefused, Overrides
from bot.people.audit import DOCUMENT_IMPORTED, DOCUMENT_REMOVED, SOURCE_CHANGED
from bot.people.service import SignedIn, audit
from consoles.guard import field
from consoles.knowledge.room import Room
from consoles.pages import go

MAX_BYTES = 10 * 1024 * 1024
# Characters of a name: a Chinese one takes three bytes, and file systems take 255.
_STEM, _SUFFIX = 70, 10


class Documents:
    """`/knowledge/sources` and `/knowledge/imports`."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._database = room.console.database

    def sources(self, present: SignedIn) -> Response:
        """Every source, those in force first, with how many answers rest on it."""
        with self._database.read() as session:
            library = service.edited(session, self._room.editing.knowledge.own)
        rows = sorted(library.sources.values(), key=lambda source: (not source.live(today()), source.place or "", source.title))
        count = {source.title: len(resting_on(library.entries, source.title)) for source in rows}
        return self._room.page("sources", present, "/knowledge/sources", rows=rows, count=count)

    def source(self, present: SignedIn, title: str, done: str = "", error: str = "") -> Response:
        """One source: its clauses, and the answers that rest on it."""
        with self._database.read() as session:
            library = service.edited(session, self._room.editing.knowledge.own)
        source = library.sources.get(title)
        if source is None:
            return self._room.missing(present)
        return self._room.page(
            "source", present, "/knowledge/sources", 409 if error else 200, source=source, entries=resting_on(library.entries, title),
            titles=sorted(set(library.sources) - {title}), done=done, error=error,
        )

    def change(self, present: SignedIn, title: str, form: FormData) -> Response:
        """What became of a source; the answers that rest on it are named by the check from then on."""
        try:
            clauses = dict(_clause(line) for line in field(form, "clauses").splitlines() if line.strip())
            with self._database.write() as session:
                service.change_source(
                    session, self._room.editing.knowledge.own, title, present.staff.login, dead_on=_day(field(form, "dead_on")),
                    replaced_by=field(form, "replaced_by").strip() or None, clauses=clauses,
                )
                audit(session, present.staff, SOURCE_CHANGED, detail=title[:100])
        except EditRefused as error:
            return self.source(present, title, error=str(error))
        return self.source(present, title, done="1")

    def imports(self, present: SignedIn, done: str = "", error: str = "", report: Imported | None = None) -> Response:
        """The documents that the office took in."""
        rows = kept_documents(self._room.editing.importer().folder)
        return self._room.page("imports", present, "/knowledge/imports", 409 if error else 200, rows=rows, done=done, error=error, report=report)

    def take(self, present: SignedIn, form: FormData) -> Response:
        """Take in one document; what was found in it is shown for checking."""
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            return self.imports(present, error="请选择一个文件：txt、md、html、docx 或 pdf。")
        data = file.file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            return self.imports(present, error="文件超过 10 MB。请在服务器上用命令导入：mingbai knowledge import 文件。")
        try:
            stated = Overrides(field(form, "title").strip() or None, field(form, "place") or None, field(form, "url").strip() or None, _day(field(form, "in_force")))
            report = self._taken(_short(file.filename), data, stated)
        except (ImportRefused, EditRefused) as error:
            return self.imports(present, error=str(error))
        with self._database.write() as session:
            audit(session, present.staff, DOCUMENT_IMPORTED, detail=str(report.meta.title)[:100])
        return self.imports(present, report=report)

    def _taken(self, name: str, data: bytes, stated: Overrides) -> Imported:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(data)
            return self._room.editing.importer().take(path, stated)

    def drop(self, present: SignedIn, name: str) -> Response:
        """Quote a document no more."""
        if not remove(self._room.editing.importer().folder, name):
            return self._room.missing(present)
        with self._database.write() as session:
            audit(session, present.staff, DOCUMENT_REMOVED, detail=name[:100])
        return go("/knowledge/imports?done=removed")


def _short(filename: str) -> str:
    """A name that every file system takes: long ones keep their beginning, which is the title, and their ending."""
    path = PurePath(filename.replace("\0", ""))
    return f"{path.stem.strip('.')[:_STEM] or '文件'}{path.suffix[:_SUFFIX]}"


def _clause(line: str) -> tuple[str, str]:
    article, _, gist = line.replace("：", ":", 1).partition(":")
    if not gist.strip():
        raise EditRefused(f"条款要写成“第几条：要点”，这一行不是：{line[:30]}")
    return article.strip(), gist.strip()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text.strip() else None
    except ValueError as error:
        raise EditRefused("日期请写成 2026-12-01 这样。") from error
