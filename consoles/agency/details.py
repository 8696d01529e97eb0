"""What a ticket's page shows: who, what, when, why, with numbers masked unless they were asked for."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock.wording import day_zh
from bot.conversations.models import Attachment
from bot.filing.slots import FORMS, slot_of
from bot.people.colleagues import names_of
from bot.people.masking import mask_id, mask_phone, mask_text
from bot.people.models import Staff
from bot.people.presence import Present
from bot.people.reach import reached_by
from bot.store.files import size_words
from bot.tickets.conditions import URGE_FORMS
from bot.tickets.finding import words_of
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import ACT_WORDS, STATUS_WORDS, Act, Status
from bot.tickets.models import AnswerFile, Ticket, TicketEvent
from bot.tickets.similar import LIKELY, similar

_LOCAL = ZoneInfo("Asia/Shanghai")
_MASKS = {"id_number": mask_id, "contact_phone": mask_phone, "credit_code": mask_id}
_WORDS = {
    ("applicant_type", "citizen"): "个人",
    ("applicant_type", "organization"): "单位",
    ("anonymous", "yes"): "是",
    ("anonymous", "no"): "否",
}
_TITLES = {"anonymous": "匿名", "attachments": "附件"}
_DESK_ACTORS = {"citizen": "申请人", "desk": "服务台"}
_WHOM = {"third_party": "第三方", "agency": "其他机关"}
_SATISFIED = {True: "满意", False: "不满意", None: "是否满意未答"}
_SOLVED = {True: "已解决", False: "未解决", None: "是否解决未答"}


@dataclass(frozen=True)
class Line:
    """One thing known, with its Chinese label."""

    title: str
    value: str


@dataclass(frozen=True)
class Happening:
    """One event as staff read it: when, who, what, and the words that went with it."""

    at: str
    on: dt.date
    who: str
    what: str
    text: str


@dataclass(frozen=True)
class Assignment:
    """Whose work the ticket is within its agency; whom this account may give it to (logins and names), and whether it may take it."""

    name: str
    may_give: bool
    may_take: bool
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class File:
    """A citizen's attachment, or a file that goes with an answer."""

    id: str
    name: str
    size: str


def matter_lines(ticket: Ticket, *, full: bool) -> list[Line]:
    """What the citizen asks, in the order the form asks it, and what he added since."""
    later = [event for event in ticket.events if event.act in (Act.ADD, Act.CORRECT) and event.text]
    return [*_lines(ticket, ticket.matter, full), *(Line(f"{ACT_WORDS[Act(one.act)]}，{one.on.month}月{one.on.day}日", one.text if full else mask_text(one.text)) for one in later)]


def applicant_lines(ticket: Ticket, *, full: bool, may_see: bool) -> list[Line]:
    """Who asks; numbers masked unless `full`. Who may not see them (`may_see`) learns neither name nor address."""
    values = ticket.applicant if may_see else {name: _HIDES.get(name, _as_is)(str(value)) for name, value in ticket.applicant.items()}
    return _lines(ticket, values, full)


def _as_is(value: str) -> str:
    return value


def _hide_name(name: str) -> str:
    return name[:1] + "**"


def _hide_rest(text: str) -> str:
    return text[:3] + "***"


_HIDES = {
    "applicant_name": _hide_name, "organization_name": _hide_rest, "contact_address": _hide_rest, "email": lambda _: "***", "postal_code": lambda _: "***",
}  # fmt: skip


def assignment(ticket: Ticket, names: Mapping[str, str], clerks: Sequence[Staff], staff: Staff) -> Assignment:
    """The line «经办人» of a ticket."""
    has = ticket.assigned_to
    choices = tuple((clerk.login, clerk.name) for clerk in clerks if clerk.login not in (has, staff.login))
    may_take = has != staff.login and staff.login in {clerk.login for clerk in clerks}
    return Assignment(names.get(has, has) if has else "", bool(choices) or bool(has and clerks), may_take, choices)


@dataclass(frozen=True)
class Alike:
    """Another open ticket that says much the same; `sure` when it is probably the same matter."""

    number: str
    title: str
    status: str
    received_on: dt.date
    sure: bool


