"""What the desk does not do, whatever the engine makes of a message: steps of `turns`, before any act."""

from bot.clock.service import period
from bot.conversations import conduct, lookup, safety, words
from bot.conversations.replies import Citation, Reply
from bot.conversations.turn import Turn
from bot.people.masking import holds_id_number

BEYOND_DOUBT = 0.85  # how sure the engine has to be of these to be believed whatever the knowledge makes of the message
_REGULATION = "政府信息公开条例"


def private_number(turn: Turn) -> list[Reply] | None:
    """An identity number where nobody asked for one."""
    return [Reply(words.KEEP_NUMBERS_PRIVATE, "safety")] if holds_id_number(turn.text) else None


def secret(turn: Turn) -> list[Reply] | None:
    """A password, a code or a bank card given away."""
    return [Reply(words.KEEP_SECRETS, "safety", (Citation("个人信息保护法", "第二十八条"),))] if safety.gives_secret(turn.text) else None


def order(turn: Turn) -> list[Reply] | None:
    """What the desk is to say, or to be, from now on."""
    return [not_to_be_ordered()] if conduct.orders_us(turn.text) else None


def prying(turn: Turn) -> list[Reply] | None:
    """Whether somebody else filed anything; whoever gives a number may look it up."""
    return [others_data()] if conduct.pries(turn.text) and lookup.number_in(turn.text) is None else None


def others_work(turn: Turn) -> list[Reply] | None:
    """School work, writing, tomorrow's weather."""
    return [Reply(words.OUT_OF_SCOPE, "declined", options=words.MENU)] if conduct.is_others_work(turn.text) else None


def bent(turn: Turn) -> bool:
    """Whether what the engine likens to an order is one: by its words, or beyond doubt."""
    return conduct.bends_rules(turn.text) or turn.understood.sure_of("manipulate") >= BEYOND_DOUBT


def others_data() -> Reply:
    """What is said to who wants other people's papers or data."""
    return Reply(words.OTHERS_DATA, "declined", (Citation("个人信息保护法", "第十条"), Citation(_REGULATION, "第十五条")))


def not_to_be_ordered() -> Reply:
    """What is said to an order to bend the rules, with the period as the law has it."""
    return Reply(f"{words.MANIPULATE}\n{_reply_period()}", "declined", (Citation(_REGULATION, "第三十三条"),))


def _reply_period() -> str:
    """The statutory reply period as the clock has it, so that no sentence here can grow old by itself."""
    limit = period("application")
    return f"政府信息公开申请的答复期限是收到申请之日起 {limit.workdays} 个工作日（《政府信息公开条例》第三十三条）。"
