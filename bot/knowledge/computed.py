"""Answers that have to be worked out for the citizen's own date or number, each step with its article."""

import re
from collections.abc import Set as AbstractSet
from datetime import date

from bot.knowledge.computed_dates import compute_date
from bot.knowledge.computed_fees import compute_fee, counts
from bot.knowledge.computed_question import together
from bot.knowledge.models import Answer, Entry, Library
from bot.knowledge.said import dates, with_digits
from bot.knowledge.text import matters

_TIME_LIMITS = frozenset({"time_limits", "receipt_day", "extension", "local-periods"})
# «收发室签的字» is how a letter is received; traditional writing has the old character of 复议.
_SIGNED = re.compile(r"签(?:了|的|过|下)字|(?<=门卫|单位|你们|他们|窗口)签字|(?<=传达室|收发室)签字")


def compute(text: str, today: date, library: Library, places: AbstractSet[str | None]) -> Answer | None:
    """The computed answer to a cleaned text, or None when it asks for no date or sum that the law lets us work out.

    Two matters that each ask for one are both answered. `places`: whose local rules may be used (a suggestion's or
    complaint's time limit has no national source).
    """
    told = _heard(text)
    parts = matters(told)
    apart = _worked_out([one for part in parts for one in _each(part, today, library, places)]) if len(parts) > 1 else []
    return together(apart if len(apart) > 1 else _worked_out(_each(told, today, library, places)))


def compute_part(part: str, text: str, today: date, library: Library, places: AbstractSet[str | None]) -> Answer | None:
    """The computed answer to a part of a message, where the rest of it has no date and no count: half of the facts make another sum."""
    whole, own = with_digits(text), with_digits(part)
    if len(dates(own, today)) < len(dates(whole, today)) or counts(own) != counts(whole):
        return None
    return compute(part, today, library, places)


def compute_beside(entry: Entry, text: str, today: date, library: Library, places: AbstractSet[str | None]) -> Answer | None:
    """The computed answer where an entry on time limits was meant and the text names a date, in whatever words it asks."""
    return compute_date(_heard(text), today, library, places, asked=True) if entry.topic in _TIME_LIMITS else None


def _heard(text: str) -> str:
    return _SIGNED.sub("签收", text).replace("覆议", "复议")


def _each(text: str, today: date, library: Library, places: AbstractSet[str | None]) -> list[Answer | None]:
    return [compute_date(text, today, library, places), compute_fee(text, today, library)]


def _worked_out(answers: list[Answer | None]) -> list[Answer]:
    return list({answer.text: answer for answer in answers if answer is not None}.values())
