"""Who has a ticket before them: kept in rows, so that it is seen from every process of the desk."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.people.models import Presence, Staff
from bot.store import utc_now

# A heartbeat comes every 20 seconds; two may get lost.
HERE = dt.timedelta(seconds=60)
# Who comes back to a ticket within this time is still at the same visit.
VISIT = dt.timedelta(minutes=10)
_FORGOTTEN = dt.timedelta(days=1)


@dataclass(frozen=True)
class Present:
    """Somebody else who is at the ticket now; `writing` when they are filling in a form of it."""

    name: str
    agency: str | None
    writing: bool


def arrive(session: Session, staff: Staff, ticket_id: int, *, writing: bool = False) -> bool:
    """This account has the ticket before it now; whether that begins a visit."""
    now, mine = utc_now(), (ticket_id, staff.id)
    before = session.get(Presence, mine)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"writing": writing, "seen_at": now}
    statement = insert(Presence).values(ticket_id=ticket_id, staff_id=staff.id, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["ticket_id", "staff_id"], set_=values))
    return before is None or before.seen_at + VISIT < now


def leave(session: Session, staff: Staff, ticket_id: int) -> None:
    """The page was closed; the visit may go on."""
    row = session.get(Presence, (ticket_id, staff.id))
    if row is not None:
        row.seen_at, row.writing = min(row.seen_at, utc_now() - HERE), False


def others_at(session: Session, staff: Staff, ticket_id: int) -> list[Present]:
    """Who else is at the ticket, those who write first."""
    found = session.execute(
        select(Staff.name, Staff.agency, Presence.writing)
        .join(Presence, Presence.staff_id == Staff.id)
        .where(Presence.ticket_id == ticket_id, Presence.staff_id != staff.id, Presence.seen_at > utc_now() - HERE)
        .order_by(Presence.writing.desc(), Staff.name)
    )
    return [Present(row.name, row.agency, row.writing) for row in found]


def forget_gone(session: Session) -> int:
    """Delete the rows of visits that are long over; how many there were."""
    done = session.execute(delete(Presence).where(Presence.seen_at < utc_now() - _FORGOTTEN))
    return int(getattr(done, "rowcount", 0))
