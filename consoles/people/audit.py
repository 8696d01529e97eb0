"""The audit trail as a page, and as a file: for administrators and for those who oversee the place."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response, StreamingResponse
from starlette.datastructures import FormData

from bot.people.audit import AUDIT_EXPORTED, WHAT_WORDS
from bot.people.colleagues import names_of
from bot.people.models import AuditEntry
from bot.people.service import Action, SignedIn, audit, may
from bot.people.signing_in import NOBODY
from bot.people.trail import Wanted, entries, every_entry
from bot.tickets.lifecycle import ACT_WORDS
from consoles.console import Console
from consoles.guard import Guard, read_form, staff_routes
from consoles.numbers import number_in
from consoles.pages import HEADERS, go, not_found, render
from consoles.people.times import when

PAGE = 50
EXPORTED = 100_000
# At the very ends of the calendar a day's first instant cannot be told in every zone.
_EDGE = dt.timedelta(days=2)
_WORDS: Mapping[str, str] = {**{str(act): words for act, words in ACT_WORDS.items()}, **WHAT_WORDS}
# Who is no account of anybody.
_NO_ACCOUNT = {"system": "系统", "command-line": "命令行", NOBODY: "未知"}
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Filters:
    """What is looked for; lives in the page's address."""

    who: str = ""
    what: str = ""
    ticket: str = ""
    first: str = ""
    last: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        """The filters of an address or a form; a day that is none is no filter."""
        given = {name: str(query.get(name) or "").replace("\0", "").strip()[:40] for name in ("who", "what", "ticket")}
        given["ticket"] = "".join(given["ticket"].split()).upper()[:24]
        return cls(**given, first=_day(query, "first"), last=_day(query, "last"))

    def wanted(self) -> Wanted:
        """The same for the trail."""
        first, last = (dt.date.fromisoformat(day) if day else None for day in (self.first, self.last))
        return Wanted(self.who, self.what, self.ticket, first, last)

    def address(self, **changes: str) -> str:
        """The page's address with these filters."""
        changed = replace(self, **{name: value for name, value in changes.items() if name != "below"})
        given = {name: value for name, value in vars(changed).items() if value} | ({"below": changes["below"]} if changes.get("below") else {})
        return f"/staff/audit?{urlencode(given)}" if given else "/staff/audit"


def _day(query: Mapping[str, str], name: str) -> str:
    try:
        day = dt.date.fromisoformat(str(query.get(name) or ""))
    except ValueError:
        return ""
    return day.isoformat() if dt.date.min + _EDGE < day < dt.date.max - _EDGE else ""


@dataclass(frozen=True)
class Line:
    """One line as it is read."""

    at: str
    who: str
    login: str
    what: str
    ticket: str
    detail: str


def router(console: Console, guard: Guard) -> APIRouter:
    """`/staff/audit` and its export; for everybody else it is not there."""
    routes = staff_routes()

    @routes.get("/staff/audit")
    def show(request: Request, present: SignedIn = Depends(guard.present)) -> Response:
        if not may(present.staff, Action.SEE_AUDIT):
            return not_found(console, present)
        return _page(console, present, Filters.read(request.query_params), request.query_params.get("below", ""))

    @routes.post("/staff/audit/export")
    def export(form: FormData = Depends(read_form), present: SignedIn = Depends(guard.present)) -> Response:
        if not may(present.staff, Action.SEE_AUDIT):
            return not_found(console, present)
        filters = Filters.read({name: value for name, value in form.items() if isinstance(value, str)})
        with console.database.write() as session:
            audit(session, present.staff, AUDIT_EXPORTED, filters.ticket or None, _told(filters))
        headers = {**HEADERS, "Content-Disposition": 'attachment; filename="audit.csv"'}
        return StreamingResponse(_file(console, filters), media_type="text/csv; charset=utf-8", headers=headers)

    @routes.get("/staff/audit/export")
    def back() -> Response:
        return go("/staff/audit")

    return routes


def _told(filters: Filters) -> str:
    return " ".join(f"{name}={value}" for name, value in vars(filters).items() if value and name != "ticket")


def _page(console: Console, present: SignedIn, filters: Filters, below: str) -> Response:
    key = number_in(below)
    with console.database.read() as session:
        found = entries(session, filters.wanted(), PAGE + 1, key)
        names = names_of(session, {entry.who for entry in found})
    shown = found[:PAGE]
    return render(
        console, "people/audit.html", present, lines=list(_lines(shown, names)), filters=filters, words=_choices(),
        later=filters.address() if key is not None else "", earlier=filters.address(below=str(shown[-1].id)) if len(found) > PAGE else "",
        seen_tickets=may(present.staff, Action.VIEW),
    )  # fmt: skip


def _choices() -> list[tuple[str, str]]:
    return sorted(_WORDS.items(), key=lambda pair: pair[1])


def _lines(found: Iterable[AuditEntry], names: Mapping[str, str]) -> Iterator[Line]:
    for entry in found:
        who = names.get(entry.who) or _NO_ACCOUNT.get(entry.who, "")
        yield Line(when(entry.at, seconds=True), who, entry.who, _WORDS.get(entry.what, entry.what), entry.ticket_number or "", entry.detail)


def _file(console: Console, filters: Filters) -> Iterator[bytes]:
    """The lines as a table for spreadsheets (UTF-8 with its mark); formulas are taken for the text they are."""
    yield "\ufeff".encode() + _row(["时间", "账号", "姓名", "事项", "工单", "说明"])
    with console.database.read() as session:
        names: dict[str, str] = {}
        for entry in every_entry(session, filters.wanted(), EXPORTED):
            if entry.who not in names:
                names[entry.who] = names_of(session, [entry.who]).get(entry.who, "")
            (line,) = _lines([entry], names)
            yield _row([line.at, line.login, line.who, line.what, line.ticket, line.detail])


def _row(cells: list[str]) -> bytes:
    whole = io.StringIO()
    csv.writer(whole).writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return whole.getvalue().encode()
