"""Notices that come after WeChat's window has closed: a template message or a subscription notice, as the account has it.

Template: https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Template_Message_Interface.html
Subscription: https://developers.weixin.qq.com/doc/service/api/notify/notify/api_sendnewsubscribemsg.html
"""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.clock.service import today
from bot.delivery.service import Outgoing
from channels.wechat.render import ticket_page

# How long a value may be, by the kind that the beginning of its name tells.
_LENGTHS = {"thing": 20, "character_string": 32, "phrase": 5, "name": 10, "short_thing": 20, "const": 20}
_KIND = re.compile(r"[a-z_]+")
# What has happened, in as few characters as a template leaves.
_STATES: Mapping[str, str] = {
    "answered": "已答复，请点开查看", "main_answered": "已答复，请点开查看", "correction_asked": "需要补正，请尽快查看", "extended": "答复期限有延长",
    "fee_asked": "需要缴费，请点开查看", "refused": "不予受理，请点开查看", "transferred": "已转其他渠道办理", "signed": "承办单位已签收",
    "reassigned": "已改派承办单位", "given_up": "视为放弃，不再处理", "withdrawn": "已按您的要求撤回",
}  # fmt: skip
DEFAULT_FIELDS: Mapping[str, str] = {"number": "character_string1", "kind": "thing2", "agency": "thing3", "state": "thing4", "on": "time5"}


@dataclass(frozen=True)
class LateNotice:
    """The account's template: its id, whether it is a subscription notice, which of its fields holds what."""

    template_id: str
    is_subscription: bool = False
    fields: Mapping[str, str] = field(default_factory=lambda: DEFAULT_FIELDS)

    def body(self, to: str, notice: Outgoing, base: str) -> dict[str, Any]:
        """The message for one citizen. It opens the ticket's page where the desk has a public address."""
        number = str(notice.data.get("number", ""))
        values = {
            "number": number, "kind": str(notice.data.get("kind", "")), "agency": str(notice.data.get("agency", "")),
            "state": _STATES.get(notice.template, "有新进展，请点开查看"), "on": _day(today()),
        }  # fmt: skip
        data = {name: {"value": _fitting(name, values[what])} for what, name in self.fields.items() if values.get(what)}
        page = ticket_page(base, number) if base and number else ""
        if self.is_subscription:
            return {"touser": to, "template_id": self.template_id, "data": data} | ({"page": page} if page else {})
        own = hashlib.sha256(notice.key.encode()).hexdigest()[:32]  # WeChat refuses to send the same one twice
        return {"touser": to, "template_id": self.template_id, "client_msg_id": own, "data": data} | ({"url": page} if page else {})


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _fitting(field: str, value: str) -> str:
    kind = _KIND.match(field)
    most = _LENGTHS.get(kind[0].rstrip("_") if kind else "", 20)
    return value if len(value) <= most else value[: most - 1] + "…"


def parse_fields(text: str) -> dict[str, str]:
    """`number=character_string1,kind=thing2` → a mapping; ValueError naming what is not known."""
    pairs = dict(part.strip().split("=", 1) for part in text.split(",") if "=" in part)
    if unknown := set(pairs) - set(DEFAULT_FIELDS):
        raise ValueError(f"{'、'.join(sorted(unknown))} 不是可填的内容，只有 {'、'.join(DEFAULT_FIELDS)}")
    return pairs
