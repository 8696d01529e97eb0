"""The yearly self-check: what was withheld or often applied for, with a proposal for each, and what was decided.

政府信息公开条例 art. 18 (what is withheld is looked at again), art. 44 (what many apply for may be published);
places whose own rules ask for one hold it every November. The worker makes the list, agency by agency; a page asks for it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from bot.oversight.asking import grouped, marks_of
from bot.oversight.folding import alone
from bot.oversight.models import SelfCheck, SelfCheckGroup
from bot.people.audit import CHECK_DECIDED, audit
from bot.people.masking import mask_text
from bot.store import Database, utc_now
from bot.tickets.kinds import Kind
from bot.tickets.models import Ticket, TicketFact

# So many applications for much the same are «often» (ours: no text gives a number).
OFTEN = 3
PAGE = 30
DESK = "desk"
_LOCK = 7305121
_NUMBERS, _LONGEST = 50, 1_000
_GIVEN, _PARTLY, _WITHHELD = "3.1", "3.2", "3.3."
_FACT = TicketFact


class Proposal(StrEnum):
    """What is proposed for a group."""

    PUBLISH = "publish"
    REVIEW = "review"
    GUIDE = "guide"


PROPOSALS = {
    Proposal.PUBLISH: ("转为主动公开", "多人申请、可以公开，可以纳入主动公开的范围（政府信息公开条例第四十四条）。"),
    Proposal.REVIEW: ("重新审查", "曾不予公开，应评估审查；因情势变化可以公开的，应当公开（政府信息公开条例第十八条）。"),
    Proposal.GUIDE: ("写明指引", "多人申请而没有提供：在公开指南里写明由哪个机关掌握、怎样获取，或者信息不存在的原因。"),
}


class Decision(StrEnum):
    """What was decided about a group."""

    PUBLISHED = "published"
    PARTLY = "partly"
    KEPT = "kept"


DECISIONS = {Decision.PUBLISHED: "主动公开", Decision.PARTLY: "部分公开", Decision.KEPT: "仍不公开"}


class SelfCheckError(ValueError):
    """What cannot be decided like this; one Chinese sentence."""


def ask(session: Session, day: dt.date, who: str) -> SelfCheck:
    """Ask for the self-check of the twelve whole months before a day's month; one that is still being made is not asked for twice."""
    waiting = session.scalar(select(SelfCheck).where(SelfCheck.made_at.is_(None)))
    if waiting is not None:
        return waiting
    made = SelfCheck(first=dt.date(day.year - 1, day.month, 1), last=day.replace(day=1) - dt.timedelta(days=1), asked_by=who)
    session.add(made)
    session.flush()
    return made


def wanted_in_november(session: Session, day: dt.date) -> bool:
    """Whether it is November and nobody asked for this November's yet."""
    last = day.replace(day=1) - dt.timedelta(days=1)
    return day.month == 11 and session.scalar(select(SelfCheck.id).where(SelfCheck.last == last).limit(1)) is None


def latest(session: Session) -> SelfCheck | None:
    """The newest self-check that was asked for."""
    return session.scalar(select(SelfCheck).order_by(SelfCheck.id.desc()).limit(1))


@dataclass(frozen=True)
class _Asked:
    """One application of the period."""

    ticket_id: int
    number: str
    text: str
    outcome: str


def make(database: Database) -> int:
    """Make the list that was asked for, if one was: agency by agency, each in one transaction; how many applications were read.

    An interruption begins it anew; of two workers at once only one makes it.
    """
    with database.read() as session:
        if session.scalar(select(SelfCheck.id).where(SelfCheck.made_at.is_(None))) is None or not alone(session, _LOCK):
            return 0
        return _make(database)  # while the session that holds the lock is open


def _make(database: Database) -> int:
    with database.write() as session:
        check = session.scalars(select(SelfCheck).where(SelfCheck.made_at.is_(None))).one()
        session.execute(delete(SelfCheckGroup).where(SelfCheckGroup.check_id == check.id))
        check.read, check.whole = 0, _whole(session, check)
        ident, period = check.id, (check.first, check.last)
        agencies = session.scalars(select(_FACT.agency).where(*_applications(*period)).distinct().order_by(_FACT.agency)).all()
    read = sum(_make_agency(database, ident, agency, period) for agency in agencies)
    with database.write() as session:
        session.get_one(SelfCheck, ident).made_at = utc_now()
    return read


def _make_agency(database: Database, ident: int, agency: str, period: tuple[dt.date, dt.date]) -> int:
    with database.read() as session:
        asked = _asked(session, agency, period)
    groups = [[asked[place] for place in group.members] for group in grouped([marks_of(one.text) for one in asked])]
    rows = [row for group in groups if (row := _row(ident, agency, group)) is not None]
    with database.write() as session:
        session.add_all(rows)
        session.get_one(SelfCheck, ident).read += len(asked)
    return len(asked)


def _applications(first: dt.date, last: dt.date) -> Sequence[ColumnElement[bool]]:
    return (_FACT.kind == Kind.APPLICATION, _FACT.received_on.between(first, last))


