"""Sends short notices to a telephone through whatever gateway a place has.

No two operators speak alike, so the gateway is an interface; the desk ships the double, which shows what would be sent.
A text message bears no answer and no matter, only that there is news and where to read it.
"""

from collections.abc import Callable
from typing import Protocol

from bot.delivery.notices import subject_of
from bot.delivery.service import Outgoing
from bot.delivery.worker import CannotSend
from bot.people.masking import mask_phone

CHANNEL = "sms"


class SmsGateway(Protocol):
    """A place's gateway. `key` names the message: the same key again must not reach the telephone twice."""

    def send(self, phone: str, text: str, key: str) -> None:
        """Take one message; CannotSend when it does not."""
        ...


class ConsoleGateway:
    """Shows each message once, with the number masked, instead of sending it."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._sent: set[str] = set()

    def send(self, phone: str, text: str, key: str) -> None:
        """Show it."""
        if key not in self._sent:
            self._sent.add(key)
            self._show(f"短信（未接入网关，仅显示）→ {mask_phone(phone)}：{text}")


class SmsSender:
    """Puts notices into short messages for a gateway."""

    def __init__(self, gateway: SmsGateway, place: str, url: str = "") -> None:
        self._gateway = gateway
        self._place = place
        self._where = f"请到 {url} 凭编号和查询码查看。" if url else "请凭编号和查询码到服务台查看。"

    def send(self, notice: Outgoing) -> None:
        """Tell that there is news."""
        if not notice.to.address:
            raise CannotSend("没有手机号码", final=True)
        text = f"【{self._place}信息公开】{subject_of(notice.template, notice.data)}，{self._where}"
        self._gateway.send(str(notice.to.address), text, notice.key)
