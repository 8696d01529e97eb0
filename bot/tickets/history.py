"""What a ticket's events say about it, beyond its status. Pure readings; nothing is changed."""

import datetime as dt
from collections.abc import Iterator, Sequence

from bot.tickets.lifecycle import Act
from bot.tickets.models import TicketEvent


def last(events: Sequence[TicketEvent], *acts: Act) -> TicketEvent | None:
    """The latest event that is one of these acts."""
    return next((event for event in reversed(events) if event.act in acts), None)


def pending(events: Sequence[TicketEvent], opens: Act, *closes: Act) -> TicketEvent | None:
    """The event of `opens` that none of `closes` has come after."""
    found = last(events, opens, *closes)
    return found if found is not None and found.act == opens else None


def asked_extension(events: Sequence[TicketEvent]) -> TicketEvent | None:
    """The request for an extension that waits for its decision."""
    return pending(events, Act.ASK_EXTENSION, Act.EXTEND, Act.DECLINE_EXTENSION)


def correction_until(events: Sequence[TicketEvent]) -> dt.date | None:
    """The last day to correct, while a correction is awaited."""
    return _date(pending(events, Act.ASK_CORRECTION, Act.CORRECT), "answer_by")


def fee_until(events: Sequence[TicketEvent]) -> dt.date | None:
    """The last day to pay, while a fee is awaited."""
    return _date(pending(events, Act.ASK_FEE, Act.PAY_FEE), "pay_by")


def urged_until(events: Sequence[TicketEvent]) -> dt.date | None:
    """The last day to answer an urging that is not answered yet (the earliest, of several)."""
    return min((day for event in open_urgings(events) if (day := _date(event, "answer_by"))), default=None)


def open_urgings(events: Sequence[TicketEvent]) -> Iterator[TicketEvent]:
    """Urgings that nothing was answered to; one answer answers all that came before it."""
    answered = max((place for place, event in enumerate(events) if event.act == Act.ANSWER_URGE), default=-1)
    return (event for event in events[answered + 1 :] if event.act == Act.URGE)


def opinions_open(events: Sequence[TicketEvent]) -> list[tuple[str, str]]:
    """Whose opinions were asked for and have not come: `third_party` or `agency`, and the name as it was written."""
    asked: list[tuple[str, str]] = []
    for event in events:
        letter = (str(event.data.get("whom", "")), str(event.data.get("party", "")))
        if event.act == Act.CONSULT:
            asked.append(letter)
        elif event.act == Act.OPINION and letter in asked:
            asked.remove(letter)
    return asked


def dispute_decided(events: Sequence[TicketEvent]) -> bool:
    """Whether the ticket was returned before and somebody decided whose it is."""
    returned = [place for place, event in enumerate(events) if event.act == Act.RETURN]
    return bool(returned) and any(event.act == Act.REASSIGN for event in events[returned[0] :])


def unsatisfied(events: Sequence[TicketEvent]) -> bool:
    """Whether the citizen, called back about the latest answer, was not content or said it is not solved."""
    called = pending(events, Act.CALL_BACK, Act.REDO, Act.ANSWER)
    return called is not None and (called.data.get("satisfied") is False or called.data.get("solved") is False)


def corrected(events: Sequence[TicketEvent]) -> bool:
    """Whether a correction was asked for and came."""
    return last(events, Act.CORRECT) is not None


def answer_of(events: Sequence[TicketEvent]) -> TicketEvent | None:
    """The answer in force: the latest one that no redo came after."""
    return pending(events, Act.ANSWER, Act.REDO)


def _date(event: TicketEvent | None, name: str) -> dt.date | None:
    value = event.data.get(name) if event is not None else None
    return dt.date.fromisoformat(value) if value else None
