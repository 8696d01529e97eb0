"""What this account was told and has not read yet, for the top of the inbox."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.delivery.staff import OVERSIGHT, Recipient, StaffNotice, agency, mark_read, person, unread
from bot.people.models import Staff
from bot.people.service import sees_every_agency
from consoles.numbers import number_in

SHOWN = 5
_LOCAL = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Told:
    """One notice; `number` is the ticket it is about."""

    id: int
    on: dt.date
    text: str
    number: str
    level: str


@dataclass(frozen=True)
class Unread:
    """The newest few, and whether there are more."""

    notices: list[Told]
    more: bool


def unread_by(session: Session, staff: Staff) -> Unread:
    """What is for this account: its agency's, and the whole place's where it looks after that."""
    found = unread(session, _recipients(staff), SHOWN + 1)
    return Unread([_told(notice) for notice in found[:SHOWN]], len(found) > SHOWN)


def mark(session: Session, staff: Staff, ids: Iterable[str]) -> None:
    """Mark these as read; what is no number, or is for somebody else, changes nothing."""
    numbers = [number for text in ids if (number := number_in(text)) is not None]
    mark_read(session, numbers, _recipients(staff), f"staff:{staff.login}")


def _recipients(staff: Staff) -> list[Recipient]:
    own = [person(staff.login), *([agency(staff.agency)] if staff.agency else [])]
    return [*own, OVERSIGHT] if sees_every_agency(staff) else own


def _told(notice: StaffNotice) -> Told:
    on = notice.at.astimezone(_LOCAL).date()
    return Told(notice.id, on, notice.text, str(notice.data.get("number", "")), notice.level)
