"""Short words that mean something only after what the desk said last: danger that goes on or is over, an answer that was too long."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations import service, words
from bot.conversations.models import Conversation, Message
from bot.conversations.replies import Option, Reply

_MOST, _MOST_LATIN = 24, 60  # characters: what is longer tells something of its own
_SAFE = re.compile(
    r"(?:(?:已经|都|现在|火|人|我|我们|大家|刚才|刚刚|[,，。.!！\s])*(?:没(?:什么|啥|得)?(?:大)?事(?:情)?|不要紧|安全|(?:扑|浇)?灭|救(?:出来|下来|上来)|送(?:到)?医院|走|好|(?:报|打)(?:过|了)?(?:警|电话|110|119|120))"
    r"(?:了|啦|的|过|[,，。.!！\s])*)+(?:(?:谢谢|多谢|感谢)(?:你们?|您)?)?[。.!！\s]*"
    r"|(?:i am|i'm|we are|we're|it is|it's|everything is|everyone is) (?:safe|ok|okay|fine|out|over|all right)(?: now)?(?:,? thank(?:s| you))?", re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"怕|救|疼|痛|算了|没用|打不通|没人接|不敢|不方便|怎么办|咋办|哭|难受|受不了|不行了|撑不|没(?:有)?(?:手机|电话)|动不了|出不去|躲|他(?:又|还)|别(?:管|劝)|不想(?:说|打|活)|来不及|快"
    r"|\b(?:afraid|scared|help|hurts?|can'?t|cannot|please|bleeding|alone|hurry)\b", re.IGNORECASE,
)
_TOO_MUCH = re.compile(
    r"(?:太|好|这么|恁|真)(?:长|多|复杂|啰嗦|罗嗦)(?:了|字|啦|啊|哦|看不完|[,，\s])*(?:看不(?:懂|完|明白)|不想看)?|(?:我|俺|还是|都|[,，\s])*(?:没|看|听|弄|读)(?:没|不)?(?:看|听|弄|读)?(?:懂|明白|清楚)(?:你?(?:在)?(?:说|讲)(?:的|什么|啥)*)?(?:了|啊|呀|诶|啦|唉)?"
    r"|(?:能不能|可以|请|麻烦|你|就|再|[,，\s])*(?:说|讲|写)(?:得|的)?(?:简单|简短|短|明白|清楚|直白|通俗)(?:一?[点些]|点儿)?(?:吗|吧|行不行|好吗|行吗)?|(?:一句话|长话短说|简单(?:点|些|一点|说|讲)|说重点|说人话|讲人话)(?:说|讲|吧|行不行|好吗)?"
)
_FIRST = re.compile(r"[^。！？\n]*[。！？\n]?")


def deal(session: Session, conversation: Conversation, text: str) -> list[Reply]:
    """What is said to such words; empty where they are none, or where nothing was said before that they could mean."""
    plain = text.strip().rstrip("。.!！?？~～… ")
    if not plain or len(plain) > (_MOST_LATIN if plain.isascii() else _MOST):
        return []
    if _SAFE.fullmatch(plain) or _GOES_ON.search(plain):
        said = _in_danger(last(session, conversation.id, "safety"), over=_SAFE.fullmatch(plain) is not None)
        return [words.in_english(reply) for reply in said] if plain.isascii() else said
    if _TOO_MUCH.fullmatch(plain):
        return _in_short(last(session, conversation.id, "answered"))
    return []


def _in_danger(told: Reply | None, *, over: bool) -> list[Reply]:
    """Whoever is in danger hears the numbers once more, whatever he says; whoever is out of it may tell what there is to be mended."""
    numbers = [cited.article for cited in told.citations if cited.article.isdecimal()] if told else []
    if told is None or not numbers:
        return []
    if over:
        return [Reply(words.OUT_OF_DANGER.format(numbers="、".join(numbers)), "smalltalk", options=words.AFTER_DANGER)]
    return [Reply(words.STILL_IN_DANGER.format(numbers="、".join(numbers)), "safety", told.citations)]


def _in_short(told: Reply | None) -> list[Reply]:
    """The first sentence of the answer alone: what matters stands there. Whoever has that already is better off with a person."""
    if told is None or not told.citations:
        return []
    if told.text.startswith(words.SHORT):
        return [Reply(words.NO_SHORTER, "clarify", options=(Option("找人工", "转人工"),))]
    lead = told.text.split("\n\n")[1].split("\n", 1)[-1] if told.text.startswith(words.ONE_OF_TWO) else told.text
    first = _FIRST.match(lead)
    short = first[0].strip() if first else lead
    return [Reply(words.IN_SHORT.format(short=short), "answered", told.citations[:1], options=(Option("找人工", "转人工"),))]


def last(session: Session, conversation_id: str, outcome: str) -> Reply | None:
    """The desk's last words, where they were of this outcome."""
    said = select(Message).where(Message.conversation_id == conversation_id, Message.author == service.DESK)
    row = session.scalar(said.order_by(Message.id.desc()).limit(1))
    reply = Reply.from_json(row.content) if row is not None else None
    return reply if reply is not None and reply.outcome == outcome else None
