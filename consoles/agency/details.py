"""What a ticket's page shows: who, what, when, why, with numbers masked unless they were asked for."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations.models import Attachment
from bot.filing.slots import FORMS, slot_of
from bot.people.masking import mask_id, mask_phone, mask_text
from bot.people.models import Staff
from bot.tickets.kinds import Kind
from bot.tickets.lifecycle import ACT_WORDS, Act
from bot.tickets.models import Ticket, TicketEvent

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
class File:
    """A citizen's attachment."""

    id: str
    name: str
    size: str


def matter_lines(ticket: Ticket, *, full: bool) -> list[Line]:
    """What the citizen asks, in the order the form asks it."""
    return _lines(ticket, ticket.matter, full)


def applicant_lines(ticket: Ticket, *, full: bool) -> list[Line]:
    """Who asks; numbers masked unless `full`."""
    return _lines(ticket, ticket.applicant, full)


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
    logins = {event.actor.removeprefix("staff:") for event in ticket.events if event.actor.startswith("staff:")}
    found = session.execute(select(Staff.login, Staff.name).where(Staff.login.in_(logins)))
    names = {row.login: row.name for row in found}
    return [_happening(event, names) for event in ticket.events]


def _happening(event: TicketEvent, names: Mapping[str, str]) -> Happening:
    login = event.actor.removeprefix("staff:")
    who = names.get(login, login) if event.actor.startswith("staff:") else _DESK_ACTORS.get(event.actor, event.actor)
    at = event.at.astimezone(_LOCAL).strftime("%H:%M")
    return Happening(at, event.on, who, ACT_WORDS[Act(event.act)] + _aside(event), mask_text(event.text))


def _aside(event: TicketEvent) -> str:
    """What an act's data add to its name."""
    data = event.data
    if "party" in data:
        lapsed = "，期满未回复" if data.get("lapsed") else ""
        return f"（{_WHOM.get(str(data.get('whom')), '')}：{mask_text(str(data['party']))}{lapsed}）"
    if "workdays" in data:
        return f"（{data['workdays']} 个工作日）"
    return f"（{data['from']} → {data['to']}）" if "from" in data and "to" in data else ""


def files_of(session: Session, ticket: Ticket) -> list[File]:
    """What the citizen sent along."""
    found = session.scalars(select(Attachment).where(Attachment.ticket_id == ticket.id).order_by(Attachment.at))
    return [File(row.id, mask_text(str(row.name)), _size(row.size)) for row in found]


def _size(size: int) -> str:
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(size // 1024, 1)} KB"
