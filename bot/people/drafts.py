"""What staff have written and not sent yet: kept here, so that it is there again on another machine, and gone once it is sent."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.people.models import Staff, StaffDraft
from bot.store import utc_now

KEPT = dt.timedelta(days=90)


@dataclass(frozen=True)
class Draft:
    """One unfinished form: what stands in it, and since when."""

    body: Mapping[str, Any]
    at: dt.datetime


def drafts_of(session: Session, staff: Staff, ticket_id: int) -> dict[str, Draft]:
    """Everything this account has begun about a ticket, by act."""
    rows = session.scalars(select(StaffDraft).where(StaffDraft.staff_id == staff.id, StaffDraft.ticket_id == ticket_id))
    return {row.act: Draft(row.body, row.updated_at) for row in rows}


def keep_draft(session: Session, staff: Staff, ticket_id: int, act: str, body: Mapping[str, Any]) -> dt.datetime:
    """Keep it in place of what was kept before; when that was."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    now = utc_now()
    values = {"body": dict(body), "updated_at": now}
    statement = insert(StaffDraft).values(staff_id=staff.id, ticket_id=ticket_id, act=act, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["staff_id", "ticket_id", "act"], set_=values))
    return now


def drop_draft(session: Session, staff: Staff, ticket_id: int, act: str) -> None:
    """It was sent, or is not wanted any more."""
    session.execute(
        delete(StaffDraft).where(StaffDraft.staff_id == staff.id, StaffDraft.ticket_id == ticket_id, StaffDraft.act == act)
    )


def delete_old_drafts(session: Session) -> int:
    """Delete what nobody touched for 90 days; how many there were.

    个人信息保护法 art. 47(1): what is no longer needed for its purpose is deleted.
    """
    done = session.execute(delete(StaffDraft).where(StaffDraft.updated_at < utc_now() - KEPT))
    return int(getattr(done, "rowcount", 0))
