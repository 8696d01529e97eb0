"""Files that a clerk lays to an answer: taken in with the form, taken away again, opened by staff."""

from fastapi.responses import FileResponse, Response
from starlette.datastructures import FormData, UploadFile

from bot.people.audit import FILE_ENCLOSED, FILE_OPENED
from bot.people.masking import mask_text
from bot.people.service import SignedIn, audit
from bot.store import files
from bot.tickets import answer_files
from bot.tickets.conditions import TicketError
from bot.tickets.models import AnswerFile
from consoles.agency.reading import ActRefused
from consoles.agency.room import Room
from consoles.pages import HEADERS, not_found

_TAKE_AWAY = "drop "


class Enclosing:
    """The files of answers of one desk."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._folder = room.console.files

    def follow(self, present: SignedIn, number: str, form: FormData, step: str) -> None:
        """Take in the file that came with an answer's form, and take away the one that `step` names; ActRefused says why not."""
        if step.startswith(_TAKE_AWAY):
            self._take_away(present, number, step.removeprefix(_TAKE_AWAY))
        file = form.get("file")
        if isinstance(file, UploadFile) and file.filename:
            self._take_in(present, number, file.filename, file.file.read(files.MAX_BYTES + 1))

    def _take_in(self, present: SignedIn, number: str, name: str, data: bytes) -> None:
        name = files.short_name(name)
        if len(data) > files.MAX_BYTES:
            raise ActRefused("附件超过 10 MB，请压缩后再传，或分成几个文件。")
        try:
            media_type = files.kind_of(name, data, files.FROM_STAFF)
            with self._room.database.write() as session:
                ticket = self._room.visible(session, present, number)
                if ticket is None:
                    return
                row = AnswerFile(
                    id=files.keep_bytes(self._folder, data), ticket_id=ticket.id, by=present.staff.login, name=name, media_type=media_type, size=len(data)
                )
                answer_files.lay(session, ticket, row)
                audit(session, present.staff, FILE_ENCLOSED, ticket.number, row.id)
        except (files.FileRefused, TicketError) as refusal:
            raise ActRefused(str(refusal)) from refusal

    def _take_away(self, present: SignedIn, number: str, file_id: str) -> None:
        with self._room.database.write() as session:
            ticket = self._room.visible(session, present, number)
            gone = ticket is not None and answer_files.take_away(session, ticket, present.staff.login, file_id)
        if gone:
            (self._folder / file_id).unlink(missing_ok=True)

    def open(self, present: SignedIn, number: str, file_id: str) -> Response:
        """A file of the answer that was given, or of one's own that is being written; written down before it is given out."""
        with self._room.database.write() as session:
            ticket = self._room.visible(session, present, number)
            rows = [*answer_files.given(session, ticket), *answer_files.waiting(session, ticket, present.staff.login)] if ticket else []
            row = next((one for one in rows if one.id == file_id), None)
            if ticket is None or row is None or not (self._folder / row.id).is_file():
                return not_found(self._room.console, present)
            audit(session, present.staff, FILE_OPENED, ticket.number, row.id)
            name, path = mask_text(str(row.name)), self._folder / row.id
        headers = {**HEADERS, "Content-Security-Policy": "sandbox; default-src 'none'"}
        return FileResponse(path, filename=name, media_type="application/octet-stream", headers=headers)
