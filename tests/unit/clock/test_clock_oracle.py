"""The clock against a counter that walks day by day over another calendar, on random timelines."""

from datetime import date, timedelta
from functools import cache

import chinese_calendar
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock.models import Event, TimelineError
from bot.clock.service import add_workdays, deadline

ONE_DAY = timedelta(days=1)
REFUSED = "refused"


@cache
def worked(day: date) -> bool:
    """The library's own answer; it is slow, and asked for the same days over and over."""
    return chinese_calendar.is_workday(day)


def walk_days(start: date, workdays: int, out: list[tuple[date, date]]) -> date:
    """Day after day, counting those worked and not paused."""
    day, counted = start, 0
    while counted < workdays:
        day += ONE_DAY
        paused = any(sent < day <= until for sent, until in out)
        counted += worked(day) and not paused
    return day


def brute_force(kind: str, events: list[Event]) -> date | str | None:
    """The rules once more, as plainly as they can be put: a date, None (waiting), or REFUSED."""
    workdays, longest = {"application": (20, 20), "suggestion": (7, 8), "complaint": (15, 0)}[kind]
    start, extra, extended, correction = events[0].on, 0, False, "none"
    letters: list[dict] = []

    def due() -> date | None:
        out = [(one["sent"], min(one["end"], one["limit"])) for one in letters]
        return None if correction == "asked" else walk_days(start, workdays + extra, out)

    def running(on: date) -> bool:
        in_force = due()
        return in_force is not None and on <= in_force

    for event in events[1:]:
        if event.type == "extended":
            if extended or not 1 <= event.workdays <= longest or not running(event.on):
                return REFUSED
            extra, extended = event.workdays, True
        elif kind != "application":
            return REFUSED
        elif event.type == "correction_requested":
            if correction != "none" or not running(event.on):
                return REFUSED
            correction = "asked"
        elif event.type == "correction_received":
            if correction != "asked":
                return REFUSED
            correction, start, extra, extended = "come", event.on, 0, False
        elif event.type.endswith("_consulted"):
            limit = walk_days(event.on, 15, [])
            letter = {"sort": event.type[:5], "sent": event.on, "limit": limit, "end": limit}
            letters.append(letter | {"open": True, "lapsed": False})
        else:
            lapse = event.type == "lapsed"
            waiting = [one for one in letters if one["open"] and (lapse or one["sort"] == event.type[:5])]
            if waiting and not (lapse and event.on < waiting[0]["limit"]):
                waiting[0].update(open=False, lapsed=lapse, end=waiting[0]["limit"] if lapse else event.on)
            elif waiting or lapse or not any(one["lapsed"] and one["sort"] == event.type[:5] for one in letters):
                return REFUSED
    return due()


def answer(kind: str, events: list[Event]) -> date | str | None:
    try:
        return deadline(kind, events).due_on
    except TimelineError:
        return REFUSED


@st.composite
def timelines(draw, types: list[str]) -> list[Event]:
    """A receipt and up to seven events in order; the gaps reach past every period."""
    on = draw(st.dates(date(2008, 1, 1), date(2025, 12, 31)))
    events = [Event("received", on)]
    for _ in range(draw(st.integers(0, 7))):
        on += timedelta(days=draw(st.one_of(st.integers(0, 4), st.integers(0, 30))))
        kind = draw(st.sampled_from(types))
        events.append(Event(kind, on, draw(st.integers(1, 21)) if kind == "extended" else None))
    return events


LETTERS = ["third_party_consulted", "third_party_replied", "agency_consulted", "agency_replied", "lapsed"]
ALL = [*LETTERS, "correction_requested", "correction_received", "extended"]


@settings(max_examples=600, deadline=None)
@given(timelines(ALL))
def test_applications_agree_with_the_counter(events):
    assert answer("application", events) == brute_force("application", events)


@st.composite
def allowed_timelines(draw) -> list[Event]:
    """Timelines whose every step the counter allows, so that long ones are met too."""
    events = [Event("received", draw(st.dates(date(2008, 1, 1), date(2025, 9, 30))))]
    for _ in range(draw(st.integers(1, 8))):
        on = events[-1].on + timedelta(days=draw(st.integers(0, 12)))
        kind = draw(st.sampled_from(ALL))
        longer = [*events, Event(kind, on, draw(st.integers(1, 20)) if kind == "extended" else None)]
        if brute_force("application", longer) != REFUSED:
            events = longer
    return events


@settings(max_examples=400, deadline=None)
@given(allowed_timelines())
def test_allowed_applications_agree_with_the_counter(events):
    assert answer("application", events) == brute_force("application", events)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(["suggestion", "complaint"]), timelines(["extended", "third_party_consulted"]))
def test_suggestions_and_complaints_agree_with_the_counter(kind, events):
    assert answer(kind, events) == brute_force(kind, events)


@settings(max_examples=400, deadline=None)
@given(st.dates(date(2004, 1, 1), date(2026, 6, 30)), st.integers(1, 60))
def test_sums_agree_with_the_counter(start, workdays):
    assert add_workdays(start, workdays) == (walk_days(start, workdays, []), False)


@settings(max_examples=200, deadline=None)
@given(timelines(ALL))
def test_a_consultation_never_brings_the_date_forward(events):
    plain = deadline("application", events[:1]).due_on
    asked = [*events[:1], *(event for event in events[1:] if event.type.endswith("_consulted"))]
    assert deadline("application", asked).due_on >= plain


@settings(max_examples=200, deadline=None)
@given(allowed_timelines())
def test_a_due_date_is_a_working_day_and_the_last_line_names_it(events):
    found = deadline("application", events)
    if found.due_on is None:
        assert "等申请人补正" in found.explanation[-1]
    else:
        assert chinese_calendar.is_workday(found.due_on)
        assert f"{found.due_on.year}年{found.due_on.month}月{found.due_on.day}日" in found.explanation[-1]
