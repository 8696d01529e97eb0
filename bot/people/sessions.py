"""Signed-in sessions: opened by a random token in a cookie, ended after 12 hours, or 2 hours without use."""

import datetime as dt
import hmac
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.people.models import Staff, StaffSession
from bot.store import utc_now, vault

LONGEST = dt.timedelta(hours=12)
IDLE = dt.timedelta(hours=2)
# Not every page view is worth a write.
_NOTE_AFTER = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class SignedIn:
    """Who is there: the account, its session's row and the secret that its forms must carry."""

    staff: Staff
    session_id: int
    csrf: str
    stale: bool = False

    def csrf_fits(self, given: str) -> bool:
        """Whether a form carries this session's secret; takes the same time either way."""
        return hmac.compare_digest(self.csrf.encode(), given.encode())


def open_session(session: Session, staff: Staff) -> str:
    """A new session of this account; the token is given out this once. Ended sessions are cleared away."""
    now = utc_now()
    session.execute(delete(StaffSession).where(StaffSession.expires_at <= now))
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            token_key=_key(token), staff_id=staff.id, csrf=secrets.token_urlsafe(32), expires_at=now + LONGEST, last_seen=now
        )
    )
    return token


def signed_in(session: Session, token: str) -> SignedIn | None:
    """Who this token belongs to; None once the session has ended or the account is closed."""
    row = session.scalar(select(StaffSession).where(StaffSession.token_key == _key(token)))
    now = utc_now()
    if row is None or row.expires_at <= now or row.last_seen + IDLE <= now:
        return None
    staff = session.get_one(Staff, row.staff_id)
    return SignedIn(staff, row.id, row.csrf, row.last_seen + _NOTE_AFTER <= now) if staff.active else None


def note_seen(session: Session, session_id: int) -> None:
    """The session was used just now."""
    row = session.get(StaffSession, session_id)
    if row is not None:
        row.last_seen = utc_now()


def close_session(session: Session, session_id: int) -> None:
    """End one session; ending it twice does no harm."""
    session.execute(delete(StaffSession).where(StaffSession.id == session_id))


def close_all(session: Session, staff: Staff) -> None:
    """End every session of an account (a new password, a closed account)."""
    session.execute(delete(StaffSession).where(StaffSession.staff_id == staff.id))


def _key(token: str) -> str:
    return vault.current().fingerprint(token, "staff-session")
