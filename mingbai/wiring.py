"""The one place that puts the parts together: store, place, knowledge, filing, conversations."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from bot.agencies.contacts import Contacts
from bot.agencies.service import Profile, history_name, load_profile
from bot.calls.service import Calls
from bot.clock.service import load_calendar, period, today, use_calendar
from bot.conversations.answering import Answering
from bot.conversations.doors import Doors
from bot.conversations.engine import Engine
from bot.conversations.handover.service import Switchboard
from bot.conversations.inbox import Inbox
from bot.conversations.replies import Reply
from bot.conversations.turn import reply_of, reply_with
from bot.conversations.turns import Turns
from bot.delivery.staff import StaffDesk
from bot.filing.offices import Offices
from bot.filing.service import Filing, Speaker
from bot.knowledge.editing.following import EditedKnowledge
from bot.knowledge.importing.service import Importer
from bot.knowledge.service import Knowledge
from bot.store import Database, vault
from bot.store.pace import minute_of
from bot.tickets.service import MOST_TRIES, Tickets
from bot.tickets.similar import SimilarTicket, similar
from consoles.knowledge.room import Editing
from mingbai.errors import CannotStart
from mingbai.keys import open_vault, refuse_half_changed
from mingbai.outgoing import reach_of, routes_of
from mingbai.places import overrides_of, place_names, titles_of_places, watch_of
from mingbai.settings import ROOT, Settings, settings


@dataclass(frozen=True)
class Desk:
    """The business, put together for one place and one store."""

    settings: Settings
    database: Database
    profile: Profile
    knowledge: Knowledge
    tickets: Tickets
    turns: Turns
    switchboard: Switchboard
    calls: Calls

    def inbox(self, engine: Engine) -> Inbox:
        """The way in, with an engine behind it."""
        return Inbox(self.database, engine, self.turns, self.switchboard)


def open_database(chosen: Settings | None = None) -> Database:
    """The store of this desk with its key, its tables brought up to date. CannotStart when the key is lost or another's."""
    chosen = chosen or settings()
    refuse_half_changed(chosen.home)
    database = Database(chosen.url)
    try:
        if database.shape() == "newer":
            raise CannotStart("数据库被更新版本的服务台用过，这个版本不能用它。请换回那个版本，或者用升级前的备份恢复。")
        vault.use(open_vault(database, chosen.home))
        database.migrate()
    except Exception:
        database.close()
        raise
    return database


def load_knowledge(profile: Profile, cache: Path | None = None, home: Path | None = None) -> Knowledge:
    """What the desk of this place knows; the solved index is kept in `cache`, by the content it was made from.

    Documents that the office imported lie in `home`; without one only the project's own content counts.
    """
    imports = None if home is None else imports_of(home)
    others = tuple(words for agency in profile.agencies.values() for duty in agency.duties for words in duty.says)
    return Knowledge.load(ROOT / "knowledge", profile.id, place_names(), cache, imports, others)


def build(chosen: Settings | None = None) -> Desk:
    """The desk of the settings' place, on its own store."""
    chosen = chosen or settings()
    use_calendar(load_calendar(chosen.home / "calendars"))
    profile = load_profile(chosen.profile_path)
    database = open_database(chosen)
    knowledge = EditedKnowledge(load_knowledge(profile, chosen.home / "cache", chosen.home), database)
    return assemble(chosen, database, Offices.of(profile, chosen.home / history_name(profile.id)), knowledge)


def with_changes(chosen: Settings, own: Knowledge) -> Knowledge:
    """The knowledge with what editors published, where this desk has a store already; a command makes none."""
    has_store = bool(chosen.database_url) or (chosen.home / "mingbai.db").exists()
    return EditedKnowledge(own, open_database(chosen)) if has_store else own


def editing_of(desk: Desk) -> Editing | None:
    """What the knowledge editor works on; None for a desk whose knowledge follows no store."""
    if not isinstance(desk.knowledge, EditedKnowledge):
        return None
    knowledge, folder = desk.knowledge, imports_of(desk.settings.home)
    return Editing(knowledge, lambda: Importer(folder, knowledge.library.sources, place_names(), today()), titles_of_places())


def imports_of(home: Path) -> Path:
    """Where documents lie that the office imported."""
    return home / "knowledge" / "imported"


def assemble(chosen: Settings, database: Database, offices: Offices, knowledge: Knowledge) -> Desk:
    """The business on a store, for a place with its offices, with what it knows."""
    profile = offices.profile
    overrides = overrides_of(profile)
    staff = StaffDesk(routes_of(chosen))
    tries = minute_of(database, "query-code", MOST_TRIES)
    tickets = Tickets(overrides, watch_of(chosen.profile_path), staff, reach_of(chosen), tries)

    contacts = Contacts(profile)

    def ask(text: str) -> Reply | None:
        if contact := contacts.about(text):
            return reply_with(contact)
        found = knowledge.answer(text, today=today())
        return reply_of(found) if found and found.outcome != "clarify" else None

    filing = Filing(tickets, offices, ask, lambda kind: period(kind, overrides))
    switchboard = Switchboard(profile, lambda session, one: filing.ask_again(session, Speaker(one.id, one.channel)))
    turns = Turns(Answering(knowledge, contacts, Doors(offices.router, contacts)), filing, tickets, switchboard)
    calls = Calls(knowledge, offices, tickets, overrides, ROOT / "data" / "nlu", _alike, staff)
    return Desk(chosen, database, profile, knowledge, tickets, turns, switchboard, calls)


def _alike(session: Session, text: str, kind: str, most: int) -> list[SimilarTicket]:
    """Open tickets about a like matter."""
    return similar(session, text, kind=kind, limit=most)
