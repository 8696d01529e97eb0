"""What the operators' pages are given to work with, beside what all staff pages have."""

from dataclasses import dataclass

from bot.calls.service import Calls


@dataclass(frozen=True)
class Telephone:
    """One desk's telephone. `secret`: what the telephone system signs with; empty shuts its door."""

    calls: Calls
    secret: str = ""
