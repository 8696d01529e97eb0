"""What is written down when something happens to a ticket: the new row, the event, and what an act changes of the ticket."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from bot.tickets import history
from bot.tickets.applicants import class_of
from bot.tickets.channels import channel_of
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import Act, Status
from bot.tickets.models import Ticket, TicketEvent
from bot.tickets.phones import key_of_applicant, tail_key_of_applicant

NEEDS_TEXT = frozenset(
    {
        Act.ANSWER, Act.ASK_CORRECTION, Act.ASK_EXTENSION, Act.EXTEND, Act.DECLINE_EXTENSION, Act.ASK_FEE, Act.REFUSE, Act.TRANSFER,
        Act.RETURN, Act.CO_REPORT, Act.URGE, Act.ANSWER_URGE, Act.ADD, Act.RECALCULATE,
    }
)
# Why, where whoever did it need not say more.
_WHY = {
    Act.WITHDRAW: "申请人要求撤回",
    Act.REDO: "申请人对办理结果不满意",
    Act.MERGE: "同一事项已有先前的工单",
    Act.REASSIGN: "按职责确定承办单位",
}
# Withdrawn applications stand in the report's row «其他处理 — 其他».
_WITHDRAWN_OUTCOME = "3.6.3"


@dataclass(frozen=True)
class Filing:
    """A confirmed draft: everything that a new ticket is made of.

    `confirmed` is False where the desk has a letter or a fax and has not confirmed it with its sender yet: the ticket then
    waits as «received» and its period counts from the receipt until the confirmation names the day (art. 31).
    """

    kind: Kind
    applicant: Mapping[str, str]
    applicant_class: str
    matter: Mapping[str, str]
    title: str
    agency: str
    channel: str
    co_agencies: Sequence[str] = ()
    conversation_id: str | None = None
    message_id: int | None = None
    confirmed: bool = True


def new_ticket(filing: Filing, day: dt.date) -> Ticket:
    """The row of a new ticket, without number and events."""
    return Ticket(
        kind=filing.kind,
        status=Status.RECEIVED,
        agency=filing.agency,
        co_agencies=list(filing.co_agencies),
        title=filing.title[:200],
        matter=dict(filing.matter),
        applicant=dict(filing.applicant),
        applicant_class=class_of(filing.applicant_class, filing.applicant),
        channel=filing.channel,
        conversation_id=filing.conversation_id,
        filed_by_message=filing.message_id,
        phone_key=key_of_applicant(filing.applicant),
        phone_tail_key=tail_key_of_applicant(filing.applicant),
        received_on=day,
        events=[],
    )


def event(act: Act, day: dt.date, actor: str, text: str, data: Mapping[str, Any] | None = None) -> TicketEvent:
    """One event, not on any ticket yet."""
    return TicketEvent(act=act, on=day, actor=actor, text=text, data=dict(data or {}))


def record(ticket: Ticket, act: Act, day: dt.date, actor: str, text: str, data: Mapping[str, Any] | None = None) -> TicketEvent:
    """One event, put to the ticket's others."""
    made = event(act, day, actor, text, data)
    ticket.events.append(made)
    return made


def whole_text(act: Act, text: str, data: Mapping[str, Any]) -> str:
    """The why of an act, completed: the right channel is told, and what goes without saying is said."""
    channel = channel_of(data.get("channel"))
    if channel is not None and channel.told and channel.told not in text:
        return f"{text}\n\n{channel.told}"
    return text or _WHY.get(act, "")


def pass_on(session: Session, ticket: Ticket, to: str | None) -> None:
    """The ticket is this clerk's work now. Past its version: a form that somebody is filling in must not become stale by it."""
    session.execute(update(Ticket.__table__).where(Ticket.__table__.c.id == ticket.id).values(assigned_to=to))  # type: ignore[arg-type]
    set_committed_value(ticket, "assigned_to", to)


def apply(ticket: Ticket, event: TicketEvent, main: Ticket | None) -> None:
    """What an act changes of the ticket beside its status and dates."""
    match Act(event.act):
        case Act.CONFIRM:
            ticket.received_on = event.on
        case Act.ANSWER:
            ticket.outcome, ticket.answered_on = event.data["outcome"], event.on
        case Act.REDO:
            ticket.outcome = ticket.answered_on = ticket.satisfied = ticket.solved = None
        case Act.CALL_BACK:
            ticket.satisfied, ticket.solved = event.data["satisfied"], event.data["solved"]
        case Act.GIVE_UP:
            ticket.outcome = event.data["outcome"]
        case Act.WITHDRAW if ticket.kind == Kind.APPLICATION:
            ticket.outcome = _WITHDRAWN_OUTCOME
        case Act.SIGN if event.data.get("to"):  # who signs for a ticket that is nobody's yet goes on with it
            ticket.assigned_to = ticket.assigned_to or event.data["to"]
        case Act.REASSIGN:
            ticket.agency, ticket.assigned_to = event.data["to"], None
            ticket.co_agencies = [name for name in ticket.co_agencies if name != ticket.agency]
        case Act.SET_CO:
            ticket.co_agencies = list(event.data["agencies"])
        case Act.MERGE if main is not None:
            ticket.main_id = main.id
        case Act.RESUME:
            ticket.main_id = None
    ticket.urged_until = history.urged_until(ticket.events)
