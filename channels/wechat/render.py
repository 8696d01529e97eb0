"""Replies as WeChat shows them: texts that fit, choices by number, a receipt as a card that opens its page."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversations.replies import Reply, TicketCard
from bot.tickets.service import due_sentence
from channels import rendering

# WeChat cuts off what is longer. Some room is left for «more comes when you write again».
MAX_CHARACTERS, MAX_BYTES = 600, 2_047
MORE = "\n（还没说完。微信限制了条数，回复“继续”接着看。）"
_ROOM = len(MORE)


@dataclass(frozen=True)
class Text:
    """One text message."""

    text: str


@dataclass(frozen=True)
class Card:
    """One article: what is shown of a page, and where it opens."""

    title: str
    description: str
    url: str


Native = Text | Card


def render(replies: Sequence[Reply], base: str) -> list[Native]:
    """The replies to one message. Without a `base` there is no page to open, and the receipt is its text alone."""
    cards = [card_of(reply.ticket, base) for reply in replies if reply.ticket and reply.ticket.query_code and base]
    return [*texts(rendering.together(replies)), *cards]


def texts(text: str) -> list[Native]:
    """A text in messages that fit. A bare `<a` would become a link in WeChat: citizens' own words are not to."""
    return [Text(piece) for piece in rendering.pieces(text.replace("<a", "＜a").replace("</a", "＜/a"), _fits)]


def with_more(message: Native) -> Native:
    """The last message that may be sent now, when others have to wait."""
    return Text(message.text + MORE) if isinstance(message, Text) else message


def _fits(text: str) -> bool:
    return len(text) + _ROOM <= MAX_CHARACTERS and len((text + MORE).encode()) <= MAX_BYTES


def card_of(ticket: TicketCard, base: str) -> Card:
    """The receipt; its page asks for the query code, which stands in the text and in no address."""
    lines = (f"承办单位：{ticket.agency}", due_sentence(ticket.due_on, ticket.provisional), "点开填查询码，可以看进度、打印回执。")
    return Card(f"受理回执 {ticket.number}", "\n".join(line for line in lines if line), ticket_page(base, ticket.number))


def ticket_page(base: str, number: str) -> str:
    """Where a ticket can be looked up, its number filled in."""
    return f"{base}/ticket?number={number}"
