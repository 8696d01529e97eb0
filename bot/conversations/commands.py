"""What a reply tells the citizen to say, as a button too: nobody has to type «转人工» because the desk named it."""

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.conversations.replies import Option, Reply

# What may stand in quotation marks after «回复» or «说», and what the button is called.
_LABELS: Mapping[str, str] = {
    "转人工": "找人工", "查进度": "查进度", "催一下": "催一下", "不满意": "不满意", "我要申请公开": "申请信息公开", "我要提建议": "提建议",
    "申请公开": "申请信息公开", "我要投诉": "投诉",
}
_SAY = re.compile(rf"(?:回复|说|打)“({'|'.join(_LABELS)})”")
_MOST = 5
# A form offers what answers its question; what was handed over, filed or told in danger has its own choices.
_PLAIN = frozenset({"answered", "asked", "clarify", "looked_up", "failed", "cancelled", "smalltalk"})


def with_buttons(reply: Reply) -> Reply:
    """The reply with a button for each thing that it tells to say and that it does not offer yet, before its other choices."""
    if reply.asks is not None or reply.outcome not in _PLAIN or len(reply.options) >= _MOST:
        return reply
    offered = {option.text for option in reply.options} | {option.label for option in reply.options}
    wanted = [said for said in dict.fromkeys(_SAY.findall(reply.text)) if not {said, _LABELS[said]} & offered]
    if not wanted:
        return reply
    buttons = tuple(Option(_LABELS[said], said) for said in wanted)
    return replace(reply, options=(*buttons, *reply.options)[:_MOST])
