"""The oversight pages' addresses, and who may open which."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from bot.clock.service import today
from bot.people.service import Action, SignedIn, may
from consoles.console import Console
from consoles.guard import Elsewhere, Guard, read_form, staff_routes
from consoles.numbers import RowNumber
from consoles.oversight import asked
from consoles.oversight.annual import Annual
from consoles.oversight.assess import Assess
from consoles.oversight.check import Check
from consoles.oversight.decisions import Decisions
from consoles.oversight.deliveries import Deliveries
from consoles.oversight.lists import Lists, Narrowed
from consoles.oversight.register import Register
from consoles.oversight.today import Today
from consoles.oversight.urgent import Urgent
from consoles.pages import go, not_found


class Door:
    """Lets in whoever may do something; to everybody else the pages are not there."""

    def __init__(self, console: Console, guard: Guard, needs: Action) -> None:
        self._console, self._guard, self._needs = console, guard, needs

    def __call__(self, request: Request) -> SignedIn:
        """Who asks."""
        present = self._guard.present(request)
        if not may(present.staff, self._needs):
            raise Elsewhere(not_found(self._console, present))
        return present


def router(console: Console, guard: Guard) -> APIRouter:
    """`/oversight` and below."""
    routes = staff_routes()
    overseer, assessor, urger = (Door(console, guard, needs) for needs in (Action.OVERSEE, Action.ASSESS, Action.URGE))
    _today(routes, console, overseer, assessor)
    _urgent(routes, console, overseer)
    _waiting(routes, console, overseer, urger)
    _numbers(routes, console, assessor)
    _yearly(routes, console, assessor)
    _checking(routes, console, overseer, assessor)
    return routes


def _today(routes: APIRouter, console: Console, overseer: Door, assessor: Door) -> None:
    pages, deliveries = Today(console), Deliveries(console)

    @routes.get("/oversight")
    def show_today(present: SignedIn = Depends(assessor)) -> Response:
        # The head of one agency has no picture of the whole place to look at.
        return pages.page(present) if may(present.staff, Action.OVERSEE) else go("/oversight/assessment")

    @routes.get("/oversight/deliveries")
    def show_deliveries(before: str = "", done: str = "", present: SignedIn = Depends(overseer)) -> Response:
        return deliveries.page(present, before, done)

    @routes.post("/oversight/deliveries")
    def deliver_again(form: FormData = Depends(read_form), present: SignedIn = Depends(overseer)) -> Response:
        return deliveries.again(present, form)


def _urgent(routes: APIRouter, console: Console, overseer: Door) -> None:
    pages = Urgent(console)

    @routes.get("/oversight/urgent")
    def show_urgent(done: str = "", present: SignedIn = Depends(overseer)) -> Response:
        return pages.page(present, done)

    @routes.post("/oversight/urgent")
    def raise_one(form: FormData = Depends(read_form), present: SignedIn = Depends(overseer)) -> Response:
        return pages.raise_one(present, form)

    @routes.post("/oversight/urgent/{emergency_id}/mark")
    def mark(emergency_id: RowNumber, form: FormData = Depends(read_form), present: SignedIn = Depends(overseer)) -> Response:
        return pages.mark(present, emergency_id, form)

    @routes.post("/oversight/urgent/{emergency_id}/close")
    def close(emergency_id: RowNumber, form: FormData = Depends(read_form), present: SignedIn = Depends(overseer)) -> Response:
        return pages.close(present, emergency_id, form)

    @routes.get("/oversight/topics/{topic_id}")
    def show_topic(topic_id: RowNumber, present: SignedIn = Depends(overseer)) -> Response:
        return pages.topic(present, topic_id)

    @routes.post("/oversight/topics/{topic_id}/close")
    def close_topic(topic_id: RowNumber, form: FormData = Depends(read_form), present: SignedIn = Depends(overseer)) -> Response:
        return pages.close_topic(present, topic_id, form)


def _waiting(routes: APIRouter, console: Console, overseer: Door, urger: Door) -> None:
    decisions, lists = Decisions(console), Lists(console)

    @routes.get("/oversight/waiting")
    def show_waiting(done: str = "", present: SignedIn = Depends(overseer)) -> Response:
        return decisions.page(present, done)

    @routes.post("/oversight/waiting/{number}")
    def decide(number: str, form: FormData = Depends(read_form), present: SignedIn = Depends(overseer)) -> Response:
        return decisions.decide(present, number, form)

    @routes.get("/oversight/waiting/{number}")
    @routes.get("/oversight/urge")
    def back_to_waiting() -> Response:
        return go("/oversight/waiting")

    @routes.post("/oversight/urge")
    def urge(form: FormData = Depends(read_form), present: SignedIn = Depends(urger)) -> Response:
        return lists.urge(present, form)


def _numbers(routes: APIRouter, console: Console, assessor: Door) -> None:
    assess, lists = Assess(console), Lists(console)

    @routes.get("/oversight/assessment")
    def show_assessment(request: Request, sort: str = "", present: SignedIn = Depends(assessor)) -> Response:
        return assess.page(present, asked.read(request.query_params, present.staff, today()), sort)

    @routes.get("/oversight/assessment.{form}")
    def save_assessment(request: Request, form: str, present: SignedIn = Depends(assessor)) -> Response:
        if form not in ("xlsx", "csv"):
            return not_found(console, present)
        return assess.file(asked.read(request.query_params, present.staff, today()), form)

    @routes.get("/oversight/tickets")
    def show_tickets(request: Request, present: SignedIn = Depends(assessor)) -> Response:
        query = request.query_params
        narrowed = Narrowed(query.get("class", ""), query.get("outcome", ""))
        chosen = asked.read(query, present.staff, today())
        return lists.past(present, chosen, query.get("set", "judged"), narrowed, query.get("after", ""))

    @routes.get("/oversight/open")
    def show_open(request: Request, present: SignedIn = Depends(assessor)) -> Response:
        query = request.query_params
        chosen = asked.read(query, present.staff, today())
        return lists.standing(present, chosen, query.get("set", "open"), query.get("after", ""), query.get("done", ""))


def _yearly(routes: APIRouter, console: Console, assessor: Door) -> None:
    annual, register = Annual(console), Register(console)

    @routes.get("/oversight/annual")
    def show_annual(request: Request, present: SignedIn = Depends(assessor)) -> Response:
        return annual.page(present, request.query_params)

    @routes.get("/oversight/annual.{form}")
    def save_annual(request: Request, form: str, present: SignedIn = Depends(assessor)) -> Response:
        return annual.file(present, request.query_params, form)

    @routes.get("/oversight/cases")
    def show_cases(done: str = "", present: SignedIn = Depends(assessor)) -> Response:
        return register.page(present, done)

    @routes.post("/oversight/cases")
    def enter_case(form: FormData = Depends(read_form), present: SignedIn = Depends(assessor)) -> Response:
        return register.keep(present, form)

    @routes.post("/oversight/cases/{case_id}")
    def change_case(case_id: str, form: FormData = Depends(read_form), present: SignedIn = Depends(assessor)) -> Response:
        return register.keep(present, form, case_id)

    @routes.get("/oversight/cases/{case_id}")
    def back_to_cases() -> Response:
        return go("/oversight/cases")


def _checking(routes: APIRouter, console: Console, overseer: Door, assessor: Door) -> None:
    check = Check(console)

    @routes.get("/oversight/self-check")
    def show_check(request: Request, present: SignedIn = Depends(assessor)) -> Response:
        return check.page(present, request.query_params)

    @routes.get("/oversight/self-check.{form}")
    def save_check(request: Request, form: str, present: SignedIn = Depends(assessor)) -> Response:
        return check.file(present, request.query_params, form)

    @routes.post("/oversight/self-check")
    def ask_for_check(present: SignedIn = Depends(overseer)) -> Response:
        return check.ask(present)

    @routes.post("/oversight/self-check/{group_id}")
    def decide_group(group_id: str, form: FormData = Depends(read_form), present: SignedIn = Depends(assessor)) -> Response:
        return check.decide(present, group_id, form)

    @routes.get("/oversight/self-check/{group_id}")
    def back_to_check() -> Response:
        return go("/oversight/self-check")
