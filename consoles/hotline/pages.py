"""The operators' pages as they are asked for and sent without any script."""

import datetime as dt
from zoneinfo import ZoneInfo

from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from bot.calls import callbacks, line
from bot.calls.callbacks import CallBackError
from bot.calls.filing import FilingRefused, Shown, tickets_of
from bot.calls.models import OPEN_STATES, Call, CallState
from bot.calls.service import Calls
from bot.calls.sheet import MARKS, Change, SheetError
from bot.clock.service import today
from bot.people.masking import mask_phone
from bot.people.service import Action, SignedIn, may
from bot.tickets.kinds import WORDS, Kind
from bot.tickets.service import TicketError
from consoles.console import Console
from consoles.guard import field
from consoles.hotline.live import DESK, Live
from consoles.hotline.screen import MARK_VALUES, caller, changed, clock, values
from consoles.hotline.waiting import own_rows, waiting_rows
from consoles.hotline.work import meant
from consoles.numbers import number_in
from consoles.pages import go, not_found, render

_DONE = {"closed": "这个通话已办结。", "taken": "这个来电已被别的话务员接听。", "seat": "分机已登记。"}
_UNTICKED = ""
_LOCAL = ZoneInfo("Asia/Shanghai")


class Pages:
    """Pages for those who take calls; for everybody else there are none."""

    def __init__(self, console: Console, calls: Calls, live: Live) -> None:
        self._console = console
        self._database = console.database
        self._calls = calls
        self._live = live

    def desk(self, present: SignedIn, done: str) -> Response:
        """What waits, what is one's own, what is to be called back."""
        if not may(present.staff, Action.TAKE_CALLS):
            return not_found(self._console, present)
        login = present.staff.login
        midnight = dt.datetime.combine(today(), dt.time(), tzinfo=_LOCAL)
        with self._database.read() as session:
            return render(
                self._console, "hotline/desk.html", present, waiting=waiting_rows(line.waiting(session, login), login),
                own=own_rows(line.mine(session, login)), due=callbacks.count_due(session), taken=line.counted(session, login, midnight),
                seat=line.seat_of(session, login), done=_DONE.get(done, ""),
            )  # fmt: skip

    def open_call(self, present: SignedIn, form: FormData) -> Response:
        """A call that is on the line already."""
        if not may(present.staff, Action.TAKE_CALLS):
            return not_found(self._console, present)
        number = "".join(char for char in field(form, "caller")[:40] if char.isdigit() or char in "+-")
        with self._database.write() as session:
            call = line.open_by_hand(session, present.staff.login, number or None)
        return go(f"/hotline/calls/{call.id}")

    def sit_down(self, present: SignedIn, form: FormData) -> Response:
        """Which telephone this operator sits at."""
        if not may(present.staff, Action.TAKE_CALLS):
            return not_found(self._console, present)
        extension = "".join(filter(str.isalnum, field(form, "extension")))[:20]
        with self._database.write() as session:
            line.sit_down(session, present.staff.login, extension)
        return go("/hotline?done=seat")

    def take(self, present: SignedIn, call_id: str) -> Response:
        """Take a waiting call; another operator may have been first."""
        if not may(present.staff, Action.TAKE_CALLS):
            return not_found(self._console, present)
        with self._database.write() as session:
            taken = line.take(session, call_id, present.staff.login)
        self._live.ring(DESK)
        return go(f"/hotline/calls/{call_id}" if taken else "/hotline?done=taken")

    def show(self, present: SignedIn, call_id: str) -> Response:
        """A call's screen while it goes on; afterwards its summary."""
        with self._database.read() as session:
            call = self._mine(session, present, call_id)
            return self._page(session, present, call) if call else not_found(self._console, present)

    def send(self, present: SignedIn, call_id: str, form: FormData) -> Response:
        """The whole form, sent without script: kept, and then done with as its button says."""
        act, _, rest = field(form, "do").partition(":")
        try:
            with self._database.write() as session:
                call = self._mine(session, present, call_id, lock=True)
                if call is None:
                    return not_found(self._console, present)
                line.change(call, _change(form))
                session.flush()
                if act == "end":
                    line.hang_up(session, call)
                elif act in ("file", "join"):
                    self._file(session, call, form, rest if act == "join" else "")
        except (SheetError, FilingRefused, TicketError) as error:
            return self._refused(present, call_id, form, error)
        self._live.ring(call_id)
        return go(f"/hotline/calls/{call_id}")

    def close(self, present: SignedIn, call_id: str, form: FormData) -> Response:
        """The summary is looked over: the call is finished, with a promise to ring back where one was given; or something is still to be filed."""
        try:
            with self._database.write() as session:
                call = self._mine(session, present, call_id, lock=True)
                if call is None:
                    return not_found(self._console, present)
                if field(form, "do") == "resume":
                    line.resume(call)
                    return go(f"/hotline/calls/{call_id}")
                if day := field(form, "call_back_on"):
                    phone = field(form, "call_back_phone") or self._calls.ring_back(session, call).phone
                    callbacks.promise(session, call, _day(day), field(form, "call_back_note"), phone)
                self._calls.close(session, call, field(form, "summary"))
        except CallBackError as error:
            with self._database.read() as session:
                call = self._mine(session, present, call_id)
                return self._after(session, present, call, str(error), form) if call else not_found(self._console, present)
        return go("/hotline?done=closed")

    def _file(self, session: Session, call: Call, form: FormData, number: str) -> None:
        shown = Shown(number_in(field(form, "sheet")) or 0, Kind(_kind(form) or Kind.CONSULTATION), _values(form, "f."), field(form, "agency"))
        if number:
            self._calls.join(session, call, shown, number)
        else:
            self._calls.file(session, call, shown)

    def _refused(self, present: SignedIn, call_id: str, form: FormData, error: Exception) -> Response:
        """The screen again with what is wrong; what was written is kept."""
        faults = error.faults if isinstance(error, FilingRefused) else {"": str(error)}
        if isinstance(error, FilingRefused):
            with self._database.write() as session:
                call = self._mine(session, present, call_id, lock=True)
                if call is not None:
                    line.change(call, _change(form))
        with self._database.read() as session:
            call = self._mine(session, present, call_id)
            return self._page(session, present, call, faults, 422) if call else not_found(self._console, present)

    def _page(self, session: Session, present: SignedIn, call: Call, faults: dict[str, str] | None = None, status: int = 200) -> Response:
        if call.state not in OPEN_STATES or call.state == CallState.ENDED:
            return self._after(session, present, call)
        screen = self._calls.screen(session, call)
        return render(
            self._console, "hotline/call.html", present, status, faults=faults or {}, earlier=self._calls.earlier(session, call),
            since=clock(call.taken_at), **values(screen, self._console.profile),
        )  # fmt: skip

    def _after(self, session: Session, present: SignedIn, call: Call, error: str = "", form: FormData | None = None) -> Response:
        summary = field(form, "summary") if form else call.summary or self._calls.draft_summary(session, call)
        came = [(how, ticket.number, WORDS[Kind(ticket.kind)].title, ticket.agency) for how, ticket in tickets_of(session, call)]
        receipts = self._calls.screen(session, call).receipts if call.state == CallState.ENDED else ()
        back = self._calls.ring_back(session, call)
        return render(
            self._console, "hotline/after.html", present, 422 if error else 200, call=call, summary=summary, came=came, caller=caller(call),
            since=clock(call.taken_at), until=clock(call.ended_at), receipts=receipts, today=today(), error=error,
            over=call.state not in OPEN_STATES, call_back_on=field(form, "call_back_on") if form else "",
            call_back_note=field(form, "call_back_note") if form else "", call_back_phone=field(form, "call_back_phone") if form else "",
            rings=mask_phone(back.phone) if back.phone else "", asked_back=back.words,
        )  # fmt: skip

    def _mine(self, session: Session, present: SignedIn, call_id: str, *, lock: bool = False) -> Call | None:
        """This operator's call; another's is answered like one that there is not."""
        return line.own(session, call_id, present.staff.login, lock=lock) if may(present.staff, Action.TAKE_CALLS) else None


def _change(form: FormData) -> Change:
    """What a whole form says was written: the fields that differ from what stood in them."""
    own = changed(_values(form, "shown."), {**dict.fromkeys(_ticked_off(form), _UNTICKED), **_values(form, "f.")})
    kind, agency = _kind(form), field(form, "agency")
    return Change(
        typed=field(form, "typed"), kind=kind if kind != field(form, "shown_kind") else None, own=own,
        agency=agency if agency != field(form, "shown_agency") else None,
    )  # fmt: skip


def _values(form: FormData, prefix: str) -> dict[str, str]:
    found = {name.removeprefix(prefix): field(form, name) for name in form if name.startswith(prefix)}
    return {slot: meant(slot, value) if value else value for slot, value in found.items()}


def _ticked_off(form: FormData) -> list[str]:
    """Boxes that stood ticked and are no longer: a browser sends nothing for them."""
    return [mark for mark in MARKS if mark in MARK_VALUES and field(form, f"shown.{mark}") and f"f.{mark}" not in form]


def _kind(form: FormData) -> str:
    kind = field(form, "kind")
    return kind if kind in set(Kind) else ""


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise CallBackError("约定回电的日期请写成 2026-12-01 这样。") from error
