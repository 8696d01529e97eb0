"""Files that go with an answer: kept while it is written, the citizen's with number and query code once it is sent."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from bot.people.masking import mask_text
from bot.store import Database, utc_now
from bot.store.files import size_words
from bot.tickets import history
from bot.tickets.conditions import TicketError
from bot.tickets.models import AnswerFile, Ticket, TicketEvent

MAX_FILES = 10
# Kept with the answer's event: the paragraph that names its files, to take it out where they are not given.
ENCLOSED = "enclosed"
_KEPT = dt.timedelta(days=90)  # as an answer that was begun and never sent


def waiting(session: Session, ticket: Ticket, login: str) -> list[AnswerFile]:
    """What this clerk laid to an answer that is not sent yet, in the order it came."""
    return list(session.scalars(_waiting().where(AnswerFile.ticket_id == ticket.id, AnswerFile.by == login)))


def lay(session: Session, ticket: Ticket, row: AnswerFile) -> None:
    """Lay one file to the answer that is being written; TicketError when there are too many."""
    if len(waiting(session, ticket, row.by)) >= MAX_FILES:
        raise TicketError(f"一份答复最多 {MAX_FILES} 个附件，请合并成几个文件，或打包成一个 PDF。")
    session.add(row)


def take_away(session: Session, ticket: Ticket, login: str, file_id: str) -> bool:
    """Take one away before the answer is sent; whether it was there. The bytes are the caller's to delete, when this is written."""
    found = next((row for row in waiting(session, ticket, login) if row.id == file_id), None)
    if found is not None:
        session.delete(found)
    return found is not None


def send(rows: Sequence[AnswerFile], event: TicketEvent) -> None:
    """The answer is sent, and its files with it."""
    for row in rows:
        row.event_id = event.id


def given(session: Session, ticket: Ticket) -> list[AnswerFile]:
    """The files of the answer in force."""
    answer = history.answer_of(ticket.events)
    if answer is None:
        return []
    return list(session.scalars(select(AnswerFile).where(AnswerFile.event_id == answer.id).order_by(AnswerFile.at, AnswerFile.id)))


def enclosed_words(rows: Sequence[AnswerFile]) -> str:
    """The paragraph of an answer that names its files and says where they are; empty without any."""
    if not rows:
        return ""
    names = "；".join(f"{place}. {mask_text(str(row.name))}（{size_words(row.size)}）" for place, row in enumerate(rows, 1))
    return f"附件 {len(rows)} 个：{names}。\n附件请在服务台网页的“查询工单”里，填写编号和查询码下载。"


def words_for_others(event: TicketEvent) -> str:
    """An answer as those read it whose tickets were merged into the answered one: numbers hidden, files not given."""
    enclosed = str(event.data.get(ENCLOSED, ""))
    return mask_text(event.text.replace(enclosed, "答复的附件请向承办单位索取。") if enclosed else event.text)


def delete_unsent(database: Database, folder: Path) -> int:
    """Delete what was laid to answers that nobody sent for 90 days; how many there were.

    个人信息保护法 art. 47(1): what is no longer needed for its purpose is deleted.
    """
    with database.write() as session:
        gone = list(session.scalars(_waiting().where(AnswerFile.at < utc_now() - _KEPT)))
        ids = [row.id for row in gone]
        session.execute(delete(AnswerFile).where(AnswerFile.id.in_(ids)))
    for file_id in ids:
        (folder / file_id).unlink(missing_ok=True)
    return len(ids)


def _waiting() -> Select[AnswerFile]:
    return select(AnswerFile).where(AnswerFile.event_id.is_(None)).order_by(AnswerFile.at, AnswerFile.id)
