"""Signed-in sessions: opened by a random token in a cookie, ended after 12 hours, or 2 hours without use."""

import datetime as dt
import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.people.models import Staff, StaffSession, Stage
from bot.store import utc_now, vault

LONGEST = dt.timedelta(hours=12)
IDLE = dt.timedelta(hours=2)
# The way from the password to the second factor, with setting one up on it.
HALF_WAY = dt.timedelta(minutes=15)
# Not every page view is worth a write.
_NOTE_AFTER = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class SignedIn:
    """Who is there: the account, its session's row and the secret that its forms must carry."""

    staff: Staff
    session_id: int
    csrf: str
    stale: bool = False
    stage: Stage = Stage.FULL

    def csrf_fits(self, given: str) -> bool:
        """Whether a form carries this session's secret; takes the same time either way."""
        return hmac.compare_digest(self.csrf.encode(), given.encode())


@dataclass(frozen=True)
class OwnSession:
    """One of the places where somebody is signed in, as they see it."""

    id: int
    browser: str
    since: dt.datetime
    last_seen: dt.datetime


def open_session(session: Session, staff: Staff, stage: Stage = Stage.FULL, browser: str = "") -> str:
    """A new session of this account; the token is given out this once. Ended sessions are cleared away."""
    now = utc_now()
    session.execute(delete(StaffSession).where(StaffSession.expires_at <= now))
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            token_key=_key(token), staff_id=staff.id, csrf=secrets.token_urlsafe(32), stage=stage, browser=browser[:60], last_seen=now,
            expires_at=now + (LONGEST if stage is Stage.FULL else HALF_WAY),
        )
    )
    return token


def signed_in(session: Session, token: str, stages: Collection[Stage] = (Stage.FULL,)) -> SignedIn | None:
    """Who this token belongs to, if the sign-in has come to one of these stages; None once it has ended or the account is closed."""
    row = session.scalar(select(StaffSession).where(StaffSession.token_key == _key(token)))
    now = utc_now()
    if row is None or row.expires_at <= now or row.last_seen + IDLE <= now or row.stage not in stages:
        return None
    staff = session.get_one(Staff, row.staff_id)
    if not staff.active:
        return None
    return SignedIn(staff, row.id, row.csrf, row.last_seen + _NOTE_AFTER <= now, Stage(row.stage))


def sessions_of(session: Session, staff: Staff) -> list[OwnSession]:
    """Where this account is signed in now, the latest used first."""
    now = utc_now()
    rows = session.scalars(
        select(StaffSession)
        .where(StaffSession.staff_id == staff.id, StaffSession.stage == Stage.FULL)
        .where(StaffSession.expires_at > now, StaffSession.last_seen > now - IDLE)
        .order_by(StaffSession.last_seen.desc(), StaffSession.id.desc())
    )
    return [OwnSession(row.id, row.browser, row.created_at, row.last_seen) for row in rows]


def end_own(session: Session, present: SignedIn, session_id: int | None = None) -> int:
    """End one other session of the same account, or all of its others; how many there were."""
    mine = delete(StaffSession).where(StaffSession.staff_id == present.staff.id, StaffSession.id != present.session_id)
    done = session.execute(mine if session_id is None else mine.where(StaffSession.id == session_id))
    return int(getattr(done, "rowcount", 0))


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
