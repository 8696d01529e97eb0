"""Numbers that come in an address or a form: whole, plain digits, small enough for the store; whatever else comes is none."""

from typing import Annotated

from pydantic import BeforeValidator

# A row's id never has more: a longer number would not fit into the column it is compared with.
_ID_DIGITS = 18


def number_in(text: str, digits: int = _ID_DIGITS) -> int | None:
    """The number that a text is, of at most so many digits; None for every other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def _row(text: object) -> int:
    return number_in(str(text)) or 0


# The id of a row as a part of an address. What is none is 0, which no row has: it is answered like an id that nobody has.
RowNumber = Annotated[int, BeforeValidator(_row)]
