"""A made-up complaint, filed over whatever channel, and its agency's answer."""

from typing import Protocol

from bot.filing.models import Draft
from bot.tickets.lifecycle import Act
from bot.tickets.models import Ticket
from bot.tickets.service import find
from tests.support.outside import OutsideDesk
from tests.support.people import NAME, PHONE

MATTER = "楼下烧烤摊冒黑烟，熏得没法睡觉"
PLACE = "枞阳镇莲花小区门口"
_FACTS = {"description": MATTER, "place": PLACE, "occurred_at": "上个月开始", "applicant_name": NAME, "contact_phone": PHONE}


class Says(Protocol):
    """A citizen on some channel."""

    def say(self, text: str) -> str: ...


def asked(desk: OutsideDesk) -> str | None:
    """What the newest draft asks for now."""
    with desk.database.read() as session:
        row = session.query(Draft).order_by(Draft.created_at.desc()).first()
    return row.asks if row else None


def begin(desk: OutsideDesk, citizen: Says, until: str = "review") -> str:
    """Begin the complaint, or go on with it, and answer what is asked up to `until`; what is said last."""
    said = "" if asked(desk) else citizen.say("我要投诉")
    while (slot := asked(desk)) != until:
        assert slot in _FACTS, said
        said = citizen.say(_FACTS[slot])
    return said


def file(desk: OutsideDesk, citizen: Says) -> str:
    """File the complaint; what is said to the confirmation."""
    begin(desk, citizen)
    return citizen.say("确认")


def answer(desk: OutsideDesk, text: str) -> None:
    """The agency signs for the newest ticket and answers it."""
    with desk.database.write() as session:
        ticket = find(session, desk.rows(Ticket)[-1].number)
        desk.desk.tickets.act(session, ticket, Act.SIGN, "clerk")
        desk.desk.tickets.answer(session, ticket, "clerk", "solved", text)
