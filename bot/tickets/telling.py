"""Who is told of an act, and in which words: the citizen over the channel of the conversation, staff on their consoles."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock.service import Deadline
from bot.clock.wording import day_zh
from bot.delivery.models import NoticeState
from bot.delivery.notices import text_of
from bot.delivery.service import enqueue
from bot.delivery.staff import OVERSIGHT, Recipient, StaffDesk, agency, person
from bot.people.masking import mask_text
from bot.tickets import history
from bot.tickets.answer_files import words_for_others
from bot.tickets.conditions import URGE_FORMS
from bot.tickets.kinds import WORDS, Kind
from bot.tickets.lifecycle import Act
from bot.tickets.models import Ticket, TicketEvent
from bot.tickets.reach import Answered, Reach, key_in_reply, keys

# Which template tells the citizen of an act. What is not here is not told, and moves no date.
CITIZEN_TOLD = {
    Act.CONFIRM: "confirmed",
    Act.SIGN: "signed",
    Act.ANSWER: "answered",
    Act.ASK_CORRECTION: "correction_asked",
    Act.CORRECT: "corrected",
    Act.EXTEND: "extended",
    Act.CONSULT: "consulted",
    Act.OPINION: "opinion_received",
    Act.ASK_FEE: "fee_asked",
    Act.REASSIGN: "reassigned",
    Act.REFUSE: "refused",
    Act.TRANSFER: "transferred",
    Act.MERGE: "merged",
    Act.ATTACH: "attached",
    Act.RESUME: "resumed",
    Act.WITHDRAW: "withdrawn",
    Act.GIVE_UP: "given_up",
    Act.REDO: "redone",
    Act.RECALCULATE: "recalculated",
}

# What becomes of a main ticket becomes of those that were merged into it.
_TOLD_TO_ALL = {
    Act.ANSWER: "main_answered",
    Act.EXTEND: "extended",
    Act.REASSIGN: "reassigned",
    Act.REFUSE: "refused",
    Act.TRANSFER: "transferred",
}


def _agency(ticket: Ticket) -> list[Recipient]:
    return [agency(ticket.agency)]


def _oversight(_ticket: Ticket) -> list[Recipient]:
    return [OVERSIGHT]


def _deciders(ticket: Ticket) -> list[Recipient]:
    return [agency(ticket.agency), OVERSIGHT]


def _co(ticket: Ticket) -> list[Recipient]:
    return [agency(name) for name in ticket.co_agencies]


def _assigned(ticket: Ticket) -> list[Recipient]:
    """Whom it was given to; whoever took it knows."""
    taken = ticket.events[-1].actor == f"staff:{ticket.assigned_to}"
    return [] if ticket.assigned_to is None or taken else [person(ticket.assigned_to)]


STAFF_TOLD: Mapping[Act, tuple[str, Callable[[Ticket], list[Recipient]]]] = {
    Act.DISPATCH: ("staff_dispatched", _agency),
    Act.REASSIGN: ("staff_dispatched", _agency),
    Act.ASSIGN: ("staff_assigned", _assigned),
    Act.RETURN: ("staff_returned", _oversight),
    Act.SET_CO: ("staff_co", _co),
    Act.CO_REPORT: ("staff_co_reported", _agency),
    Act.CORRECT: ("staff_corrected", _agency),
    Act.ASK_EXTENSION: ("staff_extension_asked", _deciders),
    Act.DECLINE_EXTENSION: ("staff_extension_declined", _agency),
    Act.WITHDRAW: ("staff_withdrawn", _agency),
    Act.ATTACH: ("staff_attached", _agency),
    Act.RESUME: ("staff_resumed", _agency),
    Act.REDO: ("staff_redone", _agency),
    Act.URGE: ("staff_urged", _agency),
    Act.ANSWER_URGE: ("staff_urge_answered", _oversight),
    Act.ADD: ("staff_added", _agency),
    Act.ASK_AFTER: ("staff_asked_after", _agency),
    Act.RECALCULATE: ("staff_recalculated", _agency),
}


@dataclass(frozen=True)
class Teller:
    """Writes the notices of an act in the transaction of the act."""

    staff: StaffDesk
    reach: Reach

    def tell(self, session: Session, ticket: Ticket, event: TicketEvent, found: Deadline, answered: Answered | None = None) -> None:
        """Everybody who has to know of this event; `answered`: where the reply to the citizen's own words tells it."""
        act, words = Act(event.act), words_of(ticket, event, found)
        if act in CITIZEN_TOLD and _is_news_to_citizen(ticket, event):
            self._tell_citizen(session, ticket, event, CITIZEN_TOLD[act], words, answered)
        if act in STAFF_TOLD and (act is not Act.ATTACH or _is_round(_attached(ticket))):
            template, whom = STAFF_TOLD[act]
            self._tell_staff(session, ticket, event, template, whom(ticket), words)
        if act in _TOLD_TO_ALL:
            self._tell_merged(session, ticket, event, words)

    def _tell_staff(
        self, session: Session, ticket: Ticket, event: TicketEvent, template: str, whom: Iterable[Recipient], words: Mapping[str, str]
    ) -> None:
        hidden = {**words, "text": mask_text(words["text"])}
        for recipient in whom:
            self.staff.tell(session, f"ticket/{ticket.number}/{event.id}", recipient, template, hidden, ticket.id)

    def _tell_citizen(
        self, session: Session, ticket: Ticket, event: TicketEvent, template: str, words: Mapping[str, str], answered: Answered | None = None
    ) -> None:
        part = "" if template == CITIZEN_TOLD.get(Act(event.act)) else f"/{template}"
        occasion = f"ticket/{ticket.number}/{event.id}/citizen{part}"
        ways = self.reach.ways(session, ticket, template)
        for key, to in zip(keys(occasion, ways), ways, strict=True):
            if answered is not None and to.conversation_id == answered.conversation_id:
                enqueue(session, key_in_reply(occasion, answered), to, template, words, ticket.id, NoticeState.IN_REPLY)
            else:
                enqueue(session, key, to, template, words, ticket.id)

    def _tell_merged(self, session: Session, main: Ticket, event: TicketEvent, words: Mapping[str, str]) -> None:
        """Whoever was merged into this ticket hears of it too, with the other citizen's numbers hidden in it."""
        for ticket in session.scalars(select(Ticket).where(Ticket.main_id == main.id)):
            theirs = {**words, **_who(ticket), "text": words_for_others(event)}
            self._tell_citizen(session, ticket, event, _TOLD_TO_ALL[Act(event.act)], theirs)

    def late_answer(self, session: Session, ticket: Ticket, main: Ticket, event: TicketEvent) -> None:
        """The ticket is merged into one that is answered already: its citizen gets that answer at once."""
        answer = history.answer_of(main.events)
        if answer is not None:
            words = {**_who(ticket), "agency": main.agency, "text": words_for_others(answer)}
            self._tell_citizen(session, ticket, event, "main_answered", words)


