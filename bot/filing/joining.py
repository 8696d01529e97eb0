"""«一起办»: beside the review of a draft, others' open ticket of the same matter is offered to be joined. 确认 files one's own, as ever."""

import re
from dataclasses import replace

from sqlalchemy.orm import Session

from bot.clock.wording import day_zh
from bot.conversations.replies import Option, Reply
from bot.filing.form import Form
from bot.tickets.joining import Joined, Main, to_join
from bot.tickets.kinds import WORDS, Kind
from bot.tickets.service import due_sentence

_NOTE = "main"
_WITH_THEM = r"(?:好的?|行|可以|嗯+|[，,\s]|那|就|我|也|想|要|愿意|跟|和|与|同|他们|大家|别人|把我)*"
_TOGETHER = "一起|一块儿?|一同|共同|合并|并入|并案|加入|算我一个"
_JOINS = re.compile(rf"{_WITH_THEM}(?:{_TOGETHER})(?:办|办理|处理|反映|登记|进去|吧|了|的)*[。.!！~\s]*")
TOO_LATE = "那张工单刚刚办结或改了办法，不能再一起办理，已为您单独登记。"


def offered(session: Session, form: Form, conversation_id: str, replies: list[Reply]) -> list[Reply]:
    """The replies with what may be joined told in the review, where they come to one; the draft remembers the offer."""
    form.notes.pop(_NOTE, None)
    if form.asks != "review" or form.kind in (None, Kind.APPLICATION) or not replies or replies[-1].asks != "review":
        return replies
    said = "。".join(part for part in (form.answers.get(form.matter_slot), form.answers.get("place")) if part)
    found = to_join(session, form.of_kind, said, conversation_id=conversation_id)
    if not found:
        return replies
    form.notes[_NOTE] = found[0].number
    return [*replies[:-1], _with_offer(replies[-1], found[0])]


def _with_offer(review: Reply, main: Main) -> Reply:
    confirm, *others = review.options
    return replace(review, text=f"{review.text}\n\n{_sentence(main)}", options=(confirm, Option("和他们一起办", "一起办"), *others))


def _sentence(main: Main) -> str:
    what = f"（{main.about}）" if main.about else ""
    who = f"已有{main.reported}人反映了可能是同一件的事{what}"
    return f"{who}，{main.agency}{day_zh(main.received_on)}收到，正在办理。想和他们一起办，请回复“一起办”；要单独登记，照常回复“确认”。"


def chosen(form: Form, text: str) -> str | None:
    """The number of the main ticket, when it was offered and the words take the offer."""
    return form.notes.get(_NOTE) if form.asks == "review" and len(text) <= 16 and _JOINS.fullmatch(text.strip()) else None


def receipt(joined: Joined) -> str:
    """What the citizen is told of a ticket that was joined to another."""
    filed, main = joined.filed, joined.main
    lines = [
        f"已提交您的{WORDS[filed.kind].title}，和先前反映的同一件事一起办理。",
        f"编号：{filed.number}",
        f"查询码：{filed.query_code}（请记好，凭编号和查询码查进展）",
        f"承办单位：{main.agency}（{day_zh(main.received_on)}已开始办理，现在共有{main.reported}人反映）",
        due_sentence(main.due_on, main.provisional),
        "有了答复，会同样发到这个对话里。",
    ]
    return "\n".join(line for line in lines if line)
