"""Which tickets an account reaches, as conditions of a query: the rule of `permissions.may`, asked before a row is read.

A ticket of another agency is then no row at all: its page takes as long, and says as much, as one for a number nobody has.
"""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from bot.people.models import Staff
from bot.people.permissions import CALLED_ABOUT, Action, Role, may, sees_every_agency
from bot.tickets.models import CoAgency, Ticket

Condition = ColumnElement[bool]


def led_by(agency: str) -> Condition:
    """Tickets that this agency answers."""
    return Ticket.agency == agency


def helped_by(agency: str) -> Condition:
    """Tickets that another agency answers with the help of this one."""
    return Ticket.id.in_(select(CoAgency.ticket_id).where(CoAgency.agency == agency))


def reached_by(staff: Staff) -> list[Condition]:
    """What a ticket must fulfil for this account to see it; nothing where it looks after the whole place."""
    if Role(staff.role) is Role.OPERATOR:
        return [Ticket.status.in_(sorted(CALLED_ABOUT))]
    if sees_every_agency(staff):
        return []
    agency = staff.agency or ""
    return [or_(led_by(agency), helped_by(agency))]


def find_reached(session: Session, staff: Staff, number: str) -> Ticket | None:
    """The ticket with this number, however it was typed, if it is there and this account may see it: None for both alike."""
    plain = "".join(number.split()).upper()
    if not plain.isprintable() or len(plain) > 24:
        return None
    found = session.scalar(select(Ticket).where(Ticket.number == plain, *reached_by(staff)))
    return found if found is not None and may(staff, Action.VIEW, found) else None
