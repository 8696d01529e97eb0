"""Looking a ticket up in the conversation: by number and query code, or because it was filed right here."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations import words
from bot.conversations.models import Conversation
from bot.conversations.replies import Citation, Option, Reply, TicketCard
from bot.tickets.models import Ticket
from bot.tickets.numbers import CODE_DIGITS
from bot.tickets.service import Tickets, TicketView, due_sentence, find

_NUMBER = re.compile(r"(?<![A-Za-z0-9])([GTZJgtzj])\s?(\d{11,14})(?!\d)")
_PROGRESS = re.compile(
    r"(?:上回|上次|前[些几]天|之前|早先|上个?[周月]|昨天|那天|已经|我)[^,，。]{0,10}(?:投诉|建议|申请|反映|咨询|提|报|交|递)(?:过|了|的)?[^?？]{0,14}"
    r"(?:咋样|怎么?样|啥情况|什么情况|进展|结果了?[吗没]|下文|动静|到哪|修好没|处理[得了]?没|办[好完]?没|解决没|有.{0,3}(?:消息|回音|答复)[没吗])|办到哪|(?:查|看|瞅)[^,，。]{0,6}(?:进度|工单)"
    r"|(?:我|俺|咱)[^,，。]{0,4}(?:那|的)[^,，。]{0,4}(?:投诉|建议|申请|工单|意见)[^,，。]{0,6}([\u4e00-\u9fff])[^,，。]?没\1"
)
_CODE = re.compile(rf"(?<!\d)\d{{{CODE_DIGITS}}}(?!\d)")


def number_in(text: str) -> str | None:
    """A ticket number in the words."""
    match = _NUMBER.search(text)
    return f"{match[1].upper()}{match[2]}" if match else None


def asks_progress(text: str) -> bool:
    """Whether the words ask what became of something filed earlier: «上次投诉的那个修好没»."""
    return _PROGRESS.search(text) is not None


def looks_like_code(text: str) -> bool:
    """Whether the whole message could be a query code."""
    return _CODE.fullmatch(text.strip()) is not None


def look_up(session: Session, tickets: Tickets, conversation: Conversation, text: str) -> list[Reply]:
    """The state of the ticket that is asked about, or what is still needed to open it."""
    number = number_in(text) or (conversation.pending or {}).get("lookup")
    code = _CODE.search(_NUMBER.sub(" ", text))
    if number is None:
        return _own(session, tickets, conversation)
    if (own := find(session, number)) is not None and own.conversation_id == conversation.id:
        return [_shown(tickets.view(own))]
    if code is None:
        conversation.pending = {"lookup": number}
        return [Reply(words.NEED_CODE.format(number=number), "asked")]
    view = tickets.look_up(session, number, code[0])
    conversation.pending = None if view else {"lookup": number}
    return [_shown(view)] if view else [Reply(words.WRONG_CODE, "asked")]


def _own(session: Session, tickets: Tickets, conversation: Conversation) -> list[Reply]:
    query = select(Ticket).where(Ticket.conversation_id == conversation.id).order_by(Ticket.id.desc()).limit(3)
    mine = list(session.scalars(query))
    if not mine:
        return [Reply(words.NEED_NUMBER, "asked")]
    return [_shown(tickets.view(ticket)) for ticket in mine]


def _shown(view: TicketView) -> Reply:
    lines = [
        f"工单 {view.number}：{view.status_words}。",
        f"承办单位：{view.agency}",
        due_sentence(view.due_on, view.provisional) if view.answer is None else "",
        *(f"{step.on.month}月{step.on.day}日 {step.what}" for step in view.timeline),
        f"答复：\n{view.answer}" if view.answer else "",
    ]
    card = TicketCard(view.number, view.kind, view.agency, view.due_on, view.provisional)
    cites = (Citation("政府信息公开条例", "第三十三条"),) if view.kind == "application" and view.answer is None else ()
    return Reply("\n".join(line for line in lines if line), "looked_up", cites, options=(Option("办别的事", "你能办什么"),), ticket=card)
