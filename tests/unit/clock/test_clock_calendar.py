"""The working-day table against the State Council's notices, day by day, and against the two libraries."""

import time
from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import holidays
import numpy as np
import pytest
import time_machine

from bot.clock.calendar import load_calendar, today
from bot.clock.models import TimelineError
from bot.clock.service import add_workdays, count_workdays, due_dates_bulk, is_workday, use_calendar

CALENDAR = load_calendar()

# 国办发明电〔2023〕7号, 国办发明电〔2024〕12号, 国办发明电〔2025〕7号: (first day, last day, festival)
OFF = {
    2024: [
        ("01-01", "01-01", "元旦"),
        ("02-10", "02-17", "春节"),
        ("04-04", "04-06", "清明节"),
        ("05-01", "05-05", "劳动节"),
        ("06-10", "06-10", "端午节"),
        ("09-15", "09-17", "中秋节"),
        ("10-01", "10-07", "国庆节"),
    ],
    2025: [
        ("01-01", "01-01", "元旦"),
        ("01-28", "02-04", "春节"),
        ("04-04", "04-06", "清明节"),
        ("05-01", "05-05", "劳动节"),
        ("05-31", "06-02", "端午节"),
        ("10-01", "10-08", "国庆节、中秋节"),
    ],
    2026: [
        ("01-01", "01-03", "元旦"),
        ("02-15", "02-23", "春节"),
        ("04-04", "04-06", "清明节"),
        ("05-01", "05-05", "劳动节"),
        ("06-19", "06-21", "端午节"),
        ("09-25", "09-27", "中秋节"),
        ("10-01", "10-07", "国庆节"),
    ],
}
WORK = {
    2024: ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"],
    2025: ["01-26", "02-08", "04-27", "09-28", "10-11"],
    2026: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
}


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def span(year: int, first: str, last: str) -> list[date]:
    return days(date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last}"))


OFF_DAYS = [(day, name) for year, rows in OFF.items() for first, last, name in rows for day in span(year, first, last)]
WORK_DAYS = [date.fromisoformat(f"{year}-{day}") for year, rows in WORK.items() for day in rows]


@pytest.mark.parametrize(("day", "name"), OFF_DAYS, ids=str)
def test_each_day_off_2024_to_2026(day, name):
    assert not CALENDAR.is_workday(day)
    assert CALENDAR.holiday(day) in name


@pytest.mark.parametrize("day", WORK_DAYS, ids=str)
def test_each_make_up_day_2024_to_2026(day):
    assert day.weekday() >= 5
    assert CALENDAR.is_workday(day)
    assert CALENDAR.make_up(day)


def test_no_other_day_of_2024_to_2026_is_moved():
    off, work = {day for day, _ in OFF_DAYS}, set(WORK_DAYS)
    for day in days(date(2024, 1, 1), date(2026, 12, 31)):
        if day not in off and day not in work:
            assert CALENDAR.is_workday(day) == (day.weekday() < 5), day


