"""Ticket numbers, and the query codes that open them."""

import datetime as dt
import hmac
import secrets

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.store import vault
from bot.tickets.kinds import WORDS, Kind
from bot.tickets.models import NumberSeries

CODE_DIGITS = 8
_LONGEST = 24


def next_number(session: Session, kind: Kind, on: dt.date) -> str:
    """The next number of a kind on a day, like `G20261123001`: no gap that matters, never one number twice."""
    letter = WORDS[kind].letter
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    # «Insert or add one» is one statement: the row is locked by it until this transaction ends.
    statement = insert(NumberSeries).values(letter=letter, on=on, last=1)
    session.execute(
        statement.on_conflict_do_update(index_elements=["letter", "on_date"], set_={"last": NumberSeries.last + 1})
    )
    last = session.scalars(select(NumberSeries.last).where(NumberSeries.letter == letter, NumberSeries.on == on)).one()
    return f"{letter}{on:%Y%m%d}{last:03d}"


def plain(number: str) -> str:
    """A number as it is kept, however it was typed (blanks, small letters)."""
    return "".join(number.split()).upper()[:_LONGEST]


def new_code() -> str:
    """A query code: digits only, so that it can be read out on the telephone."""
    return "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))


def fingerprint(number: str, code: str) -> str:
    """What is kept of a query code: enough to check it, not enough to know it."""
    return vault.current().fingerprint(f"{number}/{code.strip()}", "query-code")


def code_fits(kept: str, number: str, code: str) -> bool:
    """Whether `code` opens the ticket; takes the same time either way."""
    return hmac.compare_digest(kept, fingerprint(number, code))
