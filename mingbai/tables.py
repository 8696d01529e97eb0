"""Every area's tables in one import: for backups, for writing migrations, for the test that holds both together."""

import bot.calls.models
import bot.conversations.handover.models
import bot.conversations.models
import bot.delivery.models
import bot.delivery.staff
import bot.filing.models
import bot.knowledge.editing.models
import bot.knowledge.flags
import bot.oversight.models
import bot.people.models
import bot.store.pace
import bot.tickets.likeness.models
import bot.tickets.links
import bot.tickets.models
import channels.models
import channels.wechat.models
from bot.store import Base

AREAS = (
    bot.calls.models, bot.conversations.handover.models, bot.conversations.models, bot.delivery.models, bot.delivery.staff,
    bot.filing.models, bot.knowledge.editing.models, bot.knowledge.flags, bot.oversight.models, bot.people.models, bot.store.pace, bot.tickets.likeness.models, bot.tickets.links,
    bot.tickets.models, channels.models, channels.wechat.models,
)
METADATA = Base.metadata
