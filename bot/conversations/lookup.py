"""Looking a ticket up in the conversation: by number and query code, or because it was filed right here."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations import words
from bot.conversations.models import Conversation
from bot.conversations.replies import Citation, Option, Reply, TicketCard
from bot.filing.speech import either, said
from bot.tickets.links import TooManyLinks, link, linked_to, unlink
from bot.tickets.models import Ticket
from bot.tickets.numbers import CODE_DIGITS
from bot.tickets.service import Tickets, TicketView, due_sentence, find

_NUMBER = re.compile(r"(?<![A-Za-z0-9])([GTZJgtzj])\s?(\d{11,14})(?!\d)")
_DAY_BEFORE = "上回|上次|前[些几]?[天日]|前阵子?|之前|早先|上个?[周月]|上个?礼拜|昨[天儿]|那天|年前"
_STANDS = "咋样|怎么?样|下文|动静"  # how it stands
_FILES = "(?:投诉|建议|申请|反映|咨询|提|报|交|递)"
_DONE_YET = "修好没|处理[得了]?没|办[好完]?没|解决没|有.{0,3}(?:消息|回音|答复)[没吗]"
_REPAIRED = "(?:修|弄|办|通|补|换|清|处理|解决)(?:好|完|上|掉)?了?(?:没|冇|吗|不)(?:有)?"
_SOMEBODY_DOES = "派给?(?:谁|哪)|谁(?:在|去)?(?:弄|修|管|办|接)|归谁|轮到|到哪"
_PROGRESS = re.compile(
    either(
        rf"(?:{_DAY_BEFORE}|已经|我)[^,，。]{{0,10}}{_FILES}(?:过|了|的)?[^?？]{{0,14}}(?:{_STANDS}|啥情况|什么情况|进展|结果了?[吗没]|到哪|{_DONE_YET})",
        "办到哪|(?:查|看|瞅)[^,，。]{0,6}(?:进度|工单)",
        "申请的[^,，。]{0,8}(?:寄|发|邮)(?:出|过)?(?:来|去)?了?没",
        # What was told us earlier, and who does something about it: «上个月跟你们讲的那条水渠，派给谁去弄了».
        rf"(?:{_DAY_BEFORE})[^,，。]{{0,4}}(?:[跟给向和同对]你们?[^,，。]{{0,4}}(?:讲|说|报|提|反映|投诉)|(?:报|投诉|反映|举报)过?的|报修)"
        rf".{{0,16}}(?:{_SOMEBODY_DOES}|{_STANDS}|{_REPAIRED})",
        # «上月托你们问的那个事，咋到现在没动静»
        rf"(?:{_DAY_BEFORE})[^,，。]{{0,3}}(?:托|叫|让|请|麻烦|拜托)你们?[^,，。]{{0,8}}的?[^,，。]{{0,6}}[,，\s]*.{{0,8}}(?:{_STANDS}|消息|音讯|结果|回[音话信])",
        # Something like a number, which is none of ours: what they look like is told.
        r"^(?:帮我|请|我想?要?)?查(?:一?下|询)?[\s:：]*(?=[A-Za-z-]{0,4}\d)[A-Za-z\d-]{6,}",
        # The slip with the number is lost.
        "(?:编号|单号|工单号?|回执|查询码|条子|号码)[^,，。]{0,10}(?:丢|撕|掉|没了|不见|找不|洗|烂|扔).{0,24}查(?:得|不)?(?:着|到)",
        r"[我俺咱][^,，。]{0,4}[那的][^,，。]{0,4}(?:投诉|建议|申请|工单|意见)[^,，。]{0,6}([\u4e00-\u9fff])[^,，。]?没\1",
    )
)
# What may be done about silence, and where a petition stands, is for the rules to answer.
_ASKS_A_RULE = re.compile(r"怎么(?:办|弄|整|搞)|咋(?:办|弄|整|搞)|找谁|信访|上访|签收|说没收到")
# The key to a ticket is gone, or there never was one, and nothing else is told.
_KEY = "编号|单号|工单号?|查询码|回执"
_HAS_LOST = re.compile(
    either(
        rf"(?:{_KEY}|号码)[^,，。]{{0,10}}(?:丢|没了|不见|找不|忘|记不|没记|不记得|没有|都没)",
        rf"(?:没有?|忘了?|丢了?|找不到|不记得|没记)(?:工单)?(?:{_KEY})",
        r"[凭用拿报](?:我的?)?(?:手机号?码?|电话|身份证号?码?|名字|姓名)[^,，。]{0,16}[,，]?\s*(?:能不能|可不可以|可以|能|可)?查",
    )
)
_LOST_MOST = 30
_A_PETITION = re.compile(r"信访|上访|快递|寄|平信|邮票|挂号|邮局|起算|别人|他的|她的|闺蜜|朋友|同事|邻居")
LOST = "编号和查询码丢了"  # what the entries are asked then
_LINK = re.compile(r"关联|绑定|也?在这里(?:通知|告诉)我")
_UNLINK = re.compile(r"(?:取消|解除|不要|别|不).{0,3}(?:关联|绑定)|解绑")
_AT_LENGTH = 14
_OF_A_FILING = re.compile(said("of_a_filing"))
_CODE = re.compile(rf"(?<!\d)\d{{{CODE_DIGITS}}}(?!\d)")


def number_in(text: str) -> str | None:
    """A ticket number in the words."""
    match = _NUMBER.search(text)
    return f"{match[1].upper()}{match[2]}" if match else None


def without_number(text: str) -> str:
    """The words without a ticket number."""
    return _NUMBER.sub(" ", text).strip()


def codes_in(text: str) -> list[str]:
    """What could be query codes in the words, beside the ticket number."""
    return _CODE.findall(_NUMBER.sub(" ", text))


def asks_progress(text: str) -> bool:
    """Whether the words ask what became of something filed earlier: «上次投诉的那个修好没»."""
    return _PROGRESS.search(text) is not None and _ASKS_A_RULE.search(text) is None


def has_lost_number(text: str) -> bool:
    """«编号丢了，查询码也没了», «能不能用手机号查»: nothing is left to look a ticket up with."""
    return len(text) <= _LOST_MOST and number_in(text) is None and _HAS_LOST.search(text) is not None and _A_PETITION.search(text) is None


def tells_a_matter(text: str) -> bool:
    """«我们村那个路修了三年没修好 钱到哪去了»: something told at length, with no word of anything that was filed."""
    return len(text) >= _AT_LENGTH and number_in(text) is None and not asks_progress(text) and _OF_A_FILING.search(text) is None


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
        return [_shown(tickets.view_for_citizen(session, own))]
    if code is None:
        conversation.pending = {"lookup": number}
        return [Reply(words.NEED_CODE.format(number=number), "asked")]
    if not tickets.may_try(number):
        conversation.pending = {"lookup": number}
        return [Reply(words.TOO_MANY_TRIES, "asked")]
    view = tickets.look_up(session, number, code[0])
    conversation.pending = {"proven": number} if view else {"lookup": number}
    return [_shown(view, elsewhere=True)] if view else [Reply(words.WRONG_CODE, "asked")]


def wants_link(text: str) -> bool:
    """Whether a ticket is to be told of in this conversation too, or no more: «关联 T2026… 12345678»."""
    return len(text) <= 60 and _LINK.search(text) is not None and number_in(text) is not None


def link_here(session: Session, tickets: Tickets, conversation: Conversation, text: str) -> list[Reply]:
    """Tell this conversation of a ticket from now on, or no more; number and query code are the key, as for a look-up."""
    number = number_in(text) or ""
    ticket = find(session, number)
    if _UNLINK.search(text):
        gone = ticket is not None and unlink(session, ticket.id, conversation.id)
        return [Reply((words.UNLINKED if gone else words.NOT_LINKED).format(number=number), "looked_up")]
    code = _CODE.search(_NUMBER.sub(" ", text))
    proven = (conversation.pending or {}).get("proven") == number
    if not proven and code is None:
        conversation.pending = {"lookup": number}
        return [Reply(words.NEED_CODE.format(number=number), "asked")]
    if not proven and not tickets.may_try(number):
        return [Reply(words.TOO_MANY_TRIES, "asked")]
    opened = proven or tickets.look_up(session, number, code[0] if code else "") is not None
    return [_linked(session, ticket, conversation) if opened and ticket else Reply(words.WRONG_CODE, "asked")]


def _linked(session: Session, ticket: Ticket, conversation: Conversation) -> Reply:
    try:
        link(session, ticket, conversation.channel, conversation.id)
    except TooManyLinks as error:
        return Reply(str(error), "looked_up")
    return Reply(words.LINKED.format(number=ticket.number), "looked_up", options=(Option("查进度", f"查进度 {ticket.number}"),))


def _own(session: Session, tickets: Tickets, conversation: Conversation) -> list[Reply]:
    query = select(Ticket).where(Ticket.conversation_id == conversation.id).order_by(Ticket.id.desc()).limit(3)
    mine = [*session.scalars(query), *linked_to(session, conversation.id)]
    if not mine:
        return [Reply(words.NEED_NUMBER, "asked")]
    return [_shown(tickets.view_for_citizen(session, ticket)) for ticket in mine]


def _shown(view: TicketView, *, elsewhere: bool = False) -> Reply:
    lines = [
        f"工单 {view.number}：{view.status_words}。",
        f"承办单位：{view.agency}",
        due_sentence(view.due_on, view.provisional) if view.answer is None else "",
        *(f"{step.on.month}月{step.on.day}日 {step.what}" for step in view.timeline),
        f"答复：\n{view.answer}" if view.answer else "",
    ]
    card = TicketCard(view.number, view.kind, view.agency, view.due_on, view.provisional)
    cites = (Citation("政府信息公开条例", "第三十三条"),) if view.kind == "application" and view.answer is None else ()
    tell_here = (Option("有消息也在这里告诉我", f"关联 {view.number}"),) if elsewhere else ()
    return Reply("\n".join(line for line in lines if line), "looked_up", cites, options=(*tell_here, Option("办别的事", "你能办什么")), ticket=card)
