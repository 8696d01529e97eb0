"""What the staff pages are given to work with."""

from dataclasses import dataclass
from pathlib import Path

from bot.agencies.service import Profile
from bot.oversight.heat import DEFAULT_HEAT, Heat
from bot.store import Database
from bot.tickets.service import Tickets
from bot.tickets.watching import DEFAULT, Watch


@dataclass(frozen=True)
class Console:
    """One desk as its staff pages see it.

    `files` is the folder of citizens' attachments, named by their ids. `secure_cookies` makes cookies Secure even where
    the request itself looks plain (a proxy that ends TLS and does not say so). `watch`: when the place begins to warn. `factor_for`: the roles that
    do not sign in without a second factor.
    """

    database: Database
    tickets: Tickets
    profile: Profile
    files: Path
    secure_cookies: bool = False
    watch: Watch = DEFAULT
    heat: Heat = DEFAULT_HEAT
    factor_for: frozenset[str] = frozenset()
