"""Tickets that live through something: made-up lives by chance, the same for the same seed."""

import datetime as dt
import random

from sqlalchemy.orm import Session

from bot.clock.service import TimelineError
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import Act, LifecycleError
from bot.tickets.models import Ticket
from bot.tickets.outcomes import outcomes_for
from bot.tickets.service import TicketError
from tests.support.tickets import AGENCY, OTHER_AGENCY, TICKETS, filing, on

AGENCIES = (AGENCY, OTHER_AGENCY, "县民政局")
CLASSES = ("citizen", "citizen", "business", "legal", "welfare")
# Rare ends are rare: else no ticket would get as far as a call-back.
_WEIGHT = {
    Act.SIGN: 12, Act.ANSWER: 8, Act.CALL_BACK: 8, Act.REDO: 5, Act.RETURN: 2, Act.REASSIGN: 5, Act.ARCHIVE: 2, Act.GIVE_UP: 4, Act.PAY_FEE: 4,
    Act.WITHDRAW: 1, Act.REFUSE: 1, Act.TRANSFER: 1,
}
_REFUSALS = (LifecycleError, TicketError, TimelineError)


def begun(session: Session, chance: random.Random, day: dt.date, kind: Kind | None = None) -> Ticket:
    """A new ticket of somebody, to some agency."""
    draft = filing(kind or chance.choice(list(Kind)), chance.choice(AGENCIES))
    draft = type(draft)(**{**draft.__dict__, "applicant_class": chance.choice(CLASSES)})
    with on(day):
        made = TICKETS.file(session, draft)
    return session.get_one(Ticket, made.ticket_id)


def step(session: Session, chance: random.Random, ticket: Ticket, day: dt.date) -> Act | None:
    """One thing that may happen to a ticket on a day; None where it was refused after all."""
    with on(day):
        open_acts = [act for act in TICKETS.possible(ticket) if act is not Act.MERGE]
        if not open_acts:
            return None
        act = chance.choices(open_acts, [_WEIGHT.get(act, 1) for act in open_acts])[0]
        try:
            TICKETS.act(session, ticket, act, f"staff:{chance.choice('ab')}", "理由写得清清楚楚", _data(chance, ticket, act))
        except _REFUSALS:
            return None
    return act


def _data(chance: random.Random, ticket: Ticket, act: Act) -> dict[str, object]:
    others = [name for name in AGENCIES if name != ticket.agency]
    return {
        "workdays": chance.randint(1, 20), "whom": "third_party", "party": "某公司", "to": chance.choice(AGENCIES), "agencies": others[:1],
        "agency": others[0], "amount": chance.randint(10, 300), "channel": "petition", "satisfied": chance.choice([True, False, None]),
        "solved": chance.choice([True, False, None]), "outcome": chance.choice(outcomes_for(Kind(ticket.kind))).code,
    } | ({"form": "daily"} if act is Act.URGE else {})


def lived(session: Session, seed: int, count: int, first: dt.date, days: int) -> list[Ticket]:
    """So many tickets that begin on days by chance and live on to the last of them, in the order things happened."""
    chance = random.Random(seed)
    tickets: list[Ticket] = []
    begins = sorted(chance.randrange(days) for _ in range(count))
    for number in range(days):
        day = first + dt.timedelta(days=number)
        for ticket in tickets:
            if chance.random() < 0.12:
                step(session, chance, ticket, day)
        while begins and begins[0] == number:
            tickets.append(begun(session, chance, day))
            begins.pop(0)
    return tickets
