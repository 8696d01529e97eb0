"""Files that citizens send along: checked by what they are, kept under a random name, never run, never shown in place."""

import io
import os
import uuid
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from anyio.to_thread import run_sync
from fastapi import UploadFile
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.conversations import service
from bot.conversations.models import Attachment, Message
from bot.filing.models import Draft
from bot.people.masking import mask_text
from bot.store import Database
from bot.tickets.lifecycle import OPEN
from bot.tickets.models import Ticket
from channels import words
from channels.problems import Problem

MAX_BYTES = 10 * 1024 * 1024
MAX_FILES = 20
_NAME_LENGTH = 120
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Where the first bytes stand and what they are tells what a file is; its name only has to agree.
_KINDS: tuple[tuple[tuple[str, ...], int, bytes, str], ...] = (
    ((".jpg", ".jpeg"), 0, b"\xff\xd8\xff", "image/jpeg"),
    ((".png",), 0, b"\x89PNG\r\n\x1a\n", "image/png"),
    ((".pdf",), 0, b"%PDF-", "application/pdf"),
    ((".doc",), 0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
    ((".docx",), 0, b"PK\x03\x04", _DOCX),
    ((".mp4",), 4, b"ftyp", "video/mp4"),
)
# What a document may grow to when it is opened, and of how many pieces it may be made.
_UNPACKED_BYTES = 100 * 1024 * 1024
_UNPACKED_PIECES = 2_000
_PROGRAMS = ("vbaProject.bin", ".exe", ".dll", ".js", ".vbs")
_BAD_DOCUMENT = "这个文档打不开或不安全，请另存为 PDF 后再传。"


@dataclass(frozen=True)
class Uploads:
    """The files of all conversations, in one folder of the desk's home."""

    database: Database
    folder: Path

    async def keep(self, conversation: str, file: UploadFile, client_message_id: str | None) -> dict[str, Any]:
        """`put` for a file that comes in a form."""
        return await self.put(conversation, file.filename or "附件", await file.read(MAX_BYTES + 1), client_message_id)

    async def put(self, conversation: str, name: str, data: bytes, client_message_id: str | None) -> dict[str, Any]:
        """Keep one file for the conversation; Problem when it is too large, of another kind, or one too many.

        `note` in what it answers says to the citizen where the file goes.

        The same `client_message_id` again answers the same and keeps nothing twice; where it names a message that waits for
        its file, the file becomes that message's.
        """
        name = _short(PurePath(name))
        if len(data) > MAX_BYTES:
            raise Problem(413, "file_too_large", "文件超过 10 MB，请压缩后再传，或分成几个文件。")
        media_type = await run_sync(_kind_of, name, data)
        return await run_sync(self._store, conversation, mask_text(name), media_type, data, client_message_id)

    def _store(self, conversation: str, name: str, media_type: str, data: bytes, client_message_id: str | None) -> dict[str, Any]:
        file_id = uuid.uuid4().hex
        with self.database.write() as session:
            known = service.with_client_id(session, conversation, client_message_id) if client_message_id else None
            if known is not None and "attachments" in known.content:
                return _answer(session, known)
            count = select(func.count()).select_from(Attachment).where(Attachment.conversation_id == conversation)
            if (session.scalar(count) or 0) >= MAX_FILES:
                raise Problem(409, "too_many_files", f"一个对话最多 {MAX_FILES} 个附件。")
            # The bytes are on the disk before the row says so: a crash between leaves a nameless file, never a lost one.
            _write(self.folder / file_id, data)
            ticket = _open_ticket(session, conversation)
            row = Attachment(id=file_id, conversation_id=conversation, ticket_id=ticket, name=name, media_type=media_type, size=len(data))
            session.add(row)
            content = {"text": name, "attachments": [{"id": file_id, "name": name, "size": len(data)}]}
            if known is not None:
                known.content = content
                return _answer(session, known)
            return _answer(session, service.add_file_message(session, conversation, content, client_message_id))


def _answer(session: Session, message: Message) -> dict[str, Any]:
    """What is known of a kept file, and one sentence for its citizen: where it goes, or that it is not said yet what it is about."""
    if session.get(Draft, message.conversation_id):
        note = words.KEPT_FOR_DRAFT
    elif _open_ticket(session, message.conversation_id) is not None:
        note = words.KEPT_FOR_TICKET
    else:
        note = words.KEPT + words.WHAT_ABOUT
    return {"message_id": message.id, **message.content["attachments"][0], "note": note.format(noun="文件")}


def _open_ticket(session: Session, conversation: str) -> int | None:
    """The ticket that a file sent after filing belongs to; a file sent while a draft is open goes with the draft."""
    if session.get(Draft, conversation):
        return None
    newest = select(Ticket.id).where(Ticket.conversation_id == conversation, Ticket.status.in_(OPEN)).order_by(Ticket.id.desc())
    return session.scalar(newest.limit(1))


def _short(path: PurePath) -> str:
    """The file's name; a long one keeps its ending, which tells what it is."""
    return path.name if len(path.name) <= _NAME_LENGTH else path.stem[: _NAME_LENGTH - len(path.suffix)] + path.suffix[:_NAME_LENGTH]


def _kind_of(name: str, data: bytes) -> str:
    suffix = PurePath(name).suffix.lower()
    for suffixes, offset, magic, media_type in _KINDS:
        if suffix in suffixes and data.startswith(magic, offset):
            if media_type == _DOCX:
                _check_archive(data)
            return media_type
    raise Problem(415, "file_kind", "只能上传 jpg、png、pdf、doc、docx、mp4 文件，请换一种格式。")


def _check_archive(data: bytes) -> None:
    """A Word document is an archive: one that would unpack into gigabytes, that brings a program or that is broken is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            pieces = archive.infolist()
            fine = len(pieces) <= _UNPACKED_PIECES and sum(piece.file_size for piece in pieces) <= _UNPACKED_BYTES
            # Only now unpacked, to find the sizes that lie: a piece that is longer than it says has another checksum.
            fine = fine and archive.testzip() is None
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, RuntimeError, OSError) as error:
        raise Problem(415, "file_kind", _BAD_DOCUMENT) from error
    names = {piece.filename for piece in pieces}
    if not fine or "word/document.xml" not in names or any(name.endswith(_PROGRAMS) for name in names):
        raise Problem(415, "file_kind", _BAD_DOCUMENT)


def suffix_of(data: bytes) -> str:
    """The ending of a name for these bytes, where a channel gives none: `.jpg`; empty for what is not taken anyway."""
    return next((suffixes[0] for suffixes, offset, magic, _ in _KINDS if data.startswith(magic, offset)), "")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
