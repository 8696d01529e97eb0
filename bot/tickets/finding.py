"""By what a ticket is found beside number and dates: its words, its co-agencies, the last four digits of its phone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.store import Database
from bot.store.words import Indexed
from bot.tickets.lifecycle import Act
from bot.tickets.models import WORDS_INDEX, CoAgency, Ticket, TicketEvent
from bot.tickets.phones import tail_key_of_applicant

# What the citizen wrote; how an answer is to be delivered is chosen from a list and says nothing about the matter.
_WORDY = ("info_description", "description", "place")
_BATCH = 500


def note(session: Session, ticket: Ticket) -> None:
    """Make a new ticket one that can be found; its row must be flushed."""
    _note_all(session, [ticket])


def follow(session: Session, ticket: Ticket, event: TicketEvent, led_by: str) -> None:
    """After a change: the words that a correction adds, the agency and the co-agencies of now; `led_by` was the agency before."""
    if event.act in (Act.CORRECT, Act.REASSIGN):
        earlier = words_of(ticket, [one for one in ticket.events if one is not event])
        WORDS_INDEX.change(session.connection(), Indexed(ticket.id, earlier, led_by), indexed(ticket))
    if event.act in (Act.SET_CO, Act.REASSIGN):
        session.execute(delete(CoAgency).where(CoAgency.ticket_id == ticket.id))
        session.add_all(_co_rows(ticket))


def indexed(ticket: Ticket) -> Indexed:
    """What of a ticket stands in the index of words; it bears the mark of the agency that leads it."""
    return Indexed(ticket.id, words_of(ticket, ticket.events), ticket.agency)


def words_of(ticket: Ticket, events: Iterable[TicketEvent]) -> str:
    """What is looked for in: title, the citizen's words, and the corrections among these events."""
    return spelled(ticket.title, ticket.matter, [event.text for event in events if event.act == Act.CORRECT])


def spelled(title: str, matter: Mapping[str, Any], corrections: Iterable[str]) -> str:
    """The same from its parts."""
    return "\n".join([title, *(str(matter[name]) for name in _WORDY if matter.get(name)), *corrections])


def _note_all(session: Session, tickets: Sequence[Ticket]) -> None:
    WORDS_INDEX.add(session.connection(), map(indexed, tickets))
    session.add_all(row for ticket in tickets for row in _co_rows(ticket))


def _co_rows(ticket: Ticket) -> Iterator[CoAgency]:
    return (CoAgency(agency=name, ticket_id=ticket.id) for name in dict.fromkeys(ticket.co_agencies or ()))


def catch_up(database: Database) -> Iterator[int]:
    """Do the same for tickets put in by other ways than `Tickets` (an older version, a backup); yields how many, batch by batch."""
    after = 0
    while True:
        with database.write() as session:
            ids = WORDS_INDEX.lacking(session.connection(), after, _BATCH)
            tickets = session.scalars(select(Ticket).where(Ticket.id.in_(ids)).order_by(Ticket.id)).all()
            session.execute(delete(CoAgency).where(CoAgency.ticket_id.in_(ids)))
            _note_all(session, tickets)
            _set_tails(session, tickets)
        if not ids:
            return
        after = ids[-1]
        yield len(ids)


def _set_tails(session: Session, tickets: Sequence[Ticket]) -> None:
    # Past the ORM: making a ticket findable is no change of it, and must not make a clerk's open form stale.
    table = Ticket.__table__
    for ticket in tickets:
        if ticket.phone_tail_key is None and (key := tail_key_of_applicant(ticket.applicant)):
            session.execute(update(table).where(table.c.id == ticket.id).values(phone_tail_key=key))  # type: ignore[arg-type]
