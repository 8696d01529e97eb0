"""Nobody is left in a form that does not understand him: after two messages that led to nothing, the ways out are told."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.conversations.replies import Option, Reply
from bot.filing import talk
from bot.filing.form import Form

_NOTE = "missed"
_MOST = 2
_WAYS_OUT = "没关系，换个说法再说一次就行。改上一项回复“返回”，找工作人员帮您填回复“转人工”，不办了回复“取消”。"
_SKIP = "这一项说不上来，可以回复“没有”。"
_CHOICES = (Option("转人工", "转人工"), Option("不办了", "取消"))


def counted(form: Form, found: tuple[Mapping[str, Any], str | None], text: str, replies: list[Reply]) -> list[Reply]:
    """The replies, with the ways out where this and the message before changed nothing and asked the same again.

    `found`: answers and notes, and the open question, as the message found them. A question that was answered is no miss, and thanks are none.
    """
    kept, asks = found
    if form.kind is not None and talk.lead(form, text):
        return replies
    same = not form.dropped and form.asks == asks and form.answers == kept["answers"] and len(replies) == 1
    before = int(form.notes.pop(_NOTE, "0"))
    if not same or replies[0].asks != asks:
        return replies
    missed = before + 1
    form.notes[_NOTE] = str(missed)
    return [_led_out(form, replies[0])] if missed >= _MOST else replies


def _led_out(form: Form, reply: Reply) -> Reply:
    slot = form.slot() if form.kind is not None and form.asks not in ("kind", "review") else None
    skip = _SKIP if slot is not None and slot.optional and not form.is_last_contact(slot) else ""
    told = {option.text for option in reply.options}
    return replace(reply, text=f"{reply.text}\n{_WAYS_OUT}{skip}", options=(*reply.options, *(one for one in _CHOICES if one.text not in told)))
