"""What the pages of the conversations are given to work with."""

from dataclasses import dataclass

from bot.conversations.doorbell import Doorbell
from bot.conversations.handover.service import Switchboard
from bot.knowledge.service import Knowledge


@dataclass(frozen=True)
class Chats:
    """The hand-over of one desk as its operators work with it."""

    switchboard: Switchboard
    knowledge: Knowledge
    doorbell: Doorbell
