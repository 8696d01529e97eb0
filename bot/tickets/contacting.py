"""How whoever filed is reached, changed after the filing."""

from sqlalchemy.orm import Session

from bot.tickets.lifecycle import Act
from bot.tickets.models import Ticket
from bot.tickets.phones import key_of_applicant, tail_key_of_applicant
from bot.tickets.service import Tickets

CHANGEABLE = {"contact_phone": "联系电话", "contact_address": "联系地址", "email": "电子邮箱", "postal_code": "邮政编码"}


def change_contact(session: Session, tickets: Tickets, ticket: Ticket, name: str, value: str, actor: str) -> None:
    """Change one of `CHANGEABLE`; the history and the agency learn that it changed, not into what. Errors as of `Tickets.act`."""
    tickets.act(session, ticket, Act.ADD, actor, f"更改了{CHANGEABLE[name]}，新的见申请人信息")
    ticket.applicant = {**ticket.applicant, name: value}
    ticket.phone_key, ticket.phone_tail_key = key_of_applicant(ticket.applicant), tail_key_of_applicant(ticket.applicant)
    session.flush()
