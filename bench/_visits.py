"""Which pages are looked at, by whom, and under which addresses: every page of the staff and every public one that shows what is stored."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench._office import Office
from bot.clock.service import today
from bot.oversight.models import HotTopic
from bot.people.models import AuditEntry
from bot.tickets.models import Ticket
from mingbai.demo.sender import QUERY_CODE

_MANY = 12  # so many tickets are opened in turn


@dataclass(frozen=True)
class Visit:
    """A page by a name that tells what is asked for; several addresses are asked for in turn. `role` empty: a citizen."""

    name: str
    role: str
    addresses: Sequence[str]


def visits(session: Session, office: Office, entry: str, source: str) -> Iterator[Visit]:
    """Everything that is looked at in this store; `entry` and `source` are an answer and a law that the desk knows."""
    yield from _agency(session, office)
    yield from _oversight(session, office)
    yield from _operator(office)
    yield from _editor(entry, source)
    yield from _administrator(session, office)
    yield from _public(session)


def _named(role: str, **addresses: str) -> Iterator[Visit]:
    return (Visit(f"{role or 'public'}.{name}", role, [address]) for name, address in addresses.items())


def _agency(session: Session, office: Office) -> Iterator[Visit]:
    open_ones = _numbers(session, Ticket.agency == office.agency, Ticket.status == "signed")
    past = _numbers(session, Ticket.agency == office.agency, Ticket.status == "archived")
    number, day = past[0], today()
    yield from _named(
        "clerk", inbox="/agency", mine="/agency?who=me", nobodys="/agency?who=none", overdue="/agency?due=overdue", soon="/agency?due=soon",
        urged="/agency?due=urged", helping="/agency?part=co", archived="/agency?status=archived", kind="/agency?kind=suggestion", long="/agency?n=100",
        far_page=f"/agency?status=archived&after={day - dt.timedelta(days=180)}_1", kind_archived="/agency?kind=application&status=archived",
        number=f"/agency?q={number}", number_start=f"/agency?q={number[:7]}", phone="/agency?q=0011", common_word="/agency?q=路灯",
        two_words=f"/agency?q={quote('停水 老人')}", word_archived="/agency?q=垃圾&status=archived", word_withdrawn="/agency?q=路灯&status=withdrawn",
        no_such_word="/agency?q=龘靐",
        word_far_page="/agency?q=路灯&after=_1000", second_factor="/staff/second-factor", account="/staff/account",
    )  # fmt: skip
    yield Visit("clerk.ticket", "clerk", [f"/agency/tickets/{one}" for one in open_ones])
    yield Visit("clerk.ticket_past", "clerk", [f"/agency/tickets/{one}" for one in past])
    yield Visit("clerk.answer", "clerk", [f"/agency/tickets/{one}/answer" for one in open_ones])
    yield from _named(
        "head", extensions="/agency?due=extension", assessment=f"/oversight/assessment?period={day.year}", annual=f"/oversight/annual?year={day.year}",
        behind=f"/oversight/tickets?set=judged&period={day.year}", self_check="/oversight/self-check", open="/oversight/open?set=open",
        cases="/oversight/cases",
    )  # fmt: skip


def _oversight(session: Session, office: Office) -> Iterator[Visit]:
    day = today()
    year, free = f"period={day.year}", f"from={day - dt.timedelta(days=200)}&to={day}"
    yield from _named(
        "oversight", today="/oversight", urgent="/oversight/urgent", waiting="/oversight/waiting", deliveries="/oversight/deliveries",
        assessment=f"/oversight/assessment?{year}", assessment_free_days=f"/oversight/assessment?{free}",
        assessment_all=f"/oversight/assessment?from={day - dt.timedelta(days=1460)}&to={day}", assessment_kind=f"/oversight/assessment?{year}&kind=complaint",
        assessment_file=f"/oversight/assessment.xlsx?{year}", annual=f"/oversight/annual?year={day.year}", annual_before=f"/oversight/annual?year={day.year - 1}",
        annual_file=f"/oversight/annual.xlsx?year={day.year}", cases="/oversight/cases", self_check="/oversight/self-check",
        self_check_file="/oversight/self-check.xlsx", inbox="/agency", inbox_archived="/agency?status=archived", search="/agency?q=路灯",
        search_two=f"/agency?q={quote('停水 老人')}", phone="/agency?q=0011", urged="/agency?due=urged",
        search_disputed="/agency?q=路灯&status=disputed", search_withdrawn="/agency?q=路灯&status=withdrawn",
    )  # fmt: skip
    sets = ("received", "judged", "late", "overdue", "slow", "returned", "unsatisfied", "closed")
    yield from _named("oversight", **{f"behind_{one}": f"/oversight/tickets?set={one}&{year}" for one in sets})
    yield from _named(
        "oversight", behind_far_page=f"/oversight/tickets?set=judged&{year}&after={day - dt.timedelta(days=200)}_5",
        behind_agency=f"/oversight/tickets?set=late&{year}&agency={quote(office.agency)}", behind_outcome=f"/oversight/tickets?set=closed&{year}&outcome=3.1",
    )  # fmt: skip
    yield from _named("oversight", **{one: f"/oversight/open?set={one}" for one in ("open", "past_due", "soon", "later", "paused")})
    yield from _named("oversight", open_agency=f"/oversight/open?set=open&agency={quote(office.agency)}", ticket=f"/agency/tickets/{_numbers(session)[0]}")
    if (topic := session.scalars(select(HotTopic.id).where(HotTopic.hot_since.is_not(None)).order_by(HotTopic.tickets.desc())).first()) is not None:
        yield from _named("oversight", topic=f"/oversight/topics/{topic}")


def _operator(office: Office) -> Iterator[Visit]:
    yield from _named(
        "operator", desk="/hotline", call=f"/hotline/calls/{office.call}", call_backs="/hotline/callbacks", chats="/staff/chats",
        chat=f"/staff/chats/{office.chat}", canned="/staff/chats/canned", inbox="/agency", search="/agency?q=路灯",
    )  # fmt: skip


def _editor(entry: str, source: str) -> Iterator[Visit]:
    yield from _named(
        "editor", overview="/knowledge", entries="/knowledge/entries", found="/knowledge/entries?q=补正", entry=f"/knowledge/entries/{entry}",
        edit=f"/knowledge/entries/{entry}/edit", new="/knowledge/entries/new", unanswered="/knowledge/unanswered", flags="/knowledge/flags",
        sources="/knowledge/sources", source=f"/knowledge/sources/{quote(source)}", imports="/knowledge/imports",
    )  # fmt: skip


def _administrator(session: Session, office: Office) -> Iterator[Visit]:
    day = today()
    old, number = day - dt.timedelta(days=200), session.scalars(select(AuditEntry.ticket_number).where(AuditEntry.ticket_number.is_not(None)).limit(1)).one()
    yield from _named(
        "admin", people="/staff/people", people_found=f"/staff/people?q={quote(office.agency[:3])}", person=f"/staff/people/{office.login}",
        new_account="/staff/new-account", audit="/staff/audit", audit_who=f"/staff/audit?who={office.login}", audit_what="/staff/audit?what=sign_in_failed",
        audit_ticket=f"/staff/audit?ticket={number}", audit_day=f"/staff/audit?first={old}&last={old}",
        audit_who_day=f"/staff/audit?who={office.login}&first={old}&last={old}", audit_what_days=f"/staff/audit?what=locked&first={old}&last={day}",
        audit_nobody="/staff/audit?who=nobody-at-all", audit_far_page="/staff/audit?below=1000",
    )  # fmt: skip


def _public(session: Session) -> Iterator[Visit]:
    yield from _named("", chat="/", ticket_page="/ticket", statistics="/statistics", statistics_file="/statistics.csv")
    yield Visit("public.look_up", "", [f"/api/tickets/{one}?code={QUERY_CODE}" for one in _numbers(session)])


def _numbers(session: Session, *where: object) -> list[str]:
    """Numbers of tickets from all over the store's ids."""
    last = session.scalars(select(Ticket.id).order_by(Ticket.id.desc()).limit(1)).one()
    found = []
    for place in range(_MANY, 0, -1):
        one = select(Ticket.number).where(Ticket.id <= last * place // _MANY, *where).order_by(Ticket.id.desc()).limit(1)  # type: ignore[arg-type]
        found += session.scalars(one).all()
    return list(dict.fromkeys(found))
