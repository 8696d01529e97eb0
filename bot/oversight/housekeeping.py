"""What is put away when nobody came back for it."""

import datetime as dt

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.filing.models import Draft
from bot.store import utc_now

DRAFTS_KEPT = dt.timedelta(days=30)


def delete_abandoned_drafts(session: Session, kept: dt.timedelta = DRAFTS_KEPT) -> int:
    """Delete drafts that nobody touched for so long (30 days), with the personal data in them; how many there were.

    个人信息保护法 art. 47(1): what is no longer needed for its purpose is deleted.
    """
    done = session.execute(delete(Draft).where(Draft.updated_at < utc_now() - kept))
    return int(getattr(done, "rowcount", 0))
