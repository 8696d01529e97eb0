"""The register of reconsiderations and lawsuits as a page."""

from collections.abc import Mapping

from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from bot.clock.service import today
from bot.oversight.annual import form
from bot.oversight.cases import CaseError, cases, keep
from bot.oversight.models import LegalCase
from bot.people.service import SignedIn, assessed_agency
from consoles.console import Console
from consoles.guard import field
from consoles.numbers import number_in
from consoles.oversight.room import agencies, corners
from consoles.pages import go, not_found, render

_FIELDS = ("route", "case_number", "ticket_number", "accepted_on", "decided_on", "result", "remark", "version")


class Register:
    """`/oversight/cases`."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._database = console.database

    def page(
        self, present: SignedIn, done: str = "", *, status: int = 200, error: str = "", kept: Mapping[str, str] | None = None, case_id: int = 0
    ) -> Response:
        """Every case this account may see, and a form for a new one; `kept` are the fields of a form that was refused."""
        with self._database.read() as session:
            found = cases(session, assessed_agency(present.staff), None)
        return render(
            self._console, "oversight/cases.html", present, status, corners=corners(present.staff), here="/oversight/cases", cases=found,
            routes=form.ROUTES, results=form.CASE_RESULTS, pending=form.PENDING, own=assessed_agency(present.staff), today=today(),
            agencies=agencies(self._console.profile), done=bool(done), error=error, kept=kept or {}, kept_id=case_id,
        )

    def keep(self, present: SignedIn, sent: FormData, case_id: str = "") -> Response:
        """Enter a case, or change the one with this id."""
        fields = {name: field(sent, name) for name in _FIELDS}
        number = number_in(case_id) or 0
        agency = assessed_agency(present.staff)
        if agency is None:
            agency = field(sent, "agency")
        try:
            with self._database.write() as session:
                case = self._visible(session, present, number) if case_id else None
                if case_id and case is None:
                    return not_found(self._console, present)
                if agency not in agencies(self._console.profile):
                    raise CaseError("请选择被申请（被告）的单位。")
                keep(session, fields, agency, present.staff.login, today(), case)
        except CaseError as error:
            return self.page(present, status=409, error=str(error), kept={**fields, "agency": agency}, case_id=number)
        return go("/oversight/cases?done=1")

    def _visible(self, session: Session, present: SignedIn, number: int) -> LegalCase | None:
        case, own = session.get(LegalCase, number), assessed_agency(present.staff)
        return case if case is not None and own in (None, case.agency) else None
