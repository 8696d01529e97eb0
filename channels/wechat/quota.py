"""How many customer-service messages WeChat still takes: 5 within 48 hours after a message, 3 within a minute after a tap.

Since June 2023: https://mp.weixin.qq.com/cgi-bin/announce?announce_id=116853659399Heuo. Tapping a menu, following and scanning
open the shorter window only. Each new message opens its window anew; windows do not add up.
"""

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.conversations import service
from bot.conversations.models import Message
from bot.store import utc_now
from channels.models import Pushed

# (how an incoming id begins, how many, how long). A little less than WeChat's own: a message sent at the edge is lost.
_WINDOWS = (("m/", 5, dt.timedelta(hours=48) - dt.timedelta(minutes=1)), ("e/", 3, dt.timedelta(seconds=55)))
# A template message: no part of any window.
TEMPLATE_PART = -1


def left(session: Session, conversation_id: str) -> int:
    """Messages that may be sent now."""
    return max(_left_of(session, conversation_id, *window) for window in _WINDOWS)


def _left_of(session: Session, conversation_id: str, begins: str, most: int, lasts: dt.timedelta) -> int:
    opened = select(Message.at).where(
        Message.conversation_id == conversation_id, Message.author == service.CITIZEN, Message.client_message_id.startswith(begins)
    )
    since = session.scalar(opened.order_by(Message.id.desc()).limit(1))
    if since is None or since + lasts <= utc_now():
        return 0
    sent = select(func.count()).select_from(Pushed).where(
        Pushed.conversation_id == conversation_id, Pushed.at >= since, Pushed.part > TEMPLATE_PART
    )  # fmt: skip
    return most - (session.scalar(sent) or 0)
