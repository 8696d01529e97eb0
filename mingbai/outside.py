"""The channels outside the desk's own pages: which there are, what each needs to be switched on, how each is made.

A new channel is one more entry here, and its folder in `channels/`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog

from bot.store import Database
from channels.channel import Webhook
from mingbai.errors import CannotStart
from mingbai.settings import Settings

if TYPE_CHECKING:
    from channels.telegram.channel import TelegramChannel
    from channels.wechat.channel import WechatChannel

_log = structlog.get_logger(__name__)
_AES_KEY = re.compile(r"[A-Za-z0-9+/]{43}")
_BOT_TOKEN = re.compile(r"[^\s/]+")
# https://core.telegram.org/bots/api#setwebhook
_SECRET_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass(frozen=True)
class Entry:
    """One channel: its settings' names, what can be wrong with their values, and what to say of it when it is on."""

    name: str
    title: str
    needs: tuple[str, ...]
    check: Callable[[Settings], str]
    remark: Callable[[Settings], str]
    make: Callable[[Settings, Database], Webhook]

    def missing(self, chosen: Settings) -> list[str]:
        """The settings that are not there, as they are written in the environment."""
        return [f"MINGBAI_{name.upper()}" for name in self.needs if not getattr(chosen, name).strip()]

    def fault(self, chosen: Settings) -> str:
        """Why the channel cannot be switched on, with the setting's name; empty when it can."""
        missing = self.missing(chosen)
        return f"还缺 {'、'.join(missing)}" if missing else self.check(chosen)


def switched_on(chosen: Settings, database: Database) -> list[Webhook]:
    """The channels that can work. One that is set by half stays off, and the log says so (`mingbai doctor` too)."""
    for entry in ENTRIES:
        if len(entry.missing(chosen)) < len(entry.needs) and (fault := entry.fault(chosen)):
            _log.error("channel.off", channel=entry.name, why=fault)
    return [entry.make(chosen, database) for entry in ENTRIES if not entry.fault(chosen)]


def _public_url_fault(chosen: Settings) -> str:
    parts = urlsplit(chosen.public_url)
    if chosen.public_url and (parts.scheme not in ("http", "https") or not parts.hostname):
        return "MINGBAI_PUBLIC_URL 要写成 https://域名"
    return ""


def _wechat_fault(chosen: Settings) -> str:
    key = chosen.wechat_aes_key.strip()
    if key and not _AES_KEY.fullmatch(key):
        return f"MINGBAI_WECHAT_AES_KEY 应是 43 位字母和数字（现在 {len(key)} 位）"
    try:
        _fields(chosen)
    except ValueError as error:
        return f"MINGBAI_WECHAT_TEMPLATE_FIELDS 不对：{error}"
    return _public_url_fault(chosen)


def _wechat_remark(chosen: Settings) -> str:
    remarks = [
        "" if chosen.wechat_aes_key else "现在是明文模式，建议改用安全模式（MINGBAI_WECHAT_AES_KEY）。",
        "" if chosen.wechat_template_id else "没有设模板（MINGBAI_WECHAT_TEMPLATE_ID），超过 48 小时的进展要等市民再来才能送到。",
        "" if chosen.public_url else "没有设 MINGBAI_PUBLIC_URL，48 小时后的通知里没有查询链接。",
    ]
    return "".join(remarks)


def _fields(chosen: Settings) -> dict[str, str]:
    from channels.wechat.late import parse_fields

    return parse_fields(chosen.wechat_template_fields)


def open_wechat(chosen: Settings, database: Database) -> "WechatChannel":
    """The account's channel, for what the command line does with it; CannotStart while its settings do not suffice."""
    if fault := _WECHAT.fault(chosen):
        raise CannotStart(f"微信公众号：{fault}。")
    return _wechat(chosen, database)


def _wechat(chosen: Settings, database: Database) -> "WechatChannel":
    # Imported only where it is used: a desk without WeChat neither loads its library nor waits for it.
    from channels.wechat.channel import Account, WechatChannel
    from channels.wechat.client import REAL_BASE
    from channels.wechat.late import DEFAULT_FIELDS, LateNotice

    kind, template = chosen.wechat_template_kind, chosen.wechat_template_id.strip()
    late = LateNotice(template, kind == "subscription", _fields(chosen) or DEFAULT_FIELDS) if template else None
    account = Account(
        chosen.wechat_app_id.strip(), chosen.wechat_app_secret.strip(), chosen.wechat_token.strip(), chosen.wechat_aes_key.strip(),
        chosen.wechat_api_base.strip() or REAL_BASE, chosen.public_url.rstrip("/"), late,
    )  # fmt: skip
    return WechatChannel(account, database)


def _telegram_fault(chosen: Settings) -> str:
    if not _BOT_TOKEN.fullmatch(chosen.telegram_bot_token.strip()):
        return "MINGBAI_TELEGRAM_BOT_TOKEN 应像 123456:ABC…（BotFather 给的那一串）"
    if not _SECRET_TOKEN.fullmatch(chosen.telegram_secret_token.strip()):
        return "MINGBAI_TELEGRAM_SECRET_TOKEN 只能用字母、数字、_ 和 -，最多 256 位"
    return _public_url_fault(chosen)


def _telegram_remark(chosen: Settings) -> str:
    return "" if chosen.public_url else "没有设 MINGBAI_PUBLIC_URL，不能用 mingbai telegram webhook 登记地址。"


def open_telegram(chosen: Settings, database: Database) -> "TelegramChannel":
    """The bot's channel, for what the command line does with it; CannotStart while its settings do not suffice."""
    if fault := _TELEGRAM.fault(chosen):
        raise CannotStart(f"Telegram：{fault}。")
    return _telegram(chosen, database)


def _telegram(chosen: Settings, database: Database) -> "TelegramChannel":
    from channels.telegram.channel import BotAccount, TelegramChannel
    from channels.telegram.client import REAL_BASE

    token, secret = chosen.telegram_bot_token.strip(), chosen.telegram_secret_token.strip()
    account = BotAccount(token, secret, chosen.telegram_api_base.strip() or REAL_BASE, chosen.public_url.rstrip("/"))
    return TelegramChannel(account, database)


_WECHAT = Entry("wechat", "微信公众号", ("wechat_app_id", "wechat_app_secret", "wechat_token"), _wechat_fault, _wechat_remark, _wechat)
_TELEGRAM = Entry("telegram", "Telegram", ("telegram_bot_token", "telegram_secret_token"), _telegram_fault, _telegram_remark, _telegram)
ENTRIES = (_WECHAT, _TELEGRAM)
