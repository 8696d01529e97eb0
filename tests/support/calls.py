"""Made-up calls: a desk's telephone on a test store, and people who talk."""

import datetime as dt
from functools import lru_cache

from sqlalchemy.orm import Session

from bot.calls import line
from bot.calls.filing import Receipt, Shown
from bot.calls.line import Hearing
from bot.calls.models import Call
from bot.calls.service import Alike, Calls, Screen
from bot.calls.transcript import CALLER, OPERATOR
from bot.store import Database, utc_now
from bot.tickets.kinds import Kind
from bot.tickets.service import Tickets
from mingbai.places import overrides_of
from mingbai.settings import ROOT
from tests.support.desk import knowledge, offices
from tests.support.people import NAME, PHONE

OPERATOR_LOGIN, OTHER_LOGIN = "operator", "operator2"
WHO_ASKS = {"applicant_name": "请问您贵姓？", "contact_phone": "电话是多少？", "place": "在什么地方？", "occurred_at": "什么时候的事？"}


@lru_cache(maxsize=1)
def telephone() -> Calls:
    """The telephone of the default place; what it learned is shared by all tests."""
    return Calls(knowledge(), offices(), Tickets(overrides_of(offices().profile)), overrides_of(offices().profile), ROOT / "data" / "nlu")


def ring(session: Session, caller: str | None = PHONE, login: str = OPERATOR_LOGIN) -> Call:
    """A call that this operator has on the line."""
    return line.open_by_hand(session, login, caller)


def say(session: Session, call: Call, *texts: str, speaker: str = CALLER) -> None:
    """Final results of a recogniser, one after another."""
    have = len(line.utterances(session, call.id))
    for number, text in enumerate(texts):
        at = utc_now() + dt.timedelta(milliseconds=have + number)
        line.hear(session, call.id, Hearing(f"u{have + number}", text, True, speaker, at))
    session.refresh(call)


def ask(session: Session, call: Call, question: str, answer: str) -> None:
    """The operator asks and the caller answers."""
    say(session, call, question, speaker=OPERATOR)
    say(session, call, answer)


def shown(screen: Screen, **changed: str) -> Shown:
    """The form as it stands on a screen, with some fields written by hand."""
    values = {**screen.assist.values, **{name: value for name, value in changed.items() if name != "agency"}}
    return Shown(screen.sheet.number, Kind(screen.assist.kind), values, changed.get("agency", screen.assist.agency))


class SeenBefore:
    """A desk that finds these tickets alike, whatever is said."""

    def __init__(self, *found: Alike) -> None:
        self.found = found

    def __call__(self, _session: Session, _text: str, _kind: str, most: int) -> list[Alike]:
        return list(self.found[:most])


def said(database: Database, call_id: str) -> list[str]:
    """The words kept of a call, in their order."""
    with database.read() as session:
        return [one.text for one in line.utterances(session, call_id)]


def complain(session: Session, call: Call) -> None:
    """A complaint with a name and a place."""
    say(session, call, "我要投诉，汽车站门口的出租车拒载老人，还乱收费，一直没人管")
    ask(session, call, "请问您贵姓？", NAME)
    ask(session, call, "在什么地方？", "县汽车站门口")


def file(database: Database, call_id: str, **changed: str) -> Receipt:
    """File what stands on the operator's screen, some fields changed."""
    with database.write() as session:
        call = line.own(session, call_id, OPERATOR_LOGIN, lock=True)
        return telephone().file(session, call, shown(telephone().screen(session, call), **changed))
