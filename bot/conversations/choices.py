"""A bare number as an answer: which of the choices that were last offered it means.

Where choices cannot be tapped they are shown with numbers; the numbers go through all replies of one turn.
"""

import re
import unicodedata
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations import service
from bot.conversations.models import Message
from bot.conversations.replies import Option, Reply

_NUMBER = re.compile(r"^(?:我?要?选择?|回复?|第)?\s*(\d{1,2}|[一二三四五六七八九]|十[一二]?)\s*(?:个|项|号|条)?[。.,，、)!]?$")
_OFFERING = (service.DESK, service.AGENCY)
_NOTICES = 9  # so many notices without a question may have come since something was offered
_A_DAY = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*号")
_CHINESE = {name: number for number, name in enumerate("一二三四五六七八九", 1)} | {"十": 10, "十一": 11, "十二": 12}


def offered(replies: Iterable[Reply]) -> list[Option]:
    """The choices of one turn in their order, each once: the n-th is the one that the number n means."""
    found: dict[str, Option] = {}
    for reply in replies:
        for option in reply.options:
            found.setdefault(option.text, option)
    return list(found.values())


def number_in(text: str) -> int | None:
    """The number that is the whole message: «2», «２», «②», «二», «选2», «第二个»."""
    match = _NUMBER.match(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        return None
    return _CHINESE.get(match[1]) or (int(match[1]) if match[1].isdecimal() else None)


def meant(session: Session, conversation_id: str, text: str) -> str:
    """The words of the choice that a bare number picks; `text` itself where it picks none."""
    number = number_in(text)
    if not number:
        return text
    choices = _last_offered(session, conversation_id)
    if len(choices) == 1 and _A_DAY.fullmatch(text.strip()):  # «1号» to «when was it?», where only «记不清了» is offered
        return text
    return choices[number - 1].text if number <= len(choices) else text


def of_reply(session: Session, conversation_id: str, reply_id: int, choice: int) -> str | None:
    """The words of one choice (from 0) of one reply of this conversation; None where there is no such."""
    row = session.get(Message, reply_id)
    if row is None or row.conversation_id != conversation_id or row.author not in _OFFERING:
        return None
    options = _options(row)
    return options[choice].text if 0 <= choice < len(options) else None


def _last_offered(session: Session, conversation_id: str) -> list[Option]:
    """What was offered last: by the desk in a turn, or by a notice that came after it and asks something."""
    said = select(Message).where(Message.conversation_id == conversation_id, Message.author.in_(_OFFERING))
    for row in session.scalars(said.order_by(Message.id.desc()).limit(_NOTICES + 1)):
        if row.author == service.DESK:
            return offered(service.replies_to(session, row.in_reply_to)) if row.in_reply_to is not None else []
        if options := _options(row):
            return options
    return []


def _options(row: Message) -> list[Option]:
    return [Option(**option) for option in row.content.get("options") or ()]
