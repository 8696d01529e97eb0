"""Which conversation a token opens: looked up once, then remembered, since a token never changes its conversation."""

import hashlib
from collections import OrderedDict

from anyio.to_thread import run_sync

from bot.conversations import service
from bot.store import Database

_MOST = 20_000


class Keys:
    """The tokens seen lately, by their digest. Unknown tokens are never remembered: one may be given out the next moment."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: OrderedDict[bytes, str] = OrderedDict()

    async def opens(self, token: str) -> str | None:
        """The id of the conversation; None for a token of nobody."""
        digest = hashlib.sha256(token.encode()).digest()
        if digest not in self._known:
            found = await run_sync(self._look_up, token)
            if found is None:
                return None
            self._known[digest] = found
        self._known.move_to_end(digest)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return self._known[digest]

    def _look_up(self, token: str) -> str | None:
        with self._database.read() as session:
            found = service.by_token(session, token)
            return found.id if found else None
