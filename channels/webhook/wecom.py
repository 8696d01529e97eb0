"""The group robot of WeCom (企业微信群机器人): `{"msgtype": "text", "text": {"content"}}` to the robot's own address.

https://developer.work.weixin.qq.com/document/path/91770 : content up to 2,048 bytes; 20 messages a minute, beyond that
errcode 45009; every answer is 200 with an errcode. The robot knows no repeat: what was sent before a crash may come twice.
"""

import datetime as dt
import json

from bot.delivery.service import Outgoing
from bot.delivery.worker import CannotSend
from channels.webhook.post import post

CHANNEL = "wecom"
_MOST_BYTES = 2_048
_TOO_OFTEN = 45009
_BUSY = (-1, 50001)


class WecomSender:
    """Sends a notice to the robot in it: `{"url"}`."""

    def send(self, notice: Outgoing) -> None:
        """Post it; CannotSend by the errcode of the answer."""
        body = {"msgtype": "text", "text": {"content": _short(notice.text)}}
        answer = post(notice.to.address["url"], json.dumps(body, ensure_ascii=False).encode(), {"Content-Type": "application/json"})
        try:
            code = int(answer.json()["errcode"])
        except (ValueError, KeyError, TypeError) as error:
            raise CannotSend("企业微信的答复看不懂") from error
        if code == _TOO_OFTEN:
            raise CannotSend("企业微信群机器人发得太快", wait=dt.timedelta(seconds=60))
        if code:
            raise CannotSend(f"企业微信答复 {code}", final=code not in _BUSY)


def _short(text: str) -> str:
    """As much as the robot takes, cut between characters."""
    if len(text.encode()) <= _MOST_BYTES:
        return text
    return text.encode()[: _MOST_BYTES - 3].decode(errors="ignore") + "…"