def _attached(ticket: Ticket) -> int:
    return sum(event.act == Act.ATTACH for event in ticket.events)


def _is_round(count: int) -> bool:
    """When a hundred people join one ticket its agency hears of it some times, not a hundred."""
    return count in (1, 5, 10, 20, 50) or count % 100 == 0


def _is_news_to_citizen(ticket: Ticket, event: TicketEvent) -> bool:
    """Who joins is told by the receipt; whose ticket is joined, the first time."""
    if event.act == Act.ATTACH:
        return _attached(ticket) == 1
    return not (event.act == Act.MERGE and event.data.get("joined"))


def told_words(ticket: Ticket, event: TicketEvent, found: Deadline) -> str:
    """The notice that the citizen gets of this event, as he reads it; empty where it is no news to him."""
    template = CITIZEN_TOLD.get(Act(event.act))
    return text_of(template, words_of(ticket, event, found)) if template and _is_news_to_citizen(ticket, event) else ""


def words_of(ticket: Ticket, event: TicketEvent, found: Deadline) -> dict[str, str]:
    """The values that templates may use."""
    until = event.data.get("answer_by") or event.data.get("pay_by")
    return {
        **_who(ticket),
        "agency": ticket.agency,
        "text": event.text,
        "due": due_words(found),
        "until": day_zh(dt.date.fromisoformat(until)) if until else "",
        "amount": str(event.data.get("amount", "")),
        "workdays": str(event.data.get("workdays", "")),
        "count": str(_attached(ticket)),
        "form": URGE_FORMS.get(str(event.data.get("form")), ""),
    }


def _who(ticket: Ticket) -> dict[str, str]:
    return {"kind": WORDS[Kind(ticket.kind)].title, "number": ticket.number}


def due_words(found: Deadline) -> str:
    """The due date of a deadline as one sentence; empty while no date runs."""
    return due_sentence(found.due_on, found.provisional)


def due_sentence(due_on: dt.date | None, provisional: bool) -> str:
    """«最迟 2026年12月21日 前答复。», marked where the next year's holidays are not announced yet."""
    if due_on is None:
        return ""
    mark = "（暂定：次年放假安排尚未公布）" if provisional else ""
    return f"最迟 {due_on.year}年{due_on.month}月{due_on.day}日 前答复{mark}。"
