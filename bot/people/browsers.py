"""Browsers that an account signed in with before, so that a stranger's wrong tries lock out strangers only.

After OWASP's «device cookies»: a browser that signed in gets a random token of its own. Wrong tries from a browser that shows
one are counted with it; tries without one are counted with the account. Who fills up the account's count locks every unknown
browser out for a while, but not the one that its owner works with.
"""

import datetime as dt
import secrets

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.people.models import KnownBrowser, Staff
from bot.store import utc_now, vault

KNOWN_FOR = dt.timedelta(days=180)


def new_token() -> str:
    """A token for a browser that has none; only digests of it are kept, one for each account."""
    return secrets.token_urlsafe(24)


def known_browser(session: Session, staff: Staff, token: str | None) -> KnownBrowser | None:
    """The row of this account in this browser; None for a stranger."""
    if not token:
        return None
    found = session.scalar(select(KnownBrowser).where(KnownBrowser.token_key == _key(staff, token)))
    return found if found is not None and found.last_seen + KNOWN_FOR > utc_now() else None


def remember(session: Session, staff: Staff, token: str) -> None:
    """The account has just signed in with this browser."""
    session.execute(delete(KnownBrowser).where(KnownBrowser.last_seen <= utc_now() - KNOWN_FOR))
    found = session.scalar(select(KnownBrowser).where(KnownBrowser.token_key == _key(staff, token)))
    if found is None:
        session.add(KnownBrowser(staff_id=staff.id, token_key=_key(staff, token)))
    else:
        found.failed_tries, found.last_seen = 0, utc_now()


def _key(staff: Staff, token: str) -> str:
    return vault.current().fingerprint(f"{staff.id}/{token}", "known-browser")