@pytest.mark.parametrize(
    ("start", "workdays", "due"),
    [
        # 09-14 is a Monday. 15-18: 4; make-up Sunday 20: 5; 21-24: 9; 25-27 off; 28-30: 12; 1-7 off; 8, 9: 14;
        # make-up Saturday 10: 15; 12-15: 19; 16: 20.
        ("2026-09-14", 20, "2026-10-16"),
        # 15-18: 4; Sunday 20: 5; 21: 6; 22: 7.
        ("2026-09-14", 7, "2026-09-22"),
        # 02-10 Tuesday. 11-13: 3; make-up Saturday 14: 4; 15-23 off; 24-27: 8; make-up Saturday 28: 9; March 2-6: 14;
        # 9-13: 19; 16: 20.
        ("2026-02-10", 20, "2026-03-16"),
        # 13: 1; 14: 2; 24-27: 6; 28: 7.
        ("2026-02-12", 7, "2026-02-28"),
        # 29, 30: 2; 8, 9: 4; 10: 5; 12: 6; 13: 7.
        ("2026-09-28", 7, "2026-10-13"),
        # ... 13: 7; 14-16: 10; 19-23: 15.
        ("2026-09-28", 15, "2026-10-23"),
        # May 1-5 off; 6-8: 3; make-up Saturday 9: 4; 11-15: 9; 18-22: 14; 25: 15.
        ("2026-04-30", 15, "2026-05-25"),
        # make-up Saturday 10: 1; 12-16: 6; 19: 7.
        ("2026-10-09", 7, "2026-10-19"),
        # 2024, a leap year: 02-26 Monday. 27, 28, 29: 3; March 1: 4; 4: 5.
        ("2024-02-26", 5, "2024-03-04"),
        # From a day off: Sunday 2026-10-04. 8, 9: 2; 10: 3.
        ("2026-10-04", 3, "2026-10-10"),
        # From a make-up day: it does not count itself. Saturday 10 → Monday 12: 1.
        ("2026-10-10", 1, "2026-10-12"),
        # Each weekday of a plain week, one working day on: Friday to Sunday all lead to Monday.
        ("2026-11-02", 1, "2026-11-03"),
        ("2026-11-03", 1, "2026-11-04"),
        ("2026-11-04", 1, "2026-11-05"),
        ("2026-11-05", 1, "2026-11-06"),
        ("2026-11-06", 1, "2026-11-09"),
        ("2026-11-07", 1, "2026-11-09"),
        ("2026-11-08", 1, "2026-11-09"),
        # Backwards: the working day before Thursday 8 October is Wednesday 30 September.
        ("2026-10-08", -1, "2026-09-30"),
    ],
)
def test_sums(start, workdays, due):
    day, provisional = add_workdays(date.fromisoformat(start), workdays)
    assert (day.isoformat(), provisional) == (due, False)


def test_zero_working_days_is_no_date():
    with pytest.raises(ValueError, match="zero"):
        CALENDAR.add(date(2026, 9, 14), 0)


def test_count_is_the_inverse_of_add():
    for start in days(date(2024, 1, 1), date(2025, 12, 31)):
        assert count_workdays(start, CALENDAR.add(start, 20)) == 20


@pytest.mark.parametrize(
    ("start", "workdays", "due", "provisional"),
    [
        # 12-14 Monday. 15-18: 4; 21-25: 9; 28-31: 13 (New Year's Eve is an announced day).
        ("2026-12-14", 13, "2026-12-31", False),
        # 2027-01-01 is off by law; Monday 4: 14.
        ("2026-12-14", 14, "2027-01-04", True),
        # The eve 02-05 and 6-8 are off by law: 02-04 Thursday → Tuesday 9: 1.
        ("2027-02-04", 1, "2027-02-09", True),
        # 清明 Monday 04-05 off by law: Friday 2 → Tuesday 6.
        ("2027-04-02", 1, "2027-04-06", True),
    ],
)
def test_years_not_announced_are_provisional(start, workdays, due, provisional):
    day, marked = add_workdays(date.fromisoformat(start), workdays)
    assert (day.isoformat(), marked) == (due, provisional)


@pytest.mark.parametrize("start", [date(2003, 12, 31), date(2037, 1, 1), date(2099, 5, 1)])
def test_a_year_without_calendar_is_refused(start):
    with pytest.raises(TimelineError, match=f"没有{start.year}年的工作日历.*全国年节及纪念日放假办法第七条"):
        CALENDAR.add(start, 1)


def test_a_sum_that_runs_off_the_table_is_refused():
    with pytest.raises(TimelineError, match="没有2037年"):
        CALENDAR.add(date(2036, 12, 30), 20)
    with pytest.raises(TimelineError, match="没有2003年"):
        CALENDAR.add(date(2004, 1, 3), -20)


def test_bulk_gives_the_same_as_one_by_one():
    starts = days(date(2025, 6, 1), date(2027, 6, 30))
    counts = np.array([1 + n % 40 for n in range(len(starts))])
    due, provisional = due_dates_bulk(np.array(starts, dtype="datetime64[D]"), counts)
    expected = [add_workdays(start, int(n)) for start, n in zip(starts, counts, strict=True)]
    assert list(zip(due.tolist(), provisional.tolist(), strict=True)) == expected