def alike(session: Session, ticket: Ticket, staff: Staff) -> list[Alike]:
    """Open tickets of the same matter, among those that this account sees."""
    found = similar(session, words_of(ticket, ticket.events), agency=staff.agency, exclude=ticket.id)
    seen = set(session.scalars(select(Ticket.id).where(Ticket.id.in_([one.ticket_id for one in found]), *reached_by(staff))))
    return [
        Alike(one.number, mask_text(one.title), STATUS_WORDS[Status(one.status)].title, one.received_on, one.likeness >= LIKELY)
        for one in found if one.ticket_id in seen
    ]


def presence(others: Sequence[Present], staff: Staff) -> list[str]:
    """«张三正在写», one sentence each; with the agency where it is another one."""
    return [
        f"{one.name}{f'（{one.agency}）' if one.agency and one.agency != staff.agency else ''}正在{'写' if one.writing else '看'}"
        for one in others
    ]


def _lines(ticket: Ticket, values: Mapping[str, str], full: bool) -> list[Line]:
    kind = Kind(ticket.kind)
    order = {slot.name: 2 * place for place, slot in enumerate(FORMS[kind])}
    order["id_type"] = order.get("id_number", len(order)) - 1
    names = sorted(values, key=lambda name: order.get(name, 2 * len(order)))
    return [Line(_title(kind, name), _value(name, str(values[name]), full)) for name in names if values[name]]


def _title(kind: Kind, name: str) -> str:
    slot = slot_of(kind, name)
    return slot.title if slot else _TITLES.get(name, name)


def _value(name: str, value: str, full: bool) -> str:
    if full:
        return _WORDS.get((name, value), value)
    return _MASKS.get(name, mask_text)(_WORDS.get((name, value), value))


def happenings(session: Session, ticket: Ticket) -> list[Happening]:
    """The ticket's history, oldest first."""
    names = names_of(session, (event.actor.removeprefix("staff:") for event in ticket.events if event.actor.startswith("staff:")))
    return [_happening(event, names) for event in ticket.events]


def _happening(event: TicketEvent, names: Mapping[str, str]) -> Happening:
    login = event.actor.removeprefix("staff:")
    who = names.get(login, login) if event.actor.startswith("staff:") else _DESK_ACTORS.get(event.actor, event.actor)
    at = event.at.astimezone(_LOCAL).strftime("%H:%M")
    return Happening(at, event.on, who, ACT_WORDS[Act(event.act)] + _aside(event), mask_text(event.text))


def _aside(event: TicketEvent) -> str:
    """What an act's data add to its name."""
    parts = _parts(Act(event.act), event.data)
    return f"（{'，'.join(parts)}）" if parts else ""


def _parts(act: Act, data: Mapping[str, Any]) -> list[str]:
    match act:
        case Act.CONSULT | Act.OPINION:
            lapsed = ["期满未回复"] if data.get("lapsed") else []
            return [f"{_WHOM.get(str(data.get('whom')), '')}：{mask_text(str(data.get('party', '')))}", *lapsed]
        case Act.ASSIGN:
            return [str(data.get("name") or data["to"]) if data["to"] else "收回，暂不分配"]
        case Act.REASSIGN:
            return [f"{data['from']} → {data['to']}"]
        case Act.SET_CO:
            return ["、".join(data["agencies"]) or "没有协办单位"]
        case Act.CO_REPORT:
            return [str(data["agency"])]
        case Act.MERGE:
            return [f"并入 {data['main']}"]
        case Act.CALL_BACK:
            return [_SATISFIED[data["satisfied"]], _SOLVED[data["solved"]]]
        case Act.ASK_FEE:
            return [f"{data['amount']} 元", *_until(data, "pay_by")]
        case Act.URGE:
            return [URGE_FORMS[data["form"]], *_until(data, "answer_by")]
        case Act.ASK_CORRECTION:
            return _until(data, "answer_by")
    return [f"{data['workdays']} 个工作日"] if "workdays" in data else []


def _until(data: Mapping[str, Any], name: str) -> list[str]:
    # Inside brackets: the weekday's own are left out.
    return [f"最迟{day_zh(dt.date.fromisoformat(data[name])).replace('（', ' ').rstrip('）')}"] if data.get(name) else []


def files_of(session: Session, ticket: Ticket) -> list[File]:
    """What the citizen sent along."""
    found = session.scalars(select(Attachment).where(Attachment.ticket_id == ticket.id).order_by(Attachment.at))
    return [File(row.id, mask_text(str(row.name)), size_words(row.size)) for row in found]


def enclosed(rows: Sequence[AnswerFile]) -> list[File]:
    """What goes with an answer."""
    return [File(row.id, mask_text(str(row.name)), size_words(row.size)) for row in rows]
