"""Conversations that a person has to look at: danger, threats, a wish for a person."""

from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from starlette.datastructures import FormData

from bot.conversations.service import close_alert, open_alerts
from bot.people.service import Action, SignedIn, audit, may
from consoles.console import Console
from consoles.guard import Guard, read_form, staff_routes
from consoles.pages import go, render

REASONS = {
    "suicide": "有轻生的话", "gas": "燃气危险", "fire": "火情", "medical": "急病或受伤", "crime": "人身安全危险",
    "threat": "有威胁的话", "person": "要求人工",
}
SPEAKERS = {"citizen": "市民", "desk": "服务台", "agency": "承办单位", "operator": "工作人员"}
_SHANGHAI = ZoneInfo("Asia/Shanghai")


def router(console: Console, guard: Guard) -> APIRouter:
    """`/staff/alerts`: for those who look after the whole place and for operators; for others it is not there."""
    routes = staff_routes()

    @routes.get("/staff/alerts")
    def show(present: SignedIn = Depends(guard.present)) -> Response:
        if not may(present.staff, Action.SEE_ALERTS):
            return render(console, "not_found.html", present, 404)
        with console.database.read() as session:
            alerts = open_alerts(session)
        return render(console, "alerts.html", present, alerts=alerts, reasons=REASONS, speakers=SPEAKERS, zone=_SHANGHAI)

    @routes.post("/staff/alerts/{alert_id}")
    def close(alert_id: int, form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)) -> Response:
        guard.check(present, form)
        if not may(present.staff, Action.SEE_ALERTS):
            return render(console, "not_found.html", present, 404)
        with console.database.write() as session:
            close_alert(session, alert_id, present.staff.login)
            audit(session, present.staff, "close_alert")
        return go("/staff/alerts")

    return routes
