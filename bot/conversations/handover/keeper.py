"""What the desk does about the queue by itself, every few seconds: pages that are gone, working hours that end."""

import asyncio

import structlog
from anyio.to_thread import run_sync
from sqlalchemy.exc import SQLAlchemyError

from bot.conversations.handover.service import Switchboard
from bot.store import Database

_log = structlog.get_logger(__name__)
_EVERY_SECONDS = 5.0
# After a start the operators' pages come back first.
_GRACE_SECONDS = 30.0


class Keeper:
    """Runs in every process of the desk; what one has done the others find done."""

    def __init__(self, database: Database, switchboard: Switchboard) -> None:
        self._database = database
        self._switchboard = switchboard

    async def run(self) -> None:
        """Look until cancelled."""
        await asyncio.sleep(_GRACE_SECONDS)
        while True:
            try:
                await run_sync(self.once)
            except SQLAlchemyError as error:
                _log.warning("handover.store_unreachable", error=type(error).__name__)
            await asyncio.sleep(_EVERY_SECONDS)

    def once(self) -> None:
        """One look; without anything to do it takes no write lock."""
        with self._database.read() as session:
            if not self._switchboard.anything_due(session):
                return
        with self._database.write() as session:
            released, told = self._switchboard.release(session), self._switchboard.follow_hours(session)
        _log.info("handover.kept", released=released, told=told)