def _whole(session: Session, check: SelfCheck) -> int:
    return session.scalar(select(func.count()).select_from(_FACT).where(*_applications(check.first, check.last))) or 0


def _asked(session: Session, agency: str, period: tuple[dt.date, dt.date]) -> list[_Asked]:
    columns = (Ticket.id, Ticket.number, Ticket.title, Ticket.matter, _FACT.outcome)
    query = select(*columns).join(_FACT, _FACT.ticket_id == Ticket.id).where(*_applications(*period), _FACT.agency == agency).order_by(Ticket.id)
    return [
        _Asked(ident, number, str(wanted.get("info_description") or title), outcome or "")
        for ident, number, title, wanted, outcome in session.execute(query)
    ]


def _row(ident: int, agency: str, group: Sequence[_Asked]) -> SelfCheckGroup | None:
    """The group as it is kept; None where nothing was withheld and few asked."""
    outcomes = Counter(one.outcome for one in group if one.outcome)
    withheld = sum(n for code, n in outcomes.items() if code.startswith(_WITHHELD) or code == _PARTLY)
    if not withheld and len(group) < OFTEN:
        return None
    given = outcomes[_GIVEN] + outcomes[_PARTLY]
    proposal = Proposal.REVIEW if withheld else Proposal.PUBLISH if given else Proposal.GUIDE
    return SelfCheckGroup(
        check_id=ident, agency=agency, title=mask_text(" ".join(group[0].text.split()))[:200], asked=len(group), withheld=withheld, given=given,
        outcomes=dict(outcomes), numbers=[one.number for one in group[-_NUMBERS:]][::-1], proposal=proposal,
    )  # fmt: skip


@dataclass(frozen=True)
class Chosen:
    """Which groups a page shows: of one agency, with one proposal, decided or not."""

    agency: str | None = None
    proposal: str = ""
    decided: str = ""


def groups(session: Session, check: SelfCheck, chosen: Chosen, after: str = "", limit: int = PAGE) -> tuple[list[SelfCheckGroup], str]:
    """One page of groups, those asked for most first, and the key of the next page."""
    query = select(SelfCheckGroup).where(SelfCheckGroup.check_id == check.id, *_wanted(chosen))
    asked, _, ident = after.partition("_")
    if asked.isascii() and asked.isdigit() and ident.isascii() and ident.isdigit() and len(after) < 30:
        later = (SelfCheckGroup.asked < int(asked)) | ((SelfCheckGroup.asked == int(asked)) & (SelfCheckGroup.id > int(ident)))
        query = query.where(later)
    found = list(session.scalars(query.order_by(SelfCheckGroup.asked.desc(), SelfCheckGroup.id).limit(limit + 1)))
    more = f"{found[limit - 1].asked}_{found[limit - 1].id}" if len(found) > limit else ""
    return found[:limit], more


def _wanted(chosen: Chosen) -> Iterator[ColumnElement[bool]]:
    if chosen.agency is not None:
        yield SelfCheckGroup.agency == chosen.agency
    if chosen.proposal in set(Proposal):
        yield SelfCheckGroup.proposal == chosen.proposal
    if chosen.decided in ("yes", "no"):
        yield SelfCheckGroup.decision.is_not(None) if chosen.decided == "yes" else SelfCheckGroup.decision.is_(None)


def summary(session: Session, check: SelfCheck, agency: str | None) -> dict[str, int]:
    """How many groups have which proposal, and how many are decided."""
    mine = [SelfCheckGroup.check_id == check.id, *([SelfCheckGroup.agency == agency] if agency is not None else [])]
    rows = session.execute(select(SelfCheckGroup.proposal, func.count(), func.count(SelfCheckGroup.decision)).where(*mine).group_by(SelfCheckGroup.proposal))
    found = {proposal: (n, decided) for proposal, n, decided in rows}
    counts = {str(proposal): found.get(proposal, (0, 0))[0] for proposal in Proposal}
    return counts | {"all": sum(n for n, _ in found.values()), "decided": sum(decided for _, decided in found.values())}


def decide(session: Session, group_id: int, agency: str | None, decision: str, reason: str, who: str) -> None:
    """Write down what was decided about a group, and why; `agency`: the only one whose groups this account may decide about."""
    mine = [SelfCheckGroup.id == group_id, *([SelfCheckGroup.agency == agency] if agency is not None else [])]
    group = session.scalar(select(SelfCheckGroup).where(*mine).with_for_update())
    if group is None:
        raise SelfCheckError("没有找到这一项。")
    if decision not in set(Decision):
        raise SelfCheckError("请选择处理的决定。")
    reason = mask_text(reason.strip())
    if decision == Decision.KEPT and not reason:
        raise SelfCheckError("仍不公开的，请写明理由（政府信息公开条例第十八条）。")
    if len(reason) > _LONGEST:
        raise SelfCheckError(f"理由请控制在 {_LONGEST} 字以内。")
    group.decision, group.reason, group.decided_by, group.decided_at = decision, reason, who, utc_now()
    audit(session, who, CHECK_DECIDED, detail=f"group {group_id} of {group.agency}: {decision}")
