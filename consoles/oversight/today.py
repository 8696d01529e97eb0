"""Today's picture as a page: what is open, what waits for a decision, what did not reach anybody."""

import datetime as dt

from fastapi.responses import Response
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock.service import today
from bot.conversations.models import Unanswered
from bot.conversations.unanswered import count_open
from bot.delivery.service import count_failed
from bot.oversight import standing
from bot.oversight.emergencies import open_emergencies
from bot.oversight.hot_topics import hot_topics
from bot.oversight.picture import Flow, Load, flow, picture
from bot.oversight.service import urged
from bot.people.masking import mask_text
from bot.people.service import SignedIn
from bot.store import utc_now
from bot.tickets.kinds import WORDS
from consoles import charts
from consoles.agency.urgency import soon_workdays
from consoles.console import Console
from consoles.oversight.room import corners
from consoles.oversight.urgent import left
from consoles.pages import render

_DAYS = 30
_FEW = 4


class Today:
    """`/oversight`."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def page(self, present: SignedIn) -> Response:
        """The whole picture."""
        day, soon = today(), soon_workdays(self._console.watch)
        with self._console.database.read() as session:
            now, lately = picture(session, day, soon), flow(session, day, _DAYS)
            waiting = standing.waiting(session)
            few = {
                "disputes": standing.disputed(session, _FEW), "extensions": standing.extensions(session, _FEW), "urgings": urged(session, limit=_FEW),
            }
            unsent, asked = count_failed(session), unanswered(session)
            emergencies, topics = open_emergencies(session), hot_topics(session, limit=_FEW)
        most = max((load.open for _, load in now.by_agency()), default=0)
        return render(
            self._console, "oversight/today.html", present, corners=corners(present.staff), here="/oversight", today=day, soon=soon,
            whole=now.whole, agencies=now.by_agency(), kinds=WORDS, by_kind=now.by_kind(), of=now.of, bar=lambda load: load_bar(load, most),
            lately=lately, flow_chart=flow_chart(lately), day_flow=lately[day], waiting=waiting, few=few, unsent=unsent, asked=asked,
            mask=mask_text, emergencies=emergencies, topics=topics, now=utc_now(), left=left,
        )


def unanswered(session: Session) -> tuple[int, list[str]]:
    """How many questions nobody could answer, and the newest few."""
    newest = session.scalars(select(Unanswered.text).where(Unanswered.handled_at.is_(None)).order_by(Unanswered.id.desc()).limit(_FEW))
    return count_open(session), [mask_text(text) for text in newest]


def load_bar(load: Load, most: int) -> Markup:
    """An agency's open tickets as one bar, as long as they are many."""
    parts = (("late", load.overdue, "已逾期"), ("soon", load.soon, "快到期"), ("fine", load.later, "还早"), ("still", load.paused, "暂停计时"))
    return charts.stacked(parts, most)


def flow_chart(days: dict[dt.date, Flow]) -> Markup:
    """What came in and ended on each of the last days."""
    labels = [f"{day.month}/{day.day}" for day in days]
    series = (
        charts.Series("收到", "s1", [one.received for one in days.values()]), charts.Series("办结", "s2", [one.closed for one in days.values()]),
    )  # fmt: skip
    return charts.columns("近30天每天收到和办结的工单", labels, series, step=24)
