"""What the desk does by itself once a minute: a new calendar, warnings, what was done added up, what was left put away, like tickets indexed."""

import datetime as dt
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog

from bot.agencies.service import load_profile
from bot.clock.service import load_calendar, today, use_calendar
from bot.conversations import owed
from bot.delivery.staff import StaffDesk
from bot.oversight import emergencies, hot_topics, self_check
from bot.oversight.service import delete_abandoned_drafts, fold, sweep
from bot.people.drafts import delete_old_drafts
from bot.people.presence import forget_gone
from bot.store import Database, utc_now
from bot.store.pace import forget_quiet
from bot.tickets import answer_files, facts, finding
from bot.tickets.likeness import filling, learning
from channels import models as pushed
from mingbai.outgoing import routes_of
from mingbai.places import heat_of, overrides_of, watch_of
from mingbai.settings import Settings

_log = structlog.get_logger(__name__)
EVERY_SECONDS = 60.0
# How long a minute may go into indexing what was filed before there was an index, and how often weights are learned anew.
# Answers sent over a channel are in their conversation; their rows of the outbox are kept only for looking into trouble.
_SENT_KEPT, _FORGET_EVERY = dt.timedelta(days=7), dt.timedelta(hours=1)
_INDEX_SECONDS, _LEARN_AFTER = 20.0, dt.timedelta(hours=12)


class FreshCalendar:
    """Keeps this process on the calendar that lies in the home: a notice imported by another process is seen here too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: list[tuple[str, int]] | None = None

    def refresh(self) -> bool:
        """Load the calendar when its files changed; whether it was loaded."""
        files = sorted(self._folder.glob("*.yml"))
        now = [(file.name, file.stat().st_mtime_ns) for file in files]
        if now == self._seen:
            return False
        use_calendar(load_calendar(self._folder))
        self._seen = now
        return True


class Chores:
    """The minute's work of one desk. Each chore may fail without holding up the others; it is logged and tried again."""

    def __init__(self, database: Database, chosen: Settings) -> None:
        self._database, self._files = database, chosen.files
        self._calendar = FreshCalendar(chosen.home / "calendars")
        profile = load_profile(chosen.profile_path)
        self._overrides = overrides_of(profile)
        # Whether a notice of the place wants a self-check every November.
        self._checks_itself = any("自查" in rule.text for rule in profile.rules)
        self._watch = watch_of(chosen.profile_path)
        self._heat = heat_of(chosen.profile_path)
        self._staff = StaffDesk(routes_of(chosen))
        self._forgotten = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
        # What is filed is counted and found at once; only what an older version or a backup left has to be looked for.
        self._left = {"counted": facts.catch_up, "found": finding.catch_up}

    def run(self, stop: threading.Event) -> None:
        """Work every minute until `stop` is set."""
        while not stop.is_set():
            self.once()
            stop.wait(EVERY_SECONDS)

    def once(self) -> None:
        """One minute's work."""
        chores: Sequence[Callable[[], object]] = (
            self._calendar.refresh, self._sweep, self._catch_up, self._count, self._self_check, self._put_away, self._forget_sent,
            self._index, self._learn, self._gather, self._remind,
        )
        for chore in chores:
            try:
                chore()
            except Exception:  # one broken chore must not end the others; it is logged and comes round again
                _log.exception("chore.broke", chore=chore.__name__)

    def _sweep(self) -> None:
        done = sweep(self._database, self._watch, self._overrides, self._staff)
        if done.looked:
            _log.info("sweep.done", looked=done.looked, told=done.told, failed=done.failed)

    def _catch_up(self) -> None:
        for name, catch_up in list(self._left.items()):
            for written in catch_up(self._database):
                _log.info("caught_up", name=name, count=written)
            del self._left[name]

    def _count(self) -> None:
        if months := fold(self._database):
            _log.info("tally.folded", months=months)

    def _self_check(self) -> None:
        with self._database.read() as session:
            wanted = self._checks_itself and self_check.wanted_in_november(session, today())
        if wanted:
            with self._database.write() as session:
                self_check.ask(session, today(), self_check.DESK)
        if read := self_check.make(self._database):
            _log.info("self_check.made", applications=read)

    def _put_away(self) -> None:
        with self._database.write() as session:
            deleted = delete_abandoned_drafts(session) + delete_old_drafts(session)
            forget_gone(session)
            forget_quiet(session)
        deleted += answer_files.delete_unsent(self._database, self._files)
        if deleted:
            _log.info("drafts.deleted", count=deleted)

    def _forget_sent(self) -> None:
        until = utc_now() - _SENT_KEPT
        if until - self._forgotten < _FORGET_EVERY:
            return
        with self._database.write() as session:
            forgotten = owed.forget(session, self._forgotten, until)
            pushed.forget(session, until)
        self._forgotten = until
        if forgotten:
            _log.info("sent_answers.forgotten", count=forgotten)

    def _index(self) -> None:
        done = filling.fill(self._database, _INDEX_SECONDS)
        if done.tickets:
            _log.info("similar.indexed", tickets=done.tickets, left_below=done.left_from)

    def _learn(self) -> None:
        with self._database.read() as session:
            learned = learning.learned_at(session)
        if learned is None or utc_now() - learned >= _LEARN_AFTER:
            with self._database.write() as session:
                _log.info("similar.learned", tickets=learning.learn(session))

    def _gather(self) -> None:
        done = hot_topics.gather(self._database, self._heat, self._staff)
        if done.hot or done.raised or done.left:
            _log.info("topics.gathered", looked=done.looked, hot=done.hot, raised=done.raised, left=done.left)

    def _remind(self) -> None:
        if told := emergencies.remind(self._database, self._heat.emergency, self._staff):
            _log.info("emergencies.reminded", told=told)
