"""Random lives of tickets: whatever is tried in whatever order, some things stay true."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock.service import TimelineError
from bot.delivery.models import Notice
from bot.store import Database
from bot.tickets import clockwork
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import OPEN, Act, LifecycleError, Status, next_status
from bot.tickets.models import Ticket
from bot.tickets.outcomes import outcomes_for
from bot.tickets.service import TicketError
from tests.support.tickets import AGENCY, OTHER_AGENCY, RECEIVED, TICKETS, on, signed

REFUSALS = (LifecycleError, TicketError, TimelineError)
DATA = {
    "workdays": 20, "whom": "third_party", "party": "某公司", "to": OTHER_AGENCY, "agencies": [OTHER_AGENCY], "agency": OTHER_AGENCY,
    "amount": 100, "channel": "petition", "form": "daily",
}
# Most steps pick one of the acts that are open (a number), some any act at all: else no life would get far.
CHOICES = st.one_of(*[st.sampled_from(range(60))] * 4, st.sampled_from(list(Act)))
# Lives that end at once teach little: these are taken only now and then.
ENDS = frozenset({Act.WITHDRAW, Act.REFUSE, Act.TRANSFER, Act.GIVE_UP, Act.MERGE, Act.RETURN})
STEPS = st.tuples(CHOICES, st.integers(0, 9), st.sampled_from([True, False, None]), st.booleans(), st.sampled_from(["a", "b"]))


@pytest.fixture(scope="module")
def store(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("walks") / "desk.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


def attempt(session: Session, ticket: Ticket, day: dt.date, step) -> Act | None:
    """Try one step; the act if it was done."""
    choice, _, satisfied, lapsed, actor = step
    act = choice if isinstance(choice, Act) else _one_of(TICKETS.possible(ticket), choice)
    data = {**DATA, "satisfied": satisfied, "solved": satisfied, "lapsed": lapsed}
    if act is Act.ANSWER:
        data["outcome"] = outcomes_for(Kind(ticket.kind))[0].code
    try:
        with on(day):
            TICKETS.act(session, ticket, act, f"staff:{actor}", "理由写得清清楚楚", data)
    except REFUSALS as error:
        assert str(error).endswith("。")
        return None
    return act


def _one_of(acts: tuple[Act, ...], number: int) -> Act:
    living = [act for act in acts if act not in ENDS]
    chosen = list(acts) if number > 56 or not living else living
    return chosen[number % len(chosen)] if chosen else Act.ARCHIVE


def seen(ticket: Ticket) -> tuple:
    """All that must not change by itself."""
    return ticket.status, ticket.agency, ticket.due_on, ticket.outcome, ticket.next_warning_on, list(ticket.co_agencies)


@pytest.mark.parametrize("kind", list(Kind))
@given(steps=st.lists(STEPS, min_size=5, max_size=30))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_random_lives_keep_the_promises(store, kind, steps):
    with store.write() as session:
        ticket, day = signed(session, TICKETS, kind), RECEIVED
        for step in steps:
            day += dt.timedelta(days=step[1])
            before, events = seen(ticket), [(event.id, event.act, event.on, event.text) for event in ticket.events]
            status, version = Status(ticket.status), ticket.version
            done = attempt(session, ticket, day, step)
            now = [(event.id, event.act, event.on, event.text) for event in ticket.events]
            assert now[: len(events)] == events, "events are only added"
            if done is None:
                assert (seen(ticket), now, ticket.version) == (before, events, version), "a refusal leaves nothing"
                continue
            # Whose work it is changes nothing that somebody may be filling in.
            assert len(now) == len(events) + 1 and ticket.version == version + (done is not Act.ASSIGN)
            asking = ticket.status == Status.CONSULTING
            assert next_status(kind, status, done, asking=asking) == ticket.status
            event = ticket.events[-1]
            assert event.actor and event.on == day and event.at is not None
            assert ticket.due_on == clockwork.deadline_of(ticket, None).due_on, "the stored date is what the events come to"
            assert (ticket.next_warning_on is not None) <= (ticket.status in OPEN)
            if ticket.due_on != before[2]:
                told = session.scalars(select(Notice.key).where(Notice.ticket_id == ticket.id)).all()
                assert f"ticket/{ticket.number}/{event.id}/citizen" in told, "whoever filed is told of a date that moved"
        assert ticket.agency in (AGENCY, OTHER_AGENCY)
        session.rollback()
