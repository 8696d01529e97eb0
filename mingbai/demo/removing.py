"""Taking made-up tickets out again, with everything that hangs on them."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Table, delete, exists, or_, select
from sqlalchemy.orm import Session, aliased

from bot.oversight.hot_topics import forget_empty
from bot.store import Database
from bot.tickets import finding
from bot.tickets.lifecycle import OPEN, Act
from bot.tickets.likeness.keys import unpack_terms
from bot.tickets.likeness.models import SimilarDocument, SimilarPosting
from bot.tickets.models import WORDS_INDEX, Recount, Ticket, TicketFact
from bot.tickets.service import DESK, Tickets
from mingbai.demo.sender import CHANNEL
from mingbai.tables import METADATA

_BATCH = 500


def holds_real_tickets(session: Session) -> bool:
    """Whether any ticket in the store is somebody's."""
    return bool(session.scalar(select(exists().where(Ticket.channel != CHANNEL))))


def remove(database: Database, tickets: Tickets) -> Iterator[str]:
    """Delete every made-up ticket; yields what was done. Real ones stay as they are; one that was joined to a made-up one goes on by itself."""
    with database.read() as session:
        alone = not holds_real_tickets(session)
    yield from _remove_all(database) if alone else _remove_some(database, tickets)
    with database.write() as session:
        forget_empty(session)


def _remove_all(database: Database) -> Iterator[str]:
    """Nothing but made-up tickets: whole tables are emptied, each in a transaction of its own, those that point to others first."""
    for table in [METADATA.tables[name] for name in (SimilarPosting.__tablename__, *map(str, _hanging()), Ticket.__tablename__)]:
        with database.write() as session:
            session.execute(delete(table).where(*_on_any(table)))
        yield f"已清空 {table.name}"
    with database.write() as session:
        WORDS_INDEX.drop(session.connection())
        WORDS_INDEX.create(session.connection())
        months = select(TicketFact.received_on).distinct()
        session.add_all(Recount(month=month) for month in {day.replace(day=1) for day in session.scalars(months)})


def _remove_some(database: Database, tickets: Tickets) -> Iterator[str]:
    gone = 0
    while True:
        with database.write() as session:
            found = session.scalars(select(Ticket).where(Ticket.channel == CHANNEL).order_by(Ticket.id.desc()).limit(_BATCH)).all()
            _let_go(session, tickets, found)
            _forget(session, found)
        if not found:
            return
        gone += len(found)
        yield f"已删除 {gone} 件"


def _let_go(session: Session, tickets: Tickets, found: Sequence[Ticket]) -> None:
    """Somebody's ticket that hangs on a made-up one must not go with it."""
    hanging = aliased(Ticket)
    for main in found:
        joined = select(exists().where(hanging.main_id == main.id, hanging.channel != CHANNEL))
        if main.status in OPEN and session.scalar(joined):
            tickets.act(session, main, Act.WITHDRAW, DESK)


def _forget(session: Session, found: Sequence[Ticket]) -> None:
    ids = [ticket.id for ticket in found]
    WORDS_INDEX.forget(session.connection(), map(finding.indexed, found))
    days = {day for ticket in found for day in (ticket.received_on, ticket.due_on, *(event.on for event in ticket.events)) if day}
    session.add_all(Recount(month=month) for month in {day.replace(day=1) for day in days})
    session.flush()
    for keys in session.scalars(select(SimilarDocument.keys).where(SimilarDocument.ticket_id.in_(ids))):
        session.execute(delete(SimilarPosting).where(SimilarPosting.term.in_(unpack_terms(keys)), SimilarPosting.ticket_id.in_(ids)))
    for table in _hanging():
        for points in _pointing(table, ids):
            session.execute(delete(table).where(points))
    tickets = METADATA.tables[Ticket.__tablename__]
    session.execute(delete(tickets).where(tickets.c.id.in_(ids)))
    session.expunge_all()


def _hanging() -> list[Table]:
    """Tables whose rows hang on tickets, straight or by another table; what points to others first."""
    return [table for table in reversed(METADATA.sorted_tables) if _ticket_columns(table) or _by_another(table)]


def _ticket_columns(table: Table) -> list[ColumnElement[int]]:
    return [key.parent for key in table.foreign_keys if key.column.table.name == Ticket.__tablename__]


def _by_another(table: Table) -> list[tuple[ColumnElement[int], Table]]:
    return [(key.parent, key.column.table) for key in table.foreign_keys if key.column.table is not table and _ticket_columns(key.column.table)]


def _on_any(table: Table) -> list[ColumnElement[bool]]:
    """Rows that hang on no ticket (a file of a draft, a notice of something else) stay."""
    straight = _ticket_columns(table)
    if straight:
        return [or_(*(column.is_not(None) for column in straight))]
    return [or_(*(column.in_(select(*other.primary_key).where(*_on_any(other))) for column, other in _by_another(table)))] if _by_another(table) else []


def _pointing(table: Table, ids: Sequence[int]) -> Iterator[ColumnElement[bool]]:
    for column in _ticket_columns(table):
        yield column.in_(ids)
    for column, other in _by_another(table):
        for theirs in _ticket_columns(other):
            yield column.in_(select(*other.primary_key).where(theirs.in_(ids)))
