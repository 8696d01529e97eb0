"""A desk on a real port in this process: real pages, real streams, and an engine double, so that it is there at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.agencies.models import WorkingHours
from bot.agencies.service import load_profile
from bot.conversations.inbox import Inbox
from bot.filing.offices import Offices
from bot.knowledge.editing.following import EditedKnowledge
from bot.people.service import add_staff
from bot.store import Database
from mingbai import app
from mingbai.settings import ROOT, Settings
from mingbai.wiring import Desk, assemble
from tests.support.desk import EngineDouble, knowledge
from tests.support.serving import served

PASSWORD = "correct-horse-battery"
OPERATORS = {"operator": "王话务", "second": "李话务"}


@dataclass(frozen=True)
class ServedDesk:
    """A desk that is listening."""

    url: str
    desk: Desk
    inbox: Inbox
    engine: EngineDouble

    @property
    def database(self) -> Database:
        """Its store."""
        return self.desk.database


def _always_at_work() -> Offices:
    """The default place, whose people are there day and night: tests run at any hour."""
    profile = load_profile(ROOT / "profiles" / "zongyang.yml")
    return Offices.of(replace(profile, hours=WorkingHours("每天", "0:00—24:00", "", profile.hours.fact)))


@contextmanager
def served_desk(database: Database, home: Path, *, staff: bool = True, **settings: str) -> Iterator[ServedDesk]:
    """A desk on this store with two operators, at work at any hour, until the block ends. `staff`: False where they are there already."""
    desk = assemble(Settings(home=home, **settings), database, _always_at_work(), EditedKnowledge(knowledge(), database))
    engine = EngineDouble()
    inbox = desk.inbox(engine)
    engine.inbox = lambda: inbox
    if staff:
        with database.write() as session:
            for login, name in OPERATORS.items():
                add_staff(session, login, "operator", name=name, password=PASSWORD)
    with served(app.open_to_all_sites(app.public_app(desk, inbox, lambda: "ok"))) as url:
        yield ServedDesk(url, desk, inbox, engine)
