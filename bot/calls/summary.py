"""What a call comes to in a few lines, from its own words and what was done in it: by rule, nothing is made up."""

import datetime as dt
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from bot.calls.assist import Assist
from bot.calls.dangers import TITLES as DANGERS
from bot.calls.filing import JOINED, REPEATED
from bot.calls.models import Call
from bot.calls.sheet import Done, Sheet
from bot.calls.wanting import UNCLEAR
from bot.people.masking import mask_phone, mask_text
from bot.tickets.kinds import WORDS, Kind
from bot.tickets.models import Ticket
from bot.tickets.service import due_sentence

ANSWER, ASKED, DANGER, NEWS = "answer", "asked", "danger", "news"
_LOCAL = ZoneInfo("Asia/Shanghai")
_MATTER = 160


def summary(call: Call, assist: Assist, came: Sequence[tuple[str, Ticket]]) -> str:
    """Who called when and about what, what was said and filed; numbers masked, so that it can be kept and read."""
    return mask_text("\n".join(_lines(call, Sheet.of(call.sheet), assist, came)))


def _lines(call: Call, sheet: Sheet, assist: Assist, came: Sequence[tuple[str, Ticket]]) -> Iterator[str]:
    who = mask_phone(str(call.caller)) if call.caller else "没有来电号码"
    yield f"{_local(call.taken_at or call.opened_at)} 来电（{who}）{_length(call)}。"
    if assist.wants.what != UNCLEAR or assist.matter:
        yield f"来意：{assist.wants.title}{'。' if not assist.matter else f'：{_short(assist.matter)}'}"
    for done in sheet.done:
        if line := _done(done):
            yield line
    for how, ticket in came:
        yield _ticket(how, ticket)
    if not came:
        yield "没有登记工单。"
    for words in sheet.waiting:
        yield f"还说到、没有登记：{_short(words)}"


def _done(done: Done) -> str:
    match done.what:
        case "answer":
            return f"已答复：{done.title}"
        case "danger":
            return f"提到{DANGERS.get(done.key, '危险')}，已提示拨打{done.title}。"
        case "news":
            return f"已告知工单 {done.key} 的进展。"
    return ""


def _ticket(how: str, ticket: Ticket) -> str:
    kind = WORDS[Kind(ticket.kind)].title
    if how == REPEATED:
        return f"再次反映已有的{kind} {ticket.number}，已提醒{ticket.agency}。"
    joined = "，与先前的同一事项合并办理" if how == JOINED else ""
    due = "" if how == JOINED else due_sentence(ticket.due_on, ticket.provisional)
    marks = "".join(f"，{word}" for name, word in (("urgent", "加急"),) if (ticket.matter or {}).get(name))
    oral = "，书写有困难，由话务员代为填写" if (ticket.applicant or {}).get("oral_help") else ""
    return f"已登记{kind} {ticket.number}，转{ticket.agency}{joined}{marks}{oral}。{due}"


def _length(call: Call) -> str:
    if call.taken_at is None or call.ended_at is None:
        return ""
    seconds = int((call.ended_at - call.taken_at).total_seconds())
    return f"，通话 {seconds // 60} 分 {seconds % 60} 秒"


def _short(text: str) -> str:
    return text if len(text) <= _MATTER else f"{text[:_MATTER]}……"


def _local(at: dt.datetime) -> str:
    local = at.astimezone(_LOCAL)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
