"""How notices go out over WeChat: as customer-service messages while its window is open, else by template or later."""

import datetime as dt
from typing import NoReturn

from bot.delivery.notices import IN_CONVERSATION
from bot.delivery.service import Outgoing
from bot.delivery.worker import CannotSend
from bot.store import Database
from channels.post import Letter, Post
from channels.wechat import quota
from channels.wechat.client import Api, Refused, Unreachable
from channels.wechat.late import LateNotice
from channels.wechat.render import Native, Text, render, texts, with_more

# Codes of https://developers.weixin.qq.com/doc/offiaccount/Getting_Started/Global_Return_Code.html
_WINDOW_CLOSED = (45015, 45047)
_NOBODY_THERE = (40003, 43004, 50005)
_NO_PERMISSION = {48001: "公众号没有开通这个接口", 40037: "模板编号不对", 43101: "对方没有订阅通知", 47003: "模板的字段不对"}
_TOO_MANY = {45009: dt.timedelta(minutes=30), 45011: dt.timedelta(minutes=1)}
_WAITS = "微信不让再发了（48 小时内 5 条），等对方下次说话时自动补发"


class WechatSender:
    """Sends one notice, message by message; what WeChat took is never sent again."""

    def __init__(self, database: Database, api: Api, base: str, late: LateNotice | None) -> None:
        self._database = database
        self._post = Post(database)
        self._api = api
        self._base = base
        self._late = late

    def send(self, notice: Outgoing) -> None:
        """Send all of it, or say how far it came: what was sent is remembered."""
        letter = self._post.letter(notice)
        due = [(part, message) for part, message in enumerate(self._messages(letter)) if letter.is_due(part)]
        if quota.TEMPLATE_PART in letter.taken:
            return
        for place, (part, message) in enumerate(due):
            left = self._left(letter)
            if left <= 0:
                self._window_closed(letter, begun=bool(letter.taken) or place > 0)
                return
            stops_here = left == 1 and place + 1 < len(due)
            try:
                self._push(letter.address, with_more(message) if stops_here else message)
            except Refused as error:
                if error.code in _WINDOW_CLOSED:
                    self._window_closed(letter, begun=bool(letter.taken) or place > 0)
                    return
                self._give_up(letter, error)
            except Unreachable as error:
                raise CannotSend(f"微信接口没有应答（{error}）") from error
            self._post.taken(letter, part)
        self._post.asked(letter)  # only now: a number typed before it was read means something else

    def _messages(self, letter: Letter) -> list[Native]:
        if letter.replies is not None:
            return render(letter.replies, letter.base or self._base)
        return render([letter.asking], self._base) if letter.asking else texts(letter.notice.text)

    def _left(self, letter: Letter) -> int:
        with self._database.read() as session:
            return quota.left(session, letter.conversation_id)

    def _push(self, to: str, message: Native) -> None:
        if isinstance(message, Text):
            self._api.send_text(to, message.text)
        else:
            self._api.send_card(to, {"title": message.title, "description": message.description, "url": message.url})

    def _window_closed(self, letter: Letter, *, begun: bool) -> None:
        """Progress of a ticket goes by template where there is one; the rest of a talk, and all else, when the citizen writes again."""
        if self._late is None or begun or letter.notice.template in IN_CONVERSATION:
            raise CannotSend(_WAITS, until_spoken=True)
        body = self._late.body(letter.address, letter.notice, self._base)
        try:
            remote = None if self._late.is_subscription else self._api.send_template(body)
            if self._late.is_subscription:
                self._api.send_subscription(body)
        except Refused as error:
            self._give_up(letter, error)
        except Unreachable as error:
            raise CannotSend(f"微信接口没有应答（{error}）") from error
        self._post.taken(letter, quota.TEMPLATE_PART, remote)

    def _give_up(self, letter: Letter, error: Refused) -> NoReturn:
        if error.code in _NOBODY_THERE:
            raise self._post.gone(letter) from error
        if error.code in _NO_PERMISSION:
            raise CannotSend(f"{_NO_PERMISSION[error.code]}（{error.code}）", final=True) from error
        raise CannotSend(f"微信返回错误 {error.code}", wait=_TOO_MANY.get(error.code)) from error
