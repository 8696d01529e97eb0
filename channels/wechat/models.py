"""What the WeChat channel keeps: the one access token that all processes share."""

import datetime as dt
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import Base, Sealed, UtcInstant


class WechatToken(Base):
    """The access token of one official account. Whoever holds the lease fetches; everybody else waits for what it brings."""

    __tablename__ = "wechat_token"

    app_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    # Sealed: whoever has it can speak as the account. At least 512 characters long in WeChat's own words; no limit here.
    token: Mapped[Any] = mapped_column(Sealed, nullable=True)
    # Until when it is used: five minutes before WeChat lets it end.
    expires_at: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
    leased_until: Mapped[dt.datetime | None] = mapped_column(UtcInstant)
