"""Files that citizens send along: checked by what they are, kept under a random name, never run, never shown in place."""

import os
import uuid
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
from channels.problems import Problem

MAX_BYTES = 10 * 1024 * 1024
MAX_FILES = 20
_NAME_LENGTH = 120
# The first bytes tell what a file is; its name only has to agree. Word's newer files are archives and begin like one.
_KINDS: tuple[tuple[tuple[str, ...], bytes, str], ...] = (
    ((".jpg", ".jpeg"), b"\xff\xd8\xff", "image/jpeg"),
    ((".png",), b"\x89PNG\r\n\x1a\n", "image/png"),
    ((".pdf",), b"%PDF-", "application/pdf"),
    ((".doc",), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
    ((".docx",), b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
)


@dataclass(frozen=True)
class Uploads:
    """The files of all conversations, in one folder of the desk's home."""

    database: Database
    folder: Path

    async def keep(self, conversation: str, file: UploadFile, client_message_id: str | None) -> dict[str, Any]:
        """Keep one file for the conversation; Problem when it is too large, of another kind, or one too many.

        The same `client_message_id` again answers the same and keeps nothing twice.
        """
        data = await file.read(MAX_BYTES + 1)
        name = _short(PurePath(file.filename or "附件"))
        if len(data) > MAX_BYTES:
            raise Problem(413, "file_too_large", "文件超过 10 MB，请压缩后再传，或分成几个文件。")
        media_type = _kind_of(name, data)
        return await run_sync(self._store, conversation, mask_text(name), media_type, data, client_message_id)

    def _store(self, conversation: str, name: str, media_type: str, data: bytes, client_message_id: str | None) -> dict[str, Any]:
        file_id = uuid.uuid4().hex
        with self.database.write() as session:
            if client_message_id and (known := service.with_client_id(session, conversation, client_message_id)):
                return _answer(known)
            count = select(func.count()).select_from(Attachment).where(Attachment.conversation_id == conversation)
            if (session.scalar(count) or 0) >= MAX_FILES:
                raise Problem(409, "too_many_files", f"一个对话最多 {MAX_FILES} 个附件。")
            # The bytes are on the disk before the row says so: a crash between leaves a nameless file, never a lost one.
            _write(self.folder / file_id, data)
            ticket = _open_ticket(session, conversation)
            row = Attachment(id=file_id, conversation_id=conversation, ticket_id=ticket, name=name, media_type=media_type, size=len(data))
            session.add(row)
            content = {"text": name, "attachments": [{"id": file_id, "name": name, "size": len(data)}]}
            return _answer(service.add_file_message(session, conversation, content, client_message_id))


def _answer(message: Message) -> dict[str, Any]:
    return {"message_id": message.id, **message.content["attachments"][0]}


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
    for suffixes, magic, media_type in _KINDS:
        if suffix in suffixes and data.startswith(magic):
            return media_type
    raise Problem(415, "file_kind", "只能上传 jpg、png、pdf、doc、docx 文件，请换一种格式。")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
