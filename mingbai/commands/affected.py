"""What a newly imported holiday notice changes: open tickets are counted anew and listed."""

from collections.abc import Iterator
from datetime import date

from bot.clock.imports import ImportedNotice
from bot.clock.service import use_calendar


def touched_tickets(done: ImportedNotice) -> Iterator[str]:
    """Count every open ticket anew that the notice touches; one line for each whose date, or whose mark as provisional, changed.

    The citizens and agencies of tickets whose date moved are told. A desk that has no store yet has no tickets.
    """
    from mingbai.settings import read_settings

    chosen = read_settings()
    if not chosen.database_url and not (chosen.home / "mingbai.db").exists():
        return
    from bot.agencies.service import load_profile
    from bot.tickets.recalculation import recalculate_touched
    from bot.tickets.service import Tickets
    from mingbai.places import overrides_of, watch_of
    from mingbai.wiring import open_database

    use_calendar(done.after)
    tickets = Tickets(overrides_of(load_profile(chosen.profile_path)), watch_of(chosen.profile_path))
    year = done.notice.year
    first, last = min((*done.changed_days, date(year, 1, 1))), max((*done.changed_days, date(year, 12, 31)))
    why = f"{done.notice.citation}已公布，按公布的放假调休重新计算。"
    yield from map(str, recalculate_touched(open_database(chosen), tickets, first, last, why))
