"""Answers that have to be worked out for the citizen's own date or number, each step with its article."""

from collections.abc import Set as AbstractSet
from datetime import date

from bot.knowledge.computed_dates import compute_date
from bot.knowledge.computed_fees import compute_fee
from bot.knowledge.models import Answer, Library


def compute(text: str, today: date, library: Library, places: AbstractSet[str | None]) -> Answer | None:
    """The computed answer to a cleaned text, or None when it asks for no date or sum that the law lets us work out.

    `places`: whose local rules may be used (a suggestion's or complaint's time limit has no national source).
    """
    return compute_date(text, today, library, places) or compute_fee(text, today, library)
