"""What a clerk sent, and what of it an act takes as its data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from bot.agencies.service import Directory
from bot.people.colleagues import clerks_of
from bot.people.models import Staff
from bot.people.service import Action, may, sees_every_agency
from bot.tickets import history
from bot.tickets.lifecycle import Act, Status
from bot.tickets.models import Ticket
from bot.tickets.service import find

NOBODY = "nobody"
_SAID: Mapping[str, bool | None] = {"yes": True, "no": False, "unsaid": None}


class ActRefused(ValueError):
    """What was asked cannot be done; one Chinese sentence."""


@dataclass(frozen=True)
class Form:
    """What a clerk sent: the ticket's version that the page showed, the fields, and the boxes that were ticked."""

    act: Act
    version: int
    text: str
    fields: Mapping[str, str]
    chosen: tuple[str, ...] = ()

    def field(self, name: str) -> str:
        """One field, trimmed; empty when it is missing."""
        return self.fields.get(name, "").strip()


def data_of(session: Session, directory: Directory, staff: Staff, ticket: Ticket, form: Form) -> dict[str, Any]:
    """The act's data (`docs/reference/tickets.md`); ActRefused names a field that cannot be read."""
    match form.act:
        case Act.SIGN:
            return {"to": staff.login} if staff.agency == ticket.agency else {}
        case Act.ASSIGN:
            return _assignee(session, ticket, form)
        case Act.CONSULT:
            return _asked(form)
        case Act.OPINION:
            return _letter(form) | {"lapsed": form.field("lapsed") == "yes"}
        case Act.ASK_EXTENSION:
            return {"workdays": _workdays(form)}
        case Act.EXTEND:
            return {"workdays": _workdays(form)} if form.field("workdays") or not _is_asked(ticket) else {}
        case Act.ASK_FEE:
            return {"amount": _number(form.field("amount"))}
        case Act.REASSIGN:
            return {"to": _agency_for(directory, ticket, form)}
        case Act.SET_CO:
            return {"agencies": [_known(directory, name) for name in form.chosen]}
        case Act.CO_REPORT:
            return {"agency": form.field("agency") if sees_every_agency(staff) else staff.agency}
        case Act.CALL_BACK:
            return {name: _said(form, name) for name in ("satisfied", "solved")}
        case Act.MERGE:
            return {"main": _main(session, staff, form)}
        case Act.URGE:
            return _given(form, "answer_by") | ({"form": form.field("urge_form")} if form.field("urge_form") else {})
        case Act.ASK_CORRECTION:
            return _given(form, "answer_by")
        case Act.REFUSE | Act.TRANSFER:
            return _given(form, "channel")
    return {}


def _assignee(session: Session, ticket: Ticket, form: Form) -> dict[str, Any]:
    """One of the agency's own people, by login; NOBODY takes the ticket back from whoever has it."""
    to = form.field("to")
    if to == NOBODY:
        return {"to": None}
    found = next((clerk for clerk in clerks_of(session, ticket.agency) if clerk.login == to), None)
    if found is None:
        raise ActRefused("请从列表中选择本单位的一位同事。")
    return {"to": found.login, "name": found.name}


def _given(form: Form, name: str) -> dict[str, Any]:
    return {name: form.field(name)} if form.field(name) else {}


def _letter(form: Form) -> dict[str, Any]:
    """Whose opinion came: chosen from those that were asked for."""
    whom, between, party = form.field("asked").partition(":")
    return {"whom": whom, "party": party} if between else _asked(form)


def _asked(form: Form) -> dict[str, Any]:
    whom, party = form.field("whom"), form.field("party")
    if whom not in ("third_party", "agency"):
        raise ActRefused("请选择征求谁的意见：第三方，还是其他机关。")
    if not party:
        raise ActRefused("请写明对方的名称。")
    return {"whom": whom, "party": party[:80]}


def _workdays(form: Form) -> int:
    days = _number(form.field("workdays"))
    if days is None or days < 1:
        raise ActRefused("请写明延长几个工作日（整数）。")
    return days


def _is_asked(ticket: Ticket) -> bool:
    return history.asked_extension(ticket.events) is not None


def _agency_for(directory: Directory, ticket: Ticket, form: Form) -> str:
    name = _known(directory, form.field("agency"))
    # From a dispute an agency may get its ticket back; otherwise that would be no reassignment.
    if name == ticket.agency and ticket.status != Status.DISPUTED:
        raise ActRefused(f"工单已经在{name}，请选择另一个单位。")
    return name


def _known(directory: Directory, name: str) -> str:
    found = directory.find(name)
    if found is None or found.is_elsewhere:
        raise ActRefused("请从列表中选择单位。")
    return str(found.name)


def _said(form: Form, name: str) -> bool | None:
    said = form.field(name)
    if said not in _SAID:
        raise ActRefused("请登记回访结果：是否满意、是否解决（没有联系上的，两项都选“未答”）。")
    return _SAID[said]


def _main(session: Session, staff: Staff, form: Form) -> str:
    """The number of the main ticket; one that this account may not see is answered like one that is not there."""
    number = form.field("main")
    main = find(session, number) if number else None
    if main is not None and not may(staff, Action.VIEW, main):
        raise ActRefused(f"没有找到编号为 {number} 的同类工单，请核对。")
    return number


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
