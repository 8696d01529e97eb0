"""When an answer may go out: one of the kind's outcomes, with reasons of its own, and what the law demands at its end."""

import re

from bot.tickets import history
from bot.tickets.conditions import TicketError
from bot.tickets.kinds import Kind
from bot.tickets.models import Ticket
from bot.tickets.outcomes import ANY_BLANK, Outcome, closing, outcome_of, outcomes_for, skeletons

# So few words of one's own are no reason.
_LEAST_WORDS = 5
_NO_WORDS = re.compile(r"[\W_]+")


def checked_outcome(ticket: Ticket, code: str) -> Outcome:
    """The outcome with this code, if this ticket can be answered with it; TicketError says why not."""
    outcome = outcome_of(Kind(ticket.kind), code)
    if outcome is None:
        raise TicketError("请选择答复类型。")
    if outcome not in outcomes_for(Kind(ticket.kind)):
        raise TicketError(f"“{outcome.title}”请用“视为放弃”办理（政府信息公开条例{outcome.article}）。")
    if outcome.needs_correction and not history.corrected(ticket.events):
        raise TicketError("还没有告知申请人补正、收到补正，不能以“补正后申请内容仍不明确”答复（政府信息公开条例第三十条）。")
    return outcome


def complete(outcome: Outcome, text: str, variant: str | None, enclosed: str = "") -> str:
    """The clerk's words, what is `enclosed`, and the closing paragraphs they lack; TicketError when there are no reasons in them."""
    words = text.strip()
    if ANY_BLANK in words or len(own_words(outcome, words)) < _LEAST_WORDS:
        raise TicketError("请把答复内容和理由填写完整，再发送（政府信息公开条例第三十六条）。" if outcome.article else "请把答复内容和理由填写完整，再发送。")
    ending = closing(outcome, variant)
    return "\n\n".join(part for part in (words, enclosed, "" if ending in words else ending) if part)


def own_words(outcome: Outcome, text: str) -> str:
    """What is left of an answer without the template's own phrases and without signs: the clerk's reasons."""
    for phrase in skeletons(outcome):
        text = text.replace(phrase, "")
    return _NO_WORDS.sub("", text)
