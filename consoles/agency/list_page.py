"""The inbox: what is due, what was told, and one act for many tickets."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from bot.clock.service import today
from bot.people.colleagues import names_of
from bot.people.models import Staff
from bot.people.service import Action, Role, SignedIn, may, sees_every_agency
from bot.tickets.kinds import WORDS
from bot.tickets.lifecycle import ACT_WORDS, STATUS_WORDS, Act
from consoles.agency import bulk, inbox, notices
from consoles.agency.filters import LONG_PAGE, MINE, NOBODYS, Filters, Sought
from consoles.agency.loads import loads
from consoles.agency.room import Room
from consoles.agency.rows import rows
from consoles.agency.urgency import soon_workdays
from consoles.guard import field, safe_return
from consoles.pages import go, not_found, render


@dataclass(frozen=True)
class View:
    """One of the ready-made choices over the list, with how many tickets it holds (None: not counted)."""

    title: str
    filters: Filters
    level: str = ""
    count: int | None = None


class ListPages:
    """The list of one desk's tickets."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def show(self, present: SignedIn, filters: Filters) -> Response:
        """The page that these filters ask for."""
        staff, console = present.staff, self._room.console
        if not may(staff, Action.VIEW):
            return not_found(console, present)
        day, watch, soon = today(), console.watch, soon_workdays(console.watch)
        with self._room.database.read() as session:
            page = inbox.page(session, staff, filters, day, soon)
            names = names_of(session, (ticket.assigned_to for ticket in page.tickets))
            shown = rows(console.tickets, page.tickets, names, staff.agency, day, watch)
            views = self._views(session, staff, soon)
            told = notices.unread_by(session, staff)
        everywhere, calls_back = sees_every_agency(staff), Role(staff.role) is Role.OPERATOR
        colleagues = bulk.assignable(self._room.database, staff)
        return render(
            console, "agency/inbox.html", present, rows=shown, filters=filters, views=views, count_up_to=inbox.COUNT_UP_TO,
            next_address=filters.address(after=page.next_after) if page.next_after else "", every_agency=everywhere or calls_back,
            kinds=WORDS, statuses=STATUS_WORDS, today=day, told=told, calls_back=calls_back, colleagues=colleagues, leads=_leads(staff),
            works=may(staff, Action.SIGN), has_agency=staff.agency is not None, sought=filters.sought, Sought=Sought, long=str(LONG_PAGE),
        )  # fmt: skip

    def loads(self, present: SignedIn) -> Response:
        """Who has how much in hand: for the head of an agency."""
        staff, soon = present.staff, soon_workdays(self._room.console.watch)
        if not _leads(staff):
            return not_found(self._room.console, present)
        with self._room.database.read() as session:
            found = loads(session, str(staff.agency), today(), soon)
        return render(self._room.console, "agency/loads.html", present, loads=found, soon=soon, filters=Filters())

    def _views(self, session: Session, staff: Staff, soon: int) -> list[View]:
        return [self._counted(session, staff, view, soon) for view in _views_of(staff)]

    def _counted(self, session: Session, staff: Staff, view: View, soon: int) -> View:
        if view.filters == Filters():
            return view
        return View(view.title, view.filters, view.level, inbox.count(session, staff, view.filters, today(), soon))

    def read(self, present: SignedIn, sent: FormData) -> Response:
        """Notices that were read: those whose numbers were sent, as far as they were for this account."""
        wanted = [value for value in sent.getlist("notice") if isinstance(value, str)]
        with self._room.database.write() as session:
            notices.mark(session, present.staff, wanted)
        return go("/agency")

    def do_many(self, present: SignedIn, sent: FormData) -> Response:
        """One act for the ticked tickets; what came of each is said."""
        numbers = [value.strip().upper()[:24] for value in sent.getlist("ticket") if isinstance(value, str)]
        act, back = field(sent, "act"), safe_return(field(sent, "back")) or "/agency"
        if act not in bulk.ACTS or not may(present.staff, Action.VIEW):
            return not_found(self._room.console, present)
        if refusal := _refusal(numbers):
            return self._result(present, bulk.Outcome(Act(act), (), ()), back, 409, refusal)
        outcome = bulk.do_all(self._room.database, self._room.desk, present.staff, Act(act), numbers, field(sent, "to"))
        return self._result(present, outcome, back)

    def _result(self, present: SignedIn, outcome: bulk.Outcome, back: str, status: int = 200, error: str = "") -> Response:
        return render(
            self._room.console, "agency/bulk.html", present, status, outcome=outcome, act_title=ACT_WORDS[outcome.act], back=back, error=error
        )


def _leads(staff: Staff) -> bool:
    return Role(staff.role) is Role.HEAD and staff.agency is not None


def _refusal(numbers: Sequence[str]) -> str:
    if not numbers:
        return "没有勾选工单。请回到列表，勾选后再办。"
    return f"一次最多 {bulk.AT_ONCE} 张，请分几次办。" if len(numbers) > bulk.AT_ONCE else ""


def _views_of(staff: Staff) -> list[View]:
    """What is worth a look of its own for this account."""
    everyone = [
        View("已逾期", Filters(due="overdue"), "overdue"), View("快到期", Filters(due="soon"), "soon"), View("催办待答复", Filters(due="urged"), "urged"),
    ]  # fmt: skip
    if Role(staff.role) is Role.OPERATOR:
        return [View("待回访", Filters())]
    extensions = [View("待决定延长", Filters(due="extension"), "soon")] if may(staff, Action.EXTEND) else []
    if staff.agency is None:
        return [View("全部未办结", Filters()), *everyone, *extensions]
    own = [View("我的", Filters(who=MINE)), View("未分配", Filters(who=NOBODYS))]
    return [View("全部未办结", Filters()), *own, *everyone, *extensions, View("协办", Filters(part="co"))]
