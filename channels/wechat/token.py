"""The access token: fetched once for all processes, kept in the store, renewed before it ends.

https://developers.weixin.qq.com/doc/offiaccount/Basic_Information/getStableAccessToken.html
"""

import datetime as dt
import time
from collections.abc import Callable

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.store import Database, utc_now
from channels.wechat.models import WechatToken

# A fetch takes at most this long; a process that died in the middle of one holds up the others no longer.
_LEASE = dt.timedelta(seconds=20)
_LOOK_EVERY_SECONDS = 0.1
_EARLY = dt.timedelta(minutes=5)
# Fetches a token: the token, and the seconds for which it is good. True: even where the one of before is still good.
Fetch = Callable[[bool], tuple[str, int]]


class TokenBusy(RuntimeError):
    """Another process holds the lease and brought nothing."""


class Tokens:
    """The one token of an account."""

    def __init__(self, database: Database, app_id: str, fetch: Fetch) -> None:
        self._database = database
        self._app_id = app_id
        self._fetch = fetch

    def current(self) -> str:
        """A token that is good for some minutes yet; fetched where there is none. Raises what `fetch` raises, or TokenBusy."""
        with self._database.read() as session:
            row = session.get(WechatToken, self._app_id)
        return row.token if row is not None and _is_fresh(row) else self._renewed(None)

    def instead_of(self, bad: str) -> str:
        """Another token than `bad`, which WeChat refused: the one that another process fetched meanwhile, or a new one."""
        return self._renewed(bad)

    def _renewed(self, bad: str | None) -> str:
        ends = time.monotonic() + _LEASE.total_seconds()
        while True:
            found = self._lease(bad)
            if found is None:
                return self._fetched(bad)
            if found:
                return found
            if time.monotonic() > ends:
                raise TokenBusy
            time.sleep(_LOOK_EVERY_SECONDS)

    def _lease(self, bad: str | None) -> str | None:
        """A good token where there is one; None when the caller is the one to fetch; empty while somebody else does."""
        with self._database.write() as session:
            row = self._row(session)
            if _is_fresh(row) and row.token != bad:
                return str(row.token)
            if row.leased_until is not None and row.leased_until > utc_now():
                return ""
            row.leased_until = utc_now() + _LEASE
        return None

    def _row(self, session: Session) -> WechatToken:
        row = session.get(WechatToken, self._app_id, with_for_update=True)
        if row is not None:
            return row
        try:
            with session.begin_nested():
                session.add(WechatToken(app_id=self._app_id))
        except IntegrityError:
            session.expire_all()  # another process made it at the same moment
        return session.get_one(WechatToken, self._app_id, with_for_update=True)

    def _fetched(self, bad: str | None) -> str:
        try:
            token, seconds = self._fetch(False)
            if token == bad:  # the ordinary way answers the same token while it thinks that it is good
                token, seconds = self._fetch(True)
        except Exception:
            self._keep(None, 0)
            raise
        self._keep(token, seconds)
        return token

    def _keep(self, token: str | None, seconds: int) -> None:
        good_for = dt.timedelta(seconds=seconds)
        with self._database.write() as session:
            row = self._row(session)
            row.leased_until = None
            if token is not None:
                row.token, row.expires_at = token, utc_now() + max(good_for - _EARLY, good_for / 2)


def _is_fresh(row: WechatToken) -> bool:
    return bool(row.token) and row.expires_at is not None and row.expires_at > utc_now()
