"""Answers that have to be worked out for the citizen's own date or number, each step with its article."""

import re
from collections.abc import Set as AbstractSet
from datetime import date

from bot.knowledge.computed_dates import compute_date
from bot.knowledge.computed_fees import compute_fee
from bot.knowledge.models import Answer, Entry, Library

_TIME_LIMITS = frozenset({"time_limits", "receipt_day", "extension", "local-periods"})


_SIGNED = re.compile(r"签(?:了|的|过|下)字")  # «收发室签的字» is how a letter is received


def compute(text: str, today: date, library: Library, places: AbstractSet[str | None]) -> Answer | None:
    """The computed answer to a cleaned text, or None when it asks for no date or sum that the law lets us work out.

    `places`: whose local rules may be used (a suggestion's or complaint's time limit has no national source).
    """
    told = _SIGNED.sub("签收", text)
    return compute_date(told, today, library, places) or compute_fee(told, today, library)


def compute_beside(entry: Entry, text: str, today: date, library: Library, places: AbstractSet[str | None]) -> Answer | None:
    """The computed answer where an entry on time limits was meant and the text names a date, in whatever words it asks."""
    return compute_date(text, today, library, places, asked=True) if entry.topic in _TIME_LIMITS else None
