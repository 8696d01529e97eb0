"""What cannot wait for working days: emergencies with their 5 h / 24 h clock, and what many people report at once."""

import datetime as dt
from collections.abc import Callable

from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from bot.clock.calendar import SHANGHAI
from bot.oversight import emergencies, hot_topics
from bot.oversight.emergencies import Duty, EmergencyError
from bot.people.audit import TOPIC_CLOSED, audit
from bot.people.masking import mask_text
from bot.people.service import SignedIn
from bot.store import utc_now
from consoles.console import Console
from consoles.guard import field
from consoles.numbers import number_in
from consoles.oversight.room import corners
from consoles.pages import go, not_found, render

_ADDRESS = "/oversight/urgent"
_LATEST = 20


class Urgent:
    """`/oversight/urgent` and below."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._database = console.database
        self._rule = console.heat.emergency

    def page(self, present: SignedIn, done: str = "", error: str = "") -> Response:
        """Open emergencies first, the most pressing on top; then hot topics; then how to raise one by hand."""
        with self._database.read() as session:
            open_now, topics = emergencies.open_emergencies(session), hot_topics.hot_topics(session)
            past = [one for one in emergencies.emergencies(session, _LATEST) if one.closed_at is not None]
        return render(
            self._console, "oversight/urgent.html", present, 409 if error else 200, corners=corners(present.staff), here=_ADDRESS, open_now=open_now,
            topics=topics, past=past, rule=self._rule, now=utc_now(), left=left, at=emergencies.hour_zh, mask=mask_text, done=done, error=error,
        )

    def topic(self, present: SignedIn, topic_id: int) -> Response:
        """A topic with its tickets."""
        with self._database.read() as session:
            found = hot_topics.find_topic(session, topic_id)
            tickets = hot_topics.tickets_of(session, topic_id)
        if found is None:
            return not_found(self._console, present)
        return render(
            self._console, "oversight/topic.html", present, corners=corners(present.staff), here=_ADDRESS, topic=found, tickets=tickets, rule=self._rule,
            at=emergencies.hour_zh, mask=mask_text,
        )

    def close_topic(self, present: SignedIn, topic_id: int, form: FormData) -> Response:
        """It is dealt with, or was none."""
        with self._database.write() as session:
            if hot_topics.close_topic(session, topic_id, f"staff:{present.staff.login}", field(form, "why")[:500]):
                audit(session, present.staff, TOPIC_CLOSED, detail=str(topic_id))
        return go(f"{_ADDRESS}?done=topic")

    def raise_one(self, present: SignedIn, form: FormData) -> Response:
        """Start the clock by hand, with a topic or without."""
        topic_id = number_in(field(form, "topic"))

        def act(session: Session) -> object:
            return emergencies.raise_emergency(
                session, self._rule, field(form, "title"), field(form, "why"), _who(present), at=_instant(field(form, "at")), topic_id=topic_id
            )

        return self._do(present, act, "raised")

    def mark(self, present: SignedIn, emergency_id: int, form: FormData) -> Response:
        """The word was given, or the press conference held."""

        def act(session: Session) -> object:
            return emergencies.mark_done(
                session, emergency_id, field(form, "duty"), _who(present), field(form, "text"), at=_instant(field(form, "at"))
            )

        return self._do(present, act, "marked")

    def close(self, present: SignedIn, emergency_id: int, form: FormData) -> Response:
        """It is over, or was none."""
        return self._do(present, lambda session: emergencies.close_emergency(session, emergency_id, _who(present), field(form, "text")), "closed")

    def _do(self, present: SignedIn, act: Callable[[Session], object], done: str) -> Response:
        try:
            with self._database.write() as session:
                act(session)
        except EmergencyError as error:
            return self.page(present, error=str(error))
        return go(f"{_ADDRESS}?done={done}")


def left(duty: Duty, now: dt.datetime) -> str:
    """How long a duty has, in words; empty once it is done."""
    rest = duty.left(now)
    if rest is None:
        return ""
    minutes = int(abs(rest).total_seconds() // 60)
    words = f"{minutes // 60}小时{minutes % 60:02d}分"
    return f"已超过 {words}" if rest < dt.timedelta() else f"还剩 {words}"


def _who(present: SignedIn) -> str:
    return f"staff:{present.staff.login}"


def _instant(text: str) -> dt.datetime | None:
    """What a field of date and time says, in Asia/Shanghai; None when it is empty. EmergencyError for anything else."""
    if not text.strip():
        return None
    try:
        return dt.datetime.fromisoformat(text.strip()).replace(tzinfo=SHANGHAI).astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise EmergencyError("时间请写成 2026-12-01T08:30 这样。") from error
