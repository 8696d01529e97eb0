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
from consoles.numbers import number_in
from consoles.oversight.room import corners
from consoles.pages import go, render

_PAGE = 50
_WHAT = {template: ACT_WORDS[act] for act, template in CITIZEN_TOLD.items()} | {
    template: f"{ACT_WORDS[act]}（告诉工作人员）" for act, (template, _) in STAFF_TOLD.items()
} | {
    "main_answered": "答复（合并办理的）", "reply": "对话里的回复", "operator_said": "工作人员在对话里的话", "desk_said": "服务台在对话里的话",
    "staff_urgent": "加急提醒", "staff_called_again": "来电人再次来电", "warning": "到期预警", "overdue": "逾期提醒", "correction_lapsed": "补正期满提醒",
    "fee_lapsed": "缴费期满提醒", "opinion_lapsed": "征求意见期满提醒", "urge_lapsed": "催办期满提醒", "hot_topic": "热点提醒", "burst": "集中反映提醒",
    "emergency_raised": "应急开始计时", "emergency_near": "应急快到期限", "emergency_passed": "应急超过期限",
}  # fmt: skip
_CHANNELS = {
    "web": "网页对话", "wechat": "微信", "telegram": "Telegram", "email": "电子邮件", "sms": "短信", "webhook": "其他系统", "wecom": "企业微信",
    "hotline": "电话回访", "demo": "演示",
}  # fmt: skip


class Deliveries:
    """`/oversight/deliveries`."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def page(self, present: SignedIn, before: str, done: str) -> Response:
        """What was given up, newest first."""
        with self._console.database.read() as session:
            rows = failed(session, _PAGE + 1, number_in(before))
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
        chosen = [number for value in sent.getlist("notice") if isinstance(value, str) and (number := number_in(value)) is not None]
        with self._console.database.write() as session:
            done = sum(send_again(session, number, present.staff.login) for number in chosen[:_PAGE])
        return go(f"/oversight/deliveries?done={done}")
