"""What all pages of the agency console share: the desk behind them, and which ticket an account may see."""

from sqlalchemy.orm import Session

from bot.people.reach import find_reached
from bot.people.service import SignedIn
from bot.tickets.models import Ticket
from consoles.agency.acts import Desk
from consoles.agency.forms import ActForm, offered
from consoles.console import Console


class Room:
    """One desk's agency console; every page of it shows an account its own tickets only."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.database = console.database
        self.desk = Desk(console.tickets, console.profile)

    def visible(self, session: Session, present: SignedIn, number: str) -> Ticket | None:
        """The ticket, if it is there and this account may see it: both are answered alike."""
        return find_reached(session, present.staff, number)

    def offered(self, present: SignedIn, ticket: Ticket) -> list[ActForm]:
        """What this account may do with the ticket today."""
        return offered(self.console.tickets, self.console.profile, present.staff, ticket)
