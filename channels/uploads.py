"""Files that citizens send along: checked by what they are, kept under a random name, never run, never shown in place."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anyio.to_thread import run_sync
from fastapi import UploadFile
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.conversations import service
from bot.conversations.models import Attachment, Message
from bot.filing.models import Draft
from bot.people.masking import mask_text
from bot.store import Database, files
from bot.store.files import MAX_BYTES
from bot.tickets.lifecycle import OPEN
from bot.tickets.models import Ticket
from channels import words
from channels.problems import Problem

MAX_FILES = 20


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
        name = files.short_name(name)
        if len(data) > MAX_BYTES:
            raise Problem(413, "file_too_large", "文件超过 10 MB，请压缩后再传，或分成几个文件。")
        media_type = await run_sync(_kind_of, name, data)
        return await run_sync(self._store, conversation, mask_text(name), media_type, data, client_message_id)

    def _store(self, conversation: str, name: str, media_type: str, data: bytes, client_message_id: str | None) -> dict[str, Any]:
        with self.database.write() as session:
            known = service.with_client_id(session, conversation, client_message_id) if client_message_id else None
            if known is not None and "attachments" in known.content:
                return _answer(session, known)
            count = select(func.count()).select_from(Attachment).where(Attachment.conversation_id == conversation)
            if (session.scalar(count) or 0) >= MAX_FILES:
                raise Problem(409, "too_many_files", f"一个对话最多 {MAX_FILES} 个附件。")
            file_id = files.keep_bytes(self.folder, data)
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


def _kind_of(name: str, data: bytes) -> str:
    try:
        return files.kind_of(name, data, files.FROM_CITIZENS)
    except files.FileRefused as refusal:
        raise Problem(415, "file_kind", str(refusal)) from refusal
