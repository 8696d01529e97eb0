"""The 5 h / 24 h clock: an authoritative word, then a press conference, counted in real hours from when an emergency was raised.

What rule a place follows, with the document and clause that says so, or that it follows none, is in its profile (`bot.oversight.heat`).
Everything that is done here is audited. Nothing personal may be said in titles and texts: oversight and agencies read them.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock.calendar import SHANGHAI
from bot.delivery.staff import OVERSIGHT, StaffDesk
from bot.oversight.heat import CONFERENCE, DUTY_WORDS, WORD, EmergencyRule
from bot.oversight.models import Emergency
from bot.people.audit import EMERGENCY_CLOSED, EMERGENCY_DONE, EMERGENCY_RAISED, audit
from bot.people.masking import mask_text
from bot.store import Database, utc_now

DUTIES = (WORD, CONFERENCE)
_TITLE, _TEXT = 120, 4_000
LEAST = 4  # characters that a title or a text has


class EmergencyError(ValueError):
    """What was asked of an emergency cannot be; one Chinese sentence."""


@dataclass(frozen=True)
class Duty:
    """One of the two things that are due: until when, and when and by whom it was done, with what was said."""

    name: str
    title: str
    due_at: dt.datetime
    done_at: dt.datetime | None
    done_by: str | None
    text: str

    def late(self, now: dt.datetime) -> bool:
        """Whether it was done too late, or is not done and the limit has passed."""
        return (self.done_at or now) > self.due_at

    def left(self, now: dt.datetime) -> dt.timedelta | None:
        """How long is left (negative: over); None once it is done."""
        return None if self.done_at else self.due_at - now


@dataclass(frozen=True)
class OpenEmergency:
    """An emergency as oversight sees it."""

    id: int
    title: str
    why: str
    topic_id: int | None
    raised_at: dt.datetime
    raised_by: str
    basis: str
    duties: tuple[Duty, ...]
    closed_at: dt.datetime | None
    closed_by: str | None
    closing: str


def raise_emergency(
    session: Session, rule: EmergencyRule | None, title: str, why: str, who: str, *, at: dt.datetime | None = None, topic_id: int | None = None,
    staff: StaffDesk | None = None,
) -> OpenEmergency:
    """Start the clock and tell oversight at once. `at`: when it became known, if that was earlier than now.

    `who` is the actor as in events (`staff:login`, `desk`). EmergencyError when the place has no such clock or words are missing.
    """
    if rule is None:
        raise EmergencyError("本地没有启用应急回应的计时，请在 profiles 的 heat.emergency 中设置。")
    begins = at or utc_now()
    if begins > utc_now():
        raise EmergencyError("开始的时间不能晚于现在。")
    row = Emergency(
        title=_words(title, "名称", _TITLE), why=_words(why, "情况", _TEXT), topic_id=topic_id, raised_at=begins, raised_by=who, basis=rule.basis,
        word_due_at=rule.due(WORD, begins), conference_due_at=rule.due(CONFERENCE, begins),
    )
    session.add(row)
    session.flush()
    audit(session, _login(who), EMERGENCY_RAISED, detail=f"{row.id} {row.title}")
    told = {"title": row.title, "basis": row.basis, "word": hour_zh(row.word_due_at), "conference": hour_zh(row.conference_due_at)}
    (staff or StaffDesk()).tell(session, f"emergency/{row.id}/raised", OVERSIGHT, "emergency_raised", told, None, "red")
    return _view(row)


def mark_done(session: Session, emergency_id: int, duty: str, who: str, text: str, *, at: dt.datetime | None = None) -> OpenEmergency:
    """The word was given, or the press conference held: what was said, by whom, when (`at`, else now). Once each."""
    row = _held(session, emergency_id)
    if duty not in DUTIES:
        raise EmergencyError("请选择是发布权威信息，还是举行新闻发布会。")
    if getattr(row, f"{duty}_done_at") is not None:
        raise EmergencyError(f"“{DUTY_WORDS[duty]}”已经登记过，不能再登记一次。")
    done_at = at or utc_now()
    if not row.raised_at <= done_at <= utc_now():
        raise EmergencyError("完成的时间应在开始之后、现在之前。")
    setattr(row, f"{duty}_done_at", done_at)
    setattr(row, f"{duty}_done_by", who)
    setattr(row, f"{duty}_text", _words(text, "内容", _TEXT))
    audit(session, _login(who), EMERGENCY_DONE, detail=f"{row.id} {DUTY_WORDS[duty]}")
    return _view(row)


def close_emergency(session: Session, emergency_id: int, who: str, text: str) -> OpenEmergency:
    """It is over, or was none: the clock stops, with the reason."""
    row = _held(session, emergency_id)
    row.closed_at, row.closed_by, row.closing = utc_now(), who, _words(text, "理由", _TEXT)
    audit(session, _login(who), EMERGENCY_CLOSED, detail=f"{row.id} {row.title}")
    return _view(row)


def open_emergencies(session: Session) -> list[OpenEmergency]:
    """Every emergency that is not closed, the most pressing first."""
    rows = session.scalars(select(Emergency).where(Emergency.closed_at.is_(None))).all()
    return sorted(map(_view, rows), key=lambda one: (min((duty.due_at for duty in one.duties if not duty.done_at), default=dt.datetime.max.replace(tzinfo=dt.UTC)), one.id))


def emergencies(session: Session, limit: int = 100) -> list[OpenEmergency]:
    """The latest emergencies, closed ones too, newest first."""
    return [_view(row) for row in session.scalars(select(Emergency).order_by(Emergency.id.desc()).limit(limit))]


def find_emergency(session: Session, emergency_id: int) -> OpenEmergency | None:
    """One emergency, or None."""
    row = session.get(Emergency, emergency_id)
    return _view(row) if row else None


def remind(database: Database, rule: EmergencyRule | None, staff: StaffDesk | None = None, now: dt.datetime | None = None) -> int:
    """Tell oversight again where a limit is near or has passed, once each; how many were told. Run it as often as you like."""
    desk, instant = staff or StaffDesk(), now or utc_now()
    with database.read() as session:  # most minutes have nothing: they take no write lock
        if not any(_occasions(one, rule, instant) for one in open_emergencies(session)):
            return 0
    with database.write() as session:
        return sum(_tell(session, desk, one, duty, name) for one in open_emergencies(session) for duty, name in _occasions(one, rule, instant))


def _occasions(one: OpenEmergency, rule: EmergencyRule | None, now: dt.datetime) -> Sequence[tuple[Duty, str]]:
    found = []
    for duty in one.duties:
        left = duty.left(now)
        if left is not None and left < dt.timedelta():
            found.append((duty, "emergency_passed"))
        elif left is not None and rule is not None and left <= rule.remind[duty.name]:
            found.append((duty, "emergency_near"))
    return found


def _tell(session: Session, desk: StaffDesk, one: OpenEmergency, duty: Duty, template: str) -> bool:
    told = {"title": one.title, "duty": duty.title, "until": hour_zh(duty.due_at), "basis": one.basis}
    return desk.tell(session, f"emergency/{one.id}/{duty.name}/{template}", OVERSIGHT, template, told, None, "red")


def hour_zh(instant: dt.datetime) -> str:
    """«11月26日15时20分», in Asia/Shanghai."""
    at = instant.astimezone(SHANGHAI)
    return f"{at.month}月{at.day}日{at.hour}时{at.minute:02d}分"


def _held(session: Session, emergency_id: int) -> Emergency:
    row = session.scalar(select(Emergency).where(Emergency.id == emergency_id).with_for_update())
    if row is None:
        raise EmergencyError("没有找到这件应急事项。")
    if row.closed_at is not None:
        raise EmergencyError("这件应急事项已经结束，不能再改动。")
    return row


def _words(text: str, what: str, most: int) -> str:
    words = mask_text(text.strip())
    if len(words) < LEAST or len(words) > most:
        raise EmergencyError(f"请写明{what}（{LEAST} 到 {most} 个字）。")
    return words


def _login(who: str) -> str:
    return who.removeprefix("staff:")


def _view(row: Emergency) -> OpenEmergency:
    duties = tuple(
        Duty(
            name, DUTY_WORDS[name], getattr(row, f"{name}_due_at"), getattr(row, f"{name}_done_at"), getattr(row, f"{name}_done_by"),
            getattr(row, f"{name}_text"),
        )
        for name in DUTIES
    )
    return OpenEmergency(
        row.id, row.title, row.why, row.topic_id, row.raised_at, row.raised_by, row.basis, duties, row.closed_at, row.closed_by, row.closing
    )
