"""Joining an open ticket instead of having the same matter handled twice: one's own ticket is filed and merged in one transaction.

Whoever joins has number and query code of his own and gets the main ticket's answer; its agency has one ticket to work on.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.tickets.lifecycle import OPEN, STATUS_WORDS, Act, LifecycleError, Status
from bot.tickets.likeness.features import Features, core_mark, features_of, names_of, own_things, shared_things, thing_mark
from bot.tickets.likeness.models import SimilarDocument
from bot.tickets.likeness.words import words
from bot.tickets.models import Ticket
from bot.tickets.service import CITIZEN, Filed, Filing, TicketError, Tickets, find
from bot.tickets.similar import LIKELY, like

_ASKED = 10


@dataclass(frozen=True)
class Main:
    """An open ticket as other citizens may know it: nothing that its citizen wrote, and nobody's data.

    `about` is put together from the words of whoever is told of it; `reported` counts everybody who reported it, the first included.
    """

    number: str
    agency: str
    received_on: dt.date
    due_on: dt.date | None
    provisional: bool
    reported: int
    about: str = ""


@dataclass(frozen=True)
class Joined:
    """A ticket that was filed and merged at once: its receipt, and the ticket it hangs on, which is the one that is answered."""

    filed: Filed
    main: Main


def to_join(session: Session, kind: str, text: str, *, conversation_id: str | None = None, limit: int = 1) -> list[Main]:
    """What a citizen who says `text` may join, best first: others' open tickets of this kind, probably of the same matter.

    What was filed in his own conversation is his own.

    Only matters that concern many by their nature are told to others; that somebody complained of his employer, his neighbour or a
    clerk is nobody else's to know (`shared` and `own` in `likeness/words.yml`).
    """
    asked = features_of(text)
    if not asked.things & shared_things():
        return []
    found = [ticket_id for ticket_id, likeness in like(session, asked, kind=kind, limit=_ASKED).items() if likeness >= LIKELY]
    public = [ticket_id for ticket_id in found if _is_public(asked, _marks(session, ticket_id))]
    query = select(Ticket).where(Ticket.id.in_(public), Ticket.status.in_(sorted(OPEN)))
    tickets = {one.id: one for one in session.scalars(query) if conversation_id is None or one.conversation_id != conversation_id} if public else {}
    chosen = [tickets[ticket_id] for ticket_id in public if ticket_id in tickets][:limit]
    reported = joined_counts(session, [ticket.id for ticket in chosen])
    return [_main(ticket, reported, about(text, _marks(session, ticket.id))) for ticket in chosen]


def _marks(session: Session, ticket_id: int) -> Features:
    kept = session.scalar(select(SimilarDocument.marks).where(SimilarDocument.ticket_id == ticket_id))
    return Features.unpack(kept) if kept else features_of("")


def _is_public(asked: Features, other: Features) -> bool:
    return bool(asked.things & other.things & shared_things()) and not other.things & own_things()


def about(text: str, other: Features) -> str:
    """What a text and another ticket have in common, in the text's own words: «银塘路：路灯»."""
    things = sorted(thing for thing in words().things_in(text) if thing_mark(thing) in other.things & shared_things())
    known = other.cores | other.runs
    places = [f"{place.name}{place.kind}" for place in names_of(text) if place.kind and core_mark(place) in known]
    return "：".join(part for part in ("".join(places[:1]), "、".join(things)) if part)


def joined_counts(session: Session, ticket_ids: Iterable[int]) -> dict[int, int]:
    """How many tickets hang on each of these; those with none are left out."""
    query = select(Ticket.main_id, func.count()).where(Ticket.main_id.in_(list(ticket_ids))).group_by(Ticket.main_id)
    return {main_id: count for main_id, count in session.execute(query) if main_id is not None}


def _main(ticket: Ticket, reported: Mapping[int, int], words_of_it: str = "") -> Main:
    return Main(
        ticket.number, ticket.agency, ticket.received_on, ticket.due_on, ticket.provisional, reported.get(ticket.id, 0) + 1, words_of_it
    )


def join(session: Session, tickets: Tickets, filing: Filing, main_number: str, *, actor: str = CITIZEN) -> Joined:
    """File this matter and merge it into an open ticket, all in the caller's transaction.

    TicketError or LifecycleError when there is nothing to join (another kind, over meanwhile): nothing is written then. Many may
    join one ticket at once: they wait for each other.
    """
    main = _held(session, filing, main_number)
    filed = tickets.file(session, replace(filing, agency=main.agency, co_agencies=(), confirmed=False))
    ticket = session.get_one(Ticket, filed.ticket_id)
    tickets.act(session, ticket, Act.MERGE, actor, "与先前反映的同一事项一起办理", {"main": main.number, "joined": True})
    return Joined(replace(filed, agency=main.agency), _main(main, joined_counts(session, [main.id])))


def _held(session: Session, filing: Filing, number: str) -> Ticket:
    found = find(session, number)
    if found is None or found.kind != filing.kind:
        raise TicketError(f"没有找到编号为 {number} 的同类工单，不能一起办理，请单独登记。")
    held = select(Ticket).where(Ticket.id == found.id).with_for_update(of=Ticket).execution_options(populate_existing=True)
    main = session.scalars(held).one()
    if Status(main.status) not in OPEN:
        raise LifecycleError(f"工单 {main.number} 现在是“{STATUS_WORDS[Status(main.status)].title}”，不能再一起办理，请单独登记。")
    return main
