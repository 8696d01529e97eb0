"""Taking in a year's holiday notice when it comes, and saying which days it changed."""

import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bot.clock.calendar import WorkingCalendar, check_reach, load_calendar
from bot.clock.notices import Notice, read_notice


@dataclass(frozen=True, slots=True)
class ImportedNotice:
    """What an import did: due dates that touch `notice.year` or one of `changed_days` are to be computed again."""

    notice: Notice
    stored_at: Path
    changed_days: tuple[date, ...]
    before: WorkingCalendar
    after: WorkingCalendar


def import_notice(file: Path, folder: Path) -> ImportedNotice:
    """Check a notice file (form: see `bot.clock.notices`) and keep it as `folder/YEAR.yml`, replacing that year.

    Raises NoticeError, with nothing written, when the file is wrong or its year does not follow on the calendar.
    """
    notice = read_notice(file)
    check_reach(notice)
    before = load_calendar(folder)
    stored = _store(file.read_bytes(), folder / f"{notice.year}.yml")
    after = load_calendar(folder)
    return ImportedNotice(notice, stored, _changed(before, after, notice.year), before, after)


def _store(content: bytes, target: Path) -> Path:
    """Write beside and rename, so that a reader finds the old file or the new one, never half of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_suffix(f".{os.getpid()}.tmp")
    beside.write_bytes(content)
    return beside.replace(target)


def _changed(before: WorkingCalendar, after: WorkingCalendar, year: int) -> tuple[date, ...]:
    first, days = date(year - 1, 12, 1), 31 + 366
    span = (first + timedelta(days=n) for n in range(days))
    inside = (day for day in span if before.first_day <= day <= before.last_day)
    return tuple(day for day in inside if before.is_workday(day) != after.is_workday(day))