def test_a_million_due_dates_take_less_than_a_second():
    starts = np.datetime64("2024-01-01") + np.arange(1_000_000) % 900
    begun = time.process_time()
    due, _ = due_dates_bulk(starts, 20)
    assert time.process_time() - begun < 1
    assert due[0] == np.datetime64("2024-01-29")  # 2-5: 4; 8-12: 9; 15-19: 14; 22-26: 19; 29: 20


def test_bulk_takes_nothing_and_refuses_what_has_no_answer():
    empty, marks = due_dates_bulk(np.array([], dtype="datetime64[D]"), 20)
    assert not len(empty)
    assert not len(marks)
    for start in ("2003-12-31", "2036-12-31", "2040-01-01"):
        with pytest.raises(TimelineError):
            due_dates_bulk(np.array([start], dtype="datetime64[D]"), 20)
    with pytest.raises(ValueError, match="positive"):
        due_dates_bulk(np.array(["2026-01-05"], dtype="datetime64[D]"), 0)


def test_today_is_the_date_in_shanghai():
    # 2026-09-14 16:30 UTC is already 00:30 on the 15th in Shanghai.
    with time_machine.travel(datetime(2026, 9, 14, 16, 30, tzinfo=UTC), tick=False):
        assert today() == date(2026, 9, 15)
    with time_machine.travel(datetime(2026, 9, 14, 15, 59, tzinfo=UTC), tick=False):
        assert today() == date(2026, 9, 14)


def test_the_calendar_of_the_process_can_be_replaced():
    moved = load_calendar()
    use_calendar(moved)
    try:
        assert is_workday(date(2026, 10, 10))
    finally:
        use_calendar(None)


class TestAgainstTheLibraries:
    def test_chinesecalendar_agrees_on_every_day(self):
        known = days(date(2004, 1, 1), date(2026, 12, 31))
        wrong = [d for d in known if CALENDAR.is_workday(d) != chinese_calendar.is_workday(d)]
        assert wrong == []

    def test_holidays_agrees_on_every_day_but_one(self):
        china = holidays.China(years=range(2004, 2027))
        known = days(date(2004, 1, 1), date(2026, 12, 31))
        wrong = [d for d in known if CALENDAR.is_workday(d) != china.is_working_day(d)]
        # The two libraries disagree on this Saturday, long before the Regulation in force.
        assert wrong == [date(2005, 12, 31)]

    def test_lunar_dates_of_unannounced_years_agree_with_holidays(self):
        china = holidays.China(years=range(2027, 2037))
        ours = {d for d in days(date(2027, 1, 1), date(2036, 12, 31)) if CALENDAR.holiday(d)}
        # "observed" days are that library's guess where art. 6 will put what falls on a weekend.
        theirs = {d for d, name in china.items() if 2027 <= d.year <= 2036 and not name.endswith("(observed)")}
        assert len(ours) > 120
        assert ours == theirs

    def test_trap_find_workday_counts_the_start_as_day_zero_only_on_working_days(self):
        # From Saturday 09-12: day 1 is Monday 14. find_workday(1) skips to Tuesday, as Monday is its day 0.
        saturday = date(2026, 9, 12)
        assert CALENDAR.add(saturday, 1) == date(2026, 9, 14)
        assert chinese_calendar.find_workday(1, saturday) == date(2026, 9, 15)

    def test_trap_chinesecalendar_knows_no_unannounced_year(self):
        with pytest.raises(NotImplementedError):
            chinese_calendar.is_workday(date(2027, 1, 4))
        assert add_workdays(date(2026, 12, 31), 1) == (date(2027, 1, 4), True)

    def test_trap_holidays_answers_for_unannounced_years_without_a_word(self):
        # Thursday 2030-02-07: off by its guess at make-up leave, which nobody has announced. Our answer says so.
        assert holidays.China(years=2030).is_working_day(date(2030, 2, 7)) is False
        assert add_workdays(date(2030, 2, 6), 1) == (date(2030, 2, 7), True)
