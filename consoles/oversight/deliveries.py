"""Notices that reached nobody: why, how often they were tried, and sending them once more."""

from fastapi.responses import Response
from sqlalchemy import select
from starlette.datastructures import FormData

from bot.delivery.service import count_failed, failed, send_again
from bot.people.masking import mask_text
from bot.people.service import SignedIn
from bot.tickets.lifecycle import ACT_WORDS
from bot.tickets.models import Ticket
from bot.tickets.telling import CITIZEN_TOLD, STAFF_TOLD
from consoles.console import Console
from consoles.oversight.room import corners
from consoles.pages import go, render

_PAGE = 50
_ID_DIGITS = 18
_WHAT = {template: ACT_WORDS[act] for act, template in CITIZEN_TOLD.items()} | {
    template: f"{ACT_WORDS[act]}（告诉工作人员）" for act, (template, _) in STAFF_TOLD.items()
}
_CHANNELS = {"web": "网页对话", "wechat": "微信", "telegram": "Telegram", "email": "电子邮件", "webhook": "其他系统", "sms": "短信"}


class Deliveries:
    """`/oversight/deliveries`."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def page(self, present: SignedIn, before: str, done: str) -> Response:
        """What was given up, newest first."""
        with self._console.database.read() as session:
            rows = failed(session, _PAGE + 1, _number(before))
            count = count_failed(session)
            ids = {row.ticket_id for row in rows if row.ticket_id}
            found = session.execute(select(Ticket.id, Ticket.number).where(Ticket.id.in_(ids)))
            numbers = {row.id: row.number for row in found}
        return render(
            self._console, "oversight/deliveries.html", present, corners=corners(present.staff), here="/oversight/deliveries",
            rows=rows[:_PAGE], more=rows[_PAGE - 1].id if len(rows) > _PAGE else 0, count=count, numbers=numbers, what=_WHAT, channels=_CHANNELS,
            mask=mask_text, before=before, done=done if done.isascii() and done.isdigit() else "",
        )

    def again(self, present: SignedIn, sent: FormData) -> Response:
        """Back into the outbox with what was ticked."""
        chosen = [number for value in sent.getlist("notice") if isinstance(value, str) and (number := _number(value)) is not None]
        with self._console.database.write() as session:
            done = sum(send_again(session, number, present.staff.login) for number in chosen[:_PAGE])
        return go(f"/oversight/deliveries?done={done}")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _ID_DIGITS else None
