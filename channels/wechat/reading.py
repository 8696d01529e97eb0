"""What a push of WeChat's means: messages, events, and what wants no answer.

https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_event_pushes.html
"""

import hashlib
from collections.abc import Mapping

from channels import words
from channels.channel import Arrived, File, Incoming, Left, Place, Undelivered, Unreadable, What, Words

Fields = Mapping[str, str]
# What WeChat writes in place of something that it cannot hand on.
_PLACEHOLDERS = ("[Unsupported Message]", "【收到不支持的消息类型，暂无法显示】", "[收到了一个表情，请在最新版客户端中查看]")
_NOUNS = {"image": "照片", "video": "视频", "shortvideo": "视频"}


def incoming(fields: Fields) -> Incoming | None:
    """The one thing that a push tells; None for what nobody waits to have answered. KeyError without sender or type."""
    sender, kind = fields["FromUserName"], fields["MsgType"].lower()
    if not sender:
        raise KeyError("FromUserName")
    what = _event(fields) if kind == "event" else _message(kind, fields)
    if what is None:
        return None
    return Incoming(sender, _event_id(fields) if kind == "event" else _message_id(fields), what, context=fields.get("ToUserName", ""))


def _message(kind: str, fields: Fields) -> What:
    if kind == "text":
        content = fields.get("Content", "")
        return Unreadable("（表情）", words.NOT_READABLE) if content.strip() in _PLACEHOLDERS else Words(content)
    if kind == "voice":
        heard = fields.get("Recognition", "").strip().rstrip("。")
        return Words(heard) if heard else Unreadable("（语音）", words.PLEASE_TYPE)
    if kind in _NOUNS and fields.get("MediaId"):
        return File({"media_id": fields["MediaId"]}, _NOUNS[kind])
    if kind == "location":
        return Place(fields.get("Label") or f"北纬{fields.get('Location_X', '')}，东经{fields.get('Location_Y', '')}")
    if kind == "link":
        return Unreadable(f"（链接）{fields.get('Title', '')[:60]}", words.LINK)
    if kind == "file":  # WeChat tells of it and hands over neither bytes nor a media id
        return Unreadable(f"（文件）{fields.get('Title', '')[:60]}", words.NO_FILE_HERE)
    return Unreadable("（看不懂的消息）", words.NOT_READABLE)


def _event(fields: Fields) -> What | None:
    event, key = fields.get("Event", "").lower(), fields.get("EventKey", "")
    if event == "subscribe":
        return Arrived("（关注）")
    if event == "unsubscribe":
        return Left()
    if event == "click":
        return Words(key) if key else Arrived("（菜单）")
    if event in ("scan", "scancode_waitmsg"):
        return Arrived("（扫码）")
    if event == "templatesendjobfinish" and fields.get("Status", "success") != "success":
        return Undelivered(fields.get("MsgID", ""), fields["Status"][:60])
    return None


def _message_id(fields: Fields) -> str:
    """The same for all retries. Without MsgId, which WeChat always gives, what was sent and when."""
    own = fields.get("MsgId", "")
    return f"m/{own[:64]}" if own else f"m/{_digest(fields)}"


def _event_id(fields: Fields) -> str:
    """Events have no id: sender and time name them (the sender is the conversation), and what was tapped."""
    return f"e/{fields.get('CreateTime', '')[:12]}/{fields.get('Event', '').lower()[:30]}/{_digest(fields)}"


def _digest(fields: Fields) -> str:
    return hashlib.sha256("\0".join(f"{name}={fields[name]}" for name in sorted(fields)).encode()).hexdigest()[:16]
