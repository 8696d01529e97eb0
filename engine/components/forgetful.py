"""What does the engine remember of a conversation? Nothing."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig


class ForgetfulTrackerStore(TrackerStore):
    """Every message meets a fresh tracker, and none is kept.

    Drafts, histories and tickets live in the desk's own store, so a tracker has nothing to add: no memory that grows
    with citizens, no citizen's words lying in the engine, no state to lose when it is killed, and any of several
    workers can take any message.
    """

    def __init__(
        self, domain: Domain | None, event_broker: EventBroker | None = None, host: EndpointConfig | None = None, **kwargs: Any
    ) -> None:
        super().__init__(domain, event_broker)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep nothing."""

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Never anything: the caller starts a new tracker."""
        return None

    async def keys(self) -> Iterable[str]:
        """No conversation is known."""
        return []
