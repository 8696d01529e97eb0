"""What the desk knows of a caller already: earlier tickets by number, and the one that is asked about."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.calls import callbacks
from bot.calls.models import Call, CallTicket
from bot.calls.transcript import CALLER, Turn
from bot.conversations import lookup
from bot.people.masking import mask_text
from bot.tickets.kinds import WORDS, Kind
from bot.tickets.models import Ticket
from bot.tickets.numbers import CODE_DIGITS, code_fits
from bot.tickets.service import Tickets, TicketView, due_sentence, find

MOST = 10


@dataclass(frozen=True)
class Earlier:
    """One earlier ticket as an operator may see it: where it stands, nothing of who filed it. `untold`: news not told yet."""

    number: str
    kind: str
    title: str
    status: str
    agency: str
    due: str
    view: TicketView
    untold: tuple[str, ...] = ()

    @property
    def over(self) -> bool:
        """Whether it was answered."""
        return self.view.answer is not None


def of_caller(session: Session, tickets: Tickets, call: Call) -> list[Earlier]:
    """The caller's tickets over every channel, the latest first. What was filed without a name is not among them."""
    if call.caller_key is None:
        return []
    calls = select(CallTicket.ticket_id).join(Call, Call.id == CallTicket.call_id)
    by_call = calls.where(Call.caller_key == call.caller_key, Call.id != call.id, CallTicket.anonymous.is_(False)).order_by(CallTicket.ticket_id.desc())
    by_phone = select(Ticket.id).where(Ticket.phone_key == call.caller_key).order_by(Ticket.id.desc())
    # Two questions with an index each: as one question with «or» every ticket there is would be read.
    ids = {ident for query in (by_phone, by_call) for ident in session.scalars(query.limit(MOST))}
    found = session.scalars(select(Ticket).where(Ticket.id.in_(ids)).order_by(Ticket.id.desc()).limit(MOST)).all()
    here = set(session.scalars(select(CallTicket.ticket_id).where(CallTicket.call_id == call.id)))
    return _shown(session, tickets, [ticket for ticket in found if ticket.id not in here])


def own_among(session: Session, call: Call, numbers: Sequence[str]) -> set[str]:
    """Which of these tickets bear the caller's number."""
    if call.caller_key is None or not numbers:
        return set()
    return set(session.scalars(select(Ticket.number).where(Ticket.number.in_(numbers), Ticket.phone_key == call.caller_key)))


def asked_about(session: Session, tickets: Tickets, turns: Sequence[Turn]) -> Earlier | None:
    """The ticket whose number and query code the caller tells: both together open it, whoever filed it."""
    words = [turn.plain for turn in turns if turn.speaker == CALLER]
    number = next((found for text in reversed(words) if (found := lookup.number_in(text))), None)
    ticket = find(session, number) if number else None
    if ticket is None or not any(code_fits(ticket.code_fingerprint, ticket.number, code) for code in _codes(words)):
        return None
    return _shown(session, tickets, [ticket])[0]


def _codes(words: Sequence[str]) -> list[str]:
    return [code for text in words for code in lookup.codes_in(text) if len(code) == CODE_DIGITS]


def _shown(session: Session, tickets: Tickets, found: Sequence[Ticket]) -> list[Earlier]:
    news = callbacks.untold(session, [ticket.id for ticket in found])
    return [_one(tickets, ticket, news.get(ticket.id, [])) for ticket in found]


def _one(tickets: Tickets, ticket: Ticket, news: list[str]) -> Earlier:
    view = tickets.view(ticket)
    due = "" if view.answer is not None else due_sentence(view.due_on, view.provisional)
    return Earlier(
        ticket.number, WORDS[Kind(ticket.kind)].short, mask_text(ticket.title), view.status_words, ticket.agency, due, view,
        tuple(mask_text(text) for text in news),
    )  # fmt: skip
