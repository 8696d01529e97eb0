"""What is added up equals what a straight recount finds, whatever happened in between, on both databases."""

import datetime as dt
import random
from collections import Counter

import pytest
from sqlalchemy import delete, func, select, update

from bot.oversight.folding import fold, forget
from bot.oversight.models import Tally, TallyMonth
from bot.oversight.periods import Period
from bot.oversight.tally import Judgement, Scope, Source, counts_by, totals
from bot.tickets.facts import catch_up, count_anew
from bot.tickets.models import Recount, Ticket, TicketFact, TicketReturn
from tests.support import recount
from tests.support.lives import lived, step
from tests.support.tickets import on

FIRST = dt.date(2026, 3, 20)
DAYS = 150
TODAY = FIRST + dt.timedelta(days=DAYS)
ALL = tuple(Source)
PERIODS = (
    Period(dt.date(2026, 3, 1), dt.date(2026, 12, 31)), Period(dt.date(2026, 4, 1), dt.date(2026, 4, 30)),
    Period(dt.date(2026, 4, 14), dt.date(2026, 7, 9)), Period(dt.date(2026, 6, 30), dt.date(2026, 8, 17)), Period(TODAY, TODAY),
)  # fmt: skip


def everything(session) -> list[Ticket]:
    return list(session.scalars(select(Ticket).order_by(Ticket.id)))


def counted(session, period: Period, scope: Scope = Scope()) -> dict[str, object]:
    """What the tally says of a period, in the words of the recount."""
    by_agency = counts_by(session, "agency", ALL, period, TODAY, scope)
    whole = totals(by_agency)
    for by in ("kind", "month"):
        assert totals(counts_by(session, by, ALL, period, TODAY, scope)) == whole, by
    judged = Counter[str]()
    prompt, solved, satisfied = 0, Counter(), Counter()
    for (source, value), n in whole.items():
        if source is Source.JUDGED:
            one = Judgement.read(value)
            judged[one.verdict] += n
            prompt += n * one.prompt
            solved[one.solved] += n
            satisfied[one.satisfied] += n
    days = sorted(int(value) for (source, value), n in whole.items() if source is Source.DAYS for _ in range(n))
    received = Counter({value: n for (source, value), n in whole.items() if source is Source.RECEIVED})
    returned = Counter({agency: counts[Source.RETURNED, ""] for agency, counts in by_agency.items() if counts[Source.RETURNED, ""]})
    closed = Counter({value: n for (source, value), n in whole.items() if source is Source.CLOSED})
    return {
        "judged": judged, "prompt": prompt, "solved": solved, "satisfied": satisfied, "days": days, "received": received, "returned": returned,
        "closed": closed,
    }


def recounted(tickets: list[Ticket], period: Period) -> dict[str, object]:
    """The same, the long way."""
    judged = recount.judged_in(tickets, period, TODAY)
    those = [ticket for found in judged.values() for ticket in found]
    closed = Counter[str]()
    for ticket in tickets:
        end = recount.end_of(ticket)
        if end is not None and period.first <= end.on <= period.last:
            closed[f"{ticket.applicant_class}/{ticket.outcome or end.act}"] += 1
    return {
        "judged": Counter({name: len(found) for name, found in judged.items() if found}),
        "prompt": sum(recount.prompt(ticket) for ticket in those),
        "solved": Counter(ticket.solved for ticket in those),
        "satisfied": Counter(ticket.satisfied for ticket in those),
        "days": recount.workdays(those),
        "received": Counter(ticket.applicant_class for ticket in tickets if period.first <= ticket.received_on <= period.last),
        "returned": recount.returned_in(tickets, period),
        "closed": closed,
    }


@pytest.mark.parametrize("seed", range(4))
def test_sums_equal_a_recount_before_and_after_adding_up_and_after_late_changes(database, seed):
    with database.write() as session:
        lived(session, seed, 70, FIRST, DAYS)

    def agree(when: str) -> None:
        with database.read() as session:
            tickets = everything(session)
            for period in PERIODS:
                assert counted(session, period) == recounted(tickets, period), (when, period)

    agree("nothing added up")
    assert fold(database, TODAY) == 5  # March to July
    agree("months added up")
    chance = random.Random(seed)
    with database.write() as session:
        tickets = everything(session)
        for _ in range(40):
            step(session, chance, chance.choice(tickets), TODAY)
    agree("changed since")
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Recount))
    fold(database, TODAY)
    agree("added up again")
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Recount)) == 0


def test_a_scope_counts_its_own_agencies_and_kinds_only(database):
    with database.write() as session:
        lived(session, 9, 60, FIRST, 90)
    fold(database, TODAY)
    with database.read() as session:
        tickets = everything(session)
        for agency, kind in {(ticket.agency, ticket.kind) for ticket in tickets}:
            own = [ticket for ticket in tickets if ticket.kind == kind and ticket.agency == agency]
            found, expected = counted(session, PERIODS[0], Scope((kind,), (agency,))), recounted(own, PERIODS[0])
            for name in set(found) - {"returned"}:  # a return counts for whoever gave the ticket back, not for whoever has it
                assert found[name] == expected[name], (name, agency, kind)


def test_facts_can_be_made_anew_from_the_events(database):
    with database.write() as session:
        lived(session, 3, 40, FIRST, 80)
    with database.read() as session:
        before = _facts(session)
    with database.write() as session:
        for table in (TicketFact, TicketReturn, Recount, Tally, TallyMonth):
            session.execute(delete(table))
    assert sum(catch_up(database)) == len(before[0]) == 40
    with database.read() as session:
        assert _facts(session) == before
    assert list(catch_up(database)) == []


def test_wrong_facts_are_put_right_from_the_events(database):
    with database.write() as session:
        lived(session, 3, 40, FIRST, 80)
    fold(database, TODAY)
    with database.write() as session:
        session.execute(update(TicketFact).where(TicketFact.ticket_id <= 7).values(agency="别的单位", verdict="late", judged_on=FIRST))
    forget(database)
    fold(database, TODAY)
    with database.read() as session:
        assert counted(session, PERIODS[0]) != recounted(everything(session), PERIODS[0])
    assert list(count_anew(database)) == [(40, 7)]
    fold(database, TODAY)
    with database.read() as session:
        assert counted(session, PERIODS[0]) == recounted(everything(session), PERIODS[0])


def _facts(session) -> tuple[list[tuple], list[tuple]]:
    facts = session.execute(select(TicketFact.__table__).order_by(TicketFact.ticket_id))
    returns = session.execute(select(TicketReturn.__table__).order_by(TicketReturn.event_id))
    return [tuple(row) for row in facts], [tuple(row) for row in returns]


def test_a_month_changed_while_it_is_added_up_is_added_up_again(database):
    """What commits after the marks were read leaves a mark of its own."""
    with database.write() as session:
        tickets = lived(session, 5, 30, FIRST, 40)
        numbers = [ticket.id for ticket in tickets]
    fold(database, TODAY)
    with database.write() as session:
        changed = next(
            act for ident in numbers for _ in range(20) if (act := step(session, random.Random(ident), session.get_one(Ticket, ident), TODAY))
        )
    assert changed
    with on(TODAY), database.read() as session:
        assert counted(session, PERIODS[0]) == recounted(everything(session), PERIODS[0])
