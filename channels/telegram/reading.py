"""What an update of Telegram's means. https://core.telegram.org/bots/api#update

Updates are read as they come, field by field: one that lacks what the documents promise must not be an error of a library's.
"""

from collections.abc import Mapping
from typing import Any

from channels import words
from channels.channel import Arrived, Edited, File, Incoming, Left, Place, Tapped, Unreadable, What, Words

Json = Mapping[str, Any]
# What a command asks for; every other command is somebody finding the way.
_COMMANDS = {"/cancel": Words("取消"), "/help": Words("你能办什么")}
_GROUP = "为了保护您的个人信息，请点我的头像私聊我办理。"
_TAP = "r/"


def incoming(update: Json) -> list[Incoming]:
    """What an update tells, one thing each; empty for what nobody waits to have answered. KeyError, TypeError, ValueError when broken."""
    number = int(update["update_id"])
    if isinstance(message := update.get("message"), Mapping):
        return _message(number, message)
    if isinstance(edited := update.get("edited_message"), Mapping):
        return _edited(number, edited)
    if isinstance(tap := update.get("callback_query"), Mapping):
        return _tap(number, tap)
    if isinstance(change := update.get("my_chat_member"), Mapping):
        return _membership(number, change)
    return []


def _message(number: int, message: Json) -> list[Incoming]:
    address, own = str(int(message["chat"]["id"])), f"{number}/{int(message['message_id'])}"
    if message["chat"].get("type", "private") != "private":
        return [Incoming(address, own, Unreadable("（群消息）", _GROUP))] if _is_meant(message) else []
    what = _what(message)
    found = [Incoming(address, own, what)] if what is not None else []
    if isinstance(what, File) and (caption := _text(message, "caption")):
        found = [Incoming(address, f"f/{own}", what), Incoming(address, own, Words(caption))]
    return found


def _is_meant(message: Json) -> bool:
    """In a group: only whoever speaks to the bot gets a word."""
    return any(entity.get("type") in ("bot_command", "mention") for entity in message.get("entities") or () if isinstance(entity, Mapping))


def _what(message: Json) -> What | None:
    if text := _text(message, "text"):
        return _written(text)
    if found := _file(message):
        return found
    if any(message.get(kind) for kind in ("voice", "audio", "video_note")):
        return Unreadable("（语音）", words.PLEASE_TYPE)
    if isinstance(contact := message.get("contact"), Mapping) and contact.get("phone_number"):
        return Words(str(contact["phone_number"]))
    if isinstance(venue := message.get("venue"), Mapping):
        return Place(" ".join(part for part in (_text(venue, "address"), _text(venue, "title")) if part))
    if isinstance(place := message.get("location"), Mapping):
        return Place(f"北纬{float(place['latitude']):.5f}，东经{float(place['longitude']):.5f}")
    if message.get("sticker") or message.get("animation") or message.get("dice") or message.get("poll"):
        return Unreadable("（表情）", words.NOT_READABLE)
    # What is left tells of the chat itself (a pinned message, a new title): nothing that is said to the desk.
    return None


def _written(text: str) -> What:
    if not text.startswith("/"):
        return Words(text)
    command = text.split()[0].split("@")[0].lower()
    return _COMMANDS.get(command, Arrived("（打开对话）"))


def _file(message: Json) -> File | None:
    if isinstance(photos := message.get("photo"), list) and photos:
        best = max(photos, key=lambda photo: int(photo.get("file_size") or 0))
        return File({"file_id": str(best["file_id"]), "size": int(best.get("file_size") or 0)}, "照片", "照片.jpg")
    for kind, noun, name in (("video", "视频", "视频.mp4"), ("document", "文件", "")):
        if isinstance(found := message.get(kind), Mapping) and not message.get("animation"):
            size = int(found.get("file_size") or 0)
            return File({"file_id": str(found["file_id"]), "size": size}, noun, _text(found, "file_name") or name)
    return None


def _edited(number: int, message: Json) -> list[Incoming]:
    text = _text(message, "text")
    if not text or message["chat"].get("type", "private") != "private":
        return []
    return [Incoming(str(int(message["chat"]["id"])), f"e/{number}", Edited(str(int(message["message_id"])), text))]


def _tap(number: int, tap: Json) -> list[Incoming]:
    """A button: which reply it stood under, and which of its choices it was."""
    data = str(tap.get("data") or "")
    message = tap["message"] if isinstance(tap.get("message"), Mapping) else {}
    address = str(int(message["chat"]["id"] if message else tap["from"]["id"]))
    context = {"id": str(tap["id"]), "message": message.get("message_id"), "keyboard": message.get("reply_markup"), "data": data}
    parts = data.removeprefix(_TAP).split("/")
    reply, choice = (int(part) for part in parts) if data.startswith(_TAP) and len(parts) == 2 else (0, 0)
    return [Incoming(address, f"t/{number}", Tapped(reply, choice), context)]


def tap_data(reply: int, choice: int) -> str:
    """What a button carries: at most 64 bytes, so the choice's number and not its words."""
    return f"{_TAP}{reply}/{choice}"


def _membership(number: int, change: Json) -> list[Incoming]:
    """The bot was blocked, or let in again (then the citizen writes by themselves)."""
    if change["chat"].get("type", "private") != "private":
        return []
    gone = change["new_chat_member"].get("status") in ("kicked", "left")
    return [Incoming(str(int(change["chat"]["id"])), f"c/{number}", Left())] if gone else []


def _text(holder: Json, name: str) -> str:
    value = holder.get(name)
    return value.strip() if isinstance(value, str) else ""
