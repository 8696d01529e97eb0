"""What the desk does not do, whatever the engine makes of a message: read before any act."""

from bot.clock.service import period
from bot.conversations import conduct, lookup, safety, words
from bot.conversations.replies import Citation, Reply
from bot.conversations.turn import Turn
from bot.people.masking import holds_id_number

BEYOND_DOUBT = 0.85  # how sure the engine has to be of these to be believed whatever the knowledge makes of the message
_REGULATION = "政府信息公开条例"


def refused(act: str, turn: Turn) -> Reply | None:
    """The answer to a message that gives away what nobody needs, gives orders, pries or wants other work; None to any other.

    In an open form (`fill`) numbers and names are answers.
    """
    text = turn.text
    if act not in ("fill", "file") and holds_id_number(text):
        return Reply(words.KEEP_NUMBERS_PRIVATE, "safety")
    if act == "fill":
        return None
    if safety.gives_secret(text):
        return Reply(words.KEEP_SECRETS, "safety", (Citation("个人信息保护法", "第二十八条"),))
    if conduct.orders_us(text):
        return not_to_be_ordered()
    if conduct.pries(text) and lookup.number_in(text) is None:
        return others_data()
    return Reply(words.OUT_OF_SCOPE, "declined", options=words.MENU) if conduct.is_others_work(text) else None


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
